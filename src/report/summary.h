/* summary: the end of a report that people read: how many files, what was found in them, what is left out of them, and what can be
 * mended by itself.
 *
 *     3 files: 1 error, 2 warnings; 1 template skipped; set aside: 2 by comments, 1 by the baseline
 *     mongoconf fix mends 2 of them, and with --unsafe 1 more
 */
#ifndef REPORT_SUMMARY_H
#define REPORT_SUMMARY_H

#include "report/report.h"

/* Lines with their ends. */
void summary_write(struct buf *out, const struct report *report, bool color);

#endif
