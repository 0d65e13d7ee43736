/* entries: what is in a folder.
 *
 * As the C library's opendir() and readdir(), but without a look at the folder's own attributes and without memory of its own for
 * each one: a run over many small folders spends much of its time with these.
 *
 *     struct entries entries;
 *     if (entries_open(&entries, AT_FDCWD, "hosts"))
 *             while (entries_next(&entries)) ... entries.name, entries.type
 *     entries_close(&entries);
 *
 * The order is the file system's. A struct entries is large, but may lie on the stack.
 */
#ifndef BASE_ENTRIES_H
#define BASE_ENTRIES_H

#include <stdbool.h>
#include <stdint.h>

/* On the stack each page of it is looked at, however little comes. */
enum { ENTRIES_ROOM = 8 * 1024 };

struct entries {
	const char *name;      /* of the entry, until the next one is asked for */
	unsigned char type;    /* as in struct dirent: DT_UNKNOWN where the file system doesn't say it */
	int failed;            /* the errno of what could not be read; 0: nothing */
	int fd;                /* of the folder; -1: none */
	uint32_t at, used;
	_Alignas(8) char bytes[ENTRIES_ROOM];
};

/* False: it can't be opened, or is no folder; `failed` says why. Links are followed. */
bool entries_open(struct entries *entries, int dir, const char *path);

/* The same of a folder that no link leads to: none on the way, and it is none. False with `failed` ENOSYS where the kernel can't
 * open one so (Linux before 5.6, or who is not let): nothing is known then. */
bool entries_open_plain(struct entries *entries, int dir, const char *path);

/* The next one but for . and ..; false at the end, and where the rest can't be read (`failed`). */
bool entries_next(struct entries *entries);

void entries_close(struct entries *entries);

#endif
