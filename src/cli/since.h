/* since: of all findings, those on lines that changed since a commit (--diff-base).
 *
 * The whole fleet is judged; what is reported afterwards is what a change brought, or touches: a finding counts that marks a changed line or
 * points to one (its notes), one that is about the file as a whole where lines were taken out of it, and one in a file
 * that can't be compared. A file that the commit does not have is new, with all its lines.
 *
 *     struct since since = { 0 };
 *     if (!since_open(cli, gathering, &since)) return;      reads the commit's files, before a run gives up reading
 *     since_apply(&since, sink, from);
 */
#ifndef CLI_SINCE_H
#define CLI_SINCE_H

#include "cli/gather.h"
#include "text/changed.h"

struct since_file {
	const char *whole;       /* absolute */
	struct str before;
	bool is_new;
	struct changed *changed; /* when it was asked about */
};

struct since {
	struct cli *cli;
	const struct gathering *gathering;
	struct since_file *files;  /* in the order of names */
	uint32_t count, room;
	uint32_t dropped;          /* findings */
};

/* Nothing without --diff-base. False and raised where the commit, or a repository, is not there. */
bool since_open(struct cli *cli, const struct gathering *gathering, struct since *since);

/* Takes the findings from number `from` on that the change has no part in out of the sink. */
void since_apply(struct since *since, struct sink *sink, uint32_t from);

#endif
