/* mixture: which members could not talk to each other while some run with their old config and some with their new one,
 * and in which order that does not happen.
 *
 * Members that are alike, before and after, and that connect to the same others are one class; two classes are looked at
 * once. Who connects to whom (server source: repl/replication_coordinator_impl.cpp's heartbeats, s/grid.cpp, 4.4): members
 * of a set to each other; in a cluster all servers to each other, and routers to the servers, but nobody to a router.
 */
#ifndef ROLLOUT_MIXTURE_H
#define ROLLOUT_MIXTURE_H

#include "rollout/check.h"

/* Adds the reasons, and where there is a safe order, that. */
void mixture_judge(struct check *check);

/* As people think of a roll: routers, config servers, shards; set by set; who is primary, last. */
int mixture_by_roll(const void *a, const void *b);

#endif
