#include "rules/ask.h"

/* On where nothing is said. mongos reads the option and warns that it has no effect there (server source,
 * s/mongos_options.cpp, up to 4.4). */
static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	const struct setting *said = config_find(config, "security.javascriptEnabled");
	if (!ask_whole(config) || config->target.binary == BINARY_MONGOS || !config->count ||
	    (said && ask_true(config, "security.javascriptEnabled") != ANSWER_YES) ||
	    config_is_opaque(config, "security.javascriptEnabled"))
		return;
	struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, config->source,
				     said ? ask_place(said) : config_start(config),
				     said ? "queries may run JavaScript on the server"
					  : "queries may run JavaScript on the server, since nothing forbids it");
	diag->option = "security.javascriptEnabled";
	diag->server = "runs the JavaScript of $where, $function, mapReduce and their like";
	diag->help = "where nobody needs it, write security.javascriptEnabled: false";
	ask_fix_set(lint, diag, config, SAFETY_UNSAFE, "security.javascriptEnabled", "false");
}

const struct rule rule_javascript_enabled = {
	.kind = { "javascript-enabled", "security" },
	.severity = SEVERITY_INFO,
	.scope = SCOPE_FILE,
	.off = true,
	.cis = "6.3",
	.stig = "252143",
	.title = "the server runs JavaScript",
	.why = "Few applications need scripts that run inside of the server, and an injection into one is the end of it. CIS "
	       "6.3 asks for security.javascriptEnabled: false.",
	.server = "runs the JavaScript of $where, $function, mapReduce and their like",
	.bad = (const struct example[]){ { "mongod.conf", "security:\n  javascriptEnabled: true\n" }, { 0 } },
	.good = (const struct example[]){ { "mongod.conf", "security:\n  javascriptEnabled: false\n" }, { 0 } },
	.check_config = check,
};
