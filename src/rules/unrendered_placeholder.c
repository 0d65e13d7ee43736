#include "base/regex.h"
#include "rules/cause.h"
#include "rules/line.h"
#include "rules/placeholder.h"
#include "schema/limit.h"

enum { MASKED_SIZE = 128 * 1024 };

/* Everything of the file that is one, as plain text, or as nothing where it is a line of its own: what it
 * might be once it is rendered. */
static void mask(const struct clue *clue, const struct regex *regex, struct edits *edits)
{
	const struct source *source = clue->source;
	for (uint32_t i = 0; i < source->lines; i++) {
		struct line line = line_at(source, i);
		if (line.blank || line.comment)
			continue;
		uint32_t at, len, from = 0;
		while (from < line.text.len && regex_find(regex, line.text, from, &at, &len) && len) {
			bool whole = at == 0 && len == line.text.len;
			edits_add(edits, (struct span){ line_span(source, line.text).at + at, len }, whole ? STR("") : STR("1"));
			from = at + len;
		}
	}
}

/* The nearest placeholder, at most `reach` lines with something on them before the clue's line. */
static bool nearest(const struct clue *clue, const struct regex *regex, unsigned reach, struct span *place)
{
	uint32_t at, len, line = clue->line;
	for (;;) {
		struct line read = line_at(clue->source, line);
		if (!read.comment && !read.blank && regex_find(regex, read.text, 0, &at, &len)) {
			*place = (struct span){ line_span(clue->source, read.text).at + at, len };
			return true;
		}
		if (!reach-- || !line_before(clue->source, line, &line))
			return false;
	}
}

static bool explain(const struct clue *clue, const struct regex *regex, struct cause *cause)
{
	if (!nearest(clue, regex, clue->setting ? 0 : 2, &cause->at))
		return false;
	if (!clue->setting) {
		struct edits rendered = EDITS_INIT(clue->arena);
		mask(clue, regex, &rendered);
		return cause_mends(clue, &rendered);
	}
	const struct node *node = &clue->config->tree->node[clue->node];
	struct span value = clue->setting->value;
	bool in_name = node->key_complex || regex_find(regex, node->name, 0, NULL, NULL);
	return in_name || regex_find(regex, source_str(clue->source, value), 0, NULL, NULL);
}

bool explain_unrendered_placeholder(const struct clue *clue, struct cause *cause)
{
	if (clue->source->text.len > MASKED_SIZE || !placeholder_possible(clue->source->text))
		return false;
	if (!explain(clue, placeholder_regex(), cause))
		return false;
	struct str text = source_str(clue->source, cause->at);
	cause->message = arena_printf(clue->arena, "the placeholder %.*s was never filled in", STR_ARG(text));
	cause->help = "deploy what the template is rendered to; a file that is one on purpose can be called so by read-as in the project file";
	cause->group = cause->at.at + 1;
	return true;
}

/* What the server says of the value, and option-value leaves to this rule; NULL where it takes it. */
static const char *refusal(struct arena *arena, const struct config *config, const struct setting *setting)
{
	struct buf said = BUF_INIT(arena);
	if (setting->refusal || setting->entry)
		return setting->refusal;
	return limit_check(setting->option, &config->target, setting->text, setting->typed.real, &said) ? NULL : buf_done(&said).at;
}

static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	cause_report(lint, rule, config);
	for (uint32_t i = 0; i < config->count; i++) {
		const struct setting *setting = &config->settings[i];
		uint32_t at, len;
		if (!setting->option || setting->written != SETTING_SCALAR || !placeholder_possible(setting->text))
			continue;
		if (!regex_find(placeholder_regex(), setting->text, 0, &at, &len))
			continue;
		const char *said = refusal(lint->arena, config, setting);
		struct diag *diag = sink_add(lint->sink, &rule->kind, said ? SEVERITY_ERROR : SEVERITY_WARNING,
					     config->source, setting->value, "the placeholder %.*s in %.*s was never filled in",
					     STR_ARG(str_sub(setting->text, at, at + len)), STR_ARG(setting->path));
		diag->option = str_cstr(lint->arena, setting->path);
		diag->server = said ? arena_printf(lint->arena, "stops with: %s", said)
				    : "takes it as it is written: it knows no variables";
		diag->help = "deploy what the template is rendered to; a file that is one on purpose can be called so by read-as in the project file";
	}
}

const struct rule rule_unrendered_placeholder = {
	.kind = { "unrendered-placeholder", "startup" },
	.severity = SEVERITY_ERROR,
	.scope = SCOPE_FILE,
	.title = "a placeholder that was never filled in",
	.why = "mongod replaces no variables. What a template or a person was to fill in, such as {{ port }}, ${PORT} or "
	       "CHANGEME, it takes as text: an error where a number is wanted, a wrong path or name elsewhere. Files that are "
	       "templates by their name or folder are passed over.",
	.server = "Error parsing option \"net.port\" as int, or Unrecognized option, or nothing at all",
	.bad = (const struct example[]){ { "mongod.conf", "net:\n  port: ${PORT}\n" }, { 0 } },
	.good = (const struct example[]){ { "mongod.conf", "net:\n  port: 27017\n" }, { 0 } },
	.check_config = check,
};
