/* Workflow commands, of which GitHub makes annotations of the commit or the pull request.
 *
 * A command is a line of its own, so a line break in a text must be escaped, or what follows it could be another command:
 * one that hides a secret from no log any more, or that has the rest of the log ignored. GitHub shows ten annotations of
 * each severity in a step, so the worst come first. Columns are only taken where a mark ends on the line that it begins on.
 */

#include "base/term.h"
#include "base/utf8.h"
#include "report/finding.h"
#include "report/summary.h"

/* As the toolkit of GitHub has it: of a property, also what ends it. All else that a log should not hold is shown. */
static void escape(struct buf *out, struct str s, bool property)
{
	uint32_t bytes;
	for (uint32_t at = 0; at < s.len; at += bytes) {
		struct str one;
		char c = s.at[at];
		utf8_decode(str_sub(s, at, s.len), &bytes);
		one = str_sub(s, at, at + bytes);
		if (c == '%' || c == '\r' || c == '\n' || (property && (c == ':' || c == ',')))
			buf_printf(out, "%%%02X", (unsigned char)c);
		else
			term_escape(out, one);
	}
}

static void put_property(struct buf *out, const char *name, const char *value)
{
	buf_printf(out, "%s=", name);
	escape(out, str_of(value), true);
}

static void put_place(struct buf *out, const struct diag *diag)
{
	struct place at = source_place(diag->source, diag->at.at), end = source_place(diag->source, span_end(diag->at));
	/* The line that its last character is on: a mark may take the end of a line along. */
	uint32_t last = diag->at.len ? source_place(diag->source, span_end(diag->at) - 1).line : at.line;
	buf_printf(out, ",line=%u,endLine=%u", at.line, last);
	if (last == at.line)
		buf_printf(out, ",col=%u", at.column);
	if (end.line == at.line)
		buf_printf(out, ",endColumn=%u", end.column);
}

/* The log shows the message alone, so the place is in it, too. */
static void put_message(struct buf *out, const struct look *look, const struct diag *diag)
{
	struct buf message = BUF_INIT(out->arena);
	finding_place(&message, look, diag->source, diag->at);
	buf_char(&message, ' ');
	term_escape(&message, str_of(diag->message));
	buf_printf(&message, " [%s]\n", diag->kind->id);
	finding_more(&message, look, diag);
	escape(out, str_sub(buf_done(&message), 0, message.len - 1), false);
}

static void put_command(struct buf *out, const struct look *look, const struct diag *diag)
{
	static const char *const command[] = {
		[SEVERITY_INFO] = "notice", [SEVERITY_WARNING] = "warning", [SEVERITY_ERROR] = "error",
	};
	buf_printf(out, "::%s ", command[diag->severity]);
	put_property(out, "file", report_file(out->arena, look->report, diag->source));
	put_place(out, diag);
	buf_char(out, ',');
	put_property(out, "title", arena_printf(out->arena, "mongoconf: %s", diag->kind->id));
	buf_text(out, "::");
	put_message(out, look, diag);
	buf_char(out, '\n');
}

void report_github(struct buf *out, const struct report *report)
{
	const struct look look = { .report = report, .from_root = true };
	for (int severity = SEVERITY_ERROR; severity >= SEVERITY_INFO; severity--)
		for (uint32_t i = 0; i < report->sink->count; i++)
			if ((int)report->sink->at[i]->severity == severity)
				put_command(out, &look, report->sink->at[i]);
	if (!report->quiet)
		summary_write(out, report, false);
}
