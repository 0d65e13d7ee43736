/* workload_pod: what workload.c and its other halves share. */
#ifndef FLEET_WORKLOAD_POD_H
#define FLEET_WORKLOAD_POD_H

#include "fleet/workload.h"

struct pod {
	struct arena *arena;
	const struct source *view;  /* what the tree's offsets are of */
	const struct tree *tree;
	struct str space;
	uint32_t spec;              /* the mapping that has the containers and the volumes */
};

/* A scalar, with what is not known of it marked: $(NAME), and what a template decides. */
struct mapped pod_text(const struct pod *pod, uint32_t node);

/* The first element of a list; 0: it is none. */
uint32_t pod_items(const struct pod *pod, uint32_t list);

/* A name in its own words, whether a template's or not. */
struct str pod_name(const struct pod *pod, uint32_t node);

/* May a template put lines into the value of a key, or leave some of it out? */
bool pod_varies(const struct pod *pod, uint32_t node);

/* What the container runs. */
void pod_command(const struct pod *pod, uint32_t container, struct inventory_entry *entry);

/* Which ConfigMaps and Secrets it sees, and which of them its --config is. */
void pod_mounts(const struct pod *pod, uint32_t container, struct workload *workload);

#endif
