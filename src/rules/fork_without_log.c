#include "rules/ask.h"

/* Is there surely no log file and no syslog? A path in an INI file means a file by itself; an empty
 * path is none (server source, server_options_server_helpers.cpp, 4.2). */
static bool logs_nowhere(const struct config *config)
{
	const struct setting *path = config_find(config, "systemLog.path");
	bool empty = path && path->kind == SETTING_SCALAR && !path->text.len;
	if (config_is_opaque(config, "systemLog.path"))
		return false;
	if (!ask_set(config, "systemLog.destination"))
		return !path;
	return empty && ask_word(config, "systemLog.destination", "file") == ANSWER_YES;
}

static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	/* The old format's shutdown ends a running server, and nothing forks. */
	if (ask_true(config, "shutdown") == ANSWER_YES)
		return;
	if (!ask_whole(config) || ask_true(config, "processManagement.fork") != ANSWER_YES || !logs_nowhere(config))
		return;
	struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, config->source,
				     config_find(config, "processManagement.fork")->value,
				     "a server in the background needs a log file or syslog");
	diag->option = "processManagement.fork";
	diag->server = "stops with: --fork has to be used with --logpath or --syslog";
	diag->help = "add systemLog.destination: file and systemLog.path, or remove fork";
}

const struct rule rule_fork_without_log = {
	.kind = { "fork-without-log", "startup" },
	.severity = SEVERITY_ERROR,
	.scope = SCOPE_FILE,
	.title = "processManagement.fork, and the log goes nowhere",
	.why = "A server that forks gives up its terminal, so it wants to know first where its log goes. A --logpath on "
	       "the command line is another way to say it.",
	.server = "--fork has to be used with --logpath or --syslog",
	.bad = (const struct example[]){ { "mongod.conf",
		"processManagement:\n  fork: true\n  pidFilePath: /run/mongod.pid\n" }, { 0 } },
	.good = (const struct example[]){ { "mongod.conf",
		"processManagement:\n  fork: true\n  pidFilePath: /run/mongod.pid\nsystemLog:\n  destination: syslog\n" }, { 0 } },
	.check_config = check,
};
