#include "files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "base/os.h"

static struct {
	const char *path;
	struct str text;
	unsigned mode;
	uint32_t at;     /* of the one descriptor that it has */
} files[FILES_MAX];
static unsigned count;

enum { FIRST_FD = 1000 };

static int find(const char *path)
{
	for (unsigned i = 0; i < count; i++)
		if (!strcmp(files[i].path, path))
			return FIRST_FD + (int)i;
	errno = ENOENT;
	return -1;
}

static int file_openat(int dir, const char *name, int flags, mode_t mode)
{
	(void)dir, (void)mode;
	if ((flags & O_ACCMODE) != O_RDONLY || flags & O_CREAT) {
		errno = EROFS;
		return -1;
	}
	int fd = find(name);
	if (fd >= 0)
		files[fd - FIRST_FD].at = 0;
	return fd;
}

static int file_close(int fd)
{
	return fd >= FIRST_FD ? 0 : -1;
}

static ssize_t file_read(int fd, void *bytes, size_t len)
{
	struct str text = files[fd - FIRST_FD].text;
	uint32_t *at = &files[fd - FIRST_FD].at;
	size_t some = text.len - *at < len ? text.len - *at : len;
	if (some)
		memcpy(bytes, text.at + *at, some);
	*at += (uint32_t)some;
	return (ssize_t)some;
}

static int file_fstat(int fd, struct stat *st)
{
	unsigned i = (unsigned)(fd - FIRST_FD);
	*st = (struct stat){ .st_dev = 1, .st_ino = i + 1, .st_nlink = 1, .st_size = files[i].text.len };
	st->st_mode = S_IFREG | files[i].mode;
	return 0;
}

static int file_fstatat(int dir, const char *name, struct stat *st, int flags)
{
	(void)dir, (void)flags;
	int fd = find(name);
	return fd < 0 ? -1 : file_fstat(fd, st);
}

static char *file_realpath(const char *path, char *resolved)
{
	(void)resolved;
	return find(path) < 0 ? NULL : strdup(path);
}

static int file_openat2(int dir, const char *name, int flags, uint64_t resolve)
{
	(void)dir, (void)name, (void)flags, (void)resolve;
	errno = ENOSYS;
	return -1;
}

static ssize_t file_getdents64(int fd, void *entries, size_t size)
{
	(void)fd, (void)entries, (void)size;
	errno = ENOTDIR;
	return -1;
}

static DIR *file_opendir(const char *path)
{
	(void)path;
	errno = ENOENT;
	return NULL;
}

static ssize_t file_getrandom(void *bytes, size_t len, unsigned flags)
{
	(void)flags;
	for (size_t i = 0; i < len; i++)
		((unsigned char *)bytes)[i] = (unsigned char)(i * 37 + i / 256);
	return (ssize_t)len;
}

static const struct os_calls table = {
	.openat = file_openat, .openat2 = file_openat2, .close = file_close, .read = file_read, .fstat = file_fstat, .fstatat = file_fstatat,
	.realpath = file_realpath, .getdents64 = file_getdents64, .opendir = file_opendir, .getrandom = file_getrandom,
};

void files_begin(void)
{
	count = 0;
	os = &table;
}

void files_add(const char *path, struct str text, unsigned mode)
{
	if (count == FILES_MAX)
		return;
	files[count].path = path;
	files[count].text = text;
	files[count].mode = mode;
	files[count++].at = 0;
}

void files_end(void)
{
	os = &os_real;
}
