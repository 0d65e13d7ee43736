/* flow: new and removed children of flow mappings, JSON among them. For place.c alone. */
#ifndef YAML_FLOW_H
#define YAML_FLOW_H

#include "yaml/place.h"

/* A new last child of `map` (flow style, empty or not). */
bool flow_add(struct arena *arena, const struct yaml *yaml, uint32_t map,
	      const struct addition *addition, struct edits *edits, struct err *err);

/* Removes `node` and one comma. A mapping that becomes empty stays as {}: mongod accepts that. */
bool flow_remove(const struct yaml *yaml, uint32_t node, struct edits *edits, struct err *err);

/* Is this mapping written like JSON, with its keys in double quotes? */
bool flow_is_json(const struct tree *tree, uint32_t map);

/* `value` as a value inside such a mapping. */
struct str flow_value(struct arena *arena, struct str value, bool json);

#endif
