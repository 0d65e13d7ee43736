#include "rules/cause.h"
#include "rules/line.h"
#include "rules/unread.h"

/* The line of a mark, `---` or `...`, that ends the document at `rest`; false: it is a bracket that ends it. */
static bool is_mark(const struct source *source, uint32_t rest, struct span *mark)
{
	uint32_t line = source_line_index(source, rest);
	struct str text = str_trim(source_line(source, line));
	*mark = source_line_span(source, line);
	return str_is(text, "---") || str_is(text, "...");
}

/* Without the mark, and one that may follow it, is it all one document? */
static void offer_fix(const struct lint *lint, struct diag *diag, const struct config *config, struct span mark,
		      uint32_t line)
{
	const struct source *source = config->source;
	struct clue clue = { .arena = lint->arena, .config = config, .source = source };
	struct edits edits = EDITS_INIT(lint->arena);
	edits_add(&edits, mark, STR(""));
	for (uint32_t i = source_line_index(source, mark.at) + 1; i < line; i++) {
		struct str text = str_trim(source_line(source, i));
		if (str_is(text, "---") || str_is(text, "..."))
			edits_add(&edits, source_line_span(source, i), STR(""));
	}
	diag->help = "remove the mark, so that there is one document, or remove what follows it";
	if (!cause_heals(&clue, &edits))
		return;
	diag_fix(lint->sink, diag, SAFETY_UNSAFE, "make one document of both", edits.at[0].cut, edits.at[0].put);
	for (uint32_t i = 1; i < edits.count; i++)
		diag_fix_more(lint->sink, diag, source, edits.at[i].cut, edits.at[i].put);
	diag->help = NULL;
}

static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	const struct tree *tree = config->tree;
	const struct node *root = &tree->node[tree->root];
	const struct source *source = config->source;
	uint32_t rest = config->document.rest, line;
	struct span mark;
	if (config->format != CONFIG_YAML || rest == NO_OFFSET || !unread_line(source, rest, &line))
		return;
	bool marked = is_mark(source, rest, &mark) || str_starts(str_sub(source->text, rest, source->text.len), "---") ||
		      str_starts(str_sub(source->text, rest, source->text.len), "...");
	if (marked) {
		struct diag *diag = unread_report(lint, rule, config, (struct span){ rest, 3 }, line,
						  "the first YAML document ends here");
		offer_fix(lint, diag, config, mark, line);
	} else if (root->kind == NODE_NONE || root->style == STYLE_FLOW) {
		uint32_t from = rest > source->line[line] ? rest : source->line[line];
		while (from < source->text.len && (source->text.at[from] == ' ' || source->text.at[from] == '\t'))
			from++;
		struct diag *diag = unread_report(lint, rule, config, (struct span){ from, source_line_end(source, from) - from },
						  line, "the bracket that closes the document is before it");
		diag->help = "put it inside of the brackets, or remove it";
	}
}

const struct rule rule_text_after_document = {
	.kind = { "text-after-document", "security" },
	.severity = SEVERITY_ERROR,
	.scope = SCOPE_FILE,
	.unread = true,
	.title = "a part of the file is never read",
	.why = "mongod reads only the first YAML document of a file. What stands behind a second `---`, behind `...`, or "
	       "behind the closing bracket of a JSON file has no effect, and nothing says so; it is worst when "
	       "`security:` is among it.",
	.server = "nothing: it starts without those options",
	.bad = (const struct example[]){
		{ "mongod.conf", "net:\n  port: 27017\n---\nsecurity:\n  authorization: enabled\n" }, { 0 } },
	.good = (const struct example[]){
		{ "mongod.conf", "---\nnet:\n  port: 27017\nsecurity:\n  authorization: enabled\n" }, { 0 } },
	.check_config = check,
};
