#include "rules/directives.h"

static void check(const struct lint *lint, const struct rule *rule, const struct ignore *ignore, const bool *selected)
{
	(void)selected;
	if (ignore->fault || *ignore->reason)
		return;
	struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, ignore->source, ignore->at,
				     "this comment sets findings aside and does not say why");
	diag->help = "write the reason behind the bracket";
}

const struct rule rule_ignore_without_reason = {
	.kind = { "ignore-without-reason", "hygiene" },
	.severity = SEVERITY_WARNING,
	.scope = SCOPE_FILE,
	.title = "a comment sets findings aside without a reason",
	.why = "Who reads the config next year has to know whether what is hidden here is still fine.",
	.server = "nothing: it is a comment",
	.bad = (const struct example[]){
		{ "mongod.conf", "systemLog:\n  destination: file\n  path: /var/log/mongod.log  # mongoconf: ignore[log-append-missing]\n" }, { 0 } },
	.good = (const struct example[]){
		{ "mongod.conf", "systemLog:\n  destination: file\n  path: /var/log/mongod.log  # mongoconf: ignore[log-append-missing] a new file each start\n" },
		{ 0 } },
	.check_ignore = check,
};
