#include "rules/ask.h"

/* What a unit or a service that starts it makes of it, is said there: unit-type-mismatch, pidfile-mismatch. */
static bool is_watched(const struct config *config)
{
	const struct elsewhere *elsewhere = config->elsewhere;
	for (uint32_t i = 0; i < elsewhere->start_count; i++)
		if (elsewhere->starts[i].watched)
			return true;
	return false;
}

/* Without a log it does not start: fork-without-log. */
static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	if (!ask_whole(config) || is_watched(config) || ask_true(config, "processManagement.fork") != ANSWER_YES ||
	    ask_set(config, "processManagement.pidFilePath") || !ask_set(config, "systemLog.destination"))
		return;
	struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, config->source,
				     config_find(config, "processManagement.fork")->value,
				     "goes to the background without a pid file");
	diag->option = "processManagement.fork";
	diag->server = "starts; its first process ends, and a supervisor or a container takes that for the end";
	diag->help = "under systemd or in a container remove fork; elsewhere add processManagement.pidFilePath";
	ask_fix_unset(lint, diag, config, SAFETY_UNSAFE, "processManagement.fork");
}

const struct rule rule_fork_under_supervisor = {
	.kind = { "fork-under-supervisor", "hygiene" },
	.severity = SEVERITY_INFO,
	.scope = SCOPE_FILE,
	.title = "processManagement.fork without a pid file",
	.why = "fork is for a start by hand or by a unit of Type=forking, which finds the server by its pid file. A "
	       "container, or a unit of another type, sees the first process end and stops or restarts everything. "
	       "Where a unit or a Compose file that starts it stands beside the config, it is known which: see unit-type-mismatch.",
	.server = "about to fork child process, waiting until server is ready for connections.",
	.bad = (const struct example[]){ { "mongod.conf",
		"processManagement:\n  fork: true\nsystemLog:\n  destination: syslog\n" }, { 0 } },
	.good = (const struct example[]){ { "mongod.conf",
		"processManagement:\n  fork: true\n  pidFilePath: /run/mongodb/mongod.pid\nsystemLog:\n  destination: syslog\n" },
		{ 0 } },
	.check_config = check,
};
