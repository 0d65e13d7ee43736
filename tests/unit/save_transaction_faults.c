/* Each call of a rewrite fails, with each errno that it can fail with: once, from then on, or after it was done. */
#include <criterion/criterion.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "save_loop.h"

TestSuite(save_transaction_faults);

#define FILES \
	.files = { { "/a/x", "old x\n", "new x, longer\n", 0640, 4711, "ansible", NULL }, \
		   { "/b/y", "old y, longer\n", "new y\n", 0600, 0, NULL, "/a/link-to-y" }, \
		   { "/a/z", "old z\n", "new z\n", 0644, 0, "hand", NULL } }

static const struct world worlds[] = {
	{ .name = "three files", FILES },
	{ .name = "with backups", FILES, .suffix = ".bak" },
	{ .name = "in place, with backups", FILES, .suffix = ".bak", .in_place = true },
	{ .name = "without hard links", FILES, .suffix = ".bak", .manners = { .link = EOPNOTSUPP } },
	{ .name = "without flock", FILES, .manners = { .flock = ENOTSUP } },
	{ .name = "without attributes and fsync of folders", .manners = { .xattr = ENOTSUP, .folder_fsync = EINVAL },
	  .files = { { "/a/x", "old x\n", "new x, longer\n", 0640, 4711, NULL, NULL },
		     { "/b/y", "old y, longer\n", "new y\n", 0600, 0, NULL, NULL } } },
};

/* What the manual pages of the calls say that they can fail with; EIO stands for a failing disk, ESTALE
 * for a server that forgot us. */
static const struct {
	const char *call;
	int errors[14];
} causes[] = {
	{ "openat", { EIO, ENOSPC, EDQUOT, EACCES, EPERM, EROFS, EBUSY, EINTR, EMFILE, ENFILE, ENOMEM, ELOOP,
		      ENAMETOOLONG, ESTALE } },
	{ "close", { EIO, ENOSPC, EDQUOT, EINTR } },
	{ "read", { EIO, EINTR, ESTALE, EACCES } },
	{ "write", { EIO, ENOSPC, EDQUOT, EINTR, EFBIG, EPERM, ESTALE } },
	{ "pwrite", { EIO, ENOSPC, EDQUOT, EINTR, EFBIG, EPERM, ESTALE } },
	{ "ftruncate", { EIO, ENOSPC, EINTR, EPERM, EROFS, EFBIG } },
	{ "fallocate", { EIO, ENOSPC, EDQUOT, EINTR, EPERM, EOPNOTSUPP, ENOSYS } },
	{ "fsync", { EIO, ENOSPC, EDQUOT, EROFS, EINTR } },
	{ "flock", { EINTR, ENOLCK, EWOULDBLOCK, ENOSYS } },
	{ "fstat", { EIO, ENOMEM, ESTALE } },
	{ "fstatat", { EIO, EACCES, ENOMEM, ELOOP, ENAMETOOLONG, ESTALE } },
	{ "statx", { EIO, ENOSYS, EINVAL, EACCES } },
	{ "fchown", { EIO, EPERM, EROFS, EDQUOT } },
	{ "fchmod", { EIO, EPERM, EROFS } },
	{ "flistxattr", { EIO, ERANGE, E2BIG, EACCES } },
	{ "fgetxattr", { EIO, ERANGE, EACCES, ENOTSUP } },
	{ "fsetxattr", { EIO, ENOSPC, EDQUOT, EPERM, ENOTSUP, EROFS } },
	{ "fremovexattr", { EIO, EPERM } },
	{ "futimens", { EIO, EPERM, EACCES, EROFS } },
	{ "linkat", { EIO, ENOSPC, EDQUOT, EACCES, EPERM, EROFS, EXDEV, EMLINK, EEXIST, ENAMETOOLONG, ESTALE } },
	{ "renameat", { EIO, ENOSPC, EDQUOT, EACCES, EPERM, EROFS, EBUSY, EXDEV, ENOMEM, ESTALE } },
	{ "unlinkat", { EIO, EACCES, EPERM, EROFS, EBUSY, ESTALE } },
	{ "realpath", { EIO, EACCES, ELOOP, ENAMETOOLONG, ENOMEM } },
	{ "opendir", { EIO, EACCES, EMFILE, ENFILE, ENOMEM } },
	{ "fdopendir", { ENOMEM, EMFILE } },
	{ "readdir", { EIO } },
	{ "closedir", { EIO, EINTR } },
	{ "getrandom", { EINTR, ENOSYS, EAGAIN } },
};

static const int *causes_of(const char *call)
{
	for (size_t i = 0; i < sizeof causes / sizeof *causes; i++)
		if (strcmp(causes[i].call, call) == 0)
			return causes[i].errors;
	cr_assert(false, "no errno is known that %s can fail with", call);
	return NULL;
}

/* A signal, or another process. */
static bool passes(int error)
{
	return error == EINTR || error == EEXIST || error == EWOULDBLOCK;
}

/* Where a signal comes in between. */
static bool is_done_again(const char *call)
{
	static const char *const calls[] = { "read", "write", "pwrite", "getrandom", "flock", "close" };
	for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
		if (strcmp(call, calls[i]) == 0)
			return true;
	return false;
}

/* ---- one run ---- */

static struct arena memory;
static const char *failed_call;
static const char *const fault_words[] = { "", "once", "from then on", "late", "short", "" };

static const char *plan_words(const struct world *world, struct memfs_plan plan)
{
	return arena_printf(&memory, "%s: call %u (%s), %s %s", world->name, plan.at, failed_call,
			    fault_words[plan.fault], plan.error ? strerror(plan.error) : "");
}

/* The first name that begins with a '.': one of ours, which only an error may leave, and has to tell. */
static const char *litter(void)
{
	static const char *const endings[] = { ".new", ".old", ".see", ".commit", ".abort", ".tmp", ".lock" };
	const char *name = NULL;
	for (size_t i = 0; i < sizeof endings / sizeof *endings && !name; i++)
		if (!(name = memfs_ending("/a", endings[i])))
			name = memfs_ending("/b", endings[i]);
	return name;
}

static void check_told(const struct memfs_plan *plan, const struct err *err, const char *what)
{
	bool about_other = strstr(err->text, "changed while it was being edited") || strstr(err->text, "another run")
			|| strstr(err->text, "exists already") || strstr(err->text, "was asked to end");
	cr_assert(err->path && err->path[0] == '/', "%s: %s", what, err_line(err));
	cr_assert(err->cause == plan->error || plan->fault == MEMFS_SHORT || about_other
		  || strstr(err->text, strerror(plan->error)), "%s: %s", what, err_line(err));
}

/* What was told is true, now and after a recovery on a disk that works again. */
static void check(const struct memfs_plan *plan, bool ok, const struct err *err, const char *what)
{
	enum verdict now = world_verdict(), told = ok ? WORLD_NEW : err->kind == ERR_REFUSED ? WORLD_OLD : WORLD_ANY;
	const char *left = litter();
	cr_assert(ok || err->kind == ERR_REFUSED || err->kind == ERR_PENDING, "%s: %s", what, err_line(err));
	cr_assert(!memfs_misuse(), "%s: %s", what, memfs_misuse());
	cr_assert_eq(memfs_descriptors(), 0, "%s: %u descriptors are open", what, memfs_descriptors());
	if (!ok)
		check_told(plan, err, what);
	cr_assert(ok || plan->fault != MEMFS_ONCE || plan->error != EINTR || !is_done_again(failed_call), "%s: %s", what,
		  err_line(err));
	/* What a dead disk keeps of a lock file is told to nobody; recovery removes it. */
	bool of_lock = plan->fault == MEMFS_FROM && left && (strstr(left, ".tmp") || strstr(left, ".lock"));
	if (told != WORLD_ANY && now != told && !of_lock)
		cr_assert(left && strstr(ok ? world_outcome.left ? world_outcome.left : "" : err->text, left),
			  "%s: %s; told: %s\n%s%s", what, verdict_words[now], ok ? "done" : err_line(err),
			  memfs_describe(true), memfs_log());
	if (err->kind == ERR_REFUSED)
		cr_assert(strstr(err->text, "no file was changed") || !left || of_lock, "%s: %s", what, err_line(err));
	memfs_plan((struct memfs_plan){ .at = 0 });
	struct err second = ERR_INIT(&memory);
	memfs_log_note("recovered");
	world_next_process();
	cr_assert(world_recover(&second), "%s: %s\nfirst: %s\n%s%s", what, err_line(&second), ok ? "done" : err_line(err),
		  memfs_describe(true), memfs_log());
	now = world_verdict();
	cr_assert(now != WORLD_BROKEN && (told == WORLD_ANY || now == told), "%s: %s; told: %s\n%s%s", what, verdict_words[now],
		  ok ? "done" : err_line(err), memfs_describe(true), memfs_log());
}

struct counts {
	unsigned runs, refused, pending;
};

/* False when it was done before call `at`. */
static bool try(const struct world *world, struct memfs_plan plan, struct counts *counts)
{
	struct err err = ERR_INIT(&memory);
	world_again();
	memfs_plan(plan);
	bool ok = world_run(&err);
	bool reached = memfs_reached();
	failed_call = memfs_call();
	counts->runs++;
	counts->refused += !ok && err.kind == ERR_REFUSED;
	counts->pending += !ok && err.kind == ERR_PENDING;
	if (reached)
		check(&plan, ok, &err, plan_words(world, plan));
	else
		cr_assert(ok, "%s", err_line(&err));
	arena_reset(&memory);
	return reached;
}

static struct counts try_all(const struct world *world, enum memfs_fault fault, unsigned stride)
{
	struct counts counts = { 0 };
	world_make(world);
	for (unsigned n = 1; try(world, (struct memfs_plan){ .at = n, .fault = fault, .error = EIO }, &counts); n += stride) {
		const int *errors = causes_of(failed_call);
		for (int i = 0; errors[i] && i < 14; i++)
			/* What passes is not there at every call for ever; and what is done is said to have failed
			 * by disks and by servers alone. */
			if (errors[i] != EIO && (fault == MEMFS_ONCE || !passes(errors[i]))
			    && (fault != MEMFS_LATE || errors[i] == ESTALE))
				try(world, (struct memfs_plan){ .at = n, .fault = fault, .error = errors[i] }, &counts);
	}
	world_end();
	arena_free(&memory);
	return counts;
}

enum { WORLDS = sizeof worlds / sizeof *worlds };

Test(save_transaction_faults, once)
{
	for (int i = 0; i < WORLDS; i++) {
		struct counts counts = try_all(&worlds[i], MEMFS_ONCE, loop_stride(7));
		cr_expect_gt(counts.refused * loop_stride(7), 400);
		cr_expect_eq(counts.pending, 0, "%s: one failure that passes is no reason to leave it half done", worlds[i].name);
	}
}

Test(save_transaction_faults, from_then_on)
{
	for (int i = 0; i < WORLDS; i++) {
		struct counts counts = try_all(&worlds[i], MEMFS_FROM, loop_stride(7));
		cr_expect_gt(counts.refused, 100 / loop_stride(7));
	}
}

Test(save_transaction_faults, done_and_said_to_have_failed)
{
	for (int i = 0; i < WORLDS; i++)
		try_all(&worlds[i], MEMFS_LATE, loop_stride(7));
}

Test(save_transaction_faults, short_reads_and_writes)
{
	for (int i = 0; i < WORLDS; i++) {
		struct counts counts = { 0 };
		world_make(&worlds[i]);
		for (unsigned n = 1; try(&worlds[i], (struct memfs_plan){ .at = n, .fault = MEMFS_SHORT }, &counts);)
			n += loop_stride(7);
		world_end();
		cr_expect_eq(counts.refused + counts.pending, 0);
	}
	arena_free(&memory);
}
