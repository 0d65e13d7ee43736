/* fleet_check: do the files of one run still go together, while one member after the other restarts?
 *
 * What a transform does to one file may be right, and cut that member off from another whose file is changed in the same
 * run. Asked before anything is written; members that are not named in the run are not looked at (rollout check does).
 *
 *     if (!transform_fleet_check(before, after, count, &err)) ...
 *
 * A run over many files keeps none of their configs, only what counts about them for each other:
 *
 *     used += fleet_check_take(arena, &before, &after, &changes[used]);      for each file
 *     if (!fleet_check_all(changes, used, &err)) ...
 */
#ifndef TRANSFORMS_FLEET_CHECK_H
#define TRANSFORMS_FLEET_CHECK_H

#include "config/config.h"
#include "fleet/pair.h"

/* One file before and after. */
struct fleet_change {
	const char *name;      /* as the file was named to us */
	struct place at;       /* where it says of which set it is */
	struct str set;        /* its own, or for a router that of the config servers */
	bool router, shard;
	struct pair_state old, new;
};

/* False where nothing tells whom the file goes with: then `change` is not to be used. It is the arena's, but for the file's
 * name; neither config is needed afterwards. */
bool fleet_check_take(struct arena *arena, const struct config *before, const struct config *after, struct fleet_change *change);

/* Refuses when two members of a set that can talk to each other now would not when one of them has its
 * new config and the other its old one, in either order, or when both have their new one; and the same for a mongos and
 * the config servers or shards that it connects to. Puts `changes` into the order of sets. */
bool fleet_check_all(struct fleet_change *changes, uint32_t count, struct err *err);

/* Both of configs: both lists have `count`, of one file each. */
bool transform_fleet_check(const struct config *const *before, const struct config *const *after,
			   uint32_t count, struct err *err);

#endif
