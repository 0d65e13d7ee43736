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

/* Is one entry of bindIp an address that only its own host can reach? */
bool hosts_is_loopback(struct str address);

/* Fills deployment->hosts and ->hosts_because. `host_names`: what tells the members apart is called
 * like a host. */
void hosts_infer(struct arena *arena, struct deployment *deployment, bool host_names);

#endif
