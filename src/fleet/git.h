/* git: which files git ignores, and what was in a commit, asked of git itself.
 *
 * The repository may be a stranger's, and git runs what the config of a repository tells it to: a monitor of its files, a
 * hook, the program that fetches what a partial clone lacks. A clone brings no config along, but an archive does, and so
 * does a bare repository that is hidden in a folder of an honest one. So git is asked a question for which it has to run
 * nothing, with all that turned off; of its answer nothing is believed but which of our own names it ignores, and what
 * was in a file.
 */
#ifndef FLEET_GIT_H
#define FLEET_GIT_H

#include <stdbool.h>

#include "base/str.h"

enum git_answer {
	GIT_IGNORES_NONE,  /* of these */
	GIT_IGNORES_SOME,
	GIT_CANT_SAY,      /* no git, no repository, or nothing that git understands */
};

/* Asks in the work tree that holds `folder`. `names`: paths from `folder` on, with ./ before them, as git makes something
 * else of a colon at the beginning; or absolute ones; each with a NUL behind it. `*ignored`: those of them that are
 * ignored, likewise, in their order. Git is not started for paths from `folder` on that are all in its index
 * (git_index.h). */
enum git_answer git_ignored(struct arena *arena, const char *folder, struct str names, struct str *ignored);

/* Runs git in `folder` with those words (NULL ends), which must be of a command that only looks into the repository, and
 * fetches, filters and shows nothing. Its exit status; -1: there is none, or it was killed. `loudly`: what it complains of
 * stands in `output`, too. */
int git_run(struct arena *arena, const char *folder, const char *const *words, struct str input, bool loudly,
	    struct str *output);

/* From now on another process asks git, which reads what it likes: for a run that is going to give up reading most
 * files (base/sandbox.h). It answers that one question, and ends with this process. False: there is none. */
bool git_detach(void);

#endif
