/* What a linter would still have to do if it kept the results of files that did not change: walk, open, read and hash every
 * config and keyfile, look the hash up in what was kept, and take up what fleet rules need to know of the config. No
 * rule is run and nothing is reported, so it is less than any run with a cache can take.
 *
 *     bench/cached keep KEPT FOLDER           writes the file of what is kept
 *     bench/cached look KEPT FOLDER           sha256, as a cache that has to be safe must
 *     bench/cached trust KEPT FOLDER          opens nothing: takes a file of the same name, size, inode and times for the same
 *
 * Trust is shown for the bound only: a file may be changed within the clock's grain after it was read, a checkout in CI gives
 * every file a new inode and new times (so nothing is ever found), and an archive can bring back old ones with other bytes. */
#include <dirent.h>
#include <fcntl.h>
#include <sha2.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILE_MAX = 1 << 24, SETTINGS = 1024 };   /* what lint keeps of a packaged config, at the least */

enum task { KEEP, LOOK, TRUST };

struct record {
	unsigned char hash[SHA256_DIGEST_LENGTH];
	char settings[SETTINGS];
};

static struct {
	enum task task;
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

static void hash_content(int folder, const char *name, unsigned char *hash)
{
	static char text[FILE_MAX];
	int fd = openat(folder, name, O_RDONLY | O_NOFOLLOW);
	ssize_t len = fd < 0 ? -1 : read(fd, text, sizeof text);
	if (len < 0)
		die(name);
	close(fd);
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

static void take(int folder, const char *name)
{
	struct record one = { .settings = "" };
	(run.task == TRUST ? hash_identity : hash_content)(folder, name, one.hash);
	if (run.task != KEEP) {
		const struct record *found = bsearch(one.hash, run.kept, run.count, sizeof *run.kept, in_order);
		if (found)
			memcpy(run.settings, found->settings, sizeof run.settings);
		*(found ? &run.found : &run.lost) += 1;
		return;
	}
	for (int twice = 0; twice < 2; twice++) {     /* to be found by its bytes, and by its identity */
		if (run.count == run.capacity) {
			run.capacity = run.capacity ? 2 * run.capacity : 1024;
			run.kept = realloc(run.kept, run.capacity * sizeof *run.kept);
			if (!run.kept)
				die("memory");
		}
		run.kept[run.count++] = one;
		hash_identity(folder, name, one.hash);
	}
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
	if (fd < 0 || fstat(fd, &stat) < 0 || !(run.kept = malloc((size_t)stat.st_size + 1)) ||
	    read(fd, run.kept, (size_t)stat.st_size) != stat.st_size)
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
	static const char *const tasks[] = { "keep", "look", "trust" };
	size_t task = 0;
	while (argc == 4 && task < 3 && strcmp(tasks[task], argv[1]) != 0)
		task++;
	if (argc != 4 || task == 3) {
		fprintf(stderr, "usage: cached keep|look|trust KEPT FOLDER\n");
		return 2;
	}
	run.task = (enum task)task;
	if (run.task != KEEP)
		load(argv[2]);
	int fd = open(argv[3], O_RDONLY | O_DIRECTORY);
	if (fd < 0)
		die(argv[3]);
	walk(fd);
	if (run.task == KEEP)
		keep(argv[2]);
	else
		printf("%lu found, %lu lost\n", run.found, run.lost);
	return 0;
}
