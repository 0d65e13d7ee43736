/* The other files that a Compose file is made of: an override beside it, what it includes, what its services extend.
 *
 * Their nodes are put into the first file's tree, with a place of the first file: where it is said that they belong
 * there. So all that reads a service reads on, whatever file it comes from, and findings stay in the one file. */
#include "fleet/compose.h"

#include <fcntl.h>
#include <string.h>

#include "base/os.h"
#include "base/path.h"
#include "fleet/home.h"
#include "yaml/verify.h"

/* Of honest files there are a few; a node is about 200 bytes. */
enum { FILES_MAX = 256, NODES_MAX = 200000 };

/* A file that was read, or could not be. */
struct compose_read {
	const char *path;
	bool read;
	struct tree tree;
};

/* ---- reading ---- */

/* Nothing outside of the repository is looked at. */
static const struct source *read_file(struct compose *compose, const char *path)
{
	struct err err = ERR_INIT(compose->arena);
	struct source *source = arena_alloc(compose->arena, sizeof *source);
	struct stat st;
	bool read = compose->home && home_holds(compose->home, path) && os->fstatat(AT_FDCWD, path, &st, 0) == 0 &&
		    S_ISREG(st.st_mode) && source_read(compose->arena, path, source, &err);
	return read ? source : NULL;
}

static bool read_tree(struct compose *compose, const char *path, struct tree *tree)
{
	struct syntax_error error;
	const struct source *source = read_file(compose, path);
	struct text_check check = source ? text_check(source->text) : (struct text_check){ 0 };
	return source && check.nul == STR_NONE && check.invalid == STR_NONE &&
	       verify_tree(compose->arena, source, source->text, tree, &error) && compose_is(tree);
}

static const struct compose_read *read_once(struct compose *compose, const char *path)
{
	for (uint32_t i = 0; i < compose->read_count; i++)
		if (!strcmp(compose->reads[i].path, path))
			return &compose->reads[i];
	compose->reads = arena_grow(compose->arena, compose->reads, compose->read_count, compose->read_count + 1U,
				    sizeof *compose->reads);
	struct compose_read *read = &compose->reads[compose->read_count++];
	*read = (struct compose_read){ .path = path };
	read->read = read_tree(compose, path, &read->tree);
	return read;
}

/* ---- into one tree ---- */

static uint32_t moved(uint32_t node, uint32_t by)
{
	return node ? node + by : 0;
}

static void put_nodes(struct compose *compose, const struct tree *from, struct span at)
{
	struct tree *tree = compose->tree;
	uint32_t by = tree->count - 1, count = tree->count + from->count - 1;
	if (count > tree->room) {
		uint32_t room = count > 2 * tree->room ? count : 2 * tree->room;
		tree->node = arena_grow(compose->arena, tree->node, tree->count, room, sizeof *tree->node);
		tree->room = room;
	}
	for (uint32_t i = 1; i < from->count; i++) {
		struct node *node = &tree->node[i + by];
		*node = from->node[i];
		node->span = node->key = at;
		node->colon = node->question = NO_OFFSET;
		node->target = moved(node->target, by);
		node->first = moved(node->first, by);
		node->last = moved(node->last, by);
		node->next = moved(node->next, by);
		node->previous = moved(node->previous, by);
		node->parent = moved(node->parent, by);
	}
	tree->count = count;
}

static bool same_span(struct span a, struct span b)
{
	return a.at == b.at && a.len == b.len;
}

const struct compose_file *compose_put(struct compose *compose, const char *path, struct span at)
{
	for (uint32_t i = 1; i < compose->file_count; i++)
		if (!strcmp(compose->files[i].path, path) && same_span(compose->files[i].at, at))
			return &compose->files[i];
	const struct compose_read *read = read_once(compose, path);
	if (!read->read || compose->file_count == FILES_MAX || compose->tree->count + read->tree.count > NODES_MAX)
		return NULL;
	struct compose_file file = { .path = path, .folder = path_folder(compose->arena, path), .at = at, .from = compose->tree->count };
	put_nodes(compose, &read->tree, at);
	file.root = moved(read->tree.root, file.from - 1);
	file.services = compose_services(compose->tree, file.root);
	file.variables = &compose->variables;
	return compose_add(compose, file);
}

const struct compose_file *compose_add(struct compose *compose, struct compose_file file)
{
	compose->files = arena_grow(compose->arena, compose->files, compose->file_count, compose->file_count + 1U, sizeof file);
	compose->files[compose->file_count] = file;
	return &compose->files[compose->file_count++];
}

struct compose_file *compose_file_of(const struct compose *compose, uint32_t node)
{
	uint32_t i = compose->file_count - 1;
	while (i && compose->files[i].from > node)
		i--;
	return &compose->files[i];
}

/* ---- which ---- */

static const char *const bases[] = { "compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml", NULL };
static const char *const overrides[] = {
	"compose.override.yml", "compose.override.yaml", "docker-compose.override.yml", "docker-compose.override.yaml", NULL,
};

static bool is_there(const struct home *home, const char *path)
{
	struct stat st;
	return home_holds(home, path) && os->fstatat(AT_FDCWD, path, &st, 0) == 0;
}

static const char *beside(struct arena *arena, const char *folder, const char *name)
{
	return !strcmp(folder, ".") ? name : arena_printf(arena, "%s/%s", folder, name);
}

/* The first of the names that is there in the folder; NULL: none. */
static const char *first_there(struct arena *arena, const struct home *home, const char *folder, const char *const *names)
{
	for (unsigned i = 0; names[i]; i++)
		if (is_there(home, beside(arena, folder, names[i])))
			return beside(arena, folder, names[i]);
	return NULL;
}

static bool is_one_of(const char *const *names, const char *path)
{
	for (unsigned i = 0; names[i]; i++)
		if (!strcmp(names[i], path_last(path)))
			return true;
	return false;
}

bool compose_overrides(struct arena *arena, const char *path)
{
	struct home home;
	const char *folder = path_folder(arena, path);
	return is_one_of(overrides, path) && home_of(arena, folder, NULL, &home) && first_there(arena, &home, folder, bases);
}

/* A file that .env names in COMPOSE_FILE is read in place of those that are looked for. */
static bool has_other_files(const struct variables *variables)
{
	for (uint32_t i = 0; i < variables->count; i++)
		if (str_is(variables->at[i].name, "COMPOSE_FILE"))
			return true;
	return false;
}

static void find_override(struct compose *compose)
{
	struct arena *arena = compose->arena;
	const char *folder = compose->files[0].folder;
	const char *base = first_there(arena, compose->home, folder, bases);
	const struct node *services = &compose->tree->node[compose->files[0].services];
	if (!base || strcmp(path_last(base), path_last(compose->source->name)) != 0 || has_other_files(&compose->variables))
		return;
	compose->override = first_there(arena, compose->home, folder, overrides);
	if (compose->override && !compose_put(compose, compose->override, services->key.len ? services->key : services->span))
		compose->override_unread = true;
}

/* `include: [PATH, {path: PATH, project_directory: ...}]`; `path` may be a list, too. */
static void include_path(struct compose *compose, const char *folder, uint32_t path, uint32_t item)
{
	struct arena *arena = compose->arena;
	const struct tree *tree = compose->tree;
	struct mapped text = mapped_variables(arena, mapped_node(arena, compose->source, &tree->node[path]), &compose->variables);
	bool own = mapping_find(tree, item, "project_directory") || mapping_find(tree, item, "env_file");
	if (!text.text.len || mapped_unknown(text))
		return;
	const char *whole = compose_path(arena, folder, text.text);
	for (uint32_t i = 0; i < compose->file_count; i++)
		if (!strcmp(compose->files[i].path, whole))
			return;
	struct compose_file *file = (struct compose_file *)compose_put(compose, whole, tree->node[item].span);
	if (!file)
		return;
	/* It has a .env of its own. */
	struct variables *variables = arena_alloc(arena, sizeof *variables);
	*variables = compose->variables;
	variables->more |= own || strcmp(file->folder, compose->files[0].folder) != 0;
	file->variables = variables;
	file->included = true;
	if (mapping_find(tree, item, "project_directory"))
		file->folder = compose_path(arena, folder, mapping_text(tree, mapping_find(tree, item, "project_directory")));
}

static void include_item(struct compose *compose, const char *folder, uint32_t item)
{
	const struct tree *tree = compose->tree;
	uint32_t path = tree->node[item].kind == NODE_MAPPING ? mapping_find(tree, item, "path") : item;
	if (path && tree->node[path].kind == NODE_SCALAR)
		include_path(compose, folder, path, item);
	if (!path || tree->node[path].kind != NODE_SEQUENCE)
		return;
	/* `tree->node` moves when a file is put in. */
	for (uint32_t at = tree->node[path].first; at; at = tree->node[at].next) {
		uint32_t one = mapping_meant(tree, at);
		if (one && tree->node[one].kind == NODE_SCALAR)
			include_path(compose, folder, one, item);
	}
}

/* What they include in turn is at the end of the files. */
static void find_included(struct compose *compose)
{
	const struct tree *tree = compose->tree;
	for (uint32_t i = 0; i < compose->file_count; i++) {
		const char *folder = compose->files[i].folder;
		uint32_t list = mapping_find(tree, compose->files[i].root, "include");
		if (!list || tree->node[list].kind != NODE_SEQUENCE)
			continue;
		for (uint32_t at = tree->node[list].first; at; at = tree->node[at].next)
			if (mapping_meant(tree, at))
				include_item(compose, folder, mapping_meant(tree, at));
	}
}

void compose_gather(struct compose *compose)
{
	static const struct identity none;
	struct home *home = arena_alloc(compose->arena, sizeof *home);
	/* A text that is no file has nothing beside it. */
	if (!memcmp(&compose->source->id, &none, sizeof none) ||
	    !home_of(compose->arena, compose->files[0].folder, NULL, home))
		return;
	compose->home = home;
	const char *env = beside(compose->arena, compose->files[0].folder, ".env");
	if (str_has_char(compose->source->text, '$') || is_one_of(bases, compose->source->name)) {
		const struct source *source = read_file(compose, env);
		struct stat st;
		if (source)
			compose_env(compose->arena, source, &compose->variables);
		/* It is there, and can't be read from here. */
		else if (os->fstatat(AT_FDCWD, env, &st, AT_SYMLINK_NOFOLLOW) == 0)
			compose->variables.more = true;
	}
	find_override(compose);
	find_included(compose);
}
