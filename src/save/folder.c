#include "save/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>

#include "save/advice.h"
#include "save/lock_file.h"

/* ---- opening ---- */

/* Where the folder of this path stands in its table, or would. */
static struct folder **path_slot(const struct folders *folders, const char *path)
{
	uint32_t slot = (uint32_t)str_hash(str_of(path)) & (folders->slots - 1);
	while (folders->by_path[slot] && strcmp(folders->by_path[slot]->path, path) != 0)
		slot = (slot + 1) & (folders->slots - 1);
	return &folders->by_path[slot];
}

static struct folder **inode_slot(const struct folders *folders, dev_t dev, ino_t ino)
{
	const uint64_t key[] = { dev, ino };
	uint32_t slot = (uint32_t)str_hash((struct str){ (const char *)key, sizeof key }) & (folders->slots - 1);
	while (folders->by_inode[slot] && (folders->by_inode[slot]->dev != dev || folders->by_inode[slot]->ino != ino))
		slot = (slot + 1) & (folders->slots - 1);
	return &folders->by_inode[slot];
}

static void enter(struct folders *folders, struct folder *folder)
{
	*path_slot(folders, folder->path) = folder;
	*inode_slot(folders, folder->dev, folder->ino) = folder;
}

/* Room for one more, with half of each table free. */
static void make_room(struct folders *folders)
{
	if (folders->count == folders->room) {
		uint32_t room = folders->room ? folders->room * 2 : 8;
		folders->at = arena_grow(folders->arena, folders->at, folders->count, room, sizeof *folders->at);
		folders->room = room;
	}
	if (folders->slots >= 2 * folders->room)
		return;
	folders->slots = 2 * folders->room;
	folders->by_path = arena_array(folders->arena, folders->slots, sizeof *folders->by_path);
	folders->by_inode = arena_array(folders->arena, folders->slots, sizeof *folders->by_inode);
	for (uint32_t i = 0; i < folders->count; i++)
		enter(folders, folders->at[i]);
}

static struct folder *add(struct folders *folders, struct folder folder)
{
	struct folder *added = arena_alloc(folders->arena, sizeof *added);
	*added = folder;
	folders->at[folders->count++] = added;
	enter(folders, added);
	return added;
}

struct folder *folders_open(struct folders *folders, const char *path, const char *of, struct err *err)
{
	make_room(folders);
	struct folder *known = *path_slot(folders, path);
	if (known)
		return known;
	int fd = os->openat(AT_FDCWD, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
	/* A fleet may have more folders than a process is given files to begin with. */
	if (fd < 0 && errno == EMFILE && os_raise_files())
		fd = os->openat(AT_FDCWD, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
	struct stat st;
	if (fd < 0) {
		advice_fail(of, errno, "its folder can't be opened", err);
		return NULL;
	}
	if (os->fstat(fd, &st) < 0) {
		advice_fail(of, errno, "its folder can't be looked at", err);
		os->close(fd);
		return NULL;
	}
	/* The same folder under another path: a bind mount. A second lock would wait for the first. */
	known = *inode_slot(folders, st.st_dev, st.st_ino);
	if (known) {
		os->close(fd);
		return known;
	}
	return add(folders, (struct folder){ .path = path, .of = of, .fd = fd, .dev = st.st_dev, .ino = st.st_ino });
}

void folders_close(struct folders *folders, struct buf *left)
{
	for (uint32_t i = 0; i < folders->count; i++) {
		struct folder *folder = folders->at[i];
		if (folder->lock_file && !lock_file_drop(folder->fd) && left)
			buf_printf(left, "%s%s/%s", left->len ? ", " : "", folder->path, LOCK_NAME);
		os->close(folder->fd);
	}
	*folders = (struct folders){ .arena = folders->arena, .lock_files = folders->lock_files };
}

/* ---- locking ---- */

static int by_device(const void *a, const void *b)
{
	const struct folder *x = *(struct folder *const *)a, *y = *(struct folder *const *)b;
	if (x->dev != y->dev)
		return x->dev < y->dev ? -1 : 1;
	return x->ino < y->ino ? -1 : x->ino > y->ino;
}

/* 0, or errno. */
static int lock(int fd, int operation)
{
	for (;;) {
		if (os->flock(fd, operation | LOCK_NB) == 0)
			return 0;
		if (errno != EINTR)
			return errno;
	}
}

static bool lock_folder(struct folders *folders, struct folder *folder, struct err *err)
{
	int cause = lock(folder->fd, LOCK_EX);
	const char *who = NULL;
	if (!cause) {
		cause = lock_file_check(folders->arena, folder->fd, &who);
	} else if (cause != EWOULDBLOCK) {
		folders->lock_files = true;
		cause = lock_file_take(folders->arena, folder->fd, &who);
		folder->lock_file = !cause;
	}
	if (cause && cause != EWOULDBLOCK)
		return advice_fail(folder->of, cause, "its folder can't be locked", err);
	if (cause)
		return err_set(err, ERR_REFUSED, folder->of, 0, "another run%s is at work in %s: wait for it, then run again",
			       who ? arena_printf(folders->arena, " (%s)", who) : "", folder->path);
	folder->locked = true;
	return true;
}

bool folders_lock(struct folders *folders, struct err *err)
{
	if (folders->count)
		qsort(folders->at, folders->count, sizeof *folders->at, by_device);
	for (uint32_t i = 0; i < folders->count; i++)
		if (!folders->at[i]->locked && !lock_folder(folders, folders->at[i], err))
			return false;
	return true;
}

bool folder_busy(int fd)
{
	int cause = lock(fd, LOCK_SH);
	if (!cause) {
		os->flock(fd, LOCK_UN);
		return false;
	}
	return cause == EWOULDBLOCK || lock_file_is_held(fd);
}

/* ---- durability ---- */

bool folder_sync(const struct folder *folder, struct err *err)
{
	/* EINVAL: a file system whose folders know no fsync. */
	if (os->fsync(folder->fd) == 0 || errno == EINVAL)
		return true;
	return err_set(err, ERR_REFUSED, folder->of, errno, "its folder %s can't be made durable (the disk may be failing: "
		       "see the kernel's log)", folder->path);
}

bool folders_sync(const struct folders *folders, struct err *err)
{
	for (uint32_t i = 0; i < folders->count; i++)
		if (!folder_sync(folders->at[i], err))
			return false;
	return true;
}

/* ---- listing ---- */

static DIR *open_list(int fd)
{
	/* A descriptor of its own: closedir() closes it, and its place in the list is its own, too. */
	int list = os->openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
	DIR *dir = list < 0 ? NULL : os->fdopendir(list);
	if (!dir && list >= 0) {
		int cause = errno;
		os->close(list);
		errno = cause;
	}
	return dir;
}

struct name *folder_names(struct arena *arena, int fd, uint32_t *count)
{
	uint32_t room = 8;
	struct name *names = arena_array(arena, room, sizeof *names);
	struct dirent *entry;
	DIR *dir = open_list(fd);
	*count = 0;
	if (!dir)
		return NULL;
	while (errno = 0, (entry = os->readdir(dir)) != NULL) {
		if (*count == room) {
			names = arena_grow(arena, names, room, room * 2, sizeof *names);
			room *= 2;
		}
		*count += entry->d_name[0] == '.' && names_parse(arena, entry->d_name, &names[*count]);
	}
	int cause = errno;
	os->closedir(dir);
	errno = cause;
	return cause ? NULL : names;
}
