#include "rules/ask.h"

static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	if (ask_word(config, "operationProfiling.mode", "all") != ANSWER_YES)
		return;
	struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, config->source,
				     ask_place(config_find(config, "operationProfiling.mode")), "every operation is profiled");
	diag->option = "operationProfiling.mode";
	diag->server = "writes each operation of each database to its system.profile";
	diag->help = "write slowOp, or remove it";
}

const struct rule rule_profile_all = {
	.kind = { "profile-all", "hygiene" },
	.severity = SEVERITY_INFO,
	.scope = SCOPE_FILE,
	.off = true,
	.title = "operationProfiling.mode is all",
	.why = "Profiling everything costs a write for each operation, and keeps values of queries where whoever may read "
	       "system.profile sees them. It is for an hour of looking, not for a config.",
	.server = "writes each operation of each database to its system.profile",
	.bad = (const struct example[]){ { "mongod.conf", "operationProfiling:\n  mode: all\n" }, { 0 } },
	.good = (const struct example[]){ { "mongod.conf", "operationProfiling:\n  mode: slowOp\n" }, { 0 } },
	.check_config = check,
};
