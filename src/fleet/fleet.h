/* fleet: which files belong together, who they are, and whether they share a host.
 *
 * Three sources, best first: a project file and the inventories that it names say it; a set's own
 * export of rs.conf() lists its members; else the files themselves tell, and fleet_explain() says what
 * was assumed:
 *
 *   Siblings are files whose paths differ in one folder (hosts/db1/mongod.conf,
 *   hosts/db2/mongod.conf), or files of one folder whose names differ in a number, a letter or a
 *   word for a member (mongod-1.conf and mongod-2.conf, node1.conf and arbiter.conf). A folder that
 *   is called like an environment (staging), a state (before) or a release (4.2) never makes siblings.
 *   Siblings with one replSetName are a deployment; config servers are never of one with others, but for
 *   one that differs from all others of its name. A sibling with another name, or none, is taken for a
 *   member with a mistake when its name is a near miss of the name of at least two others.
 *   Members are on one host when all listen on loopback addresses only, or on one address of one host,
 *   on different ports; when all lie in the folder of one host; when they lie in one folder, with a
 *   port and a dbPath each. They are on different hosts when they could not share one (the same port
 *   on overlapping addresses, the same dbPath) or when what tells them apart is called like a host.
 *   Else it is not known, and rules that must know stay silent.
 *   A mongos whose configDB names the config servers of a set nearby makes a cluster of both, and of the
 *   shards that have no other cluster as near.
 *   An export belongs to the deployment of its set; of several with that name to the one whose hosts it lists.
 *
 *     struct fleet fleet;
 *     fleet_build(arena, &facts, &fleet);
 *     for (each deployment) for (each member) ...
 *
 * All memory is the arena's; nothing fails.
 */
#ifndef FLEET_FLEET_H
#define FLEET_FLEET_H

#include "config/keyfile.h"
#include "fleet/claims.h"
#include "fleet/inventory.h"
#include "fleet/pair.h"
#include "fleet/project.h"
#include "fleet/rsconf.h"

enum guess {
	GUESS_NONE,       /* has the deployment's name */
	GUESS_NEAR_NAME,  /* has another name, which is taken for a mistake */
	GUESS_NO_NAME,    /* has none, which is taken for a mistake */
};

enum role { ROLE_MEMBER, ROLE_SHARD, ROLE_CONFIG_SERVER, ROLE_ROUTER };

struct deployment;

struct member {
	const struct config *config;  /* as the server ends up with it: its file, and what a command line adds.
	                               * setting->source says where each of its settings stands */
	const struct config *file;    /* the file alone; NULL where the command line says everything */
	const char *name;             /* what the project, the inventory or the path calls it */
	const char *host;             /* the host that it runs on; NULL: not known */
	struct str set;               /* its replSetName; empty where it has none */
	enum guess guess;
	enum role role;
	bool arbiter;                 /* surely one */
	uint32_t port;                /* where it listens; 0: not known */
	struct pair_state state;
	const struct keyfile *keyfile;          /* NULL: none, or not looked at */
	struct version server;                  /* which release it runs; { 0 }: not known */
	const struct source *server_source;     /* where that is said; NULL: on the command line, or nowhere */
	struct span server_at;
	const struct inventory *inventory;      /* that lists it, with `entry`; or NULL */
	const struct inventory_entry *entry;
	const struct rs_member *listed;         /* its line in deployment->list; NULL: none, or not known */
	const struct project_place *place;      /* what the project says of its file; or NULL */
	struct deployment *deployment;          /* NULL: belongs to no other */
};

enum hosts { HOSTS_UNKNOWN, HOSTS_ONE, HOSTS_MANY };
enum deployment_kind { DEPLOYMENT_REPLICA_SET, DEPLOYMENT_ROUTERS, DEPLOYMENT_STANDALONE };

/* One replica set, or the routers of a cluster, or servers that are none's members. */
struct deployment {
	const char *name;        /* the project's or the inventory's; else the set's */
	enum deployment_kind kind;
	struct str set;          /* what most members say; empty for routers and standalones */
	struct member **members; /* by name of their file */
	uint32_t count;
	struct member **unread;  /* belong to it as well, and their configs can't be read: nothing is known of them */
	uint32_t unread_count;
	bool declared;           /* by a project file or an inventory: what is odd is an error, no guess */
	bool alike;              /* they are called like members of one set: db1 and db2, not orders and billing */
	enum hosts hosts;
	const char *hosts_because;    /* for people */
	const char *because;          /* why they are taken for one deployment, for people */
	const struct rsconf *list;    /* what the set says of itself; NULL: not known */
	const struct project_deployment *project;  /* where a project file declares it; or NULL */
	struct cluster *cluster;      /* that it is a part of; or NULL */
};

/* A sharded cluster: its config servers, its shards, its routers. */
struct cluster {
	const char *name;
	bool declared;
	struct deployment **deployments;
	uint32_t count;
	const char *because;
};

/* Members that surely run on one host; of one deployment or of several. */
struct machine {
	const char *name;
	struct member **members;
	uint32_t count;
	const char *because;
};

/* A keyfile that was looked at, and the members whose configs name it. */
struct fleet_keyfile {
	const struct keyfile *keyfile;
	struct member **members;
	uint32_t count;
	bool in_repository;      /* git tracks it, or would: modes mean nothing, and it is committed */
	uint8_t marks;           /* of its folder, where that was looked at: fleet/folders.h */
	bool mounted;            /* a Compose file mounts it from beside itself: its mode there may be another */
	const struct home *home; /* what is looked at beside it has to stay in, too; NULL: on this host, or trusted */
};

/* What stands beside a config and says how its server is started: a service of Compose, a unit of systemd. */
struct witness {
	const struct inventory *inventory;
	const struct inventory_entry *entry;
	const struct config *file;     /* that the server is started with; NULL: none, or not read */
	const struct config *config;   /* as the server ends up with it */
	const struct config *misnamed; /* entry->misnamed */
	bool found;                    /* beside configs: nobody said that the servers are run so */
	const struct config **mounted; /* of each of the entry's mounts, the config that it brings along; or NULL */
};

struct fleet {
	struct member *members;  /* every config that was read and every server that a Compose file starts */
	uint32_t member_count;
	struct deployment *deployments;
	uint32_t count;
	struct cluster *clusters;
	uint32_t cluster_count;
	struct machine *machines;
	uint32_t machine_count;
	struct fleet_keyfile *keyfiles;
	uint32_t keyfile_count;
	struct witness *witnesses;  /* Compose files of the inventories, and what was found beside the configs */
	uint32_t witness_count;
	const struct claims *const *claims;  /* what files beside the configs say of modes */
	uint32_t claims_count;
	const struct log_rotation *rotations;  /* of log files, found beside the configs */
	uint32_t rotation_count;
	uint32_t *slice_of;      /* which slice each member is in (slice.h); NULL where nobody asked for slices */
	struct str notes;        /* what else was assumed or left out, a line each, for fleet_explain() */
};

/* Of a fleet that several machines judge, what this one does: slice `index` (from 0 on) of `count`. */
struct fleet_slice {
	uint32_t index, count;
	bool all_keys;           /* the keyfiles and certificates of the others are looked at, too */
	bool all_rules;          /* ... and what the rules find in their deployments: it may stand in a file of this one */
};

/* What a fleet is built from. Nothing but the configs has to be there. */
struct fleet_facts {
	const struct config *const *configs;
	uint32_t count;
	const struct project *project;              /* or NULL */
	const struct inventory *const *inventories;
	uint32_t inventory_count;
	const struct inventory *const *witnesses;   /* found beside the configs: they make no members */
	uint32_t witness_count;
	const struct claims *const *claims;         /* likewise */
	uint32_t claims_count;
	const struct witness *unused;               /* containers, each with one config in its only mount that it doesn't read */
	uint32_t unused_count;
	const struct rsconf *const *lists;          /* exports given on the command line */
	uint32_t list_count;
	const char *key_file_root;                  /* --key-file-root, or NULL */
	bool on_host;                               /* keyfiles are looked for on this host */
	bool trust_paths;                           /* wherever the files lead: see home.h */
	const struct home *homes;                   /* of the folders that were named, where they may lead, too; or NULL */
	struct folders *seen;                       /* what walks saw, and what is looked at for keyfiles: folders.h; or NULL */
	uint32_t jobs;                              /* so many folders, and keyfiles, are looked at at a time; 0 is 1 */
	const struct fleet_slice *slice;            /* NULL: all of it is judged here */
};

void fleet_build(struct arena *arena, const struct fleet_facts *facts, struct fleet *fleet);

/* The same from configs alone. */
void fleet_infer(struct arena *arena, const struct config *const *configs, uint32_t count,
		 struct fleet *fleet);

/* Adds keyfiles that are named by themselves, and not by a config, each as its server reads it. */
void fleet_add_keyfiles(struct arena *arena, struct fleet *fleet, const char *const *paths,
			const struct version *servers, uint32_t count);

/* What was assumed and why, a line per deployment, each ended. */
struct str fleet_explain(struct arena *arena, const struct fleet *fleet);

/* How sure is it that `member` is of its deployment, as a finding's severity: what rests on a guess is a
 * warning. */
bool member_is_sure(const struct member *member);

/* What most members of `deployment` have in common: the members of the greatest class, of two as great that of the first
 * member. `order` compares two of them, and is 0 for those of one class. For "the odd one out". Returns their number and
 * fills `in` (one bool per member). */
typedef int member_order(const struct member *a, const struct member *b);
uint32_t deployment_majority(const struct deployment *deployment, member_order *order, bool *in);

#endif
