/* apply_keyfile: `apply` with a transform of keyfiles. Nothing of a key is printed, in no form; so there is no diff. */
#ifndef CLI_APPLY_KEYFILE_H
#define CLI_APPLY_KEYFILE_H

#include "cli/cli.h"
#include "transforms/steps.h"

/* `paths` are keyfiles. All of them change, or none. */
void apply_keyfile(struct cli *cli, const struct transform_step *step, int count, char *const *paths);

#endif
