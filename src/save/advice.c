#include "save/advice.h"

#include <errno.h>

static const struct {
	int cause;
	const char *advice;
} hints[] = {
	{ ENOSPC, "the disk is full: free some space and run again" },
	{ EDQUOT, "the disk quota is used up: free some space and run again" },
	{ EFBIG, "a limit on the size of files holds here: see ulimit -f" },
	{ EROFS, "the file system is read-only: edit the file where it comes from, or remount it" },
	{ EACCES, "a rename needs write permission in the folder: run as its owner or as root" },
	{ EPERM, "the file or its folder is immutable (see lsattr), or the folder is sticky and "
		 "the file someone else's" },
	{ EBUSY, "a single file that is mounted into a container can't be replaced: edit it on the "
		 "host, or mount its folder" },
	{ EXDEV, "the file is a mount of its own: edit it where it comes from, or mount its "
		 "folder" },
	{ EMFILE, "too many files at once: raise ulimit -n, or name fewer files" },
	{ ENFILE, "the system has too many open files: run again later" },
	{ ENAMETOOLONG, "the name is too long for a temporary file beside it: shorten it" },
	{ EIO, "the disk may be failing: see the kernel's log" },
};

bool advice_fail(const char *path, int cause, const char *what, struct err *err)
{
	for (size_t i = 0; i < sizeof hints / sizeof *hints; i++)
		if (hints[i].cause == cause)
			return err_set(err, ERR_REFUSED, path, cause, "%s (%s)", what, hints[i].advice);
	return err_set(err, ERR_REFUSED, path, cause, "%s", what);
}
