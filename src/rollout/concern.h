/* concern: what else a change does, one server at a time.
 *
 * What clients meet, what nobody can reach, what is weaker than before, and what is not what it looks like. One row of
 * a table each in concern.c; servers of one row are told together.
 */
#ifndef ROLLOUT_CONCERN_H
#define ROLLOUT_CONCERN_H

#include "rollout/check.h"

void concern_judge(struct check *check);

#endif
