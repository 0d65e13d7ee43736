#include "save_files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char folder[512];
struct arena arena;

const unsigned char list_4713[LIST_4713_SIZE] = {
	2, 0, 0, 0,
	1, 0, 6, 0, 255, 255, 255, 255,
	2, 0, 4, 0, 0x69, 0x12, 0, 0,
	4, 0, 0, 0, 255, 255, 255, 255,
	16, 0, 4, 0, 255, 255, 255, 255,
	32, 0, 0, 0, 255, 255, 255, 255,
};

void files_setup(void)
{
	const char *place = getenv("TMPDIR");
	umask(022);
	snprintf(folder, sizeof folder, "%s/mongoconf-save-XXXXXX", place ? place : "/tmp");
	cr_assert(mkdtemp(folder), "%s: %s", folder, strerror(errno));
	cr_assert(chdir(folder) == 0);
}

static void remove_tree(const char *path)
{
	DIR *dir = opendir(path);
	for (struct dirent *entry; dir && (entry = readdir(dir));) {
		char name[1024];
		snprintf(name, sizeof name, "%s/%s", path, entry->d_name);
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		if (unlink(name) < 0)
			remove_tree(name);
	}
	if (dir)
		closedir(dir);
	rmdir(path);
}

void files_teardown(void)
{
	cr_assert(chdir("/") == 0);
	remove_tree(folder);
	arena_free(&arena);
}

void put(const char *path, const char *text, mode_t mode)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	cr_assert(fd >= 0, "%s: %s", path, strerror(errno));
	cr_assert(write(fd, text, strlen(text)) == (ssize_t)strlen(text));
	cr_assert(fchmod(fd, mode) == 0);
	close(fd);
}

char *get(struct arena *memory, const char *path)
{
	struct str text;
	struct err err = ERR_INIT(memory);
	return os_read_file(memory, path, &text, NULL, &err) ? str_cstr(memory, text) : NULL;
}

bool has_text(const char *path, const char *text)
{
	struct arena memory = ARENA_INIT;
	const char *found = get(&memory, path);
	bool equal = found && strcmp(found, text) == 0;
	arena_free(&memory);
	return equal;
}

unsigned count_names(const char *path, const char *prefix)
{
	unsigned count = 0;
	DIR *dir = opendir(path);
	cr_assert(dir, "%s: %s", path, strerror(errno));
	for (struct dirent *entry; (entry = readdir(dir));)
		count += strncmp(entry->d_name, prefix, strlen(prefix)) == 0
		      && strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
	closedir(dir);
	return count;
}

void sweep(const char *path)
{
	DIR *dir = opendir(path);
	cr_assert(dir, "%s: %s", path, strerror(errno));
	for (struct dirent *entry; (entry = readdir(dir));) {
		char name[1024];
		snprintf(name, sizeof name, "%s/%s", path, entry->d_name);
		if (entry->d_name[0] == '.' || strstr(entry->d_name, ".bak"))
			unlink(name);
	}
	closedir(dir);
}

struct identity identity_of(const char *path)
{
	struct stat st;
	cr_assert(stat(path, &st) == 0, "%s: %s", path, strerror(errno));
	return (struct identity){ st.st_dev, st.st_ino, st.st_size, st.st_mtim };
}

struct replacement replacing(struct arena *memory, const char *path, const char *text)
{
	struct identity *id = arena_alloc(memory, sizeof *id);
	struct str old;
	struct err err = ERR_INIT(memory);
	cr_assert(os_read_file(memory, path, &old, id, &err), "%s", err.text);
	return (struct replacement){ path, id, old, str_of(text) };
}

bool replace_files(struct arena *memory, const struct replacement *files, uint32_t count, const char *suffix,
		   const char **left, struct err *err)
{
	struct transaction_options options = { .backup_suffix = suffix };
	struct transaction_outcome outcome;
	bool ok = transaction_run(memory, files, count, &options, &outcome, err);
	if (left)
		*left = outcome.left;
	return ok;
}
