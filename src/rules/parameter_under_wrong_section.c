#include "rules/rule.h"
#include "yaml/place.h"

/* Registered as options, and refused by whoever reads them (server source, mongod_options.cpp, 3.4
 * to 5.1-dev). Only the first is a parameter that can be set today. */
static const struct {
	const char *path, *parameter;
} table[] = {
	{ "security.enableLocalhostAuthBypass", "setParameter.enableLocalhostAuthBypass" },
	{ "security.authSchemaVersion", NULL },
};

/* Out of its section and under setParameter, in one go. */
static void offer_fix(const struct lint *lint, struct diag *diag, const struct config *config,
		      const struct setting *setting, const char *parameter)
{
	struct edits edits = EDITS_INIT(lint->arena);
	struct err err = ERR_INIT(lint->arena);
	struct yaml yaml;
	bool boolean = str_is(setting->text, "true") || str_is(setting->text, "false");
	if (!boolean || config_find(config, parameter) || !config_placeable(lint->arena, config, &yaml) ||
	    !place_move(lint->arena, &yaml, setting->path, str_of(parameter), setting->text, &edits, &err) || !edits.count)
		return;
	diag_fix(lint->sink, diag, SAFETY_SAFE, "move it under setParameter", edits.at[0].cut, edits.at[0].put);
	for (uint32_t i = 1; i < edits.count; i++)
		diag_fix_more(lint->sink, diag, config->source, edits.at[i].cut, edits.at[i].put);
}

static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	for (unsigned i = 0; i < sizeof table / sizeof *table; i++) {
		const struct setting *setting = config_find(config, table[i].path);
		if (!setting || config->target.binary != BINARY_MONGOD)
			continue;
		struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, config->source, setting->key,
					     "%s can't be set as an option", table[i].path);
		diag->option = table[i].path;
		diag->server = arena_printf(lint->arena, "stops with: %s is currently not supported in config files",
					    table[i].path);
		diag->help = table[i].parameter ? arena_printf(lint->arena, "set %s instead", table[i].parameter)
						: "remove it";
		if (table[i].parameter)
			offer_fix(lint, diag, config, setting, table[i].parameter);
	}
}

const struct rule rule_parameter_under_wrong_section = {
	.kind = { "parameter-under-wrong-section", "startup" },
	.severity = SEVERITY_ERROR,
	.scope = SCOPE_FILE,
	.title = "a parameter where an option should stand",
	.why = "mongod knows these names below security, but only to refuse them. They are server parameters, which are set "
	       "below setParameter.",
	.server = "security.enableLocalhostAuthBypass is currently not supported in config files",
	.bad = (const struct example[]){ { "mongod.conf", "security:\n  enableLocalhostAuthBypass: false\n" }, { 0 } },
	.good = (const struct example[]){ { "mongod.conf", "setParameter:\n  enableLocalhostAuthBypass: false\n" }, { 0 } },
	.check_config = check,
};
