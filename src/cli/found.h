/* found: the files that PATHs stand for, of a verb that takes each of them by itself (get, show, set, unset, apply).
 *
 *     struct found found;
 *     found_files(cli, count, arguments, &found);
 *     found_settled(cli, &found);
 *     ... found.paths.at[i], found.plain[i]
 *
 * Folders are walked, by all workers, and "-" stays. What a walk saw is remembered, so that it need not be asked of the disk
 * again, file by file: thousands of them are mostly plain files in folders of their own.
 */
#ifndef CLI_FOUND_H
#define CLI_FOUND_H

#include "cli/cli.h"
#include "fleet/folders.h"

struct found {
	struct paths paths;    /* each file once */
	bool *plain;           /* of each: it lies in a folder that a walk has just listed, with no link in it, and nothing of a rewrite */
	struct folders seen;   /* that were walked */
};

/* What can't be read, and an empty PATH, is reported and raised, and the others are still there. */
void found_files(struct cli *cli, int count, char *const *arguments, struct found *found);

/* As cli_settled(), of all of them. Who writes is asked once more, when nobody else can (save/transaction.h). */
bool found_settled(struct cli *cli, const struct found *found);

#endif
