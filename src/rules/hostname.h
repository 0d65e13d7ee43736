/* hostname: what the name of a member says by itself, and whether two names may be one host's.
 *
 * Nothing is looked up: a name and an address are never known to be the same host, and never known not to
 * be.
 */
#ifndef RULES_HOSTNAME_H
#define RULES_HOSTNAME_H

#include "base/str.h"

enum hostname_kind {
	HOSTNAME_NAME,
	HOSTNAME_LOCAL,     /* localhost, 127.0.0.0/8, ::1: of every host */
	HOSTNAME_IPV4,
	HOSTNAME_IPV6,
	HOSTNAME_PASSING,   /* of a container or a pod: another one after the next start */
	HOSTNAME_UNKNOWN,   /* empty, or with a placeholder in it */
};

enum hostname_kind hostname_kind_of(struct str host);

static inline bool hostname_is_address(enum hostname_kind kind)
{
	return kind == HOSTNAME_IPV4 || kind == HOSTNAME_IPV6;
}

/* One host's, as far as names tell: equal but for case and a final dot, or one is the first label of the other
 * (db1, db1.example.com). Addresses are compared as they are written. */
bool hostname_same(struct str a, struct str b);

/* "db1:27017", "[fd00::1]:27017"; the host alone where the port is 0. */
const char *hostname_with_port(struct arena *arena, struct str host, uint32_t port);

#endif
