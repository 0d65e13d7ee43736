/* slice: a fleet in parts that can be judged on different machines (lint --shard).
 *
 * Every machine reads all configs and builds the same fleet; what it then judges is one slice. What is compared with each
 * other stays together: the members of a deployment, the deployments of a cluster, whoever shares a host, a config or a
 * keyfile. Such groups go one by one, the greatest first, to the slice that has the fewest members, so that the same
 * configs make the same slices everywhere.
 *
 * For the makers of a fleet (build.h). Without fleet_facts.slice none of these does anything:
 *
 *     slices_begin(build);                  deployments, clusters and machines are known
 *     slices_join(build, a, b);             and what else must stay together
 *     slices_deal(build);                   fills fleet->slice_of
 *     if (slices_skip(build, member)) ...   nobody in this slice looks at this member's keyfile
 */
#ifndef FLEET_SLICE_H
#define FLEET_SLICE_H

#include "fleet/build.h"

void slices_begin(struct build *build);
void slices_join(struct build *build, const struct member *a, const struct member *b);
void slices_deal(struct build *build);
bool slices_skip(const struct build *build, const struct member *member);

#endif
