#include "rules/ask.h"

static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	if (ask_true(config, "systemLog.quiet") != ANSWER_YES)
		return;
	struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, config->source,
				     ask_place(config_find(config, "systemLog.quiet")), "the log leaves out connections and more");
	diag->option = "systemLog.quiet";
	diag->server = "logs no connections that begin or end, no replication events and few commands";
	diag->help = "remove it: false is the default";
	ask_fix_unset(lint, diag, config, SAFETY_UNSAFE, "systemLog.quiet");
}

const struct rule rule_quiet_true = {
	.kind = { "quiet-true", "security" },
	.severity = SEVERITY_INFO,
	.scope = SCOPE_FILE,
	.off = true,
	.cis = "5.3",
	.title = "systemLog.quiet is on",
	.why = "A quiet log does not say who connected, so there is nothing to look at after an intrusion or a failure. CIS "
	       "5.3 asks for systemLog.quiet: false.",
	.server = "logs no connections that begin or end",
	.bad = (const struct example[]){ { "mongod.conf", "systemLog:\n  quiet: true\n" }, { 0 } },
	.good = (const struct example[]){ { "mongod.conf", "systemLog:\n  quiet: false\n" }, { 0 } },
	.check_config = check,
};
