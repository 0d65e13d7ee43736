#include "faults.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/os.h"

static struct fault plan;
static unsigned seen;

/* Counts a call; true when it has to fail, with errno set. */
static bool fails_before(const char *call)
{
	if (plan.call && strcmp(plan.call, call) != 0)
		return false;
	seen++;
	if (seen == plan.at && plan.mode == FAULT_DO)
		plan.action();
	if ((seen == plan.at && plan.mode == FAULT_ONCE)
	    || (plan.at && seen >= plan.at && plan.mode == FAULT_FROM)) {
		errno = plan.error;
		return true;
	}
	return false;
}

static size_t shortened(size_t len)
{
	size_t most = seen % 7 + 1;
	return plan.mode == FAULT_SHORT && plan.at && seen >= plan.at && len > most ? most : len;
}

#define FAULTY(type, call, failed, parameters, arguments) \
	static type faulty_##call parameters \
	{ \
		if (fails_before(#call)) \
			return failed; \
		return os_real.call arguments; \
	}

FAULTY(int, openat, -1, (int dir, const char *name, int flags, mode_t mode),
       (dir, name, flags, mode))
FAULTY(int, openat2, -1, (int dir, const char *name, int flags, uint64_t resolve), (dir, name, flags, resolve))
FAULTY(ssize_t, read, -1, (int fd, void *bytes, size_t len), (fd, bytes, shortened(len)))
FAULTY(ssize_t, write, -1, (int fd, const void *bytes, size_t len), (fd, bytes, shortened(len)))
FAULTY(ssize_t, pwrite, -1, (int fd, const void *bytes, size_t len, off_t at),
       (fd, bytes, shortened(len), at))
FAULTY(int, ftruncate, -1, (int fd, off_t len), (fd, len))
FAULTY(int, fallocate, -1, (int fd, int mode, off_t at, off_t len), (fd, mode, at, len))
FAULTY(int, fsync, -1, (int fd), (fd))
FAULTY(int, flock, -1, (int fd, int operation), (fd, operation))
FAULTY(int, fstat, -1, (int fd, struct stat *st), (fd, st))
FAULTY(int, fstatat, -1, (int dir, const char *name, struct stat *st, int flags),
       (dir, name, st, flags))
FAULTY(int, statx, -1, (int dir, const char *name, int flags, unsigned mask, struct statx *st),
       (dir, name, flags, mask, st))
FAULTY(int, fchown, -1, (int fd, uid_t owner, gid_t group), (fd, owner, group))
FAULTY(int, fchmod, -1, (int fd, mode_t mode), (fd, mode))
FAULTY(ssize_t, flistxattr, -1, (int fd, char *list, size_t size), (fd, list, size))
FAULTY(ssize_t, fgetxattr, -1, (int fd, const char *name, void *value, size_t size),
       (fd, name, value, size))
FAULTY(int, fsetxattr, -1,
       (int fd, const char *name, const void *value, size_t size, int flags),
       (fd, name, value, size, flags))
FAULTY(int, fremovexattr, -1, (int fd, const char *name), (fd, name))
FAULTY(int, futimens, -1, (int fd, const struct timespec times[2]), (fd, times))
FAULTY(int, linkat, -1,
       (int from_dir, const char *from, int to_dir, const char *to, int flags),
       (from_dir, from, to_dir, to, flags))
FAULTY(int, renameat, -1, (int from_dir, const char *from, int to_dir, const char *to),
       (from_dir, from, to_dir, to))
FAULTY(int, unlinkat, -1, (int dir, const char *name, int flags), (dir, name, flags))
FAULTY(char *, realpath, NULL, (const char *path, char *resolved), (path, resolved))
FAULTY(ssize_t, readlinkat, -1, (int dir, const char *name, char *target, size_t size), (dir, name, target, size))
FAULTY(ssize_t, getdents64, -1, (int fd, void *entries, size_t size), (fd, entries, size))
FAULTY(DIR *, opendir, NULL, (const char *path), (path))
FAULTY(DIR *, fdopendir, NULL, (int fd), (fd))
FAULTY(struct dirent *, readdir, NULL, (DIR *dir), (dir))
FAULTY(ssize_t, getrandom, -1, (void *bytes, size_t len, unsigned flags),
       (bytes, shortened(len), flags))

/* Linux closes the descriptor whatever it reports. */
static int faulty_close(int fd)
{
	bool fails = fails_before("close");
	int error = errno;
	int result = os_real.close(fd);
	if (!fails)
		return result;
	errno = error;
	return -1;
}

static int faulty_closedir(DIR *dir)
{
	bool fails = fails_before("closedir");
	int error = errno;
	int result = os_real.closedir(dir);
	if (!fails)
		return result;
	errno = error;
	return -1;
}

static const struct os_calls table = {
	.openat = faulty_openat,
	.openat2 = faulty_openat2,
	.close = faulty_close,
	.read = faulty_read,
	.write = faulty_write,
	.pwrite = faulty_pwrite,
	.ftruncate = faulty_ftruncate,
	.fallocate = faulty_fallocate,
	.fsync = faulty_fsync,
	.flock = faulty_flock,
	.fstat = faulty_fstat,
	.fstatat = faulty_fstatat,
	.statx = faulty_statx,
	.fchown = faulty_fchown,
	.fchmod = faulty_fchmod,
	.flistxattr = faulty_flistxattr,
	.fgetxattr = faulty_fgetxattr,
	.fsetxattr = faulty_fsetxattr,
	.fremovexattr = faulty_fremovexattr,
	.futimens = faulty_futimens,
	.linkat = faulty_linkat,
	.renameat = faulty_renameat,
	.unlinkat = faulty_unlinkat,
	.realpath = faulty_realpath,
	.readlinkat = faulty_readlinkat,
	.getdents64 = faulty_getdents64,
	.opendir = faulty_opendir,
	.fdopendir = faulty_fdopendir,
	.readdir = faulty_readdir,
	.closedir = faulty_closedir,
	.getrandom = faulty_getrandom,
};

void faults_start(struct fault fault)
{
	plan = fault;
	seen = 0;
	os = &table;
}

bool faults_stop(void)
{
	os = &os_real;
	return plan.at && seen >= plan.at;
}
