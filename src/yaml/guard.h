/* guard: what must not be edited, though it can be read.
 *
 * Each function returns true when editing there is safe, and otherwise refuses with the place
 * and the reason.
 */
#ifndef YAML_GUARD_H
#define YAML_GUARD_H

#include "text/edit.h"
#include "yaml/read.h"

/* The whole file: a template whose control lines decide which parts of it will be there, and nobody has told which
 * (a source with a mask has them). */
bool guard_file(const struct yaml *yaml, struct err *err)
	__attribute__((warn_unused_result));

/* `node` and the way to it, before it is replaced, removed, or given a new child: anchors, aliases,
 * tags, merge keys, __exec and __rest (the value comes from elsewhere at start, server manual,
 * "externally sourced configuration"), a template expression in its own bytes. */
bool guard_node(struct arena *arena, const struct yaml *yaml, uint32_t node, struct err *err)
	__attribute__((warn_unused_result));

/* A node whose name alone is changed. */
bool guard_key(struct arena *arena, const struct yaml *yaml, uint32_t node, struct err *err)
	__attribute__((warn_unused_result));

/* An option that is written twice, in whatever spelling: mongod refuses the file, and which of the two
 * is meant nobody can say. */
bool guard_once(const struct yaml *yaml, struct str path, struct err *err)
	__attribute__((warn_unused_result));

/* guard_once(), and the way to an option that may not be written in the file, as far as it is there:
 * it can still come in through an alias, or from elsewhere at start. */
bool guard_path(const struct yaml *yaml, struct str path, struct err *err)
	__attribute__((warn_unused_result));

/* Of a template (all of these are true without a mask):
 * The option is not there only sometimes, in whatever place, nor is a section of it. */
bool guard_always(struct arena *arena, const struct yaml *yaml, struct str path, struct err *err)
	__attribute__((warn_unused_result));

/* The same of a node. */
bool guard_unconditional(struct arena *arena, const struct yaml *yaml, uint32_t node, struct err *err)
	__attribute__((warn_unused_result));

/* An option that is not there: nothing in the section that it would be put into (0: no root) may put it there already,
 * as lines that the template takes from elsewhere may. */
bool guard_gaps(struct arena *arena, const struct yaml *yaml, uint32_t map, struct str path, struct err *err)
	__attribute__((warn_unused_result));

/* A node that goes: does its section keep an option that is always there, or does nothing stay? */
bool guard_rest(struct arena *arena, const struct yaml *yaml, uint32_t node, struct err *err)
	__attribute__((warn_unused_result));

/* A mapping in brackets has no statement of the template in it: what is between commas could come and go. */
bool guard_brackets(struct arena *arena, const struct yaml *yaml, uint32_t map, struct err *err)
	__attribute__((warn_unused_result));

/* No edit cuts or divides anything of the template, or stands in a branch, or outside of the part that is edited. */
bool guard_edits(struct arena *arena, const struct source *source, const struct edits *edits, struct err *err)
	__attribute__((warn_unused_result));

#endif
