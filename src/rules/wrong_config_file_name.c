#include "base/path.h"
#include "rules/beside.h"

/* Is there a command that does read it? */
static bool is_read(const struct fleet *fleet, const struct config *config)
{
	for (uint32_t i = 0; i < fleet->witness_count; i++)
		if (fleet->witnesses[i].file == config)
			return true;
	return false;
}

static void check(const struct lint *lint, const struct rule *rule, const struct fleet *fleet)
{
	for (uint32_t i = 0; i < fleet->witness_count; i++) {
		const struct witness *witness = &fleet->witnesses[i];
		const struct config *config = witness->misnamed;
		if (!config || is_read(fleet, config))
			continue;
		struct str wanted = witness->entry->command.config;
		struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, config->source, config_start(config),
					     "%s starts the server with %.*s, and not with this file", witness->entry->name,
					     STR_ARG(wanted));
		diag->server = arena_printf(lint->arena, "does not read this file; and stops where there is no other: Error opening config "
					    "file: No such file or directory");
		diag->help = arena_printf(lint->arena, "call it %s, or name it in the unit", path_last(str_cstr(lint->arena, wanted)));
		beside_note(lint, diag, witness);
	}
}

#define UNIT(file) "[Service]\nExecStart=/usr/bin/mongod --config /etc/" file "\n"
#define CONFIG "storage:\n  dbPath: /var/lib/mongodb\n"

const struct rule rule_wrong_config_file_name = {
	.kind = { "wrong-config-file-name", "fleet" },
	.severity = SEVERITY_WARNING,
	.scope = SCOPE_FLEET,
	.title = "a unit that reads mongod.conf, and a config called mongodb.conf, or the other way round",
	.why = "The distributions' own packages read /etc/mongodb.conf, MongoDB's packages read /etc/mongod.conf. A config of the one name "
	       "has no effect on a server of which the unit names the other. Only said of a config at the same place, where no file "
	       "is called as the unit has it.",
	.server = "Error opening config file: No such file or directory",
	.bad = (const struct example[]){ { "mongod.service", UNIT("mongod.conf") }, { "etc/mongodb.conf", CONFIG }, { 0 } },
	.good = (const struct example[]){ { "mongod.service", UNIT("mongodb.conf") }, { "etc/mongodb.conf", CONFIG }, { 0 } },
	.check_fleet = check,
};
