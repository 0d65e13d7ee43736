/* The reasons as findings, which they look like to a reader; then the verdict, and what to do with it. */
#include "report/check_report.h"

#include "base/term.h"
#include "report/report.h"

/* A roll of hundreds is nothing to read. */
enum { ORDER_SHOWN = 40 };

static void add(struct sink *sink, const struct reason *reason)
{
	struct diag_kind *kind = arena_alloc(sink->arena, sizeof *kind);
	*kind = (struct diag_kind){ .id = code_table[reason->code].name, .group = "rollout" };
	struct diag *diag = sink_add(sink, kind, code_severity(reason->code), reason->sites[0].source, reason->sites[0].at, "%s",
				     reason->message);
	diag->help = reason->help;
	for (uint32_t i = 1; i < reason->site_count; i++)
		diag_note(sink, diag, reason->sites[i].source, reason->sites[i].at, "%s", reason->sites[i].words);
}

/* What can't be known needs no line of a file. */
static bool is_remark(const struct reason *reason)
{
	return !reason->site_count || (code_severity(reason->code) == SEVERITY_INFO && reason->code != CODE_ORDER);
}

static void plain(struct buf *out, const struct reason *reason, bool color)
{
	static const enum term_role role[] = {
		[SEVERITY_INFO] = TERM_INFO, [SEVERITY_WARNING] = TERM_WARNING, [SEVERITY_ERROR] = TERM_ERROR,
	};
	enum severity severity = code_severity(reason->code);
	term_paint(out, color, role[severity], str_format(out->arena, "%s:", severity_name(severity)));
	buf_char(out, ' ');
	term_escape(out, str_of(reason->message));
	buf_printf(out, " [%s]\n", code_table[reason->code].name);
	if (reason->help)
		buf_printf(out, "  help: %s\n", reason->help);
}

static void reasons(struct buf *out, const struct check_report *report)
{
	const struct check *check = report->check;
	bool some = false, remark = false;
	for (uint32_t i = 0; i < check->reason_count; i++) {
		const struct reason *reason = &check->reasons[i];
		struct sink sink = SINK_INIT(out->arena);
		if (report->quiet && code_severity(reason->code) == SEVERITY_INFO)
			continue;
		if (some && !(remark && is_remark(reason)))
			buf_char(out, '\n');
		some = true;
		remark = is_remark(reason);
		if (remark) {
			plain(out, reason, report->color);
			continue;
		}
		add(&sink, reason);
		report_text(out, &(struct report){ .sink = &sink, .color = report->color, .quiet = true });
	}
	if (some && !report->quiet)
		buf_char(out, '\n');
}

static void order(struct buf *out, const struct check *check)
{
	if (!check->order_count || (check->all_at_once && !check->given))
		return;
	buf_text(out, check->all_at_once ? "order of the stops: " : check->must_be_ordered || check->given ? "order: "
									   : "order, as any will do: ");
	for (uint32_t i = 0; i < check->order_count && i < ORDER_SHOWN; i++) {
		buf_text(out, i ? ", " : "");
		term_escape(out, str_of(check->order[i]->name));
		if (check->order[i]->primary)
			buf_text(out, " (primary: rs.stepDown() first)");
	}
	if (check->order_count > ORDER_SHOWN)
		buf_printf(out, " and %u others", check->order_count - ORDER_SHOWN);
	buf_char(out, '\n');
}

static uint32_t restarting(const struct check *check)
{
	uint32_t count = 0;
	for (uint32_t i = 0; i < check->count; i++)
		count += check->servers[i].restarts;
	return count;
}

static void verdict(struct buf *out, const struct check_report *report)
{
	static const enum term_role role[] = {
		[VERDICT_SAFE] = TERM_FIX, [VERDICT_WARN] = TERM_WARNING, [VERDICT_ORDERED] = TERM_WARNING,
		[VERDICT_UNSAFE] = TERM_ERROR, [VERDICT_REFUSE] = TERM_ERROR,
	};
	const struct check *check = report->check;
	const char *words[] = {
		[VERDICT_SAFE] = check->all_at_once ? "all may be stopped and started with it" : check->given ?
			"every mixture on the way works" : "every mixture of old and new works, in any order",
		[VERDICT_WARN] = "members go on talking to each other; see the warnings",
		[VERDICT_ORDERED] = "only in an order that keeps to what is said above, each file put in place just before its own restart",
		[VERDICT_UNSAFE] = "don't roll this out",
		[VERDICT_REFUSE] = "at least one server would not start, or can't be judged",
	};
	term_paint(out, report->color, role[check->verdict], str_of(verdict_name(check->verdict)));
	uint32_t count = restarting(check);
	buf_printf(out, ": %u of %u %s %s; %s\n", count, check->count, check->count == 1 ? "server" : "servers",
		   count == 1 ? "changes" : "change", count ? words[check->verdict] : check->verdict <= VERDICT_WARN ? "nothing to roll out"
											   : words[check->verdict]);
}

void check_report_text(struct buf *out, const struct check_report *report)
{
	reasons(out, report);
	if (report->quiet)
		return;
	verdict(out, report);
	order(out, report->check);
}
