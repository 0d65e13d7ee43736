/* changed: which lines of a text are not as they were.
 *
 * Lines count as equal without their endings, so that a checkout that writes CRLF is no change. Where lines were taken
 * out, the lines that came together there are changed, as what is missing can only be seen from them.
 *
 *     struct changed changed = changed_lines(arena, before, after);
 *     if (changed_has(&changed, 12)) ... line 12 of `after` (from 0 on)
 */
#ifndef TEXT_CHANGED_H
#define TEXT_CHANGED_H

#include "base/str.h"

struct changed {
	const bool *line;  /* one for each line of `after` */
	uint32_t count;
	bool any;          /* also where the text is empty now */
	bool fewer;        /* lines were taken out */
};

struct changed changed_lines(struct arena *arena, struct str before, struct str after);

/* Everything is new. */
struct changed changed_all(struct arena *arena, struct str after);

bool changed_has(const struct changed *changed, uint32_t line);

#endif
