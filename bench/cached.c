/* What a linter would still have to do if it kept the results of files that did not change: walk, open, read and hash every
 * config and keyfile, look the hash up in what was kept, and take up what fleet rules need to know of the config. No
 * rule is run and nothing is reported, so it is less than any run with a cache can take.
 *
 *     bench/cached keep HOW KEPT FOLDER       writes the file of what is kept; HOW is one of the following
 *     bench/cached look KEPT FOLDER           by SHA-256, as a cache that has to be safe must
 *     bench/cached fast KEPT FOLDER           by a hash that costs next to nothing
 *     bench/cached trust KEPT FOLDER          opens nothing: takes a file of the same size, inode and times for the same
 *
 * Fast and trust are shown for the bound only. Whoever writes a config can make another of the same fast hash, and so have it
 * passed by what was said of a good one. And a file may be changed within the clock's grain after it was read, a checkout in CI gives
 * every file a new inode and new times (so nothing is ever found), and an archive can bring back old ones with other bytes. */
#include <dirent.h>
#include <fcntl.h>
#include <sha2.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILE_MAX = 1 << 24, SETTINGS = 1024 };   /* what lint keeps of a packaged config, at the least */

enum how { LOOK, FAST, TRUST };

struct record {
	unsigned char hash[SHA256_DIGEST_LENGTH];
	char settings[SETTINGS];
};

static struct {
	enum how how;
	bool keep;
	struct record *kept;
	size_t count, capacity;
	unsigned long found, lost;
	char settings[SETTINGS];       /* where what was kept goes */
} run;

static void die(const char *what)
{
	perror(what);
	exit(1);
}

static int in_order(const void *a, const void *b)
{
	return memcmp(a, b, SHA256_DIGEST_LENGTH);
}

static void hash_bytes(const void *bytes, size_t len, unsigned char *hash)
{
	SHA2_CTX context;
	SHA256Init(&context);
	SHA256Update(&context, bytes, len);
	SHA256Final(hash, &context);
}

/* A multiplication for eight bytes. */
static void hash_fast(const unsigned char *bytes, size_t len, unsigned char *hash)
{
	unsigned long long state = len + 1, word;
	for (; len; bytes += sizeof word, len -= sizeof word) {
		word = 0;
		memcpy(&word, bytes, len < sizeof word ? len : sizeof word);
		state = (state ^ word) * 0x9e3779b97f4a7c15u;
		state ^= state >> 29;
		if (len < sizeof word)
			break;
	}
	memset(hash, 0, SHA256_DIGEST_LENGTH);
	memcpy(hash, &state, sizeof state);
}

static void hash_content(int folder, const char *name, bool fast, unsigned char *hash)
{
	static char text[FILE_MAX];
	int fd = openat(folder, name, O_RDONLY | O_NOFOLLOW);
	ssize_t len = fd < 0 ? -1 : read(fd, text, sizeof text);
	if (len < 0)
		die(name);
	close(fd);
	if (fast)
		hash_fast((unsigned char *)text, (size_t)len, hash);
	else
		hash_bytes(text, (size_t)len, hash);
}

/* A hash of what stat says is dearer than to compare it, and the same for the bound. */
static void hash_identity(int folder, const char *name, unsigned char *hash)
{
	struct stat stat;
	if (fstatat(folder, name, &stat, AT_SYMLINK_NOFOLLOW) < 0)
		die(name);
	unsigned long long identity[] = {
		stat.st_dev, stat.st_ino, (unsigned long long)stat.st_size,
		(unsigned long long)stat.st_mtim.tv_sec, (unsigned long long)stat.st_mtim.tv_nsec,
		(unsigned long long)stat.st_ctim.tv_sec, (unsigned long long)stat.st_ctim.tv_nsec,
	};
	hash_bytes(identity, sizeof identity, hash);
}

static void add(const struct record *one)
{
	if (run.count == run.capacity) {
		run.capacity = run.capacity ? 2 * run.capacity : 1024;
		run.kept = realloc(run.kept, run.capacity * sizeof *run.kept);
		if (!run.kept)
			die("memory");
	}
	run.kept[run.count++] = *one;
}

static void take(int folder, const char *name)
{
	struct record one = { .settings = "" };
	if (run.how == TRUST)
		hash_identity(folder, name, one.hash);
	else
		hash_content(folder, name, run.how == FAST, one.hash);
	if (run.keep) {
		add(&one);
		return;
	}
	const struct record *found = bsearch(one.hash, run.kept, run.count, sizeof *run.kept, in_order);
	if (found)
		memcpy(run.settings, found->settings, sizeof run.settings);
	*(found ? &run.found : &run.lost) += 1;
}

static void walk(int fd)
{
	DIR *folder = fdopendir(fd);
	if (!folder)
		die("folder");
	for (struct dirent *entry; (entry = readdir(folder));) {
		if (entry->d_type == DT_DIR && strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) {
			int inner = openat(fd, entry->d_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
			if (inner < 0)
				die(entry->d_name);
			walk(inner);
		} else if (entry->d_type == DT_REG) {
			take(fd, entry->d_name);
		}
	}
	closedir(folder);
}

static void load(const char *name)
{
	int fd = open(name, O_RDONLY);
	struct stat stat;
	if (fd < 0 || fstat(fd, &stat) < 0)
		die(name);
	run.kept = mmap(NULL, (size_t)stat.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (run.kept == MAP_FAILED)
		die(name);
	run.count = (size_t)stat.st_size / sizeof *run.kept;
	close(fd);
}

static void keep(const char *name)
{
	qsort(run.kept, run.count, sizeof *run.kept, in_order);
	FILE *file = fopen(name, "w");
	if (!file || fwrite(run.kept, sizeof *run.kept, run.count, file) != run.count || fclose(file) != 0)
		die(name);
}

int main(int argc, char **argv)
{
	static const char *const ways[] = { "look", "fast", "trust" };
	size_t way = 0;
	if (argc > 1 && strcmp(argv[1], "keep") == 0) {
		run.keep = true;
		argc--;
		argv++;
	}
	while (argc == 4 && way < 3 && strcmp(ways[way], argv[1]) != 0)
		way++;
	if (argc != 4 || way == 3) {
		fprintf(stderr, "usage: cached [keep] look|fast|trust KEPT FOLDER\n");
		return 2;
	}
	run.how = (enum how)way;
	if (!run.keep)
		load(argv[2]);
	int fd = open(argv[3], O_RDONLY | O_DIRECTORY);
	if (fd < 0)
		die(argv[3]);
	walk(fd);
	if (run.keep)
		keep(argv[2]);
	else
		printf("%lu found, %lu lost\n", run.found, run.lost);
	return 0;
}
