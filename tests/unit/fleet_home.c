#include "fleet/home.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/os.h"
#include "temporary_folder.h"

static struct arena arena;
static char top[] = "/tmp/mongoconf-home-XXXXXX";

/* TOP/repo is a work tree with TOP/repo/in in it; TOP/outside is not its; TOP/by leads to TOP/repo/in. */
static void set_up(void)
{
	static const char *const folders[] = { "repo", "repo/.git", "repo/in", "repo/in/a", "repo/other", "outside", "plain" };
	static const char *const links[][2] = {
		{ "../other/f", "repo/in/inside" }, { "../../outside/f", "repo/in/out" }, { "../../outside/none", "repo/in/nothing" },
		{ "/", "repo/in/root" }, { "../../outside", "repo/in/folder" }, { "..", "repo/in/up" }, { "inside", "repo/in/chain" },
		{ "out", "repo/in/chain-out" }, { "round", "repo/in/round" }, { "a/../../../outside/f", "repo/in/long" },
		{ "../.git/config", "repo/in/git" }, { "up/../outside/f", "repo/in/twice" }, { "repo/in", "by" }, { "../outside", "plain/out" },
		{ "../../repo/other/f", "repo/in/again" }, { "missing/../../../outside/f", "repo/in/missing-first" },
	};
	temporary_folder_enter(top, folders, sizeof folders / sizeof *folders);
	for (unsigned i = 0; i < sizeof links / sizeof *links; i++)
		cr_assert_eq(symlink(links[i][0], links[i][1]), 0);
	cr_assert_eq(symlink(arena_printf(&arena, "%s/repo/other/f", top), "repo/in/whole"), 0);
	cr_assert_eq(symlink(arena_printf(&arena, "%s/repo/../outside/f", top), "repo/in/whole-out"), 0);
	cr_assert_eq(symlink(arena_printf(&arena, "%s/repository/f", top), "repo/in/whole-near"), 0);
}

static void tear_down(void)
{
	os = &os_real;
	temporary_folder_remove(top);
	arena_free(&arena);
}

TestSuite(fleet_home, .init = set_up, .fini = tear_down);

static const struct {
	const char *here, *folder, *path;
	bool names, holds;
} rows[] = {
	{ "repo", ".", "in/f", true, true },
	{ "repo", ".", "./in/../other/f", true, true },
	{ "repo", ".", "../outside/f", false, false },
	{ "repo", ".", "in/../../outside/f", false, false },
	{ "repo", ".", "in/../../repo/f", true, false },
	{ "repo", ".", "..x/f", true, true },
	{ "repo", ".", ".git/config", true, false },
	{ "repo", ".", "in/.GIT/config", true, false },
	{ "repo", ".", ".gitignore", true, true },
	{ "repo", "in", "in/inside", true, true },
	{ "repo", "in", "other/f", true, true },
	{ "repo", "in", "in/out", true, false },
	{ "repo", "in", "in/nothing", true, false },
	{ "repo", "in", "in/root", true, false },
	{ "repo", "in", "in/folder/f", true, false },
	{ "repo", "in", "in/up/other/f", true, true },
	{ "repo", "in", "in/up/../outside/f", true, false },
	{ "repo", "in", "in/twice", true, false },
	{ "repo", "in", "in/chain", true, true },
	{ "repo", "in", "in/chain-out", true, false },
	{ "repo", "in", "in/round", true, true },
	{ "repo", "in", "in/long", true, false },
	{ "repo", "in", "in/again", true, false },
	{ "repo", "in", "in/missing-first", true, true },
	{ "repo", "in", "in/git", true, false },
	{ "repo", "in", "in/whole", true, true },
	{ "repo", "in", "in/whole-out", true, false },
	{ "repo", "in", "in/whole-near", true, false },
	{ "repo/in", ".", "inside", true, true },
	{ "repo/in", ".", "../other/f", true, true },
	{ "repo/in", ".", "../../outside/f", false, false },
	{ "repo/in", "a", "../in/a/f", true, true },
	{ "", "by", "by/inside", true, true },
	{ "", "by", "by/out", true, false },
	{ "", "by", "repo/other/f", true, true },
	{ "", "by", "by", true, true },
	{ "", "by", "bye/f", false, false },
	{ "", "by/", "by/inside", true, true },
	{ "", "repo/in", "outside/f", false, false },
	{ "", "repo", "repository/f", false, false },
	{ "plain", ".", "f", true, true },
	{ "plain", ".", "out/f", true, false },
	{ "plain", ".", "../repo/in/f", false, false },
	{ "plain", "/", "/etc/f", true, true },
};

Test(fleet_home, holds_what_stays)
{
	for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct home home;
		const char *folder = rows[i].folder;
		cr_assert_eq(chdir(arena_printf(&arena, "%s/%s", top, rows[i].here)), 0);
		cr_assert(home_of(&arena, folder, NULL, &home), "%u", i);
		cr_expect_eq(home_names(&arena, &home, rows[i].path), rows[i].names, "%u: %s names %s", i, folder, rows[i].path);
		cr_expect_eq(home_holds(&home, rows[i].path), rows[i].holds, "%u: %s holds %s", i, folder, rows[i].path);
		/* The same by absolute paths. */
		if (*folder == '/' || *rows[i].path == '/')
			continue;
		const char *whole = arena_printf(&arena, "%s/%s/%s", top, rows[i].here, folder);
		const char *path = arena_printf(&arena, "%s/%s/%s", top, rows[i].here, rows[i].path);
		cr_assert(home_of(&arena, whole, NULL, &home), "%u", i);
		if (strcmp(folder, ".") && !strncmp(folder, rows[i].path, strlen(folder)))
			cr_expect_eq(home_holds(&home, path), rows[i].holds, "%u: %s", i, path);
	}
}

/* What is looked at on the way. */
static const char *forbidden;
static unsigned looks;

static int watched_fstatat(int dir, const char *name, struct stat *st, int flags)
{
	looks++;
	cr_expect(flags & AT_SYMLINK_NOFOLLOW, "%s", name);
	cr_expect(strncmp(name, forbidden, strlen(forbidden)) != 0, "%s is looked at", name);
	return os_real.fstatat(dir, name, st, flags);
}

/* Nobody learns from how long it takes, or from what is said, whether there is something outside. */
Test(fleet_home, nothing_outside_is_looked_at)
{
	struct os_calls calls = os_real;
	calls.fstatat = watched_fstatat;
	calls.realpath = NULL;
	forbidden = arena_printf(&arena, "%s/outside", top);
	for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct home home;
		cr_assert_eq(chdir(arena_printf(&arena, "%s/%s", top, rows[i].here)), 0);
		cr_assert(home_of(&arena, rows[i].folder, NULL, &home));
		os = &calls;
		home_holds(&home, rows[i].path);
		os = &os_real;
	}
	cr_expect_gt(looks, 40);
}

/* A link that goes round, and a chain of them, end. */
Test(fleet_home, chains_end)
{
	struct home home;
	cr_assert_eq(chdir("repo/in"), 0);
	for (unsigned i = 0; i < 100; i++)
		cr_assert_eq(symlink(arena_printf(&arena, "l%u", i + 1), arena_printf(&arena, "l%u", i)), 0);
	cr_assert_eq(symlink("../../outside", "l100"), 0);
	struct os_calls calls = os_real;
	calls.fstatat = watched_fstatat;
	forbidden = arena_printf(&arena, "%s/outside", top);
	cr_assert(home_of(&arena, ".", NULL, &home));
	os = &calls;
	looks = 0;
	/* The kernel does not open it either. */
	cr_expect(home_holds(&home, "l0/f"));
	cr_expect_lt(looks, 60);
	cr_expect(!home_holds(&home, "l90/f"));
	/* Nor does a way of many steps cost what it has. */
	char *far = arena_array(&arena, 8001, 1);
	for (unsigned i = 0; i < 8000; i += 5)
		memcpy(far + i, "a/../", 5);
	looks = 0;
	cr_expect(!home_holds(&home, far));
	cr_expect_lt(looks, 300);
}

/* Outside a work tree a project's root is the home, where it holds the folder. Of homes in a row one is enough. */
Test(fleet_home, around_and_others)
{
	struct home home, other;
	cr_assert_eq(mkdir("plain/deep", 0700), 0);
	cr_assert(home_of(&arena, "plain/deep", NULL, &home));
	cr_expect(!home_holds(&home, "plain/f"));
	cr_assert(home_of(&arena, "plain/deep", arena_printf(&arena, "%s/plain", top), &home));
	cr_expect(home_holds(&home, "plain/f"));
	cr_assert(home_of(&arena, "plain/deep", arena_printf(&arena, "%s/pla", top), &home));
	cr_expect(!home_holds(&home, "plain/f"));
	cr_assert(home_of(&arena, "repo/in", "/", &home));
	cr_expect(!home_holds(&home, "outside/f"));
	cr_assert(home_of(&arena, "outside", NULL, &other));
	home.other = &other;
	cr_expect(home_holds(&home, "outside/f") && home_names(&arena, &home, "outside/f"));
	cr_expect(home_holds(&home, "repo/f"));
	cr_expect(!home_holds(&home, "plain/f"));
	cr_expect(!home_of(&arena, "gone", NULL, &home));
	cr_expect(!home_holds(&home, "gone/f") && !home_names(&arena, &home, "gone/f"));
}
