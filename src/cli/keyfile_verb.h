/* keyfile_verb: the parts of `mongoconf keyfile`. PATHs are what follows the part's name. */
#ifndef CLI_KEYFILE_VERB_H
#define CLI_KEYFILE_VERB_H

#include "cli/cli.h"
#include "config/keyfile_write.h"
#include "save/transaction.h"

void keyfile_check(struct cli *cli, int count, char *const *paths);
void keyfile_create(struct cli *cli, int count, char *const *paths);
void keyfile_rotate(struct cli *cli, int count, char *const *paths);

/* For whoever rotates keyfiles (rollout apply does as well): reads the files of a rotation, whose paths are set, into its
 * scratch arena, and begins `all`, one for each. What can't be read is reported and raised. */
bool keyfile_rotation_read(struct cli *cli, struct rotation *rotation, struct replacement *all);

/* After rotation_plan(): fills in the new texts. How many files change. */
uint32_t keyfile_rotation_results(struct cli *cli, const struct rotation *rotation, struct replacement *all);

#endif
