#include "fleet/git_index.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "base/os.h"
#include "fleet/git.h"

/* A repository in a folder of its own, made by git itself, and what the lines of shell of each row make of it. Whatever is
 * said to be in the index, git must not ignore. */

static struct arena arena;
static const char *work;

static bool shell(const char *script)
{
	const char *argv[] = { "sh", "-c", script, NULL };
	struct str output = { 0 };
	return os_run_loudly(&arena, argv, NULL, STR(""), &output) == 0;
}

static bool has_git(void)
{
	return shell("git --version");
}

static const char REPOSITORY[] =
	"set -e; git init -q -b main r; cd r; git config user.name n; git config user.email e\n"
	"mkdir -p a a-b m; for f in a.conf a/mongod.conf a/other.conf a-b/mongod.conf m/mongod.conf; do echo x >$f; done\n"
	"printf 'mongod.conf\\n' >.gitignore; git add -f a.conf a/mongod.conf a-b/mongod.conf m/mongod.conf";

static void open_repository(void)
{
	struct str output = { 0 };
	const char *argv[] = { "mktemp", "-d", NULL };
	/* Git may end without having read what it is asked. */
	signal(SIGPIPE, SIG_IGN);
	cr_assert_eq(os_run(&arena, argv, NULL, STR(""), &output), 0);
	work = str_cstr(&arena, str_trim(output));
	setenv("WORK", work, 1);
}

static void close_repository(void)
{
	shell("rm -rf \"$WORK\"");
	arena_free(&arena);
}

/* `names`: with a space behind each */
static struct str listed(const char *names)
{
	char *text = arena_copy(&arena, names, strlen(names));
	for (char *at = text; *at; at++)
		*at = *at == ' ' ? '\0' : *at;
	return (struct str){ text, (uint32_t)strlen(names) };
}

static const struct row {
	const char *script, *folder, *names;
	bool has, needs;   /* a version of git that can do that */
} rows[] = {
	{ "true", "r", "./a.conf ./a/mongod.conf ./a-b/mongod.conf ./m/mongod.conf ", true, false },
	{ "true", "r", "./m/mongod.conf ./a.conf ", true, false },
	{ "true", "r/a", "./mongod.conf ", true, false },
	{ "ln -s r/a ../by", "by", "./mongod.conf ", true, false },
	{ "git commit -qm one; git update-index --refresh", "r", "./a/mongod.conf ", true, false },
	{ "git add -N a/other.conf", "r", "./a/other.conf ", true, false },
	{ "true", "r", "", true, false },
	{ "true", "r", "./a/other.conf ", false, false },
	{ "true", "r", "./a/mongod.conf ./a/other.conf ", false, false },
	{ "true", "r", "./a ", false, false },
	{ "true", "r", "./none.conf ", false, false },
	{ "true", "r", "a.conf ", false, false },
	{ "git rm -q --cached a.conf", "r", "./a.conf ", false, false },
	{ "rm .git/index", "r", "./a.conf ", false, false },
	{ ": >.git/index", "r", "./a.conf ", false, false },
	{ "mv .git/index .git/i; ln -s i .git/index", "r", "./a.conf ", false, false },
	{ "rm .git/HEAD", "r", "./a.conf ", false, false },
	{ "mv .git ../git; ln -s ../git .git", "r", "./a.conf ", false, false },
	{ "mv .git ../git; echo 'gitdir: ../git' >.git", "r", "./a.conf ", false, false },
	{ "mkdir -p m/.git", "r/m", "./mongod.conf ", false, false },
	{ "git update-index --index-version 4", "r", "./a.conf ", false, false },
	{ "git update-index --skip-worktree a.conf", "r", "./a.conf ", false, false },
	{ "git update-index --skip-worktree a.conf", "r", "./a/mongod.conf ", true, false },
	{ "cd ..; rm -rf r; git init -q --object-format=sha256 r; cd r; echo >a.conf; echo >b.conf; git add .", "r",
	  "./a.conf ./b.conf ", false, true },
	{ "cd ..; git init -q s; cd s; echo x >x.conf; git add .; git -c user.name=n -c user.email=e commit -qm x; cd ../r; "
	  "git -c protocol.file.allow=always submodule -q add ../s sub && rm sub/.git", "r", "./sub/x.conf ", false, true },
};

Test(fleet_git_index, rows, .init = open_repository, .fini = close_repository)
{
	if (!has_git())
		cr_skip_test("no git");
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct row *row = &rows[i];
		struct str output;
		cr_assert(shell("cd \"$WORK\" && rm -rf r s git by"));
		cr_assert(shell(arena_printf(&arena, "cd \"$WORK\" && { %s\n}", REPOSITORY)), "row %zu", i);
		bool made = shell(arena_printf(&arena, "cd \"$WORK\"/r && { %s\n}", row->script));
		cr_assert(made || row->needs, "row %zu: %s", i, row->script);
		if (!made)
			continue;
		const char *folder = arena_printf(&arena, "%s/%s", work, row->folder);
		cr_expect_eq(git_index_has_all(folder, listed(row->names)), row->has, "row %zu: %s: %s", i, row->script, row->names);
		if (row->has && *row->names)
			cr_expect_eq(git_ignored(&arena, folder, listed(row->names), &output), GIT_IGNORES_NONE, "row %zu", i);
		if (row->has && *row->names)
			cr_expect_eq(os_run(&arena, (const char *[]){ "git", "-C", folder, "check-ignore", "-z", "--stdin", NULL }, NULL,
					    listed(row->names), &output), 1, "row %zu: git ignores one", i);
	}
}

/* With no git to start, it says so only of what is not in the index. */
Test(fleet_git_index, starts_none, .init = open_repository, .fini = close_repository)
{
	struct str output;
	if (!has_git())
		cr_skip_test("no git");
	cr_assert(shell(arena_printf(&arena, "cd \"$WORK\" && { %s\n}", REPOSITORY)));
	const char *folder = arena_printf(&arena, "%s/r", work);
	setenv("PATH", folder, 1);
	cr_expect_eq(git_ignored(&arena, folder, listed("./a/mongod.conf ./a.conf "), &output), GIT_IGNORES_NONE);
	cr_expect_eq(git_ignored(&arena, folder, listed("./a/other.conf "), &output), GIT_CANT_SAY);
}

static bool lists(struct str index)
{
	struct str paths[] = { STR("m/mongod.conf"), STR("a.conf"), STR("a/mongod.conf") };
	return git_index_lists(index, paths, 3);
}

/* Cut short it never lists all, and with bytes that are others it is read without harm. */
Test(fleet_git_index, bytes, .init = open_repository, .fini = close_repository)
{
	struct err err = ERR_INIT(&arena);
	struct str index;
	if (!has_git())
		cr_skip_test("no git");
	cr_assert(shell(arena_printf(&arena, "cd \"$WORK\" && { %s\n}", REPOSITORY)));
	cr_assert(os_read_file(&arena, arena_printf(&arena, "%s/r/.git/index", work), &index, NULL, &err));
	cr_assert(lists(index));
	uint32_t whole = str_find(index, STR("m/mongod.conf"), 0) + 14;
	for (uint32_t len = 0; len < index.len; len++) {
		char *copy = malloc(len + 1U);
		memcpy(copy, index.at, len);
		bool listed = lists((struct str){ copy, len });
		cr_expect(!listed || len >= whole, "%u bytes", len);
		free(copy);
	}
	for (uint32_t at = 0; at < index.len; at++) {
		char *copy = malloc(index.len);
		memcpy(copy, index.at, index.len);
		copy[at] = (char)~copy[at];
		lists((struct str){ copy, index.len });
		copy[at] = '\0';
		lists((struct str){ copy, index.len });
		free(copy);
	}
}
