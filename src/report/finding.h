/* finding: a finding as people read it: the place and the message, the source line, what goes with it.
 *
 *     hosts/b/mongod.conf:3:16: error: this member says "Shop", ... [replset-name-mismatch]
 *         3 |   replSetName: Shop
 *           |                ^~~~
 *       note: hosts/a/mongod.conf:3:16: shop is set here
 *       mongod: ...
 *       help: ...
 *       fix (safe): ...
 *
 * All text is escaped (term_escape()); every line has its end.
 */
#ifndef REPORT_FINDING_H
#define REPORT_FINDING_H

#include "base/term.h"
#include "report/report.h"

struct look {
	const struct report *report;
	bool color;        /* and where the report has a host, links */
	uint32_t columns;  /* of a terminal, or 0 */
	bool from_root;    /* files by report_file(), not as they are named */
};

enum term_role finding_role(enum severity severity);

/* "file:line:column:" */
void finding_place(struct buf *out, const struct look *look, const struct source *source, struct span at);

/* All of it; what stands below the source line alone. */
void finding_write(struct buf *out, const struct look *look, const struct diag *diag);
void finding_more(struct buf *out, const struct look *look, const struct diag *diag);

#endif
