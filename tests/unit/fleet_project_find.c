/* Where a project file is looked for, from one folder after another: what was found for the last one changes no answer. */
#include "fleet/project.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/os.h"
#include "fleet/home.h"
#include "temporary_folder.h"

static struct arena arena;
static char top[] = "/tmp/mongoconf-find-XXXXXX";

/* `open` may be written by all, and so may what is in `repo/open`; `by` leads into `repo`. */
static void set_up(void)
{
	static const char *const folders[] = {
		"repo", "repo/.git", "repo/a", "repo/a/b", "repo/a/bb", "repo/a/b/c", "repo/inner", "repo/inner/.git", "repo/inner/a", "repo/own",
		"repo/own/a", "repo/own/a/b", "repo/open", "repo/open/a", "open", "open/a", "open/a/b", "none", "none/a", "none/ab",
	};
	static const char *const files[] = { "repo/.mongoconf.yaml", "repo/own/.mongoconf.yaml", "repo/own/a/.mongoconf.yaml",
					     "repo/open/.mongoconf.yaml", "open/.mongoconf.yaml" };
	temporary_folder_enter(top, folders, sizeof folders / sizeof *folders);
	for (unsigned i = 0; i < sizeof files / sizeof *files; i++)
		close(open(files[i], O_WRONLY | O_CREAT, 0600));
	cr_assert_eq(chmod("open", 0777) | chmod("repo/open", 0777), 0);
	cr_assert_eq(symlink("repo/a", "by"), 0);
}

static void tear_down(void)
{
	os = &os_real;
	temporary_folder_remove(top);
	arena_free(&arena);
}

TestSuite(fleet_project_find, .init = set_up, .fini = tear_down);

static const struct {
	const char *folder, *file;  /* `file` below TOP; NULL: none */
} rows[] = {
	{ ".", NULL },
	{ "repo", "repo/.mongoconf.yaml" },
	{ "repo/a", "repo/.mongoconf.yaml" },
	{ "repo/a/b", "repo/.mongoconf.yaml" },
	{ "repo/a/bb", "repo/.mongoconf.yaml" },
	{ "repo/a/b/c", "repo/.mongoconf.yaml" },
	{ "repo//a/b", "repo//.mongoconf.yaml" },
	{ "repo/a/missing", "repo/.mongoconf.yaml" },
	{ "repo/inner", NULL },
	{ "repo/inner/a", NULL },
	{ "repo/own", "repo/own/.mongoconf.yaml" },
	{ "repo/own/a", "repo/own/a/.mongoconf.yaml" },
	{ "repo/own/a/b", "repo/own/a/.mongoconf.yaml" },
	/* What everybody may write to is taken within a work tree. */
	{ "repo/open", "repo/open/.mongoconf.yaml" },
	{ "repo/open/a", "repo/open/.mongoconf.yaml" },
	{ "open", "open/.mongoconf.yaml" },
	{ "open/a", NULL },
	{ "open/a/b", NULL },
	{ "none", NULL },
	{ "none/a", NULL },
	{ "none/ab", NULL },
	/* A folder that is a link lies where it is named, and what is above a ".." is not above it as text. */
	{ "by", NULL },
	{ "by/b", NULL },
	{ "by/b/..", "repo/.mongoconf.yaml" },
	{ "by/..", "repo/.mongoconf.yaml" },
	{ "repo/../by/b/c", NULL },
	{ "none/../repo/a", "none/../repo/.mongoconf.yaml" },
};
enum { COUNT = sizeof rows / sizeof *rows };

static const char *named(unsigned row, bool whole)
{
	return !whole ? rows[row].folder : str_is(str_of(rows[row].folder), ".") ? top : arena_printf(&arena, "%s/%s", top, rows[row].folder);
}

/* Is it the file of that row? Where a link or a ".." was gone through, it goes by its real name. */
static bool is_file_of(const char *file, unsigned row)
{
	const char *expected = rows[row].file ? arena_printf(&arena, "%s/%s", top, rows[row].file) : NULL;
	char *real = file ? realpath(file, NULL) : NULL, *own = expected ? realpath(expected, NULL) : NULL;
	bool is = real && own ? !strcmp(real, own) : !real && !own;
	free(real);
	free(own);
	return is;
}

Test(fleet_project_find, alone)
{
	for (unsigned i = 0; i < COUNT; i++)
		for (unsigned whole = 0; whole < 2; whole++) {
			const char *file = project_find(&arena, named(i, whole));
			cr_expect(is_file_of(file, i), "%s: %s", named(i, whole), file ? file : "none");
			cr_expect(!file || (file[0] == '/') == whole, "%s: %s", named(i, whole), file);
		}
}

/* Whatever was looked for before: three of them, one after the other. */
Test(fleet_project_find, after_others)
{
	unsigned step = getenv("MONGOCONF_VALGRIND") ? 7 : 1;
	for (unsigned i = 0; i < 4 * COUNT * COUNT * COUNT; i += step) {
		unsigned whole = i / COUNT / COUNT / COUNT, some[] = { i / COUNT / COUNT % COUNT, i / COUNT % COUNT, i % COUNT };
		struct project_search search = { 0 };
		struct arena scratch = ARENA_INIT;
		for (unsigned k = 0; k < 3; k++) {
			/* All of them by one kind of name, or the second by the other. */
			bool by_whole = (whole & 1) != (k == 1 && whole >= 2);
			const char *folder = named(some[k], by_whole), *file = project_find_from(&scratch, folder, &search);
			const char *alone = project_find_from(&scratch, folder, &(struct project_search){ 0 });
			cr_assert((!file && !alone) || (file && alone && !strcmp(file, alone)), "%s, %s, %s: %s is %s, and not %s",
				  rows[some[0]].folder, rows[some[1]].folder, rows[some[2]].folder, folder, file, alone);
		}
		arena_free(&scratch);
	}
}

static unsigned looks;

static int counted_fstatat(int dir, const char *name, struct stat *st, int flags)
{
	looks++;
	return os_real.fstatat(dir, name, st, flags);
}

/* In a folder beside the last one, and for its .git: above, nobody looks again. */
Test(fleet_project_find, looks_into_its_own_folders)
{
	struct os_calls calls = os_real;
	struct project_search search = { 0 };
	calls.fstatat = counted_fstatat;
	project_find_from(&arena, "repo/a/b", &search);
	os = &calls;
	looks = 0;
	project_find_from(&arena, "repo/a/bb", &search);
	cr_expect_eq(looks, 2U, "%u", looks);
	project_find_from(&arena, "repo/a/bb", &search);
	cr_expect_eq(looks, 2U, "%u", looks);
	project_find_from(&arena, "none/a", &search);
	looks = 0;
	project_find_from(&arena, "none/ab", &search);
	cr_expect_eq(looks, 2U, "%u", looks);
}

static bool same(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

/* The home of a folder is the same, whichever neighbour's is known. */
Test(fleet_project_find, homes_of_neighbours)
{
	for (unsigned i = 0; i < COUNT * COUNT; i++) {
		struct home first, second, alone;
		bool found = home_of(&arena, rows[i / COUNT].folder, NULL, &first);
		cr_expect(found || !first.real, "%s", rows[i / COUNT].folder);
		bool known = home_of_neighbour(&arena, rows[i % COUNT].folder, NULL, &first, &second);
		cr_expect_eq(known, home_of(&arena, rows[i % COUNT].folder, NULL, &alone));
		cr_expect(same(second.root, alone.root) && same(second.real, alone.real) && second.in_repository == alone.in_repository,
			  "%s beside %s: %s, and not %s", rows[i % COUNT].folder, rows[i / COUNT].folder, second.root, alone.root);
	}
}
