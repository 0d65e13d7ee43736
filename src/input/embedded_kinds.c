#include "input/embedded_kinds.h"

#include "base/path.h"
#include "schema/option.h"

/* ---- what names promise ---- */

static bool has_word(struct str name, const char *word)
{
	struct str needle = str_of(word);
	for (uint32_t at = 0; at + needle.len <= name.len; at++)
		if ((name.at[at] | 32) == needle.at[0] && str_eq_nocase(str_sub(name, at, at + needle.len), needle))
			return true;
	return false;
}

enum promise kinds_name_promise(struct str name)
{
	bool mongo = has_word(name, "mongo");
	bool file = str_ends(name, ".conf") || str_ends(name, ".cfg") || str_ends(name, ".yaml") || str_ends(name, ".yml");
	bool config = file || has_word(name, "conf") || has_word(name, "cfg");
	if (str_is(name, "additionalMongodConfig"))
		return PROMISE_CERTAIN;
	if (mongo && config)
		return PROMISE_SERVER;
	return mongo || (config && !file) ? PROMISE_CONFIG : PROMISE_NONE;
}

/* ---- what a resource is ---- */

unsigned kinds_edition(const char *kind)
{
	return !strncmp(kind, "PerconaServerMongoDB", 20) ? EDITION_PERCONA : 0;
}

/* ---- what a file is ---- */

/* A root mapping with all of these keys is that; the first row that holds. `beside` may be NULL. */
static const struct {
	const char *key, *beside;
	struct outer_kind kind;
} by_keys[] = {
	{ "processes", "replicaSets", { "automation config", "an automation config of Ops Manager", true, true, NULL } },
	{ "services", NULL, { "Compose file", "a Compose file", false, false, "envsubst" } },
	{ "jobs", NULL, { "workflow", "a workflow of a CI", true, false, NULL } },
	{ "stages", NULL, { "pipeline", "a pipeline of a CI", true, false, NULL } },
	{ "repos", NULL, { "pre-commit configuration", "a pre-commit configuration", true, false, NULL } },
	{ "scrape_configs", NULL, { "Prometheus configuration", "a configuration of Prometheus", true, false, NULL } },
	{ "resource", NULL, { "Terraform file", "a Terraform file", true, false, NULL } },
	{ "openapi", "paths", { "OpenAPI description", "an OpenAPI description", true, false, NULL } },
	{ "AWSTemplateFormatVersion", NULL, { "CloudFormation template", "a CloudFormation template", false, false, "terraform" } },
	{ "apiVersion", NULL, { "Kubernetes manifest", "a Kubernetes manifest", false, false, NULL } },
	{ "spring", NULL, { "Spring configuration", "a configuration of a Spring application", true, false, NULL } },
	{ "write_files", NULL, { "cloud-init file", "a cloud-init file", false, false, "terraform" } },
};

static const struct outer_kind values = { "Helm values", "a file of Helm values", false, true, "go" };

static bool has_child(const struct tree *tree, uint32_t map, const char *name)
{
	for (uint32_t at = tree->node[map].first; at; at = tree->node[at].next)
		if (str_is(tree->node[at].name, name))
			return true;
	return false;
}

/* Prometheus' rules: `groups`, a list of mappings with `rules`. */
static bool has_rules(const struct tree *tree)
{
	for (uint32_t at = tree->node[tree->root].first; at; at = tree->node[at].next)
		if (str_is(tree->node[at].name, "groups"))
			return tree->node[at].first && has_child(tree, tree->node[at].first, "rules");
	return false;
}

static bool has_folder(const char *name, const char *folder)
{
	struct str rest = str_of(name), piece;
	while (rest.len && str_split(&rest, '/', &piece))
		if (rest.len && str_is(piece, folder))
			return true;
	return false;
}

/* Two of the keys that the values of nearly all charts have. */
static bool is_values(const struct tree *tree)
{
	static const char *const keys[] = {
		"replicaCount", "image", "imagePullSecrets", "nameOverride", "fullnameOverride", "podAnnotations", "podLabels",
		"securityContext", "podSecurityContext", "serviceAccount", "nodeSelector", "tolerations", "affinity", "ingress",
		"persistence", "resources",
	};
	unsigned count = 0;
	for (unsigned i = 0; i < sizeof keys / sizeof *keys; i++)
		count += has_child(tree, tree->root, keys[i]);
	return count > 1;
}

/* A section's name with a slip of the pen in it. */
static bool is_near(struct str key)
{
	struct str last = STR("");
	for (unsigned i = 0; i < option_count && key.len > 2; i++) {
		struct str path = str_of(option_table[i].path), section = str_sub(path, 0, str_find_char(path, '.', 0));
		unsigned distance = str_eq(section, last) ? 0 : str_distance(key, section, 2);
		if (distance > 0 && distance <= 2)
			return true;
		last = section;
	}
	return false;
}

bool kinds_mention_mongo(struct str text)
{
	return has_word(text, "mongo");
}

bool kinds_may_be_any(const char *name)
{
	struct str last = str_of(path_last(name));
	return !has_word(last, "mongo") && (str_ends(last, ".yaml") || str_ends(last, ".yml") || str_ends(last, ".json"));
}

/* Keys that no server has, in a file that has no config's name. */
static struct outer_kind by_default(const char *name, const struct tree *tree)
{
	uint32_t keys = 0;
	bool near = !kinds_may_be_any(name);
	for (uint32_t at = tree->node[tree->root].first; at && !near; at = tree->node[at].next, keys++)
		near = is_near(tree->node[at].name);
	return (struct outer_kind){ "YAML file", near || keys < 2 ? NULL : "a YAML file of another program", false, true, "jinja2" };
}

/* Names are weaker than keys: they only say what nothing else does. */
static struct outer_kind by_name(const char *name, const struct tree *tree)
{
	static const char *const variables[] = { "group_vars", "host_vars", "vars", "defaults" };
	struct str last = str_of(path_last(name));
	if (str_starts(last, "values") && (str_ends(last, ".yaml") || str_ends(last, ".yml")))
		return values;
	for (unsigned i = 0; i < sizeof variables / sizeof *variables; i++)
		if (has_folder(name, variables[i]))
			return (struct outer_kind){ "Ansible variables", "a file of Ansible variables", false, true, "jinja2" };
	if (has_folder(name, "pillar") || str_starts(last, "pillar"))
		return (struct outer_kind){ "Salt pillar", "a Salt pillar", false, true, "jinja2" };
	return tree->root && tree->node[tree->root].kind == NODE_MAPPING ? by_default(name, tree)
		: (struct outer_kind){ "YAML file", NULL, false, true, "jinja2" };
}

static bool is_playbook(const struct tree *tree)
{
	uint32_t play = tree->node[tree->root].first;
	return tree->node[tree->root].kind == NODE_SEQUENCE && play &&
	       (has_child(tree, play, "hosts") || has_child(tree, play, "tasks") || has_child(tree, play, "import_playbook"));
}

struct outer_kind kinds_outer(const char *name, const struct tree *tree)
{
	const struct node *root = &tree->node[tree->root];
	if (tree->root && is_playbook(tree))
		return (struct outer_kind){ "Ansible playbook", "an Ansible playbook", false, true, "jinja2" };
	if (!tree->root || root->kind != NODE_MAPPING)
		return by_name(name, tree);
	for (unsigned i = 0; i < sizeof by_keys / sizeof *by_keys; i++)
		if (has_child(tree, tree->root, by_keys[i].key) &&
		    (!by_keys[i].beside || has_child(tree, tree->root, by_keys[i].beside)))
			return by_keys[i].kind;
	if (has_rules(tree))
		return (struct outer_kind){ "Prometheus rules", "a file of Prometheus rules", true, false, NULL };
	return is_values(tree) ? values : by_name(name, tree);
}

/* What says what a mapping is stands among its first keys. Each value in it asks, so that to look at all would take
 * the square of a large one. */
enum { KEYS_MOST = 256 };

static uint32_t first_keys(const struct tree *tree, uint32_t map, const char *name)
{
	uint32_t at = tree->node[map].kind == NODE_MAPPING ? tree->node[map].first : 0;
	for (unsigned i = 0; at && i < KEYS_MOST; at = tree->node[at].next, i++)
		if (str_is(tree->node[at].name, name))
			return at;
	return 0;
}

struct str kinds_child(const struct tree *tree, uint32_t map, const char *name)
{
	uint32_t at = first_keys(tree, map, name);
	return at && tree->node[at].kind == NODE_SCALAR ? tree->node[at].text : STR("");
}

/* The word goes into messages as it is. */
static bool is_plain_word(struct str word)
{
	for (uint32_t i = 0; i < word.len; i++)
		if (!((word.at[i] | 32) >= 'a' && (word.at[i] | 32) <= 'z') && !(word.at[i] >= '0' && word.at[i] <= '9'))
			return false;
	return word.len > 0 && word.len <= 64;
}

const char *kinds_resource(struct arena *arena, const struct tree *tree, uint32_t at, uint32_t *resource)
{
	for (uint32_t up = at; up; up = tree->node[up].parent) {
		if (!first_keys(tree, up, "apiVersion") || !first_keys(tree, up, "kind"))
			continue;
		struct str kind = kinds_child(tree, up, "kind");
		*resource = up;
		return is_plain_word(kind) ? str_cstr(arena, kind) : "Kubernetes manifest";
	}
	return NULL;
}

/* ---- what names around a node promise ---- */

/* `- path: /etc/mongod.conf`, and the text of it beside that. */
static enum promise promise_beside(const struct tree *tree, uint32_t map)
{
	static const char *const keys[] = { "path", "dest", "destination", "filename", "name", "target" };
	enum promise best = PROMISE_NONE;
	for (unsigned i = 0; i < sizeof keys / sizeof *keys; i++) {
		struct str path = kinds_child(tree, map, keys[i]);
		enum promise promise = str_has_char(path, '.') ? kinds_name_promise(path) : PROMISE_NONE;
		best = promise > best ? promise : best;
	}
	return best;
}

enum promise kinds_promise(const struct tree *tree, uint32_t at)
{
	const struct node *node = &tree->node[at];
	uint32_t map = node->parent;
	enum promise own = kinds_name_promise(node->name), beside = promise_beside(tree, map);
	/* mongod: {config: ...} */
	if (own == PROMISE_CONFIG && has_word(tree->node[map].name, "mongo"))
		own = PROMISE_SERVER;
	return own > beside ? own : beside;
}
