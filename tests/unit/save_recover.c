/* Recovery: what it finds, what it believes, and what it does when its own calls fail. */
#include <criterion/criterion.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/digest.h"
#include "save/pending.h"
#include "save/recover.h"
#include "save_loop.h"

TestSuite(save_recover);

static const struct world world = {
	.name = "three files",
	.files = { { "/a/x", "old x\n", "new x, longer\n", 0640, 0, NULL, NULL },
		   { "/b/y", "old y, longer\n", "new y\n", 0600, 0, NULL, NULL },
		   { "/a/z", "old z\n", "new z\n", 0644, 0, NULL, NULL } },
};

static struct arena memory;
static struct memfs_history history;

static const char *journal(void)
{
	const char *name = memfs_ending("/a", ".commit");
	if (!name)
		name = memfs_ending("/a", ".abort");
	return name ? arena_printf(&memory, "/a/%s", name) : NULL;
}

static bool some_name_of_ours(void)
{
	static const char *const endings[] = { ".new", ".old", ".see", ".commit", ".abort", ".tmp" };
	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
		if (memfs_ending("/a", endings[i]) || memfs_ending("/b", endings[i]))
			return true;
	return false;
}

/* ---- every verb that comes after a death ---- */

static void look_only(const char *what)
{
	struct recovery recovery = { .check = true, .notes = BUF_INIT(&memory) };
	uint64_t before = memfs_hash(true);
	for (const struct world_file *file = world.files; file->path; file++)
		cr_assert_eq(pending_find(&memory, file->path, NULL, &(struct pending_look){ 0 }) != NULL, journal() != NULL, "%s: %s\n%s", what, file->path,
			     memfs_describe(false));
	struct err err = ERR_INIT(&memory);
	recover_folder(&memory, "/a", &recovery, &err);
	recover_folder(&memory, "/b/y", &recovery, &err);
	cr_assert_eq(memfs_hash(true), before, "%s: looking changed something\n%s", what, memfs_log());
	cr_assert_eq(recovery.pending > 0, journal() != NULL, "%s", what);
	cr_assert_eq(memfs_descriptors(), 0, "%s", what);
}

/* Another rewrite: done as a whole, after the names of a run that came to nothing were removed; or refused while one is
 * pending, with the way out, and nothing touched. */
static void write_again(const char *what)
{
	struct err err = ERR_INIT(&memory);
	uint64_t before = memfs_hash(true);
	bool pending = journal() != NULL, ok = world_run_second("third\n", &err);
	cr_assert_eq(ok, !pending, "%s: %s", what, ok ? "done" : err_line(&err));
	if (ok) {
		for (const struct world_file *file = world.files; file->path; file++)
			cr_assert_str_eq(memfs_text(file->path, NULL), "third\n", "%s: %s", what, file->path);
		cr_assert_not(some_name_of_ours(), "%s\n%s", what, memfs_describe(false));
		return;
	}
	cr_assert(err.kind == ERR_PENDING && strstr(err.text, "mongoconf recover"), "%s: %s", what, err_line(&err));
	cr_assert_eq(memfs_hash(true), before, "%s\n%s", what, memfs_log());
	struct err second = ERR_INIT(&memory);
	cr_assert(world_recover(&second), "%s: %s", what, err_line(&second));
	cr_assert_neq(world_verdict(), WORLD_BROKEN, "%s\n%s", what, memfs_describe(false));
}

static void run_with(struct memfs_plan plan)
{
	struct err err = ERR_INIT(&memory);
	world_make(&world);
	memfs_plan(plan);
	memfs_record(&history);
	bool ok = world_run(&err);
	memfs_record(NULL);
	cr_assert_eq(ok, plan.at == 0);
}

Test(save_recover, after_every_death)
{
	static const struct memfs_plan plans[] = {
		{ .at = 0 }, { .call = "renameat", .at = 4, .fault = MEMFS_ONCE, .error = EBUSY },
	};
	for (size_t p = 0; p < sizeof plans / sizeof *plans; p++) {
		run_with(plans[p]);
		for (unsigned i = 0; i < history.count; i += loop_stride(3)) {
			char what[64];
			snprintf(what, sizeof what, "plan %zu, died after change %u", p, i);
			memfs_load(&history.at[i]);
			memfs_plan((struct memfs_plan){ .at = 0 });
			look_only(what);
			write_again(what);
			arena_reset(&memory);
		}
		world_end();
	}
	arena_free(&memory);
}

/* ---- its own calls fail ---- */

/* The image in which the n-th rename was just done; the first one is that of the journal. */
static void die_after_rename(unsigned n, struct memfs_plan plan, struct memfs_image *image)
{
	run_with(plan);
	unsigned i = 0;
	for (unsigned renames = 0; renames < n; i++) {
		cr_assert_lt(i, history.count);
		renames += strcmp(history.call[i], "renameat") == 0;
	}
	*image = history.at[i - 1];
}

static unsigned fail_each(const struct memfs_image *image, struct memfs_plan plan)
{
	unsigned failures = 0;
	for (plan.at = 1;; plan.at += loop_stride(5)) {
		struct err err = ERR_INIT(&memory), second = ERR_INIT(&memory);
		memfs_load(image);
		memfs_plan(plan);
		bool ok = world_recover(&err), reached = memfs_reached();
		const char *what = arena_printf(&memory, "call %u (%s): %s, %s", plan.at, memfs_call(), strerror(plan.error),
						ok ? "done" : err_line(&err));
		cr_assert(!memfs_descriptors() && !memfs_misuse(), "%s: %s", what, memfs_misuse());
		cr_assert(ok || (err.path && err.kind >= ERR_INPUT), "%s", what);
		memfs_plan((struct memfs_plan){ .at = 0 });
		world_next_process();
		cr_assert(world_recover(&second), "%s; then: %s\n%s%s", what, err_line(&second), memfs_describe(false), memfs_log());
		cr_assert_neq(world_verdict(), WORLD_BROKEN, "%s\n%s%s", what, memfs_describe(false), memfs_log());
		failures += !ok;
		arena_reset(&memory);
		memfs_log_cut(0);
		if (!reached)
			return failures;
	}
}

Test(save_recover, every_call_fails)
{
	static const enum memfs_fault faults[] = { MEMFS_ONCE, MEMFS_FROM, MEMFS_LATE };
	static const int errors[] = { EIO, ENOSPC, EACCES, EROFS, EMFILE };
	struct memfs_image images[3];
	/* One file is new; one is not new again; all are new. */
	die_after_rename(2, (struct memfs_plan){ .at = 0 }, &images[0]);
	die_after_rename(5, (struct memfs_plan){ .call = "renameat", .at = 4, .fault = MEMFS_ONCE, .error = EBUSY }, &images[1]);
	die_after_rename(4, (struct memfs_plan){ .at = 0 }, &images[2]);
	for (int i = 0; i < 3; i++)
		for (int f = 0; f < 3; f++)
			for (size_t e = 0; e < (faults[f] == MEMFS_LATE ? 1 : sizeof errors / sizeof *errors); e++)
				cr_expect_gt(fail_each(&images[i], (struct memfs_plan){ .fault = faults[f], .error = errors[e] }), 2);
	world_end();
	arena_free(&memory);
}
