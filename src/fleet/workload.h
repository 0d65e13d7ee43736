/* workload: the containers of Kubernetes manifests that run mongod or mongos, and the ConfigMaps that they read.
 *
 * A Pod, or what makes Pods (a StatefulSet, a Deployment, ...), says which image a server is of, which flags win over its
 * config, and which key of which ConfigMap or Secret lies at the path of --config. The config itself stands in that
 * ConfigMap: in the same file, or in one beside it.
 *
 *     struct workloads workloads;
 *     workload_read(arena, parts.view, &workloads);
 *     name = workload_name(&workloads, part->source->part)            which key of which ConfigMap the part is
 *     for (each of workloads.at) if (name && workload_same(&at->config, name)) ... at->entry.command
 *
 * Kubernetes takes names as they are: what a template makes of one is not known, but the same words in both places make
 * the same name. $(NAME) in a command, and whatever a template decides in it, is not known. All memory is the arena's;
 * nothing fails.
 */
#ifndef FLEET_WORKLOAD_H
#define FLEET_WORKLOAD_H

#include "fleet/inventory.h"

/* A key of a ConfigMap or a Secret. */
struct workload_name {
	struct str space;        /* the namespace; empty: not said */
	struct str map;          /* empty: there is none */
	struct str key;          /* empty: all of them */
	bool secret;
};

struct workload {
	struct inventory_entry entry;   /* its mounts are those of ConfigMaps and Secrets: without a `from` */
	struct workload_name config;    /* what --config reads */
	struct workload_name *mounted;  /* for each of the mounts, what lies there */
	bool helped;                    /* others in the Pod may see the same, or a hook may start something */
};

struct workload_value {
	struct workload_name name;
	struct span at;          /* the value; bytes of the file */
	uint32_t order;          /* of those at one place, which anchors make: the first counts */
};

struct workloads {
	struct inventory inventory;     /* kind and source alone */
	struct workload *at;
	uint32_t count, room;
	struct workload_value *values;  /* by place */
	uint32_t value_count, value_room;
};

/* Can there be a server's container in this text? A search for two words. */
bool workload_is_likely(struct str text);

/* `view` is the file, or its template's masked text (parts.view). */
void workload_read(struct arena *arena, const struct source *view, struct workloads *out);

/* The key whose value a part stands in, by the part's bytes of the file; NULL: it stands in none. */
const struct workload_name *workload_name(const struct workloads *workloads, struct span part);

/* Are they one? Where only one of two says its namespace, they may well be. */
bool workload_same(const struct workload_name *one, const struct workload_name *other);

#endif
