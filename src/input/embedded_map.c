#include "input/embedded_carrier.h"

#include "input/embedded_looks.h"

/* A config as a mapping among others: its children are the sections of a config. */

/* From behind the line of its name to the end of its last child's line; in brackets, or beside other text, from its first
 * byte to its last. */
static struct span bytes_of(const struct carrier *carrier, uint32_t at)
{
	const struct tree *tree = carrier->tree;
	const struct source *file = carrier->file;
	const struct node *node = &tree->node[at];
	uint32_t from = node->span.at, to = node_end(tree, at);
	if (node->style == STYLE_FLOW)
		return node->span;
	uint32_t start = source_line_start(file, from);
	if (str_trim(str_sub(carrier->view->text, start, from)).len == 0) {
		/* Comments above the first child are the config's own. */
		uint32_t name = node->colon != NO_OFFSET ? source_line_next(file, node->colon) : start;
		from = name < start ? name : start;
	}
	return (struct span){ from, source_line_next(file, to ? to - 1 : 0) - from };
}

/* Do anchors, aliases, tags or merges tie it to what is elsewhere? */
static bool is_tied(const struct tree *tree, uint32_t at, uint32_t last)
{
	bool tied = tree_decorated(tree, at) != 0;
	for (uint32_t below = at + 1; below <= last; below++) {
		const struct node *node = &tree->node[below];
		tied |= node->anchor.len || node->tag.len || node->key_decorated || node->kind == NODE_ALIAS || str_is(node->name, "<<");
	}
	return tied;
}

/* What an alias stands for is outside the part: it is as unknown there as what a template writes. A merge may bring in
 * anything. False where that can't be said in place. */
static bool hide_aliases(struct carrier *carrier, uint32_t at, uint32_t last, struct span bytes, char *own)
{
	const struct tree *tree = carrier->tree;
	carrier->ties = arena_array(carrier->arena, last - at + 1, sizeof *carrier->ties);
	carrier->tie_count = 0;
	for (uint32_t below = at + 1; below <= last; below++) {
		const struct node *node = &tree->node[below];
		bool merge = str_is(node->name, "<<");
		struct span span = node->span;
		if (node->kind != NODE_ALIAS && !merge)
			continue;
		if (node->kind != NODE_ALIAS || (merge && tree->node[node->parent].style == STYLE_FLOW))
			return false;
		if (merge)
			span = (struct span){ node->key.at, span_end(span) - node->key.at };
		memset(own + (span.at - bytes.at), 'x', span.len);
		if (merge)
			own[span.at - bytes.at] = '#';
		carrier->ties[carrier->tie_count++] = (struct mask_span){ .at = span, .kind = merge ? MASK_GAP : MASK_VALUE };
	}
	return true;
}

static uint32_t last_of(const struct tree *tree, uint32_t at)
{
	while (tree->node[at].last)
		at = tree->node[at].last;
	return at;
}

bool carrier_take_map(struct carrier *carrier, uint32_t at)
{
	const struct tree *tree = carrier->tree;
	const struct node *node = &tree->node[at];
	if (node->kind != NODE_MAPPING || !node->parent || !node->first || !looks_map(tree, at, carrier_promise(carrier, at)))
		return false;
	struct span bytes = bytes_of(carrier, at);
	uint32_t last = last_of(tree, at);
	char *own = arena_copy(carrier->scratch, carrier->view->text.at + bytes.at, bytes.len);
	bool ok = hide_aliases(carrier, at, last, bytes, own);
	carrier->filled = carrier_fill(carrier, bytes.at, (struct str){ own, bytes.len });
	if (ok)
		carrier_add(carrier, at, bytes, (struct str){ own, bytes.len }, true,
			    is_tied(tree, at, last) ? "anchors, aliases or tags tie it to other parts of the file" : NULL);
	carrier->tie_count = 0;
	carrier->filled = NULL;
	return ok;
}
