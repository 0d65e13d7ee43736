#include "memfs_inside.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>

enum { FIRST_FD = 1000, FDS = 64 };

static struct memfs_fd fds[FDS];

/* ---- descriptors ---- */

struct memfs_fd *memfs_fd(int fd, const char *call)
{
	if (fd >= FIRST_FD && fd < FIRST_FD + FDS && fds[fd - FIRST_FD].open) {
		memfs_line.name = fds[fd - FIRST_FD].name;
		return &fds[fd - FIRST_FD];
	}
	memfs_wrong("%s: descriptor %d is not open", call, fd);
	errno = EBADF;
	return NULL;
}

/* The inode from which a path goes, 0 with errno set. */
static uint8_t start(int dir, const char *path, const char *call)
{
	if (dir == AT_FDCWD || *path == '/')
		return 1;
	struct memfs_fd *of = memfs_fd(dir, call);
	if (of && S_ISDIR(memfs.inodes[of->inode].now.mode))
		return of->inode;
	if (of)
		errno = ENOTDIR;
	return 0;
}

uint8_t memfs_find_at(int dir, const char *path, bool follow, uint8_t *folder, uint16_t *name, const char *call)
{
	uint8_t from = start(dir, path, call);
	if (folder)
		*folder = 0;
	uint8_t found = from ? memfs_find(from, path, follow, folder, name) : 0;
	memfs_line.name = name ? *name : memfs_name_number(path, strlen(path));
	return found;
}

bool memfs_inode_is_open(uint8_t inode)
{
	for (unsigned i = 0; i < FDS; i++)
		if (fds[i].open && fds[i].inode == inode)
			return true;
	return false;
}

unsigned memfs_descriptors(void)
{
	unsigned count = 0;
	for (unsigned i = 0; i < FDS; i++)
		count += fds[i].open;
	return count;
}

void memfs_kill(void)
{
	memset(fds, 0, sizeof fds);
	memfs_close_listings();
}

/* ---- opening ---- */

static bool missing(void)
{
	return errno == ENOENT;
}

static uint8_t create(uint8_t folder, uint16_t name, mode_t mode)
{
	uint8_t inode = memfs_new_inode(S_IFREG | (mode & 0755));
	uint16_t len;
	const char *list = memfs_xattr_find(memfs.inodes[folder].now.xattrs, "system.posix_acl_default", &len);
	if (list) {
		struct memfs_inode *new = &memfs.inodes[inode];
		new->now.xattrs = memfs_xattr_set(0, "system.posix_acl_access", list, len);
		new->disk.xattrs = new->now.xattrs;
	}
	memfs_update((struct memfs_update){ folder, 1, { inode }, { name } });
	memfs_line.changed = true;
	return inode;
}

static int new_fd(struct memfs_fd new)
{
	for (int i = 0; i < FDS; i++) {
		if (fds[i].open)
			continue;
		fds[i] = new;
		return FIRST_FD + i;
	}
	errno = EMFILE;
	return -1;
}

static int do_openat(int dir, const char *path, int flags, mode_t mode)
{
	static const int known = O_ACCMODE | O_CREAT | O_EXCL | O_TRUNC | O_APPEND | O_NOFOLLOW | O_NONBLOCK
			       | O_NOCTTY | O_CLOEXEC | O_DIRECTORY | O_PATH;
	uint8_t folder;
	uint16_t name;
	if (flags & ~known)
		memfs_wrong("openat: flags %#x", (unsigned)flags);
	if (!(flags & O_CLOEXEC))
		memfs_wrong("openat: %s without O_CLOEXEC", path);
	bool exclusive = flags & O_CREAT && flags & O_EXCL;
	uint8_t inode = memfs_find_at(dir, path, !(flags & O_NOFOLLOW) && !exclusive, &folder, &name, "openat");
	if (!inode && !(flags & O_CREAT && missing() && folder && name))
		return -1;
	int access = flags & O_ACCMODE;
	mode_t kind = inode ? memfs.inodes[inode].now.mode & S_IFMT : 0;
	int error = inode && exclusive ? EEXIST
		  : kind == S_IFLNK ? ELOOP
		  : kind == S_IFDIR && (access != O_RDONLY || flags & O_CREAT) ? EISDIR
		  : kind != S_IFDIR && flags & O_DIRECTORY ? ENOTDIR : 0;
	if (error) {
		errno = error;
		return -1;
	}
	if (!inode)
		inode = create(folder, name, mode);
	if (flags & O_TRUNC && access != O_RDONLY && memfs.inodes[inode].now.text) {
		memfs.inodes[inode].now.text = 0;
		memfs.inodes[inode].emptied = 1;
		memfs_touch(inode);
		memfs_line.changed = true;
	}
	memfs_line.name = name;
	return new_fd((struct memfs_fd){ inode, folder, true, access != O_WRONLY && !(flags & O_PATH),
					   access != O_RDONLY, flags & O_APPEND, 0, name, 0 });
}

static int do_close(int fd)
{
	struct memfs_fd *of = memfs_fd(fd, "close");
	if (!of)
		return -1;
	*of = (struct memfs_fd){ .open = false };
	return 0;
}

/* ---- bytes ---- */

static ssize_t do_read(int fd, void *bytes, size_t len)
{
	struct memfs_fd *of = memfs_fd(fd, "read");
	if (!of)
		return -1;
	if (S_ISDIR(memfs.inodes[of->inode].now.mode)) {
		errno = EISDIR;
		return -1;
	}
	if (!of->reads) {
		memfs_wrong("read: %s is not open for reading", memfs_name(of->name));
		errno = EBADF;
		return -1;
	}
	uint32_t size;
	const char *text = memfs_text_bytes(memfs.inodes[of->inode].now.text, &size);
	uint32_t left = of->at < size ? size - of->at : 0;
	if (len > left)
		len = left;
	memcpy(bytes, text + (of->at < size ? of->at : 0), len);
	of->at += (uint32_t)len;
	return (ssize_t)len;
}

/* The file's bytes with `len` ones at `at` put in, `cut` where they end: all behind goes. */
static void put(uint8_t inode, const void *bytes, size_t len, size_t at, bool cut_there)
{
	static char all[1 << 17];
	uint32_t size;
	const char *text = memfs_text_bytes(memfs.inodes[inode].now.text, &size);
	size_t end = at + len, whole = cut_there || end > size ? end : size;
	cr_assert_lt(whole, sizeof all);
	memset(all, 0, whole + 1);
	memcpy(all, text, size < whole ? size : whole);
	if (len)
		memcpy(all + at, bytes, len);
	uint32_t number = memfs_text_number(all, (uint32_t)whole);
	if (!whole && memfs.inodes[inode].now.text)
		memfs.inodes[inode].emptied = 1;
	memfs.inodes[inode].now.text = number;
	memfs_touch(inode);
	memfs_line.changed = true;
}

static struct memfs_fd *writable(int fd, const char *call)
{
	struct memfs_fd *of = memfs_fd(fd, call);
	if (!of || of->writes)
		return of;
	memfs_wrong("%s: %s is not open for writing", call, memfs_name(of->name));
	errno = EBADF;
	return NULL;
}

static ssize_t do_write(int fd, const void *bytes, size_t len)
{
	struct memfs_fd *of = writable(fd, "write");
	if (!of)
		return -1;
	if (of->appends)
		memfs_text_bytes(memfs.inodes[of->inode].now.text, &of->at);
	put(of->inode, bytes, len, of->at, false);
	of->at += (uint32_t)len;
	return (ssize_t)len;
}

static ssize_t do_pwrite(int fd, const void *bytes, size_t len, off_t at)
{
	struct memfs_fd *of = writable(fd, "pwrite");
	if (!of)
		return -1;
	put(of->inode, bytes, len, (size_t)at, false);
	return (ssize_t)len;
}

static int do_ftruncate(int fd, off_t len)
{
	struct memfs_fd *of = writable(fd, "ftruncate");
	if (!of)
		return -1;
	put(of->inode, NULL, 0, (size_t)len, true);
	return 0;
}

static int do_fallocate(int fd, int mode, off_t at, off_t len)
{
	struct memfs_fd *of = writable(fd, "fallocate");
	if (!of)
		return -1;
	if (mode & ~FALLOC_FL_KEEP_SIZE)
		memfs_wrong("fallocate: mode %#x", (unsigned)mode);
	if (len <= 0) {
		errno = EINVAL;
		return -1;
	}
	if (!(mode & FALLOC_FL_KEEP_SIZE))
		put(of->inode, NULL, 0, (size_t)(at + len), false);
	return 0;
}

static int do_fsync(int fd)
{
	struct memfs_fd *of = memfs_fd(fd, "fsync");
	if (!of)
		return -1;
	struct memfs_inode *inode = &memfs.inodes[of->inode];
	bool is_folder = S_ISDIR(inode->now.mode);
	if (is_folder && memfs_manners.folder_fsync) {
		errno = memfs_manners.folder_fsync;
		return -1;
	}
	memfs_line.changed = true;
	if (memfs_forgets(memfs_name(of->name), is_folder)) {
		memfs_line.note = "(forgotten)";
		return 0;
	}
	inode->disk = inode->now;
	inode->emptied = 0;
	if (is_folder)
		memfs_fsync_folder(of->inode);
	return 0;
}

static int do_flock(int fd, int operation)
{
	struct memfs_fd *of = memfs_fd(fd, "flock");
	if (!of)
		return -1;
	if (memfs_manners.flock) {
		errno = memfs_manners.flock;
		return -1;
	}
	of->lock = LOCK_UN;
	int kind = operation & ~LOCK_NB;
	if (kind == LOCK_UN)
		return 0;
	if (!(operation & LOCK_NB))
		memfs_wrong("flock: of %s can wait forever", memfs_name(of->name));
	for (unsigned i = 0; i < FDS; i++) {
		if (fds[i].open && fds[i].lock != LOCK_UN && fds[i].lock && fds[i].inode == of->inode
		    && (kind == LOCK_EX || fds[i].lock == LOCK_EX)) {
			errno = EWOULDBLOCK;
			return -1;
		}
	}
	of->lock = kind;
	return 0;
}

void memfs_calls_fill(struct os_calls *table)
{
	table->openat = do_openat;
	table->close = do_close;
	table->read = do_read;
	table->write = do_write;
	table->pwrite = do_pwrite;
	table->ftruncate = do_ftruncate;
	table->fallocate = do_fallocate;
	table->fsync = do_fsync;
	table->flock = do_flock;
}
