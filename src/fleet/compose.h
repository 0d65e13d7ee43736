/* compose: the services of a Compose file, as entries of an inventory.
 *
 * Read as Docker Compose reads it, of any version of the format: merge keys, `extends` within the file,
 * the short and the long spelling of volumes, ports and configs, variables with their defaults. What
 * depends on the environment, on a Dockerfile or on a script is not known, and said so.
 *
 * What the official image's entrypoint adds to a command line is a flag like others here
 * (docker-library/mongo, docker-entrypoint.sh, 3.6 to 8.0).
 */
#ifndef FLEET_COMPOSE_H
#define FLEET_COMPOSE_H

#include "fleet/inventory.h"
#include "fleet/mapping.h"

struct compose {
	struct arena *arena;
	const struct source *source;
	const struct tree *tree;
	uint32_t root;
	uint32_t services;       /* the mapping of them */
};

enum { EXTENDS_MAX = 8 };

/* A service, and those that it extends. */
struct service {
	const struct compose *compose;
	struct mapping_pair pair;
	uint32_t chain[EXTENDS_MAX];
	unsigned depth;
};

/* Is it a Compose file? With a `services`, or of the format without one, that is older. */
bool compose_is(const struct tree *tree);

/* Errors (ERR_INPUT): what no Compose takes for a service. */
bool compose_read(struct arena *arena, const struct tree *tree, struct inventory *inventory, struct err *err)
	__attribute__((warn_unused_result));

/* The value of a service's key, its own or an extended one; 0: none. */
uint32_t service_find(const struct service *service, const char *name);

/* A scalar with its variables filled in. */
struct mapped service_text(const struct service *service, uint32_t node);

/* In compose_command.c: image, entrypoint, command and environment. */
void service_command(const struct service *service, struct inventory_entry *entry);

/* In compose_mount.c: volumes, configs and secrets; then entry->config. */
void service_mounts(const struct service *service, struct inventory_entry *entry);
void service_config(const struct service *service, struct inventory_entry *entry);

/* In compose_port.c: ports, and the names and addresses of its networks. */
void service_ports(const struct service *service, struct inventory_entry *entry);
void service_addresses(const struct service *service, struct inventory_entry *entry);

#endif
