/* past: a tree out of git beside the work tree: what flags name there, and what git never had.
 *
 *     struct flags now = past_flags(cli);              flags that name files of the work tree name those of the commit
 *     ... fleets_gather(), fleets_read() of the tree before
 *     cli->flags = now;
 *     past_keyfiles(cli, &before, &after);             when both were read
 *
 * Without cli->revision nothing happens.
 */
#ifndef CLI_PAST_H
#define CLI_PAST_H

#include "cli/fleets.h"

/* --project, --key-file-root and --inventory mean what the commit has of them; where it has nothing of that name, or they lie
 * elsewhere, they mean what is there now. Returns the flags as they were. */
struct flags past_flags(struct cli *cli);

/* A keyfile that git ignores is in no commit: what it held then is not known, and it is taken for what it holds now. */
void past_keyfiles(struct cli *cli, struct fleets *before, const struct fleets *after);

#endif
