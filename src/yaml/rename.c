#include "yaml/rename.h"

#include "base/buf.h"
#include "yaml/guard.h"

static bool is_at_or_below(struct str path, struct str top)
{
	return path.len >= top.len && str_eq(str_sub(path, 0, top.len), top) &&
	       (path.len == top.len || path.at[top.len] == '.');
}

static uint32_t last_name(struct str path)
{
	uint32_t at = path.len;
	while (at && path.at[at - 1] != '.')
		at--;
	return at;
}

/* Does the key of `node` have the last name of `path` in it? `*at` is where in the key. */
static bool holds_name(struct arena *arena, const struct tree *tree, uint32_t node, struct str path, uint32_t *at)
{
	const struct node *n = &tree->node[node];
	if (tree->node[n->parent].kind != NODE_MAPPING || (n->parent != tree->root && str_is(n->name, "value")))
		return false;
	struct str above = tree_path(arena, tree, n->parent), full = tree_path(arena, tree, node);
	uint32_t start = above.len ? above.len + 1 : 0;
	if (!is_at_or_below(full, path) || (above.len && is_at_or_below(above, path)))
		return false;
	*at = last_name(path) - start;
	return last_name(path) >= start;
}

/* Quoted or not, a name without escapes stands in the key's bytes as it is. */
static bool edit_key(struct arena *arena, const struct yaml *yaml, uint32_t node, uint32_t at, uint32_t len,
		     struct str name, struct edits *edits, struct err *err)
{
	const struct node *n = &yaml->tree.node[node];
	uint32_t quote = n->key_style != STYLE_PLAIN;
	struct str bytes = source_str(yaml->source, n->key);
	if (!guard_unconditional(arena, yaml, node, err) || !guard_key(arena, yaml, node, err))
		return false;
	if (!str_eq(str_sub(bytes, quote, bytes.len - quote), n->name))
		return source_refuse(yaml->source, n->key.at, err,
				     "this name is spelled with escapes; write it plainly, then it can be renamed");
	return edits_add(edits, (struct span){ n->key.at + quote + at, len }, name) ||
	       edits_refuse(yaml->source, n->key.at, err);
}

static struct str renamed(struct arena *arena, struct str path, struct str top, struct str name)
{
	if (!is_at_or_below(path, top))
		return path;
	struct buf out = BUF_INIT(arena);
	buf_str(&out, str_sub(path, 0, last_name(top)));
	buf_str(&out, name);
	buf_str(&out, str_sub(path, top.len, path.len));
	return buf_done(&out);
}

/* Two options of one name stop the server, and two keys of one name in a mapping stop a YAML library. */
static bool is_free(struct arena *arena, const struct yaml *yaml, uint32_t node, struct str path, struct str name,
		    struct err *err)
{
	const struct tree *tree = &yaml->tree;
	const struct node *all = tree->node;
	if (all[all[node].parent].kind != NODE_MAPPING)
		return true;
	struct str full = tree_path(arena, tree, node), after = renamed(arena, full, path, name);
	if (str_eq(full, after))
		return true;
	for (uint32_t at = 0; (at = tree_next(tree, after, at + 1));) {
		bool sections = all[node].kind == NODE_MAPPING && all[at].kind == NODE_MAPPING;
		if (!sections || all[node].parent == all[at].parent)
			return source_refuse(yaml->source, all[at].key.at, err,
					     "%.*s is here already, so %.*s can't be called that too; remove one of them "
					     "first", STR_ARG(after), STR_ARG(full));
	}
	return true;
}

bool rename_edits(struct arena *arena, const struct yaml *yaml, struct str path, struct str name,
		  struct edits *edits, struct err *err)
{
	const struct tree *tree = &yaml->tree;
	uint32_t len = path.len - last_name(path), at;
	for (uint32_t node = 2; node < tree->count; node++)
		if (!is_free(arena, yaml, node, path, name, err))
			return false;
	for (uint32_t node = 2; node < tree->count; node++)
		if (holds_name(arena, tree, node, path, &at) &&
		    !edit_key(arena, yaml, node, at, len, name, edits, err))
			return false;
	return true;
}

bool rename_is_done(struct arena *arena, const struct tree *old, const struct tree *new, struct str path,
		    struct str name)
{
	if (old->count != new->count)
		return false;
	for (uint32_t at = 1; at < old->count; at++) {
		const struct node *a = &old->node[at], *b = &new->node[at];
		if (a->kind != b->kind || a->parent != b->parent || !str_eq(a->text, b->text) ||
		    !str_eq(a->anchor, b->anchor) || !str_eq(a->tag, b->tag) ||
		    !str_eq(renamed(arena, tree_path(arena, old, at), path, name), tree_path(arena, new, at)))
			return false;
	}
	return true;
}
