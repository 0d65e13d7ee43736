/* fleet: which files belong together, who they are, and whether they share a host.
 *
 * Nothing but the files tells it here, so it is inferred, and fleet_explain() says what was
 * assumed:
 *
 *   Siblings are files whose paths differ in one folder (hosts/db1/mongod.conf,
 *   hosts/db2/mongod.conf), or files of one folder whose names differ in a number, a letter or a
 *   word for a member (mongod-1.conf and mongod-2.conf, node1.conf and arbiter.conf). A folder that
 *   is called like an environment (staging), a state (before) or a release (4.2) never makes siblings.
 *   Siblings with one replSetName are a deployment; config servers are never of one with others. A
 *   sibling with another name, or none, is taken for a member with a mistake when its name is a near
 *   miss of the name of at least two others.
 *   Members are on one host when all listen on loopback addresses only, on different ports. They
 *   are on different hosts when they could not share one (the same port on overlapping addresses, the
 *   same dbPath) or when what tells them apart is called like a host. Else it is not known, and
 *   rules that must know stay silent.
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
	bool alike;              /* they are called like members of one set: db1 and db2, not orders and billing */
	enum hosts hosts;
	const char *hosts_because;  /* for people */
};

struct fleet {
	struct deployment *deployments;
	uint32_t count;
};

/* `configs` are `count` files in any order. Files that are not YAML, mongos files, files without
 * siblings and files whose set name comes from elsewhere are in no deployment. */
void fleet_infer(struct arena *arena, const struct config *const *configs, uint32_t count,
		 struct fleet *fleet);

/* What was assumed, a line per deployment, each ended. */
struct str fleet_explain(struct arena *arena, const struct fleet *fleet);

#endif
