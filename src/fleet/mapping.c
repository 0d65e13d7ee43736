#include "fleet/mapping.h"

/* All in all: merges of merges could name one mapping a million times. */
enum { ALIASES_MAX = 64, MERGES_MAX = 16, STEPS_MAX = 4096 };

uint32_t mapping_meant(const struct tree *tree, uint32_t node)
{
	for (unsigned i = 0; i < ALIASES_MAX && node && tree->node[node].kind == NODE_ALIAS; i++)
		node = tree->node[node].target;
	return node && tree->node[node].kind == NODE_ALIAS ? 0 : node;
}

static bool is_merge(const struct node *node)
{
	return !node->key_complex && node->key_style == STYLE_PLAIN && str_is(node->name, "<<");
}

/* The mappings that a << names: one, or a list. Calls `each` until it says true. */
static bool each_merged(const struct tree *tree, uint32_t merge, unsigned depth,
			bool (*each)(const struct tree *, uint32_t, unsigned, void *), void *data)
{
	uint32_t value = mapping_meant(tree, merge);
	if (!value || depth == MERGES_MAX)
		return false;
	if (tree->node[value].kind == NODE_MAPPING)
		return each(tree, value, depth + 1, data);
	if (tree->node[value].kind != NODE_SEQUENCE)
		return false;
	for (uint32_t at = tree->node[value].first; at; at = tree->node[at].next) {
		uint32_t map = mapping_meant(tree, at);
		if (map && tree->node[map].kind == NODE_MAPPING && each(tree, map, depth + 1, data))
			return true;
	}
	return false;
}

/* ---- one key ---- */

struct search {
	struct str name;
	uint32_t found, steps;
};

static bool search_map(const struct tree *tree, uint32_t map, unsigned depth, void *data)
{
	struct search *search = data;
	for (uint32_t at = tree->node[map].first; at; at = tree->node[at].next) {
		const struct node *node = &tree->node[at];
		if (!node->key_complex && str_eq(node->name, search->name)) {
			search->found = mapping_meant(tree, at);
			return true;
		}
	}
	for (uint32_t at = tree->node[map].first; at; at = tree->node[at].next)
		if (is_merge(&tree->node[at]) && search->steps++ < STEPS_MAX &&
		    each_merged(tree, at, depth, search_map, data))
			return true;
	return false;
}

uint32_t mapping_find_str(const struct tree *tree, uint32_t map, struct str name)
{
	struct search search = { .name = name };
	map = mapping_meant(tree, map);
	if (map && tree->node[map].kind == NODE_MAPPING)
		search_map(tree, map, 0, &search);
	return search.found;
}

uint32_t mapping_find(const struct tree *tree, uint32_t map, const char *name)
{
	return mapping_find_str(tree, map, str_of(name));
}

/* ---- all keys ---- */

struct gathering {
	struct arena *arena;
	struct mapping *mapping;
	uint32_t steps;
};

static bool is_there(const struct mapping *mapping, struct str name)
{
	for (uint32_t i = 0; i < mapping->count; i++)
		if (str_eq(mapping->pair[i].name, name))
			return true;
	return false;
}

static bool gather_map(const struct tree *tree, uint32_t map, unsigned depth, void *data)
{
	struct gathering *gathering = data;
	struct mapping *mapping = gathering->mapping;
	for (uint32_t at = tree->node[map].first; at; at = tree->node[at].next) {
		const struct node *node = &tree->node[at];
		if (node->key_complex || is_merge(node))
			continue;
		if (depth && (gathering->steps++ > STEPS_MAX || is_there(mapping, node->name)))
			continue;
		if (mapping->count == mapping->room) {
			mapping->room = mapping->room ? mapping->room * 2 : 16;
			mapping->pair = arena_grow(gathering->arena, mapping->pair, mapping->count, mapping->room,
						   sizeof *mapping->pair);
		}
		mapping->pair[mapping->count++] = (struct mapping_pair){ node->name, node->key, mapping_meant(tree, at) };
	}
	for (uint32_t at = tree->node[map].first; at; at = tree->node[at].next)
		if (is_merge(&tree->node[at]) && gathering->steps++ < STEPS_MAX)
			each_merged(tree, at, depth, gather_map, data);
	return false;
}

void mapping_read(struct arena *arena, const struct tree *tree, uint32_t map, struct mapping *mapping)
{
	struct gathering gathering = { .arena = arena, .mapping = mapping };
	*mapping = (struct mapping){ 0 };
	map = mapping_meant(tree, map);
	if (map && tree->node[map].kind == NODE_MAPPING)
		gather_map(tree, map, 0, &gathering);
}

struct str mapping_text(const struct tree *tree, uint32_t node)
{
	node = mapping_meant(tree, node);
	if (!node || tree->node[node].kind != NODE_SCALAR || node_is_null(&tree->node[node]))
		return STR("");
	return tree->node[node].text;
}
