/* edit: a change of a text as a list of splices.
 *
 * Nothing in this program writes a config anew. A change is "cut these bytes, put
 * those in their place", in the offsets of the text as it was; everything outside
 * the cuts is the same bytes in the result, by construction.
 *
 *     struct edits edits = EDITS_INIT(arena);
 *     edits_add(&edits, (struct span){ at, 0 }, STR("  keyFile: /etc/key\n"));
 *     struct str result = edits_splice(&edits, source->text);
 *
 * Edits are kept in order and never overlap. Several at one place, all with an empty cut, are
 * put in the order in which they were added.
 */
#ifndef TEXT_EDIT_H
#define TEXT_EDIT_H

#include "text/source.h"

struct edit {
	struct span cut;
	struct str put;
};

struct edits {
	struct arena *arena;
	struct edit *at;
	uint32_t count, room;
};
#define EDITS_INIT(a) { .arena = (a) }

/* False when the cut overlaps one that is there already; then nothing is added. An empty cut
 * with nothing to put is dropped. */
bool edits_add(struct edits *edits, struct span cut, struct str put);

/* The first that ends at or behind `offset`; `count`: none does. */
uint32_t edits_first(const struct edits *edits, uint32_t offset);

/* What to say where edits_add() said false: ERR_REFUSED at a place of the source; returns false. */
bool edits_refuse(const struct source *source, uint32_t offset, struct err *err);

/* The text with all edits done. */
struct str edits_splice(const struct edits *edits, struct str text);

/* One list, in the offsets of the first text, that does what `first` and then `second` (whose
 * offsets are those of first's result) do. An edit that puts back what it cut is dropped. */
struct edits edits_compose(struct arena *arena, struct str text, const struct edits *first,
			   const struct edits *second);

/* Where a byte of the result stands in the text as it was; for what is new, where it was put. */
uint32_t edits_origin(const struct edits *edits, uint32_t offset);

#endif
