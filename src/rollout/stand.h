/* stand: where a field stands in a procedure, and what comes next.
 *
 *     struct stand stand;
 *     stand_find(arena, procedure, &field, &stand);
 *
 * Phase k is done when every member with its roles is at its step `to` or beyond; it is under way when some are and
 * some are still at `from`. The next phase is the first that is not done. The field is held back where members are
 * at steps that must not be mixed, in no state of the procedure, or can't be read; nothing is planned from there but the
 * repair that `held` names.
 */
#ifndef ROLLOUT_STAND_H
#define ROLLOUT_STAND_H

#include "rollout/procedure.h"

struct member_stand {
	const struct member *member;
	int step;                    /* or STEP_OFF */
	const char *differs;         /* what its config would have to have for the phase's step; NULL: it is there */
};

struct stand {
	const struct procedure *procedure;
	const struct field *field;
	const struct variant *variant;   /* NULL: the procedure does not fit; `held` says why */
	struct member_stand *members;    /* as field->members */
	int phase;                   /* index of the last phase that is done; -1: none */
	int next;                    /* index of the next one that changes files or is people's work before it; == phase_count: all is done */
	bool under_way;              /* `next` is done on some of its members */
	const char **held;           /* what holds it back, a sentence each */
	uint32_t held_count;
};

void stand_find(struct arena *arena, const struct procedure *procedure, const struct field *field, struct stand *stand);

#endif
