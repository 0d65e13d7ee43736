#include "config/settings.h"

#include <string.h>

#include "yaml/builder.h"

/* Beyond this a path is cut: no option's name is as long, and so the finding is the same. Aliases
 * of aliases can make more settings and more sections than there is time: such a file is flooded. */
enum { PATH_MAX_SHOWN = 512, SETTINGS_MAX = TREE_NODES_MAX, STEPS_MAX = 250000 };

struct walk {
	struct arena *arena;
	struct config *config;
	uint32_t depth, steps;
	bool expansions;  /* this release knows __exec and __rest */
	struct setting lost;  /* what is said of a setting that is one too many goes here */
};

/* What an alias stands for; the node itself where it is none. */
static uint32_t meant(const struct tree *tree, uint32_t at)
{
	while (tree->node[at].kind == NODE_ALIAS && tree->node[at].target)
		at = tree->node[at].target;
	return at;
}

/* To the server a key that is null, a list or a map is an empty name. */
static struct str key_name(const struct walk *walk, const struct node *node)
{
	struct node key = { .kind = NODE_SCALAR, .style = node->key_style, .text = node->name };
	/* As long as null, or shorter: hardly any is. */
	bool null = node->name.len <= 4 && !node->key_decorated && yamlcpp_null(&key, walk->config->release);
	return node->key_complex || null ? STR("") : node->name;
}

static struct str name_of(const struct setting *setting)
{
	const struct option *option = setting->option;
	return option && !setting->entry && *option->replaced_by ? str_of(option->replaced_by) : setting->path;
}

/* Most nodes are settings, and without aliases there are no more of them. */
static void more_room(struct arena *arena, struct config *config)
{
	config->room = config->room ? config->room * 2 : config->tree->count;
	struct setting *more = arena_room(arena, config->room, sizeof *more);
	if (config->count)
		memcpy(more, config->settings, config->count * sizeof *more);
	config->settings = more;
}

static struct setting *add_setting(struct walk *walk, uint32_t at, struct str path, struct setting setting)
{
	struct config *config = walk->config;
	if (config->count == SETTINGS_MAX) {
		config->flooded = true;
		return &walk->lost;
	}
	if (config->count == config->room)
		more_room(walk->arena, config);
	const struct node *node = &config->tree->node[at];
	setting.node = at;
	if (!setting.entry)
		setting.option = option_find(path);
	setting.path = setting.option && !setting.entry ? str_of(setting.option->path) : path;
	setting.name = name_of(&setting);
	setting.key = node->key;
	setting.value = node->span;
	config->settings[config->count] = setting;
	return &config->settings[config->count++];
}

static struct str join_path(struct walk *walk, struct str parent, struct str name)
{
	if (parent.len > PATH_MAX_SHOWN)
		return parent;
	return str_join(walk->arena, parent, '.', name);
}

static struct str child_path(struct walk *walk, struct str parent, struct str name)
{
	if (!parent.len)
		return name;
	return str_is(name, "value") ? parent : join_path(walk, parent, name);
}

static bool is_expansion(const struct walk *walk, uint32_t map)
{
	const struct tree *tree = walk->config->tree;
	if (!walk->expansions || tree->node[map].kind != NODE_MAPPING)
		return false;
	for (uint32_t at = tree->node[map].first; at; at = tree->node[at].next)
		if (!tree->node[at].key_complex &&
		    (str_is(tree->node[at].name, "__exec") || str_is(tree->node[at].name, "__rest")))
			return true;
	return false;
}

static struct str scalar_text(const struct walk *walk, const struct node *node)
{
	return node->kind != NODE_SCALAR || yamlcpp_null(node, walk->config->release) ? STR("")
	       : node->text;
}

static struct setting scalar_setting(const struct walk *walk, const struct node *node)
{
	bool null = yamlcpp_null(node, walk->config->release);
	return (struct setting){ .kind = SETTING_SCALAR, .text = scalar_text(walk, node), .null = null };
}

/* The elements as the server takes them: what is no scalar is an empty string to it, but for a list
 * in the list, which it refuses. */
static struct setting list_setting(struct walk *walk, uint32_t list)
{
	const struct tree *tree = walk->config->tree;
	struct setting setting = { .kind = SETTING_LIST };
	for (uint32_t at = tree->node[list].first; at; at = tree->node[at].next)
		setting.item_count++;
	walk->steps += setting.item_count;
	struct str *items = arena_array(walk->arena, setting.item_count, sizeof *items);
	uint32_t i = 0;
	for (uint32_t at = tree->node[list].first; at; at = tree->node[at].next) {
		const struct node *node = &tree->node[meant(tree, at)];
		if (node->kind == NODE_SEQUENCE)
			setting.nested = true;
		items[i++] = scalar_text(walk, node);
	}
	setting.items = items;
	return setting;
}

/* The map option itself, then its names, which are joined to it whatever they are. */
static void walk_map_option(struct walk *walk, uint32_t at, uint32_t map, struct str path)
{
	const struct tree *tree = walk->config->tree;
	const struct option *option = add_setting(walk, at, path, (struct setting){ .kind = SETTING_MAP })->option;
	for (uint32_t child = tree->node[map].first; child && !walk->config->flooded; child = tree->node[child].next) {
		uint32_t value = meant(tree, child);
		const struct node *node = &tree->node[value];
		struct setting entry = { .kind = SETTING_SCALAR };
		if (is_expansion(walk, value))
			entry.kind = SETTING_OPAQUE;
		else if (node->kind == NODE_SCALAR)
			entry = scalar_setting(walk, node);
		else
			entry.refusal = arena_printf(walk->arena, "%.*s has a map with non scalar values, which is not allowed",
						     STR_ARG(path));
		entry.entry = true;
		entry.option = option;
		add_setting(walk, child, join_path(walk, path, key_name(walk, &tree->node[child])), entry);
	}
}

static void walk_mapping(struct walk *walk, uint32_t map, struct str path);

/* `at` is where the value stands: a node below a mapping. */
static void walk_value(struct walk *walk, uint32_t at, struct str path)
{
	const struct tree *tree = walk->config->tree;
	uint32_t value = meant(tree, at);
	const struct node *node = &tree->node[value];
	const struct option *option;
	switch (node->kind) {
	case NODE_SCALAR:
		add_setting(walk, at, path, scalar_setting(walk, node));
		break;
	case NODE_SEQUENCE:
		add_setting(walk, at, path, list_setting(walk, value));
		break;
	case NODE_MAPPING:
		option = option_find(path);
		if (is_expansion(walk, value))
			add_setting(walk, at, path, (struct setting){ .kind = SETTING_OPAQUE });
		else if (option && option->type == OPTION_MAP)
			walk_map_option(walk, at, value, path);
		else
			walk_mapping(walk, value, path);
		break;
	case NODE_ALIAS:
	case NODE_NONE:
		break;
	}
}

/* Server source, util/options_parser/options_parser.cpp, addYAMLNodesToEnvironment(). */
static void walk_mapping(struct walk *walk, uint32_t map, struct str path)
{
	const struct tree *tree = walk->config->tree;
	if (walk->depth == TREE_DEPTH_MAX * 2)
		walk->config->flooded = true;  /* an alias to what it stands in: the server never comes back */
	walk->depth++;
	for (uint32_t at = tree->node[map].first; at && !walk->config->flooded; at = tree->node[at].next) {
		if (walk->steps++ >= STEPS_MAX)
			walk->config->flooded = true;
		walk_value(walk, at, child_path(walk, path, key_name(walk, &tree->node[at])));
	}
	walk->depth--;
}

static void walk_document(struct walk *walk)
{
	uint32_t root = walk->config->tree->root;
	if (is_expansion(walk, root))
		add_setting(walk, root, STR(""), (struct setting){ .kind = SETTING_OPAQUE });
	else if (walk->config->tree->node[root].kind == NODE_MAPPING)
		walk_mapping(walk, root, STR(""));
}

void settings_read(struct config *config)
{
	static const struct version since_expansions = VERSION(4, 2);
	struct version server = config->target.server;
	struct walk walk = {
		.arena = config->scratch, .config = config,
		.expansions = !version_known(server) || version_at_least(server, since_expansions),
	};
	walk_document(&walk);
	/* What was seen so far says nothing about the rest. */
	if (config->flooded) {
		config->format = CONFIG_UNREADABLE;
		config->count = 0;
	}
}
