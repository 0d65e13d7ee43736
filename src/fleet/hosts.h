/* hosts: could two members share a host, and do they?
 *
 * Two servers on one host need different ports (or addresses that don't overlap) and different
 * dbPaths; where they have not, they must be on different hosts.
 */
#ifndef FLEET_HOSTS_H
#define FLEET_HOSTS_H

#include "fleet/fleet.h"

/* What `net.bindIp` and `net.bindIpAll` say, for one server version. */
enum binding {
	BINDING_LOOPBACK,  /* only 127.0.0.0/8, ::1, localhost; or nothing is said, since 3.6 */
	BINDING_OTHER,     /* at least one address that others can reach, or may be able to */
	BINDING_UNKNOWN,   /* from __exec or __rest, or a template expression */
};

/* `said`, if not NULL, becomes the setting that decides, or NULL where nothing is said. Before 3.6
 * a server without bindIp listened everywhere (facts: listen.cpp 3.4, transport_layer_asio.cpp
 * 3.6). */
enum binding hosts_binding(const struct config *config, struct version server,
			   const struct setting **said);

/* Do two servers of one port ask for an address that both would need? Nothing said is loopback. */
bool hosts_overlap(const struct config *a, const struct config *b);

#endif
