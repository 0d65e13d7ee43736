#include "rules/ask.h"

/* An INI file's logpath sets the destination too (server source, server_options_helpers.cpp). */
static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	const struct setting *path = config_find(config, "systemLog.path");
	if (!path)
		return;
	bool syslog = ask_word(config, "systemLog.destination", "syslog") == ANSWER_YES;
	bool nowhere = !ask_set(config, "systemLog.destination") && config->format != CONFIG_INI;
	if (!syslog && !nowhere)
		return;
	struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, config->source, path->key,
				     syslog ? "a log file is named, and the log goes to syslog"
					    : "a log file is named, and the log does not go to a file");
	diag->option = "systemLog.path";
	diag->server = "stops with: Can only use systemLog.path if systemLog.destination is to a file";
	if (syslog) {
		diag->help = "remove systemLog.path, or write destination: file";
		diag_note(lint->sink, diag, config->source, config_find(config, "systemLog.destination")->key,
			  "set here");
	} else {
		diag->help = "add systemLog.destination: file";
		ask_fix_set(lint, diag, config, SAFETY_SAFE, "systemLog.destination", "file");
	}
}

const struct rule rule_path_without_file_destination = {
	.kind = { "path-without-file-destination", "startup" },
	.severity = SEVERITY_ERROR,
	.scope = SCOPE_FILE,
	.title = "systemLog.path, and systemLog.destination is not file",
	.why = "The path alone does not send the log there: mongod wants to be told destination: file as well, and "
	       "refuses a path beside destination: syslog.",
	.server = "Can only use systemLog.path if systemLog.destination is to a file",
	.bad = (const struct example[]){ { "mongod.conf", "systemLog:\n  path: /var/log/mongodb/mongod.log\n" }, { 0 } },
	.good = (const struct example[]){ { "mongod.conf", "systemLog:\n  destination: syslog\n" }, { 0 } },
	.check_config = check,
};
