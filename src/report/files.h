/* files: the findings of a report by the file that they stand in.
 *
 *     struct file_findings *file;
 *     uint32_t count = files_of(arena, report, &file);
 *
 * Each file once, in the order of names: those that were judged, findings or not, and those that a finding stands in.
 */
#ifndef REPORT_FILES_H
#define REPORT_FILES_H

#include "report/report.h"

struct file_findings {
	const struct source *source;
	const char *path;            /* report_file() */
	bool template;               /* it was not judged, for that */
	struct diag *const *at;      /* its findings */
	uint32_t count;
	struct diag *const *aside;   /* those that are set aside */
	uint32_t aside_count;
};

uint32_t files_of(struct arena *arena, const struct report *report, struct file_findings **files);

#endif
