#include "rules/ask.h"

/* Community servers have no audit log, and refuse its options. */
static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	if (!ask_whole(config) || !config->count || config->target.edition == EDITION_COMMUNITY ||
	    ask_set(config, "auditLog.destination"))
		return;
	struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, config->source, config_start(config),
				     "there is no audit log");
	diag->option = "auditLog.destination";
	diag->server = "keeps no record of who did what";
	diag->help = "where one is demanded, set auditLog.destination (Enterprise and Percona servers only)";
}

const struct rule rule_audit_off = {
	.kind = { "audit-off", "security" },
	.severity = SEVERITY_INFO,
	.scope = SCOPE_FILE,
	.off = true,
	.cis = "5.1",
	.stig = "252134",
	.title = "no audit log",
	.why = "Benchmarks (CIS 5.1) ask for a record of who logged in and who changed what. Only Enterprise and Percona servers "
	       "keep one; with --edition community this says nothing.",
	.server = "nothing; it keeps no audit log",
	.bad = (const struct example[]){ { "mongod.conf", "net:\n  port: 27017\n" }, { 0 } },
	.good = (const struct example[]){ { "mongod.conf", "# Nothing is set here.\n" }, { 0 } },
	.check_config = check,
};
