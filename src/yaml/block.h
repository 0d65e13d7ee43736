/* block: new and removed lines in block-style mappings. For place.c alone.
 *
 * place.c has found the place and asked guard.h whether it may be edited; here is decided which bytes
 * that takes. One call for one option, and then the edits are spliced:
 *
 *     if (!guard_node(arena, yaml, map, err)) ...
 *     if (!block_add_after(arena, yaml, map, child, &addition, &edits, err)) ...
 *
 * Each function adds to `edits`, which keeps what is put in its own arena; nothing is freed by hand.
 * False is ERR_REFUSED with the place: a key does not begin its line, so that there are no lines to
 * work with, or an earlier edit is in the way. Then `edits` may hold a part, and is to be dropped.
 */
#ifndef YAML_BLOCK_H
#define YAML_BLOCK_H

#include "text/edit.h"
#include "yaml/addition.h"
#include "yaml/read.h"

/* A new child of `map` (block style, with children) on the lines behind its child `after`. */
bool block_add_after(struct arena *arena, const struct yaml *yaml, uint32_t map, uint32_t after,
		     const struct addition *addition, struct edits *edits, struct err *err);

/* The first child of `section`, whose value is null: under its header. */
bool block_add_under(struct arena *arena, const struct yaml *yaml, uint32_t section,
		     const struct addition *addition, struct edits *edits, struct err *err);

/* A new section at the root: under its commented-out header when there is one, else at the end.
 * The root is a block mapping, or there is none. */
bool block_add_section(struct arena *arena, const struct yaml *yaml,
		       const struct addition *addition, struct edits *edits, struct err *err);

/* Removes the lines of `node`. A section that loses its last child goes with it where a new one would come again to
 * that place: behind all others, without a comment of its own. Elsewhere its header is commented out. */
bool block_remove(const struct yaml *yaml, uint32_t node, struct edits *edits, struct err *err);

#endif
