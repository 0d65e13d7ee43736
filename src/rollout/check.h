/* check: does a change to a fleet hold in every mixture of old and new?
 *
 * Members restart one at a time, so that on the way each runs with its old state or its new one. What can
 * go wrong is a property of pairs (fleet/pair.h): for each two that connect to each other, both old, both new,
 * and the two mixtures are looked at. A mixture that works only one way round says who restarts first; one
 * that works no way round, or orders that bite each other's tail, mean that no order is safe. This is
 * exact, and costs n log n: members that are alike before and after are one class.
 *
 *     struct check check = { .servers = servers, .count = count, .batch = 1 };
 *     check_run(arena, &check);
 *     check.verdict, check.reasons, check.order
 *
 * Servers come from survey.h. Everything belongs to the arena; nothing fails.
 */
#ifndef ROLLOUT_CHECK_H
#define ROLLOUT_CHECK_H

#include "fleet/fleet.h"
#include "rollout/code.h"

/* A server of the fleet, as it runs and as it will. */
struct server {
	const char *name;               /* unique among those of the run: "m0", or "shop/m0" */
	const struct member *before, *after;  /* NULL: is not there before, or afterwards; both may be NULL in tests */
	struct pair_state now, next;    /* valid where it is there */
	bool runs, stays;               /* is it there before, and afterwards? */
	bool restarts;                  /* something differs that it reads when it starts; also one that comes or goes */
	uint32_t set;                   /* members of one set have one number; 0: of none */
	uint32_t cluster;               /* likewise; 0: of none */
	enum role role;
	/* What the set makes of it: from exports, or else one vote and priority 1. */
	bool votes, electable, arbiter, up, primary;
	bool hidden, delayed;
	bool known;                     /* an export lists it */
};

/* Where something is said: `from` a file before or after the change. */
struct site {
	const struct source *source;
	struct span at;
	const char *words;              /* "m0, as it runs now": for a note */
};

struct reason {
	enum code_id code;
	const struct server **members;  /* whom it is about; of a class of many the first few */
	uint32_t member_count, more;    /* and how many others */
	const char *message;            /* a sentence, without names of files: "m1 would enforce while m0 has no keyfile: ..." */
	const char *help;               /* what to do; NULL: nothing more to say */
	struct site *sites;
	uint32_t site_count;
};

/* One server would not start, as somebody else found out (the rules of lint). */
struct refused {
	const struct server *server;
	enum code_id code;
	const char *message;
	const struct source *source;
	struct span at;
};

struct check {
	/* asked */
	const struct server *servers;
	uint32_t count;
	const struct refused *refused;
	uint32_t refused_count;
	const struct server *const *given;  /* --order: every server that restarts; NULL: not said */
	uint32_t given_count;
	uint32_t batch;                 /* that restart at a time */
	bool all_at_once;               /* everything is stopped, then started: no mixtures */
	/* answered */
	enum verdict verdict;
	struct reason *reasons;         /* worst first */
	uint32_t reason_count, reason_room;
	const struct server **order;    /* of those that restart; empty where there is no safe one */
	uint32_t order_count;
	bool must_be_ordered;           /* not every order is safe */
	struct arena *arena;
};

void check_run(struct arena *arena, struct check *check);

/* For the parts of a check (mixture.c, concern.c, quorum.c): adds a reason; `members` are copied, of many the first few.
 * The second says where in the config that `server` has before or after the change: at the first of `options` (ended by NULL)
 * that is set there, else at its start. */
struct reason *check_add(struct check *check, enum code_id code, const struct server *const *members, uint32_t count,
			 const char *message);
enum side { SIDE_BEFORE, SIDE_AFTER };
void check_site(struct check *check, struct reason *reason, const struct server *server, enum side side,
		const char *const *options);

/* "m0", "m0 and m1", "m0, m1 and 5 others". */
const char *check_names(struct arena *arena, const struct server *const *members, uint32_t count);

#endif
