/* cluster_role: a role in the wrong case, which two rules speak of.
 *
 * From 4.2 to 7.0 the first check of sharding.clusterRole does not mind the case, and a second one that
 * does runs only without net.port. So `ShardSvr` stops the server in one config, and in another gives it
 * no role at all. (Server source, mongod_options.cpp, 4.2 to 5.1-dev; run with 4.2.8 and 4.4.)
 */
#ifndef RULES_CLUSTER_ROLE_H
#define RULES_CLUSTER_ROLE_H

#include "rules/rule.h"

/* The role that is right but for its case, or NULL; *right is how it is written. To servers that
 * refuse it at once it is a bad word like any other: NULL. */
const struct setting *cluster_role_miscased(const struct config *config, const char **right);

#endif
