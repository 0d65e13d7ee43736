/* plan_parts: what a plan is made of, a file for each. For plan_make() alone; who reads a plan has plan.h. */
#ifndef ROLLOUT_PLAN_PARTS_H
#define ROLLOUT_PLAN_PARTS_H

#include "rollout/plan.h"

/* Who restarts, in which order: plan_roll.c. */
void plan_rolls(struct arena *arena, const struct stand *stand, struct plan_phase *phase);

/* What to run in mongosh on the way: plan_live.c. */
void plan_live(struct arena *arena, const struct stand *stand, struct plan_phase *phase);

/* What the deployment must be like, and what its majorities make of a restart: plan_require.c. */
void plan_require(struct arena *arena, struct plan *plan);
void plan_warn(struct arena *arena, struct plan *plan, const char *text);

/* What the files can't tell: plan_unknown.c. */
void plan_ask(struct arena *arena, struct plan *plan);

#endif
