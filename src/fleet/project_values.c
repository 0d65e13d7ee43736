#include "fleet/project_values.h"

#include <string.h>

#include "base/buf.h"

bool project_wrong(struct project_reader *reader, uint32_t offset, const char *format, ...)
{
	struct place at = source_place(reader->source, offset);
	va_list args;
	va_start(args, format);
	const char *text = arena_vprintf(reader->arena, format, args);
	va_end(args);
	return err_set_at(reader->err, ERR_INPUT, reader->source->name, at.line, at.column, "%s", text);
}

/* An alias means what it stands for. */
const struct node *project_node_at(const struct project_reader *reader, uint32_t at)
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
	struct project_reader *reader;
	struct str plain;
	unsigned least;
	const char *best;
};

static void nearest_init(struct project_reader *reader, struct nearest *nearest, struct str name)
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
const char *project_meant(struct project_reader *reader, struct str name, const char *const *names)
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
static uint32_t place_in(const struct project_reader *reader, const struct node *node, uint32_t offset)
{
	struct str raw = source_str(reader->source, node->span);
	uint32_t from = str_find(raw, node->text, 0);
	return from == STR_NONE || !node->text.len ? node->span.at : node->span.at + from + offset;
}

const char *project_kind_of(const struct node *node)
{
	return node->kind == NODE_MAPPING ? "a mapping" : node->kind == NODE_SEQUENCE ? "a list"
	     : node->kind == NODE_SCALAR && !node_is_null(node) ? "text" : "nothing";
}

/* A scalar with something in it, or the error. */
static bool is_text(struct project_reader *reader, const struct project_key *key, const struct node *node, const char *what)
{
	if (node->kind == NODE_SCALAR && !node_is_null(node) && node->text.len)
		return true;
	bool empty = node->kind == NODE_SCALAR && !node_is_null(node);
	return project_wrong(reader, node->span.at, "%s is %s, not %s", key->name, what, empty ? "an empty text" : project_kind_of(node));
}

static bool take_version(struct project_reader *reader, const struct project_key *key, const struct node *node, char *base)
{
	static const struct version oldest = VERSION(2, 6);  /* the first with configs in YAML */
	struct version *version = (struct version *)(void *)(base + key->field);
	if (!is_text(reader, key, node, "a release such as \"7.0\""))
		return false;
	if (!version_parse(node->text, version))
		return project_wrong(reader, node->span.at, "%s is a release such as \"7.0\" or 4.4.18, not %.*s", key->name,
			     STR_ARG(node->text));
	return version_at_least(*version, oldest) ||
	       project_wrong(reader, node->span.at, "servers before 2.6 have no configs in YAML, and %.*s is none that is known", STR_ARG(node->text));
}

/* The index of the word that is said, from 0; -1 is the error. */
int project_choice_of(struct project_reader *reader, const struct project_key *key, const struct node *node)
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
	project_wrong(reader, node->span.at, "%s is %s, not %.*s%s%s%s", key->name, buf_done(&words).at, STR_ARG(node->text),
	      nearest.best ? "; did you mean " : "", nearest.best ? nearest.best : "", nearest.best ? "?" : "");
	return -1;
}

static bool take_bit(struct project_reader *reader, const struct project_key *key, const struct node *node, char *base)
{
	int choice = project_choice_of(reader, key, node);
	if (choice >= 0)
		*(unsigned *)(void *)(base + key->field) = 1U << choice;
	return choice >= 0;
}

static bool take_ordinal(struct project_reader *reader, const struct project_key *key, const struct node *node, char *base)
{
	int choice = project_choice_of(reader, key, node);
	if (choice >= 0)
		*(int *)(void *)(base + key->field) = choice + 1;
	return choice >= 0;
}

static bool take_word(struct project_reader *reader, const struct project_key *key, const struct node *node, char *base)
{
	int choice = project_choice_of(reader, key, node);
	if (choice < 0)
		return false;
	*(const char **)(void *)(base + key->field) = project_choices(key)[choice];
	return true;
}

static bool take_bool(struct project_reader *reader, const struct project_key *key, const struct node *node, char *base)
{
	bool yes = str_is(node->text, "true"), plain = node->kind == NODE_SCALAR && node->style == STYLE_PLAIN;
	if (!plain || !(yes || str_is(node->text, "false")))
		return project_wrong(reader, node->span.at, "%s is true or false", key->name);
	*(enum said *)(void *)(base + key->field) = yes ? SAID_YES : SAID_NO;
	return true;
}

/* A path or a glob of a project file stays below its folder, but for paths that are checked later. */
static bool is_below(struct project_reader *reader, const struct node *node, struct str text)
{
	struct str rest = text, part;
	if (text.at[0] == '/')
		return project_wrong(reader, node->span.at, "globs begin in the folder of this file, so not with a slash");
	while (str_split(&rest, '/', &part))
		if (str_is(part, ".."))
			return project_wrong(reader, node->span.at, "globs stay below the folder of this file, so they have no .. in them");
	return true;
}

static bool take_glob(struct project_reader *reader, const struct node *node, struct project_list *list, uint32_t i)
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
		return project_wrong(reader, place_in(reader, node, dot + error.at), "the glob is wrong here: %s", error.reason);
	regex_tell(list->glob[i], reader->project->exceeded);
	return true;
}

static bool take_list(struct project_reader *reader, const struct project_key *key, const struct node *node, char *base)
{
	bool globs = key->value == PROJECT_GLOBS, many = node->kind == NODE_SEQUENCE;
	struct project_list *list = (struct project_list *)(void *)(base + key->field);
	const char *what = globs ? "a list of globs, or one glob" : "a list of paths, or one path";
	uint32_t count = !many;
	for (uint32_t at = many ? node->first : 0; at; at = reader->tree->node[at].next)
		count++;
	if (many && !count)
		return project_wrong(reader, node->span.at, "%s is an empty list; leave the key out", key->name);
	list->text = arena_array(reader->arena, count, sizeof *list->text);
	list->at = arena_array(reader->arena, count, sizeof *list->at);
	if (globs)
		list->glob = arena_array(reader->arena, count, sizeof *list->glob);
	else
		list->path = arena_array(reader->arena, count, sizeof *list->path);
	for (uint32_t at = node->first; list->count < count; at = reader->tree->node[at].next) {
		const struct node *item = many ? project_node_at(reader, at) : node;
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

static bool take_root(struct project_reader *reader, const struct project_key *key, const struct node *node, char *base)
{
	if (!is_text(reader, key, node, "a path, with {host} and its like in it"))
		return false;
	struct str text = node->text;
	for (uint32_t at = 0; (at = str_find_char(text, '{', at)) != STR_NONE; at++) {
		uint32_t end = str_find_char(text, '}', at);
		if (end == STR_NONE)
			return project_wrong(reader, place_in(reader, node, at), "this { has no } behind it");
		struct str name = str_sub(text, at + 1, end);
		if (!is_group(name))
			return project_wrong(reader, place_in(reader, node, at), "members have no {%.*s}%s", STR_ARG(name),
				     project_meant(reader, name, project_groups));
	}
	*(struct str *)(void *)(base + key->field) = text;
	*(struct span *)(void *)(base + key->beside) = node->span;
	return true;
}

/* Where a group's name stands in a pattern. */
static uint32_t place_of_group(const struct project_reader *reader, const struct node *node, const char *name)
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

static bool take_pattern(struct project_reader *reader, const struct project_key *key, const struct node *node, char *base)
{
	struct regex_error error;
	if (!is_text(reader, key, node, "a pattern"))
		return false;
	struct regex *regex = regex_read(reader->arena, node->text, &error);
	if (!regex)
		return project_wrong(reader, place_in(reader, node, error.at), "the pattern is wrong here: %s", error.reason);
	const char *name;
	for (unsigned i = 0; (name = regex_group_name(regex, i)); i++)
		if (!is_group(str_of(name)))
			return project_wrong(reader, place_of_group(reader, node, name), "members have no %s%s", name,
				     project_meant(reader, str_of(name), project_groups));
	regex_tell(regex, reader->project->exceeded);
	*(struct regex **)(void *)(base + key->field) = regex;
	*(struct span *)(void *)(base + key->beside) = node->span;
	return true;
}

static project_take *const takers[] = {
	[PROJECT_VERSION] = take_version, [PROJECT_BIT] = take_bit, [PROJECT_ORDINAL] = take_ordinal, [PROJECT_WORD] = take_word,
	[PROJECT_READ_AS] = take_word, [PROJECT_BOOL] = take_bool, [PROJECT_GLOBS] = take_list, [PROJECT_PATHS] = take_list,
	[PROJECT_ROOT] = take_root, [PROJECT_PATTERN] = take_pattern,
};

bool project_take_value(struct project_reader *reader, const struct project_key *key, const struct node *node, char *base)
{
	return takers[key->value](reader, key, node, base);
}
