/* fleet: which files belong together, who they are, and whether they share a host.
 *
 * Nothing but the files tells it here, so it is inferred, and fleet_explain() says what was
 * assumed:
 *
 *   Siblings are files whose paths differ in one folder (hosts/db1/mongod.conf,
 *   hosts/db2/mongod.conf), or files of one folder. A folder that is called like an environment
 *   (staging, production, ...) never makes siblings.
 *   Siblings with one replSetName are a deployment. A sibling with another name, or none, is taken
 *   for a member with a mistake when its name is a near miss of the name of at least two others.
 *   Members are on different hosts when they could not share one (the same port on overlapping
 *   addresses, the same dbPath) or when the folder that tells them apart is called like a host. They
 *   are on one host when they lie in one folder with different ports and dbPaths and loopback
 *   addresses. Else it is not known, and rules that must know stay silent.
 *
 *     struct fleet fleet;
 *     fleet_infer(arena, configs, count, &fleet);
 *     for (each deployment) for (each member) ...
 *
 * All memory is the arena's; nothing fails.
 */
#ifndef FLEET_FLEET_H
#define FLEET_FLEET_H

#include "config/auth.h"
#include "config/config.h"

enum guess {
	GUESS_NONE,       /* has the deployment's name */
	GUESS_NEAR_NAME,  /* has another name, which is taken for a mistake */
	GUESS_NO_NAME,    /* has none, which is taken for a mistake */
};

struct member {
	const struct config *config;
	const char *name;        /* what tells it from its siblings: a folder's or the file's name */
	struct str set;          /* its replSetName; empty where it has none */
	enum guess guess;
	enum auth_state auth;
};

enum hosts { HOSTS_UNKNOWN, HOSTS_ONE, HOSTS_MANY };

struct deployment {
	struct str set;          /* what most members say */
	struct member *members;
	uint32_t count;
	enum hosts hosts;
	const char *hosts_because;  /* for people */
};

struct fleet {
	struct deployment *deployments;
	uint32_t count;
};

/* `configs` are `count` files in the order of their names. Files that are not YAML, mongos files
 * and files without siblings are in no deployment. */
void fleet_infer(struct arena *arena, const struct config *const *configs, uint32_t count,
		 struct fleet *fleet);

/* What was assumed, a line per deployment, each ended. */
struct str fleet_explain(struct arena *arena, const struct fleet *fleet);

#endif
