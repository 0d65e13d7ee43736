#include "fleet/revision.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <signal.h>
#include <unistd.h>

#include "base/os.h"

/* A repository with two commits, in a folder of its own, and what the lines of shell before each row make of it. */

static struct arena arena;
static const char *work;

static const char *shell(const char *script)
{
	const char *argv[] = { "sh", "-c", script, NULL };
	struct str output = { 0 };
	int status = os_run_loudly(&arena, argv, NULL, STR(""), &output);
	cr_assert_eq(status, 0, "%s: %d: %.*s", script, status, STR_ARG(output));
	return str_cstr(&arena, str_trim(output));
}

static bool has_git(void)
{
	const char *argv[] = { "git", "--version", NULL };
	struct str output = { 0 };
	return os_run(&arena, argv, NULL, STR(""), &output) == 0;
}

/* The tree of a commit is made by hand where git itself would not make it. */
static const char REPOSITORY[] =
	"set -e; cd \"$WORK\"; git init -q -b main r; cd r; git config user.name n; git config user.email e; git config gc.auto 0\n"
	"mkdir -p hosts/m0 hosts/m1 keys; printf 'a: 1\\n' >hosts/m0/mongod.conf; printf 'b: 1\\r\\n' >hosts/m1/mongod.conf\n"
	"printf 'key\\n' >keys/key; chmod 600 keys/key; : >empty; printf '*.conf\\n' >.gitignore; printf 'x' >'with space'\n"
	"ln -s ../keys/key hosts/key; ln -s ../../outside hosts/out; ln -s /etc/passwd hosts/etc; ln -s out/../../x hosts/way\n"
	"ln -s .git/config hosts/git; ln -s ../.git/config hosts/dotgit; ln -s nowhere hosts/dangling\n"
	"git add -f . ; git commit -qm one; git tag -a v1 -m v1; git branch side\n"
	"printf 'a: 2\\n' >hosts/m0/mongod.conf; git mv hosts/m1 hosts/m2; git commit -qam two\n"
	"hash() { git hash-object -w --stdin </dev/null; }; leaf() { printf \"100644 $1\\\\000\"; env printf \"$(hash | sed 's/../\\\\x&/g')\"; }\n"
	"tree() { git hash-object -t tree -w --stdin --literally; }\n"
	"commit() { git update-ref refs/heads/$1 $(git commit-tree -m $1 $2); }\n"
	"b=$(hash)\n"
	"commit slash $(leaf ../up | tree); commit dots $(leaf .. | tree); commit root $(leaf /abs | tree); commit dotgit $(leaf .GIT | tree)\n"
	"commit twice $( { leaf a; leaf a; } | tree)\n"
	"commit strange $(printf '100644 blob %s\\ta\\nb\\0' $b | git mktree -z)\n"
	"commit module $(printf '160000 commit 1111111111111111111111111111111111111111\\tsub\\n' | git mktree --missing)\n"
	"commit large $(printf '100644 blob %s\\tlarge\\n' $(dd if=/dev/zero bs=1048577 count=16 2>/dev/null | git hash-object -w --stdin) | git mktree)\n"
	"commit lacks $(printf '100644 blob 0123456789012345678901234567890123456789\\tlacks\\n' | git mktree --missing)\n"
	"git clone -q --depth 1 file://\"$WORK\"/r ../shallow; mkdir ../none; ln -s r/hosts ../named; echo x >../outside\n";

static void open_repository(void)
{
	work = shell("mktemp -d");
	setenv("WORK", work, 1);
	setenv("TMPDIR", arena_printf(&arena, "%s/tmp", work), 1);
	shell("mkdir \"$WORK\"/tmp");
	shell(REPOSITORY);
}

static void close_repository(void)
{
	cr_expect_str_eq(shell("ls \"$TMPDIR\""), "", "something of a commit was left behind");
	shell("rm -rf \"$WORK\"");
	arena_free(&arena);
}

struct row {
	const char *path, *rev;
	const char *script, *wanted;   /* in $F, the folder: what it prints */
};

static const struct row rows[] = {
	{ "r", "HEAD", "cat hosts/m0/mongod.conf", "a: 2" },
	{ "r", "HEAD~1", "cat hosts/m0/mongod.conf; ls hosts", "a: 1\ndangling\nkey\nm0\nm1\nway" },
	{ "r/hosts", "side", "cat m0/mongod.conf", "a: 1" },
	{ "named", "v1", "cat m0/mongod.conf", "a: 1" },
	{ "r", "v1", "od -c hosts/m1/mongod.conf | head -1", "0000000   b   :       1  \\r  \\n" },
	{ "r", "v1", "stat -c '%a %n' . hosts keys/key", "700 .\n700 hosts\n600 keys/key" },
	{ "r", "v1", "cat hosts/key; readlink hosts/key; cat 'with space'", "key\n../keys/key\nx" },
	{ "r", "v1", "git check-ignore hosts/m0/mongod.conf; git status >/dev/null && ls -A", ".git\nempty\nhosts\nkeys\nwith space" },
	{ "r/hosts/m0/mongod.conf", "HEAD^", "cat \"$F\"", "a: 1" },
	{ "r/hosts/m1", "HEAD~1", "wc -c <mongod.conf", "6" },
	{ "r", "strange", "ls -A", ".git" },
	{ "r", "module", "ls -A", ".git" },
	{ "r", "large", "ls -A", ".git" },
};

/* The repository is the operator's, but its config may be a stranger's. */
static const char HOSTILE[] =
	"cd \"$WORK\"/r; mkdir marks; for m in monitor hook filter text fetch pager; do\n"
	"printf '#!/bin/sh\\ntouch \"$WORK\"/r/marks/%s\\ncat\\n' $m >../$m; chmod +x ../$m; done\n"
	"git config core.fsmonitor \"$WORK\"/monitor; git config core.hooksPath \"$WORK\"/hooks; mkdir ../hooks\n"
	"cp ../hook ../hooks/post-checkout; cp ../hook ../hooks/post-index-change; printf '* filter=f diff=t\\n' >.git/info/attributes\n"
	"git config filter.f.smudge \"$WORK\"/filter; git config filter.f.required true; git config diff.t.textconv \"$WORK\"/text\n"
	"git config core.pager \"$WORK\"/pager; git config remote.o.url \"ext::$WORK/fetch\"; git config remote.o.promisor true\n"
	"git config extensions.partialClone o; git config core.sshCommand \"$WORK\"/fetch; git config alias.ls-tree '!false'\n";

static void look(const struct row *row)
{
	struct revision revision;
	struct err err = ERR_INIT(&arena);
	const char *path = arena_printf(&arena, "%s/%s", work, row->path);
	cr_assert(revision_open(&arena, path, row->rev, &revision, &err), "%s %s: %s", row->path, row->rev, err.text);
	setenv("F", revision.folder, 1);
	const char *found = shell(arena_printf(&arena, "cd \"$F\" 2>/dev/null; %s", row->script));
	cr_expect_str_eq(found, row->wanted, "%s %s: %s: %s", row->path, row->rev, row->script, found);
	cr_expect(revision_close(&revision));
}

Test(revision, has_what_the_commit_has)
{
	if (!has_git())
		cr_skip_test("git is not installed");
	open_repository();
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		look(&rows[i]);
	shell(HOSTILE);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		look(&rows[i]);
	cr_expect_str_eq(shell("ls \"$WORK\"/r/marks"), "", "git ran what the repository's config names");
	close_repository();
}

static const struct {
	const char *path, *rev;
	enum err_kind kind;
	const char *part;      /* of what is said */
} refusals[] = {
	{ "r", "nothing", ERR_USAGE, "has no commit nothing" },
	{ "r", "", ERR_USAGE, "is no name of a commit" },
	{ "r", "--output=x", ERR_USAGE, "is no name of a commit" },
	{ "r", "-h", ERR_USAGE, "is no name of a commit" },
	{ "r", "HEAD..side", ERR_USAGE, "has no commit" },
	{ "r", "^HEAD", ERR_USAGE, "has no commit" },
	{ "r", "HEAD:hosts", ERR_USAGE, "has no commit" },
	{ "r", "HEAD^{tree}", ERR_USAGE, "has no commit" },
	{ "r", "HEAD\nside", ERR_USAGE, "has no commit" },
	{ "shallow", "HEAD~1", ERR_USAGE, "shallow" },
	{ "none", "HEAD", ERR_INPUT, "is in no git repository" },
	{ "r/hosts/m2", "HEAD~1", ERR_INPUT, "is not in HEAD~1" },
	{ "r", "slash", ERR_INPUT, "../up" },
	{ "r", "dots", ERR_INPUT, ".." },
	{ "r", "root", ERR_INPUT, "/abs" },
	{ "r", "dotgit", ERR_INPUT, ".GIT" },
	{ "r", "twice", ERR_INPUT, "can't be written" },
	{ "r", "lacks", ERR_INPUT, "partial" },
};

static const struct {
	const char *rev, *left;
} omissions[] = {
	{ "v1", "4 links that lead out of the repository were left out: hosts/dotgit and others\n" },
	{ "strange", "a file with a strange name was left out: a\nb\n" },
	{ "module", "a submodule was left out: sub\n" },
	{ "large", "a file above 16 MiB was left out: large\n" },
	{ NULL, NULL },
};

static void say_omissions(void)
{
	for (size_t i = 0; omissions[i].left; i++) {
		struct revision revision;
		struct err err = ERR_INIT(&arena);
		const char *path = arena_printf(&arena, "%s/r", work);
		cr_assert(revision_open(&arena, path, omissions[i].rev, &revision, &err), "%s: %s", omissions[i].rev, err.text);
		cr_expect_str_eq(revision.left, omissions[i].left, "%s: %s", omissions[i].rev, revision.left);
		cr_expect(revision_close(&revision));
	}
}

static void say_names(void)
{
	struct revision revision;
	struct err err = ERR_INIT(&arena);
	cr_assert(chdir(work) == 0);
	cr_assert(revision_open(&arena, "r/hosts", "HEAD~1", &revision, &err), "%s", err.text);
	const char *file = arena_printf(&arena, "%s/m0/mongod.conf", revision.folder);
	cr_expect_str_eq(revision_name(&arena, &revision, file), "HEAD~1:hosts/m0/mongod.conf");
	cr_expect_str_eq(revision_name(&arena, &revision, revision.root), "HEAD~1:");
	cr_expect_str_eq(revision_name(&arena, &revision, "r/hosts/m0/mongod.conf"), "r/hosts/m0/mongod.conf");
	const char *seen = arena_printf(&arena, "%s/empty", revision.seen);
	cr_expect_str_eq(revision_words(&arena, &revision, str_format(&arena, "in %s, and %s", file, seen)).at,
			 "in HEAD~1:hosts/m0/mongod.conf, and HEAD~1:empty");
	cr_expect_str_eq(revision_name(&arena, &revision, revision_place(&arena, &revision, "r/keys/new")), "HEAD~1:keys/new");
	cr_expect_null(revision_place(&arena, &revision, "none"));
	cr_expect(revision_close(&revision));
}

/* Whoever holds the folder is killed. */
static void die(void)
{
	const char *argv[] = { "sh", "-c", "i=0; while [ -n \"$(ls \"$TMPDIR\")\" ] && [ $i -lt 600 ]; do sleep 0.1; i=$((i + 1)); done", NULL };
	struct str output = { 0 };
	pid_t pid = fork();
	if (pid == 0) {
		struct revision revision;
		struct err err = ERR_INIT(&arena);
		if (revision_open(&arena, arena_printf(&arena, "%s/r", work), "HEAD", &revision, &err))
			raise(SIGKILL);
		_exit(1);
	}
	int status;
	cr_assert(waitpid(pid, &status, 0) == pid && WIFSIGNALED(status));
	os_run(&arena, argv, NULL, STR(""), &output);
}

Test(revision, says_what_it_can_not_have)
{
	if (!has_git())
		cr_skip_test("git is not installed");
	open_repository();
	for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
		struct revision revision;
		struct err err = ERR_INIT(&arena);
		const char *path = arena_printf(&arena, "%s/%s", work, refusals[i].path);
		cr_expect_not(revision_open(&arena, path, refusals[i].rev, &revision, &err), "%s", refusals[i].rev);
		cr_expect_eq(err.kind, refusals[i].kind, "%s: %d: %s", refusals[i].rev, (int)err.kind, err.text);
		cr_expect(err.text && strstr(err_line(&err), refusals[i].part), "%s: %s", refusals[i].rev, err_line(&err));
	}
	say_omissions();
	say_names();
	die();
	close_repository();
}
