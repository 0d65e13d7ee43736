/* result: what the writing verbs do with the new text of a file: write it, print it, or show the difference, as the
 * writing flags say.
 *
 *     if (!result_flags_fit(cli, count, standard_input)) return;
 *     ... compute all results
 *     if (result_writes(cli, standard_input) && !result_write(cli, results, count)) return;
 *     for (each) result_show(cli, &results[i], standard_input);
 */
#ifndef CLI_RESULT_H
#define CLI_RESULT_H

#include "cli/cli.h"
#include "text/edit.h"

struct result {
	const char *path;             /* to open; "-" is standard input */
	const char *name;             /* for messages */
	const struct identity *id;    /* as it was read */
	struct str old, text;         /* as it was read, and as it is to be */
	const struct edits *edits;    /* from the one to the other */
};

/* Flags that would have no effect, or each other's, are reported; `count` files, of which one may be standard input. */
bool result_flags_fit(struct cli *cli, uint32_t count, bool standard_input);

/* Do the flags have results written, or one printed? */
bool result_writes(const struct cli *cli, bool standard_input);
bool result_prints(const struct cli *cli, bool standard_input);

/* All files, or none; reported. */
bool result_write(struct cli *cli, const struct result *results, uint32_t count);

/* What goes to standard output of it: the text, the difference, or nothing. With --check a change is raised. */
void result_show(struct cli *cli, const struct result *result, bool standard_input);

#endif
