#include "yaml/place.h"

#include <string.h>

#include "base/buf.h"
#include "text/mask.h"
#include "text/splice.h"
#include "yaml/block.h"
#include "yaml/flow.h"
#include "yaml/guard.h"
#include "yaml/scalar.h"

/* More parts than any option has. */
enum { PARTS_MAX = 16 };

/* ---- set: the option is there ---- */

/* The comment behind a block scalar's indicators must be kept apart from the value. */
static bool replace_block_scalar(struct arena *arena, const struct yaml *yaml, const struct node *node,
				 struct str value, struct edits *edits)
{
	const struct source *source = yaml->source;
	uint32_t header_end = source_line_end(source, node->span.at);
	uint32_t indicators = node->span.at + 1;
	while (indicators < header_end && !str_has_char(STR(" \t"), source->text.at[indicators]))
		indicators++;
	struct span header = { node->span.at, indicators - node->span.at };
	struct str spelled = scalar_spell(arena, value, STYLE_PLAIN, false);
	if (!edits_add(edits, header, spelled))
		return false;
	if (span_end(node->span) <= header_end)
		return true;
	return edits_add(edits, (struct span){ header_end, span_end(node->span) - header_end }, STR(""));
}

/* Text that means itself in every style, inside brackets too when that is quoted. */
static bool is_simple(struct str text, bool commas)
{
	static const char simple[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._/:%-";
	for (uint32_t i = 0; i < text.len; i++) {
		bool inside = i + 1 < text.len && i > 0;
		bool comma = text.at[i] == ',' && commas;
		bool blank = text.at[i] == ' ' && inside && text.at[i - 1] == ',';
		if (!comma && !blank && !memchr(simple, text.at[i], sizeof simple - 1))
			return false;
	}
	return text.len > 0 && text.at[text.len - 1] != ':';
}

/* A value over several lines that only gets longer: what is new goes behind it, and its lines stay as
 * they are. The line end that a block scalar adds to its text is not part of the comparison. */
static bool extend(const struct yaml *yaml, const struct node *node, struct str value, bool flow,
		   struct edits *edits)
{
	const struct source *source = yaml->source;
	bool block = node->style == STYLE_LITERAL || node->style == STYLE_FOLDED;
	bool quoted = node->style == STYLE_SINGLE || node->style == STYLE_DOUBLE;
	struct str old = node->text;
	if (block && str_ends(old, "\n") && str_ends(value, "\n")) {
		old.len--;
		value.len--;
	}
	if (source_line_index(source, node->span.at) == source_line_index(source, span_end(node->span)) ||
	    str_ends(old, "\n") || !old.len || value.len <= old.len ||
	    !str_eq(str_sub(value, 0, old.len), old) ||
	    !is_simple(str_sub(value, old.len, value.len), quoted || !flow))
		return false;
	uint32_t end = span_end(node->span) - quoted;
	return edits_add(edits, (struct span){ end, 0 }, str_sub(value, old.len, value.len));
}

/* `? name` without a value: the value gets a line of its own. */
static bool add_explicit(struct arena *arena, const struct yaml *yaml, uint32_t at, struct str value,
			 struct edits *edits)
{
	const struct source *source = yaml->source;
	uint32_t start = node_start(&yaml->tree, at);
	uint32_t end = source_line_end(source, span_end(yaml->tree.node[at].key));
	struct str ending = source_ending(source, start);
	uint32_t indent = source_place(source, start).column - 1;
	struct str spelled = scalar_spell(arena, value, STYLE_PLAIN, false);
	return edits_add(edits, (struct span){ end, 0 },
			 str_format(arena, "%.*s%*s: %.*s", STR_ARG(ending), (int)indent, "",
				    STR_ARG(spelled)));
}

static bool replace(struct arena *arena, const struct yaml *yaml, uint32_t at, struct str value,
		    struct edits *edits, struct err *err)
{
	const struct tree *tree = &yaml->tree;
	const struct node *node = &tree->node[at];
	bool flow = false;
	for (uint32_t up = node->parent; up; up = tree->node[up].parent)
		flow |= tree->node[up].style == STYLE_FLOW;
	bool json = flow && flow_is_json(tree, node->parent);
	bool ok;
	if (extend(yaml, node, value, flow, edits))
		return true;
	if (node->span.len == 0 && node->colon == NO_OFFSET && node->question != NO_OFFSET && !flow) {
		ok = add_explicit(arena, yaml, at, value, edits);
	} else if (node->span.len == 0) {
		/* Nothing is written behind the colon, or there is no colon yet. */
		struct str spelled = flow ? flow_value(arena, value, json)
					  : scalar_spell(arena, value, STYLE_PLAIN, false);
		const char *colon = node->colon == NO_OFFSET ? ": " : " ";
		ok = edits_add(edits, (struct span){ node->span.at, 0 },
			       str_format(arena, "%s%.*s", colon, STR_ARG(spelled)));
	} else if (node->style == STYLE_LITERAL || node->style == STYLE_FOLDED) {
		ok = replace_block_scalar(arena, yaml, node, value, edits);
	} else {
		bool bare = node->style == STYLE_PLAIN && json;
		struct str spelled = bare ? flow_value(arena, value, true)
					  : scalar_spell(arena, value, node->style, flow);
		ok = edits_add(edits, node->span, spelled);
	}
	return ok || edits_refuse(yaml->source, node->span.at, err);
}

static bool set_present(struct arena *arena, const struct yaml *yaml, struct str path, uint32_t at,
			struct str value, struct edits *edits, struct err *err)
{
	const struct node *node = &yaml->tree.node[at];
	if (node->kind == NODE_SCALAR && str_eq(node->text, value) && (value.len == 0 || !node_is_null(node)))
		return true;
	if (!guard_node(arena, yaml, at, err))
		return false;
	if (node->kind != NODE_SCALAR)
		return source_refuse(yaml->source, node->key.at, err,
				     "%.*s is a %s here, not a single value; it is not replaced",
				     STR_ARG(path), node->kind == NODE_MAPPING ? "section" : "list");
	return replace(arena, yaml, at, value, edits, err);
}

/* ---- set: it is not there ---- */

static struct str join(struct arena *arena, const struct str *part, uint32_t from, uint32_t to)
{
	struct buf path = BUF_INIT(arena);
	for (uint32_t i = from; i < to; i++) {
		if (i > from)
			buf_char(&path, '.');
		buf_str(&path, part[i]);
	}
	return buf_done(&path);
}

/* The section with this path that a new child goes into: of several (mongod reads them all as
 * one) the first with children that is always there, else the first with children, else the first mapping. A key `value` in a section has the path of
 * that section and is none. */
static uint32_t find_section(const struct tree *tree, struct str path)
{
	uint32_t map = 0, some = 0, always = 0;
	for (uint32_t at = 1; (at = tree_next(tree, path, at)) != 0; at++) {
		bool branch = mask_branch(tree->source->mask, node_start(tree, at));
		if (tree->node[at].kind == NODE_MAPPING && tree->node[at].first && !branch)
			return at;
		always = always || branch ? always : at;
		if (tree->node[at].kind != NODE_MAPPING)
			continue;
		if (tree->node[at].first)
			some = some ? some : at;
		map = map ? map : at;
	}
	if (tree->source->mask && always)
		return always;
	return some ? some : map ? map : tree_find(tree, path, NULL);
}

/* The innermost section on the way to an option that is there; 0: none, not even the root. */
static uint32_t section_of(const struct tree *tree, struct str path)
{
	uint32_t found = 0;
	while (!found && path.len) {
		while (path.len && path.at[path.len - 1] != '.')
			path.len--;
		path.len -= path.len > 0;
		found = path.len ? find_section(tree, path) : tree->root;
	}
	return found;
}

/* The last child, of any mapping, whose key goes over the dot behind the first `known` parts of the
 * path: `storage.wiredTiger.engineConfig: ...` for storage.wiredTiger. `*joined` is the rest of the
 * path as a key beside it. */
static uint32_t dotted_sibling(struct arena *arena, const struct tree *tree, const struct str *part,
			       uint32_t known, uint32_t parts, struct str *joined)
{
	for (uint32_t from = 0; from < known; from++) {
		struct str above = join(arena, part, 0, from), name = join(arena, part, from, known);
		uint64_t hash = from ? tree_path_hash(0, above) : 0;
		for (uint32_t at = tree->count - 1; at > 1; at--) {
			const struct node *node = &tree->node[at], *map = &tree->node[node->parent];
			struct str key = node->name;
			if (map->kind != NODE_MAPPING || map->path != hash || node->key_complex ||
			    key.len <= name.len || key.at[name.len] != '.' ||
			    !str_eq(str_sub(key, 0, name.len), name))
				continue;
			*joined = join(arena, part, from, parts);
			return at;
		}
	}
	return 0;
}

/* A new child of `map`, behind the child `after` of it where that is not 0. */
static bool add_to(struct arena *arena, const struct yaml *yaml, uint32_t map, uint32_t after,
		   const struct addition *addition, struct edits *edits, struct err *err)
{
	const struct tree *tree = &yaml->tree;
	if (!guard_node(arena, yaml, map, err) || !guard_unconditional(arena, yaml, map, err) ||
	    !guard_gaps(arena, yaml, map, addition->path, err))
		return false;
	if (tree->node[map].style == STYLE_FLOW)
		return guard_brackets(arena, yaml, map, err) && flow_add(arena, yaml, map, addition, edits, err);
	if (map == tree->root && !after)
		return block_add_section(arena, yaml, addition, edits, err);
	return block_add_after(arena, yaml, map, after ? after : tree->node[map].last, addition, edits, err);
}

/* Into the section that is there. */
static bool add_to_section(struct arena *arena, const struct yaml *yaml, uint32_t section, struct str path,
			   const struct addition *addition, struct edits *edits, struct err *err)
{
	const struct tree *tree = &yaml->tree;
	const struct node *node = &tree->node[section];
	if (node->kind == NODE_MAPPING)
		return add_to(arena, yaml, section, 0, addition, edits, err);
	if (!guard_node(arena, yaml, section, err) || !guard_unconditional(arena, yaml, section, err) ||
	    !guard_gaps(arena, yaml, section, addition->path, err))
		return false;
	if (node_is_null(node))
		return tree->node[node->parent].style == STYLE_FLOW
		     ? flow_fill(arena, yaml, section, addition, edits, err)
		     : block_add_under(arena, yaml, section, addition, edits, err);
	return source_refuse(yaml->source, node->span.at, err,
			     "%.*s is a section, but here it has a value of its own; mongod would "
			     "refuse that: mend it first", STR_ARG(path));
}

static bool set_absent(struct arena *arena, const struct yaml *yaml, struct str whole, const struct str *part,
		       uint32_t parts, struct str value, struct edits *edits, struct err *err)
{
	const struct tree *tree = &yaml->tree;
	for (uint32_t known = parts - 1; known > 0; known--) {
		struct str path = join(arena, part, 0, known), joined;
		uint32_t section = find_section(tree, path);
		struct addition addition = { part + known, parts - known, value, whole };
		if (section)
			return add_to_section(arena, yaml, section, path, &addition, edits, err);
		uint32_t dotted = dotted_sibling(arena, tree, part, known, parts, &joined);
		addition = (struct addition){ &joined, 1, value, whole };
		if (dotted)
			return add_to(arena, yaml, tree->node[dotted].parent, dotted, &addition, edits, err);
	}

	struct addition addition = { part, parts, value, whole };
	const struct node *root = &tree->node[tree->root];
	if (!guard_node(arena, yaml, tree->root, err))
		return false;
	if (!tree->root || (node_is_null(root) && root->span.len == 0)) {
		struct yaml rootless = *yaml;
		if (!guard_gaps(arena, yaml, 0, whole, err))
			return false;
		rootless.tree.root = 0;
		return block_add_section(arena, &rootless, &addition, edits, err);
	}
	return add_to(arena, yaml, tree->root, 0, &addition, edits, err);
}

bool place_set(struct arena *arena, const struct yaml *yaml, struct str path, struct str value,
	       struct edits *edits, struct err *err)
{
	const struct tree *tree = &yaml->tree;
	const struct node *root = &tree->node[tree->root];
	if (tree->root && root->kind != NODE_MAPPING && !(node_is_null(root) && root->span.len == 0))
		return source_refuse(yaml->source, root->span.at, err,
				     "the file is a single %s, not a mapping of sections",
				     root->kind == NODE_SEQUENCE ? "list" : "value");
	if (!guard_always(arena, yaml, path, err) || !guard_once(yaml, path, err))
		return false;
	uint32_t at = tree_find(tree, path, NULL);
	if (at)
		return set_present(arena, yaml, path, at, value, edits, err);

	struct str part[PARTS_MAX], rest = path;
	uint32_t parts = 0;
	while (parts < PARTS_MAX && str_split(&rest, '.', &part[parts]))
		parts++;
	if (rest.at)
		return err_set(err, ERR_REFUSED, yaml->source->name, 0, "%.*s: no option has so many parts",
			       STR_ARG(path));
	return set_absent(arena, yaml, path, part, parts, value, edits, err);
}

/* Has a section with one child a comment of its own? */
static bool is_commented(const struct yaml *yaml, uint32_t section)
{
	const struct tree *tree = &yaml->tree;
	struct span span = tree->node[section].span;
	uint32_t child = tree->node[section].first, from = node_start(tree, child), to = node_end(tree, child);
	return str_has_char(str_sub(yaml->source->text, span.at, from), '#') ||
	       str_has_char(str_sub(yaml->source->text, to, span_end(span)), '#');
}

/* The outermost section around `at`, in JSON say, that a set would have put there with it: the last of its parent, with
 * nothing else in it. */
static uint32_t added_around(const struct yaml *yaml, uint32_t at)
{
	const struct node *all = yaml->tree.node;
	uint32_t found = at;
	for (uint32_t up = all[at].parent; up != yaml->tree.root && all[up].first == all[up].last; up = all[up].parent) {
		if (all[up].style != STYLE_FLOW || all[all[up].parent].style != STYLE_FLOW || all[up].next ||
		    is_commented(yaml, up))
			break;
		if (all[up].previous)
			found = up;
	}
	return found;
}

bool place_unset(struct arena *arena, const struct yaml *yaml, struct str path,
		 struct edits *edits, struct err *err)
{
	const struct tree *tree = &yaml->tree;
	if (!guard_always(arena, yaml, path, err))
		return false;
	uint32_t at = tree_find(tree, path, NULL);
	if (!at)
		return guard_path(yaml, path, err) && guard_gaps(arena, yaml, section_of(tree, path), path, err);
	if (!guard_once(yaml, path, err))
		return false;
	/* `keyFile: {value: x}` is the option keyFile, all of it. */
	while (str_is(tree->node[at].name, "value") && tree->node[at].parent != tree->root &&
	       tree->node[tree->node[at].parent].first == tree->node[tree->node[at].parent].last)
		at = tree->node[at].parent;
	if (!guard_node(arena, yaml, at, err) || !guard_rest(arena, yaml, at, err))
		return false;
	if (tree->node[tree->node[at].parent].style == STYLE_FLOW)
		return guard_brackets(arena, yaml, tree->node[at].parent, err) && flow_remove(yaml, added_around(yaml, at), edits, err);
	return block_remove(yaml, at, edits, err);
}

bool place_move(struct arena *arena, const struct yaml *yaml, struct str from, struct str to, struct str value,
		struct edits *edits, struct err *err)
{
	struct edits first = EDITS_INIT(arena), second = EDITS_INIT(arena);
	struct source between;
	struct yaml without;
	if (!place_unset(arena, yaml, from, &first, err))
		return false;
	splice_source(arena, yaml->source, &first, &between);
	yaml_read(arena, &between, &without);
	if (!yaml_editable(&without, err) || !place_set(arena, &without, to, value, &second, err))
		return false;
	struct edits both = edits_compose(arena, yaml->source->text, &first, &second);
	for (uint32_t i = 0; i < both.count; i++)
		if (!edits_add(edits, both.at[i].cut, both.at[i].put))
			return edits_refuse(yaml->source, both.at[i].cut.at, err);
	return true;
}
