#include <string.h>

#include "rules/cause.h"
#include "rules/line.h"

/* A CR without an LF, from `at` on; STR_NONE when there is none. */
static uint32_t lone_cr(struct str text, uint32_t at)
{
	while ((at = str_find_char(text, '\r', at)) != STR_NONE && at + 1 < text.len && text.at[at + 1] == '\n')
		at++;
	return at;
}

/* Each becomes the end of a line that it was once. CR CR LF is one end. */
static void end_lines(const struct source *source, struct edits *edits)
{
	struct str text = source->text;
	for (uint32_t at = 0; (at = lone_cr(text, at)) != STR_NONE; at++) {
		bool doubled = at + 1 < text.len && text.at[at + 1] == '\r';
		edits_add(edits, (struct span){ at, 1 }, doubled ? STR("") : STR("\n"));
	}
}

/* Where a comment begins in these bytes of one line, or STR_NONE. */
static uint32_t comment_in(struct str text, uint32_t start, uint32_t end)
{
	struct str line = str_sub(text, start, end), trimmed = str_trim(line);
	if (str_starts(trimmed, "#"))
		return (uint32_t)(trimmed.at - text.at);
	uint32_t mark = str_find(line, STR(" #"), 0);
	return mark == STR_NONE ? mark : start + mark + 1;
}

/* A CR with text behind it in its line: nothing comes of it where both are in a comment. Each byte is looked at
 * once, also where a line is nothing but CRs. */
static uint32_t harmful_cr(const struct source *source)
{
	struct str text = source->text;
	uint32_t end = 0, comment = STR_NONE, next = 0;
	for (uint32_t at = 0; (at = lone_cr(text, at)) != STR_NONE; at++) {
		if (at >= end) {
			end = source_line_next(source, at);
			comment = comment_in(text, source_line_start(source, at), end);
		}
		if (next <= at)
			next = at + 1;
		while (next < end && strchr(" \t\r\n", text.at[next]))
			next++;
		if (next < end && !(comment < at && text.at[next] == '#'))
			return at;
	}
	return STR_NONE;
}

bool explain_stray_cr(const struct clue *clue, struct cause *cause)
{
	uint32_t at = clue->config->check.lone_cr;
	if (at == STR_NONE)
		return false;
	end_lines(clue->source, &cause->edits);
	if (!cause_mends(clue, &cause->edits))
		return false;
	cause->at = (struct span){ at, 1 };
	cause->message = "a CR that no LF follows; to mongod the line does not end there";
	cause->fix = "end the lines with LF";
	cause->safety = SAFETY_SAFE;
	cause->group = 1;
	return true;
}

/* Also where the server takes the file: then a part of it is in a comment, or in a value. */
static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	struct cause cause;
	uint32_t before = lint->sink->count;
	cause_report(lint, rule, config);
	if (lint->sink->count > before || config->check.nul != STR_NONE || config->check.lone_cr == STR_NONE ||
	    cause_of_error(config, &cause))
		return;
	uint32_t at = harmful_cr(config->source);
	if (at == STR_NONE)
		return;
	struct diag *diag = sink_add(lint->sink, &rule->kind, SEVERITY_WARNING, config->source, (struct span){ at, 1 },
				     "a CR that no LF follows; to mongod the line does not end there");
	diag->server = "takes the CR and what follows for a part of this line, without a word about it";
	diag->help = "save the file with LF or CR LF at the ends of lines";
}

const struct rule rule_stray_cr = {
	.kind = { "stray-cr", "syntax" },
	.severity = SEVERITY_ERROR,
	.scope = SCOPE_FILE,
	.title = "a CR that ends no line",
	.why = "Editors of the old Mac ended lines with CR alone, and careless conversions double it. To mongod such a CR is a "
	       "letter: the text behind it goes on in the same line, in a name, a value or a comment.",
	.server = "Unrecognized option: with a line's end and the next line in the name",
	.bad = (const struct example[]){ { "mongod.conf", "net:\r  port: 27017\r" }, { 0 } },
	.good = (const struct example[]){ { "mongod.conf", "net:\r\n  port: 27017\r\n" }, { 0 } },
	.check_config = check,
};
