#include "rules/rule.h"

static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	const struct setting *port = config_find(config, "net.port");
	/* Unset, it depends on the role, and may be on the command line. */
	if (!port || port->refusal || port->kind != SETTING_SCALAR || port->typed.integer != 27017)
		return;
	struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, config->source, port->value,
				     "27017 is the port that everybody looks at first");
	diag->option = "net.port";
	diag->server = "listens on 27017";
	diag->help = "where your rules ask for it, choose another port";
}

const struct rule rule_default_port = {
	.kind = { "default-port", "security" },
	.severity = SEVERITY_INFO,
	.scope = SCOPE_FILE,
	.off = true,
	.cis = "6.1",
	.title = "the server listens on the well-known port",
	.why = "CIS 6.1 asks for another port than 27017. It keeps away only those who do not look closely.",
	.server = "nothing; it listens on 27017",
	.bad = (const struct example[]){ { "mongod.conf", "net:\n  port: 27017\n" }, { 0 } },
	.good = (const struct example[]){ { "mongod.conf", "net:\n  port: 27117\n" }, { 0 } },
	.check_config = check,
};
