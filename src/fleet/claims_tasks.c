/* Tasks of Ansible, in a file of their own or in a playbook: the modes that they give to files. */
#include "fleet/claims.h"
#include "fleet/mapping.h"
#include "yaml/read.h"
#include "yaml/verify.h"

enum { DEPTH_MAX = 16, STEPS_MAX = 100000 };

struct task_reader {
	struct arena *arena, *scratch;
	struct claims *claims;
	const struct tree *tree;
	unsigned depth;
	uint32_t steps;          /* aliases of aliases could go on for ever */
};

/* Of `key: {path: ..., mode: ...}`; `count` names, the first that is there. */
static uint32_t find_one(const struct tree *tree, uint32_t map, const char *const *names, unsigned count)
{
	uint32_t found = 0;
	for (unsigned i = 0; !found && i < count; i++)
		found = mapping_find(tree, map, names[i]);
	return found;
}

static const char *const paths[] = { "dest", "path", "name" };
enum { PATHS = sizeof paths / sizeof *paths };

/* A number without a zero before it is decimal to YAML: what Ansible makes of that is not what it looks like. */
static bool node_mode(const struct tree *tree, uint32_t node, unsigned *mode)
{
	struct str text = mapping_text(tree, node);
	bool plain = tree->node[node].style == STYLE_PLAIN;
	return (!plain || (text.len && (text.at[0] < '1' || text.at[0] > '9'))) && claims_mode(text, mode);
}

static void add(const struct task_reader *reader, struct mode_claim claim)
{
	while (claim.path.len > 1 && claim.path.at[claim.path.len - 1] == '/')
		claim.path.len--;
	/* Which file that is, a variable or a loop decides. */
	if (str_starts(claim.path, "/") && str_find(claim.path, STR("{{"), 0) == STR_NONE) {
		claim.path = str_copy(reader->arena, claim.path);
		claims_add(reader->arena, reader->claims, claim);
	}
}

/* What a task makes of it is no file, or it goes into all below a folder. */
static bool is_other(const struct tree *tree, uint32_t map)
{
	struct str state = mapping_text(tree, mapping_find(tree, map, "state"));
	return str_is(state, "directory") || str_is(state, "absent") || str_is(state, "link");
}

static void read_map(const struct task_reader *reader, uint32_t map)
{
	const struct tree *tree = reader->tree;
	uint32_t path = find_one(tree, map, paths, PATHS), mode = mapping_find(tree, map, "mode");
	struct mode_claim claim = { .path = mapping_text(tree, path) };
	if (!path || !mode || is_other(tree, map))
		return;
	claim.mode_said = node_mode(tree, mode, &claim.mode);
	claim.at = tree->node[mode].span;
	add(reader, claim);
}

/* copy: src=key dest=/etc/mongodb/key mode=0400 */
static void read_words(const struct task_reader *reader, uint32_t node)
{
	struct span span = reader->tree->node[node].span;
	struct str all = str_sub(reader->claims->source->text, span.at, span.at + span.len), text = all, word;
	struct mode_claim claim = { .path = STR("") };
	bool other = false, says = false;
	while (str_split(&text, ' ', &word)) {
		uint32_t equals = str_find_char(word, '=', 0);
		struct str name = str_sub(word, 0, equals), value = str_trim(str_sub(word, equals == STR_NONE ? word.len : equals + 1, word.len));
		for (unsigned i = 0; i < PATHS; i++)
			if (str_is(name, paths[i]))
				claim.path = value;
		other |= str_is(name, "state") && !str_is(value, "file") && !str_is(value, "touch");
		if (!str_is(name, "mode"))
			continue;
		says = true;
		claim.mode_said = claims_mode(value, &claim.mode);
		claim.at = (struct span){ span.at + (uint32_t)(value.at - all.at), value.len };
	}
	if (says && !other)
		add(reader, claim);
}

/* Of a command, a shell or a script nobody knows what it does to the files that it names. */
static void read_command(const struct task_reader *reader, uint32_t node)
{
	struct span span = reader->tree->node[node].span;
	struct str text = str_sub(reader->claims->source->text, span.at, span.at + span.len);
	if (str_find(text, STR("chmod"), 0) != STR_NONE)
		claims_add(reader->arena, reader->claims, (struct mode_claim){ .path = STR("") });
}

static bool is_module(struct str key, const char *const *names, unsigned count)
{
	static const char *const homes[] = { "ansible.builtin.", "ansible.legacy." };
	for (unsigned i = 0; i < sizeof homes / sizeof *homes; i++)
		if (str_starts(key, homes[i]))
			key = str_sub(key, str_of(homes[i]).len, key.len);
	for (unsigned i = 0; i < count; i++)
		if (str_is(key, names[i]))
			return true;
	return false;
}

static void read_list(struct task_reader *reader, uint32_t list);

static void read_task(struct task_reader *reader, uint32_t task)
{
	static const char *const files[] = { "copy", "template", "file" };
	static const char *const commands[] = { "command", "shell", "raw", "script" };
	static const char *const lists[] = { "tasks", "pre_tasks", "post_tasks", "handlers", "block", "rescue", "always" };
	const struct tree *tree = reader->tree;
	struct mapping pairs = { 0 };
	mapping_read(reader->scratch, tree, task, &pairs);
	reader->steps += pairs.count + 1;
	for (uint32_t i = 0; i < pairs.count && reader->steps < STEPS_MAX; i++) {
		struct mapping_pair pair = pairs.pair[i];
		bool map = tree->node[pair.value].kind == NODE_MAPPING;
		if (is_module(pair.name, files, sizeof files / sizeof *files) && map)
			read_map(reader, pair.value);
		else if (is_module(pair.name, files, sizeof files / sizeof *files))
			read_words(reader, pair.value);
		else if (is_module(pair.name, commands, sizeof commands / sizeof *commands))
			read_command(reader, pair.value);
		else if (is_module(pair.name, lists, sizeof lists / sizeof *lists))
			read_list(reader, pair.value);
	}
}

static void read_list(struct task_reader *reader, uint32_t list)
{
	const struct tree *tree = reader->tree;
	if (!list || tree->node[list].kind != NODE_SEQUENCE || reader->depth >= DEPTH_MAX)
		return;
	reader->depth++;
	for (uint32_t at = tree->node[list].first; at && reader->steps < STEPS_MAX; at = tree->node[at].next) {
		uint32_t task = mapping_meant(tree, at);
		if (task && tree->node[task].kind == NODE_MAPPING)
			read_task(reader, task);
	}
	reader->depth--;
}

void claims_read_tasks(struct arena *arena, struct claims *claims)
{
	const struct source *source = claims->source;
	struct text_check check = text_check(source->text);
	struct syntax_error error;
	struct tree tree;
	/* Trees are many times as large as what is taken from them. */
	struct arena scratch = ARENA_INIT;
	struct task_reader reader = { .arena = arena, .scratch = &scratch, .claims = claims, .tree = &tree };
	if (check.nul == STR_NONE && check.invalid == STR_NONE && verify_tree(&scratch, source, source->text, &tree, &error))
		read_list(&reader, tree.root);
	arena_free(&scratch);
}
