/* rollout_round: a phase of a procedure, on all fields that a run of `rollout apply` concerns.
 *
 * All or nothing: what all fields become is computed, and judged as `rollout check` would, before the first file is
 * written. The parts, in the order in which they are called:
 *
 *     rollout_apply.c     which phase of which field; what is for people; what is refused at once
 *     rollout_edit.c      configs, through rewrite.h      or  rollout_keys.c   keyfiles, as `keyfile rotate` does
 *     rollout_judge.c     the fleet as it is against the fleet with the new texts
 *     rollout_next.c      what is to be done now, by people
 */
#ifndef CLI_ROLLOUT_ROUND_H
#define CLI_ROLLOUT_ROUND_H

#include "cli/refusals.h"
#include "cli/stands.h"
#include "transforms/steps.h"

/* What is done on one field. */
struct task {
	const struct stand *stand;
	const struct fleets_part *part;
	unsigned index;               /* of the phase */
	const struct phase *phase;
	bool *edits;                  /* by stand->members: its file changes now */
	uint32_t count;               /* of those */
	uint32_t left;                /* that the phase concerns as well, and whose files were not named */
	struct transform_step *steps;
	unsigned step_count;
	const struct stand *then;     /* where the field stands afterwards; of rollout_judge.c */
};

struct round {
	struct cli *cli;
	struct stands stands;
	struct refusals refusals;     /* of keyfiles, where they are rotated */
	struct task *tasks;
	uint32_t count;
};

void rollout_edit(struct round *round);
void rollout_rotate(struct round *round);

/* Refuses by cli_fail() where `rollout check` would say unsafe or refuse, or where a member would not be at the step that the
 * phase leads to. `after`: the trees with their new texts, and what its rules said in `refusals`. Fills task->then. */
void rollout_judge_fleets(struct round *round, const struct fleets *after, struct refusals *refusals);

/* The same where keyfiles change, and the members of the fleets don't: `next` tells what a member's state will be. */
typedef bool rollout_state_of(const void *context, const struct member *member, struct pair_state *state);
void rollout_judge_keys(struct round *round, rollout_state_of *next, const void *context);

/* To be called when all is written. */
void rollout_say_next(const struct round *round);

/* "shop: phase 3 of 4 (transition)" */
const char *rollout_phase_words(struct arena *arena, const struct stand *stand, unsigned index);

#endif
