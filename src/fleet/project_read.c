#include "fleet/project_keys.h"

#include <string.h>

#include "base/buf.h"
#include "fleet/project_index.h"
#include "yaml/plain.h"

struct reader {
	struct arena *arena;
	const struct source *source;
	const struct tree *tree;
	struct project *project;
	struct err *err;
};

static bool wrong(struct reader *reader, uint32_t offset, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
static bool wrong(struct reader *reader, uint32_t offset, const char *format, ...)
{
	struct place at = source_place(reader->source, offset);
	va_list args;
	va_start(args, format);
	const char *text = arena_vprintf(reader->arena, format, args);
	va_end(args);
	return err_set_at(reader->err, ERR_INPUT, reader->source->name, at.line, at.column, "%s", text);
}

/* An alias means what it stands for. */
static const struct node *node_at(const struct reader *reader, uint32_t at)
{
	const struct node *node = &reader->tree->node[at];
	return node->kind == NODE_ALIAS && node->target ? &reader->tree->node[node->target] : node;
}

/* ---- names that are nearly right ---- */

/* Without what people write differently: server_version, serverVersion. */
static struct str plain_name(struct arena *arena, struct str name)
{
	struct buf out = BUF_INIT(arena);
	for (uint32_t i = 0; i < name.len; i++) {
		char c = name.at[i];
		if (c != '-' && c != '_' && c != '.')
			buf_char(&out, c >= 'A' && c <= 'Z' ? (char)(c + 32) : c);
	}
	return buf_done(&out);
}

/* The nearest of the names so far. */
struct nearest {
	struct reader *reader;
	struct str plain;
	unsigned least;
	const char *best;
};

static void nearest_init(struct reader *reader, struct nearest *nearest, struct str name)
{
	struct str plain = plain_name(reader->arena, name);
	*nearest = (struct nearest){ reader, plain, plain.len <= 3 ? 2 : plain.len <= 7 ? 3 : 4, NULL };
}

static void nearest_try(struct nearest *nearest, const char *name)
{
	struct str plain = plain_name(nearest->reader->arena, str_of(name));
	unsigned edits = str_distance(nearest->plain, plain, nearest->least);
	if (edits < nearest->least) {
		nearest->least = edits;
		nearest->best = name;
	}
}

/* "; did you mean x?", or a list of what there is. */
static const char *meant(struct reader *reader, struct str name, const char *const *names)
{
	struct nearest nearest;
	nearest_init(reader, &nearest, name);
	for (unsigned i = 0; names[i]; i++)
		nearest_try(&nearest, names[i]);
	if (nearest.best)
		return arena_printf(reader->arena, "; did you mean %s?", nearest.best);
	struct buf out = BUF_INIT(reader->arena);
	for (unsigned i = 0; names[i]; i++)
		buf_printf(&out, "%s%s", i == 0 ? "; there is " : names[i + 1] ? ", " : " and ", names[i]);
	return buf_done(&out).at;
}

/* ---- values ---- */

/* Where byte `offset` of a scalar's text stands in the file; its beginning where it is written with escapes. */
static uint32_t place_in(const struct reader *reader, const struct node *node, uint32_t offset)
{
	struct str raw = source_str(reader->source, node->span);
	uint32_t from = str_find(raw, node->text, 0);
	return from == STR_NONE || !node->text.len ? node->span.at : node->span.at + from + offset;
}

static const char *kind_of(const struct node *node)
{
	return node->kind == NODE_MAPPING ? "a mapping" : node->kind == NODE_SEQUENCE ? "a list"
	     : node->kind == NODE_SCALAR && !node_is_null(node) ? "text" : "nothing";
}

/* A scalar with something in it, or the error. */
static bool is_text(struct reader *reader, const struct project_key *key, const struct node *node, const char *what)
{
	if (node->kind == NODE_SCALAR && !node_is_null(node) && node->text.len)
		return true;
	bool empty = node->kind == NODE_SCALAR && !node_is_null(node);
	return wrong(reader, node->span.at, "%s is %s, not %s", key->name, what, empty ? "an empty text" : kind_of(node));
}

static bool take_version(struct reader *reader, const struct project_key *key, const struct node *node, char *base)
{
	static const struct version oldest = VERSION(2, 6);  /* the first with configs in YAML */
	struct version *version = (struct version *)(void *)(base + key->field);
	if (!is_text(reader, key, node, "a release such as \"7.0\""))
		return false;
	if (!version_parse(node->text, version))
		return wrong(reader, node->span.at, "%s is a release such as \"7.0\" or 4.4.18, not %.*s", key->name,
			     STR_ARG(node->text));
	return version_at_least(*version, oldest) ||
	       wrong(reader, node->span.at, "servers before 2.6 have no configs in YAML, and %.*s is none that is known", STR_ARG(node->text));
}

/* The index of the word that is said, from 0; -1 is the error. */
static int choice_of(struct reader *reader, const struct project_key *key, const struct node *node)
{
	const char *const *choices = project_choices(key);
	struct buf words = BUF_INIT(reader->arena);
	for (unsigned i = 0; choices[i]; i++)
		buf_printf(&words, "%s%s", i == 0 ? "" : choices[i + 1] ? ", " : " or ", choices[i]);
	if (!is_text(reader, key, node, buf_done(&words).at))
		return -1;
	for (int i = 0; choices[i]; i++)
		if (str_is(node->text, choices[i]))
			return i;
	struct nearest nearest;
	nearest_init(reader, &nearest, node->text);
	for (unsigned i = 0; choices[i]; i++)
		nearest_try(&nearest, choices[i]);
	wrong(reader, node->span.at, "%s is %s, not %.*s%s%s%s", key->name, buf_done(&words).at, STR_ARG(node->text),
	      nearest.best ? "; did you mean " : "", nearest.best ? nearest.best : "", nearest.best ? "?" : "");
	return -1;
}

static bool take_bit(struct reader *reader, const struct project_key *key, const struct node *node, char *base)
{
	int choice = choice_of(reader, key, node);
	if (choice >= 0)
		*(unsigned *)(void *)(base + key->field) = 1U << choice;
	return choice >= 0;
}

static bool take_ordinal(struct reader *reader, const struct project_key *key, const struct node *node, char *base)
{
	int choice = choice_of(reader, key, node);
	if (choice >= 0)
		*(int *)(void *)(base + key->field) = choice + 1;
	return choice >= 0;
}

static bool take_word(struct reader *reader, const struct project_key *key, const struct node *node, char *base)
{
	int choice = choice_of(reader, key, node);
	if (choice < 0)
		return false;
	*(const char **)(void *)(base + key->field) = project_choices(key)[choice];
	return true;
}

static bool take_bool(struct reader *reader, const struct project_key *key, const struct node *node, char *base)
{
	bool yes = str_is(node->text, "true"), plain = node->kind == NODE_SCALAR && node->style == STYLE_PLAIN;
	if (!plain || !(yes || str_is(node->text, "false")))
		return wrong(reader, node->span.at, "%s is true or false", key->name);
	*(enum said *)(void *)(base + key->field) = yes ? SAID_YES : SAID_NO;
	return true;
}

/* A path or a glob of a project file stays below its folder, but for paths that are checked later. */
static bool is_below(struct reader *reader, const struct node *node, struct str text)
{
	struct str rest = text, part;
	if (text.at[0] == '/')
		return wrong(reader, node->span.at, "globs begin in the folder of this file, so not with a slash");
	while (str_split(&rest, '/', &part))
		if (str_is(part, ".."))
			return wrong(reader, node->span.at, "globs stay below the folder of this file, so they have no .. in them");
	return true;
}

static bool take_glob(struct reader *reader, const struct node *node, struct project_list *list, uint32_t i)
{
	struct regex_error error;
	struct str text = node->text;
	uint32_t dot = 0;
	if (!is_below(reader, node, text))
		return false;
	while (str_starts(str_sub(text, dot, text.len), "./"))
		dot += 2;
	list->glob[i] = regex_glob(reader->arena, str_sub(text, dot, text.len), &error);
	if (!list->glob[i])
		return wrong(reader, place_in(reader, node, dot + error.at), "the glob is wrong here: %s", error.reason);
	regex_tell(list->glob[i], reader->project->exceeded);
	return true;
}

static bool take_list(struct reader *reader, const struct project_key *key, const struct node *node, char *base)
{
	bool globs = key->value == PROJECT_GLOBS, many = node->kind == NODE_SEQUENCE;
	struct project_list *list = (struct project_list *)(void *)(base + key->field);
	const char *what = globs ? "a list of globs, or one glob" : "a list of paths, or one path";
	uint32_t count = !many;
	for (uint32_t at = many ? node->first : 0; at; at = reader->tree->node[at].next)
		count++;
	if (many && !count)
		return wrong(reader, node->span.at, "%s is an empty list; leave the key out", key->name);
	list->text = arena_array(reader->arena, count, sizeof *list->text);
	list->at = arena_array(reader->arena, count, sizeof *list->at);
	if (globs)
		list->glob = arena_array(reader->arena, count, sizeof *list->glob);
	else
		list->path = arena_array(reader->arena, count, sizeof *list->path);
	for (uint32_t at = node->first; list->count < count; at = reader->tree->node[at].next) {
		const struct node *item = many ? node_at(reader, at) : node;
		uint32_t i = list->count++;
		if (!is_text(reader, key, item, what))
			return false;
		list->text[i] = item->text;
		list->at[i] = item->span;
		if (globs && !take_glob(reader, item, list, i))
			return false;
		if (!globs)
			list->path[i] = project_name(reader->arena, reader->project, item->text);
	}
	return true;
}

static bool is_group(struct str name)
{
	for (unsigned i = 0; project_groups[i]; i++)
		if (str_is(name, project_groups[i]))
			return true;
	return false;
}

static bool take_root(struct reader *reader, const struct project_key *key, const struct node *node, char *base)
{
	if (!is_text(reader, key, node, "a path, with {host} and its like in it"))
		return false;
	struct str text = node->text;
	for (uint32_t at = 0; (at = str_find_char(text, '{', at)) != STR_NONE; at++) {
		uint32_t end = str_find_char(text, '}', at);
		if (end == STR_NONE)
			return wrong(reader, place_in(reader, node, at), "this { has no } behind it");
		struct str name = str_sub(text, at + 1, end);
		if (!is_group(name))
			return wrong(reader, place_in(reader, node, at), "members have no {%.*s}%s", STR_ARG(name),
				     meant(reader, name, project_groups));
	}
	*(struct str *)(void *)(base + key->field) = text;
	*(struct span *)(void *)(base + key->beside) = node->span;
	return true;
}

/* Where a group's name stands in a pattern. */
static uint32_t place_of_group(const struct reader *reader, const struct node *node, const char *name)
{
	static const char quotes[] = "<>''";
	for (unsigned i = 0; quotes[i]; i += 2) {
		struct str quoted = str_format(reader->arena, "%c%s%c", quotes[i], name, quotes[i + 1]);
		uint32_t at = str_find(node->text, quoted, 0);
		if (at != STR_NONE)
			return place_in(reader, node, at + 1);
	}
	return node->span.at;
}

static bool take_pattern(struct reader *reader, const struct project_key *key, const struct node *node, char *base)
{
	struct regex_error error;
	if (!is_text(reader, key, node, "a pattern"))
		return false;
	struct regex *regex = regex_read(reader->arena, node->text, &error);
	if (!regex)
		return wrong(reader, place_in(reader, node, error.at), "the pattern is wrong here: %s", error.reason);
	const char *name;
	for (unsigned i = 0; (name = regex_group_name(regex, i)); i++)
		if (!is_group(str_of(name)))
			return wrong(reader, place_of_group(reader, node, name), "members have no %s%s", name,
				     meant(reader, str_of(name), project_groups));
	regex_tell(regex, reader->project->exceeded);
	*(struct regex **)(void *)(base + key->field) = regex;
	*(struct span *)(void *)(base + key->beside) = node->span;
	return true;
}

/* ---- mappings and lists of them ---- */

static bool is_mapping(struct reader *reader, const char *name, const struct node *node)
{
	return node->kind == NODE_MAPPING ||
	       wrong(reader, node->span.at, "%s is a mapping, not %s", name, kind_of(node));
}

static uint32_t count_children(const struct reader *reader, const struct node *node)
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

static void names_init(struct reader *reader, const struct node *mapping, struct names *names)
{
	uint32_t count = count_children(reader, mapping), slots = 16;
	while (slots < 2 * count)
		slots *= 2;
	*names = (struct names){ arena_array(reader->arena, slots, sizeof *names->slot), slots - 1 };
}

/* No name twice: the reader of a file could not tell which one counts. */
static bool is_once(struct reader *reader, struct names *names, uint32_t at)
{
	const struct node *node = &reader->tree->node[at], *other;
	if (node->key_complex || node->key_decorated)
		return wrong(reader, node->key.at, "a key here is a plain name");
	uint32_t slot = (uint32_t)str_hash(node->name) & names->mask;
	for (; names->slot[slot]; slot = (slot + 1) & names->mask) {
		other = &reader->tree->node[names->slot[slot]];
		if (str_eq(other->name, node->name))
			return wrong(reader, node->key.at, "%.*s is here twice, first in line %u", STR_ARG(node->name),
				     source_place(reader->source, other->key.at).line);
	}
	names->slot[slot] = at;
	return true;
}

static bool take_rules(struct reader *reader, const struct project_key *key, const struct node *node, char *base)
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
		int choice = is_once(reader, &names, at) ? choice_of(reader, &severity, node_at(reader, at)) : -1;
		if (choice < 0)
			return false;
		*next++ = (struct project_severity){ child->name, child->key, choice - 1 };
	}
	*(struct project_severity **)(void *)(base + key->field) = all;
	*(uint32_t *)(void *)(base + key->beside) = count;
	return true;
}

static bool read_keys(struct reader *reader, const struct project_key *keys, const struct node *mapping, char *base,
		      const char *what);

static bool take_mapping(struct reader *reader, const struct project_key *key, const struct node *node, char *base)
{
	return is_mapping(reader, key->name, node) && read_keys(reader, key->keys, node, base, key->name);
}

static bool take_items(struct reader *reader, const struct project_key *key, const struct node *node, char *base)
{
	if (node->kind != NODE_SEQUENCE)
		return wrong(reader, node->span.at, "%s is a list, not %s", key->name, kind_of(node));
	uint32_t count = count_children(reader, node);
	char *item = arena_array(reader->arena, count, key->size);
	*(char **)(void *)(base + key->field) = item;
	*(uint32_t *)(void *)(base + key->beside) = count;
	for (uint32_t at = node->first; at; at = reader->tree->node[at].next, item += key->size) {
		const struct node *child = node_at(reader, at);
		const char *what = arena_printf(reader->arena, "an item of %s", key->name);
		if (!is_mapping(reader, what, child) || !read_keys(reader, key->keys, child, item, what))
			return false;
	}
	return true;
}

/* Deployments: what stands under a name may be nothing. */
static bool take_named(struct reader *reader, const struct project_key *key, const struct node *node, char *base)
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
		const struct node *child = &reader->tree->node[at], *value = node_at(reader, at);
		if (!is_once(reader, &names, at))
			return false;
		if (!child->name.len)
			return wrong(reader, child->key.at, "a deployment needs a name");
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

typedef bool take_value(struct reader *reader, const struct project_key *key, const struct node *node, char *base);
static take_value *const takers[] = {
	[PROJECT_VERSION] = take_version, [PROJECT_BIT] = take_bit, [PROJECT_ORDINAL] = take_ordinal,
	[PROJECT_WORD] = take_word,
	[PROJECT_READ_AS] = take_word, [PROJECT_BOOL] = take_bool, [PROJECT_GLOBS] = take_list, [PROJECT_PATHS] = take_list,
	[PROJECT_ROOT] = take_root, [PROJECT_PATTERN] = take_pattern, [PROJECT_RULES] = take_rules,
	[PROJECT_MAPPING] = take_mapping, [PROJECT_LIST] = take_items, [PROJECT_MAP] = take_named,
};

static const struct project_key *find_key(const struct project_key *keys, struct str name)
{
	for (; keys->name; keys++)
		if (str_is(name, keys->name))
			return keys;
	return NULL;
}

static bool unknown_key(struct reader *reader, const struct project_key *keys, const struct node *node, const char *what)
{
	const char *names[32] = { 0 };
	for (unsigned i = 0; keys[i].name; i++)
		names[i] = keys[i].name;
	return wrong(reader, node->key.at, "%s has no key %.*s%s", what, STR_ARG(node->name),
		     meant(reader, node->name, names));
}

static bool read_keys(struct reader *reader, const struct project_key *keys, const struct node *mapping, char *base,
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
		if (!takers[key->value](reader, key, node_at(reader, at), base))
			return false;
	}
	for (; keys->name; keys++) {
		bool there = false;
		for (uint32_t at = mapping->first; at; at = reader->tree->node[at].next)
			there |= str_is(reader->tree->node[at].name, keys->name);
		if (keys->required && !there)
			return wrong(reader, mapping->span.at, "%s needs the key %s: %s", what, keys->name, keys->about);
	}
	return true;
}

/* ---- the whole ---- */

/* A {group} of key-file-root that no pattern gives would leave every member without a keyfile. */
static bool check_groups(struct reader *reader)
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
			return wrong(reader, project->key_file_root_at.at,
				     "key-file-root has {%.*s}, and no pattern of members has a group (?<%.*s>...)", STR_ARG(name),
				     STR_ARG(name));
	}
	return true;
}

static bool is_plain_yaml(struct reader *reader, const struct yaml *yaml)
{
	const struct tree *tree = &yaml->tree;
	if (yaml->check.nul != STR_NONE)
		return wrong(reader, yaml->check.nul, "has a NUL byte here; save it as UTF-8");
	if (yaml->check.invalid != STR_NONE)
		return wrong(reader, yaml->check.invalid, "has a byte here that is not UTF-8");
	if (yaml->reading == READING_NONE || yaml->reading == READING_LIBYAML)
		return wrong(reader, yaml->fyaml.at, "can't be read as YAML: %s", yaml->fyaml.text);
	if (yaml->reading == READING_FYAML)
		return wrong(reader, yaml->libyaml.at, "can't be read as YAML: %s", yaml->libyaml.text);
	if (yaml->reading == READING_DIFFERENT)
		return wrong(reader, yaml->differs, "two YAML parsers read this differently; write it more simply");
	if (tree->documents > 1)
		return wrong(reader, tree->rest, "a second YAML document begins here; a project file is one");
	if (tree->undefined)
		return wrong(reader, tree->node[tree->undefined].span.at, "the alias *%.*s has no anchor before it",
			     STR_ARG(tree->node[tree->undefined].text));
	return true;
}

bool project_parse(struct arena *arena, const struct source *source, const char *root, const char *here,
		   struct project *project, struct err *err)
{
	struct yaml yaml;
	struct reader reader = { arena, source, &yaml.tree, project, err };
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
