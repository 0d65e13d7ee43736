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

/* One file's change. `target` is the server that the file is for, as far as is known. Returns false with `err` filled to refuse;
 * `remarks` are lines that the operator should read when the file is changed. Asked for several files at the same time: it
 * writes to these arguments alone, and takes memory from draft->arena, which lasts until the file is done. It may be asked twice of one file. */
typedef bool rewrite_change(void *context, const struct target *target, struct draft *draft, struct buf *remarks, struct err *err);

/* A file and what becomes of it. */
struct rewritten {
	const char *name;
	struct str now;                /* as it will be; the same text where nothing changes */
};

/* A run with its own questions; those that are NULL are answered as apply does. */
struct rewrite {
	rewrite_change *change;
	bool alone;    /* change() is asked for one file after the other */
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
