#include "rules/ask.h"

static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	if (!ask_whole(config) || !config->count || ask_set(config, "net.maxIncomingConnections"))
		return;
	struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, config->source, config_start(config),
				     "nothing limits the number of connections");
	diag->option = "net.maxIncomingConnections";
	diag->server = "takes as many connections as the system lets it open files";
	diag->help = "set net.maxIncomingConnections a little above what the clients' pools add up to";
}

const struct rule rule_max_connections_unset = {
	.kind = { "max-connections-unset", "security" },
	.severity = SEVERITY_INFO,
	.scope = SCOPE_FILE,
	.off = true,
	.stig = "252148",
	.title = "the number of connections is not limited",
	.why = "Each connection costs the server a thread and memory; a client that opens them without end takes the server "
	       "down. The STIG asks for a limit that was thought about.",
	.server = "nothing; its limit is that of open files",
	.bad = (const struct example[]){ { "mongod.conf", "net:\n  port: 27117\n" }, { 0 } },
	.good = (const struct example[]){ { "mongod.conf", "net:\n  port: 27117\n  maxIncomingConnections: 2000\n" }, { 0 } },
	.check_config = check,
};
