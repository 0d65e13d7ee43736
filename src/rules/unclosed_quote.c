#include "rules/cause.h"
#include "rules/line.h"
#include "rules/unread.h"

static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	const struct yamlcpp *server = &config->document;
	const struct source *source = config->source;
	if (config->format == CONFIG_TEMPLATE || server->error.text || !server->unclosed)
		return;
	const struct node *node = &server->tree.node[server->unclosed];
	uint32_t at = node->span.at, index = source_line_index(source, at);
	struct span quoted = { at, source_line_end(source, at) - at };
	struct diag *diag;
	if (str_trim(str_sub(source->text, source_line_next(source, at), source->text.len)).len)
		diag = unread_report(lint, rule, config, quoted, index + 1, "it is all one value, whose quote is never closed");
	else
		diag = sink_add(lint->sink, &rule->kind, rule->severity, source, quoted, "this quote is never closed");
	if (!diag->server)
		diag->server = "takes the end of the file for the quote, and the line's end for a part of the value";

	/* The comment of the line, if it has one, is not part of the value. */
	struct line line = line_at(source, index);
	struct str text = str_trim(str_sub(source->text, at, source_line_end(source, at)));
	uint32_t comment = str_find(text, STR(" #"), 0);
	text = str_trim(str_sub(text, 0, comment));
	struct clue clue = { .arena = lint->arena, .config = config, .source = source, .line = index };
	struct edits edits = EDITS_INIT(lint->arena);
	/* A quote that is the last byte has its value behind the end. */
	char quote = source->text.at[at < source->text.len ? at : at - 1];
	edits_add(&edits, (struct span){ at + text.len, 0 }, line.blank || quote != '\'' ? STR("\"") : STR("'"));
	diag->help = "close the quote where the value ends";
	if (!cause_heals(&clue, &edits))
		return;
	diag_fix(lint->sink, diag, SAFETY_UNSAFE, "close the quote at the end of its line", edits.at[0].cut, edits.at[0].put);
	diag->help = NULL;
}

const struct rule rule_unclosed_quote = {
	.kind = { "unclosed-quote", "security" },
	.severity = SEVERITY_ERROR,
	.scope = SCOPE_FILE,
	.unread = true,
	.title = "a quote that is never closed",
	.why = "To mongod's parser the end of the file closes a quote. Everything behind the quote, whole sections "
	       "with it, is then a part of one value: nothing of it is in force, and nothing says so.",
	.server = "nothing: it starts without the options below (measured with 4.2 and 4.4)",
	.bad = (const struct example[]){
		{ "mongod.conf", "storage:\n  dbPath: \"/srv/mongodb\nsecurity:\n  authorization: enabled\n" }, { 0 } },
	.good = (const struct example[]){
		{ "mongod.conf", "storage:\n  dbPath: \"/srv/mongodb\"\nsecurity:\n  authorization: enabled\n" }, { 0 } },
	.check_config = check,
};
