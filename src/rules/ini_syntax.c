#include "rules/cause.h"

static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	struct cause cause;
	if (cause_of_error(lint->arena, config, &cause))
		return;  /* it was meant as YAML, and another rule says what is wrong */
	for (uint32_t i = 0; i < config->fault_count; i++) {
		const struct config_fault *fault = &config->faults[i];
		if (!*fault->message)
			continue;  /* ini-quits */
		struct str line = source_str(config->source, fault->at);
		struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, config->source, fault->at,
					     "%.*s can't stand here", STR_ARG(line));
		diag->server = arena_printf(lint->arena, "stops with: %s", fault->message);
		diag->help = "see mongoconf explain ini-syntax for what this format has; better, write the file as YAML";
	}
}

const struct rule rule_ini_syntax = {
	.kind = { "ini-syntax", "startup" },
	.severity = SEVERITY_ERROR,
	.scope = SCOPE_FILE,
	.reads = true,
	.title = "a line of the old format that stops the server",
	.why = "A file that is one plain text to YAML is read as the server did before 2.6: lines of `name = value` with the "
	       "names of the command line (dbpath, bind_ip) in exactly their case, # for comments, each name once but for "
	       "setParameter. Every other line, name or repetition ends the start; true and false may be yes and no, on and "
	       "off, 1 and 0 here.",
	.server = "Error parsing INI config file: unrecognised option 'dbPath'",
	.bad = (const struct example[]){ { "mongodb.conf", "dbPath = /srv/mongodb\nport = 27017\n" }, { 0 } },
	.good = (const struct example[]){ { "mongod.conf", "storage:\n  dbPath: /srv/mongodb\n" }, { 0 } },
	.check_config = check,
};
