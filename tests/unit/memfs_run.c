#include "memfs_inside.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { LOG = 4096 };

struct os_calls memfs_bare;
struct memfs_line memfs_line;

static struct memfs_plan plan;
static unsigned calls;
static const char *at_call;
static bool in_action;
static struct memfs_line last_change;
static struct memfs_history *history;
static struct memfs_line lines[LOG];
static unsigned line_count;
static char wrong[256];

void memfs_wrong(const char *format, ...)
{
	va_list args;
	va_start(args, format);
	if (!wrong[0])
		vsnprintf(wrong, sizeof wrong, format, args);
	va_end(args);
}

const char *memfs_misuse(void)
{
	return wrong[0] ? wrong : NULL;
}

void memfs_run_reset(void)
{
	memfs_kill();
	memfs_plan((struct memfs_plan){ .at = 0 });
	history = NULL;
	line_count = 0;
	wrong[0] = '\0';
	memfs_calls_fill(&memfs_bare);
	memfs_names_fill(&memfs_bare);
}

void memfs_plan(struct memfs_plan new_plan)
{
	plan = new_plan;
	calls = 0;
	at_call = NULL;
	in_action = false;
	last_change = (struct memfs_line){ .call = NULL };
}

unsigned memfs_calls(void)
{
	return calls;
}

bool memfs_reached(void)
{
	return plan.at && calls >= plan.at;
}

const char *memfs_call(void)
{
	return at_call;
}

bool memfs_forgets(const char *name, bool is_folder)
{
	return plan.forget && plan.forget(&(struct memfs_fsync){
		name, is_folder, last_change.call,
		last_change.call ? memfs_name(last_change.other ? last_change.other : last_change.name) : NULL });
}

/* ---- the log and the history ---- */

static void snapshot(void)
{
	cr_assert_lt(history->count, MEMFS_HISTORY, "memfs: more changes than a history has room for");
	history->log[history->count] = line_count;
	history->call[history->count] = history->count ? memfs_line.call : "";
	memfs_save(&history->at[history->count++]);
}

void memfs_record(struct memfs_history *into)
{
	history = into;
	if (!history)
		return;
	history->count = 0;
	snapshot();
}

unsigned memfs_log_length(void)
{
	return line_count;
}

void memfs_log_cut(unsigned length)
{
	line_count = length;
}

void memfs_log_note(const char *text)
{
	if (line_count < LOG)
		lines[line_count++] = (struct memfs_line){ .call = "--- and then it was", .note = text };
}

const char *memfs_log(void)
{
	static char out[1 << 17];
	size_t used = 0;
	out[0] = '\0';
	for (unsigned i = 0; i < line_count && used < sizeof out - 1200; i++) {
		const struct memfs_line *line = &lines[i];
		used += (size_t)snprintf(out + used, sizeof out - used, "  %s %.250s%s%.250s%s%s%s%s\n", line->call,
					 memfs_name(line->name), line->other ? " -> " : "", memfs_name(line->other),
					 line->error ? ": " : "", line->error ? strerror(line->error) : "",
					 line->note ? " " : "", line->note ? line->note : "");
	}
	return out;
}

/* ---- before and after each call ---- */

/* True: it must fail, with errno set. */
static bool fails_before(const char *call)
{
	memfs_line = (struct memfs_line){ .call = call };
	if (in_action || (plan.call && strcmp(plan.call, call) != 0))
		return false;
	calls++;
	if (calls == plan.at)
		at_call = call;
	if (calls == plan.at && plan.fault == MEMFS_DO) {
		in_action = true;
		plan.action();
		in_action = false;
		memfs_line = (struct memfs_line){ .call = call };
	}
	if (!plan.at || !((calls == plan.at && plan.fault == MEMFS_ONCE)
			  || (calls >= plan.at && plan.fault == MEMFS_FROM)))
		return false;
	errno = plan.error;
	return true;
}

static void note(bool failed)
{
	/* A listing that ends is no failure. */
	if (failed && !memfs_line.note && errno == 0)
		return;
	memfs_line.error = failed ? errno : 0;
	if ((memfs_line.changed || failed) && line_count < LOG)
		lines[line_count++] = memfs_line;
}

/* True: it was done, and has to say that it wasn't. */
static bool fails_after(const char *call, bool failed)
{
	int error = errno;
	bool late = !in_action && plan.fault == MEMFS_LATE && calls == plan.at && plan.at
		 && (!plan.call || strcmp(plan.call, call) == 0);
	if (late)
		memfs_line.note = "(done, and said to have failed)";
	note(failed);
	if (memfs_line.changed && strcmp(call, "fsync") != 0)
		last_change = memfs_line;
	if (memfs_line.changed && history)
		snapshot();
	errno = late ? plan.error : error;
	return late;
}

static size_t shortened(size_t len)
{
	size_t most = calls % 7 + 1;
	return plan.fault == MEMFS_SHORT && plan.at && calls >= plan.at && len > most ? most : len;
}

/* Nobody gets to know of a descriptor that is said not to have been opened. */
static void drop_fd(int fd)
{
	if (fd >= 0)
		memfs_bare.close(fd);
}

static void drop_dir(DIR *dir)
{
	if (dir)
		memfs_bare.closedir(dir);
}

#define CALL(type, call, failed, parameters, arguments) \
	CALL_DROP(type, call, failed, parameters, arguments, (void))
#define CALL_DROP(type, call, failed, parameters, arguments, drop) \
	static type run_##call parameters \
	{ \
		if (fails_before(#call)) { \
			note(true); \
			return failed; \
		} \
		type result = memfs_bare.call arguments; \
		if (!fails_after(#call, result == failed)) \
			return result; \
		int error = errno; \
		drop(result); \
		errno = error; \
		return failed; \
	}

/* Linux closes the descriptor whatever it reports. */
#define CLOSE(call, parameters, arguments) \
	static int run_##call parameters \
	{ \
		bool fails = fails_before(#call); \
		int error = errno; \
		int result = memfs_bare.call arguments; \
		errno = error; \
		if (fails) \
			note(true); \
		errno = error; \
		return fails || fails_after(#call, result < 0) ? -1 : result; \
	}

CALL_DROP(int, openat, -1, (int dir, const char *name, int flags, mode_t mode), (dir, name, flags, mode), drop_fd)
CLOSE(close, (int fd), (fd))
CALL(ssize_t, read, -1, (int fd, void *bytes, size_t len), (fd, bytes, shortened(len)))
CALL(ssize_t, write, -1, (int fd, const void *bytes, size_t len), (fd, bytes, shortened(len)))
CALL(ssize_t, pwrite, -1, (int fd, const void *bytes, size_t len, off_t at), (fd, bytes, shortened(len), at))
CALL(int, ftruncate, -1, (int fd, off_t len), (fd, len))
CALL(int, fallocate, -1, (int fd, int mode, off_t at, off_t len), (fd, mode, at, len))
CALL(int, fsync, -1, (int fd), (fd))
CALL(int, flock, -1, (int fd, int operation), (fd, operation))
CALL(int, fstat, -1, (int fd, struct stat *st), (fd, st))
CALL(int, fstatat, -1, (int dir, const char *name, struct stat *st, int flags), (dir, name, st, flags))
CALL(int, statx, -1, (int dir, const char *name, int flags, unsigned mask, struct statx *st),
     (dir, name, flags, mask, st))
CALL(int, fchown, -1, (int fd, uid_t owner, gid_t group), (fd, owner, group))
CALL(int, fchmod, -1, (int fd, mode_t mode), (fd, mode))
CALL(ssize_t, flistxattr, -1, (int fd, char *list, size_t size), (fd, list, size))
CALL(ssize_t, fgetxattr, -1, (int fd, const char *name, void *value, size_t size), (fd, name, value, size))
CALL(int, fsetxattr, -1, (int fd, const char *name, const void *value, size_t size, int flags),
     (fd, name, value, size, flags))
CALL(int, fremovexattr, -1, (int fd, const char *name), (fd, name))
CALL(int, futimens, -1, (int fd, const struct timespec times[2]), (fd, times))
CALL(int, linkat, -1, (int from_dir, const char *from, int to_dir, const char *to, int flags),
     (from_dir, from, to_dir, to, flags))
CALL(int, renameat, -1, (int from_dir, const char *from, int to_dir, const char *to),
     (from_dir, from, to_dir, to))
CALL(int, unlinkat, -1, (int dir, const char *name, int flags), (dir, name, flags))
CALL(char *, realpath, NULL, (const char *path, char *resolved), (path, resolved))
CALL_DROP(DIR *, opendir, NULL, (const char *path), (path), drop_dir)
CALL_DROP(DIR *, fdopendir, NULL, (int fd), (fd), memfs_drop_listing)
CALL(struct dirent *, readdir, NULL, (DIR *dir), (dir))
CLOSE(closedir, (DIR *dir), (dir))
CALL(ssize_t, getrandom, -1, (void *bytes, size_t len, unsigned flags), (bytes, shortened(len), flags))

const struct os_calls memfs_table = {
	.openat = run_openat,
	.close = run_close,
	.read = run_read,
	.write = run_write,
	.pwrite = run_pwrite,
	.ftruncate = run_ftruncate,
	.fallocate = run_fallocate,
	.fsync = run_fsync,
	.flock = run_flock,
	.fstat = run_fstat,
	.fstatat = run_fstatat,
	.statx = run_statx,
	.fchown = run_fchown,
	.fchmod = run_fchmod,
	.flistxattr = run_flistxattr,
	.fgetxattr = run_fgetxattr,
	.fsetxattr = run_fsetxattr,
	.fremovexattr = run_fremovexattr,
	.futimens = run_futimens,
	.linkat = run_linkat,
	.renameat = run_renameat,
	.unlinkat = run_unlinkat,
	.realpath = run_realpath,
	.opendir = run_opendir,
	.fdopendir = run_fdopendir,
	.readdir = run_readdir,
	.closedir = run_closedir,
	.getrandom = run_getrandom,
};
