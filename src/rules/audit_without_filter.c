#include "rules/ask.h"

static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	const struct setting *destination = config_find(config, "auditLog.destination");
	if (!destination || !ask_whole(config) || ask_set(config, "auditLog.filter"))
		return;
	/* Since 5.0 the filter may be kept in the cluster, and changed while servers run. */
	if (ask_true(config, "auditLog.runtimeConfiguration") != ANSWER_NO)
		return;
	struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, config->source, destination->key,
				     "the audit log has no filter");
	diag->option = "auditLog.filter";
	diag->server = "writes each event that can be audited, and of reading and writing none";
	diag->help = "set auditLog.filter to the events that are asked for, or auditLog.runtimeConfiguration: true";
}

const struct rule rule_audit_without_filter = {
	.kind = { "audit-without-filter", "security" },
	.severity = SEVERITY_INFO,
	.scope = SCOPE_FILE,
	.off = true,
	.cis = "5.2",
	.stig = "252134",
	.title = "an audit log without a filter",
	.why = "Benchmarks such as CIS 5.2 ask for a filter that was thought about: without one the log holds whatever the "
	       "server audits by default, which may be too much to read and lack what is wanted.",
	.server = "writes each event that can be audited",
	.bad = (const struct example[]){ { "mongod.conf", "auditLog:\n  destination: syslog\n" }, { 0 } },
	.good = (const struct example[]){ { "mongod.conf", "systemLog:\n  destination: syslog\n" }, { 0 } },
	.check_config = check,
};
