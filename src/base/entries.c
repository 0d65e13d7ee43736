#include "base/entries.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "base/os.h"

/* What getdents64(2) fills the bytes with, one behind the other. */
struct record {
	uint64_t inode;
	int64_t next;
	uint16_t length;       /* of this record */
	unsigned char type;
	char name[];
};

enum { FOLDER = O_RDONLY | O_DIRECTORY | O_NONBLOCK | O_CLOEXEC };

static bool opened(struct entries *entries, int fd)
{
	entries->fd = fd;
	entries->failed = fd < 0 ? errno : 0;
	entries->at = entries->used = 0;
	return fd >= 0;
}

bool entries_open(struct entries *entries, int dir, const char *path)
{
	return opened(entries, os->openat(dir, path, FOLDER, 0));
}

bool entries_open_plain(struct entries *entries, int dir, const char *path)
{
	return opened(entries, os_open_plain(dir, path, FOLDER));
}

bool entries_next(struct entries *entries)
{
	do {
		if (entries->at == entries->used) {
			ssize_t got = os->getdents64(entries->fd, entries->bytes, sizeof entries->bytes);
			entries->failed = got < 0 ? errno : 0;
			if (got <= 0)
				return false;
			entries->used = (uint32_t)got;
			entries->at = 0;
		}
		const struct record *record = (const void *)(entries->bytes + entries->at);
		entries->at += record->length;
		entries->name = record->name;
		entries->type = record->type;
	} while (!strcmp(entries->name, ".") || !strcmp(entries->name, ".."));
	return true;
}

void entries_close(struct entries *entries)
{
	if (entries->fd >= 0)
		os->close(entries->fd);
	entries->fd = -1;
}
