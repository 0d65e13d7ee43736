/* compose: the services of a Compose file, as entries of an inventory.
 *
 * Read as Docker Compose reads it, of any version of the format: merge keys, `extends`, `include`, an override beside
 * the file, the short and the long spelling of volumes, ports and configs, variables with what .env says and with their
 * defaults. What depends on the environment, on a Dockerfile or on a script is not known, and said so; nor is what
 * another file says that leads out of the repository (home.h) or can't be read.
 *
 * What the official image's entrypoint adds to a command line is a flag like others here
 * (docker-library/mongo, docker-entrypoint.sh, 3.6 to 8.0).
 */
#ifndef FLEET_COMPOSE_H
#define FLEET_COMPOSE_H

#include "fleet/inventory.h"
#include "fleet/mapping.h"

/* One of the files; the first is the Compose file itself. The nodes of the others stand behind its own in the tree. */
struct compose_file {
	const char *path, *folder;   /* which its paths are relative to */
	struct span at;              /* in the first file: what brings it in */
	uint32_t from;               /* its first node */
	uint32_t root, services;     /* the mapping of them */
	const struct variables *variables;
	bool included;               /* it has services of its own */
};

struct home;
struct compose_read;

struct compose {
	struct arena *arena;
	const struct source *source;
	struct tree *tree;           /* of all files; grows while they are gathered */
	struct compose_file *files;
	uint32_t file_count;
	struct variables variables;
	const char *override;        /* the file, or NULL */
	bool override_unread;
	const struct home *home;     /* where other files may lie; NULL: none are read */
	struct compose_read *reads;
	uint32_t read_count;
};

enum { EXTENDS_MAX = 16 };

/* A service: of an override, of the file, and those that they extend. */
struct service {
	const struct compose *compose;
	struct mapping_pair pair;
	uint32_t chain[EXTENDS_MAX];
	unsigned depth;
	bool partial;                /* it says more elsewhere */
};

/* Is it a Compose file? With a `services`, or of the format without one, that is older. */
bool compose_is(const struct tree *tree);

/* Errors (ERR_INPUT): what no Compose takes for a service. */
bool compose_read(struct arena *arena, const struct tree *tree, struct inventory *inventory, struct err *err)
	__attribute__((warn_unused_result));

/* The mapping of the services of a file: `services`, or the root. */
uint32_t compose_services(const struct tree *tree, uint32_t root);

/* Would Compose lay this file over another that stands beside it? It is not read by itself then. */
bool compose_overrides(struct arena *arena, const char *path);

/* In compose_mount.c: a path of a file in `folder`, as a run names it. */
const char *compose_path(struct arena *arena, const char *folder, struct str path);

/* In compose_env.c: what a .env says. */
void compose_env(struct arena *arena, const struct source *source, struct variables *variables);

/* In compose_files.c: .env, the override and the included files; one more file, NULL where it can't be read; which of them
 * a node stands in. */
void compose_gather(struct compose *compose);
const struct compose_file *compose_put(struct compose *compose, const char *path, struct span at);
const struct compose_file *compose_add(struct compose *compose, struct compose_file file);
struct compose_file *compose_file_of(const struct compose *compose, uint32_t node);

/* Does Compose leave out what is merged below this value of a service's key (!override, !reset)? */
bool service_ends(const struct service *service, uint32_t node);

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
