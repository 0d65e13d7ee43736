#include "yaml/tree.h"

#include "base/buf.h"

uint32_t node_end(const struct tree *tree, uint32_t node)
{
	return span_end(tree->node[node].span);
}

void tree_shift(struct tree *tree, uint32_t by)
{
	for (uint32_t i = 1; i < tree->count; i++) {
		struct node *node = &tree->node[i];
		node->span.at += by;
		node->key.at += by;
		node->question += node->question == NO_OFFSET ? 0 : by;
		node->colon += node->colon == NO_OFFSET ? 0 : by;
	}
	tree->rest += tree->rest == NO_OFFSET ? 0 : by;
}

uint32_t node_start(const struct tree *tree, uint32_t node)
{
	const struct node *n = &tree->node[node];
	return n->question != NO_OFFSET ? n->question : n->key.at;
}

bool node_is_null(const struct node *node)
{
	if (node->kind != NODE_SCALAR || node->style != STYLE_PLAIN)
		return false;
	struct str text = node->text;
	return text.len == 0 || str_is(text, "~") || str_is(text, "null") || str_is(text, "Null") ||
	       str_is(text, "NULL");
}

uint32_t tree_decorated(const struct tree *tree, uint32_t node)
{
	for (; node; node = tree->node[node].parent) {
		const struct node *n = &tree->node[node];
		bool root = n->parent == 0;
		if (n->anchor.len || n->kind == NODE_ALIAS || n->key_decorated || n->key_complex)
			return node;
		if (n->tag.len && !root)
			return node;
		if (!root && str_is(n->name, "<<"))
			return node;
	}
	return 0;
}

struct str tree_path(struct arena *arena, const struct tree *tree, uint32_t node)
{
	enum { MAX = 512, DEPTH = 128 };
	uint32_t way[DEPTH], depth = 0;
	for (; node && tree->node[node].parent && depth < DEPTH; node = tree->node[node].parent)
		way[depth++] = node;

	struct buf path = BUF_INIT(arena);
	while (depth--) {
		const struct node *n = &tree->node[way[depth]];
		if (tree->node[n->parent].kind != NODE_MAPPING)
			continue;
		if (path.len && str_is(n->name, "value"))
			continue;
		if (path.len)
			buf_char(&path, '.');
		buf_str(&path, n->name);
		if (path.len > MAX) {
			path.len = MAX;
			buf_text(&path, "...");
			break;
		}
	}
	return buf_done(&path);
}

uint64_t tree_path_hash(uint64_t parent, struct str name)
{
	uint64_t hash = parent ? parent : 0xcbf29ce484222325u;
	if (parent && str_is(name, "value"))
		return parent;
	if (parent)
		hash = (hash ^ '.') * 0x100000001b3u;
	for (uint32_t i = 0; i < name.len; i++)
		hash = (hash ^ (unsigned char)name.at[i]) * 0x100000001b3u;
	return hash ? hash : 1;
}

/* The hash was equal; is the path? Compared from the end, so that nothing is built. */
static bool has_path(const struct tree *tree, uint32_t node, struct str path)
{
	for (; tree->node[node].parent; node = tree->node[node].parent) {
		const struct node *n = &tree->node[node];
		if (tree->node[n->parent].kind != NODE_MAPPING)
			return false;
		bool top = tree->node[n->parent].parent == 0;
		if (!top && str_is(n->name, "value"))
			continue;
		if (path.len < n->name.len ||
		    !str_eq(str_sub(path, path.len - n->name.len, path.len), n->name))
			return false;
		path.len -= n->name.len;
		if (top)
			return path.len == 0;
		if (!path.len || path.at[path.len - 1] != '.')
			return false;
		path.len--;
	}
	return false;
}

static uint32_t next_of(const struct tree *tree, uint64_t hash, struct str path, uint32_t from)
{
	for (uint32_t at = from; at < tree->count; at++)
		if (tree->node[at].path == hash && has_path(tree, at, path))
			return at;
	return 0;
}

uint32_t tree_next(const struct tree *tree, struct str path, uint32_t from)
{
	return next_of(tree, tree_path_hash(0, path), path, from);
}

uint32_t tree_find(const struct tree *tree, struct str path, uint32_t *again)
{
	uint64_t hash = tree_path_hash(0, path);
	uint32_t found = 0;
	if (again)
		*again = 0;
	for (uint32_t at = 1; (at = next_of(tree, hash, path, at)) != 0; at++) {
		/* `x: {value: 1}` is one setting, and its value is the inner node. */
		if (found && tree->node[at].parent == found && str_is(tree->node[at].name, "value"))
			found = 0;
		if (found && again) {
			*again = at;
			return found;
		}
		if (!found)
			found = at;
	}
	return found;
}

static bool node_same(const struct node *a, const struct node *b)
{
	return a->kind == b->kind && a->style == b->style && str_eq(a->text, b->text) &&
	       str_eq(a->anchor, b->anchor) && str_eq(a->tag, b->tag) && str_eq(a->name, b->name) &&
	       a->key_complex == b->key_complex && a->key_decorated == b->key_decorated &&
	       a->parent == b->parent;
}

bool tree_same(const struct tree *a, const struct tree *b, uint32_t *at)
{
	uint32_t count = a->count < b->count ? a->count : b->count;
	for (uint32_t i = 1; i < count; i++) {
		if (!node_same(&a->node[i], &b->node[i])) {
			*at = i;
			return false;
		}
	}
	*at = a->count > 1 ? a->count - 1 : 0;
	return a->count == b->count && a->documents == b->documents;
}
