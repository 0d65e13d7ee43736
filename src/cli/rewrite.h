/* rewrite: what apply, set and unset share: read, change, prove, show or write.
 *
 * All results are computed and proven before the first file is written. A refusal of one file is a
 * refusal of the run: every reason is printed, and no file is changed (exit 4).
 */
#ifndef CLI_REWRITE_H
#define CLI_REWRITE_H

#include "cli/cli.h"
#include "yaml/draft.h"

/* One file's change. Returns false with `err` filled to refuse; `remarks` are lines that the
 * operator should read when the file is changed. */
typedef bool rewrite_change(void *context, struct draft *draft, struct buf *remarks, struct err *err);

/* Does the change to every file (folders are walked; "-" is standard input, whose result is
 * printed), as the writing flags say. */
void rewrite_run(struct cli *cli, int count, char *const *paths, rewrite_change *change, void *context);

#endif
