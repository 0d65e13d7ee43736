#include "config/config.h"

#include <string.h>

#include "base/buf.h"
#include "base/regex.h"
#include "yaml/builder.h"

/* Beyond this a path is cut: no option's name is as long, and so the finding is the same. Aliases
 * of aliases can make more settings and more sections than there is time: such a file is flooded. */
enum { PATH_MAX_SHOWN = 512, SETTINGS_MAX = 200000, STEPS_MAX = 250000 };

struct walk {
	struct arena *arena;
	struct config *config;
	uint32_t depth, steps;
};

static void add_setting(struct walk *walk, uint32_t at, struct str path, struct setting setting)
{
	struct config *config = walk->config;
	if (config->count == SETTINGS_MAX) {
		config->flooded = true;
		return;
	}
	if (config->count == config->room) {
		config->room = config->room ? config->room * 2 : 32;
		config->settings = arena_grow(walk->arena, config->settings, config->count,
					      config->room, sizeof setting);
	}
	const struct node *node = &config->yaml.tree.node[at];
	setting.node = at;
	setting.path = path;
	setting.option = option_find_holder(path);
	setting.key = node->key;
	setting.value = node->span;
	config->settings[config->count++] = setting;
}

static struct str child_path(struct walk *walk, struct str parent, struct str name)
{
	if (!parent.len)
		return name;
	if (str_is(name, "value") || parent.len > PATH_MAX_SHOWN)
		return parent;
	/* Not printf: an escape can put a NUL into a name. */
	struct buf path = BUF_INIT(walk->arena);
	buf_str(&path, parent);
	buf_char(&path, '.');
	buf_str(&path, name);
	return buf_done(&path);
}

static bool is_expansion(const struct tree *tree, uint32_t map)
{
	for (uint32_t at = tree->node[map].first; at; at = tree->node[at].next)
		if (str_is(tree->node[at].name, "__exec") || str_is(tree->node[at].name, "__rest"))
			return true;
	return false;
}

/* `at` is where the setting stands, `value` the node that its alias, if it is one, stands for. */
static void walk_value(struct walk *walk, uint32_t at, uint32_t value, struct str path)
{
	const struct tree *tree = &walk->config->yaml.tree;
	const struct node *node = &tree->node[value];
	if (walk->steps++ == STEPS_MAX)
		walk->config->flooded = true;
	if (walk->config->flooded || walk->depth == TREE_DEPTH_MAX)
		return;
	switch (node->kind) {
	case NODE_ALIAS:
		if (node->target) {
			walk->depth++;
			walk_value(walk, at, node->target, path);
			walk->depth--;
		}
		break;
	case NODE_SCALAR:
		add_setting(walk, at, path, (struct setting){ .text = node->text, .null = node_is_null(node) });
		break;
	case NODE_SEQUENCE:
		add_setting(walk, at, path, (struct setting){ .list = true });
		break;
	case NODE_MAPPING:
		if (is_expansion(tree, value)) {
			add_setting(walk, at, path, (struct setting){ .opaque = true });
			break;
		}
		walk->depth++;
		for (uint32_t child = node->first; child; child = tree->node[child].next)
			walk_value(walk, child, child, child_path(walk, path, tree->node[child].name));
		walk->depth--;
		break;
	case NODE_NONE:
		break;
	}
}

/* ---- what kind of file is it ---- */

/* Nothing but `name = value` lines, [sections] and comments, and at least one of the first. mongod
 * takes a file for INI when its YAML parser sees one scalar: a colon at the end of a word makes it
 * a mapping or an error, and a [section] at the top a list (measured with yaml-cpp 0.5.3 to 0.6.3). */
static bool looks_like_ini(struct arena *arena, struct str text)
{
	return regex_matches(arena, "(?m)^[ \\t]*[A-Za-z_][\\w.]*[ \\t]*=", text) &&
	       !regex_matches(arena, "(?m)^(?![ \\t]*(?:\\r?$|#|\\[\\w+\\][ \\t]*\\r?$|[A-Za-z_][\\w.]*[ \\t]*=)).", text) &&
	       !regex_matches(arena, "(?m)^[^#\\n]*:(?:[ \\t]|\\r?$)", text) &&
	       !regex_matches(arena, "\\A(?:\\xef\\xbb\\xbf)?(?:[ \\t]*(?:#.*)?\\r?\\n)*[ \\t]*\\[", text);
}

static bool is_template_name(const char *name)
{
	static const char *const ends[] = {
		".j2", ".jinja", ".jinja2", ".erb", ".epp", ".tpl", ".tmpl", ".tftpl", ".gotmpl", ".template",
		".mustache", ".in",
	};
	struct str all = str_of(name);
	for (unsigned i = 0; i < sizeof ends / sizeof *ends; i++) {
		struct str end = str_of(ends[i]);
		if (all.len >= end.len && str_eq_nocase(str_sub(all, all.len - end.len, all.len), end))
			return true;
	}
	return false;
}

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
	if (has_pair(text, STR("{%"), STR("%}")) || has_pair(text, STR("<%"), STR("%>")))
		return true;
	/* A pattern is dear, and most files have none of these. */
	bool any = str_find(text, STR("{{"), 0) != STR_NONE || str_find(text, STR("%{"), 0) != STR_NONE;
	return any && regex_matches(arena,
		"\\{\\{[-~]?\\s{0,8}(?:if|else|end|range|with|define|block)\\b|%\\{\\s{0,8}(?:if|for)", text);
}

/* An unquoted {{ x }} is a mapping in a mapping to a YAML parser. */
static bool has_template_value(const struct tree *tree)
{
	for (uint32_t at = 2; at < tree->count; at++)
		if (tree->node[at].key_complex && str_starts(source_str(tree->source, tree->node[at].key), "{"))
			return true;
	return false;
}

static enum config_format format_of(struct arena *arena, const struct config *config)
{
	const struct tree *tree = &config->yaml.tree;
	struct str text = config->source->text;
	enum node_kind root = tree->node[tree->root].kind;
	bool marks = has_control_lines(arena, text) || has_template_value(tree);
	if (marks || (is_template_name(config->source->name) &&
		      regex_matches(arena, "\\{\\{|\\$\\{|@\\w+@|<%", text)))
		return CONFIG_TEMPLATE;
	if (config->yaml.check.nul != STR_NONE)
		return CONFIG_UNREADABLE;
	if ((config->yaml.reading == READING_NONE || (tree->root && root == NODE_SCALAR)) &&
	    looks_like_ini(arena, text))
		return CONFIG_INI;
	if (config->yaml.reading == READING_NONE || tree->undefined)
		return CONFIG_UNREADABLE;
	if (tree->root && root != NODE_MAPPING && !node_is_null(&tree->node[tree->root]))
		return CONFIG_UNREADABLE;
	return CONFIG_YAML;
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
	if (is_called_mongos(config->source->name) || config_find(config, "sharding.configDB"))
		return BINARY_MONGOS;
	return BINARY_MONGOD;
}

void config_read(struct arena *arena, const struct source *source, unsigned binary,
		 struct config *config)
{
	*config = (struct config){ .source = source };
	yaml_read(arena, source, &config->yaml);
	config->format = format_of(arena, config);
	if (config->format == CONFIG_YAML && config->yaml.tree.root) {
		struct walk walk = { .arena = arena, .config = config };
		uint32_t root = config->yaml.tree.root;
		if (config->yaml.tree.node[root].kind == NODE_MAPPING)
			walk_value(&walk, root, root, STR(""));
		/* What was seen so far says nothing about the rest. */
		if (config->flooded) {
			config->format = CONFIG_UNREADABLE;
			config->count = 0;
		}
	}
	config->binary = binary ? binary : binary_of(config);
}

/* ---- questions ---- */

struct str setting_name(const struct setting *setting)
{
	const struct option *option = setting->option;
	if (option && option->replaced_by && str_is(setting->path, option->path))
		return str_of(option->replaced_by);
	return setting->path;
}

const struct setting *config_find(const struct config *config, const char *path)
{
	for (uint32_t i = 0; i < config->count; i++) {
		const struct setting *setting = &config->settings[i];
		if (str_is(setting->path, path) || str_is(setting_name(setting), path))
			return setting;
	}
	return NULL;
}

struct str config_text(const struct config *config, const char *path)
{
	const struct setting *setting = config_find(config, path);
	return setting && !setting->null && !setting->opaque ? setting->text : STR("");
}

bool config_is(const struct config *config, const char *path, const char *text)
{
	const struct setting *setting = config_find(config, path);
	return setting && str_is(setting->text, text);
}

bool setting_same_name(const struct setting *a, const struct setting *b)
{
	return str_eq(setting_name(a), setting_name(b));
}

struct span config_start(const struct config *config)
{
	if (config->count)
		return config->settings[0].key;
	uint32_t at = str_starts(config->source->text, "\xef\xbb\xbf") ? 3 : 0;
	return (struct span){ at, 0 };
}
