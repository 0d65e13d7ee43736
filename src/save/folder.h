/* folder: the folders that a rewrite works in, each open once and locked.
 *
 *     struct folders folders = FOLDERS_INIT(arena);
 *     struct folder *folder = folders_open(&folders, "/etc/mongodb", "mongod.conf", err);
 *     ... folders_open() for the others ...
 *     if (folders_lock(&folders, err)) {
 *             ... openat(folder->fd, ...) ...
 *             folders_sync(&folders, err);
 *     }
 *     folders_close(&folders);
 *
 * After a folder is open everything in it is done through its descriptor, so that nobody who
 * moves folders about can make us write somewhere else. A folder is locked with flock(2), which
 * leaves nothing behind, whatever becomes of us. Where that does not work (some network file
 * systems), a file LOCK_NAME in it says who is at work; one of a process of this host that has
 * died counts for nothing.
 */
#ifndef SAVE_FOLDER_H
#define SAVE_FOLDER_H

#include "base/buf.h"
#include "base/err.h"
#include "base/os.h"
#include "save/names.h"

#define LOCK_NAME ".mongoconf.lock"

struct folder {
	const char *path;    /* absolute, without symbolic links */
	const char *of;      /* a file that we are at work on in it, as it was named to us; for messages */
	int fd;
	dev_t dev;
	ino_t ino;
	bool locked, lock_file;
};

struct folders {
	struct arena *arena;
	struct folder **at;  /* in the order in which they are locked, once they are */
	uint32_t count, room;
	struct folder **by_path, **by_inode;  /* tables of those, by hash */
	uint32_t slots;      /* of each; a power of 2 */
	bool lock_files;     /* flock(2) did not work in one of them */
};
#define FOLDERS_INIT(a) { .arena = (a) }

/* The folder, opened unless it is open already under this or another path. NULL with ERR_REFUSED. */
struct folder *folders_open(struct folders *folders, const char *path, const char *of, struct err *err);

/* Locks those that are not locked yet, in the order of device and inode, so that of two runs one always gets
 * on. Waits for nobody: ERR_REFUSED where another run is at work. */
bool folders_lock(struct folders *folders, struct err *err);

/* Makes the names in it, or in all of them, durable. */
bool folder_sync(const struct folder *folder, struct err *err);
bool folders_sync(const struct folders *folders, struct err *err);

/* Unlocks and closes all. A lock file that can't be removed is added to `left`, which may be NULL. */
void folders_close(struct folders *folders, struct buf *left);

/* Is another process at work in the folder behind `fd`? Without waiting, and without leaving a lock. */
bool folder_busy(int fd);

/* The names of ours in the folder behind `fd`, in no order; `*count` of them. NULL with errno set. */
struct name *folder_names(struct arena *arena, int fd, uint32_t *count);

#endif
