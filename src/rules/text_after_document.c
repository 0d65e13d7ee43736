#include "rules/cause.h"
#include "rules/line.h"
#include "rules/unread.h"

/* Without the marks, is it all one document? */
static void offer_fix(const struct lint *lint, struct diag *diag, const struct config *config,
		      const struct unread_place *place)
{
	const struct source *source = config->source;
	struct clue clue = { .arena = lint->arena, .config = config, .source = source };
	struct edits edits = EDITS_INIT(lint->arena);
	for (uint32_t i = place->mark; i < place->line; i++) {
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
	const struct source *source = config->source;
	struct unread_place place;
	enum unread unread = unread_find(config, &place);
	struct diag *diag;
	if (unread == UNREAD_MARK) {
		diag = unread_report(lint, rule, config, (struct span){ source->line[place.mark], 3 }, place.line,
				     "the first YAML document has ended");
		offer_fix(lint, diag, config, &place);
	} else if (unread == UNREAD_BEHIND) {
		struct span rest = { place.at, source_line_end(source, place.at) - place.at };
		diag = unread_report(lint, rule, config, rest, place.line, "the document ends before this");
		diag->help = "put it where it belongs, inside of the brackets or below its section, or remove it";
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
