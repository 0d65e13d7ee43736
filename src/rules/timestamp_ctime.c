#include "rules/ask.h"

/* With a release that is said, option-value speaks. */
static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	const char *path = "systemLog.timeStampFormat";
	if (version_known(config->target.server) || ask_word(config, path, "ctime") != ANSWER_YES)
		return;
	struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, config->source,
				     config_find(config, path)->value, "ctime is gone since 4.4");
	diag->option = path;
	diag->server = "from 4.4 on stops with: Value of logTimestampFormat must be one of iso8601-utc or iso8601-local; "
		       "not \"ctime\".";
	diag->help = "write iso8601-local";
	/* A server before 4.4 may run with it, and something read its log. */
	ask_fix_set(lint, diag, config, SAFETY_UNSAFE, path, "iso8601-local");
}

const struct rule rule_timestamp_ctime = {
	.kind = { "timestamp-ctime", "upgrade" },
	.severity = SEVERITY_WARNING,
	.scope = SCOPE_FILE,
	.title = "systemLog.timeStampFormat: ctime, which stops servers from 4.4 on",
	.why = "From 4.4 on the log is JSON and its times are ISO 8601. iso8601-local is the default, and every server "
	       "from 3.4 on knows it.",
	.server = "Value of logTimestampFormat must be one of iso8601-utc or iso8601-local; not \"ctime\".",
	.bad = (const struct example[]){ { "mongod.conf", "systemLog:\n  timeStampFormat: ctime\n" }, { 0 } },
	.good = (const struct example[]){ { "mongod.conf", "systemLog:\n  timeStampFormat: iso8601-utc\n" }, { 0 } },
	.check_config = check,
};
