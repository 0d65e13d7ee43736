#include "fleet/git.h"

#include <string.h>

#include "base/os.h"
#include "fleet/git_index.h"

/* A hook of git has these set, for the repository that it runs in, and relative to another folder than ours. What is said
 * by GIT_CONFIG_COUNT and its like stays: it is the user's, who may have to tell git that the folder is safe. */
static const char *const without[] = {
	"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY",
	"GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_PREFIX", "GIT_NAMESPACE", "GIT_SHALLOW_FILE", "GIT_LITERAL_PATHSPECS",
	"GIT_GLOB_PATHSPECS", "GIT_NOGLOB_PATHSPECS", "GIT_ICASE_PATHSPECS", NULL,
};

/* Nothing is fetched, whatever is lacking: a fetch runs what the remote's config names. Nothing is written. */
static const char *const with[] = {
	"GIT_NO_LAZY_FETCH=1", "GIT_ALLOW_PROTOCOL=none", "GIT_OPTIONAL_LOCKS=0", "GIT_TERMINAL_PROMPT=0", "LC_ALL=C", NULL,
};

int git_run(struct arena *arena, const char *folder, const char *const *words, struct str input, bool loudly,
	    struct str *output)
{
	/* core.fsmonitor is a command that is run when an index is read. A repository is where a .git is, and not where a
	 * folder has files called as those of a bare one. */
	const char *const first[] = {
		"git", "--no-pager", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null",
		"-c", "safe.bareRepository=explicit", "-C", folder,
	};
	enum { FIRST = sizeof first / sizeof *first };
	uint32_t count = 0;
	while (words[count])
		count++;
	const char **argv = arena_array(arena, FIRST + count + 1, sizeof *argv);
	memcpy(argv, first, sizeof first);
	for (uint32_t i = 0; i < count; i++)
		argv[FIRST + i] = words[i];
	struct os_environment environment = { without, with };
	return (loudly ? os_run_loudly : os_run)(arena, argv, &environment, input, output);
}

static enum git_answer ask(struct arena *arena, const char *folder, struct str names, struct str *ignored)
{
	static const char *const words[] = { "check-ignore", "-z", "--stdin", NULL };
	if (git_index_has_all(folder, names))
		return GIT_IGNORES_NONE;
	int status = git_run(arena, folder, words, names, false, ignored);
	return status == 0 ? GIT_IGNORES_SOME : status == 1 ? GIT_IGNORES_NONE : GIT_CANT_SAY;
}

/* ---- by another process ---- */

/* The socket to it, or -1. Questions are asked by one thread at a time: the first one. */
static int server = -1;

/* A question is a folder and the names, an answer what git says and the names; each text with its length before it. */
static bool put_text(int fd, struct str text)
{
	return os_write_all(fd, (struct str){ (const char *)&text.len, sizeof text.len }) && os_write_all(fd, text);
}

static bool take_text(struct arena *arena, int fd, struct str *text)
{
	uint32_t len;
	if (!os_read_exactly(fd, &len, sizeof len))
		return false;
	char *bytes = arena_bytes(arena, (size_t)len + 1);
	bytes[len] = '\0';
	*text = (struct str){ bytes, len };
	return os_read_exactly(fd, bytes, len);
}

static void serve(int fd)
{
	for (bool goes_on = true; goes_on;) {
		struct arena arena = ARENA_INIT;
		struct str folder, names, ignored = { 0 };
		goes_on = take_text(&arena, fd, &folder) && take_text(&arena, fd, &names);
		if (goes_on) {
			char answer = (char)ask(&arena, folder.at, names, &ignored);
			goes_on = put_text(fd, (struct str){ &answer, 1 }) && put_text(fd, ignored);
		}
		arena_free(&arena);
	}
}

bool git_detach(void)
{
	if (server < 0)
		server = os_fork_server(serve);
	return server >= 0;
}

enum git_answer git_ignored(struct arena *arena, const char *folder, struct str names, struct str *ignored)
{
	struct str answer;
	if (server < 0)
		return ask(arena, folder, names, ignored);
	if (!put_text(server, str_of(folder)) || !put_text(server, names) || !take_text(arena, server, &answer) ||
	    !take_text(arena, server, ignored) || answer.len != 1)
		return GIT_CANT_SAY;
	return (enum git_answer)answer.at[0];
}
