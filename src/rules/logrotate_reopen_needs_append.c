#include "rules/ask.h"

static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	if (ask_word(config, "systemLog.logRotate", "reopen") != ANSWER_YES ||
	    ask_true(config, "systemLog.logAppend") != ANSWER_NO)
		return;
	struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, config->source,
				     config_find(config, "systemLog.logRotate")->value,
				     "logRotate: reopen needs logAppend: true");
	diag->option = "systemLog.logRotate";
	diag->server = "stops with: logAppend must equal true if logRotate is set to reopen";
	diag->help = "add systemLog.logAppend: true";
	ask_fix_set(lint, diag, config, SAFETY_SAFE, "systemLog.logAppend", "true");
}

const struct rule rule_logrotate_reopen_needs_append = {
	.kind = { "logrotate-reopen-needs-append", "startup" },
	.severity = SEVERITY_ERROR,
	.scope = SCOPE_FILE,
	.title = "systemLog.logRotate is reopen, without systemLog.logAppend",
	.why = "With reopen, another program moves the log file away and mongod opens the name again. Were it not to "
	       "append, a rotation that failed to move the file would empty it.",
	.server = "logAppend must equal true if logRotate is set to reopen",
	.bad = (const struct example[]){ { "mongod.conf", "systemLog:\n  logRotate: reopen\n" }, { 0 } },
	.good = (const struct example[]){ { "mongod.conf", "systemLog:\n  logRotate: reopen\n  logAppend: true\n" }, { 0 } },
	.check_config = check,
};
