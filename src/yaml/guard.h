/* guard: what must not be edited, though it can be read.
 *
 * Each function returns true when editing there is safe, and otherwise refuses with the place
 * and the reason.
 */
#ifndef YAML_GUARD_H
#define YAML_GUARD_H

#include "yaml/read.h"

/* The whole file: a template whose control lines decide which parts of it will be there. */
bool guard_file(struct arena *arena, const struct yaml *yaml, struct err *err)
	__attribute__((warn_unused_result));

/* `node` and the way to it, before it is replaced, removed, or given a new child: anchors, aliases,
 * tags, merge keys, __exec and __rest (the value comes from elsewhere at start, server manual,
 * "externally sourced configuration"), a template expression in its own bytes. */
bool guard_node(struct arena *arena, const struct yaml *yaml, uint32_t node, struct err *err)
	__attribute__((warn_unused_result));

/* An option that is written twice, in whatever spelling: mongod refuses the file, and which of the two
 * is meant nobody can say. */
bool guard_once(const struct yaml *yaml, struct str path, struct err *err)
	__attribute__((warn_unused_result));

/* guard_once(), and the way to an option that may not be written in the file, as far as it is there:
 * it can still come in through an alias, or from elsewhere at start. */
bool guard_path(const struct yaml *yaml, struct str path, struct err *err)
	__attribute__((warn_unused_result));

#endif
