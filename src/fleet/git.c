#include "fleet/git.h"

#include "base/os.h"

/* A hook of git has these set, for the repository that it runs in, and relative to another folder than ours. What is said
 * by GIT_CONFIG_COUNT and its like stays: it is the user's, who may have to tell git that the folder is safe. */
static const char *const without[] = {
	"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY",
	"GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_PREFIX", "GIT_NAMESPACE", "GIT_SHALLOW_FILE", "GIT_LITERAL_PATHSPECS",
	"GIT_GLOB_PATHSPECS", "GIT_NOGLOB_PATHSPECS", "GIT_ICASE_PATHSPECS", NULL,
};

/* Nothing is fetched, whatever the index lacks: a fetch runs what the remote's config names. Nothing is written. */
static const char *const with[] = {
	"GIT_NO_LAZY_FETCH=1", "GIT_ALLOW_PROTOCOL=none", "GIT_OPTIONAL_LOCKS=0", "GIT_TERMINAL_PROMPT=0", NULL,
};

enum git_answer git_ignored(struct arena *arena, const char *folder, struct str names, struct str *ignored)
{
	/* core.fsmonitor is a command that is run when an index is read. A repository is where a .git is, and not where a
	 * folder has files called as those of a bare one. */
	const char *const argv[] = {
		"git", "--no-pager", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null",
		"-c", "safe.bareRepository=explicit", "-C", folder, "check-ignore", "-z", "--stdin", NULL,
	};
	struct os_environment environment = { without, with };
	int status = os_run(arena, argv, &environment, names, ignored);
	return status == 0 ? GIT_IGNORES_SOME : status == 1 ? GIT_IGNORES_NONE : GIT_CANT_SAY;
}
