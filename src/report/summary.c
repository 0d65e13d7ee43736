#include "report/summary.h"

#include "report/finding.h"

static struct str number_of(struct arena *arena, uint32_t number, const char *noun)
{
	return str_format(arena, "%u %s%s", number, noun, number == 1 ? "" : "s");
}

static void put_findings(struct buf *out, const struct report *report, bool color)
{
	const char *between = ": ";
	for (int severity = SEVERITY_ERROR; severity >= SEVERITY_INFO; severity--) {
		uint32_t number = sink_count(report->sink, (enum severity)severity);
		if (!number)
			continue;
		buf_text(out, between);
		term_paint(out, color, finding_role((enum severity)severity),
			   number_of(out->arena, number, severity_name((enum severity)severity)));
		between = ", ";
	}
	if (!report->sink->count) {
		buf_text(out, ": ");
		term_paint(out, color, TERM_FIX, STR("no findings"));
	}
}

static void put_left_out(struct buf *out, const struct report *report)
{
	uint32_t by_comment = report_aside(report, ASIDE_COMMENT), by_baseline = report_aside(report, ASIDE_BASELINE);
	if (report->unchanged)
		buf_printf(out, "; not listed: %u on unchanged lines", report->unchanged);
	if (by_comment || by_baseline)
		buf_text(out, "; set aside: ");
	if (by_comment)
		buf_printf(out, "%u by %s", by_comment, by_comment == 1 ? "a comment" : "comments");
	if (by_baseline)
		buf_printf(out, "%s%u by the baseline", by_comment ? ", " : "", by_baseline);
}

static const char *how_many(struct arena *arena, const struct report *report, uint32_t number)
{
	return report->sink->count > number ? arena_printf(arena, "%u of them", number) : number == 1 ? "it" : "all of them";
}

/* Of those that are listed. Where keyfiles are asked about, the fixes are not what matters. */
static void put_fixes(struct buf *out, const struct report *report)
{
	uint32_t number[] = { [SAFETY_SAFE] = 0, [SAFETY_UNSAFE] = 0 };
	for (uint32_t i = 0; i < report->sink->count; i++)
		if (report->sink->at[i]->fix)
			number[report->sink->at[i]->fix->safety]++;
	if (report->keyfile_count || !(number[SAFETY_SAFE] + number[SAFETY_UNSAFE]))
		return;
	if (number[SAFETY_SAFE])
		buf_printf(out, "mongoconf fix mends %s", how_many(out->arena, report, number[SAFETY_SAFE]));
	else
		buf_printf(out, "mongoconf fix --unsafe mends %s", how_many(out->arena, report, number[SAFETY_UNSAFE]));
	if (number[SAFETY_SAFE] && number[SAFETY_UNSAFE])
		buf_printf(out, ", and with --unsafe %u more", number[SAFETY_UNSAFE]);
	buf_char(out, '\n');
}

void summary_write(struct buf *out, const struct report *report, bool color)
{
	buf_str(out, number_of(out->arena, report->files, "file"));
	put_findings(out, report, color);
	if (report->skipped) {
		buf_text(out, "; ");
		buf_str(out, number_of(out->arena, report->skipped, "template"));
		buf_text(out, " skipped");
	}
	put_left_out(out, report);
	buf_char(out, '\n');
	put_fixes(out, report);
}
