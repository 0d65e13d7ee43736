#include "rules/ask.h"

/* An absolute path, one that a template or a shell still makes, one of Windows, or one that is no path. */
static bool is_fine(struct str path)
{
	return !path.len || str_find_char(STR("/$%@<{\\"), path.at[0], 0) != STR_NONE || str_has_char(path, '$') ||
	       str_has_char(path, '\\') || str_has_char(path, '{') || (path.len > 1 && path.at[1] == ':');
}

/* Quotes that an INI file leaves in the value are quoted-path-in-ini's. */
static bool is_quoted(struct str path)
{
	return path.len && str_has_char(STR("\"'"), path.at[0]);
}

static bool is_keyfile(const struct setting *setting)
{
	return str_is(setting->path, "security.keyFile");
}

static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	for (uint32_t i = 0; i < config->count; i++) {
		const struct setting *setting = &config->settings[i];
		const struct option *option = setting->option;
		if (!option || option->type != OPTION_PATH || setting->written != SETTING_SCALAR || is_keyfile(setting) ||
		    is_fine(setting->text) || is_quoted(setting->text))
			continue;
		struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, config->source, setting->value,
					     str_starts(setting->text, "~/") ? "%s is a relative path: ~ means nothing to the server"
									    : "%s is a relative path", option->path);
		diag->option = option->path;
		diag->server = "looks for it in the folder that it happens to be started in";
		diag->help = "write the whole path";
	}
}

const struct rule rule_path_relative = {
	.kind = { "path-relative", "hygiene" },
	.severity = SEVERITY_INFO,
	.scope = SCOPE_FILE,
	.title = "a path that depends on where the server is started",
	.why = "A relative path is resolved against the working directory, which differs between systemd, a shell and a "
	       "container. A server that finds an empty folder there starts with no data. The keyfile has its own rule.",
	.server = "Data directory data/db not found.",
	.bad = (const struct example[]){ { "mongod.conf", "storage:\n  dbPath: data/db\n" }, { 0 } },
	.good = (const struct example[]){ { "mongod.conf", "storage:\n  dbPath: /var/lib/mongodb\n" }, { 0 } },
	.check_config = check,
};
