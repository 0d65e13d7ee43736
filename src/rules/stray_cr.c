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

/* A CR and the text behind it: nothing comes of it where both are in a comment, or nothing follows. */
static bool is_harmful(const struct source *source, uint32_t at)
{
	struct str before = str_sub(source->text, source_line_start(source, at), at);
	struct str after = str_trim(str_sub(source->text, at, source_line_next(source, at)));
	bool comment = str_starts(str_trim(before), "#") || str_find(before, STR(" #"), 0) != STR_NONE;
	return after.len && (!comment || after.at[0] != '#');
}

static uint32_t harmful_cr(const struct source *source)
{
	uint32_t at = 0;
	while ((at = lone_cr(source->text, at)) != STR_NONE && !is_harmful(source, at))
		at++;
	return at;
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
