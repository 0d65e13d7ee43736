/* rewrite: what apply, set, unset and rollout apply share: read, change, prove, show or write.
 *
 * All results are computed and proven before the first file is written. A refusal of one file is a
 * refusal of the run: every reason is printed, and no file is changed (exit 4).
 */
#ifndef CLI_REWRITE_H
#define CLI_REWRITE_H

#include "cli/cli.h"
#include "config/config.h"
#include "yaml/draft.h"

/* One file's change. Returns false with `err` filled to refuse; `remarks` are lines that the
 * operator should read when the file is changed. */
typedef bool rewrite_change(void *context, struct draft *draft, struct buf *remarks, struct err *err);

/* A file and what becomes of it. */
struct rewritten {
	const char *path;
	const struct source *source;   /* as it is */
	const struct source *now;      /* as it will be; the same text where nothing changes */
	const struct config *before, *after;
};

/* A run with its own questions; those that are NULL are answered as apply does. */
struct rewrite {
	rewrite_change *change;
	/* Which server a file is for; else the project file of the run says it. */
	void (*target)(void *context, const char *path, struct target *target);
	/* Do the members still go together with all results? Refuses by cli_fail(); else it is asked of the files alone. */
	void (*judge)(void *context, const struct rewritten *files, uint32_t count);
	void *context;
};

/* Does the change to every file (folders are walked; "-" is standard input, whose result is
 * printed), as the writing flags say. True: all was written, or shown. */
bool rewrite_all(struct cli *cli, int count, char *const *paths, const struct rewrite *rewrite);

/* The same with the questions of apply. */
void rewrite_run(struct cli *cli, int count, char *const *paths, rewrite_change *change, void *context);

#endif
