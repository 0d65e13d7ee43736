#include "yaml/guard.h"

#include "base/regex.h"

/* Control lines of Jinja, ERB, Terraform, Go templates and Handlebars. In a YAML file that parses,
 * they can stand in comments and in text. */
static const char CONTROL[] =
	"\\{%|<%|%\\{\\s*(?:if|for|else|end)|\\{\\{[-~]?\\s*(?:if|else|end|range|with|define|block)\\b|\\{\\{[#/^]";

/* Expressions that a template engine, envsubst or sed puts a value for. */
static const char EXPRESSION[] = "\\{\\{|\\{%|<%|\\$\\{|@[A-Za-z_][A-Za-z0-9_.]*@|%\\{";

static bool find(struct arena *arena, const char *pattern, struct str text, uint32_t *at)
{
	struct regex *regex = regex_new(arena, pattern);
	bool found = regex_find(regex, text, 0, at, NULL);
	regex_free(regex);
	return found;
}

bool guard_file(struct arena *arena, const struct yaml *yaml, struct err *err)
{
	uint32_t at;
	if (find(arena, CONTROL, yaml->source->text, &at))
		return source_refuse(yaml->source, at, err,
				     "a template's control line: which parts of this file there will be "
				     "is only known when it is rendered; edit the rendered file, or the "
				     "template by hand");
	return true;
}

/* A mapping that mongod replaces at start by what a program or a web server says. */
static uint32_t expansion_at(const struct tree *tree, uint32_t node)
{
	for (; node; node = tree->node[node].parent) {
		for (uint32_t at = tree->node[node].first; at; at = tree->node[at].next)
			if (str_is(tree->node[at].name, "__exec") || str_is(tree->node[at].name, "__rest"))
				return at;
	}
	return 0;
}

static bool refuse_decorated(const struct yaml *yaml, uint32_t at, struct err *err)
{
	const struct node *node = &yaml->tree.node[at];
	const struct source *source = yaml->source;
	if (node->kind == NODE_ALIAS)
		return source_refuse(source, node->span.at, err,
				     "*%.*s stands for text elsewhere in the file; write the section "
				     "out here, then it can be edited", STR_ARG(node->text));
	if (node->anchor.len)
		return source_refuse(source, node->span.at, err,
				     "&%.*s: an edit here would change every place that uses this "
				     "anchor; write them out first", STR_ARG(node->anchor));
	if (str_is(node->name, "<<"))
		return source_refuse(source, node->key.at, err,
				     "mongod does not know the merge key << and takes it for an option; "
				     "write the options out");
	if (node->key_complex || node->key_decorated)
		return source_refuse(source, node->key.at, err,
				     "this key is not a plain name (an anchor, a tag, an alias or a "
				     "template expression); write it as a name first");
	return source_refuse(source, node->span.at, err,
			     "the tag %.*s stands on what is to be edited, and mongod ignores tags; "
			     "remove it first", STR_ARG(node->tag));
}

static bool guard_expansion(const struct yaml *yaml, uint32_t node, struct err *err)
{
	const struct tree *tree = &yaml->tree;
	uint32_t at = expansion_at(tree, node);
	return !at || source_refuse(yaml->source, tree->node[at].key.at, err,
				    "%.*s: mongod takes this part of the config from elsewhere when it "
				    "starts; edit it there", STR_ARG(tree->node[at].name));
}

bool guard_node(struct arena *arena, const struct yaml *yaml, uint32_t node, struct err *err)
{
	const struct tree *tree = &yaml->tree;
	const struct source *source = yaml->source;
	uint32_t at = tree_decorated(tree, node);
	if (at)
		return refuse_decorated(yaml, at, err);
	if (!guard_expansion(yaml, node, err))
		return false;
	const struct node *n = &tree->node[node];
	uint32_t in;
	struct str text = source_str(source, n->span);
	/* An unquoted {{ x }} is a mapping in a mapping to a YAML parser. */
	bool expression = n->kind == NODE_SCALAR || str_starts(text, "{{");
	if (expression && find(arena, EXPRESSION, text, &in))
		return source_refuse(source, n->span.at + in, err,
				     "a template expression stands where the edit would go; edit the "
				     "rendered file, or the template by hand");
	return true;
}

bool guard_once(const struct yaml *yaml, struct str path, struct err *err)
{
	const struct tree *tree = &yaml->tree;
	uint32_t again, first = tree_find(tree, path, &again);
	return !again || source_refuse(yaml->source, tree->node[again].key.at, err,
				       "%.*s is set twice (also in line %u), which mongod refuses as a "
				       "duplicate key; remove one of them first", STR_ARG(path),
				       source_place(yaml->source, tree->node[first].key.at).line);
}

bool guard_path(const struct yaml *yaml, struct str path, struct err *err)
{
	const struct tree *tree = &yaml->tree;
	if (!guard_once(yaml, path, err))
		return false;
	uint32_t at = tree_find(tree, path, NULL);
	while (!at && path.len) {
		while (path.len && path.at[path.len - 1] != '.')
			path.len--;
		path.len -= path.len > 0;
		at = path.len ? tree_find(tree, path, NULL) : 0;
	}
	for (uint32_t up = at; up; up = tree->node[up].parent)
		if (tree->node[up].kind == NODE_ALIAS)
			return refuse_decorated(yaml, up, err);
	return guard_expansion(yaml, at ? at : tree->root, err);
}
