#include "save/create.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>

#include "base/os.h"
#include "save/names.h"
#include "save/quiet.h"

/* The folder of `path`, and the name in it. */
static const char *split(struct arena *arena, const char *path, const char **name)
{
	const char *slash = strrchr(path, '/');
	*name = slash ? slash + 1 : path;
	if (!slash)
		return ".";
	return slash == path ? "/" : arena_copy(arena, path, (size_t)(slash - path));
}

static bool fail(const char *path, int cause, struct err *err)
{
	if (cause == EEXIST)
		return err_set(err, ERR_REFUSED, path, 0, "is there already, and is left as it is; nothing was written");
	if (cause == EWOULDBLOCK)
		return err_set(err, ERR_REFUSED, path, 0, "can't be made now: another run is at work in its folder; wait for it, then run again");
	if (cause == EPERM || cause == EOPNOTSUPP || cause == ENOSYS)
		return err_set(err, ERR_REFUSED, path, cause, "can't be made here: this file system has no links, and so perhaps "
			       "no modes either; nothing was written");
	return err_set(err, ERR_REFUSED, path, cause, "can't be made; nothing was written");
}

/* 0, or errno. The file is closed. */
static int fill(int fd, struct str text, mode_t mode)
{
	int cause = !os_write_all(fd, text) || os->fchmod(fd, mode) < 0 || os->fsync(fd) < 0 ? errno : 0;
	if (os->close(fd) < 0 && !cause)
		cause = errno;
	return cause;
}

static int create_in(int folder, const char *fresh, const char *name, struct str text, mode_t mode)
{
	int fd = os->openat(folder, fresh, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return errno;
	int cause = fill(fd, text, mode);
	if (!cause && os->linkat(folder, fresh, folder, name, 0) < 0)
		cause = errno;
	bool linked = !cause;
	if (os->unlinkat(folder, fresh, 0) < 0 && !cause)
		cause = errno;
	if (!cause && os->fsync(folder) < 0)
		cause = errno;
	if (cause && linked)
		os->unlinkat(folder, name, 0);
	return cause;
}

bool save_create(struct arena *arena, const char *path, struct str text, mode_t mode, struct err *err)
{
	const char *name, *parent = split(arena, path, &name);
	char tx[TX_DIGITS + 1];
	struct stat st;
	if (!*name)
		return err_set(err, ERR_REFUSED, path, 0, "names a folder, and no file in it");
	if (os->fstatat(AT_FDCWD, path, &st, AT_SYMLINK_NOFOLLOW) == 0)
		return fail(path, EEXIST, err);
	if (!names_draw(tx))
		return fail(path, errno ? errno : EAGAIN, err);
	const char *fresh = names_make(arena, NAME_NEW, tx, name);
	int folder = os->openat(AT_FDCWD, parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
	if (folder < 0)
		return fail(path, errno, err);
	/* Nobody who presses ^C leaves a key under another name. */
	struct quiet before;
	quiet_begin(&before);
	/* Shared: other files may be made here at the same time, but nobody takes ours for what a killed run left. */
	bool busy = os->flock(folder, LOCK_SH | LOCK_NB) < 0 && errno == EWOULDBLOCK;
	int cause = busy ? EWOULDBLOCK : create_in(folder, fresh, name, text, mode);
	os->close(folder);
	quiet_end(&before);
	return !cause || fail(path, cause, err);
}
