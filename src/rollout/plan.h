/* plan: what is left of a procedure, ready to be carried out.
 *
 *     struct plan plan;
 *     plan_make(arena, &stand, &plan);
 *     for (each phase of plan) which files change, in which order who restarts, what to run and to look at
 *
 * A roll goes part by part (of a cluster, in the order that the phase says: by the order of its roles in the table), and within a set:
 * hidden, delayed and priority-0 members and arbiters, then other secondaries, the primary last, after it stepped down.
 * Who is what comes from exports of rs.conf() and rs.status(); where there is none, that is left open and said.
 */
#ifndef ROLLOUT_PLAN_H
#define ROLLOUT_PLAN_H

#include "rollout/stand.h"

enum stop_kind { STOP_RESTART, STOP_STEP_DOWN };

struct stop {                        /* a station of a roll */
	const struct member *member;
	enum stop_kind kind;         /* STEP_DOWN: the primary is stepped down first, then restarted */
	const char *because;         /* "hidden", "arbiter", "primary": NULL: nothing special */
};

struct plan_phase {
	const struct phase *phase;
	unsigned number;             /* from 1 */
	bool under_way, done;
	const struct member **files; /* whose config (or keyfile) changes in it */
	uint32_t file_count;
	struct stop *stops;
	uint32_t stop_count;
};

struct plan {
	const struct stand *stand;
	struct plan_phase *phases;   /* all, those that are done too */
	uint32_t count;
	const char **unknown;        /* what can't be known from the files: who is primary, whether users exist, ... */
	uint32_t unknown_count;
	const char **warnings;       /* arithmetic of majorities: "shop: 2 voters, a restart of either ..." */
	uint32_t warning_count;
};

void plan_make(struct arena *arena, const struct stand *stand, struct plan *plan);

#endif
