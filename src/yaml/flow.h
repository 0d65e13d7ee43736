/* flow: new and removed children of flow mappings, JSON among them. For place.c alone.
 *
 * What block.h is for mappings of lines, this is for those in brackets: the commas, and children on
 * one line or on a line each, as their siblings are.
 *
 *     if (!guard_node(arena, yaml, map, err)) ...
 *     if (!flow_add(arena, yaml, map, &addition, &edits, err)) ...
 *
 * What is put lives in `arena`; nothing is freed by hand. A bracket has room everywhere, so the
 * one thing that can fail is an earlier edit in the way: false and ERR_REFUSED with the place. Then
 * `edits` may hold a part, and is to be dropped.
 */
#ifndef YAML_FLOW_H
#define YAML_FLOW_H

#include "text/edit.h"
#include "yaml/addition.h"
#include "yaml/read.h"

/* A new last child of `map` (flow style, empty or not). */
bool flow_add(struct arena *arena, const struct yaml *yaml, uint32_t map,
	      const struct addition *addition, struct edits *edits, struct err *err);

/* The first child of `section`, whose value is null: in brackets that take the null's place. */
bool flow_fill(struct arena *arena, const struct yaml *yaml, uint32_t section,
	       const struct addition *addition, struct edits *edits, struct err *err);

/* Removes `node` and one comma. A mapping that becomes empty stays as {}: mongod accepts that. */
bool flow_remove(const struct yaml *yaml, uint32_t node, struct edits *edits, struct err *err);

/* Is this mapping written like JSON, with its keys in double quotes? */
bool flow_is_json(const struct tree *tree, uint32_t map);

/* `value` as a value inside such a mapping. */
struct str flow_value(struct arena *arena, struct str value, bool json);

#endif
