#include <string.h>

#include "rules/cause.h"

/* Would an option be there twice? */
static bool overlap(const struct tree *tree, uint32_t first, uint32_t again)
{
	for (uint32_t a = tree->node[first].first; a; a = tree->node[a].next)
		for (uint32_t b = tree->node[again].first; b; b = tree->node[b].next)
			if (str_eq(tree->node[a].name, tree->node[b].name))
				return true;
	return false;
}

/* A second section's options, as lines behind those of the first, without its header. */
static bool merge(const struct config *config, uint32_t first, uint32_t again, struct edits *edits, bool *plain)
{
	const struct tree *tree = config->tree;
	const struct source *source = config->source;
	const struct node *into = &tree->node[first], *from = &tree->node[again];
	uint32_t header = source_line_index(source, from->key.at), end = source_line_index(source, node_end(tree, again));
	uint32_t behind = source_line_index(source, node_end(tree, first));
	const struct node *child = &tree->node[from->first], *other = &tree->node[into->first];
	if (into->style != STYLE_BLOCK || from->style != STYLE_BLOCK || into->anchor.len || from->anchor.len || header == end ||
	    source_line_index(source, node_start(tree, from->first)) == header || behind >= header)
		return false;
	uint32_t column = child->key.at - source_line_start(source, child->key.at);
	if (column != other->key.at - source_line_start(source, other->key.at))
		return false;
	struct span lines = { source->line[header + 1], span_end(source_line_span(source, end)) - source->line[header + 1] };
	struct str text = source_str(source, lines), ending = source_ending(source, into->key.at);
	*plain = !str_has_char(text, '#') && !str_has_char(source_line(source, header), '#');
	/* A text that ends without a line's end has none in the end, either. */
	uint32_t place = span_end(source_line_span(source, behind));
	struct span cut = { source->line[header], span_end(lines) - source->line[header] };
	bool open = !str_ends(text, "\n");
	for (; open && cut.at > place && strchr("\r\n", source->text.at[cut.at - 1]); cut.len++)
		cut.at--;
	if (open && cut.at > place)
		text = str_format(edits->arena, "%.*s%.*s", STR_ARG(text), STR_ARG(ending));
	edits_add(edits, (struct span){ place, 0 }, text);
	return edits_add(edits, cut, STR(""));
}

/* Each fix is tried, by reading the file anew. More of them come when these are made, which is why those that are made only
 * with --unsafe have a number of their own. */
enum { TRIES_MOST = 64 };
struct tries {
	uint32_t plain, others;
};

static void report(const struct lint *lint, const struct rule *rule, const struct config *config, uint32_t first,
		   uint32_t again, struct tries *tries)
{
	const struct tree *tree = config->tree;
	const struct node *node = &tree->node[again];
	struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, config->source, node->key,
				     "the section %.*s is there twice", STR_ARG(node->name));
	struct edits edits = EDITS_INIT(lint->arena);
	struct clue clue = { .arena = lint->arena, .config = config, .source = config->source };
	bool plain = false;
	diag->server = "reads both as one; other programs keep only the last, or refuse the file";
	diag->help = "put the options of both below one header";
	diag_note(lint->sink, diag, config->source, tree->node[first].key, "the first one");
	if (overlap(tree, first, again) || !merge(config, first, again, &edits, &plain) ||
	    ++*(plain ? &tries->plain : &tries->others) > TRIES_MOST || !cause_heals(&clue, &edits))
		return;
	diag_fix(lint->sink, diag, plain ? SAFETY_SAFE : SAFETY_UNSAFE, "put the options of both below one header",
		 edits.at[0].cut, edits.at[0].put);
	for (uint32_t i = 1; i < edits.count; i++)
		diag_fix_more(lint->sink, diag, config->source, edits.at[i].cut, edits.at[i].put);
	diag->help = NULL;
}

/* A mapping has few sections; one with more is no config. */
enum { CHILDREN = 200 };

/* Are there two of one name among the first? Most mappings have a few names, and need no more than this look. */
static bool may_repeat(const struct tree *tree, uint32_t map)
{
	enum { LOOKED_AT = 16 };
	struct str names[LOOKED_AT];
	uint32_t count = 0;
	for (uint32_t at = tree->node[map].first; at; at = tree->node[at].next) {
		const struct node *node = &tree->node[at];
		if (node->kind != NODE_MAPPING)
			continue;
		for (uint32_t i = 0; i < count; i++)
			if (str_eq(names[i], node->name))
				return true;
		if (count == LOOKED_AT)
			return true;
		names[count++] = node->name;
	}
	return false;
}

static void check_mapping(const struct lint *lint, const struct rule *rule, const struct config *config, uint32_t map,
			  struct tries *tries)
{
	const struct tree *tree = config->tree;
	struct str above = map == tree->root ? STR("") : tree->node[map].name;
	uint32_t seen[CHILDREN], count = 0;
	for (uint32_t at = tree->node[map].first; at && count < CHILDREN; at = tree->node[at].next) {
		const struct node *node = &tree->node[at];
		if (node->kind != NODE_MAPPING || node->key_complex || !node->first)
			continue;
		/* setParameter twice is refused: that is duplicate-option's. */
		if (!option_is_section(above.len ? str_join(lint->arena, above, '.', node->name)
				       : node->name))
			continue;
		uint32_t i = 0;
		while (i < count && !str_eq(tree->node[seen[i]].name, node->name))
			i++;
		if (i < count)
			report(lint, rule, config, seen[i], at, tries);
		else
			seen[count++] = at;
	}
}

static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	const struct tree *tree = config->tree;
	struct tries tries = { 0 };
	if (config->format != CONFIG_YAML || !tree->root || tree->node[tree->root].kind != NODE_MAPPING)
		return;
	if (may_repeat(tree, tree->root))
		check_mapping(lint, rule, config, tree->root, &tries);
	for (uint32_t at = tree->node[tree->root].first; at; at = tree->node[at].next)
		if (tree->node[at].kind == NODE_MAPPING && may_repeat(tree, at) && option_is_section(tree->node[at].name))
			check_mapping(lint, rule, config, at, &tries);
}

const struct rule rule_duplicate_section = {
	.kind = { "duplicate-section", "hygiene" },
	.severity = SEVERITY_WARNING,
	.scope = SCOPE_FILE,
	.title = "a section is there twice",
	.why = "mongod reads two sections of one name as one. Other programs don't: the entrypoint of the Docker image "
	       "refuses the file, and tools that load it as YAML keep the last one and lose the options of the first.",
	.server = "nothing; the Docker image says: duplicated mapping key",
	.bad = (const struct example[]){ { "mongod.conf", "net:\n  port: 27017\nnet:\n  bindIp: localhost\n" }, { 0 } },
	.good = (const struct example[]){ { "mongod.conf", "net:\n  port: 27017\n  bindIp: localhost\n" }, { 0 } },
	.check_config = check,
};
