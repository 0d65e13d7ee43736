/* html_veil: lines that hold a secret, told by how they look.
 *
 * A finding shows the lines around it, and those were judged by no rule: the password may stand in the line above. So
 * each line is looked at, also of files that no parser reads, in the order in which they stand, as a value may go on in
 * the next lines. Rather a line too many is hidden than one too few.
 *
 *     struct html_veil veil = html_veil_before(source, first);
 *     for (i = first; ...) if (html_veil_hides(&veil, source_line(source, i))) ...
 */
#ifndef REPORT_HTML_VEIL_H
#define REPORT_HTML_VEIL_H

#include "text/source.h"

struct html_veil {
	bool on;          /* the last line with something on it held a secret, or went on with one */
	bool open;        /* its value has not begun, or has not ended */
	char quote;       /* that it ends with, or 0 */
	uint32_t indent;  /* of the line that began it */
};

/* What is known where line `first` (0-based) begins. */
struct html_veil html_veil_before(const struct source *source, uint32_t first);

bool html_veil_hides(struct html_veil *veil, struct str line);

#endif
