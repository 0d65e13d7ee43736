/* mapping: YAML mappings as programs that merge them see them.
 *
 * mongod knows no merge keys; Compose and Ansible do. Here an alias is what it stands for, and `<<`
 * brings the keys of other mappings, which the mapping's own win over.
 *
 *     uint32_t image = mapping_find(tree, service, "image");
 *     if (image) ... tree->node[image].text
 *
 *     struct mapping pairs;
 *     mapping_read(arena, tree, services, &pairs);
 *     for (uint32_t i = 0; i < pairs.count; i++) ... pairs.pair[i].name, pairs.pair[i].value
 *
 * Nodes are indices into the tree; 0 is none. Aliases of aliases, and merges in merges, are followed to a
 * depth that nobody needs.
 */
#ifndef FLEET_MAPPING_H
#define FLEET_MAPPING_H

#include "yaml/tree.h"

/* What `node` stands for, if it is an alias. */
uint32_t mapping_meant(const struct tree *tree, uint32_t node);

/* The value of a key of `map`, its own or a merged one, never an alias; 0: none, or `map` is no mapping. */
uint32_t mapping_find(const struct tree *tree, uint32_t map, const char *name);
uint32_t mapping_find_str(const struct tree *tree, uint32_t map, struct str name);

struct mapping_pair {
	struct str name;
	struct span key;
	uint32_t value;          /* never an alias */
};

struct mapping {
	struct mapping_pair *pair;
	uint32_t count, room;
};

/* All pairs of `map`, its own first, then merged ones with other names. */
void mapping_read(struct arena *arena, const struct tree *tree, uint32_t map, struct mapping *mapping);

/* The scalar's text, or an empty one: for what is no scalar, or null. */
struct str mapping_text(const struct tree *tree, uint32_t node);

#endif
