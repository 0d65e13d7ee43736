#include <criterion/criterion.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "faults.h"
#include "save_files.h"

TestSuite(save_replace, .init = files_setup, .fini = files_teardown, .timeout = 60);

static bool replace_one(const char *path, const char *text, const char *suffix, struct err *err)
{
	struct replacement file = replacing(&arena, path, text);
	const char *left;
	bool ok = replace_files(&arena, &file, 1, suffix, &left, err);
	cr_assert_null(left);
	cr_assert_eq(count_names(".", "."), 0);
	return ok;
}

#define cr_assert_done(path, text, suffix) do { \
	struct err done_err = ERR_INIT(&arena); \
	cr_assert(replace_one(path, text, suffix, &done_err), "%s", err_line(&done_err)); \
	cr_assert_text(path, text); \
} while (0)

/* `expected` is a piece of the error. */
#define cr_assert_refused(call, about, expected) do { \
	struct err err = ERR_INIT(&arena); \
	cr_assert_not(call); \
	cr_assert_eq(err.kind, ERR_REFUSED); \
	cr_assert_str_eq(err.path, about); \
	cr_assert(strstr(err.text, expected), "%s", err.text); \
} while (0)

/* ---- one file ---- */

Test(save_replace, the_new_text_is_there_with_the_old_mode)
{
	static const mode_t modes[] = { 0600, 0640, 0644, 0400, 0666, 0777, 0604 };
	for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
		struct stat st;
		unlink("mongod.conf");
		put("mongod.conf", "old\n", modes[i]);
		cr_assert_done("mongod.conf", "new\n", NULL);
		cr_assert(stat("mongod.conf", &st) == 0);
		cr_assert_eq(st.st_mode & 07777, modes[i], "%o", (unsigned)modes[i]);
		cr_assert_eq(st.st_nlink, 1);
	}
}

Test(save_replace, empty_and_large_texts)
{
	size_t len = 3 * 1024 * 1024 + 7;
	char *large = arena_alloc(&arena, len + 1);
	memset(large, 'x', len);
	put("a", "old", 0644);
	cr_assert_done("a", large, NULL);
	cr_assert_done("a", "", NULL);
	cr_assert_done("a", "again\n", NULL);
}

Test(save_replace, owner_and_group_are_kept)
{
	if (geteuid() != 0)
		files_skip("only root can own a file as somebody else");
	struct stat st;
	put("a", "old", 0600);
	cr_assert(chown("a", 4711, 4712) == 0);
	cr_assert(chmod("a", 02640) == 0);
	cr_assert_done("a", "new", NULL);
	cr_assert(stat("a", &st) == 0);
	cr_assert_eq(st.st_uid, 4711);
	cr_assert_eq(st.st_gid, 4712);
	cr_assert_eq(st.st_mode & 07777, 02640);
}

Test(save_replace, an_owner_that_cannot_be_kept_is_refused)
{
	if (geteuid() != 0)
		files_skip("only root can own a file as somebody else");
	put("a", "old", 0644);
	cr_assert(chown("a", 4711, 4712) == 0);
	cr_assert(chmod(".", 0777) == 0);
	struct replacement file = replacing(&arena, "a", "new");
	cr_assert(seteuid(4799) == 0);
	cr_assert_refused(replace_files(&arena, &file, 1, NULL, NULL, &err), "a", "run as root");
	cr_assert(seteuid(0) == 0);
	cr_assert_text("a", "old");
	cr_assert_eq(count_names(".", "."), 0);
}

Test(save_replace, an_unwritable_folder_is_refused_with_a_hint)
{
	if (geteuid() != 0)
		files_skip("needs a second user");
	put("a", "old", 0644);
	cr_assert(chown("a", 4711, 4711) == 0);
	cr_assert(chmod(".", 0755) == 0);
	struct replacement file = replacing(&arena, "a", "new");
	cr_assert(seteuid(4711) == 0);
	cr_assert_refused(replace_files(&arena, &file, 1, NULL, NULL, &err), "a",
			  "write permission in the folder");
	cr_assert(seteuid(0) == 0);
	cr_assert_text("a", "old");
}

Test(save_replace, extended_attributes_are_kept)
{
	put("a", "old", 0644);
	if (setxattr("a", "user.origin", "ansible\0x", 9, 0) < 0)
		files_skip("no extended attributes on this file system");
	cr_assert(setxattr("a", "user.empty", "", 0, 0) == 0);
	cr_assert_done("a", "new", NULL);
	char value[32];
	cr_assert_eq(getxattr("a", "user.origin", value, sizeof value), 9);
	cr_assert_arr_eq(value, "ansible\0x", 9);
	cr_assert_eq(getxattr("a", "user.empty", value, sizeof value), 0);
}

Test(save_replace, an_access_list_is_kept)
{
	put("a", "old", 0600);
	if (setxattr("a", ACL, list_4713, LIST_4713_SIZE, 0) < 0)
		files_skip("no access lists on this file system");
	cr_assert_done("a", "new", NULL);
	unsigned char value[256];
	struct stat st;
	cr_assert_eq(getxattr("a", ACL, value, sizeof value), LIST_4713_SIZE);
	cr_assert_arr_eq(value, list_4713, LIST_4713_SIZE);
	cr_assert(stat("a", &st) == 0);
	cr_assert_eq(st.st_mode & 07777, 0640);
}

Test(save_replace, an_access_list_of_the_folder_does_not_let_in_more)
{
	put("a", "old", 0640);
	if (setxattr(".", DEFAULT_ACL, list_4713, LIST_4713_SIZE, 0) < 0)
		files_skip("no access lists on this file system");
	cr_assert_done("a", "new", NULL);
	unsigned char value[256];
	struct stat st;
	cr_assert_lt(getxattr("a", ACL, value, sizeof value), 0);
	cr_assert(stat("a", &st) == 0);
	cr_assert_eq(st.st_mode & 07777, 0640);
}

static mode_t widest;

static void watch_mode(void)
{
	DIR *dir = opendir(".");
	struct stat st;
	for (struct dirent *entry; (entry = readdir(dir));)
		if (strstr(entry->d_name, ".new") && stat(entry->d_name, &st) == 0)
			widest |= st.st_mode & 0777;
	closedir(dir);
}

Test(save_replace, the_new_file_is_never_open_to_more_than_the_old_one)
{
	put("a", "old", 0600);
	bool lists = setxattr("a", ACL, list_4713, LIST_4713_SIZE, 0) == 0;
	setxattr("a", "user.origin", "x", 1, 0);
	mode_t mode = lists ? 0640 : 0600;
	for (unsigned n = 1;; n++) {
		struct replacement file = replacing(&arena, "a", n % 2 ? "new" : "old");
		struct err err = ERR_INIT(&arena);
		faults_start((struct fault){ .at = n, .mode = FAULT_DO, .action = watch_mode });
		bool ok = replace_files(&arena, &file, 1, NULL, NULL, &err);
		bool reached = faults_stop();
		cr_assert(ok, "%s", err_line(&err));
		if (!reached)
			break;
	}
	cr_assert_eq(widest, mode, "%o", (unsigned)widest);
}

/* ---- links ---- */

Test(save_replace, a_symbolic_link_stays_and_its_target_changes)
{
	cr_assert(mkdir("real", 0755) == 0 && mkdir("one", 0755) == 0 && mkdir("two", 0755) == 0);
	put("real/mongod.conf", "old", 0640);
	cr_assert(symlink("../real/mongod.conf", "two/b") == 0);
	cr_assert(symlink("../two/b", "one/a") == 0);
	cr_assert(symlink("one", "way") == 0);
	cr_assert_done("way/a", "new", ".bak");
	cr_assert_text("real/mongod.conf", "new");
	cr_assert_text("real/mongod.conf.bak", "old");
	char target[64] = "";
	cr_assert_gt(readlink("one/a", target, sizeof target - 1), 0);
	cr_assert_str_eq(target, "../two/b");
	memset(target, 0, sizeof target);
	cr_assert_gt(readlink("two/b", target, sizeof target - 1), 0);
	cr_assert_str_eq(target, "../real/mongod.conf");
	cr_assert_eq(count_names("real", "."), 0);
	cr_assert_eq(count_names("one", "a"), 1);
}

Test(save_replace, a_hard_link_is_refused)
{
	put("a", "old", 0644);
	cr_assert(link("a", "b") == 0);
	cr_assert_refused(replace_one("a", "new", NULL, &err), "a", "has 2 hard links");
	cr_assert_text("a", "old");
	/* What a killed run left is removed, and is no reason to refuse. */
	cr_assert(rename("b", ".a.0123456789abcdef.old") == 0);
	struct str text;
	struct identity id;
	struct err read = ERR_INIT(&arena);
	cr_assert(os_read_file(&arena, "a", &text, &id, &read));
	struct replacement file = { "a", &id, text, STR("new") };
	struct transaction_options options = { 0 };
	struct transaction_outcome outcome;
	struct err second = ERR_INIT(&arena);
	cr_assert(transaction_run(&arena, &file, 1, &options, &outcome, &second), "%s", err_line(&second));
	cr_assert_text("a", "new");
	cr_assert(outcome.notes && strstr(outcome.notes, ".a.0123456789abcdef.old: removed"));
	cr_assert_eq(count_names(".", "."), 0);
}

Test(save_replace, what_is_no_regular_file_is_refused)
{
	cr_assert(mkdir("d", 0755) == 0);
	cr_assert(mkfifo("f", 0644) == 0);
	static const struct { const char *path, *expected; } rows[] = {
		{ "d", "is a directory" },
		{ "/", "is a directory" },
		{ "f", "is not a regular file" },
		{ "/dev/null", "is not a regular file" },
		{ "absent", "can't be found" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct identity id = { 0 };
		struct replacement file = { rows[i].path, &id, STR("old"), STR("new") };
		cr_assert_refused(replace_files(&arena, &file, 1, NULL, NULL, &err), rows[i].path,
				  rows[i].expected);
	}
}

Test(save_replace, a_folder_that_another_run_works_in_is_refused)
{
	put("a", "old", 0644);
	int fd = open(".", O_RDONLY | O_DIRECTORY);
	cr_assert(fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0);
	cr_assert_refused(replace_one("a", "new", NULL, &err), "a", "another run is at work");
	cr_assert_text("a", "old");
	close(fd);
	cr_assert_done("a", "new", NULL);
}

Test(save_replace, the_same_file_twice_is_refused)
{
	put("a", "old", 0644);
	cr_assert(symlink("a", "b") == 0);
	struct replacement files[] = {
		replacing(&arena, "a", "new"), replacing(&arena, "b", "new"),
	};
	cr_assert_refused(replace_files(&arena, files, 2, NULL, NULL, &err), "b",
			  "is the same file as a");
	cr_assert_text("a", "old");
}

/* ---- backups ---- */

Test(save_replace, a_backup_is_the_old_file_itself)
{
	put("a", "old", 0640);
	struct identity before = identity_of("a");
	cr_assert_done("a", "new", ".bak");
	cr_assert_text("a.bak", "old");
	struct identity after = identity_of("a.bak");
	cr_assert_eq(after.ino, before.ino);
	cr_assert_eq(after.mtime.tv_nsec, before.mtime.tv_nsec);
	cr_assert_neq(identity_of("a").ino, before.ino);
}

Test(save_replace, a_backup_overwrites_nothing)
{
	put("a", "old", 0640);
	put("a.bak", "precious", 0640);
	cr_assert_refused(replace_one("a", "new", ".bak", &err), "a", "a.bak exists already");
	cr_assert_text("a", "old");
	cr_assert_text("a.bak", "precious");
	/* A link that leads nowhere is a name too. */
	cr_assert(symlink("nowhere", "a.orig") == 0);
	cr_assert_refused(replace_one("a", "new", ".orig", &err), "a", "a.orig exists already");
}

Test(save_replace, a_suffix_that_leaves_the_folder_is_refused)
{
	put("a", "old", 0640);
	cr_assert_refused(replace_one("a", "new", "/../b", &err), "a", "suffix");
	cr_assert_refused(replace_one("a", "new", "", &err), "a", "suffix");
}

Test(save_replace, without_hard_links_copies_are_kept)
{
	static const int causes[] = { EPERM, EOPNOTSUPP, EMLINK };
	for (size_t i = 0; i < sizeof causes / sizeof *causes; i++) {
		put("a", "old", 0640);
		struct identity before = identity_of("a");
		struct replacement file = replacing(&arena, "a", "new");
		struct err err = ERR_INIT(&arena);
		const char *left;
		faults_start((struct fault){ .at = 1, .mode = FAULT_FROM, .call = "linkat",
					     .error = causes[i] });
		bool ok = replace_files(&arena, &file, 1, ".bak", &left, &err);
		cr_assert(faults_stop());
		cr_assert(ok, "%s", err_line(&err));
		cr_assert_null(left);
		cr_assert_text("a", "new");
		cr_assert_text("a.bak", "old");
		struct stat st;
		cr_assert(stat("a.bak", &st) == 0);
		cr_assert_eq(st.st_mode & 07777, 0640);
		cr_assert_eq(st.st_mtim.tv_sec, before.mtime.tv_sec);
		cr_assert_eq(st.st_mtim.tv_nsec, before.mtime.tv_nsec);
		cr_assert_eq(count_names(".", "."), 0);
		unlink("a.bak");
	}
}

/* ---- changed meanwhile ---- */

static void rewrite_same_size(void)
{
	put("a", "OLD", 0644);
}

static void rewrite_and_set_back_the_time(void)
{
	struct stat st;
	cr_assert(stat("a", &st) == 0);
	struct timespec times[2] = { st.st_atim, st.st_mtim };
	put("a", "OLD", 0644);
	cr_assert(utimensat(AT_FDCWD, "a", times, 0) == 0);
}

static void replace_by_rename(void)
{
	put("other", "OLD", 0644);
	cr_assert(rename("other", "a") == 0);
}

static void append(void)
{
	put("a", "OLD and more", 0644);
}

static void remove_it(void)
{
	cr_assert(unlink("a") == 0);
}

static void make_it_a_fifo(void)
{
	cr_assert(unlink("a") == 0 && mkfifo("a", 0644) == 0);
}

static void make_it_a_link(void)
{
	put("other", "OLD", 0644);
	cr_assert(unlink("a") == 0 && symlink("other", "a") == 0);
}

/* Both before the run, and between any two of its calls until the first rename. The text of
 * whoever changed the file must always survive. */
Test(save_replace, a_file_that_changed_meanwhile_is_refused)
{
	static void (*const changes[])(void) = {
		rewrite_same_size, rewrite_and_set_back_the_time, replace_by_rename, append,
		remove_it, make_it_a_fifo, make_it_a_link,
	};
	for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
		unlink("a");
		put("a", "old", 0644);
		struct replacement file = replacing(&arena, "a", "new");
		usleep(10000);  /* the clock of time stamps is coarse */
		changes[i]();
		struct err err = ERR_INIT(&arena);
		cr_assert_not(replace_files(&arena, &file, 1, ".bak", NULL, &err), "change %zu", i);
		cr_assert_eq(err.kind, ERR_REFUSED);
		cr_assert_str_eq(err.path, "a");
		cr_assert_eq(count_names(".", "."), 0);
		cr_assert_eq(count_names(".", "a.bak"), 0);
	}
}

static unsigned last_fstatat_before_renames(void)
{
	for (unsigned n = 1;; n++) {
		put("b", "old", 0644);
		struct replacement file = replacing(&arena, "b", "new");
		struct err err = ERR_INIT(&arena);
		faults_start((struct fault){ .at = n, .mode = FAULT_ONCE, .error = EIO,
					     .call = "fstatat" });
		replace_files(&arena, &file, 1, NULL, NULL, &err);
		if (!faults_stop())
			return n - 1;
	}
}

Test(save_replace, a_change_during_the_run_is_never_lost)
{
	unsigned last = last_fstatat_before_renames();
	cr_assert_geq(last, 2);
	for (unsigned n = 1; n <= last; n++) {
		unlink("a");
		put("a", "old", 0644);
		struct replacement file = replacing(&arena, "a", "new");
		usleep(10000);
		struct err err = ERR_INIT(&arena);
		faults_start((struct fault){ .at = n, .mode = FAULT_DO, .call = "fstatat",
					     .action = replace_by_rename });
		bool ok = replace_files(&arena, &file, 1, NULL, NULL, &err);
		cr_assert(faults_stop());
		cr_assert_not(ok, "call %u", n);
		cr_assert(strstr(err.text, "run again"), "call %u: %s", n, err.text);
		cr_assert_text("a", "OLD");
		cr_assert_eq(count_names(".", "."), 0);
	}
}

Test(save_replace, an_unchanged_file_is_left_alone)
{
	put("a", "old", 0644);
	put("b", "same", 0644);
	cr_assert(link("b", "second name of b") == 0);
	struct identity before = identity_of("b");
	struct replacement files[] = {
		replacing(&arena, "a", "new"), replacing(&arena, "b", "same"),
	};
	struct err err = ERR_INIT(&arena);
	cr_assert(replace_files(&arena, files, 2, ".bak", NULL, &err), "%s", err_line(&err));
	cr_assert_text("a", "new");
	cr_assert_eq(identity_of("b").ino, before.ino);
	cr_assert_eq(count_names(".", "b.bak"), 0);
	cr_assert(replace_files(&arena, files + 1, 1, ".bak", NULL, &err));
	cr_assert(replace_files(&arena, NULL, 0, NULL, NULL, &err));
}

/* ---- what a failure says ---- */

Test(save_replace, hints)
{
	static const struct { const char *call; int cause; const char *hint; } rows[] = {
		{ "renameat", EBUSY, "mounted into a container" },
		{ "renameat", EXDEV, "mount of its own" },
		{ "renameat", EPERM, "immutable" },
		{ "openat", EMFILE, "ulimit -n" },
		{ "write", ENOSPC, "disk is full" },
		{ "write", EDQUOT, "quota" },
		{ "fsync", EIO, "disk may be failing" },
		{ "linkat", EROFS, "read-only" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		put("a", "old", 0644);
		struct replacement file = replacing(&arena, "a", "new");
		struct err err = ERR_INIT(&arena);
		faults_start((struct fault){ .at = 1, .mode = FAULT_ONCE, .call = rows[i].call,
					     .error = rows[i].cause });
		cr_assert_not(replace_files(&arena, &file, 1, NULL, NULL, &err));
		faults_stop();
		cr_assert_eq(err.cause, rows[i].cause);
		cr_assert(strstr(err.text, rows[i].hint), "%s", err.text);
		if (strcmp(rows[i].call, "openat") != 0)
			cr_assert(strstr(err.text, "no file was changed"), "%s", err.text);
	}
}
