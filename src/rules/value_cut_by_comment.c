#include "rules/ask.h"

/* Values in which a # is likely, and which nothing checks until they are used. */
static bool is_secret(struct str path)
{
	return str_ends(path, "Password") || str_ends(path, "password") || str_ends(path, ".queryUser") ||
	       str_ends(path, "configString");
}

/* " #x": a blank before and none behind, as in a text rather than before a remark. */
static bool is_cut(struct str rest)
{
	uint32_t hash = 0;
	while (hash < rest.len && (rest.at[hash] == ' ' || rest.at[hash] == '\t'))
		hash++;
	return hash == 1 && hash + 1 < rest.len && rest.at[hash] == '#' && rest.at[hash + 1] != ' ' &&
	       rest.at[hash + 1] != '#' && rest.at[hash + 1] != '\t' && rest.at[hash + 1] != '\r';
}

static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	const struct source *source = config->source;
	if (config->format != CONFIG_YAML)
		return;
	for (uint32_t i = 0; i < config->count; i++) {
		const struct setting *setting = &config->settings[i];
		if (setting->kind != SETTING_SCALAR || !setting->value.len || !is_secret(setting->path))
			continue;
		uint32_t end = span_end(setting->value);
		char first = source->text.at[setting->value.at];
		struct str rest = str_sub(source->text, end, source_line_end(source, end));
		if (first == '"' || first == '\'' || first == '|' || first == '>' || !is_cut(rest))
			continue;
		struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, source,
					     (struct span){ end + 1, str_trim(rest).len },
					     "the value of %.*s ends before the #", STR_ARG(setting->path));
		diag->option = str_cstr(lint->arena, setting->path);
		diag->server = "takes what stands before the blank; the rest is a comment";
		diag->help = "put the whole value into single quotes, or another blank behind the #";
	}
}

const struct rule rule_value_cut_by_comment = {
	.kind = { "value-cut-by-comment", "hygiene" },
	.severity = SEVERITY_WARNING,
	.scope = SCOPE_FILE,
	.title = "a password or a string of settings that a # cuts off",
	.why = "In a value without quotes a blank and a # begin a comment. A password that holds them is cut there, which "
	       "shows up only as a key that can't be decrypted.",
	.server = "takes what stands before the blank; the rest is a comment",
	.bad = (const struct example[]){ { "mongod.conf",
		"storage:\n  wiredTiger:\n    engineConfig:\n      configString: log=(archive=true) #x,statistics=(all)\n" },
		{ 0 } },
	.good = (const struct example[]){ { "mongod.conf",
		"storage:\n  wiredTiger:\n    engineConfig:\n      configString: log=(archive=true)  # keep them\n" }, { 0 } },
	.check_config = check,
};
