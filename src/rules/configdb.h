/* configdb: the config servers that a mongos names, beside those whose configs are here.
 *
 * sharding.configDB is SET/HOST:PORT,HOST:PORT...; a host without a port is on 27019 (server source,
 * mongos_options.cpp, 3.4 to 5.1-dev). Which set of config servers it means is told by its cluster, or by its
 * hosts, or by a set's name that is nearly the same where there is only one such set.
 */
#ifndef RULES_CONFIGDB_H
#define RULES_CONFIGDB_H

#include "rules/roster.h"

enum seed_fit {
	SEED_SAME,
	SEED_OTHER_PORT,   /* the host is a config server's, which listens elsewhere: `member` */
	SEED_STRANGE,      /* no config server is called so, and others are found by their names */
	SEED_OPEN,         /* nobody can say */
};

struct seed {
	struct str host;
	uint32_t port;
	const struct member *member;
	enum seed_fit fit;
};

struct configdb {
	const struct member *router;
	const struct deployment *servers;  /* that it means */
	struct str set;                    /* as it calls them */
	bool other_set;                    /* they call themselves otherwise */
	struct seed *seeds;
	uint32_t count;
	uint32_t left;                     /* config servers that it does not name */
};

/* What each mongos of the fleet says; those left out where it can't be compared. Returns how many. */
uint32_t configdb_all(struct arena *arena, const struct fleet *fleet, struct configdb **all);

/* Is it the config server that is odd, and not the mongos: do its peers listen where they are named to, on another
 * port than it does? */
bool configdb_server_is_odd(const struct configdb *configdb, const struct seed *seed);

#endif
