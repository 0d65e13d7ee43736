#include "rules/cause.h"
#include "rules/line.h"

enum { LINES = 40 };

struct pair {
	struct str name, value;
	uint32_t equals;  /* offset */
};

/* `dbpath = /data`, where no colon comes first. */
static bool read_pair(const struct source *source, const struct line *line, struct pair *pair)
{
	uint32_t equals = str_find_char(line->text, '=', 0);
	if (line->blank || line->comment || equals == STR_NONE || (line->key.len && line->loose))
		return false;
	pair->name = str_trim(str_sub(line->text, 0, equals));
	pair->value = str_trim(str_sub(line->text, equals + 1, line->text.len));
	pair->equals = line_span(source, line->text).at + equals;
	for (uint32_t i = 0; i < pair->name.len; i++) {
		char c = pair->name.at[i];
		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.'))
			return false;
	}
	return pair->name.len;
}

/* What the line would be in YAML: at the margin a dotted name will do. */
static const char *in_yaml(const struct clue *clue, uint32_t index, const struct line *line, const struct pair *pair)
{
	const char *value;
	const struct option *option = option_find_cli(pair->name, &value);
	if (cause_is_option(line_path(clue->arena, clue->source, index, pair->name)))
		return arena_printf(clue->arena, "%.*s: %.*s", STR_ARG(pair->name), STR_ARG(pair->value));
	if (!option || value || line->indent || !pair->value.len)
		return NULL;
	return arena_printf(clue->arena, "%s: %.*s", option->path, STR_ARG(pair->value));
}

/* The run of such lines from the first one on: as YAML, and as comments. */
static bool rewrite(const struct clue *clue, uint32_t first, struct edits *yaml, struct edits *comments)
{
	bool whole = true;
	for (uint32_t i = first; i < clue->source->lines && i - first < LINES; i++) {
		struct line line = line_at(clue->source, i);
		struct pair pair;
		if (line.blank || line.comment)
			continue;
		if (!read_pair(clue->source, &line, &pair))
			break;
		struct span all = line_span(clue->source, line.text);
		const char *put = in_yaml(clue, i, &line, &pair);
		whole &= put != NULL;
		if (put)
			edits_add(yaml, all, str_of(put));
		edits_add(comments, (struct span){ all.at, 0 }, STR("#"));
	}
	return whole;
}

static bool find_first(const struct clue *clue, uint32_t *first)
{
	struct pair pair;
	uint32_t at = clue->line, before;
	struct line line = line_at(clue->source, at);
	if (!read_pair(clue->source, &line, &pair)) {
		if (clue->setting || !line_before(clue->source, at, &at))
			return false;
		line = line_at(clue->source, at);
		if (!read_pair(clue->source, &line, &pair))
			return false;
	}
	*first = at;
	for (unsigned tries = 0; tries < LINES && line_before(clue->source, at, &before); tries++) {
		line = line_at(clue->source, before);
		if (!read_pair(clue->source, &line, &pair))
			break;
		*first = at = before;
	}
	return true;
}

bool explain_mixed_ini_and_yaml(const struct clue *clue, struct cause *cause)
{
	uint32_t first;
	struct clue at = *clue;
	/* The value of a section may be such a line: `net:` and below it `  port = 27017`. */
	if (clue->setting && clue->setting->kind == SETTING_SCALAR && clue->setting->text.len)
		at.line = source_line_index(clue->source, clue->setting->value.at);
	if (clue->config->format == CONFIG_INI || !find_first(&at, &first))
		return false;
	struct edits comments = EDITS_INIT(clue->arena);
	bool whole = rewrite(clue, first, &cause->edits, &comments);
	bool mends = whole && cause_mends(clue, &cause->edits);
	if (!mends && !cause_mends(clue, &comments))
		return false;
	cause->at = line_span(clue->source, line_at(clue->source, first).text);
	cause->message = "a line in the old `key = value` format in a YAML file";
	if (mends) {
		cause->fix = "write it as YAML";
		cause->safety = SAFETY_UNSAFE;
	} else {
		cause->help = "write it as `key: value` below the header of its section";
	}
	cause->group = cause->at.at + 1;
	return true;
}

const struct rule rule_mixed_ini_and_yaml = {
	.kind = { "mixed-ini-and-yaml", "syntax" },
	.severity = SEVERITY_ERROR,
	.scope = SCOPE_FILE,
	.title = "lines of the old format in a YAML file",
	.why = "mongod reads a file either as YAML or in the format of before 2.6, never as both. One line with a colon "
	       "and a blank makes it YAML, and then `dbpath = /data` is only a piece of text.",
	.server = "Unrecognized option: dbpath = /data, or a parse error",
	.bad = (const struct example[]){ { "mongod.conf", "net:\n  port: 27017\ndbpath = /data\n" }, { 0 } },
	.good = (const struct example[]){ { "mongod.conf", "net:\n  port: 27017\nstorage:\n  dbPath: /data\n" }, { 0 } },
	.check_config = cause_report,
};
