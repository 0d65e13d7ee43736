/* veil: lines that hold a secret, told by how they look.
 *
 * A misspelt name of a password, or one at a wrong place, is found by rules that know nothing of secrets; and the lines
 * around a finding, where a report shows them, were judged by no rule. So each line is looked at, also of files that no
 * parser reads, in the order in which they stand, as a value may go on in the next lines. Rather a line too many is hidden
 * than one too few.
 *
 *     struct veil veil = veil_before(source, first);
 *     for (i = first; ...) if (veil_hides(&veil, source_line(source, i))) ...
 */
#ifndef DIAG_VEIL_H
#define DIAG_VEIL_H

#include "text/source.h"

struct veil {
	bool on;          /* the last line with something on it held a secret, or went on with one */
	bool open;        /* its value has not begun, or has not ended */
	char quote;       /* that it ends with, or 0 */
	uint32_t indent;  /* of the line that began it */
};

/* What is known where line `first` (0-based) begins. */
struct veil veil_before(const struct source *source, uint32_t first);

bool veil_hides(struct veil *veil, struct str line);

/* One line alone; and whether there is such a line at all, which for many findings is the cheaper question. */
bool veil_hides_line(const struct source *source, uint32_t index);
bool veil_is_near(const struct source *source);

#endif
