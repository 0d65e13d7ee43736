#include "config/config.h"

#include <string.h>

#include "base/buf.h"
#include "base/regex.h"
#include "config/ini.h"
#include "config/masked.h"
#include "config/value.h"
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

/* ---- what kind of file is it ---- */

/* Is there an `open` with a `close` behind it on its line? Each line is looked at once. */
static bool has_pair(struct str text, struct str open, struct str close)
{
	for (uint32_t at = 0; (at = str_find(text, open, at)) != STR_NONE;) {
		uint32_t end = str_find_char(text, '\n', at);
		struct str line = str_sub(text, at + open.len, end);
		if (str_find(line, close, 0) != STR_NONE)
			return true;
		if (end == STR_NONE)
			break;
		at = end;
	}
	return false;
}

static bool has_control_lines(struct arena *arena, struct str text)
{
	/* Nearly all files have neither sign. */
	if (!str_has_char(text, '{') && !str_has_char(text, '<'))
		return false;
	if (has_pair(text, STR("{%"), STR("%}")) || has_pair(text, STR("<%"), STR("%>")))
		return true;
	/* A pattern is dear, and most files have none of these. */
	bool any = str_find(text, STR("{{"), 0) != STR_NONE || str_find(text, STR("%{"), 0) != STR_NONE;
	return any && regex_matches(arena,
		"\\{\\{[-~]?\\s{0,8}(?:if|else|end|range|with|define|block)\\b|%\\{\\s{0,8}(?:if|for)", text);
}

/* An unquoted {{ x }} is a mapping in a mapping to a YAML parser. */
static bool has_template_value(const struct config *config)
{
	const struct str text = config->source->text;
	if (!str_has_char(text, '{') || str_find(text, STR("{{"), 0) == STR_NONE)
		return false;
	const struct tree *tree = &config_yaml(config)->tree;
	for (uint32_t at = 2; at < tree->count; at++)
		if (tree->node[at].key_complex && str_starts(source_str(tree->source, tree->node[at].key), "{"))
			return true;
	return false;
}

/* Server source, options_parser.cpp, isYAMLConfig(): what is one scalar is INI. */
static enum config_format format_of(const struct config *config)
{
	const struct tree *tree = config->tree;
	const struct node *root = &tree->node[tree->root];
	bool scalar = root->kind == NODE_SCALAR && !yamlcpp_null(root, config->release);
	/* What the server would say of the letters that stand for expressions, it won't say of what they become. */
	if (config->source->mask && (config->document.error.text || root->kind == NODE_SEQUENCE ||
				     (scalar && !str_has_char(root->text, '='))))
		return CONFIG_TEMPLATE;
	if (config->check.nul != STR_NONE || config->document.error.text)
		return CONFIG_UNREADABLE;
	if (!tree->root || root->kind == NODE_MAPPING || yamlcpp_null(root, config->release))
		return CONFIG_YAML;
	return root->kind == NODE_SCALAR ? CONFIG_INI : CONFIG_UNREADABLE;
}

/* Is there `mongos` in the file's name, as a word: mongos.conf, mongos-1.conf, not mongostore.conf? */
static bool is_called_mongos(const char *name)
{
	const char *slash = strrchr(name, '/');
	for (const char *at = slash ? slash + 1 : name; (at = strstr(at, "mongos")); at++) {
		char next = at[6];
		if (!((next >= 'a' && next <= 'z') || (next >= 'A' && next <= 'Z')))
			return true;
	}
	return false;
}

static unsigned binary_of(const struct config *config)
{
	const struct setting *servers = config_find(config, "sharding.configDB");
	bool router = is_called_mongos(source_title(config->source)) || (servers && !masked_sometimes(config, servers));
	return router ? BINARY_MONGOS : BINARY_MONGOD;
}

/* ---- finding by name ---- */

static uint32_t slot_of(const struct config *config, struct str name)
{
	return (uint32_t)str_hash(name) & (config->slots - 1);
}

/* The first setting of a name stays the one that is found. */
static void index_name(struct config *config, uint32_t *index, uint32_t setting, struct str name)
{
	uint32_t slot = slot_of(config, name);
	unsigned bit = config_name_bit(name);
	config->names[bit / 64] |= (uint64_t)1 << bit % 64;
	for (; index[slot]; slot = (slot + 1) & (config->slots - 1)) {
		const struct setting *other = config_setting(config, index[slot] - 1);
		if (!str_eq(other->name, name) && !str_eq(other->path, name))
			continue;
		config->repeats |= index[slot] != setting + 1;
		return;
	}
	index[slot] = setting + 1;
}

void config_index(struct arena *arena, struct config *config)
{
	memset(config->names, 0, sizeof config->names);
	config->repeats = false;
	if (!config->count)
		return;
	/* Nearly all settings have but one name. */
	for (config->slots = 16; config->slots <= config->count * 2;)
		config->slots *= 2;
	uint32_t *index = arena_array(arena, config->slots, sizeof *index);
	config->index = index;
	config->opaque = false;
	for (uint32_t i = 0; i < config->count; i++) {
		const struct setting *setting = config_setting(config, i);
		index_name(config, index, i, setting->name);
		if (setting->name.at != setting->path.at)
			index_name(config, index, i, setting->path);
		config->opaque |= setting->kind == SETTING_OPAQUE;
	}
}

/* The last patches of 3.4, 3.6 and 4.0 came with the newer parser (their third_party folders). */
static enum yamlcpp_release release_of(struct version server)
{
	static const struct {
		struct version from, newer;
	} lines[] = {
		{ VERSION(3, 4), VERSION(3, 4, 22) }, { VERSION(3, 6), VERSION(3, 6, 14) }, { VERSION(4, 0), VERSION(4, 0, 12) },
	};
	for (unsigned i = 0; i < sizeof lines / sizeof *lines; i++)
		if (server.patch && server.major == lines[i].from.major && server.minor == lines[i].from.minor &&
		    !version_at_least(server, lines[i].newer))
			return YAMLCPP_0_5;
	return YAMLCPP_0_6;
}

static void read_settings(struct config *config)
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

/* What every reading begins with. */
static void open_config(struct arena *arena, struct arena *scratch, const struct source *source, const struct target *target,
			struct config *config)
{
	*config = (struct config){ .arena = arena, .scratch = scratch, .source = source };
	if (target)
		config->target = *target;
	config->yaml = arena_alloc(scratch, sizeof *config->yaml);
	config->causes = arena_alloc(scratch, sizeof *config->causes);
	config->elsewhere = arena_alloc(arena, sizeof *config->elsewhere);
}

/* What the document makes of the config. */
static void read_config(struct config *config)
{
	struct arena *scratch = config->scratch;
	const struct source *source = config->source;
	config->tree = &config->document.tree;
	config->release = release_of(config->target.server);
	/* Of what is read as a template, masked_read() knows better. */
	config->marks = !source->mask && (has_control_lines(scratch, source->text) || has_template_value(config));
	config->format = format_of(config);
	if (config->format == CONFIG_YAML && config->tree->root)
		read_settings(config);
	config_index(scratch, config);
	if (!config->target.binary)
		config->target.binary = binary_of(config);
	/* The server's packages for Windows call theirs mongod.cfg. */
	if (!config->target.platform && !str_ends(str_of(source_title(source)), ".cfg"))
		config->target.platform = PLATFORM_LINUX;
	for (uint32_t i = 0; i < config->count; i++)
		value_read(scratch, &config->target, &config->settings[i]);
	if (config->format == CONFIG_INI) {
		ini_read(scratch, config);
		config_index(scratch, config);
	}
	masked_read(config);
}

void config_read_lean(struct arena *arena, struct arena *scratch, const struct source *source,
		      const struct target *target, struct config *config)
{
	open_config(arena, scratch, source, target, config);
	config->check = text_check(source->text);
	yamlcpp_read(scratch, source, &config->document);
	read_config(config);
}

void config_read(struct arena *arena, const struct source *source, const struct target *target,
		 struct config *config)
{
	config_read_lean(arena, arena, source, target, config);
}

void config_read_yaml(struct arena *arena, const struct yaml *yaml, const struct target *target, struct config *config)
{
	open_config(arena, arena, yaml->source, target, config);
	config->check = yaml->check;
	config->document = (struct yamlcpp){ .tree = yaml->tree, .rest = NO_OFFSET, .directive = NO_OFFSET };
	read_config(config);
}

/* ---- questions ---- */

const struct yaml *config_yaml(const struct config *config)
{
	if (!config->yaml->source)
		yaml_read(config->scratch, config->source, config->yaml);
	return config->yaml;
}

bool config_placeable(const struct config *config, struct yaml *yaml)
{
	const struct text_check *check = &config->check;
	const struct yamlcpp *document = &config->document;
	*yaml = (struct yaml){ .source = config->source, .reading = READING_BOTH, .tree = document->tree, .check = *check };
	if (config->format != CONFIG_YAML || check->nul != STR_NONE || check->invalid != STR_NONE ||
	    check->lone_cr != STR_NONE || document->rest != NO_OFFSET || document->directive != NO_OFFSET ||
	    document->unclosed || (config->marks && !config->source->mask))
		return false;
	if (!config->tree) {
		struct yamlcpp again;
		source_fetch(config->source);
		if (config->scratch != config->arena)
			arena_reset(config->scratch);
		yamlcpp_read(config->scratch, config->source, &again);
		yaml->tree = again.tree;
	}
	return true;
}

const struct setting *config_look_up(const struct config *config, struct str wanted)
{
	if (!config->slots)
		return NULL;
	for (uint32_t slot = slot_of(config, wanted); config->index[slot]; slot = (slot + 1) & (config->slots - 1)) {
		const struct setting *setting = config_setting(config, config->index[slot] - 1);
		if (str_eq(setting->name, wanted) || str_eq(setting->path, wanted))
			return setting;
	}
	return NULL;
}

struct str config_text(const struct config *config, const char *path)
{
	const struct setting *setting = config_find(config, path);
	return setting && setting->kind != SETTING_OPAQUE ? setting->text : STR("");
}

bool config_is(const struct config *config, const char *path, const char *text)
{
	const struct setting *setting = config_find(config, path);
	return setting && setting->kind != SETTING_OPAQUE && str_is(setting->text, text);
}

struct str setting_entry_name(const struct setting *setting)
{
	uint32_t map = (uint32_t)strlen(setting->option->path) + 1;
	return str_sub(setting->path, map, setting->path.len);
}

/* Is `path` this name, or below it? */
static bool is_below(struct str path, struct str name)
{
	return !name.len || (path.len >= name.len && str_eq(str_sub(path, 0, name.len), name) &&
			     (path.len == name.len || path.at[name.len] == '.'));
}

bool config_says_elsewhere(const struct config *config, const char *path)
{
	for (uint32_t i = 0; config->opaque && i < config->count; i++) {
		const struct setting *setting = config_setting(config, i);
		if (setting->kind == SETTING_OPAQUE && is_below(str_of(path), setting->name))
			return true;
	}
	for (uint32_t i = 0; i < config->elsewhere->count; i++)
		if (is_below(str_of(path), str_of(config->elsewhere->paths[i])))
			return true;
	for (uint32_t i = 0; i < config->elsewhere->open_count; i++)
		if (is_below(str_of(path), str_of(config->elsewhere->open[i])) && !config_find(config, path))
			return true;
	return false;
}

/* Adds one that is not among them: few options, of however many command lines. */
static void add_path(const struct config *config, const char ***paths, uint32_t *count, const char *path)
{
	for (uint32_t i = 0; i < *count; i++)
		if (!strcmp((*paths)[i], path))
			return;
	*paths = arena_grow(config->arena, *paths, *count, *count + 1, sizeof **paths);
	(*paths)[(*count)++] = path;
}

void config_decided_elsewhere(const struct config *config, const char *const *paths, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		add_path(config, &config->elsewhere->paths, &config->elsewhere->count, paths[i]);
}

void config_may_have_more(const struct config *config, const char *path)
{
	add_path(config, &config->elsewhere->open, &config->elsewhere->open_count, path);
}

void config_started(const struct config *config, const struct start *start)
{
	struct elsewhere *elsewhere = config->elsewhere;
	for (uint32_t i = 0; i < elsewhere->start_count; i++)
		if (elsewhere->starts[i].source == start->source && elsewhere->starts[i].at.at == start->at.at)
			return;
	/* A power of two is full: room doubles there. */
	if ((elsewhere->start_count & (elsewhere->start_count - 1)) == 0)
		elsewhere->starts = arena_grow(config->arena, elsewhere->starts, elsewhere->start_count,
					       elsewhere->start_count ? 2U * elsewhere->start_count : 1, sizeof *start);
	elsewhere->starts[elsewhere->start_count++] = *start;
}

bool config_is_open(const struct config *config)
{
	for (uint32_t i = 0; i < config->elsewhere->open_count; i++)
		if (!*config->elsewhere->open[i])
			return true;
	return false;
}

bool setting_same_name(const struct setting *a, const struct setting *b)
{
	return str_eq(a->name, b->name);
}

struct span config_start(const struct config *config)
{
	if (config->count)
		return config_setting(config, 0)->key;
	source_fetch(config->source);
	uint32_t at = str_starts(config->source->text, "\xef\xbb\xbf") ? 3 : 0;
	return (struct span){ at, 0 };
}
