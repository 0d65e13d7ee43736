#include "base/term.h"
#include "report/report.h"

void report_oneline(struct buf *out, const struct report *report)
{
	for (uint32_t i = 0; i < report->sink->count; i++) {
		const struct diag *diag = report->sink->at[i];
		struct place at = source_place(diag->source, diag->at.at);
		term_escape(out, str_of(diag->source->name));
		buf_printf(out, ":%u:%u: %s: ", at.line, at.column, severity_name(diag->severity));
		term_escape(out, str_of(diag->message));
		buf_printf(out, " [%s]\n", diag->kind->id);
	}
}
