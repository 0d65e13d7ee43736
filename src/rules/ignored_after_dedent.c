#include "base/buf.h"
#include "rules/cause.h"
#include "rules/line.h"
#include "rules/unread.h"

/* The paths of both parts, one behind the other, and no others: then the shift changed no structure. */
static bool same_settings(struct arena *arena, const struct config *config, const struct source *whole, uint32_t line)
{
	struct config lost, all;
	struct source rest;
	struct span first = source_line_span(config->source, line);
	source_init(arena, config->source->name, str_sub(config->source->text, first.at, config->source->text.len), &rest);
	config_read(arena, &rest, &config->target, &lost);
	config_read(arena, whole, &config->target, &all);
	if (lost.format != CONFIG_YAML || all.format != CONFIG_YAML || all.count != config->count + lost.count ||
	    lost.document.rest != NO_OFFSET || all.document.rest != NO_OFFSET)
		return false;
	for (uint32_t i = 0; i < all.count; i++) {
		const struct setting *part = i < config->count ? &config->settings[i] : &lost.settings[i - config->count];
		if (!str_eq(all.settings[i].path, part->path) || !str_eq(all.settings[i].text, part->text))
			return false;
	}
	return true;
}

static void shift(const struct lint *lint, const struct config *config, uint32_t line, uint32_t column,
		  struct edits *edits)
{
	const struct source *source = config->source;
	struct buf blanks = BUF_INIT(lint->arena);
	buf_fill(&blanks, ' ', column);
	for (uint32_t i = line; i < source->lines; i++)
		if (str_trim(source_line(source, i)).len)
			edits_add(edits, (struct span){ source->line[i], 0 }, buf_done(&blanks));
}

static void offer_fix(const struct lint *lint, struct diag *diag, const struct config *config, uint32_t line,
		      uint32_t column)
{
	struct edits edits = EDITS_INIT(lint->arena);
	struct source *whole = arena_alloc(lint->arena, sizeof *whole);
	shift(lint, config, line, column, &edits);
	source_init(lint->arena, config->source->name, edits_splice(&edits, config->source->text), whole);
	if (!edits.count || !same_settings(lint->arena, config, whole, line)) {
		diag->help = "let all sections begin in the same column";
		return;
	}
	/* The server runs without them: another dbPath, or authorization, comes into force. */
	diag_fix(lint->sink, diag, SAFETY_UNSAFE, "indent the lines that are lost like the first section", edits.at[0].cut,
		 edits.at[0].put);
	for (uint32_t i = 1; i < edits.count; i++)
		diag_fix_more(lint->sink, diag, config->source, edits.at[i].cut, edits.at[i].put);
}

static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	const struct source *source = config->source;
	const struct tree *tree = config->tree;
	struct unread_place place;
	if (unread_find(config, &place) != UNREAD_DEDENT)
		return;
	struct diag *diag = unread_report(lint, rule, config, line_span(source, line_at(source, place.line).text), place.line,
					  "this line is less indented than the first section");
	diag_note(lint->sink, diag, source, tree->node[tree->node[tree->root].first].key,
		  "the first section is indented by %u", place.column);
	offer_fix(lint, diag, config, place.line, place.column);
}

const struct rule rule_ignored_after_dedent = {
	.kind = { "ignored-after-dedent", "security" },
	.severity = SEVERITY_ERROR,
	.scope = SCOPE_FILE,
	.unread = true,
	.title = "sections that are not read, since the first one is indented further",
	.why = "Where the first section of a file is indented, often by one blank from copying, a line with less "
	       "indentation ends the document for mongod's parser. It reads nothing of what follows and says nothing: "
	       "with `security:` among it the server runs without access control.",
	.server = "nothing: it starts without those options (measured with 4.2 and 4.4)",
	.bad = (const struct example[]){
		{ "mongod.conf", " net:\n   port: 27017\nsecurity:\n  authorization: enabled\n" }, { 0 } },
	.good = (const struct example[]){
		{ "mongod.conf", "net:\n  port: 27017\nsecurity:\n  authorization: enabled\n" }, { 0 } },
	.check_config = check,
};
