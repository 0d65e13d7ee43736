/* repair: the command that takes members from one step of a procedure to another, for sentences that tell to.
 *
 *     const char *command = repair_command(arena, stand, STEP_A, STEP_B, in);
 *     if (command) ... "mongoconf apply enable-transition hosts/db1/mongod.conf"
 */
#ifndef ROLLOUT_REPAIR_H
#define ROLLOUT_REPAIR_H

#include "rollout/stand.h"

/* Forward or back, for the members that `in` says. NULL: they are many, have no file that can be rewritten, or no transform
 * does it alone. */
const char *repair_command(struct arena *arena, const struct stand *stand, int from, int to, const bool *in);

#endif
