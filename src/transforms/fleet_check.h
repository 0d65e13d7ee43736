/* fleet_check: do the files of one run still go together, while one member after the other restarts?
 *
 * What a transform does to one file may be right, and cut that member off from another whose file is changed in the same
 * run. Asked before anything is written; members that are not named in the run are not looked at (rollout check does).
 *
 *     if (!transform_fleet_check(before, after, count, &err)) ...
 */
#ifndef TRANSFORMS_FLEET_CHECK_H
#define TRANSFORMS_FLEET_CHECK_H

#include "config/config.h"

/* Refuses when two members of a set that can talk to each other now would not when one of them has its
 * new config and the other its old one, in either order, or when both have their new one; and the same for a mongos and
 * the config servers or shards that it connects to. Both lists have `count` configs, of one file each. */
bool transform_fleet_check(const struct config *const *before, const struct config *const *after,
			   uint32_t count, struct err *err);

#endif
