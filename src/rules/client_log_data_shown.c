#include "rules/ask.h"

static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	if (!ask_whole(config) || !config->count || config->target.edition == EDITION_COMMUNITY ||
	    ask_true(config, "security.redactClientLogData") != ANSWER_NO)
		return;
	const struct setting *said = config_find(config, "security.redactClientLogData");
	struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, config->source,
				     said ? ask_place(said) : config_start(config), "the log shows what clients store and look for");
	diag->option = "security.redactClientLogData";
	diag->server = "logs slow operations with their values";
	diag->help = "where the log must not hold data, set security.redactClientLogData: true (Enterprise and Percona servers only)";
}

const struct rule rule_client_log_data_shown = {
	.kind = { "client-log-data-shown", "security" },
	.severity = SEVERITY_INFO,
	.scope = SCOPE_FILE,
	.off = true,
	.stig = "252168",
	.title = "the log shows clients' data",
	.why = "Slow operations are logged with the values that they look for or store, and logs go where the data must not. Only "
	       "Enterprise and Percona servers can leave them out; with --edition community this says nothing.",
	.server = "logs slow operations with their values",
	.bad = (const struct example[]){ { "mongod.conf", "security:\n  authorization: enabled\n" }, { 0 } },
	.good = (const struct example[]){ { "mongod.conf", "# Nothing is set here.\n" }, { 0 } },
	.check_config = check,
};
