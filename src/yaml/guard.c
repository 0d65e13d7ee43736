#include "yaml/guard.h"

#include "base/regex.h"
#include "yaml/masked.h"

/* Control lines of Jinja, ERB, Terraform, Go templates and Handlebars. In a YAML file that parses,
 * they can stand in comments and in text. */
static const char CONTROL[] =
	"\\{%|<%|%\\{\\s*(?:if|for|else|end)|\\{\\{[-~]?\\s*(?:if|else|end|range|with|define|block)\\b|\\{\\{[#/^]";

/* Expressions that a template engine, envsubst or sed puts a value for. */
static const char EXPRESSION[] = "\\{\\{|\\{%|<%|\\$\\{|@[A-Za-z_][A-Za-z0-9_.]*@|%\\{";

/* Jinja2's filter that indents the first line, too, and Go's. */
static const char INDENT[] = "indent(?: +[0-9]+|\\((?:width *= *)?[0-9]+, *(?:first *= *)?[Tt]rue)";

static bool find(const char *pattern, struct str text, uint32_t *at)
{
	return regex_find(regex_own(pattern), text, 0, at, NULL);
}

/* A pattern is dear, and nearly all files have none of these. */
static bool may_have_control(struct str text)
{
	return str_has_char(text, '%') || (str_has_char(text, '{') && str_find(text, STR("{{"), 0) != STR_NONE);
}

static bool may_have_expression(struct str text)
{
	return str_has_char(text, '{') || str_has_char(text, '%') || str_has_char(text, '@');
}

bool guard_file(const struct yaml *yaml, struct err *err)
{
	uint32_t at;
	if (!yaml->source->mask && may_have_control(yaml->source->text) &&
	    find(CONTROL, yaml->source->text, &at))
		return source_refuse(yaml->source, at, err,
				     "a template's control line: which parts of this file there will be "
				     "is only known when it is rendered; edit the rendered file, or the "
				     "template by hand");
	return true;
}

/* A mapping that mongod replaces at start by what a program or a web server says. */
static uint32_t expansion_at(const struct tree *tree, uint32_t node)
{
	/* It is asked of each node that an edit touches, and most files have none. */
	for (; tree->expands && node; node = tree->node[node].parent) {
		for (uint32_t at = tree->node[node].first; at; at = tree->node[at].next)
			if (str_is(tree->node[at].name, "__exec") || str_is(tree->node[at].name, "__rest"))
				return at;
	}
	return 0;
}

static bool refuse_decorated(const struct yaml *yaml, uint32_t at, struct err *err)
{
	const struct node *node = &yaml->tree.node[at];
	const struct source *source = yaml->source;
	if (node->kind == NODE_ALIAS)
		return source_refuse(source, node->span.at, err,
				     "*%.*s stands for text elsewhere in the file; write the section "
				     "out here, then it can be edited", STR_ARG(node->text));
	if (node->anchor.len)
		return source_refuse(source, node->span.at, err,
				     "&%.*s: an edit here would change every place that uses this "
				     "anchor; write them out first", STR_ARG(node->anchor));
	if (str_is(node->name, "<<"))
		return source_refuse(source, node->key.at, err,
				     "mongod does not know the merge key << and takes it for an option; "
				     "write the options out");
	if (node->key_complex || node->key_decorated)
		return source_refuse(source, node->key.at, err,
				     "this key is not a plain name (an anchor, a tag, an alias or a "
				     "template expression); write it as a name first");
	return source_refuse(source, node->span.at, err,
			     "the tag %.*s stands on what is to be edited, and mongod ignores tags; "
			     "remove it first", STR_ARG(node->tag));
}

static bool guard_expansion(const struct yaml *yaml, uint32_t node, struct err *err)
{
	const struct tree *tree = &yaml->tree;
	uint32_t at = expansion_at(tree, node);
	return !at || source_refuse(yaml->source, tree->node[at].key.at, err,
				    "%.*s: mongod takes this part of the config from elsewhere when it "
				    "starts; edit it there", STR_ARG(tree->node[at].name));
}

static bool guard_decoration(const struct yaml *yaml, uint32_t node, struct err *err)
{
	uint32_t at = tree_decorated(&yaml->tree, node);
	return at ? refuse_decorated(yaml, at, err) : guard_expansion(yaml, node, err);
}

static bool refuse_masked(struct arena *arena, const struct source *source, const struct mask_span *span, struct err *err)
{
	struct str words = masked_words(arena, source, span->at);
	if (span->kind == MASK_BRANCH)
		words = masked_words(arena, source, masked_statement(source, span->opened));
	const char *what = span->kind == MASK_VALUE ? "a template expression" : span->kind != MASK_GAP ? "a statement of the template"
			 : "text that the template takes from elsewhere";
	return source_refuse(source, span->at.at, err, "%.*s: %s stands where the edit would go; change what it stands for, or edit "
			     "the template by hand", STR_ARG(words), what);
}

/* A value, and what is behind it on its line: comments of either kind may stay there, `a{% if x %},b{% endif %}` goes on. */
static bool guard_scalar(struct arena *arena, const struct source *source, const struct node *node, struct err *err)
{
	const struct mask_span *span = masked_find(source, node->span);
	uint32_t at = span_end(node->span), end = source_line_end(source, at);
	while (!span && at < end && source->whole->text.at[at] != '#') {
		const struct mask_span *next = masked_find(source, (struct span){ at, 1 });
		bool blank = str_has_char(STR(" \t"), source->whole->text.at[at]);
		/* An expression is a value, and so found first. */
		if (!blank && (!next || next->kind != MASK_TAG || mask_branch(source->mask, at)))
			span = next ? next : mask_outermost(source->mask, at);
		at = next ? span_end(next->at) : at + 1;
	}
	return !span || refuse_masked(arena, source, span, err);
}

/* The value of a name that is changed may be the template's. */
bool guard_key(struct arena *arena, const struct yaml *yaml, uint32_t node, struct err *err)
{
	const struct mask_span *span = masked_find(yaml->source, yaml->tree.node[node].key);
	if (span)
		return refuse_masked(arena, yaml->source, span, err);
	return yaml->source->mask ? guard_decoration(yaml, node, err) : guard_node(arena, yaml, node, err);
}

bool guard_node(struct arena *arena, const struct yaml *yaml, uint32_t node, struct err *err)
{
	const struct source *source = yaml->source;
	const struct node *n = &yaml->tree.node[node];
	if (!guard_decoration(yaml, node, err))
		return false;
	uint32_t in;
	struct str text = source_str(source, n->span);
	if (source->mask)
		return n->kind != NODE_SCALAR || guard_scalar(arena, source, n, err);
	/* An unquoted {{ x }} is a mapping in a mapping to a YAML parser. */
	bool expression = n->kind == NODE_SCALAR || str_starts(text, "{{");
	if (expression && may_have_expression(text) && find(EXPRESSION, text, &in))
		return source_refuse(source, n->span.at + in, err,
				     "a template expression stands where the edit would go; edit the "
				     "rendered file, or the template by hand");
	return true;
}

bool guard_once(const struct yaml *yaml, struct str path, struct err *err)
{
	const struct tree *tree = &yaml->tree;
	uint32_t again, first = tree_find(tree, path, &again);
	/* Those of a template may be alternatives. */
	if (again && !guard_always(err->arena, yaml, path, err))
		return false;
	return !again || source_refuse(yaml->source, tree->node[again].key.at, err,
				       "%.*s is set twice (also in line %u), which mongod refuses as a "
				       "duplicate key; remove one of them first", STR_ARG(path),
				       source_place(yaml->source, tree->node[first].key.at).line);
}

bool guard_path(const struct yaml *yaml, struct str path, struct err *err)
{
	const struct tree *tree = &yaml->tree;
	if (!guard_once(yaml, path, err))
		return false;
	uint32_t at = tree_find(tree, path, NULL);
	while (!at && path.len) {
		while (path.len && path.at[path.len - 1] != '.')
			path.len--;
		path.len -= path.len > 0;
		at = path.len ? tree_find(tree, path, NULL) : 0;
	}
	for (uint32_t up = at; up; up = tree->node[up].parent)
		if (tree->node[up].kind == NODE_ALIAS)
			return refuse_decorated(yaml, up, err);
	return guard_expansion(yaml, at ? at : tree->root, err);
}

/* ---- templates ---- */

static bool refuse_branch(struct arena *arena, const struct yaml *yaml, const struct mask_span *branch, uint32_t node, bool section,
			  struct err *err)
{
	const struct source *source = yaml->source;
	struct str path = tree_path(arena, &yaml->tree, node);
	struct str words = masked_words(arena, source, masked_statement(source, branch->opened));
	uint32_t line = source_place(source, branch->opened).line;
	if (section)
		return source_refuse(source, branch->opened, err,
				     "the template controls the whole section %.*s (%.*s, line %u); edit the template by hand",
				     STR_ARG(path), STR_ARG(words), line);
	return source_refuse(source, branch->opened, err,
			     "the template decides whether %.*s is there (%.*s, line %u); edit the template by hand",
			     STR_ARG(path), STR_ARG(words), line);
}

bool guard_unconditional(struct arena *arena, const struct yaml *yaml, uint32_t node, struct err *err)
{
	const struct tree *tree = &yaml->tree;
	const struct mask *mask = yaml->source->mask;
	uint32_t top = 0;
	for (uint32_t at = node; mask && at && at != tree->root; at = tree->node[at].parent) {
		if (tree->node[tree->node[at].parent].kind != NODE_MAPPING)
			continue;
		const struct mask_span *span = masked_find(yaml->source, tree->node[at].key);
		if (span)
			return refuse_masked(arena, yaml->source, span, err);
		if (mask_branch(mask, node_start(tree, at)))
			top = at;
	}
	if (!top)
		return true;
	bool section = tree->node[top].kind == NODE_MAPPING || node_is_null(&tree->node[top]);
	return refuse_branch(arena, yaml, mask_outermost(mask, node_start(tree, top)), top, section, err);
}

bool guard_always(struct arena *arena, const struct yaml *yaml, struct str path, struct err *err)
{
	const struct tree *tree = &yaml->tree;
	for (uint32_t at = 1; yaml->source->mask && (at = tree_next(tree, path, at)) != 0; at++)
		if (!guard_unconditional(arena, yaml, at, err))
			return false;
	return true;
}

/* What puts the lines there; the gap may begin behind the header above it. */
static struct span tag_in(const struct mask *mask, struct span gap)
{
	const struct mask_span *tag = mask_find(mask, MASK_TAG, gap);
	return tag ? tag->at : gap;
}

/* The blanks before what the template puts there: before its expression, or as the expression says (indent, nindent).
 * NO_OFFSET: it can't be told. */
static uint32_t gap_indent(const struct source *source, struct span gap)
{
	gap = tag_in(source->mask, gap);
	struct str text = source_str(source_file(source), gap);
	uint32_t start = source_line_start(source, gap.at), from, len, indent = 0;
	/* Jinja2's indent() leaves the first line where the expression is, unless it is told not to. */
	bool said = regex_find(regex_own(INDENT), text, 0, &from, &len);
	if (gap.at > start)
		return gap.at - start;
	if (!said)
		return NO_OFFSET;
	for (uint32_t i = from; i < from + len; i++)
		if (text.at[i] >= '0' && text.at[i] <= '9' && indent < 100)
			indent = indent * 10 + (uint32_t)(text.at[i] - '0');
	return indent;
}

/* The last node whose key begins before `offset`. */
static uint32_t node_before(const struct tree *tree, uint32_t offset)
{
	uint32_t found = 0;
	for (uint32_t at = 2; at < tree->count; at++)
		if (tree->node[tree->node[at].parent].kind == NODE_MAPPING && node_start(tree, at) < offset &&
		    (!found || node_start(tree, at) > node_start(tree, found)))
			found = at;
	return found;
}

/* Blanks before the first child of a mapping. */
static uint32_t indent_of(const struct tree *tree, uint32_t map)
{
	uint32_t at = node_start(tree, tree->node[map].first);
	return at - source_line_start(tree->source, at);
}

/* Can what comes out of a gap be an option of this section itself? Only if the section still goes on there, and the
 * lines have its indentation. */
static bool may_lie_in(const struct yaml *yaml, struct span gap, uint32_t map)
{
	const struct tree *tree = &yaml->tree;
	uint32_t indent = gap_indent(yaml->source, gap), at = node_before(tree, tag_in(yaml->source->mask, gap).at);
	if (!map || !tree->root)
		return true;
	while (at && at != map)
		at = tree->node[at].parent;
	if (at != map && map != tree->root)
		return false;
	if (!tree->node[map].first)
		return indent == NO_OFFSET || indent > tree->node[map].key.at - source_line_start(yaml->source, tree->node[map].key.at);
	return indent == NO_OFFSET || indent == indent_of(tree, map);
}

static bool refuse_gap(struct arena *arena, const struct source *source, struct span gap, struct str path, struct err *err)
{
	return source_refuse(source, gap.at, err, "%.*s: what the template puts here may have %.*s too, and an option that is there twice "
			     "stops mongod; change what is put here", STR_ARG(masked_words(arena, source, gap)), STR_ARG(path));
}

bool guard_gaps(struct arena *arena, const struct yaml *yaml, uint32_t map, struct str path, struct err *err)
{
	const struct source *source = yaml->source;
	const struct tree *tree = &yaml->tree;
	const struct mask *mask = source->mask;
	for (uint32_t i = mask ? mask->from[MASK_GAP] : 0; mask && i < mask->from[MASK_GAP + 1]; i++) {
		struct span gap = mask->spans[i].at;
		if (may_lie_in(yaml, gap, map))
			return refuse_gap(arena, source, tag_in(mask, gap), path, err);
	}
	for (uint32_t at = mask && map ? tree->node[map].first : 0; at; at = tree->node[at].next) {
		const struct mask_span *span = mask_find(mask, MASK_VALUE, tree->node[at].key);
		if (span)
			return source_refuse(source, span->at.at, err, "%.*s: the name of this option is the template's, and may be "
					     "that of %.*s too; an option that is there twice stops mongod",
					     STR_ARG(masked_words(arena, source, span->at)), STR_ARG(path));
	}
	return true;
}

bool guard_rest(struct arena *arena, const struct yaml *yaml, uint32_t node, struct err *err)
{
	const struct source *source = yaml->source;
	const struct tree *tree = &yaml->tree;
	const struct mask *mask = source->mask;
	for (uint32_t up = tree->node[node].parent; mask && up != tree->root; node = up, up = tree->node[up].parent) {
		const struct mask_span *span = NULL;
		bool kept = false;
		for (uint32_t at = tree->node[up].first; at; at = tree->node[at].next) {
			const struct mask_span *branch = at == node ? NULL : mask_outermost(mask, node_start(tree, at));
			kept |= at != node && !branch;
			span = branch ? branch : span;
		}
		for (uint32_t i = mask->from[MASK_GAP]; i < mask->from[MASK_GAP + 1] && !span; i++)
			span = may_lie_in(yaml, mask->spans[i].at, up) ? &mask->spans[i] : NULL;
		if (kept)
			return true;
		if (span)
			return source_refuse(source, span->kind == MASK_BRANCH ? span->opened : span->at.at, err,
					     "without it %.*s would have nothing but what the template decides, and could be empty, "
					     "which stops mongod; edit the template by hand",
					     STR_ARG(tree_path(arena, tree, up)));
	}
	return true;
}

bool guard_brackets(struct arena *arena, const struct yaml *yaml, uint32_t map, struct err *err)
{
	struct span span = yaml->tree.node[map].span;
	const struct mask *mask = yaml->source->mask;
	const struct mask_span *found = mask_find(mask, MASK_GAP, span), *tag = mask_find(mask, MASK_TAG, span);
	const struct mask_span *end = mask ? mask->spans + mask->from[MASK_TAG + 1] : NULL;
	for (; tag && !found && tag < end && tag->at.at < span_end(span); tag++)
		found = mask_find(mask, MASK_VALUE, tag->at) ? NULL : tag;
	return !found || refuse_masked(arena, yaml->source, found, err);
}

bool guard_edits(struct arena *arena, const struct source *source, const struct edits *edits, struct err *err)
{
	for (uint32_t i = 0; source->whole && i < edits->count; i++) {
		struct span cut = edits->at[i].cut;
		if (cut.at < source->part.at || span_end(cut) > span_end(source->part))
			return source_refuse(source, cut.at, err, "this edit would leave the part of the file that it is about; edit "
					     "it by hand");
		const struct mask_span *span = masked_find(source, cut), *branch = mask_branch(source->mask, cut.at);
		/* Beside something is not in it. */
		if (span && (cut.len || span->at.at < cut.at))
			return refuse_masked(arena, source, span, err);
		if (branch)
			return source_refuse(source, branch->opened, err, "the template decides whether the lines are there that would be "
					     "edited (%.*s); edit it by hand",
					     STR_ARG(masked_words(arena, source, masked_statement(source, branch->opened))));
	}
	return true;
}
