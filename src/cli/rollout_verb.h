/* rollout_verb: the parts of the verb `rollout`, a file each. `arguments` are what follows the word. */
#ifndef CLI_ROLLOUT_VERB_H
#define CLI_ROLLOUT_VERB_H

#include "cli/cli.h"

void rollout_check(struct cli *cli, int count, char *const *arguments);
void rollout_status(struct cli *cli, int count, char *const *arguments);
void rollout_plan(struct cli *cli, int count, char *const *arguments);
void rollout_apply(struct cli *cli, int count, char *const *arguments);

#endif
