/* snippet: the first line of what a finding marks, with a mark under it.
 *
 *         3 |   replSetName: Shop
 *           |                ^~~~
 *
 * Two lines, each with its end. The mark begins and ends under the characters that are marked, however wide a terminal
 * draws those before it: what has no width that all terminals agree on is shown escaped, a tab as blanks up to the next
 * stop of eight, counted from the line's own start. A span over several lines is marked to the end of its first one, and
 * of a line that is too long what is around the mark is shown.
 */
#ifndef REPORT_SNIPPET_H
#define REPORT_SNIPPET_H

#include "base/buf.h"
#include "diag/diag.h"

/* `columns`: of the terminal; 0 where there is none, or it is as wide as it likes. */
void snippet(struct buf *out, const struct diag *diag, bool color, uint32_t columns);

#endif
