#include "config/format.h"

#include <string.h>

#include "base/regex.h"
#include "config/masked.h"

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

static bool has_control_lines(struct str text)
{
	/* Nearly all files have neither sign. */
	if (!str_has_char(text, '{') && !str_has_char(text, '<'))
		return false;
	if (has_pair(text, STR("{%"), STR("%}")) || has_pair(text, STR("<%"), STR("%>")))
		return true;
	/* A pattern is dear, and most files have none of these. */
	bool any = str_find(text, STR("{{"), 0) != STR_NONE || str_find(text, STR("%{"), 0) != STR_NONE;
	return any && regex_matches(
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
enum config_format format_of(const struct config *config)
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

unsigned format_binary(const struct config *config)
{
	const struct setting *servers = config_find(config, "sharding.configDB");
	bool router = is_called_mongos(source_title(config->source)) || (servers && !masked_sometimes(config, servers));
	return router ? BINARY_MONGOS : BINARY_MONGOD;
}

bool format_has_marks(const struct config *config)
{
	return has_control_lines(config->source->text) || has_template_value(config);
}
