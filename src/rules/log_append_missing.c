#include "rules/ask.h"

/* Where nothing is kept, nothing is lost: the standard output by one of its names, and the like. */
static bool is_device(struct str path)
{
	return str_starts(path, "/dev/") || str_starts(path, "/proc/");
}

static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	const struct setting *path = config_find(config, "systemLog.path");
	const struct setting *append = config_find(config, "systemLog.logAppend");
	if (!path || path->kind != SETTING_SCALAR || is_device(path->text) ||
	    ask_word(config, "systemLog.destination", "file") != ANSWER_YES ||
	    ask_true(config, "systemLog.logAppend") != ANSWER_NO ||
	    ask_word(config, "systemLog.logRotate", "reopen") != ANSWER_NO)
		return;
	struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, config->source,
				     append ? append->value : path->key, "each start puts the old log file aside");
	diag->option = "systemLog.logAppend";
	diag->server = "renames the log file that it finds, adding the date to its name, and begins a new one";
	diag->help = "write systemLog.logAppend: true";
	/* Whatever clears away the old files has nothing to do any more. */
	ask_fix_set(lint, diag, config, SAFETY_UNSAFE, "systemLog.logAppend", "true");
}

const struct rule rule_log_append_missing = {
	.kind = { "log-append-missing", "hygiene" },
	.severity = SEVERITY_WARNING,
	.scope = SCOPE_FILE,
	.cis = "5.4",
	.title = "a log file without systemLog.logAppend: true",
	.why = "A server that restarts often leaves a heap of log files that nothing rotates, and whoever watches the "
	       "log by its name loses what came before the restart. The CIS benchmark asks for logAppend: true (5.4).",
	.server = "renames the log file that it finds, adding the date to its name, and begins a new one",
	.bad = (const struct example[]){ { "mongod.conf",
		"systemLog:\n  destination: file\n  path: /var/log/mongodb/mongod.log\n" }, { 0 } },
	.good = (const struct example[]){ { "mongod.conf",
		"systemLog:\n  destination: file\n  path: /var/log/mongodb/mongod.log\n  logAppend: true\n" }, { 0 } },
	.check_config = check,
};
