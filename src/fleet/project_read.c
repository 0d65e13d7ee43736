/* A project file as a whole: its mappings, whose keys are in a table (project_keys.h), and what no value tells alone. */

#include <string.h>

#include "fleet/project_index.h"
#include "fleet/project_values.h"
#include "yaml/plain.h"

/* ---- mappings and lists of them ---- */

static bool is_mapping(struct project_reader *reader, const char *name, const struct node *node)
{
	return node->kind == NODE_MAPPING ||
	       project_wrong(reader, node->span.at, "%s is a mapping, not %s", name, project_kind_of(node));
}

static uint32_t count_children(const struct project_reader *reader, const struct node *node)
{
	uint32_t count = 0;
	for (uint32_t at = node->first; at; at = reader->tree->node[at].next)
		count++;
	return count;
}

/* The names of a mapping so far: nodes, by the hash of their names. */
struct names {
	uint32_t *slot, mask;
};

static void names_init(struct project_reader *reader, const struct node *mapping, struct names *names)
{
	uint32_t count = count_children(reader, mapping), slots = 16;
	while (slots < 2 * count)
		slots *= 2;
	*names = (struct names){ arena_array(reader->arena, slots, sizeof *names->slot), slots - 1 };
}

/* No name twice: the reader of a file could not tell which one counts. */
static bool is_once(struct project_reader *reader, struct names *names, uint32_t at)
{
	const struct node *node = &reader->tree->node[at], *other;
	if (node->key_complex || node->key_decorated)
		return project_wrong(reader, node->key.at, "a key here is a plain name");
	uint32_t slot = (uint32_t)str_hash(node->name) & names->mask;
	for (; names->slot[slot]; slot = (slot + 1) & names->mask) {
		other = &reader->tree->node[names->slot[slot]];
		if (str_eq(other->name, node->name))
			return project_wrong(reader, node->key.at, "%.*s is here twice, first in line %u", STR_ARG(node->name),
				     source_place(reader->source, other->key.at).line);
	}
	names->slot[slot] = at;
	return true;
}

static bool take_rules(struct project_reader *reader, const struct project_key *key, const struct node *node, char *base)
{
	static const struct project_key severity = { "a severity", PROJECT_ORDINAL, project_severities, .about = "" };
	if (!is_mapping(reader, key->name, node))
		return false;
	uint32_t count = count_children(reader, node);
	struct project_severity *all = arena_array(reader->arena, count, sizeof *all), *next = all;
	struct names names;
	names_init(reader, node, &names);
	for (uint32_t at = node->first; at; at = reader->tree->node[at].next) {
		const struct node *child = &reader->tree->node[at];
		int choice = is_once(reader, &names, at) ? project_choice_of(reader, &severity, project_node_at(reader, at)) : -1;
		if (choice < 0)
			return false;
		*next++ = (struct project_severity){ child->name, child->key, choice - 1 };
	}
	*(struct project_severity **)(void *)(base + key->field) = all;
	*(uint32_t *)(void *)(base + key->beside) = count;
	return true;
}

static bool read_keys(struct project_reader *reader, const struct project_key *keys, const struct node *mapping, char *base,
		      const char *what);

static bool take_mapping(struct project_reader *reader, const struct project_key *key, const struct node *node, char *base)
{
	return is_mapping(reader, key->name, node) && read_keys(reader, key->keys, node, base, key->name);
}

static bool take_items(struct project_reader *reader, const struct project_key *key, const struct node *node, char *base)
{
	if (node->kind != NODE_SEQUENCE)
		return project_wrong(reader, node->span.at, "%s is a list, not %s", key->name, project_kind_of(node));
	uint32_t count = count_children(reader, node);
	char *item = arena_array(reader->arena, count, key->size);
	*(char **)(void *)(base + key->field) = item;
	*(uint32_t *)(void *)(base + key->beside) = count;
	for (uint32_t at = node->first; at; at = reader->tree->node[at].next, item += key->size) {
		const struct node *child = project_node_at(reader, at);
		const char *what = arena_printf(reader->arena, "an item of %s", key->name);
		if (!is_mapping(reader, what, child) || !read_keys(reader, key->keys, child, item, what))
			return false;
	}
	return true;
}

/* Deployments: what stands under a name may be nothing. */
static bool take_named(struct project_reader *reader, const struct project_key *key, const struct node *node, char *base)
{
	if (!is_mapping(reader, key->name, node))
		return false;
	uint32_t count = count_children(reader, node);
	struct project_deployment *item = arena_array(reader->arena, count, sizeof *item);
	*(struct project_deployment **)(void *)(base + key->field) = item;
	*(uint32_t *)(void *)(base + key->beside) = count;
	struct names names;
	names_init(reader, node, &names);
	for (uint32_t at = node->first; at; at = reader->tree->node[at].next, item++) {
		const struct node *child = &reader->tree->node[at], *value = project_node_at(reader, at);
		if (!is_once(reader, &names, at))
			return false;
		if (!child->name.len)
			return project_wrong(reader, child->key.at, "a deployment needs a name");
		item->name = str_cstr(reader->arena, child->name);
		item->at = child->key;
		if (value->kind == NODE_SCALAR && node_is_null(value))
			continue;
		if (!is_mapping(reader, item->name, value) ||
		    !read_keys(reader, key->keys, value, (char *)item, "a deployment"))
			return false;
	}
	return true;
}

static project_take *const takers[] = {
	[PROJECT_RULES] = take_rules, [PROJECT_MAPPING] = take_mapping, [PROJECT_LIST] = take_items, [PROJECT_MAP] = take_named,
};

static bool take(struct project_reader *reader, const struct project_key *key, const struct node *node, char *base)
{
	bool of_these = key->value < sizeof takers / sizeof *takers && takers[key->value];
	return (of_these ? takers[key->value] : project_take_value)(reader, key, node, base);
}

static const struct project_key *find_key(const struct project_key *keys, struct str name)
{
	for (; keys->name; keys++)
		if (str_is(name, keys->name))
			return keys;
	return NULL;
}

static bool unknown_key(struct project_reader *reader, const struct project_key *keys, const struct node *node, const char *what)
{
	const char *names[32] = { 0 };
	for (unsigned i = 0; keys[i].name; i++)
		names[i] = keys[i].name;
	return project_wrong(reader, node->key.at, "%s has no key %.*s%s", what, STR_ARG(node->name),
		     project_meant(reader, node->name, names));
}

static bool read_keys(struct project_reader *reader, const struct project_key *keys, const struct node *mapping, char *base,
		      const char *what)
{
	struct names names;
	names_init(reader, mapping, &names);
	for (uint32_t at = mapping->first; at; at = reader->tree->node[at].next) {
		const struct node *node = &reader->tree->node[at];
		const struct project_key *key = find_key(keys, node->name);
		if (!is_once(reader, &names, at))
			return false;
		if (!key)
			return unknown_key(reader, keys, node, what);
		if (!take(reader, key, project_node_at(reader, at), base))
			return false;
	}
	for (; keys->name; keys++) {
		bool there = false;
		for (uint32_t at = mapping->first; at; at = reader->tree->node[at].next)
			there |= str_is(reader->tree->node[at].name, keys->name);
		if (keys->required && !there)
			return project_wrong(reader, mapping->span.at, "%s needs the key %s: %s", what, keys->name, keys->about);
	}
	return true;
}

/* ---- the whole ---- */

/* A {group} of key-file-root that no pattern gives would leave every member without a keyfile. */
static bool check_groups(struct project_reader *reader)
{
	const struct project *project = reader->project;
	struct str text = project->key_file_root;
	for (uint32_t at = 0; (at = str_find_char(text, '{', at)) != STR_NONE; at++) {
		struct str name = str_sub(text, at + 1, str_find_char(text, '}', at));
		bool given = false;
		for (uint32_t i = 0; i < project->member_count; i++) {
			const char *group;
			for (unsigned k = 0; (group = regex_group_name(project->members[i].path, k)); k++)
				given |= str_is(name, group);
		}
		if (!given)
			return project_wrong(reader, project->key_file_root_at.at,
				     "key-file-root has {%.*s}, and no pattern of members has a group (?<%.*s>...)", STR_ARG(name),
				     STR_ARG(name));
	}
	return true;
}

static bool is_plain_yaml(struct project_reader *reader, const struct yaml *yaml)
{
	const struct tree *tree = &yaml->tree;
	if (yaml->check.nul != STR_NONE)
		return project_wrong(reader, yaml->check.nul, "has a NUL byte here; save it as UTF-8");
	if (yaml->check.invalid != STR_NONE)
		return project_wrong(reader, yaml->check.invalid, "has a byte here that is not UTF-8");
	if (yaml->reading == READING_NONE || yaml->reading == READING_LIBYAML)
		return project_wrong(reader, yaml->fyaml.at, "can't be read as YAML: %s", yaml->fyaml.text);
	if (yaml->reading == READING_FYAML)
		return project_wrong(reader, yaml->libyaml.at, "can't be read as YAML: %s", yaml->libyaml.text);
	if (yaml->reading == READING_DIFFERENT)
		return project_wrong(reader, yaml->differs, "two YAML parsers read this differently; write it more simply");
	if (tree->documents > 1)
		return project_wrong(reader, tree->rest, "a second YAML document begins here; a project file is one");
	if (tree->undefined)
		return project_wrong(reader, tree->node[tree->undefined].span.at, "the alias *%.*s has no anchor before it",
			     STR_ARG(tree->node[tree->undefined].text));
	return true;
}

bool project_parse(struct arena *arena, const struct source *source, const char *root, const char *here,
		   struct project *project, struct err *err)
{
	struct yaml yaml;
	struct project_reader reader = { arena, source, &yaml.tree, project, err };
	*project = (struct project){ .source = source, .root = root, .here = here, .absolute = source->name[0] == '/',
				     .exceeded = arena_alloc(arena, sizeof *project->exceeded) };
	plain_read_manifest(arena, source, &yaml);
	if (!is_plain_yaml(&reader, &yaml))
		return false;
	const struct node *top = &yaml.tree.node[yaml.tree.root];
	bool empty = !yaml.tree.root || (top->kind == NODE_SCALAR && node_is_null(top));
	if (!empty && !(is_mapping(&reader, "a project file", top) &&
			read_keys(&reader, project_keys, top, (char *)project, "a project file") && check_groups(&reader)))
		return false;
	project->index = project_index_new(arena, project);
	return true;
}
