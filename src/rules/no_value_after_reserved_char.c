#include "rules/cause.h"
#include "rules/line.h"

static const char *why(struct str value)
{
	if (str_ends(value, ":"))
		return "plain text can't end in a colon";
	switch (value.at[0]) {
	case '*':
		return "a bare * is a YAML alias";
	case '&':
		return "a bare & is a YAML anchor";
	case '|': case '>':
		return "this sign begins a text of several lines";
	case '%': case '@': case '`': case ',': case '?': case ']': case '}': case '-':
		return "plain text can't begin with this character";
	}
	return NULL;
}

static bool quote(const struct clue *clue, uint32_t index, struct cause *cause)
{
	struct line line = line_at(clue->source, index);
	if (!line.key.len || !line.loose || !line.rest.len || !why(line.rest))
		return false;
	if (option_is_section(line_path(clue->arena, clue->source, index, line.key)))
		return false;
	bool single = !str_has_char(line.rest, '\'');
	if (!single && (str_has_char(line.rest, '"') || str_has_char(line.rest, '\\')))
		return false;
	cause->edits = (struct edits)EDITS_INIT(clue->arena);
	edits_add(&cause->edits, line_span(clue->source, line.rest),
		  str_format(clue->arena, single ? "'%.*s'" : "\"%.*s\"", STR_ARG(line.rest)));
	if (!cause_mends(clue, &cause->edits))
		return false;
	cause->at = line_span(clue->source, line.rest);
	cause->message = arena_printf(clue->arena, "this value must be quoted: %s", why(line.rest));
	/* A dash begins a list: with quotes it would be part of an address, or of a path. */
	if (str_starts(line.rest, "- ")) {
		cause->help = "write the value without the dash";
		return true;
	}
	cause->fix = "quote it";
	cause->safety = SAFETY_SAFE;
	return true;
}

bool explain_no_value_after_reserved_char(const struct clue *clue, struct cause *cause)
{
	uint32_t before;
	if (clue->setting)
		return false;
	return quote(clue, clue->line, cause) ||
	       (line_before(clue->source, clue->line, &before) && quote(clue, before, cause));
}

const struct rule rule_no_value_after_reserved_char = {
	.kind = { "no-value-after-reserved-char", "syntax" },
	.severity = SEVERITY_ERROR,
	.scope = SCOPE_FILE,
	.title = "a value that must be quoted",
	.why = "Some characters mean something to YAML where a value begins: * is an alias, & an anchor, % @ and ` are "
	       "not allowed at all, and a colon at the end makes a key. Quotes make text of them.",
	.server = "Error parsing YAML config file: yaml-cpp: error at line N, column M: alias not found after *",
	.bad = (const struct example[]){ { "mongod.conf", "net:\n  bindIp: *\n" }, { 0 } },
	.good = (const struct example[]){ { "mongod.conf", "net:\n  bindIp: \"*\"\nsecurity:\n  authorization: enabled\n" }, { 0 } },
	.check_config = cause_report,
};
