#include "transforms/transform.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

const struct transform *transform_find(struct str name)
{
	for (unsigned i = 0; i < transform_count; i++)
		if (str_is(name, transform_table[i]->name))
			return transform_table[i];
	return NULL;
}

void transform_remark(const struct application *application, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	buf_text(application->remarks, arena_vprintf(application->remarks->arena, format, args));
	va_end(args);
	buf_char(application->remarks, '\n');
}

struct str transform_value(const struct draft *draft, const char *path)
{
	struct str value;
	return draft_get(draft, str_of(path), &value) ? value : STR("");
}

bool transform_refuse(const struct application *application, const char *path, const char *format, ...)
{
	const struct tree *tree = &application->draft->yaml.tree;
	uint32_t at = tree_find(tree, str_of(path), NULL);
	va_list args;
	va_start(args, format);
	const char *text = arena_vprintf(application->err->arena, format, args);
	va_end(args);
	return source_refuse(&application->draft->now, at ? tree->node[at].key.at : 0, application->err, "%s", text);
}

/* Keys at the top of files that are often beside configs, and are none. */
static const struct {
	const char *key, *what;
} strangers[] = {
	{ "services", "a Compose file" }, { "apiVersion", "a Kubernetes manifest" },
	{ "resource", "a Terraform file" }, { "repos", "a pre-commit configuration" },
	{ "jobs", "a workflow of a CI" }, { "stages", "a pipeline of a CI" },
};

static bool has_known_key(const struct tree *tree)
{
	for (uint32_t at = tree->node[tree->root].first; at; at = tree->node[at].next)
		if (option_is_section(tree->node[at].name) || option_find_holder(tree->node[at].name))
			return true;
	return false;
}

bool transform_accepts(struct draft *draft, struct err *err)
{
	const struct tree *tree = &draft->yaml.tree;
	const struct node *root = &tree->node[tree->root];
	if (tree->root && root->kind == NODE_SCALAR && str_has_char(root->text, '='))
		return source_refuse(&draft->now, root->span.at, err,
				     "this is a file in the old `key = value` format (INI), and only YAML is "
				     "edited; write it as YAML first");
	if (root->kind != NODE_MAPPING || has_known_key(tree))
		return true;
	for (uint32_t at = root->first; at; at = tree->node[at].next)
		for (unsigned i = 0; i < sizeof strangers / sizeof *strangers; i++)
			if (str_is(tree->node[at].name, strangers[i].key))
				return source_refuse(&draft->now, tree->node[at].key.at, err,
						     "this looks like %s, not like a config of mongod; it is "
						     "not edited", strangers[i].what);
	return true;
}

/* ---- do the members still go together? ---- */

static bool pair_is_safe(enum auth_state old_a, enum auth_state new_a, enum auth_state old_b, enum auth_state new_b)
{
	if (!auth_compatible(old_a, old_b))
		return true;  /* it was broken before; nothing is cut off by this */
	bool a_first = auth_compatible(new_a, old_b), b_first = auth_compatible(old_a, new_b);
	return auth_compatible(new_a, new_b) && (a_first || b_first);
}

/* One file before and after. */
struct change {
	const struct config *before, *after;
	struct str set;
	enum auth_state old, new;
};

/* The place is where the file says which set it is of: the change itself is not in it yet. */
static bool refuse_pair(const struct change *a, enum auth_state state_a, const struct change *b,
			enum auth_state state_b, struct err *err)
{
	const struct setting *name = config_find(a->before, "replication.replSetName");
	return source_refuse(a->before->source, name ? name->key.at : 0, err,
			     "with this change it %s while %s %s: they would be cut off from each other during the "
			     "restarts; take all members through add-keyfile,enable-transition first, or use --force "
			     "if all of them are stopped at once", auth_state_words(state_a),
			     b->before->source->name, auth_state_words(state_b));
}

static bool check_pair(const struct change *a, const struct change *b, struct err *err)
{
	if (pair_is_safe(a->old, a->new, b->old, b->new))
		return true;
	if (!auth_compatible(a->new, b->new))
		return refuse_pair(a, a->new, b, b->new, err);
	if (!auth_compatible(a->new, b->old))
		return refuse_pair(a, a->new, b, b->old, err);
	return refuse_pair(b, b->new, a, a->old, err);
}

static int by_set(const void *a, const void *b)
{
	const struct change *left = a, *right = b;
	int order = str_compare(left->set, right->set);
	return order ? order : strcmp(left->before->source->name, right->before->source->name);
}

bool transform_fleet_check(const struct config *const *before, const struct config *const *after,
			   uint32_t count, struct err *err)
{
	/* Files that are named together and have one set name are one set, wherever they lie. */
	struct change *changes = arena_array(err->arena, count, sizeof *changes);
	uint32_t used = 0;
	for (uint32_t i = 0; i < count; i++) {
		struct str set = config_text(before[i], "replication.replSetName");
		if (set.len)
			changes[used++] = (struct change){ before[i], after[i], set, auth_state_of(before[i]),
							   auth_state_of(after[i]) };
	}
	if (used)
		qsort(changes, used, sizeof *changes, by_set);
	for (uint32_t i = 0; i < used; i++)
		for (uint32_t k = i + 1; k < used && str_eq(changes[k].set, changes[i].set); k++)
			if (!check_pair(&changes[i], &changes[k], err))
				return false;
	return true;
}
