#include "rules/rule.h"

static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	uint32_t rest = config->document.rest;
	if (config->format != CONFIG_YAML || rest == NO_OFFSET)
		return;
	struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, config->source,
				     source_line_span(config->source, source_line_index(config->source, rest)),
				     "mongod reads nothing from here on: the document has ended");
	diag->server = "starts, without the options below this line and without a word about it";
	diag->help = "remove the line, so that there is one document, or remove what follows it";
}

const struct rule rule_text_after_document = {
	.kind = { "text-after-document", "syntax" },
	.severity = SEVERITY_ERROR,
	.scope = SCOPE_FILE,
	.unread = true,
	.title = "a part of the file is never read",
	.why = "mongod reads only the first YAML document of a file. What stands behind a second `---` has no "
	       "effect, and nothing says so; it is worst when `security:` is among it.",
	.server = "nothing: it starts without those options",
	.bad = (const struct example[]){
		{ "mongod.conf", "net:\n  port: 27017\n---\nsecurity:\n  authorization: enabled\n" }, { 0 } },
	.good = (const struct example[]){
		{ "mongod.conf", "---\nnet:\n  port: 27017\nsecurity:\n  authorization: enabled\n" }, { 0 } },
	.check_config = check,
};
