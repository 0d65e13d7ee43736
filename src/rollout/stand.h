/* stand: where a field stands in a procedure, and what comes next.
 *
 *     struct stand stand;
 *     stand_find(arena, procedure, &field, &stand);
 *     stand.state, stand.held
 *     stand.variant->phases[stand.next]      what comes next, where stand.next < stand.variant->phase_count
 *     stand.variant->phases[stand.edit]      what changes files next, likewise
 *
 * A phase that changes files is done when every member with its roles is at its step `to` or beyond; it is under way
 * when some are, and some are still before it. Work for people is passed when a later phase has begun, or when all of
 * its conditions are known to hold. The next phase is the first that is neither done nor passed.
 *
 * The field is held back where members are at steps that must not be mixed (pair.h says no), in no state of the procedure,
 * or can't be read, and where what must hold before the next phase is known not to. Nothing is planned from
 * there but the repair that `held` names. All memory is the arena's; nothing fails.
 */
#ifndef ROLLOUT_STAND_H
#define ROLLOUT_STAND_H

#include "rollout/procedure.h"

struct member_stand {
	const struct member *member;
	const char *name;            /* field->names' */
	int step;                    /* or STEP_OFF */
	const char *state;           /* the step's name; or "off" */
	int phase;                   /* index of the last phase of files that it has behind it; -1: none */
	const char *differs;         /* what its config would have to have for the phase's step; NULL: it is there */
};

enum stand_state {
	STAND_BEFORE,     /* nothing has begun */
	STAND_BETWEEN,    /* phases are done, and the next has not begun */
	STAND_UNDER_WAY,  /* some members are further than others */
	STAND_DONE,
	STAND_HELD,
};

struct stand {
	const struct procedure *procedure;
	const struct field *field;
	const struct variant *variant;   /* NULL: the procedure does not fit; `held` says why */
	struct member_stand *members;    /* as field->members */
	uint32_t count;
	enum stand_state state;
	int phase;                   /* index of the last phase that is done or passed, and all before it; -1: none */
	int next;                    /* phase + 1; == phase_count: all is done */
	int edit;                    /* the first from `next` on that changes files; == phase_count: none */
	bool under_way;              /* `edit` is done on some of its members, and not on others */
	uint32_t there, of;          /* members of `edit` that are done, and all of them */
	const char **held;           /* what holds it back, a sentence each, with what to do */
	uint32_t held_count;
	const char **repairs;        /* commands that bring members to where `held` says, where one does it alone */
	uint32_t repair_count;
	const char **notes;          /* what else should be known, a sentence each */
	uint32_t note_count;
};

void stand_find(struct arena *arena, const struct procedure *procedure, const struct field *field, struct stand *stand);

/* "before", "between", "under-way", "done", "held": in JSON. */
const char *stand_state_name(enum stand_state state);

/* A sentence, without an end: "phase 3 (transition) is under way: 1 of 3 members are done". */
const char *stand_summary(struct arena *arena, const struct stand *stand);

/* What stands in the way of a phase that begins now: its conditions `before` that are known not to hold, a
 * sentence each. What only costs downtime is none of them. */
uint32_t stand_obstacles(struct arena *arena, const struct stand *stand, int phase, const char ***obstacles);

#endif
