#include "rules/ask.h"

static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	if (ask_word(config, "systemLog.destination", "file") != ANSWER_YES || ask_set(config, "systemLog.path"))
		return;
	struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, config->source,
				     config_find(config, "systemLog.destination")->value,
				     "the log goes to a file, and no file is named");
	diag->option = "systemLog.path";
	diag->server = "stops with: systemLog.path is required if systemLog.destination is to a file";
	diag->help = "add systemLog.path";
}

const struct rule rule_log_file_without_path = {
	.kind = { "log-file-without-path", "startup" },
	.severity = SEVERITY_ERROR,
	.scope = SCOPE_FILE,
	.title = "systemLog.destination is file, without systemLog.path",
	.why = "The server has no default name for its log file. Without a destination it logs to its standard output, "
	       "which is what a container wants.",
	.server = "systemLog.path is required if systemLog.destination is to a file",
	.bad = (const struct example[]){ { "mongod.conf", "systemLog:\n  destination: file\n  logAppend: true\n" }, { 0 } },
	.good = (const struct example[]){ { "mongod.conf",
		"systemLog:\n  destination: file\n  path: /var/log/mongodb/mongod.log\n  logAppend: true\n" }, { 0 } },
	.check_config = check,
};
