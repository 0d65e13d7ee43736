/* os: every system call that touches a file, and the clock, behind one table.
 *
 * Nothing else in this program opens, writes, renames or removes: tests/layers
 * fails when it does. The tests replace `os` to make any call fail, return
 * short, or end the process, and to run the code over a file system of their own.
 *
 * The functions of the table have the meaning and the errno of the calls that
 * they are named after.
 */
#ifndef BASE_OS_H
#define BASE_OS_H

#include <dirent.h>
#include <stdbool.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <time.h>

#include "base/err.h"
#include "base/str.h"

struct os_calls {
	int (*openat)(int dir, const char *name, int flags, mode_t mode);
	int (*openat2)(int dir, const char *name, int flags, uint64_t resolve);
	int (*close)(int fd);
	ssize_t (*read)(int fd, void *bytes, size_t len);
	ssize_t (*write)(int fd, const void *bytes, size_t len);
	ssize_t (*pwrite)(int fd, const void *bytes, size_t len, off_t at);
	int (*ftruncate)(int fd, off_t len);
	int (*fallocate)(int fd, int mode, off_t at, off_t len);
	int (*fsync)(int fd);
	int (*flock)(int fd, int operation);
	int (*fstat)(int fd, struct stat *st);
	int (*fstatat)(int dir, const char *name, struct stat *st, int flags);
	int (*statx)(int dir, const char *name, int flags, unsigned mask, struct statx *st);
	int (*fchown)(int fd, uid_t owner, gid_t group);
	int (*fchmod)(int fd, mode_t mode);
	ssize_t (*flistxattr)(int fd, char *list, size_t size);
	ssize_t (*fgetxattr)(int fd, const char *name, void *value, size_t size);
	int (*fsetxattr)(int fd, const char *name, const void *value, size_t size, int flags);
	int (*fremovexattr)(int fd, const char *name);
	int (*futimens)(int fd, const struct timespec times[2]);
	int (*linkat)(int from_dir, const char *from, int to_dir, const char *to, int flags);
	int (*renameat)(int from_dir, const char *from, int to_dir, const char *to);
	int (*unlinkat)(int dir, const char *name, int flags);
	int (*mkdirat)(int dir, const char *name, mode_t mode);
	int (*symlinkat)(const char *target, int dir, const char *name);
	char *(*realpath)(const char *path, char *resolved);
	ssize_t (*readlinkat)(int dir, const char *name, char *target, size_t size);
	ssize_t (*getdents64)(int fd, void *entries, size_t size);
	DIR *(*opendir)(const char *path);
	DIR *(*fdopendir)(int fd);
	struct dirent *(*readdir)(DIR *dir);
	int (*closedir)(DIR *dir);
	ssize_t (*getrandom)(void *bytes, size_t len, unsigned flags);
	int (*clock_gettime)(clockid_t clock, struct timespec *time);
};

/* The table in use: os_real but in tests. */
extern const struct os_calls *os;
extern const struct os_calls os_real;

/* What tells one state of a file from another. */
struct identity {
	dev_t dev;
	ino_t ino;
	off_t size;
	struct timespec mtime;
};

enum { OS_FILE_MAX = 16 * 1024 * 1024, OS_REPORT_MAX = 1024 * 1024 * 1024 };

/* Opens what lies there as openat() does, with O_CLOEXEC, where no link is on the way and it is none. -1 with ELOOP where one is;
 * with ENOSYS where nothing can be said: openat2(2) is not there, or not allowed. */
int os_open_plain(int dir, const char *path, int flags);

/* All bytes of a regular file into the arena, and its identity if `id` is not NULL. FIFOs and
 * devices are never opened for reading. Errors (ERR_INPUT): missing, not readable, not a
 * regular file, larger than OS_FILE_MAX. */
bool os_read_file(struct arena *arena, const char *path, struct str *text, struct identity *id,
		  struct err *err);

/* The same of a path where a folder's listing has just shown a file, and no link: it is opened at once. What turns out to be
 * another thing is looked at first, as above. */
bool os_read_listed_file(struct arena *arena, const char *path, struct str *text, struct identity *id,
			 struct err *err);

/* The first half of that: false, and nothing else, where it could not be read at once. With its attributes. */
bool os_read_at_once(struct arena *arena, const char *path, struct str *text, struct stat *st);

/* The same of what mongoconf wrote about configs, up to OS_REPORT_MAX. */
bool os_read_report(struct arena *arena, const char *path, struct str *text, struct err *err);

/* All bytes of standard input, up to OS_FILE_MAX. */
bool os_read_stdin(struct arena *arena, struct str *text, struct err *err);

/* umask(2): what a new file's mode may not have; returns what it was. */
mode_t os_umask(mode_t mask);

/* Whose rights this process opens files with: the effective user id. */
uid_t os_user(void);

/* Lets this process have as many files open as it may ever have; false where it may already. */
bool os_raise_files(void);

/* Bytes that this process may still write in the file system of a folder; 0 where that can't be told. */
uint64_t os_room(const char *folder);

/* All of `text` to a descriptor, over short writes and EINTR; false with errno set. */
bool os_write_all(int fd, struct str text);

/* A report into a file of that name, which is made or emptied first: reports are made anew by every
 * run. ERR_INPUT when it can't be written. */
bool os_write_report(const char *path, struct str text, struct err *err);

/* Changes of the environment for what is run: variables that it is not given, and NAME=VALUEs that it is given besides or
 * instead. Both end with NULL. */
struct os_environment {
	const char *const *without, *const *with;
};

/* Makes a copy of this process that does `serve` with one end of a socket, and ends when that returns; it holds none of
 * the standard streams, so that nobody waits for it who reads ours. The other end, or -1 with errno set. */
int os_fork_server(void (*serve)(int fd));

/* For such a copy: a signal that is meant for all of a group, as a terminal's Ctrl-C is, or that asks to end, leaves it. */
void os_outlive(void);

/* Exactly `len` bytes from a descriptor; false at its end, or with errno set. */
bool os_read_exactly(int fd, void *bytes, size_t len);

/* What a program prints when it is run without a shell. argv[0] is looked for in the absolute folders of PATH, never in the
 * current one or below it: that is often a stranger's. `input` goes to its standard input, standard error is dropped.
 * `environment` may be NULL: ours. Returns its exit status, or -1 when it could not be started or did not end by itself. */
int os_run(struct arena *arena, const char *const argv[], const struct os_environment *environment, struct str input,
	   struct str *output);

/* The same, with what it says on standard error among the output: to find out why it failed. */
int os_run_loudly(struct arena *arena, const char *const argv[], const struct os_environment *environment, struct str input,
		  struct str *output);

#endif
