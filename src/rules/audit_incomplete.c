#include "rules/ask.h"

/* Auditing is on when there is a destination, and only then (Percona's audit.cpp; the manual says the same of
 * Enterprise, whose source is not public). */
static const struct setting *without_destination(const struct config *config)
{
	if (ask_set(config, "auditLog.destination"))
		return NULL;
	for (uint32_t i = 0; i < config->count; i++) {
		const struct setting *setting = &config->settings[i];
		/* Since 5.0 the filter may come from the cluster, and this says so. */
		if (setting->option && str_starts(setting->path, "auditLog.") &&
		    !str_is(setting->path, "auditLog.runtimeConfiguration"))
			return setting;
	}
	return NULL;
}

/* To a file: Enterprise wants its path and its format, Percona has defaults for both. */
static const char *missing_of_file(const struct config *config)
{
	if (config->target.edition == EDITION_PERCONA || config->target.edition == EDITION_COMMUNITY ||
	    ask_word(config, "auditLog.destination", "file") != ANSWER_YES)
		return NULL;
	return !ask_set(config, "auditLog.path") ? "auditLog.path" : !ask_set(config, "auditLog.format") ? "auditLog.format" : NULL;
}

static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	const struct setting *idle = without_destination(config);
	const char *missing = missing_of_file(config);
	if ((!idle && !missing) || !ask_whole(config))
		return;
	const struct setting *place = idle ? idle : config_find(config, "auditLog.destination");
	struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, config->source, place->key,
				     idle ? "nothing is audited: auditLog.destination is not set"
					  : "an audit log in a file needs %s", missing);
	diag->option = idle ? "auditLog.destination" : missing;
	diag->server = idle ? "starts, and writes no audit log" : "does not start (Enterprise); Percona has a default for it";
	diag->help = idle ? "set auditLog.destination to file, syslog or console, or remove the section"
			  : arena_printf(lint->arena, "set %s", missing);
}

const struct rule rule_audit_incomplete = {
	.kind = { "audit-incomplete", "security" },
	.severity = SEVERITY_WARNING,
	.scope = SCOPE_FILE,
	.title = "an audit log that says not where to, or not to which file",
	.why = "A filter and a path do not turn auditing on, auditLog.destination does. With file as the destination, the manual "
	       "of Enterprise asks for auditLog.path and auditLog.format as well.",
	.server = "starts, and writes no audit log",
	.bad = (const struct example[]){ { "mongod.conf", "auditLog:\n  filter: '{}'\n" }, { 0 } },
	.good = (const struct example[]){ { "mongod.conf", "security:\n  authorization: enabled\n" }, { 0 } },
	.check_config = check,
};
