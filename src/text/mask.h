/* mask: what of a template's text its engine decides.
 *
 * The text of a template as it is read (source->text) has letters where an expression stands and comments where a
 * statement does. The mask remembers which bytes those are, and what may come of them:
 *
 *   VALUE    an expression; what it says is not known
 *   GAP      a place where any lines may be put: an include, a map that is written out
 *   TAG      what the engine takes for itself, whole: an expression, a statement, a comment, with its delimiters, which may
 *            take blanks and line ends away around them
 *   BRANCH   lines that are there only sometimes, or several times: from behind an if, else or for to the next of its kind
 *
 * Spans are bytes of the source. Those of one kind lie apart, but branches also in each other.
 */
#ifndef TEXT_MASK_H
#define TEXT_MASK_H

#include "text/edit.h"

enum mask_kind { MASK_VALUE, MASK_GAP, MASK_TAG, MASK_BRANCH, MASK_KINDS };

struct mask_span {
	struct span at;
	enum mask_kind kind;
	uint32_t opened;         /* BRANCH: offset of the statement that it depends on */
	uint32_t group;          /* BRANCH: the same for all arms of one condition */
	uint32_t outer;          /* BRANCH: number of the nearest around it, plus 1; 0: none. mask_sort() fills it in */
};

struct mask {
	const char *language;    /* "Jinja2", for messages */
	struct mask_span *spans; /* sorted: by kind, and then by first byte */
	uint32_t count, room;
	uint32_t from[MASK_KINDS + 1];  /* where those of each kind begin, and the last one ends */
};

void mask_add(struct arena *arena, struct mask *mask, struct mask_span span);

/* Puts them in order: after the last was added, and before the first question. */
void mask_sort(struct mask *mask);

/* The first span of the kind that has a byte in common with `at`, or holds its place where it is empty; NULL: none. `mask` may be NULL. */
const struct mask_span *mask_find(const struct mask *mask, enum mask_kind kind, struct span at);

/* The innermost and the outermost branch around an offset; NULL: it is always there. */
const struct mask_span *mask_branch(const struct mask *mask, uint32_t offset);
const struct mask_span *mask_outermost(const struct mask *mask, uint32_t offset);

/* Is there a rendering that has both places? False for two arms of one condition, and where one of them depends on
 * something that the other doesn't: then nobody can say. */
bool mask_together(const struct mask *mask, uint32_t one, uint32_t other);

/* Is what is cut there, or the place where something is put, neither the template's nor in a branch? `mask` may be NULL. */
bool mask_is_clear(const struct mask *mask, struct span cut);

/* The same mask over the text after these edits. */
const struct mask *mask_shift(struct arena *arena, const struct mask *mask, const struct edits *edits);

/* The first byte that is the template's in one of them and not in the other, or is so in another way; STR_NONE: none.
 * Either may be NULL: nothing is. */
uint32_t mask_difference(const struct mask *one, const struct mask *other);

#endif
