#include "fleet/revision.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/os.h"
#include "base/path.h"
#include "fleet/git.h"
#include "fleet/project.h"
#include "fleet/revision_files.h"

static const char *real_path(struct arena *arena, const char *path)
{
	char *real = os->realpath(path, NULL);
	const char *copy = real ? arena_copy(arena, real, strlen(real)) : NULL;
	free(real);
	return copy;
}

/* Absolute, without links as far as it is there. */
static const char *whole_path(struct arena *arena, const char *path)
{
	const char *real = real_path(arena, path), *rest = "", *here;
	for (const char *at = path; !real && strcmp(at, ".") && strcmp(at, "/");) {
		rest = arena_printf(arena, "%s%s%s", path_last(at), *rest ? "/" : "", rest);
		at = path_folder(arena, at);
		real = real_path(arena, at);
	}
	here = real ? real : real_path(arena, ".");
	return here ? path_join(arena, here, str_of(rest)) : NULL;
}

/* ---- which commit ---- */

/* The first line of what git complains of. */
static const char *complaint(struct arena *arena, struct str output)
{
	struct str line = { 0 };
	while (output.len && str_split(&output, '\n', &line) && !str_starts(line, "fatal:"))
		;
	return line.len ? str_cstr(arena, line) : "it says nothing";
}

/* Why git took no name of a commit: it can't work here, or there is none of that name. */
static bool say_why(struct arena *arena, const struct revision *revision, struct err *err)
{
	static const char *const words[] = { "rev-parse", "--is-shallow-repository", NULL };
	struct str output = { 0 };
	int status = git_run(arena, revision->repository, words, STR(""), true, &output);
	if (status < 0)
		return err_set(err, ERR_INPUT, NULL, 0, "git can't be run, and reads %s; is it installed?", revision->rev);
	if (status > 0)
		return err_set(err, ERR_INPUT, revision->repository, 0, "git can't use this repository: %s", complaint(arena, output));
	if (str_starts(output, "true"))
		return err_set(err, ERR_USAGE, NULL, 0, "this clone has no commit %s, but it is a shallow one, which has only the latest; "
			       "git fetch --unshallow brings the others (of a checkout in CI: fetch-depth: 0)", revision->rev);
	return err_set(err, ERR_USAGE, NULL, 0, "this repository has no commit %s; a branch of the server is called origin/NAME here, "
		       "and git fetch brings what is new", revision->rev);
}

/* A word that begins with a dash is never a commit, and git would take it for an option. */
static bool find_commit(struct arena *arena, struct revision *revision, struct err *err)
{
	const char *wanted = arena_printf(arena, "%s^{commit}", revision->rev);
	const char *const words[] = { "rev-parse", "--quiet", "--verify", wanted, NULL };
	struct str output = { 0 }, line;
	if (!*revision->rev || *revision->rev == '-')
		return err_set(err, ERR_USAGE, NULL, 0, "\"%s\" is no name of a commit; give one such as HEAD~1, origin/main, or a hash",
			       revision->rev);
	int status = git_run(arena, revision->repository, words, STR(""), false, &output);
	bool one = status == 0 && str_split(&output, '\n', &line) && (line.len == 40 || line.len == 64);
	for (uint32_t i = 0; one && i < line.len; i++)
		one = strchr("0123456789abcdef", line.at[i]) && line.at[i];
	if (!one)
		return say_why(arena, revision, err);
	revision->commit = str_cstr(arena, line);
	return true;
}

/* ---- what was left out ---- */

static void say_left(struct buf *lines, const struct revision_left *left, const char *one, const char *many)
{
	if (left->count == 1)
		buf_printf(lines, "%s was left out: %s\n", one, left->first);
	else if (left->count)
		buf_printf(lines, "%u %s were left out: %s and others\n", left->count, many, left->first);
}

static const char *left_of(struct arena *arena, const struct revision_list *list)
{
	struct buf lines = BUF_INIT(arena);
	say_left(&lines, &list->submodules, "a submodule", "submodules");
	say_left(&lines, &list->large, "a file above 16 MiB", "files above 16 MiB");
	say_left(&lines, &list->outward, "a link that leads out of the repository", "links that lead out of the repository");
	say_left(&lines, &list->odd, "a file with a strange name", "files with strange names");
	return buf_done(&lines).at;
}

/* ---- the folder ---- */

/* A repository without a commit, in which nothing is ignored, whatever the user's own config says. */
static bool make_repository(struct arena *arena, const struct revision *revision, struct err *err)
{
	static const char *const folders[] = { ".git", ".git/objects", ".git/refs" };
	static const struct { const char *name, *text; } files[] = {
		{ ".git/HEAD", "ref: refs/heads/none\n" },
		{ ".git/config", "[core]\n\trepositoryformatversion = 0\n\tbare = false\n\texcludesFile = /dev/null\n" },
	};
	for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
		if (os->mkdirat(revision->temporary.dir, folders[i], 0700) < 0)
			return err_set(err, ERR_INPUT, revision->root, errno, "%s can't be made in it", folders[i]);
	for (size_t i = 0; i < sizeof files / sizeof *files; i++)
		if (!os_write_report(arena_printf(arena, "%s/%s", revision->root, files[i].name), str_of(files[i].text), err))
			return false;
	return true;
}

static bool fill(struct arena *arena, struct revision *revision, struct err *err)
{
	const char *const words[] = { "ls-tree", "-r", "-z", "-l", "--full-tree", revision->commit, NULL };
	const char *here = real_path(arena, ".");
	struct arena scratch = ARENA_INIT;
	struct revision_list list = { .arena = &scratch };
	struct str listing = { 0 };
	bool ok = git_run(&scratch, revision->repository, words, STR(""), false, &listing) == 0 ||
		  err_set(err, ERR_INPUT, revision->repository, 0, "git can't list the files of %s; see git fsck", revision->rev);
	ok = ok && revision_take(&list, revision, listing, err) &&
	     temporary_open(arena, revision->repository, list.bytes, &revision->temporary, err);
	if (ok) {
		revision->root = revision->temporary.path;
		revision->seen = path_from(arena, here ? here : "/", revision->root);
		ok = make_repository(&scratch, revision, err) && revision_write(&list, revision, err);
	}
	revision->left = left_of(arena, &list);
	arena_free(&scratch);
	return ok;
}

/* The path that was asked for; it may have come or gone. */
static bool find_path(struct arena *arena, struct revision *revision, const char *path, struct err *err)
{
	struct stat st;
	revision->folder = revision_place(arena, revision, path);
	if (!revision->folder || os->fstatat(AT_FDCWD, revision->folder, &st, 0) < 0)
		return err_set(err, ERR_INPUT, path, 0, "is not in %s", revision->rev);
	return true;
}

bool revision_open(struct arena *arena, const char *path, const char *rev, struct revision *revision, struct err *err)
{
	const char *whole = whole_path(arena, path);
	*revision = (struct revision){ .rev = rev, .left = "", .temporary = { .dir = -1, .keeper = -1 } };
	revision->repository = whole ? project_repository(arena, whole) : NULL;
	if (!revision->repository)
		return err_set(err, ERR_INPUT, path, 0, "is in no git repository, so there is no %s of it; --from and --to compare folders",
			       rev);
	if (!find_commit(arena, revision, err))
		return false;
	if (fill(arena, revision, err) && find_path(arena, revision, path, err))
		return true;
	(void)!revision_close(revision);
	return false;
}

bool revision_close(struct revision *revision)
{
	return revision->temporary.keeper < 0 || temporary_close(&revision->temporary);
}

/* ---- names ---- */

const char *revision_place(struct arena *arena, const struct revision *revision, const char *path)
{
	const char *whole = whole_path(arena, path);
	const char *below = whole ? path_below(revision->repository, whole) : NULL;
	return below ? path_join(arena, revision->root, str_of(below)) : NULL;
}

/* How long the name of the folder is that stands at `at`; 0: none does. */
static uint32_t folder_at(const struct revision *revision, struct str text, uint32_t at)
{
	const char *const names[] = { revision->root, revision->seen };
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		struct str name = str_of(names[i]);
		if (str_eq(str_sub(text, at, at + name.len), name))
			return name.len;
	}
	return 0;
}

struct str revision_words(struct arena *arena, const struct revision *revision, struct str text)
{
	struct buf out = BUF_INIT(arena);
	for (uint32_t at = 0, len; at < text.len; at += len) {
		len = folder_at(revision, text, at);
		if (!len) {
			buf_char(&out, text.at[at]);
			len = 1;
			continue;
		}
		buf_printf(&out, "%s:", revision->rev);
		len += at + len < text.len && text.at[at + len] == '/';
	}
	return buf_done(&out);
}

const char *revision_name(struct arena *arena, const struct revision *revision, const char *path)
{
	return revision_words(arena, revision, str_of(path)).at;
}
