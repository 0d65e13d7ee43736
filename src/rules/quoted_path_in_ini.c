#include "rules/ask.h"

/* With quotes an absolute path leads nowhere. A name, though, is as good with them: a set may be called "rs0". */
static bool leads_nowhere(const struct setting *setting)
{
	return setting->option->type == OPTION_PATH && setting->text.at[1] == '/';
}

/* The quotes are part of the text: no server's INI parser takes them off (boost's, and a thin layer over it). */
static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	if (config->format != CONFIG_INI)
		return;
	for (uint32_t i = 0; i < config->count; i++) {
		const struct setting *setting = &config->settings[i];
		struct str text = setting->text, written = source_str(config->source, setting->value);
		if (!setting->option || setting->kind != SETTING_SCALAR || setting->refusal || text.len < 2 ||
		    !str_has_char(STR("\"'"), text.at[0]) || text.at[text.len - 1] != text.at[0] || !str_eq(text, written))
			continue;
		struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, config->source, setting->value,
					     "quotes are part of a value in this format");
		diag->option = setting->option->path;
		diag->server = arena_printf(lint->arena, "takes %.*s, with the quotes", STR_ARG(text));
		diag_fix(lint->sink, diag, leads_nowhere(setting) ? SAFETY_SAFE : SAFETY_UNSAFE, "remove the quotes", setting->value, str_sub(text, 1, text.len - 1));
	}
}

const struct rule rule_quoted_path_in_ini = {
	.kind = { "quoted-path-in-ini", "hygiene" },
	.severity = SEVERITY_WARNING,
	.scope = SCOPE_FILE,
	.title = "quotes in a file of the old format",
	.why = "In YAML quotes are around a value, in the format of before 2.6 they are in it. A path in quotes is a relative "
	       "one to a folder whose name begins with a quote.",
	.server = "Data directory \"/var/lib/mongodb\" not found",
	.bad = (const struct example[]){ { "mongodb.conf", "dbpath = \"/var/lib/mongodb\"\n" }, { 0 } },
	.good = (const struct example[]){ { "mongodb.conf", "storage:\n  dbPath: \"/var/lib/mongodb\"\n" }, { 0 } },
	.check_config = check,
};
