#include "transforms/transform.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "config/tls.h"
#include "fleet/pair.h"

const struct transform *transform_find(struct str name)
{
	for (unsigned i = 0; i < transform_count; i++)
		if (str_is(name, transform_table[i]->name))
			return transform_table[i];
	return NULL;
}

const char *transform_flags_text(struct arena *arena, const struct transform *transform, bool all)
{
	struct buf out = BUF_INIT(arena);
	for (const struct transform_flag *flag = transform->takes; flag && flag->flag; flag++) {
		if (!flag->required && !all)
			continue;
		buf_printf(&out, "%s%s--%s%s%s%s", out.len ? " " : "", flag->required ? "" : "[", flag->flag,
			   flag->argument ? " " : "", flag->argument ? flag->argument : "", flag->required ? "" : "]");
	}
	return str_cstr(arena, buf_done(&out));
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

bool transform_config(const struct application *application, struct config *config)
{
	struct draft *draft = application->draft;
	struct target target = { .server = application->parameters->server };
	config_read(draft->arena, &draft->now, &target, config);
	return config->format != CONFIG_TEMPLATE ||
	       source_refuse(&draft->now, 0, application->err, "this is a template, and what it will say is only known when it is "
			     "rendered; change the rendered file, or the template by hand");
}

bool transform_refuse(const struct application *application, const char *path, const char *format, ...)
{
	const struct tree *tree = &application->draft->yaml.tree;
	struct str name = str_of(path);
	uint32_t at = tree_find(tree, name, NULL);
	for (; !at && name.len; at = tree_find(tree, name, NULL)) {
		while (name.len && name.at[name.len - 1] != '.')
			name.len--;
		name.len -= name.len > 0;
	}
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

/* One file before and after. */
struct change {
	const struct config *before, *after;
	struct str set;
	struct pair_state old, new;
};

static bool pair_is_safe(const struct change *a, const struct change *b)
{
	if (!pair_works(&a->old, &b->old))
		return true;  /* it was broken before; nothing is cut off by this */
	return pair_works(&a->new, &b->new) && (pair_works(&a->new, &b->old) || pair_works(&a->old, &b->new));
}

/* What counts about a state where a pair fails with this code. */
static const char *state_words(struct arena *arena, const struct pair_state *state, enum pair_code code)
{
	if (code == PAIR_TLS || code == PAIR_CA)
		return arena_printf(arena, "has TLS mode %s", tls_mode_word(state->tls, false));
	bool by_mode = state->cluster != CLUSTER_NONE && state->cluster != CLUSTER_KEYFILE && state->auth == AUTH_ENFORCED;
	return by_mode ? arena_printf(arena, "has clusterAuthMode %s", cluster_mode_word(state->cluster)) : auth_state_words(state->auth);
}

/* The place is where the file says which set it is of: the change itself is not in it yet. */
static bool refuse_pair(const struct change *a, const struct pair_state *state_a, const struct change *b,
			const struct pair_state *state_b, struct err *err)
{
	static const char *const ways[] = {
		[PAIR_TLS] = "take all members through allowTLS and preferTLS, each on all of them before the next",
		[PAIR_CA] = "let all members show their certificate first",
		[PAIR_AUTH] = "take all members through add-keyfile,enable-transition first",
		[PAIR_UNAUTH] = "take all members through add-keyfile,enable-transition first",
		[PAIR_NOCREDS] = "take all members through add-keyfile,enable-transition first",
	};
	const struct setting *name = config_find(a->before, "replication.replSetName");
	enum pair_code there = pair_of(state_a, state_b), code = there != PAIR_OK ? there : pair_of(state_b, state_a);
	bool modes = code != PAIR_TLS && state_a->auth != AUTH_NONE && state_b->auth != AUTH_NONE &&
		     state_a->auth != AUTH_LONE && state_b->auth != AUTH_LONE;
	return source_refuse(a->before->source, name ? name->key.at : 0, err,
			     "with this change it %s while %s %s: they would be cut off from each other during the "
			     "restarts; %s, or use --force if all of them are stopped at once",
			     state_words(err->arena, state_a, code), b->before->source->name,
			     state_words(err->arena, state_b, code),
			     modes ? "take all members through sendKeyFile and sendX509, each on all of them before the next"
				   : ways[code]);
}

static bool check_pair(const struct change *a, const struct change *b, struct err *err)
{
	if (pair_is_safe(a, b))
		return true;
	if (!pair_works(&a->new, &b->new))
		return refuse_pair(a, &a->new, b, &b->new, err);
	if (!pair_works(&a->new, &b->old))
		return refuse_pair(a, &a->new, b, &b->old, err);
	return refuse_pair(b, &b->new, a, &a->old, err);
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
			changes[used++] = (struct change){ before[i], after[i], set, pair_state_of(before[i], NULL),
							   pair_state_of(after[i], NULL) };
	}
	if (used)
		qsort(changes, used, sizeof *changes, by_set);
	for (uint32_t i = 0; i < used; i++)
		for (uint32_t k = i + 1; k < used && str_eq(changes[k].set, changes[i].set); k++)
			if (!check_pair(&changes[i], &changes[k], err))
				return false;
	return true;
}
