#include "rules/rule.h"

static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	const struct source *source = config->source;
	uint32_t at = config->document.directive;
	if (at == NO_OFFSET || config->format == CONFIG_TEMPLATE || config->check.nul != STR_NONE)
		return;
	struct span line = { at, source_line_end(source, at) - at };
	struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, source, line,
				     "a line that begins with %% is a YAML directive: it is not read");
	diag->server = "passes over the line without a word";
	diag->help = "remove the %, or the line";
}

const struct rule rule_directive_line = {
	.kind = { "directive-line", "security" },
	.severity = SEVERITY_ERROR,
	.scope = SCOPE_FILE,
	.unread = true,
	.title = "a first line that begins with % is not read",
	.why = "Before the document YAML takes a line that begins with % for a directive. mongod's parser passes over "
	       "one that it does not know, with whatever option stands in it.",
	.server = "nothing: it starts without what stands there",
	.bad = (const struct example[]){ { "mongod.conf", "%net.port: 27018\n---\nstorage:\n  dbPath: /srv/mongodb\n" }, { 0 } },
	.good = (const struct example[]){ { "mongod.conf", "%YAML 1.2\n---\nnet:\n  port: 27018\n" }, { 0 } },
	.check_config = check,
};
