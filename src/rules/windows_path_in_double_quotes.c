#include "rules/cause.h"
#include "rules/line.h"

/* The text between the first and the last double quote of a line; false where there are no two. */
static bool between_quotes(const struct source *source, uint32_t line, struct span *quoted)
{
	struct str text = line_at(source, line).text;
	uint32_t from = str_find_char(text, '"', 0), to = text.len;
	if (from == STR_NONE)
		return false;
	while (to > from && text.at[to - 1] != '"')
		to--;
	if (to < from + 2)
		return false;
	*quoted = (struct span){ line_span(source, text).at + from, to - from };
	return true;
}

/* In single quotes a backslash is one. */
static bool requote(struct arena *arena, const struct source *source, struct span quoted, struct edits *edits)
{
	struct str raw = str_sub(source_str(source, quoted), 1, quoted.len - 1);
	if (str_has_char(raw, '\'') || str_has_char(raw, '\n'))
		return false;
	return edits_add(edits, quoted, str_format(arena, "'%.*s'", STR_ARG(raw)));
}

bool explain_windows_path_in_double_quotes(const struct clue *clue, struct cause *cause)
{
	if (clue->setting || !between_quotes(clue->source, clue->line, &cause->at) ||
	    !str_has_char(source_str(clue->source, cause->at), '\\') ||
	    !requote(clue->arena, clue->source, cause->at, &cause->edits) || !cause_mends(clue, &cause->edits))
		return false;
	cause->message = "in double quotes a backslash begins an escape, and this is none";
	cause->fix = "use single quotes";
	cause->safety = SAFETY_SAFE;
	return true;
}

/* C:\temp and \\host\share: a path in which an escape makes another character. */
static bool is_spoilt_path(struct str raw, struct str value)
{
	bool drive = raw.len > 3 && ((raw.at[0] >= 'A' && raw.at[0] <= 'Z') || (raw.at[0] >= 'a' && raw.at[0] <= 'z')) &&
		     raw.at[1] == ':' && raw.at[2] == '\\';
	if (!drive && !str_starts(raw, "\\\\"))
		return false;
	for (uint32_t i = 0; i < value.len; i++)
		if ((unsigned char)value.at[i] < ' ' || value.at[i] == '\x7f')
			return true;
	return false;
}

static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	cause_report(lint, rule, config);
	for (uint32_t i = 0; i < config->count; i++) {
		const struct setting *setting = &config->settings[i];
		const struct source *source = config->source;
		struct str all = source_str(source, setting->value);
		struct str raw = str_sub(all, 1, all.len ? all.len - 1 : 0);
		if (setting->kind != SETTING_SCALAR || setting->refusal || all.len < 2 || all.at[0] != '"' ||
		    !is_spoilt_path(raw, setting->text))
			continue;
		struct diag *diag = sink_add(lint->sink, &rule->kind, SEVERITY_WARNING, source, setting->value,
					     "in double quotes a backslash begins an escape: this path has another character in it");
		struct edits edits = EDITS_INIT(lint->arena);
		diag->option = str_cstr(lint->arena, setting->path);
		diag->server = "looks for a path with a tab, a line feed or the like in its name";
		if (requote(lint->arena, source, setting->value, &edits))
			diag_fix(lint->sink, diag, SAFETY_SAFE, "use single quotes", edits.at[0].cut, edits.at[0].put);
		else
			diag->help = "write each backslash twice";
	}
}

const struct rule rule_windows_path_in_double_quotes = {
	.kind = { "windows-path-in-double-quotes", "syntax" },
	.severity = SEVERITY_ERROR,
	.scope = SCOPE_FILE,
	.title = "a Windows path in double quotes",
	.why = "In double quotes YAML takes a backslash for the beginning of an escape: \"C:\\data\" is an error, and "
	       "\"C:\\temp\" a path with a tab in it. In single quotes, or without any, a backslash is a backslash.",
	.server = "Error parsing YAML config file: yaml-cpp: error at line N, column M: unknown escape character: d",
	.bad = (const struct example[]){ { "mongod.cfg", "storage:\n  dbPath: \"C:\\data\\mongo\"\n" }, { 0 } },
	.good = (const struct example[]){ { "mongod.cfg", "storage:\n  dbPath: 'C:\\data\\mongo'\n" }, { 0 } },
	.check_config = check,
};
