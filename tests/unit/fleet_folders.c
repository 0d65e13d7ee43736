#include "fleet/folders.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/os.h"
#include "fleet/home.h"
#include "fleet/listing.h"
#include "fleet/walk.h"
#include "save/names.h"
#include "temporary_folder.h"

static struct arena arena;
static char top[] = "/tmp/mongoconf-folders-XXXXXX";

static void make_file(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT, 0600);
	cr_assert_geq(fd, 0, "%s", path);
	close(fd);
}

/* TOP/repo is a work tree. In `linked` there is a link, in `left` what a rewrite left; `by` leads to `plain`. */
static void set_up(void)
{
	static const char *const folders[] = {
		"repo", "repo/.git", "repo/plain", "repo/plain/deep", "repo/linked", "repo/left", "repo/inner", "repo/inner/.git", "outside",
	};
	static const char *const files[] = {
		"repo/plain/mongod.conf", "repo/plain/deep/key", "repo/linked/mongod.conf", "repo/left/mongod.conf",
		"repo/left/.mongoconf-0123456789abcdef.commit", "repo/inner/mongod.conf", "outside/key",
	};
	/* Nobody asks git. */
	setenv("PATH", "", 1);
	temporary_folder_enter(top, folders, sizeof folders / sizeof *folders);
	for (unsigned i = 0; i < sizeof files / sizeof *files; i++)
		make_file(files[i]);
	cr_assert_eq(symlink("../plain/mongod.conf", "repo/linked/other.conf"), 0);
	cr_assert_eq(symlink("plain", "repo/by"), 0);
	cr_assert_eq(symlink("../outside", "repo/out"), 0);
	cr_assert_eq(symlink("repo", "named"), 0);
}

static void tear_down(void)
{
	os = &os_real;
	temporary_folder_remove(top);
	arena_free(&arena);
}

TestSuite(fleet_folders, .init = set_up, .fini = tear_down);

static const char *at(const char *path)
{
	return arena_printf(&arena, "%s/%s", top, path);
}

/* The shortest of the names that a rewrite makes is one that is looked at. */
Test(fleet_folders, marks)
{
	static const struct {
		const char *name;
		unsigned char type;
		unsigned marks;
	} rows[] = {
		{ "mongod.conf", DT_REG, 0 }, { "etc", DT_DIR, 0 }, { "a", DT_LNK, FOLDER_LINKS }, { "a", DT_UNKNOWN, FOLDER_LINKS },
		{ "fifo", DT_FIFO, FOLDER_LINKS }, { ".git", DT_DIR, FOLDER_REPOSITORY }, { ".git", DT_REG, FOLDER_REPOSITORY },
		{ ".git", DT_LNK, FOLDER_REPOSITORY | FOLDER_LINKS }, { ".gitignore", DT_REG, 0 }, { ".mongoconf.yaml", DT_REG, 0 },
	};
	for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++)
		cr_expect_eq(folders_marks(rows[i].name, rows[i].type), rows[i].marks, "%s", rows[i].name);
	for (unsigned kind = NAME_NEW; kind <= NAME_SEE; kind++) {
		const char *name = names_make(&arena, (enum name_kind)kind, "0123456789abcdef", "f");
		cr_expect_eq(folders_marks(name, DT_REG), FOLDER_LEFTOVERS, "%s", name);
	}
}

/* Thousands of them, and what is above. */
Test(fleet_folders, remembers)
{
	struct folders seen = FOLDERS_INIT(&arena);
	unsigned marks;
	cr_expect(!folders_find(NULL, STR("/a"), &marks) && !folders_find(&seen, STR("/a"), &marks));
	for (unsigned i = 0; i < 3000; i++)
		folders_add(&seen, str_format(&arena, "/a/%u", i), i % 4);
	for (unsigned i = 0; i < 3000; i++) {
		struct str path = str_format(&arena, "/a/%u", i);
		cr_assert(folders_find(&seen, path, &marks) && marks == i % 4, "%u", i);
		struct str above = folders_above(&seen, str_format(&arena, "/a/%u/b/c", i), &marks);
		cr_assert(str_eq(above, path) && marks == i % 4, "%u", i);
	}
	folders_add(&seen, STR("/a/7"), FOLDER_LEFTOVERS);
	cr_expect(folders_find(&seen, STR("/a/7"), &marks) && marks == FOLDER_LEFTOVERS && seen.count == 3000);
	cr_expect(!folders_find(&seen, STR("/a/3000"), &marks) && !folders_find(&seen, STR("/a"), &marks));
	cr_expect_eq(folders_above(&seen, STR("/b/c"), &marks).len, 0);
	folders_add(&seen, STR("/"), 0);
	cr_expect(str_is(folders_above(&seen, STR("/b/c"), &marks), "/"));
	cr_expect(folders_show_file(&seen, "/x") && !folders_show_file(&seen, "/a/1/x/f"));
}

/* What walks remember of folders, and what is not to be remembered: by a way through a link. */
Test(fleet_folders, walks_remember)
{
	static const struct {
		const char *walked, *file;
		bool shows;
	} rows[] = {
		{ "repo", "repo/plain/mongod.conf", true }, { "repo", "repo/plain/deep/key", true }, { "repo", "repo/linked/mongod.conf", false },
		{ "repo", "repo/left/mongod.conf", false }, { "repo", "repo/mongod.conf", false }, { "repo", "repo/inner/mongod.conf", true },
		{ "repo", "repo/by/mongod.conf", false }, { "repo", "repo/none/mongod.conf", false }, { "repo", "outside/key", false },
		{ "repo/", "repo/plain/mongod.conf", true }, { "./repo", "repo/plain/mongod.conf", true },
		{ "named", "repo/plain/mongod.conf", false }, { "named", "named/plain/mongod.conf", false },
		{ "repo/plain", "repo/plain/mongod.conf", true }, { "repo/plain", "repo/inner/mongod.conf", false },
	};
	for (unsigned jobs = 1; jobs < 3; jobs++)
		for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
			struct folders seen = FOLDERS_INIT(&arena);
			struct paths paths = { .arena = &arena, .jobs = jobs, .seen = &seen };
			struct err err = ERR_INIT(&arena);
			unsigned marks;
			cr_assert(walk_path(&paths, rows[i].walked, &err), "%u", i);
			cr_expect_eq(folders_show_file(&seen, at(rows[i].file)), rows[i].shows, "%u: %s", i, rows[i].file);
			cr_expect_eq(paths.remembered, strcmp(rows[i].walked, "named") != 0, "%u", i);
			if (!strcmp(rows[i].walked, "repo"))
				cr_expect(folders_find(&seen, str_of(at("repo/inner")), &marks) && marks & FOLDER_REPOSITORY);
		}
}

/* ---- a look at folders that no walk came by */

static unsigned looks, lists;

static int counted_fstatat(int dir, const char *name, struct stat *st, int flags)
{
	looks++;
	cr_expect(!strstr(name, "/outside") && !strstr(name, "/out/"), "%s is looked at", name);
	return os_real.fstatat(dir, name, st, flags);
}

static unsigned opens;

static int counted_openat(int dir, const char *path, int flags, mode_t mode)
{
	lists++;
	cr_expect(!strstr(path, "/out"), "%s is listed", path);
	return os_real.openat(dir, path, flags, mode);
}

static int counted_openat2(int dir, const char *path, int flags, uint64_t resolve)
{
	int fd = os_real.openat2(dir, path, flags, resolve);
	opens++;
	lists += fd >= 0;
	cr_expect(fd < 0 || !strstr(path, "/out"), "%s is listed", path);
	cr_expect(resolve, "%s", path);
	return fd;
}

/* A kernel of before, or a filter of system calls. */
static int no_openat2(int dir, const char *path, int flags, uint64_t resolve)
{
	(void)dir, (void)path, (void)flags, (void)resolve;
	opens++;
	errno = opens % 2 ? ENOSYS : EPERM;
	return -1;
}

Test(fleet_folders, looks_below_the_root_alone)
{
	const char *files[] = {
		at("outside/key"), at("repo/by/key"), at("repo/left/key"), at("repo/none/key"), at("repo/out/key"), at("repo/plain/deep/key"),
		at("repo/plain/deep/key2"),
	};
	struct os_calls calls = os_real;
	bool can = os_open_plain(AT_FDCWD, top, O_RDONLY) >= 0;
	calls.fstatat = counted_fstatat;
	calls.openat = counted_openat;
	static const bool plain[] = { false, false, false, false, false, true, true };
	for (uint32_t jobs = 0; jobs < 6; jobs++) {
		struct folders seen = FOLDERS_INIT(&arena);
		uint8_t marks[7];
		calls.openat2 = jobs < 3 ? counted_openat2 : no_openat2;
		unsigned expected = jobs < 3 && can ? 0 : 6;
		os = &calls;
		looks = lists = opens = 0;
		folders_look(&seen, at("repo"), files, sizeof files / sizeof *files, jobs % 3, marks);
		os = &os_real;
		cr_expect(looks == expected && lists == 2 && opens == 5, "%u %u %u", looks, lists, opens);
		for (unsigned i = 0; i < 7; i++) {
			cr_expect_eq(folders_marks_plain(marks[i]), plain[i], "%u", i);
			cr_expect_eq(marks[i], plain[i] ? FOLDER_KNOWN : i == 2 ? FOLDER_KNOWN | FOLDER_LEFTOVERS : 0, "%u: %u", i, marks[i]);
		}
	}
}

/* A walk has listed it. */
Test(fleet_folders, looks_at_no_known_folder)
{
	struct folders seen = FOLDERS_INIT(&arena);
	struct os_calls calls = os_real;
	const char *files[] = { at("repo/left/key"), at("repo/linked/key"), at("repo/plain/deep/key") };
	uint8_t marks[3];
	calls.openat2 = counted_openat2;
	calls.openat = counted_openat;
	folders_add(&seen, str_of(at("repo/left")), FOLDER_LEFTOVERS);
	folders_add(&seen, str_of(at("repo/linked")), FOLDER_LINKS);
	folders_add(&seen, str_of(at("repo/plain/deep")), 0);
	opens = lists = 0;
	os = &calls;
	folders_look(&seen, at("repo"), files, 3, 1, marks);
	os = &os_real;
	cr_expect(opens == 0 && lists == 0, "%u %u", opens, lists);
	cr_expect(!folders_marks_plain(marks[0]) && !folders_marks_plain(marks[1]) && folders_marks_plain(marks[2]));
	cr_expect(marks[1] == (FOLDER_KNOWN | FOLDER_LINKS));
}

/* That there is no .git between a folder and the next known one above it is found out on the way; where nothing above is
 * known, it is not said. */
Test(fleet_folders, looks_for_repositories_on_the_way)
{
	static const struct {
		const char *known, *file, *git;  /* the last is made before */
		bool bare;
	} rows[] = {
		{ "repo", "repo/plain/deep/key", NULL, true }, { NULL, "repo/plain/deep/key", NULL, false },
		{ "repo/plain", "repo/plain/deep/key", NULL, true }, { "repo", "repo/inner/a/b/key", NULL, false },
		{ "repo/inner", "repo/inner/a/b/key", NULL, true }, { "repo/inner", "repo/inner/a/b/key", "repo/inner/a/.git", false },
		{ "repo/inner/a", "repo/inner/a/b/key", NULL, true }, { "repo/inner/a", "repo/inner/a/b/key", "repo/inner/a/b/.git", true },
	};
	cr_assert_eq(mkdir("repo/inner/a", 0700), 0);
	cr_assert_eq(mkdir("repo/inner/a/b", 0700), 0);
	for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct folders seen = FOLDERS_INIT(&arena);
		const char *file = at(rows[i].file);
		uint8_t marks;
		if (rows[i].git)
			make_file(rows[i].git);
		if (rows[i].known)
			folders_add(&seen, str_of(at(rows[i].known)), 0);
		folders_look(&seen, at("repo"), &file, 1, 1, &marks);
		cr_expect_eq((marks & FOLDER_BARE) != 0, rows[i].bare, "%u", i);
		cr_expect_eq((marks & FOLDER_REPOSITORY) != 0, i == 7, "%u", i);
	}
}

static int closed_openat(int dir, const char *path, int flags, mode_t mode)
{
	(void)dir, (void)path, (void)flags, (void)mode;
	errno = EACCES;
	return -1;
}

static int closed_openat2(int dir, const char *path, int flags, uint64_t resolve)
{
	(void)resolve;
	return closed_openat(dir, path, flags, 0);
}

static ssize_t broken_getdents64(int fd, void *entries, size_t size)
{
	(void)fd, (void)entries, (void)size;
	errno = EIO;
	return -1;
}

/* Of what can't be listed, nothing is known. */
Test(fleet_folders, what_fails_is_not_known)
{
	struct os_calls rows[2] = { os_real, os_real };
	rows[0].openat = closed_openat;
	rows[0].openat2 = closed_openat2;
	rows[1].getdents64 = broken_getdents64;
	for (unsigned i = 0; i < 2; i++) {
		struct folders seen = FOLDERS_INIT(&arena);
		struct paths paths = { .arena = &arena, .seen = &seen };
		struct err err = ERR_INIT(&arena);
		const char *file = at("repo/plain/deep/key");
		uint8_t marks = 1;
		os = &rows[i];
		folders_look(&seen, at("repo"), &file, 1, 1, &marks);
		cr_expect_eq(marks, 0, "%u", i);
		cr_expect(!walk_path(&paths, "repo", &err), "%u", i);
		cr_expect_eq(seen.count, 0, "%u", i);
		os = &os_real;
	}
}

/* What is known is not looked at again; of the rest, the same is said as without it. */
Test(fleet_folders, a_home_asks_less)
{
	static const struct {
		const char *path;
		unsigned looks;
		bool holds;
	} rows[] = {
		{ "repo/plain/deep/key", 0, true }, { "repo/linked/mongod.conf", 1, true }, { "repo/linked/other.conf", 3, true },
		{ "repo/out/key", 1, false }, { "repo/by/deep/key", 1, true }, { "repo/plain/../plain/mongod.conf", 3, true },
		{ "repo/inner/.git/config", 1, false }, { "repo/plain/none/key", 1, true },
	};
	struct folders seen = FOLDERS_INIT(&arena);
	struct paths paths = { .arena = &arena, .seen = &seen };
	struct err err = ERR_INIT(&arena);
	struct os_calls calls = os_real;
	struct home home;
	calls.fstatat = counted_fstatat;
	cr_assert(walk_path(&paths, "repo", &err));
	cr_assert(home_of(&arena, "repo", NULL, &home));
	for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
		home.seen = NULL;
		cr_expect_eq(home_holds(&home, rows[i].path), rows[i].holds, "%s", rows[i].path);
		home.seen = &seen;
		os = &calls;
		looks = 0;
		cr_expect_eq(home_holds(&home, rows[i].path), rows[i].holds, "%s", rows[i].path);
		os = &os_real;
		cr_expect_leq(looks, rows[i].looks + (i == 4 ? 3U : 0U), "%s: %u", rows[i].path, looks);
	}
}

/* ---- a walk by folders that another has listed */

static bool has_left(struct str path)
{
	return str_find(path, STR("left/"), 0) != STR_NONE;
}

static enum walk_take take_but_left(const void *context, struct str path)
{
	(void)context;
	return has_left(path) ? WALK_LEAVE : str_ends(path, "key") ? WALK_TAKE : WALK_CONFIG;
}

static bool enter_but_left(const void *context, struct str path)
{
	(void)context;
	return !has_left(path);
}

/* What it finds, and what is to be known of the folders then: a line each. */
static const char *walked(struct paths *paths, const char *folder, const struct walk_wish *wish)
{
	struct buf out = BUF_INIT(&arena);
	struct err err = ERR_INIT(&arena);
	cr_assert(wish ? walk_folder(paths, folder, wish, &err) : walk_path(paths, folder, &err), "%s", folder);
	for (uint32_t i = 0; i < paths->count; i++)
		buf_printf(&out, "%s\n", paths->at[i]);
	for (uint32_t i = 0; i < paths->projects->count; i++)
		buf_printf(&out, "project %s\n", paths->projects->at[i]);
	buf_printf(&out, "remembered %d%c", paths->remembered, 0);
	return buf_done(&out).at;
}

static int counted_folders(int dir, const char *path, int flags, mode_t mode)
{
	lists += flags & O_DIRECTORY && !strstr(path, ".git");
	return os_real.openat(dir, path, flags, mode);
}

/* However both are called, and whichever lies in the other: it finds the same as without the other, and lists what that has not. */
Test(fleet_folders, a_walk_lists_nothing_twice)
{
	static const struct walk_wish wish = { take_but_left, enter_but_left, NULL };
	const struct {
		const char *first, *second;
		unsigned lists, with_wish;
	} rows[] = {
		{ "repo", "repo", 0, 0 }, { "repo", "repo/", 0, 0 }, { "repo/", "repo", 0, 0 }, { "repo", at("repo"), 0, 0 },
		{ "repo/plain", "repo", 4, 3 }, { "./repo/plain/", "repo", 4, 3 }, { at("repo/plain"), "repo", 4, 3 },
		{ "repo/plain/deep", "repo", 5, 4 }, { "repo/left", "repo", 5, 5 }, { "repo", "repo/plain", 0, 0 },
		{ "repo", at("repo/plain/deep"), 0, 0 }, { "repo", ".", 2, 2 }, { "repo", "outside", 1, 1 }, { ".", "repo", 0, 0 },
		/* By a way through a link, nothing is known. */
		{ "named", "repo", 6, 5 }, { "repo", "named", 6, 5 }, { "repo/by", "repo", 6, 5 },
	};
	struct os_calls calls = os_real;
	calls.openat = counted_folders;
	make_file("repo/plain/.mongoconf.yaml");
	for (unsigned i = 0; i < 4 * sizeof rows / sizeof *rows; i++) {
		const struct walk_wish *asks = i & 1 ? &wish : NULL;
		unsigned row = i / 4, most = asks ? rows[row].with_wish : rows[row].lists;
		struct folders seen = FOLDERS_INIT(&arena), alone = FOLDERS_INIT(&arena);
		struct paths projects = PATHS_INIT(&arena), none = PATHS_INIT(&arena), known = PATHS_INIT(&arena);
		struct walk_kept *kept = NULL;
		struct paths first = { .arena = &arena, .seen = &seen, .kept = &kept, .around = top, .projects = &projects, .jobs = 1 + i / 2 % 2 };
		struct paths second = { .arena = &arena, .seen = &seen, .projects = &known, .jobs = first.jobs };
		struct paths without = { .arena = &arena, .seen = &alone, .projects = &none };
		walked(&first, rows[row].first, NULL);
		os = &calls;
		lists = 0;
		const char *found = walked(&second, rows[row].second, asks);
		os = &os_real;
		cr_expect_eq(lists, most, "%u: %s, %s: %u", i, rows[row].first, rows[row].second, lists);
		cr_expect_str_eq(found, walked(&without, rows[row].second, asks), "%u: %s, %s", i, rows[row].first, rows[row].second);
		for (uint32_t k = 0; k < alone.count; k++) {
			unsigned marks;
			cr_expect(folders_find(&seen, (struct str){ alone.at[k].path, alone.at[k].len }, &marks) && marks == alone.at[k].marks, "%u", i);
		}
		walk_kept_free(kept, &seen);
		lists = 0;
		os = &calls;
		walked(&second, rows[row].second, asks);
		os = &os_real;
		cr_expect_geq(lists, 1U, "%u: what was kept is forgotten", i);
	}
}

/* As `walked', where something may lie too deep. */
static const char *walked_deep(struct paths *paths, const char *folder)
{
	struct buf out = BUF_INIT(&arena);
	struct err err = ERR_INIT(&arena);
	walk_path(paths, folder, &err);
	for (uint32_t i = 0; i < paths->count; i++)
		buf_printf(&out, "%s\n", paths->at[i]);
	buf_printf(&out, "%s%c", err.text, 0);
	return buf_done(&out).at;
}

/* How deep a folder lies is counted from where a walk begins, whatever another has listed. */
Test(fleet_folders, too_deep_from_here)
{
	enum { DEEP = 100, STEP = 9 };
	const char *folders[DEEP + 1] = { "repo/plain" };
	for (unsigned i = 1; i <= DEEP; i++) {
		folders[i] = arena_printf(&arena, "%s/d", folders[i - 1]);
		cr_assert_eq(mkdir(folders[i], 0700), 0);
		make_file(arena_printf(&arena, "%s/mongod.conf", folders[i]));
	}
	for (unsigned i = 0; i <= DEEP; i += STEP)
		for (unsigned k = 0; k <= DEEP; k += STEP)
			for (unsigned third = 0; third < 3; third++) {
				const char *names[] = { folders[i], folders[k], third ? folders[0] : folders[k] };
				struct folders seen = FOLDERS_INIT(&arena);
				struct walk_kept *kept = NULL;
				for (unsigned n = 0; n < 3; n++) {
					struct folders none = FOLDERS_INIT(&arena);
					struct paths paths = { .arena = &arena, .seen = &seen, .kept = &kept, .around = top, .jobs = third };
					struct paths alone = { .arena = &arena, .seen = &none };
					cr_assert_str_eq(walked_deep(&paths, names[n]), walked_deep(&alone, names[n]), "%u, %u, %u: %u", i, k, third, n);
				}
				walk_kept_free(kept, &seen);
			}
}

/* Nobody looks for more where there is no project. */
Test(fleet_folders, without_a_project_nothing_is_kept)
{
	struct folders seen = FOLDERS_INIT(&arena);
	struct walk_kept *kept = NULL;
	struct paths projects = PATHS_INIT(&arena);
	struct paths paths = { .arena = &arena, .seen = &seen, .kept = &kept, .projects = &projects };
	walked(&paths, "repo", NULL);
	cr_expect_null(kept);
	make_file("repo/plain/.mongoconf.yaml");
	walked(&paths, "repo", NULL);
	cr_expect_not_null(kept);
	walk_kept_free(kept, &seen);
}

/* ---- a listing */

static bool enter_all(const void *context, char *path, uint32_t len)
{
	(void)context;
	cr_assert_eq(path[len], '\0');
	return strcmp(path + len - 5, "inner") != 0;
}

static void show(struct buf *out, const struct listed *folder, uint32_t *count)
{
	++*count;
	buf_printf(out, "%s%s(%u):", folder->path, folder->too_deep ? " deep" : "", folder->marks);
	for (uint32_t i = 0; i < folder->count; i++)
		buf_printf(out, " %s%s", folder->at[i].name, folder->at[i].folder ? ">" : folder->at[i].type == DT_DIR ? "/" : "=");
	buf_char(out, '\n');
	for (uint32_t i = 0; i < folder->count; i++)
		if (folder->at[i].folder)
			show(out, folder->at[i].folder, count);
}

/* All that is found from the top is what stands in the list of all. */
static const char *shown(const struct listing *listing)
{
	struct buf out = BUF_INIT(&arena);
	uint32_t count = 0, listed = 0;
	show(&out, listing->top, &count);
	for (const struct listed *one = listing->all; one; one = one->other)
		listed++;
	cr_expect(count == listing->count && listed == count, "%u, %u, %u", count, listed, listing->count);
	return buf_done(&out).at;
}

/* In the order of names, and the same for any number of workers; some folders are larger than what is shared at a time. */
Test(fleet_folders, a_listing_is_the_same_with_any_workers)
{
	const char *first = NULL;
	for (unsigned i = 0; i < 700; i++) {
		cr_assert_eq(mkdir(at(arena_printf(&arena, "repo/plain/h%u", i)), 0700), 0);
		make_file(at(arena_printf(&arena, "repo/plain/h%u/f%u", i, i)));
	}
	for (uint32_t jobs = 0; jobs < 5; jobs++) {
		struct listing listing = { .jobs = jobs, .enter = enter_all };
		listing_open(&listing, "repo");
		listing_close(&listing);
		const char *all = shown(&listing);
		cr_expect(str_starts(str_of(all), "repo(3): .git/ by= inner/ left> linked> out= plain>\n"
			  "repo/left(4): .mongoconf-0123456789abcdef.commit= mongod.conf=\n"
			  "repo/linked(2): mongod.conf= other.conf=\nrepo/plain(0): deep> h0> h1> h10> h100> "), "%s", all);
		first = first ? first : all;
		cr_expect_str_eq(all, first, "%u", jobs);
		cr_expect(!listing.too_many && listing.count == 705);
		listing_free(&listing);
	}
}
