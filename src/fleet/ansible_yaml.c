/* The YAML format of Ansible's inventories (its plugin `yaml`): groups with `hosts`, `children` and `vars`. */
#include "fleet/ansible.h"

#include "fleet/mapping.h"

enum { DEPTH_MAX = 64, STEPS_MAX = 1000000 };

struct reader {
	struct ansible ansible;
	const struct tree *tree;
	unsigned depth;
	uint32_t steps;          /* aliases of aliases could go on for ever */
};

static bool is_empty(const struct tree *tree, uint32_t node)
{
	return !node || (tree->node[node].kind == NODE_SCALAR && node_is_null(&tree->node[node]));
}

static bool complain(struct reader *reader, uint32_t node, const char *text)
{
	return ansible_complain(&reader->ansible, reader->tree->node[node].span.at, text);
}

/* The pairs of a section, which may be empty. */
static bool read_pairs(struct reader *reader, uint32_t node, struct mapping *pairs, const char *otherwise)
{
	*pairs = (struct mapping){ 0 };
	if (is_empty(reader->tree, node))
		return true;
	if (reader->tree->node[node].kind != NODE_MAPPING)
		return complain(reader, node, otherwise);
	mapping_read(reader->ansible.arena, reader->tree, node, pairs);
	reader->steps += pairs->count + 1;
	if (reader->steps > STEPS_MAX)
		return complain(reader, node, "aliases make more of this inventory than can be read");
	return true;
}

static void read_variables(struct reader *reader, const struct mapping *pairs, struct ansible_variables *variables)
{
	for (uint32_t i = 0; i < pairs->count; i++) {
		uint32_t value = pairs->pair[i].value;
		ansible_variable(&reader->ansible, variables, pairs->pair[i].name, mapping_text(reader->tree, value),
				 reader->tree->node[value].span);
	}
}

static bool read_hosts(struct reader *reader, uint32_t group, uint32_t node)
{
	struct ansible *ansible = &reader->ansible;
	struct mapping hosts, variables;
	struct ansible_list list;
	/* `hosts: db1` is allowed too. */
	if (node && reader->tree->node[node].kind == NODE_SCALAR && !is_empty(reader->tree, node))
		return ansible_hosts(ansible, group, reader->tree->node[node].text, reader->tree->node[node].span, &list);
	if (!read_pairs(reader, node, &hosts, "`hosts` must be a mapping: each host is a key, with a colon behind it"))
		return false;
	for (uint32_t i = 0; i < hosts.count; i++) {
		if (!ansible_hosts(ansible, group, hosts.pair[i].name, hosts.pair[i].key, &list) ||
		    !read_pairs(reader, hosts.pair[i].value, &variables, "what stands below a host must be a mapping of variables"))
			return false;
		for (uint32_t h = 0; h < list.count; h++)
			read_variables(reader, &variables, &ansible->hosts[list.at[h]].variables);
	}
	return true;
}

static bool read_group(struct reader *reader, uint32_t group, uint32_t node);

static bool read_children(struct reader *reader, uint32_t group, uint32_t node)
{
	struct mapping children;
	if (node && reader->tree->node[node].kind == NODE_SCALAR && !is_empty(reader->tree, node)) {
		ansible_child(&reader->ansible, group, ansible_group(&reader->ansible, reader->tree->node[node].text));
		return true;
	}
	if (!read_pairs(reader, node, &children, "`children` must be a mapping: each group is a key, with a colon behind it"))
		return false;
	for (uint32_t i = 0; i < children.count; i++) {
		uint32_t child = ansible_group(&reader->ansible, children.pair[i].name);
		ansible_child(&reader->ansible, group, child);
		if (!read_group(reader, child, children.pair[i].value))
			return false;
	}
	return true;
}

static bool read_group(struct reader *reader, uint32_t group, uint32_t node)
{
	const struct tree *tree = reader->tree;
	struct mapping variables;
	if (is_empty(tree, node))
		return true;
	if (tree->node[node].kind != NODE_MAPPING)
		return complain(reader, node, "a group of an inventory must be a mapping with `hosts`, `children` or `vars`");
	if (reader->depth == DEPTH_MAX)
		return complain(reader, node, "groups are nested too deep here");
	reader->depth++;
	bool ok = read_pairs(reader, mapping_find(tree, node, "vars"), &variables, "`vars` must be a mapping");
	if (ok)
		read_variables(reader, &variables, &reader->ansible.groups[group].variables);
	ok = ok && read_hosts(reader, group, mapping_find(tree, node, "hosts")) &&
	     read_children(reader, group, mapping_find(tree, node, "children"));
	reader->depth--;
	return ok;
}

bool ansible_yaml_is(const struct tree *tree)
{
	if (!tree->root || tree->node[tree->root].kind != NODE_MAPPING)
		return false;
	for (uint32_t at = tree->node[tree->root].first; at; at = tree->node[at].next) {
		uint32_t group = mapping_meant(tree, at);
		if (str_is(tree->node[at].name, "all") || mapping_find(tree, group, "hosts") ||
		    mapping_find(tree, group, "children"))
			return true;
	}
	return false;
}

bool ansible_yaml_read(struct arena *arena, const struct tree *tree, struct inventory *inventory, struct err *err)
{
	struct reader reader = { .tree = tree };
	struct mapping groups;
	ansible_init(&reader.ansible, arena, inventory->source, err);
	inventory->kind = INVENTORY_ANSIBLE_YAML;
	if (!read_pairs(&reader, tree->root, &groups, ""))
		return false;
	for (uint32_t i = 0; i < groups.count; i++)
		if (!read_group(&reader, ansible_group(&reader.ansible, groups.pair[i].name), groups.pair[i].value))
			return false;
	return ansible_finish(&reader.ansible, inventory);
}
