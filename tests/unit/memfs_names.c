#include "memfs_inside.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/sysmacros.h>

enum { DIRS = 8, DEVICE = 0x801 };

struct listing {
	int fd;
	bool open;
	unsigned at, count;
	uint16_t names[MEMFS_ENTRIES];
	struct dirent entry;
};

static struct listing dirs[DIRS];

static struct memfs_state *state_of(int fd, const char *call)
{
	struct memfs_fd *of = memfs_fd(fd, call);
	return of ? &memfs.inodes[of->inode].now : NULL;
}

/* ---- attributes ---- */

static void fill(uint8_t inode, struct stat *st)
{
	const struct memfs_inode *of = &memfs.inodes[inode];
	uint32_t size;
	memfs_text_bytes(of->now.text, &size);
	memset(st, 0, sizeof *st);
	st->st_dev = DEVICE;
	st->st_ino = of->number;
	st->st_mode = of->now.mode;
	st->st_nlink = S_ISDIR(of->now.mode) ? 2 : memfs_links(inode);
	st->st_uid = of->now.uid;
	st->st_gid = of->now.gid;
	st->st_size = S_ISDIR(of->now.mode) ? 4096 : size;
	st->st_blksize = 4096;
	st->st_mtim.tv_sec = 1700000000 + of->now.mtime / 1000000000;
	st->st_mtim.tv_nsec = of->now.mtime % 1000000000;
}

void memfs_look(const char *path, struct stat *st)
{
	uint8_t inode = memfs_find(1, path, true, NULL, NULL);
	cr_assert(inode, "memfs: %s: %s", path, strerror(errno));
	fill(inode, st);
}

static int do_fstat(int fd, struct stat *st)
{
	struct memfs_fd *of = memfs_fd(fd, "fstat");
	if (of)
		fill(of->inode, st);
	return of ? 0 : -1;
}

static uint8_t find_at(int dir, const char *name, int flags, const char *call)
{
	if (flags & ~(AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH | AT_NO_AUTOMOUNT | AT_STATX_SYNC_AS_STAT
		      | AT_STATX_FORCE_SYNC | AT_STATX_DONT_SYNC))
		memfs_wrong("%s: flags %#x", call, (unsigned)flags);
	if (!*name && flags & AT_EMPTY_PATH) {
		struct memfs_fd *of = memfs_fd(dir, call);
		return of ? of->inode : 0;
	}
	return memfs_find_at(dir, name, !(flags & AT_SYMLINK_NOFOLLOW), NULL, NULL, call);
}

static int do_fstatat(int dir, const char *name, struct stat *st, int flags)
{
	uint8_t inode = find_at(dir, name, flags, "fstatat");
	if (inode)
		fill(inode, st);
	return inode ? 0 : -1;
}

static int do_statx(int dir, const char *name, int flags, unsigned mask, struct statx *stx)
{
	struct stat st;
	uint8_t inode = find_at(dir, name, flags, "statx");
	if (!inode)
		return -1;
	fill(inode, &st);
	memset(stx, 0, sizeof *stx);
	stx->stx_mask = mask & (STATX_BASIC_STATS | STATX_MNT_ID);
	stx->stx_attributes_mask = STATX_ATTR_IMMUTABLE | STATX_ATTR_APPEND | STATX_ATTR_MOUNT_ROOT;
	stx->stx_ino = st.st_ino;
	stx->stx_mode = (uint16_t)st.st_mode;
	stx->stx_nlink = (uint32_t)st.st_nlink;
	stx->stx_uid = st.st_uid;
	stx->stx_gid = st.st_gid;
	stx->stx_size = (uint64_t)st.st_size;
	stx->stx_mtime.tv_sec = st.st_mtim.tv_sec;
	stx->stx_mtime.tv_nsec = (uint32_t)st.st_mtim.tv_nsec;
	stx->stx_mnt_id = 7;
	stx->stx_dev_major = major(st.st_dev);
	stx->stx_dev_minor = minor(st.st_dev);
	return 0;
}

static int do_fchown(int fd, uid_t owner, gid_t group)
{
	struct memfs_state *state = state_of(fd, "fchown");
	if (!state)
		return -1;
	state->uid = owner == (uid_t)-1 ? state->uid : owner;
	state->gid = group == (gid_t)-1 ? state->gid : group;
	state->mode &= (uint16_t)~(S_ISUID | S_ISGID);
	memfs_line.changed = true;
	return 0;
}

static int do_fchmod(int fd, mode_t mode)
{
	struct memfs_state *state = state_of(fd, "fchmod");
	if (!state)
		return -1;
	state->mode = (uint16_t)((state->mode & S_IFMT) | (mode & 07777));
	memfs_line.changed = true;
	return 0;
}

static ssize_t do_flistxattr(int fd, char *list, size_t size)
{
	struct memfs_state *state = state_of(fd, "flistxattr");
	uint32_t len, used = 0;
	if (!state)
		return -1;
	if (memfs_manners.xattr) {
		errno = memfs_manners.xattr;
		return -1;
	}
	const char *at = memfs_text_bytes(state->xattrs, &len), *end = at + len;
	while (at < end) {
		size_t name = strlen(at) + 1;
		uint16_t value;
		memcpy(&value, at + name, 2);
		if (size && used + name > size) {
			errno = ERANGE;
			return -1;
		}
		if (size)
			memcpy(list + used, at, name);
		used += (uint32_t)name;
		at += name + 2 + value;
	}
	return (ssize_t)used;
}

static ssize_t do_fgetxattr(int fd, const char *name, void *value, size_t size)
{
	struct memfs_state *state = state_of(fd, "fgetxattr");
	uint16_t len;
	if (!state)
		return -1;
	const char *found = memfs_manners.xattr ? NULL : memfs_xattr_find(state->xattrs, name, &len);
	if (!found || (size && len > size)) {
		errno = memfs_manners.xattr ? memfs_manners.xattr : found ? ERANGE : ENODATA;
		return -1;
	}
	if (size)
		memcpy(value, found, len);
	return len;
}

static int set_xattr(int fd, const char *name, const void *value, int len, const char *call)
{
	struct memfs_state *state = state_of(fd, call);
	uint16_t has;
	if (!state)
		return -1;
	if (memfs_manners.xattr || (len < 0 && !memfs_xattr_find(state->xattrs, name, &has))) {
		errno = memfs_manners.xattr ? memfs_manners.xattr : ENODATA;
		return -1;
	}
	state->xattrs = memfs_xattr_set(state->xattrs, name, value, len);
	memfs_line.changed = true;
	return 0;
}

static int do_fsetxattr(int fd, const char *name, const void *value, size_t size, int flags)
{
	if (flags)
		memfs_wrong("fsetxattr: flags %d", flags);
	return set_xattr(fd, name, value, (int)size, "fsetxattr");
}

static int do_fremovexattr(int fd, const char *name)
{
	return set_xattr(fd, name, NULL, -1, "fremovexattr");
}

static int do_futimens(int fd, const struct timespec times[2])
{
	struct memfs_state *state = state_of(fd, "futimens");
	if (!state)
		return -1;
	if (times[1].tv_nsec != UTIME_OMIT)
		state->mtime = (times[1].tv_sec - 1700000000) * (int64_t)1000000000 + times[1].tv_nsec;
	memfs_line.changed = true;
	return 0;
}

/* ---- names ---- */

static int do_linkat(int from_dir, const char *from, int to_dir, const char *to, int flags)
{
	uint8_t folder;
	uint16_t old_name, name;
	if (flags)
		memfs_wrong("linkat: flags %d", flags);
	if (memfs_manners.link) {
		errno = memfs_manners.link;
		return -1;
	}
	uint8_t inode = memfs_find_at(from_dir, from, false, &folder, &old_name, "linkat");
	if (!inode)
		return -1;
	uint8_t there = memfs_find_at(to_dir, to, false, &folder, &name, "linkat");
	memfs_line.other = name;
	memfs_line.name = old_name;
	if (there || errno != ENOENT || !name || S_ISDIR(memfs.inodes[inode].now.mode)) {
		errno = there ? EEXIST : S_ISDIR(memfs.inodes[inode].now.mode) ? EPERM : errno;
		return -1;
	}
	memfs_update((struct memfs_update){ folder, 1, { inode }, { name } });
	memfs_line.changed = true;
	return 0;
}

static int do_renameat(int from_dir, const char *from, int to_dir, const char *to)
{
	uint8_t old_folder, folder;
	uint16_t old_name, name;
	uint8_t inode = memfs_find_at(from_dir, from, false, &old_folder, &old_name, "renameat");
	if (!inode)
		return -1;
	uint8_t there = memfs_find_at(to_dir, to, false, &folder, &name, "renameat");
	memfs_line.other = name;
	memfs_line.name = old_name;
	if (!there && (errno != ENOENT || !name))
		return -1;
	if (S_ISDIR(memfs.inodes[inode].now.mode) || (there && S_ISDIR(memfs.inodes[there].now.mode))) {
		memfs_wrong("renameat: %s or %s is a folder", from, to);
		errno = EISDIR;
		return -1;
	}
	if (there && memfs_manners.rename_over) {
		errno = memfs_manners.rename_over;
		return -1;
	}
	if (there == inode)
		return 0;    /* two names of one file: nothing is done, both are kept */
	memfs_line.changed = true;
	if (folder == old_folder) {
		memfs_update((struct memfs_update){ folder, 2, { inode, 0 }, { name, old_name } });
		return 0;
	}
	/* Of two folders each has its own update. */
	memfs_update((struct memfs_update){ folder, 1, { inode }, { name } });
	memfs_update((struct memfs_update){ old_folder, 1, { 0 }, { old_name } });
	return 0;
}

static int do_unlinkat(int dir, const char *path, int flags)
{
	uint8_t folder;
	uint16_t name;
	if (flags)
		memfs_wrong("unlinkat: flags %d", flags);
	uint8_t inode = memfs_find_at(dir, path, false, &folder, &name, "unlinkat");
	if (!inode)
		return -1;
	if (S_ISDIR(memfs.inodes[inode].now.mode)) {
		errno = EISDIR;
		return -1;
	}
	memfs_update((struct memfs_update){ folder, 1, { 0 }, { name } });
	memfs_line.changed = true;
	return 0;
}

static size_t path_of(uint8_t folder, char *path)
{
	if (folder == 1)
		return 0;
	size_t len = path_of(memfs_above(folder), path);
	return len + (size_t)sprintf(path + len, "/%s", memfs_name(memfs_called(folder)));
}

static char *do_realpath(const char *path, char *resolved)
{
	uint8_t folder;
	uint16_t name;
	uint8_t inode = memfs_find(1, path, true, &folder, &name);
	memfs_line.name = memfs_name_number(path, strlen(path));
	if (!inode)
		return NULL;
	if (!resolved) {
		memfs_wrong("realpath: %s into nothing", path);
		errno = EINVAL;
		return NULL;
	}
	bool is_folder = S_ISDIR(memfs.inodes[inode].now.mode);
	size_t len = path_of(is_folder ? inode : folder, resolved);
	if (!is_folder)
		sprintf(resolved + len, "/%s", memfs_name(name));
	else if (!len)
		strcpy(resolved, "/");
	return resolved;
}

/* ---- listing a folder ---- */

static DIR *list(int fd, const char *call)
{
	struct memfs_fd *of = memfs_fd(fd, call);
	if (!of || !S_ISDIR(memfs.inodes[of->inode].now.mode)) {
		errno = of ? ENOTDIR : errno;
		return NULL;
	}
	struct listing *dir = dirs;
	while (dir < dirs + DIRS && dir->open)
		dir++;
	cr_assert(dir < dirs + DIRS, "memfs: too many listings at once");
	*dir = (struct listing){ .fd = fd, .open = true };
	for (unsigned i = memfs.now_count; i-- > 0;)
		if (memfs.now[i].folder == of->inode)
			dir->names[dir->count++] = memfs.now[i].name;
	return (DIR *)dir;
}

static struct listing *listing_of(DIR *dir, const char *call)
{
	struct listing *listing = (struct listing *)dir;
	if (listing >= dirs && listing < dirs + DIRS && listing->open)
		return listing;
	memfs_wrong("%s: of a listing that is not open", call);
	errno = EBADF;
	return NULL;
}

static DIR *do_fdopendir(int fd)
{
	return list(fd, "fdopendir");
}

static DIR *do_opendir(const char *path)
{
	int fd = memfs_bare.openat(AT_FDCWD, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
	return fd < 0 ? NULL : list(fd, "opendir");
}

/* The type of an entry isn't told, which some file systems do. */
static struct dirent *do_readdir(DIR *dir)
{
	static const char *const dots[] = { ".", ".." };
	struct listing *of = listing_of(dir, "readdir");
	if (!of)
		return NULL;
	if (of->at == of->count + 2) {
		errno = 0;
		return NULL;
	}
	unsigned n = of->at++;
	snprintf(of->entry.d_name, sizeof of->entry.d_name, "%s",
		 n < 2 ? dots[n] : memfs_name(of->names[n - 2]));
	of->entry.d_type = DT_UNKNOWN;
	return &of->entry;
}

static int do_closedir(DIR *dir)
{
	struct listing *of = listing_of(dir, "closedir");
	if (!of)
		return -1;
	of->open = false;
	return memfs_bare.close(of->fd);
}

/* The descriptor stays the caller's. */
void memfs_drop_listing(DIR *dir)
{
	if (dir)
		((struct listing *)dir)->open = false;
}

void memfs_close_listings(void)
{
	for (unsigned i = 0; i < DIRS; i++)
		dirs[i].open = false;
}

static ssize_t do_getrandom(void *bytes, size_t len, unsigned flags)
{
	unsigned char *to = bytes;
	for (size_t i = 0; i < len; i++)
		to[i] = (unsigned char)(memfs.chance * 29 + i * 17 + 7);
	memfs.chance++;
	(void)flags;
	return (ssize_t)len;
}

void memfs_names_fill(struct os_calls *table)
{
	table->fstat = do_fstat;
	table->fstatat = do_fstatat;
	table->statx = do_statx;
	table->fchown = do_fchown;
	table->fchmod = do_fchmod;
	table->flistxattr = do_flistxattr;
	table->fgetxattr = do_fgetxattr;
	table->fsetxattr = do_fsetxattr;
	table->fremovexattr = do_fremovexattr;
	table->futimens = do_futimens;
	table->linkat = do_linkat;
	table->renameat = do_renameat;
	table->unlinkat = do_unlinkat;
	table->realpath = do_realpath;
	table->opendir = do_opendir;
	table->fdopendir = do_fdopendir;
	table->readdir = do_readdir;
	table->closedir = do_closedir;
	table->getrandom = do_getrandom;
}
