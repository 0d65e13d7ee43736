#include <string.h>

#include "rules/rule.h"

/* Whose values have a # in them: paths and passwords. */
static bool may_have_hash(const struct option *option)
{
	return option->type == OPTION_PATH || strstr(option->path, "assword");
}

/* Behind a plain value one blank, a # and one word that goes on like a path or is a piece of a
 * password. A comment has two blanks before it, one behind its #, or several words. */
static bool is_cut(const struct setting *setting, struct str behind)
{
	if (behind.len < 3 || behind.at[0] != ' ' || behind.at[1] != '#')
		return false;
	struct str word = str_sub(behind, 2, behind.len);
	if (str_has_char(word, ' ') || str_has_char(word, '\t') || word.at[0] == '#')
		return false;
	if (setting->option->type != OPTION_PATH)
		return true;
	return word.at[0] != '/' && (str_has_char(word, '/') || str_has_char(word, '\\')) && !str_has_char(word, ':');
}

/* `rs0# the first set`: a # that no blank precedes belongs to the value. */
static uint32_t swallowed_comment(struct str text)
{
	for (uint32_t at = 1; at + 1 < text.len; at++)
		if (text.at[at] == '#' && text.at[at - 1] != ' ' && text.at[at + 1] == ' ')
			return at;
	return STR_NONE;
}

static void check_setting(const struct lint *lint, const struct rule *rule, const struct config *config,
			  const struct setting *setting)
{
	const struct source *source = config->source;
	struct str written = source_str(source, setting->value);
	uint32_t end = span_end(setting->value), hash;
	bool before_comment = end + 1 < source->text.len && source->text.at[end] == ' ' && source->text.at[end + 1] == '#';
	if (!before_comment && !str_has_char(written, '#'))
		return;
	/* Plain, and on one line: then it reads as it is written. */
	if (!written.len || !str_eq(written, setting->text))
		return;
	struct span rest = { end, source_line_end(source, end) - end };
	struct diag *diag;
	if (before_comment && may_have_hash(setting->option) && is_cut(setting, str_trim(source_str(source, rest)).len
						      ? source_str(source, rest) : STR(""))) {
		diag = sink_add(lint->sink, &rule->kind, rule->severity, source, rest,
				"is this a part of the value of %.*s? A # behind a blank begins a comment",
				STR_ARG(setting->path));
		diag->server = arena_printf(lint->arena, "reads only: %.*s", STR_ARG(setting->text));
		diag_fix(lint->sink, diag, SAFETY_UNSAFE, "quote the whole value", (struct span){ setting->value.at, 0 }, STR("'"));
		diag_fix_more(lint->sink, diag, source, (struct span){ span_end(rest), 0 }, STR("'"));
	} else if ((hash = swallowed_comment(written)) != STR_NONE) {
		diag = sink_add(lint->sink, &rule->kind, rule->severity, source,
				(struct span){ setting->value.at + hash, written.len - hash },
				"this is a part of the value of %.*s: a comment needs a blank before its #", STR_ARG(setting->path));
		diag->server = arena_printf(lint->arena, "reads: %.*s", STR_ARG(setting->text));
		diag_fix(lint->sink, diag, SAFETY_UNSAFE, "put a blank before the #",
			 (struct span){ setting->value.at + hash, 0 }, STR(" "));
	} else {
		return;
	}
	diag->option = str_cstr(lint->arena, setting->path);
}

static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	for (uint32_t i = 0; config->format == CONFIG_YAML && i < config->count; i++) {
		const struct setting *setting = &config->settings[i];
		if (setting->option && setting->written == SETTING_SCALAR && !setting->refusal)
			check_setting(lint, rule, config, setting);
	}
}

const struct rule rule_value_cut_by_comment = {
	.kind = { "value-cut-by-comment", "hygiene" },
	.severity = SEVERITY_WARNING,
	.scope = SCOPE_FILE,
	.title = "a # that cuts a value, or a comment that is part of one",
	.why = "In YAML a # begins a comment where a blank stands before it, and is a letter like others where none does. A path "
	       "or a password with ` #` in it is cut there; a comment that touches the value becomes a part of it. Neither is "
	       "an error.",
	.server = "nothing: the value is another one",
	.bad = (const struct example[]){ { "mongod.conf", "storage:\n  dbPath: /srv/volume #2/mongodb\n" }, { 0 } },
	.good = (const struct example[]){ { "mongod.conf", "storage:\n  dbPath: '/srv/volume #2/mongodb'\nnet:\n"
		"  port: 27017 #default\n" }, { 0 } },
	.check_config = check,
};
