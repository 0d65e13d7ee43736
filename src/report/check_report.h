/* check_report: what `rollout check` found, as text or JSON.
 *
 *     struct check_report report = { .check = &check, .color = color };
 *     check_report_text(&out, &report);
 */
#ifndef REPORT_CHECK_REPORT_H
#define REPORT_CHECK_REPORT_H

#include "base/buf.h"
#include "rollout/check.h"

struct check_report {
	const struct check *check;
	bool color;
	bool quiet;    /* text: the reasons alone, and of those no infos */
};

void check_report_text(struct buf *out, const struct check_report *report);
void check_report_json(struct buf *out, const struct check_report *report);

#endif
