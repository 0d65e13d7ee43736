/* keyfile_verb: the parts of `mongoconf keyfile`. PATHs are what follows the part's name. */
#ifndef CLI_KEYFILE_VERB_H
#define CLI_KEYFILE_VERB_H

#include "cli/cli.h"

void keyfile_check(struct cli *cli, int count, char *const *paths);
void keyfile_create(struct cli *cli, int count, char *const *paths);
void keyfile_rotate(struct cli *cli, int count, char *const *paths);

#endif
