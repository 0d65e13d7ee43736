#include "rules/rule.h"

static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	/* What stops the server comes first. */
	if (config->format != CONFIG_INI || config->fault_count)
		return;
	const struct source *source = config->source;
	uint32_t line = 0;
	while (line + 1 < source->lines && !str_has_char(source_line(source, line), '='))
		line++;
	struct span span = { source->line[line], source_line(source, line).len };
	struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, source, span,
				     "the old `key = value` format, which no manual describes any more");
	diag->server = "reads it still, with the names of the command line and not those of the manual";
	diag->help = "mongoconf apply ini-to-yaml writes it as YAML, with its comments: `port = 27017` becomes `net:` with "
		     "`  port: 27017` below it";
}

const struct rule rule_ini_format = {
	.kind = { "ini-format", "hygiene" },
	.severity = SEVERITY_WARNING,
	.scope = SCOPE_FILE,
	.title = "the file is in the format of before 2.6",
	.why = "mongod takes a file that is one YAML scalar for the format it had before 2.6. One line with a "
	       "colon and a blank in it is enough to make it unreadable, and no manual describes it any more.",
	.server = "Error parsing INI config file: unrecognised option ..., when a name is wrong",
	.bad = (const struct example[]){ { "mongodb.conf", "port = 27017\ndbpath = /srv/mongodb\n" }, { 0 } },
	.good = (const struct example[]){
		{ "mongodb.conf", "net:\n  port: 27017\nstorage:\n  dbPath: /srv/mongodb\n" }, { 0 } },
	.check_config = check,
};
