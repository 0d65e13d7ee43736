/* build: what the makers of a fleet share while they work.
 *
 * For the files of src/fleet that fleet_build() calls, in this order:
 *
 *   members_gather()     every config and every service becomes a member: role, port, host, its place
 *   entries_match()      members are found in Ansible's inventories
 *   declared_group()     deployments from a project file and from inventories
 *   infer_group()        deployments from the files alone, of what is left
 *   cluster_group()      deployments become the parts of sharded clusters
 *   listed_match()       exports of rs.conf() and rs.status() are given to their deployments
 *   hosts_infer()        who shares a host, deployment by deployment
 *   machine_group()      who shares one, over all
 *   slices_begin()       who must be judged together, where that is asked (slice.h)
 *   keyring_read()       the keyfiles
 *   witness_gather()     what says how the servers are started
 *   certificates_gather()  the certificates, of those who speak TLS
 *
 * A seat is a member on its way into a deployment.
 */
#ifndef FLEET_BUILD_H
#define FLEET_BUILD_H

#include "base/buf.h"
#include "fleet/siblings.h"
#include "fleet/fleet.h"

/* What is known of a member besides its struct, at the same index. */
struct trait {
	struct str path;         /* where it stands: its file's path, or that of its Compose file and its service */
	struct str host_folder;  /* its path up to the folder that is called like a host; empty: none */
	bool surely_host;        /* that folder is a host's, and nothing else */
	struct str host_key;     /* equal for those that a project or an inventory puts on one host; empty: unknown */
	const char *group;       /* of an inventory, whose hosts are its deployment; NULL: none */
	bool service;            /* a server that a Compose file starts */
	bool no_file;            /* it can't be read: what it means is not known */
	bool set_elsewhere;      /* its replSetName is decided when it starts */
	bool unplaced;           /* what the project says of its path is to be asked by one thread alone */
	bool host_names;         /* what tells it from its siblings is called like a host */
};

struct build {
	struct arena *arena;
	struct arena *scratch;   /* given back when the fleet is built */
	const struct fleet_facts *facts;
	struct fleet *fleet;
	struct trait *traits;
	struct buf notes;
	uint32_t *above;         /* slice.c's; NULL: there are no slices */
};

/* How members that stand together become deployments. */
enum policy {
	POLICY_INFER,  /* sets of at least two; others join where they are taken for a mistake */
	POLICY_SPLIT,  /* declared to belong together, as one set or several */
	POLICY_ONE,    /* declared to be one set, whatever they say */
};

/* Which of those that bear a name alone are taken for members of the one set beside them. */
enum strays {
	STRAYS_NEAR,   /* whose name is a near miss */
	STRAYS_ALIKE,  /* and those called as its members but for a number: mongo3 beside mongo1 and mongo2 */
	STRAYS_ALL,
};

struct seat {
	struct member *member;
	struct str key;         /* equal for those who stand together */
	enum policy policy;     /* as for all with this key */
	enum strays strays;
	const char *name;       /* of the deployment, if there is only one; NULL: as its set */
	const char *because;
	struct str hint;        /* a set's name, where the source of this says one */
	const struct project_deployment *project;
	bool alike;
	bool config_server;     /* stands with config servers */
	bool unread;            /* its config can't be read */
};

/* Work on so many things of the fleet, several at a time, each with a build whose arenas are the worker's. A task writes to
 * what belongs to its index alone, and no notes. */
typedef void build_task(struct build *build, uint32_t index);
void build_each(struct build *build, uint32_t count, build_task *task);

/* Deployments of the seats; sorts them. Those that can't be read come to the unread ones of their
 * neighbours' deployment, if that is only one. */
void seats_group(struct build *build, struct seat *seats, uint32_t count);

/* A file's path as all compare it: without ./ at its beginning. */
struct str build_path(const char *name);

/* A new one, with room for so many members. */
struct deployment *build_deployment(struct build *build, uint32_t members);

struct trait *build_trait(const struct build *build, const struct member *member);

void members_gather(struct build *build);
void members_name(struct build *build);
void entries_match(struct build *build);

/* An inventory group's name without words for a member's role: shop of shop_arbiters. */
struct str entries_group_stem(struct arena *arena, struct str group);
void declared_group(struct build *build);
void declared_clusters(struct build *build);
void infer_group(struct build *build);
void cluster_group(struct build *build);
void listed_match(struct build *build);
/* Fills hosts and hosts_because of every deployment that has none yet. */
void hosts_infer(struct build *build);
void machine_group(struct build *build);
void keyring_read(struct build *build);
void certificates_gather(struct build *build);
void witness_gather(struct build *build);

#endif
