#include "base/temporary.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "base/os.h"
#include "base/path.h"

/* What is made in it is not deeper; a descriptor is needed for each level. */
enum { DEPTH_MAX = 128, TRIES = 16, NAME_BYTES = 8 };

static bool remove_below(int dir, unsigned depth);

static bool remove_entry(int dir, const char *name, unsigned depth)
{
	if (os->unlinkat(dir, name, 0) == 0 || errno == ENOENT)
		return true;
	int below = os->openat(dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC, 0);
	bool empty = below >= 0 && depth < DEPTH_MAX && remove_below(below, depth + 1);
	if (below >= 0 && depth >= DEPTH_MAX)
		os->close(below);
	return empty && os->unlinkat(dir, name, AT_REMOVEDIR) == 0;
}

/* Closes `dir`. */
static bool remove_below(int dir, unsigned depth)
{
	struct dirent *entry;
	bool all = true;
	DIR *listing = os->fdopendir(dir);
	if (!listing) {
		os->close(dir);
		return false;
	}
	while ((entry = os->readdir(listing)) != NULL)
		if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, ".."))
			all = remove_entry(dir, entry->d_name, depth) && all;
	os->closedir(listing);
	return all;
}

static bool remove_folder(const char *path)
{
	int dir = os->openat(AT_FDCWD, path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC, 0);
	return dir >= 0 && remove_below(dir, 0) && os->unlinkat(AT_FDCWD, path, AT_REMOVEDIR) == 0;
}

/* ---- who removes it ---- */

/* Of the copy, which knows no more than what this process knew. */
static const char *kept;

/* Waits for a word, or for the end of who would say it. */
static void keep(int fd)
{
	char word;
	os_outlive();
	(void)os_read_exactly(fd, &word, 1);
	char done = remove_folder(kept);
	(void)os_write_all(fd, (struct str){ &done, 1 });
}

/* ---- a place for it ---- */

static bool make_folder(struct arena *arena, const char *above, struct temporary *temporary)
{
	for (unsigned i = 0; i < TRIES; i++) {
		unsigned char bytes[NAME_BYTES];
		char name[2 * NAME_BYTES + 1];
		if (os->getrandom(bytes, sizeof bytes, 0) != (ssize_t)sizeof bytes)
			return false;
		for (unsigned k = 0; k < NAME_BYTES; k++) {
			name[2 * k] = "0123456789abcdef"[bytes[k] >> 4];
			name[2 * k + 1] = "0123456789abcdef"[bytes[k] & 15];
		}
		name[2 * NAME_BYTES] = '\0';
		temporary->path = arena_printf(arena, "%s/mongoconf-%s", strcmp(above, "/") ? above : "", name);
		if (os->mkdirat(AT_FDCWD, temporary->path, 0700) == 0)
			return true;
		if (errno != EEXIST)
			return false;
	}
	return false;
}

static const char *place_for(struct arena *arena, const char *folder, const char *away_from)
{
	char *real = folder && *folder == '/' ? os->realpath(folder, NULL) : NULL;
	const char *copy = real && !(away_from && path_below(away_from, real)) ? arena_copy(arena, real, strlen(real)) : NULL;
	free(real);
	return copy;
}

/* Some disks take half a millisecond to make a file. The memory of a container may be small. */
static bool try_memory(struct arena *arena, const char *away_from, uint64_t bytes, struct temporary *temporary)
{
	const char *above = place_for(arena, "/dev/shm", away_from);
	return above && os_room(above) / 2 > bytes && make_folder(arena, above, temporary);
}

static bool find_place(struct arena *arena, const char *away_from, uint64_t bytes, struct temporary *temporary, struct err *err)
{
	const char *above = place_for(arena, getenv("TMPDIR"), away_from);
	if (!above && try_memory(arena, away_from, bytes, temporary))
		return true;
	if (!above)
		above = place_for(arena, "/tmp", away_from);
	if (!above)
		return err_set(err, ERR_INPUT, NULL, 0, "there is no folder for temporary files outside %s; set TMPDIR to one",
			       away_from);
	return make_folder(arena, above, temporary) || err_set(err, ERR_INPUT, above, errno, "no temporary folder can be made in it");
}

bool temporary_open(struct arena *arena, const char *away_from, uint64_t bytes, struct temporary *temporary, struct err *err)
{
	*temporary = (struct temporary){ .dir = -1, .keeper = -1 };
	if (!find_place(arena, away_from, bytes, temporary, err)) {
		temporary->path = NULL;
		return false;
	}
	kept = temporary->path;
	temporary->keeper = os_fork_server(keep);
	temporary->dir = os->openat(AT_FDCWD, temporary->path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC, 0);
	if (temporary->keeper >= 0 && temporary->dir >= 0)
		return true;
	err_set(err, ERR_INPUT, temporary->path, errno, "a temporary folder can't be watched over");
	temporary_close(temporary);
	return false;
}

bool temporary_close(struct temporary *temporary)
{
	char done = false;
	if (temporary->dir >= 0)
		os->close(temporary->dir);
	if (temporary->keeper < 0) {
		done = temporary->path && remove_folder(temporary->path);
	} else {
		if (!os_write_all(temporary->keeper, STR("x")) || !os_read_exactly(temporary->keeper, &done, 1))
			done = false;
		os->close(temporary->keeper);
	}
	*temporary = (struct temporary){ .dir = -1, .keeper = -1 };
	return done;
}
