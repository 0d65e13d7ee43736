#include <criterion/criterion.h>

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "faults.h"
#include "save/recover.h"
#include "save_files.h"

TestSuite(save_replace_faults, .init = files_setup, .fini = files_teardown, .timeout = 600);

/* ---- three files in two folders ---- */

enum { FILES = 3 };
static const char *const paths[FILES] = { "a", "d/b", "c" };
static const char *const olds[FILES] = { "old a\n", "old b\n", "old c, which is longer\n" };
static const char *const news[FILES] = { "new a, which is longer\n", "new b\n", "new c\n" };
static const mode_t modes[FILES] = { 0640, 0600, 0644 };
static bool xattrs, lists;

static void lay_out(void)
{
	mkdir("d", 0755);
	removexattr("d", DEFAULT_ACL);
	for (int i = 0; i < FILES; i++) {
		unlink(paths[i]);
		put(paths[i], olds[i], 0600);
		if (geteuid() == 0)
			cr_assert(chown(paths[i], 4711, 4712) == 0);
		cr_assert(chmod(paths[i], modes[i]) == 0);
	}
	xattrs = setxattr("a", "user.origin", "ansible", 7, 0) == 0;
	lists = setxattr("a", ACL, list_4713, LIST_4713_SIZE, 0) == 0;
	setxattr("d", DEFAULT_ACL, list_4713, LIST_4713_SIZE, 0);
}

static bool replace_all(struct arena *memory, const char *suffix, const char **left,
			struct err *err)
{
	struct replacement files[FILES];
	for (int i = 0; i < FILES; i++)
		files[i] = replacing(memory, paths[i], news[i]);
	return replace_files(memory, files, FILES, suffix, left, err);
}

static unsigned open_descriptors(void)
{
	return count_names("/proc/self/fd", "");
}

static void check_attributes(const char *what)
{
	for (int i = 0; i < FILES; i++) {
		struct stat st;
		cr_assert(stat(paths[i], &st) == 0, "%s", what);
		cr_assert_eq(st.st_mode & 07777, modes[i], "%s: %s %o", what, paths[i],
			     (unsigned)st.st_mode);
		cr_assert_eq(st.st_nlink, 1, "%s", what);
		if (geteuid() == 0)
			cr_assert(st.st_uid == 4711 && st.st_gid == 4712, "%s", what);
	}
	unsigned char value[256];
	if (xattrs)
		cr_assert_eq(getxattr("a", "user.origin", value, sizeof value), 7, "%s", what);
	if (lists)
		cr_assert_eq(getxattr("a", ACL, value, sizeof value), LIST_4713_SIZE,
			     "%s", what);
	cr_assert_lt(getxattr("d/b", ACL, value, sizeof value), 0, "%s", what);
}

static void check_all_old_or_new(bool ok, const char *suffix, const struct err *err,
				 const char *what)
{
	for (int i = 0; i < FILES; i++) {
		const char *expected = ok ? news[i] : olds[i];
		cr_assert(has_text(paths[i], expected), "%s: %s: %s", what, paths[i],
			  ok ? "done" : err_line(err));
	}
	check_attributes(what);
	cr_assert_eq(count_names(".", "."), 0, "%s: litter", what);
	cr_assert_eq(count_names("d", "."), 0, "%s: litter", what);
	unsigned backups = count_names(".", "a.bak") + count_names("d", "b.bak")
			 + count_names(".", "c.bak");
	cr_assert_eq(backups, ok && suffix ? FILES : 0, "%s: %u backups", what, backups);
	if (ok && suffix)
		for (int i = 0; i < FILES; i++) {
			char name[16];
			snprintf(name, sizeof name, "%s.bak", paths[i]);
			cr_assert(has_text(name, olds[i]), "%s", what);
		}
	if (ok)
		return;
	cr_assert_eq(err->kind, ERR_REFUSED, "%s", what);
	cr_assert(err->path && (strcmp(err->path, "a") == 0 || strcmp(err->path, "d/b") == 0
				|| strcmp(err->path, "c") == 0), "%s", what);
	cr_assert(err->text[0] && !strstr(err->text, "failed too"), "%s: %s", what, err->text);
}

Test(save_replace_faults, several_files)
{
	static const char *const suffixes[] = { NULL, ".bak" };
	for (int i = 0; i < 2; i++) {
		lay_out();
		struct err err = ERR_INIT(&arena);
		const char *left;
		cr_assert(replace_all(&arena, suffixes[i], &left, &err), "%s", err_line(&err));
		cr_assert_null(left);
		check_all_old_or_new(true, suffixes[i], &err, "several files");
		sweep(".");
		sweep("d");
	}
}

/* ---- faults ---- */

/* Returns how many of the runs failed. */
static unsigned try_each_call(struct fault fault, const char *suffix)
{
	unsigned failures = 0;
	for (fault.at = 1;; fault.at++) {
		struct arena memory = ARENA_INIT;
		lay_out();
		struct err err = ERR_INIT(&memory);
		struct replacement files[FILES];
		for (int i = 0; i < FILES; i++)
			files[i] = replacing(&memory, paths[i], news[i]);
		unsigned descriptors = open_descriptors();
		const char *left;
		faults_start(fault);
		bool ok = replace_files(&memory, files, FILES, suffix, &left, &err);
		bool reached = faults_stop();
		char what[128];
		snprintf(what, sizeof what, "call %u of %s, %s, %s", fault.at,
			 fault.call ? fault.call : "all", strerror(fault.error),
			 suffix ? "with backup" : "bare");
		cr_assert_null(left, "%s", what);
		cr_assert_eq(open_descriptors(), descriptors, "%s: descriptors", what);
		check_all_old_or_new(ok, suffix, &err, what);
		cr_assert(ok || err.text, "%s", what);
		cr_assert(ok || err.cause == fault.error || fault.mode == FAULT_SHORT, "%s: %s",
			  what, err_line(&err));
		failures += !ok;
		sweep(".");
		sweep("d");
		arena_free(&memory);
		if (!reached) {
			cr_assert(ok, "%s: %s", what, err_line(&err));
			return failures;
		}
	}
}

/* On real files, with what a real kernel makes of access lists; save_transaction_faults.c tries every errno. */
Test(save_replace_faults, every_call_fails_once)
{
	cr_assert_gt(try_each_call((struct fault){ .mode = FAULT_ONCE, .error = EIO }, NULL), 30);
	cr_assert_gt(try_each_call((struct fault){ .mode = FAULT_ONCE, .error = EACCES }, ".bak"), 30);
}

/* Each new file, what tells where the journal is, the two folders; the journal and its folder; the two folders after
 * the last rename. What comes then can be done again by anybody. */
Test(save_replace_faults, every_fsync_is_there_and_is_heeded)
{
	struct fault fault = { .mode = FAULT_ONCE, .error = EIO, .call = "fsync" };
	cr_assert_eq(try_each_call(fault, NULL), FILES + 1 + 2 + 2 + 2);
	/* A folder may not know fsync; a file must. */
	fault.error = EINVAL;
	cr_assert_eq(try_each_call(fault, NULL), FILES + 1 + 1);
}

Test(save_replace_faults, interrupted_reads_and_writes_are_done_again)
{
	static const char *const calls[] = { "read", "write", "getrandom", "close" };
	for (int i = 0; i < 4; i++) {
		struct fault fault = { .mode = FAULT_ONCE, .error = EINTR, .call = calls[i] };
		cr_assert_eq(try_each_call(fault, NULL), 0, "%s", calls[i]);
	}
}

/* ---- when taking back fails too ---- */

/* What can't be undone at once is finished or undone by recovery. */
static void recover_all(const char *what)
{
	static const char *const folders[] = { ".", "d" };
	for (int i = 0; i < 2; i++) {
		struct err err = ERR_INIT(&arena);
		struct recovery recovery = { .notes = BUF_INIT(&arena) };
		cr_assert(recover_folder(&arena, folders[i], &recovery, &err), "%s: %s", what, err_line(&err));
	}
	bool new = has_text(paths[0], news[0]);
	for (int i = 0; i < FILES; i++)
		cr_assert(has_text(paths[i], new ? news[i] : olds[i]), "%s: mixed", what);
	check_attributes(what);
	cr_assert_eq(count_names(".", ".") + count_names("d", "."), 0, "%s: litter", what);
}

Test(save_replace_faults, a_failing_undo_is_told)
{
	lay_out();
	struct err err = ERR_INIT(&arena);
	faults_start((struct fault){ .at = 3, .mode = FAULT_FROM, .call = "renameat",
				     .error = EBUSY });
	cr_assert_not(replace_all(&arena, ".bak", NULL, &err));
	cr_assert(faults_stop());
	cr_assert_eq(err.kind, ERR_PENDING);
	cr_assert_eq(err.cause, EBUSY);
	cr_assert_str_eq(err.path, "d/b");
	cr_assert(strstr(err.text, "taking back what was done failed too"), "%s", err.text);
	cr_assert(strstr(err.text, "run mongoconf recover"), "%s", err.text);
	recover_all("undo");
}

/* ---- signals ---- */

static volatile sig_atomic_t caught;

static void on_signal(int number)
{
	(void)number;
	caught++;
}

static void raise_them(void)
{
	raise(SIGINT);
	raise(SIGTERM);
	raise(SIGHUP);
	cr_assert_eq(caught, 0);
}

Test(save_replace_faults, signals_end_it_before_the_commit_and_wait_after_it)
{
	struct sigaction action = { .sa_handler = on_signal };
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGHUP, &action, NULL);
	/* The first rename is that of the journal, the commit. */
	static const struct { const char *call; bool committed; } rows[] = {
		{ "write", false }, { "linkat", false }, { "renameat", true }, { "unlinkat", true },
	};
	for (int i = 0; i < 4; i++) {
		lay_out();
		caught = 0;
		struct err err = ERR_INIT(&arena);
		faults_start((struct fault){ .at = 1, .mode = FAULT_DO, .call = rows[i].call,
					     .action = raise_them });
		bool ok = replace_all(&arena, NULL, NULL, &err);
		cr_assert(faults_stop());
		cr_assert_eq(ok, rows[i].committed, "%s: %s", rows[i].call, ok ? "done" : err_line(&err));
		cr_assert_eq(caught, 3, "%s", rows[i].call);
		check_all_old_or_new(ok, NULL, &err, rows[i].call);
	}
	sigset_t mask;
	cr_assert(sigprocmask(SIG_BLOCK, NULL, &mask) == 0);
	cr_assert_not(sigismember(&mask, SIGINT));
}
