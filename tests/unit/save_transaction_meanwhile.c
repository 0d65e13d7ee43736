/* Somebody else is at work on the same files: an editor, another run, a recovery. */
#include <criterion/criterion.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "save/pending.h"
#include "save_loop.h"

TestSuite(save_transaction_meanwhile);

#define FILES \
	.files = { { "/a/x", "old x\n", "new x, longer\n", 0640, 0, NULL, NULL }, \
		   { "/b/y", "old y, longer\n", "new y\n", 0600, 0, NULL, NULL }, \
		   { "/a/z", "old z\n", "new z\n", 0644, 0, NULL, NULL } }

static const struct world plain = { .name = "three files", FILES };
static const struct world backups = { .name = "with backups", FILES, .suffix = ".bak" };
static const struct world linkless = { .name = "without hard links", FILES, .manners = { .link = EPERM } };
static const struct world in_place = { .name = "in place", FILES, .in_place = true };
static const struct world flockless = { .name = "without flock", FILES, .manners = { .flock = ENOLCK } };

static struct arena memory;

/* ---- an editor ---- */

static const char edited[] = "what somebody else wrote\n";
static const char *victim;

static void replace(void) { memfs_replace(victim, edited, 0644); }
static void write_into(void) { memfs_put(victim, edited, 0644); }
static void take_away(void) { memfs_remove(victim); }

static const struct {
	const char *name;
	void (*act)(void);
	bool writes_into;
} edits[] = {
	{ "replaced", replace, false }, { "written into", write_into, true }, { "removed", take_away, false },
};

static bool is_edited(void)
{
	const char *text = memfs_text(victim, NULL);
	return !text || strcmp(text, edited) == 0;
}

/* All but the victim: WORLD_ANY where there is no other. */
static enum verdict others(const struct world *world)
{
	enum verdict all = WORLD_ANY;
	for (const struct world_file *file = world->files; file->path; file++) {
		const char *text = memfs_text(file->path, NULL);
		enum verdict is = text && strcmp(text, file->old_text) == 0 ? WORLD_OLD
				: text && strcmp(text, file->new_text) == 0 ? WORLD_NEW : WORLD_BROKEN;
		if (strcmp(file->path, victim) == 0)
			continue;
		if (is == WORLD_BROKEN || (all != WORLD_ANY && is != all))
			return WORLD_BROKEN;
		all = is;
	}
	return all;
}

/* A name of ours in one of the folders. */
static const char *litter(void)
{
	static const char *const endings[] = { ".new", ".old", ".see", ".commit", ".abort", ".tmp", ".lock" };
	const char *name = NULL;
	for (size_t i = 0; i < sizeof endings / sizeof *endings && !name; i++)
		if (!(name = memfs_ending("/a", endings[i])))
			name = memfs_ending("/b", endings[i]);
	return name;
}

/* A run that dies after the edit (one in four, of each run others) is recovered, or it is said which file is in the way and nothing is touched. */
static void recover_all(const struct world *world, const struct memfs_history *history, unsigned first, const char *what)
{
	for (unsigned i = first % 4; i < history->count; i += 4 * loop_stride(5)) {
		struct err err = ERR_INIT(&memory);
		memfs_load(&history->at[i]);
		if (!is_edited())
			continue;
		world_next_process();
		memfs_plan((struct memfs_plan){ .at = 0 });
		uint64_t before = memfs_hash(true);
		bool ok = world_recover(&err);
		cr_assert(is_edited(), "%s, died after change %u: the edit is lost\n%s", what, i, memfs_log());
		if (ok) {
			cr_assert_neq(others(world), WORLD_BROKEN, "%s, died after change %u\n%s%s", what, i,
				      memfs_describe(false), memfs_log());
			cr_assert_null(litter(), "%s, died after change %u: %s", what, i, litter());
			continue;
		}
		cr_assert(err.kind == ERR_PENDING && err.path && strcmp(err.path, victim) == 0, "%s, died after change %u: %s",
			  what, i, err_line(&err));
		cr_assert_eq(memfs_hash(true), before, "%s: stuck, and something was changed\n%s%s", what, memfs_describe(true),
			     memfs_log());
	}
	arena_reset(&memory);
}

static struct memfs_history history;

/* False when the run was done before call `n`. */
static bool edit_at(const struct world *world, size_t edit, unsigned n, unsigned *windows)
{
	char what[256];
	struct err err = ERR_INIT(&memory);
	world_again();
	memfs_plan((struct memfs_plan){ .at = n, .fault = MEMFS_DO, .action = edits[edit].act });
	memfs_record(&history);
	bool ok = world_run(&err);
	bool reached = memfs_reached();
	memfs_record(NULL);
	if (!reached)
		return false;
	snprintf(what, sizeof what, "%s: %s is %s before call %u (%s)", world->name, victim, edits[edit].name, n, memfs_call());
	cr_assert(ok || err.kind == ERR_REFUSED, "%s: %s", what, err_line(&err));
	cr_assert(ok || strstr(err.text, "changed while it was being edited") || err.cause == ENOENT,
		  "%s: %s", what, err_line(&err));
	cr_assert_null(litter(), "%s: %s is left; %s\n%s", what, litter(), ok ? "done" : err_line(&err), memfs_log());
	cr_assert(memfs_descriptors() == 0 && !memfs_misuse(), "%s: %s", what, memfs_misuse());
	/* Between the last look and the rename, or the opening, there is nothing that the kernel would offer us. */
	bool window = !is_edited();
	*windows += window;
	cr_assert(!window || strcmp(memfs_call(), world->in_place ? "openat" : "renameat") == 0, "%s: the edit is lost; %s\n%s%s", what,
		  ok ? "done" : err_line(&err), memfs_describe(false), memfs_log());
	cr_assert_eq(others(world), ok ? WORLD_NEW : WORLD_OLD, "%s; %s\n%s%s", what, ok ? "done" : err_line(&err),
		     memfs_describe(false), memfs_log());
	arena_reset(&memory);
	if (!window)
		recover_all(world, &history, n, what);
	return true;
}

Test(save_transaction_meanwhile, an_edit_is_never_lost)
{
	static const struct world *const worlds[] = { &plain, &backups, &linkless, &in_place };
	for (size_t w = 0; w < sizeof worlds / sizeof *worlds; w++) {
		world_make(worlds[w]);
		for (const struct world_file *file = worlds[w]->files; file->path; file++) {
			victim = file->path;
			for (size_t e = 0; e < sizeof edits / sizeof *edits; e++) {
				unsigned windows = 0;
				/* Two who write into one file at once can't be told apart. */
				if (edits[e].writes_into && worlds[w]->in_place)
					continue;
				for (unsigned n = 1; edit_at(worlds[w], e, n, &windows);)
					n += loop_stride(5);
				cr_expect_leq(windows, 1, "%s: %s", worlds[w]->name, edits[e].name);
			}
		}
		world_end();
	}
	arena_free(&memory);
}

/* An editor at work while recovery is: from where one file is renamed, forward, and back. */
static void edit_recovery(const struct memfs_image *image, size_t edit, const char *how)
{
	for (unsigned n = 1;; n += loop_stride(5)) {
		struct err err = ERR_INIT(&memory);
		memfs_load(image);
		memfs_log_cut(0);
		memfs_plan((struct memfs_plan){ .at = n, .fault = MEMFS_DO, .action = edits[edit].act });
		bool ok = world_recover(&err);
		if (!memfs_reached())
			return;
		cr_assert(is_edited() || strcmp(memfs_call(), "renameat") == 0, "%s: %s is %s before call %u (%s): the edit is lost; %s\n%s",
			  how, victim, edits[edit].name, n, memfs_call(), ok ? "done" : err_line(&err), memfs_log());
		cr_assert(ok || err.kind == ERR_PENDING, "%s: %s", how, err_line(&err));
		arena_reset(&memory);
	}
}

Test(save_transaction_meanwhile, an_edit_is_not_lost_by_recovery)
{
	struct memfs_plan plans[] = { { .at = 0 }, { .call = "renameat", .at = 4, .fault = MEMFS_ONCE, .error = EBUSY } };
	world_make(&plain);
	for (size_t p = 0; p < 2; p++) {
		struct err err = ERR_INIT(&memory);
		unsigned i = 0, renames = 0;
		world_again();
		memfs_plan(plans[p]);
		memfs_record(&history);
		world_run(&err);
		memfs_record(NULL);
		/* The journal and one file; or the journal, two files, and the journal again. */
		for (; renames < 2 + 2 * p; i++)
			renames += strcmp(history.call[i], "renameat") == 0;
		for (const struct world_file *file = plain.files; file->path; file++)
			for (size_t e = 0; e < sizeof edits / sizeof *edits; e++) {
				victim = file->path;
				edit_recovery(&history.at[i - 1], e, p ? "back" : "forward");
			}
	}
	world_end();
	arena_free(&memory);
}

/* ---- a second run ---- */

static const char second_text[] = "of the second run\n";
static bool second_ok;
static enum err_kind second_kind;
static char second_said[512];

static void note_second(bool ok, const struct err *err)
{
	second_ok = ok;
	second_kind = err->kind;
	snprintf(second_said, sizeof second_said, "%s", ok ? "done" : err_line(err));
}

static void run_second(void)
{
	struct err err = ERR_INIT(&memory);
	note_second(world_run_second(second_text, &err), &err);
}

static bool all_hold(const struct world *world, const char *text)
{
	for (const struct world_file *file = world->files; file->path; file++) {
		const char *found = memfs_text(file->path, NULL);
		if (!found || strcmp(found, text ? text : file->new_text) != 0)
			return false;
	}
	return true;
}

static bool second_at(const struct world *world, unsigned n)
{
	struct err err = ERR_INIT(&memory);
	char what[1024];
	world_again();
	memfs_plan((struct memfs_plan){ .at = n, .fault = MEMFS_DO, .action = run_second });
	bool ok = world_run(&err);
	bool reached = memfs_reached();
	if (!reached)
		return false;
	snprintf(what, sizeof what, "%s: second run before call %u (%s): %s; the first: %s", world->name, n, memfs_call(),
		 second_said, ok ? "done" : err_line(&err));
	cr_assert(second_ok || (second_kind == ERR_REFUSED && strstr(second_said, "another run")), "%s", what);
	cr_assert(ok || (err.kind == ERR_REFUSED && (strstr(err.text, "another run") || strstr(err.text, "changed while"))),
		  "%s", what);
	cr_assert(ok || second_ok, "%s", what);
	cr_assert(all_hold(world, second_ok ? second_text : NULL), "%s\n%s%s", what, memfs_describe(false), memfs_log());
	cr_assert_null(litter(), "%s: %s is left", what, litter());
	cr_assert(memfs_descriptors() == 0 && !memfs_misuse(), "%s: %s", what, memfs_misuse());
	arena_reset(&memory);
	return true;
}

Test(save_transaction_meanwhile, two_runs_never_mix)
{
	static const struct world *const worlds[] = { &plain, &linkless, &in_place, &flockless };
	for (size_t w = 0; w < sizeof worlds / sizeof *worlds; w++) {
		world_make(worlds[w]);
		for (unsigned n = 1; second_at(worlds[w], n);)
			n += loop_stride(5);
		world_end();
	}
	arena_free(&memory);
}

/* ---- a recovery, and a verb that only looks ---- */

static const char *found_pending;

static void recover_and_look(void)
{
	struct err err = ERR_INIT(&memory);
	found_pending = pending_find(&memory, "/b/y", NULL, &(struct pending_look){ 0 });
	note_second(world_recover(&err), &err);
}

static bool recovery_at(const struct world *world, unsigned n)
{
	struct err err = ERR_INIT(&memory);
	char what[1024];
	world_again();
	memfs_plan((struct memfs_plan){ .at = n, .fault = MEMFS_DO, .action = recover_and_look });
	bool ok = world_run(&err);
	if (!memfs_reached())
		return false;
	snprintf(what, sizeof what, "%s: recovery before call %u (%s): %s; the run: %s", world->name, n, memfs_call(), second_said,
		 ok ? "done" : err_line(&err));
	cr_assert(ok, "%s\n%s", what, memfs_log());
	cr_assert(second_ok || (second_kind == ERR_REFUSED && strstr(second_said, "another run")), "%s", what);
	cr_assert_null(found_pending, "%s: a run that is at work is none that was interrupted", what);
	cr_assert(world_verdict() == WORLD_NEW && !memfs_misuse() && !memfs_descriptors(), "%s\n%s%s", what,
		  memfs_describe(false), memfs_log());
	arena_reset(&memory);
	return true;
}

Test(save_transaction_meanwhile, a_recovery_does_not_disturb_a_run)
{
	static const struct world *const worlds[] = { &plain, &backups, &in_place, &flockless };
	for (size_t w = 0; w < sizeof worlds / sizeof *worlds; w++) {
		world_make(worlds[w]);
		for (unsigned n = 1; recovery_at(worlds[w], n);)
			n += loop_stride(5);
		world_end();
	}
	arena_free(&memory);
}
