/* quorum: the arithmetic of majorities.
 *
 *     struct quorum quorum;
 *     quorum_count(&quorum, members, count, list);
 *     if (quorum.up - down < quorum.majority) ... no primary can be elected, or stays
 *
 * V voters (at most 7), a majority of V/2 + 1; writes that wait for a majority are acknowledged by
 * min(majority, voters with data). (Server source: repl/repl_set_config.cpp, _calculateMajorities; repl/member_config.h.)
 */
#ifndef ROLLOUT_QUORUM_H
#define ROLLOUT_QUORUM_H

#include "rollout/check.h"

struct quorum {
	uint32_t voters, majority;      /* V, M */
	uint32_t data_voters, write_majority;  /* D, W */
	uint32_t up, data_up;           /* voters that are up; of those, with data */
	uint32_t electable_up;          /* may become primary, and are up; the present one counts */
	bool has_primary;               /* it is known which one is it */
};

/* Of the members of one set, those with a config here and those that only `list` (the set's export, may be NULL) has.
 * Without a list each member has one vote and may become primary; of more than seven, seven vote. */
void quorum_count(struct quorum *quorum, const struct server *const *members, uint32_t count, const struct rsconf *list);

/* Adds what a roll of this check, so many at a time, does to majorities and routers; where all are stopped at once, only which members
 * of a set no config is here of. */
void quorum_judge(struct check *check);

#endif
