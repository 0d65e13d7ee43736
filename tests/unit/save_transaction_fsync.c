/* Each fsync is needed: without any one of them, some power cut leaves what no recovery mends. */
#include <criterion/criterion.h>
#include <errno.h>
#include <string.h>

#include "save_loop.h"

TestSuite(save_transaction_fsync);

#define TWO_FILES \
	.files = { { "/a/x", "old x\n", "new x, longer\n", 0640, 0, NULL, NULL }, \
		   { "/b/y", "old y, longer\n", "new y\n", 0600, 0, NULL, NULL } }

static const struct world plain = { .name = "two files", TWO_FILES, .suffix = ".bak" };
/* The third one fails to be renamed when the others are. */
static const struct world three = {
	.name = "three files",
	.files = { { "/a/x", "old x\n", "new x, longer\n", 0640, 0, NULL, NULL },
		   { "/b/y", "old y, longer\n", "new y\n", 0600, 0, NULL, NULL },
		   { "/a/z", "old z\n", "new z\n", 0600, 0, NULL, NULL } },
};
static const struct world linkless = { .name = "linkless", TWO_FILES, .suffix = ".bak", .manners = { .link = EPERM } };
static const struct world in_place = { .name = "in place", TWO_FILES, .in_place = true };

static bool ends(const char *name, const char *suffix)
{
	size_t len = strlen(name), more = strlen(suffix);
	return len >= more && strcmp(name + len - more, suffix) == 0;
}

static bool is_plain(const char *name)
{
	return name && (strcmp(name, "x") == 0 || strcmp(name, "y") == 0);
}

static bool after_rename_to(const struct memfs_fsync *fsync, const char *suffix)
{
	return fsync->is_folder && fsync->after && strcmp(fsync->after, "renameat") == 0 && ends(fsync->what, suffix);
}

/* ---- which fsync it is ---- */

static bool of_new(const struct memfs_fsync *fsync) { return ends(fsync->name, ".new"); }
static bool of_old(const struct memfs_fsync *fsync) { return ends(fsync->name, ".old"); }
static bool of_bak(const struct memfs_fsync *fsync) { return ends(fsync->name, ".bak"); }
static bool of_see(const struct memfs_fsync *fsync) { return ends(fsync->name, ".see"); }
static bool of_journal(const struct memfs_fsync *fsync) { return ends(fsync->name, ".tmp"); }
static bool of_file_run(const struct memfs_fsync *fsync) { return is_plain(fsync->name) && !loop_recovers; }
static bool of_file_recovery(const struct memfs_fsync *fsync) { return is_plain(fsync->name) && loop_recovers; }
static bool at_start(const struct memfs_fsync *fsync) { return fsync->is_folder && loop_recovers && !fsync->after; }
static bool of_commit(const struct memfs_fsync *fsync) { return after_rename_to(fsync, ".commit"); }
static bool of_abort(const struct memfs_fsync *fsync) { return after_rename_to(fsync, ".abort"); }

static bool of_staged(const struct memfs_fsync *fsync)
{
	return fsync->is_folder && !loop_recovers && fsync->after && strcmp(fsync->after, "unlinkat") != 0
	    && !memfs_ending("/a", ".commit") && !memfs_ending("/a", ".abort");
}

static bool of_applied(const struct memfs_fsync *fsync)
{
	return fsync->is_folder && memfs_ending("/a", ".commit") && fsync->after && strcmp(fsync->after, "renameat") == 0
	    && is_plain(fsync->what);
}

static bool of_undone(const struct memfs_fsync *fsync)
{
	return fsync->is_folder && memfs_ending("/a", ".abort") && fsync->after && !after_rename_to(fsync, ".abort");
}

static bool of_end(const struct memfs_fsync *fsync)
{
	return fsync->is_folder && fsync->after && strcmp(fsync->after, "unlinkat") == 0
	    && (ends(fsync->what, ".commit") || ends(fsync->what, ".abort"));
}

static const struct mutation {
	const char *name;
	bool (*forget)(const struct memfs_fsync *fsync);
	const struct world *world;
	bool fails;                /* the rename of the last file */
} mutations[] = {
	{ "data of .new", of_new, &plain, false },
	{ "data of .new, in place", of_new, &in_place, false },
	{ "data of a copy as .old", of_old, &linkless, true },
	{ "data of .old, in place", of_old, &in_place, false },
	{ "data of a copy as .bak", of_bak, &linkless, false },
	{ "data of .see", of_see, &plain, false },
	{ "data of the journal", of_journal, &plain, false },
	{ "data written in place", of_file_run, &in_place, false },
	{ "data written in place, by recovery", of_file_recovery, &in_place, false },
	{ "folders before the commit", of_staged, &plain, false },
	{ "folder of the journal", of_commit, &plain, false },
	{ "folders after the renames", of_applied, &plain, false },
	{ "folder of the journal that says abort", of_abort, &three, true },
	{ "folders after undoing", of_undone, &plain, true },
	{ "folder at the start of recovery", at_start, &plain, false },
	{ "folder after removing the journal", of_end, &plain, false },
};

static const struct mutation *mutation;
static const char *only;      /* in this folder; NULL: all */
static unsigned forgotten, of_folders;

static bool forget(const struct memfs_fsync *fsync)
{
	bool forgets = mutation && mutation->forget(fsync) && (!only || strcmp(fsync->name, only) == 0);
	forgotten += forgets;
	of_folders += forgets && fsync->is_folder;
	return forgets;
}

static const char *violation_without(const struct mutation *row, bool whole, const char *folder)
{
	unsigned files = row->world == &three ? 3 : 2;
	mutation = whole ? NULL : row;
	only = folder;
	forgotten = of_folders = 0;
	loop_begin(row->world, (struct loop){ .deaths = 1, .most = 32, .forget = forget });
	if (row->fails)    /* the journal's is the first, those of the backups are links or */
		loop_crash((struct memfs_plan){ .call = "renameat", .fault = MEMFS_ONCE, .error = EIO,
						.at = 1 + files + (row->world->manners.link ? files : 0) });
	else
		loop_crash((struct memfs_plan){ .at = 0 });
	return loop_end();
}

static void try(const struct mutation *row, const char *folder)
{
	const char *violation = violation_without(row, false, folder);
	/* A folder by itself is asked about where there is an fsync of it. */
	if (!folder)
		cr_assert_gt(forgotten, 0, "without %s: there is no such fsync", row->name);
	if (forgotten)
		cr_expect(violation, "nothing comes of it when the fsync of %s is left out%s%s", row->name,
			  folder ? " in " : "", folder ? folder : "");
}

static bool is_new(const struct mutation *row)
{
	for (const struct mutation *other = mutations; other < row; other++)
		if (other->world == row->world && other->fails == row->fails)
			return false;
	return true;
}

Test(save_transaction_fsync, none_can_be_left_out)
{
	/* The loops are too slow under valgrind, and a part of them finds nothing; the other tests run the same code. */
	if (loop_stride(2) > 1)
		return;
	for (size_t i = 0; i < sizeof mutations / sizeof *mutations; i++) {
		const char *violation = is_new(&mutations[i]) ? violation_without(&mutations[i], true, NULL) : NULL;
		cr_assert_null(violation, "with all of them: %s", violation);
		try(&mutations[i], NULL);
		if (of_folders) {
			try(&mutations[i], "a");
			try(&mutations[i], "b");
		}
	}
}
