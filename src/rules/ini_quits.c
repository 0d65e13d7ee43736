#include "rules/rule.h"

static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	for (uint32_t i = 0; i < config->fault_count; i++) {
		const struct config_fault *fault = &config->faults[i];
		if (*fault->message)
			continue;  /* ini-syntax */
		struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, config->source, fault->at,
					     "with %.*s in its config the server never serves",
					     STR_ARG(source_str(config->source, fault->at)));
		diag->server = "does what this asks for and ends, with exit status 0";
		diag->help = "remove the line; give it on the command line when it is wanted";
	}
}

const struct rule rule_ini_quits = {
	.kind = { "ini-quits", "hygiene" },
	.severity = SEVERITY_WARNING,
	.scope = SCOPE_FILE,
	.title = "a line of the old format that makes the server end at once",
	.why = "Names such as help, version and sysinfo are for the command line: the server prints something and ends. In a "
	       "file of the old format they are read too, and a service manager that sees exit status 0 finds nothing wrong.",
	.server = "nothing: it ends with exit status 0",
	.bad = (const struct example[]){ { "mongodb.conf", "port = 27017\nversion = true\n" }, { 0 } },
	.good = (const struct example[]){ { "mongod.conf", "net:\n  port: 27017\n" }, { 0 } },
	.check_config = check,
};
