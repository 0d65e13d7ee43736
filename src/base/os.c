#include "base/os.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "base/buf.h"

extern char **environ;

static int real_openat(int dir, const char *name, int flags, mode_t mode)
{
	return openat(dir, name, flags, mode);
}

/* The C library has none. */
static int real_openat2(int dir, const char *name, int flags, uint64_t resolve)
{
	struct open_how how = { .flags = (uint64_t)flags, .resolve = resolve };
	return (int)syscall(SYS_openat2, dir, name, &how, sizeof how);
}

static ssize_t real_getdents64(int fd, void *entries, size_t size)
{
	return syscall(SYS_getdents64, fd, entries, size);
}

/* The C library's own is declared to take no NULL, in ways that differ with its version. */
static int real_statx(int dir, const char *name, int flags, unsigned mask, struct statx *st)
{
	return statx(dir, name, flags, mask, st);
}

const struct os_calls os_real = {
	.openat = real_openat,
	.openat2 = real_openat2,
	.close = close,
	.read = read,
	.write = write,
	.pwrite = pwrite,
	.ftruncate = ftruncate,
	.fallocate = fallocate,
	.fsync = fsync,
	.flock = flock,
	.fstat = fstat,
	.fstatat = fstatat,
	.statx = real_statx,
	.fchown = fchown,
	.fchmod = fchmod,
	.flistxattr = flistxattr,
	.fgetxattr = fgetxattr,
	.fsetxattr = fsetxattr,
	.fremovexattr = fremovexattr,
	.futimens = futimens,
	.linkat = linkat,
	.renameat = renameat,
	.unlinkat = unlinkat,
	.mkdirat = mkdirat,
	.symlinkat = symlinkat,
	.realpath = realpath,
	.readlinkat = readlinkat,
	.getdents64 = real_getdents64,
	.opendir = opendir,
	.fdopendir = fdopendir,
	.readdir = readdir,
	.closedir = closedir,
	.getrandom = getrandom,
	.clock_gettime = clock_gettime,
};

const struct os_calls *os = &os_real;

/* Reads to the end, or until there is more than `most`. A file that gives all that it was said to have, and
 * not the byte more that it was asked for, is at its end. False with errno set. */
static bool read_all(struct arena *arena, int fd, size_t expected, bool regular, size_t most, struct str *text)
{
	size_t room = expected + 1, used = 0;
	char *bytes = arena_bytes(arena, room + 1);
	for (;;) {
		if (used == room) {
			if (used > most)
				break;
			bytes = arena_grow(arena, bytes, used, room * 2 + 1, 1);
			room *= 2;
		}
		ssize_t got = os->read(fd, bytes + used, room - used);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return false;
		used += (size_t)got;
		if (got == 0 || (regular && expected && used == expected))
			break;
	}
	bytes[used] = '\0';
	text->at = bytes;
	text->len = (uint32_t)used;
	return true;
}

static const char *file_kind(mode_t mode)
{
	return S_ISDIR(mode) ? "is a directory"
	     : S_ISFIFO(mode) ? "is a FIFO, not a file"
	     : S_ISSOCK(mode) ? "is a socket, not a file"
	     : "is a device, not a file";
}

enum { READING = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY };

/* How large a file may be, and what is said of a larger one. */
struct limit {
	size_t most;
	const char *beyond;
};

static const struct limit of_config = { OS_FILE_MAX, "is larger than 16 MiB; no config is" };
static const struct limit of_report = { OS_REPORT_MAX, "is larger than 1 GiB; no report is" };

/* All of what is open. */
static bool read_open(struct arena *arena, int fd, const char *path, const struct limit *limit, struct str *text, struct stat *st,
		      struct err *err)
{
	if (os->fstat(fd, st) < 0)
		return err_set(err, ERR_INPUT, path, errno, "can't be read");
	if (!S_ISREG(st->st_mode))
		return err_set(err, ERR_INPUT, path, 0, "%s", file_kind(st->st_mode));
	bool large = (uint64_t)st->st_size > limit->most;
	if (!large && !read_all(arena, fd, (size_t)st->st_size, true, limit->most, text))
		return err_set(err, ERR_INPUT, path, errno, "can't be read");
	if (large || text->len > limit->most)
		return err_set(err, ERR_INPUT, path, 0, "%s", limit->beyond);
	return true;
}

static struct identity identity_of(const struct stat *st)
{
	return (struct identity){ st->st_dev, st->st_ino, st->st_size, st->st_mtim };
}

static bool read_path(struct arena *arena, const char *path, const struct limit *limit, struct str *text, struct identity *id,
		      struct err *err)
{
	struct stat st;
	/* Looked at before it is opened: opening a FIFO waits for a writer, and opening a
	 * device may do anything. O_NONBLOCK covers a swap between the two calls. */
	if (os->fstatat(AT_FDCWD, path, &st, 0) < 0)
		return err_set(err, ERR_INPUT, path, errno, "can't be read");
	if (!S_ISREG(st.st_mode))
		return err_set(err, ERR_INPUT, path, 0, "%s", file_kind(st.st_mode));
	int fd = os->openat(AT_FDCWD, path, READING, 0);
	if (fd < 0)
		return err_set(err, ERR_INPUT, path, errno, "can't be read");
	bool ok = read_open(arena, fd, path, limit, text, &st, err);
	os->close(fd);
	if (ok && id)
		*id = identity_of(&st);
	return ok;
}

bool os_read_file(struct arena *arena, const char *path, struct str *text, struct identity *id,
		  struct err *err)
{
	return read_path(arena, path, &of_config, text, id, err);
}

bool os_read_report(struct arena *arena, const char *path, struct str *text, struct err *err)
{
	return read_path(arena, path, &of_report, text, NULL, err);
}

int os_open_plain(int dir, const char *path, int flags)
{
	int fd = os->openat2(dir, path, flags | O_CLOEXEC, RESOLVE_NO_SYMLINKS);
	/* A filter of system calls says EPERM, and a kernel that knows less flags than its headers EINVAL. With EAGAIN, something
	 * was renamed meanwhile. */
	if (fd < 0 && (errno == EPERM || errno == EINVAL || errno == E2BIG || errno == EAGAIN))
		errno = ENOSYS;
	return fd;
}

bool os_read_at_once(struct arena *arena, const char *path, struct str *text, struct stat *st)
{
	int fd = os->openat(AT_FDCWD, path, READING | O_NOFOLLOW, 0);
	if (fd < 0)
		return false;
	struct arena scratch = ARENA_INIT;
	struct err err = ERR_INIT(&scratch);
	bool ok = read_open(arena, fd, path, &of_config, text, st, &err);
	os->close(fd);
	arena_free(&scratch);
	return ok;
}

bool os_read_listed_file(struct arena *arena, const char *path, struct str *text, struct identity *id,
			 struct err *err)
{
	struct stat st;
	if (!os_read_at_once(arena, path, text, &st))
		return os_read_file(arena, path, text, id, err);
	if (id)
		*id = identity_of(&st);
	return true;
}

bool os_read_stdin(struct arena *arena, struct str *text, struct err *err)
{
	if (!read_all(arena, STDIN_FILENO, 4096, false, OS_FILE_MAX, text))
		return err_set(err, ERR_INPUT, NULL, errno, "standard input can't be read");
	if (text->len > OS_FILE_MAX)
		return err_set(err, ERR_INPUT, NULL, 0, "standard input is larger than 16 MiB; no config is");
	return true;
}

mode_t os_umask(mode_t mask)
{
	return umask(mask);
}

uid_t os_user(void)
{
	return geteuid();
}

bool os_raise_files(void)
{
	struct rlimit limit;
	if (getrlimit(RLIMIT_NOFILE, &limit) < 0 || limit.rlim_cur >= limit.rlim_max)
		return false;
	limit.rlim_cur = limit.rlim_max;
	return setrlimit(RLIMIT_NOFILE, &limit) == 0;
}

uint64_t os_room(const char *folder)
{
	struct statvfs room;
	return statvfs(folder, &room) == 0 ? (uint64_t)room.f_bavail * room.f_frsize : 0;
}

bool os_write_all(int fd, struct str text)
{
	uint32_t done = 0;
	while (done < text.len) {
		ssize_t put = os->write(fd, text.at + done, text.len - done);
		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return false;
		if (put == 0) {
			errno = ENOSPC;
			return false;
		}
		done += (uint32_t)put;
	}
	return true;
}

bool os_write_report(const char *path, struct str text, struct err *err)
{
	int fd = os->openat(AT_FDCWD, path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	if (fd < 0)
		return err_set(err, ERR_INPUT, path, errno, "the report can't be written");
	bool ok = os_write_all(fd, text);
	if (!ok)
		err_set(err, ERR_INPUT, path, errno, "the report can't be written");
	if (os->close(fd) < 0 && ok)
		ok = err_set(err, ERR_INPUT, path, errno, "the report can't be written");
	return ok;
}

bool os_read_exactly(int fd, void *bytes, size_t len)
{
	for (size_t done = 0; done < len;) {
		ssize_t got = os->read(fd, (char *)bytes + done, len - done);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return false;
		done += (size_t)got;
	}
	return true;
}

int os_fork_server(void (*serve)(int fd))
{
	int ends[2];
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0)
		return -1;
	pid_t pid = fork();
	if (pid == 0) {
		int null = open("/dev/null", O_RDWR | O_CLOEXEC);
		for (int fd = STDIN_FILENO; null >= 0 && fd <= STDERR_FILENO; fd++)
			dup2(null, fd);
		close(ends[0]);
		if (null >= 0)
			serve(ends[1]);
		_exit(0);
	}
	close(ends[1]);
	if (pid > 0)
		return ends[0];
	close(ends[0]);
	return -1;
}

void os_outlive(void)
{
	static const int asking[] = { SIGHUP, SIGINT, SIGQUIT, SIGTERM };
	setsid();
	for (size_t i = 0; i < sizeof asking / sizeof *asking; i++)
		signal(asking[i], SIG_IGN);
}

/* Feeds `input` and gathers output at the same time, so that neither side can wait for the
 * other with a full pipe. */
static void converse(int to, int from, struct str input, struct buf *output)
{
	char chunk[65536];
	uint32_t sent = 0;
	while (from >= 0) {
		struct pollfd fds[2] = { { from, POLLIN, 0 }, { to, POLLOUT, 0 } };
		if (poll(fds, to >= 0 ? 2 : 1, -1) < 0 && errno != EINTR)
			break;
		if (to >= 0 && fds[1].revents) {
			/* `to` does not block: a pipe that is ready takes a part at least. */
			ssize_t put = sent < input.len ? write(to, input.at + sent, input.len - sent) : 0;
			if (put > 0)
				sent += (uint32_t)put;
			bool again = put < 0 && (errno == EAGAIN || errno == EINTR);
			if ((put <= 0 && !again) || sent == input.len) {
				close(to);
				to = -1;
			}
		}
		if (fds[0].revents) {
			ssize_t got = read(from, chunk, sizeof chunk);
			if (got <= 0)
				break;
			buf_bytes(output, chunk, (uint32_t)got);
		}
	}
	if (to >= 0)
		close(to);
}

/* Names up to the = alone. */
static bool is_one_of(const char *const *names, const char *variable)
{
	size_t len = strcspn(variable, "=");
	for (; *names; names++)
		if (strcspn(*names, "=") == len && !strncmp(*names, variable, len))
			return true;
	return false;
}

static char **changed_environment(struct arena *arena, const struct os_environment *changes)
{
	size_t count = 0, kept = 0, added = 0;
	while (environ && environ[count])
		count++;
	while (changes->with[added])
		added++;
	char **all = arena_array(arena, count + added + 1, sizeof *all);
	for (size_t i = 0; i < count; i++)
		if (!is_one_of(changes->without, environ[i]) && !is_one_of(changes->with, environ[i]))
			all[kept++] = environ[i];
	for (size_t i = 0; i < added; i++)
		all[kept++] = arena_copy(arena, changes->with[i], strlen(changes->with[i]));
	all[kept] = NULL;
	return all;
}

/* NULL: nowhere. An empty entry means the current folder, as "." does. */
static const char *find_program(struct arena *arena, const char *name)
{
	const char *path = getenv("PATH");
	struct str rest = str_of(path ? path : "/usr/local/bin:/usr/bin:/bin"), folder;
	while (str_split(&rest, ':', &folder)) {
		const char *file = arena_printf(arena, "%.*s/%s", STR_ARG(folder), name);
		if (str_starts(folder, "/") && access(file, X_OK) == 0)
			return file;
	}
	return NULL;
}

/* We ignore SIGPIPE; what we run should not. */
static int spawn(const char *file, const char *const argv[], char **environment, int in, int out, bool loudly, pid_t *pid)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	sigset_t defaults;
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO);
	posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
	if (loudly)
		posix_spawn_file_actions_adddup2(&actions, out, STDERR_FILENO);
	else
		posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
	sigemptyset(&defaults);
	sigaddset(&defaults, SIGPIPE);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setsigdefault(&attributes, &defaults);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
	int failed = posix_spawn(pid, file, &actions, &attributes, (char *const *)(uintptr_t)argv, environment);
	posix_spawn_file_actions_destroy(&actions);
	posix_spawnattr_destroy(&attributes);
	return failed;
}

static int run(struct arena *arena, const char *const argv[], const struct os_environment *environment, struct str input,
	       bool loudly, struct str *output)
{
	const char *file = find_program(arena, argv[0]);
	int in[2], out[2];
	pid_t pid;
	if (!file || pipe2(in, O_CLOEXEC) < 0)
		return -1;
	if (pipe2(out, O_CLOEXEC) < 0) {
		close(in[0]);
		close(in[1]);
		return -1;
	}
	fcntl(in[1], F_SETFL, O_NONBLOCK);
	int failed = spawn(file, argv, environment ? changed_environment(arena, environment) : environ, in[0], out[1],
			   loudly, &pid);
	close(in[0]);
	close(out[1]);
	if (failed) {
		close(in[1]);
		close(out[0]);
		return -1;
	}
	struct buf gathered = BUF_INIT(arena);
	converse(in[1], out[0], input, &gathered);
	close(out[0]);
	*output = buf_done(&gathered);

	int status;
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

int os_run(struct arena *arena, const char *const argv[], const struct os_environment *environment, struct str input,
	   struct str *output)
{
	return run(arena, argv, environment, input, false, output);
}

int os_run_loudly(struct arena *arena, const char *const argv[], const struct os_environment *environment, struct str input,
		  struct str *output)
{
	return run(arena, argv, environment, input, true, output);
}
