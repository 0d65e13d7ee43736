#include "rules/ask.h"

static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	if (config->target.binary != BINARY_MONGOS || !ask_whole(config) || ask_set(config, "sharding.configDB"))
		return;
	struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, config->source, config_start(config),
				     "a mongos needs the address of its config servers");
	diag->option = "sharding.configDB";
	diag->server = "stops with: error: no args for --configdb";
	diag->help = "add sharding.configDB: NAME/HOST:27019,HOST:27019,HOST:27019 (or give --configdb)";
}

const struct rule rule_configdb_missing = {
	.kind = { "configdb-missing", "startup" },
	.severity = SEVERITY_ERROR,
	.scope = SCOPE_FILE,
	.title = "a mongos without sharding.configDB",
	.why = "All that a mongos knows it gets from the config servers, and it has no default for where they are. A file is "
	       "taken for one of mongos when it is called so.",
	.server = "error: no args for --configdb",
	.bad = (const struct example[]){ { "mongos.conf", "net:\n  port: 27017\n" }, { 0 } },
	.good = (const struct example[]){ { "mongos.conf",
		"sharding:\n  configDB: cfg/cfg1:27019,cfg2:27019,cfg3:27019\n" }, { 0 } },
	.check_config = check,
};
