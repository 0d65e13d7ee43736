#include "fleet/walk.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/os.h"
#include "base/path.h"
#include "base/regex.h"
#include "config/config.h"
#include "fleet/git.h"
#include "fleet/home.h"
#include "fleet/project.h"
#include "fleet/claims.h"
#include "fleet/witness.h"
#include "fleet/workload.h"
#include "input/parts.h"
#include "text/mask.h"

/* Deeper trees are loops, or no repository of configs. */
enum { DEPTH_MAX = 64 };

/* Nobody waits for more, and their names have to be kept to be sorted. */
enum { ENTRIES_MAX = 1000000 };

#define TEMPLATE "\\.(?:j2|jinja2?|erb|epp|tpl|tmpl|tftpl|gotmpl|envsubst|template|mustache|in)"

static const char NAMES[] =
	"^mongo(?:d|db|s)\\.(?:conf|cfg|ya?ml)(?:" TEMPLATE ")?$|"
	"^mongo(?:d|db|s)[-_][^/]*\\.(?:conf|cfg)(?:" TEMPLATE ")?$";

/* Of what is worth a look inside: the names of configs, of templates, of what carries configs, and any name without an ending in
 * a folder of templates. */
static const char MAYBE[] = "\\.(?:conf|cfg|ya?ml|json)$|" TEMPLATE "$|(?:^|/)templates/(?:[^/]+/)*[^./]+$";

/* What stands in every config, and in whatever carries one: a section, however deep, or where a carrier keeps one. */
#define SECTIONS "storage|net|systemLog|security|replication|sharding|processManagement|operationProfiling|setParameter|auditLog"
static const char SECTION_LINE[] = "(?m)^[\"' ]{0,8}(?:" SECTIONS ")[\"']?[ \\t]*[:.]";
static const char CARRIED[] =
	"(?m)^[-\"' \\t]*[{]?[ \\t]*[\"']?(?:" SECTIONS ")[\"']?[ \\t]*[:.]|mongo(?:d|db|s)[\\w-]*\\.(?:conf|cfg|ya?ml)|"
	"additionalMongodConfig|(?<=\\\\n)(?:" SECTIONS "):";

struct walk {
	struct arena *arena;
	struct regex *names, *maybe, *section, *carried;
	struct paths *all;     /* the result */
	struct paths *found;   /* in the repository that the walk is in, before git is asked */
	struct paths *runs;    /* manifests in there that may start servers, and carry no config */
	struct err *err;
	const char *folder;    /* where it began */
	uint32_t entries;      /* that were seen so far; beyond ENTRIES_MAX it ends */
	const struct walk_wish *wish;  /* or NULL */
	size_t skip;           /* bytes of a path before its name below the folder where the walk began */
	struct home home;      /* of that folder */
	bool in_repository;    /* it is in one */
};

void paths_add(struct paths *paths, const char *path)
{
	if (paths->count == paths->room) {
		paths->room = paths->room ? paths->room * 2 : 64;
		paths->at = arena_grow(paths->arena, paths->at, paths->count, paths->room, sizeof *paths->at);
	}
	paths->at[paths->count++] = path;
}

/* ---- by content ---- */

/* A name that a template decides may be any. */
static bool is_masked(const struct config *config, const struct node *node)
{
	return mask_find(config->source->mask, MASK_VALUE, node->key) != NULL;
}

static bool all_top_keys_known(const struct config *config)
{
	const struct tree *tree = config->tree;
	bool option = false;
	for (uint32_t i = 0; i < config->count; i++)
		option |= config->settings[i].option != NULL;
	for (uint32_t at = tree->node[tree->root].first; option && at; at = tree->node[at].next)
		option = option_is_section(tree->node[at].name) || option_find_holder(tree->node[at].name) ||
			 is_masked(config, &tree->node[at]);
	return option;
}

/* Two lines that begin with a section's name: a config also where it can't be parsed. */
static bool has_section_lines(const struct walk *walk, struct str text)
{
	uint32_t at, len;
	return regex_find(walk->section, text, 0, &at, &len) && regex_find(walk->section, text, at + len, NULL, NULL);
}

/* A whole file, or the template of one. */
static bool looks_whole(const struct walk *walk, struct arena *scratch, const struct source *source)
{
	struct config config;
	if (!regex_find(walk->section, source->text, 0, NULL, NULL))
		return false;
	config_read(scratch, source, NULL, &config);
	return config.format == CONFIG_YAML ? all_top_keys_known(&config)
	     : config.format != CONFIG_INI && has_section_lines(walk, source->text);
}

/* What a carrier has in it was told by the carrier. */
static bool has_config(const struct walk *walk, struct arena *scratch, const struct source *file)
{
	struct parts parts;
	bool has = false;
	parts_read(scratch, scratch, file, NULL, &parts);
	for (uint32_t i = 0; !has && i < parts.count; i++)
		has = parts.at[i].source->label || looks_whole(walk, scratch, parts.at[i].source);
	return has;
}

static bool is_manifest(const char *path, struct str text)
{
	struct str name = str_of(path);
	return (str_ends(name, ".yaml") || str_ends(name, ".yml")) && workload_is_likely(text);
}

/* Most files of a tree are none: they cost a search for some words. */
static bool is_config(const struct walk *walk, const char *path)
{
	struct arena scratch = ARENA_INIT;
	struct err err = ERR_INIT(&scratch);
	struct source source;
	struct str text;
	bool is = false, there = os_read_file(&scratch, path, &text, NULL, &err);
	if (there && regex_find(walk->carried, text, 0, NULL, NULL)) {
		source_init(&scratch, path, text, &source);
		is = has_config(walk, &scratch, &source);
	}
	if (there && !is && walk->runs && is_manifest(path, text))
		paths_add(walk->runs, arena_copy(walk->arena, path, strlen(path)));
	arena_wipe(&scratch);
	return is;
}

/* ---- what git ignores ---- */

/* Takes out of `found` what git says it ignores, in the work tree that holds `root`. False: git can't say. */
static bool drop_ignored(struct arena *arena, const char *root, struct paths *found)
{
	struct buf input = BUF_INIT(arena);
	size_t skip = strcmp(root, ".") ? strlen(root) : 0;
	while (skip && found->count && found->at[0][skip] == '/')
		skip++;
	for (uint32_t i = 0; i < found->count; i++) {
		buf_text(&input, "./");
		buf_text(&input, found->at[i] + skip);
		buf_char(&input, '\0');
	}
	struct str output;
	enum git_answer answer = found->count ? git_ignored(arena, root, buf_done(&input), &output) : GIT_IGNORES_NONE;
	if (answer != GIT_IGNORES_SOME)
		return answer == GIT_IGNORES_NONE;
	uint32_t kept = 0;
	for (uint32_t i = 0; i < found->count; i++) {
		/* git answers in the order in which it was asked. */
		const char *name = found->at[i] + skip;
		uint32_t len = (uint32_t)strlen(name) + 1;
		if (output.len >= len + 2 && !memcmp(output.at + 2, name, len))
			output = str_sub(output, len + 2, output.len);
		else
			found->at[kept++] = found->at[i];
	}
	found->count = kept;
	return true;
}

/* ---- the tree ---- */

static enum walk_take take_of(const struct walk *walk, const char *path)
{
	return walk->wish ? walk->wish->take(walk->wish->context, str_of(path + walk->skip)) : WALK_CONFIG;
}

static bool is_beside(const char *path)
{
	return witness_is_called(path) || claims_is_called(path);
}

static void take_file(struct walk *walk, const char *path, struct str name)
{
	enum walk_take take = take_of(walk, path);
	bool witness = walk->all->witnesses && is_beside(path);
	if (take != WALK_CONFIG || witness) {
		if (take == WALK_TAKE || witness)
			paths_add(walk->found, arena_copy(walk->arena, path, strlen(path)));
		return;
	}
	if (regex_find(walk->names, name, 0, NULL, NULL) ||
	    (regex_find(walk->maybe, str_of(path), 0, NULL, NULL) && is_config(walk, path)))
		paths_add(walk->found, arena_copy(walk->arena, path, strlen(path)));
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* What is in a folder; its arena is given back when the folder is left. */
struct listing {
	struct arena arena;
	struct entry {
		const char *name;
		unsigned char type;  /* of dirent: DT_UNKNOWN where the file system doesn't say */
	} *at;
	uint32_t count, room;
	bool repository;             /* it has a .git */
};

static void listing_add(struct listing *listing, const struct dirent *entry)
{
	if (listing->count == listing->room) {
		listing->room = listing->room ? listing->room * 2 : 16;
		listing->at = arena_grow(&listing->arena, listing->at, listing->count, listing->room,
					 sizeof *listing->at);
	}
	const char *name = arena_copy(&listing->arena, entry->d_name, strlen(entry->d_name));
	listing->at[listing->count++] = (struct entry){ name, entry->d_type };
	listing->repository |= !strcmp(name, ".git");
}

static int by_entry(const void *a, const void *b)
{
	const struct entry *left = a, *right = b;
	return strcmp(left->name, right->name);
}

/* Sorted, so that every run sees the same order. */
static bool read_listing(struct walk *walk, const char *folder, struct listing *listing)
{
	DIR *dir = os->opendir(folder);
	if (!dir)
		return err_set(walk->err, ERR_INPUT, folder, errno, "can't be read");
	struct dirent *entry;
	errno = 0;
	while (walk->entries <= ENTRIES_MAX && (entry = os->readdir(dir)) != NULL)
		if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, "..") && ++walk->entries <= ENTRIES_MAX)
			listing_add(listing, entry);
	int failed = errno;
	os->closedir(dir);
	if (walk->entries > ENTRIES_MAX) {
		listing->count = 0;
		return err_set(walk->err, ERR_INPUT, walk->folder, 0,
			       "has more than 1,000,000 files and folders below it; name the folders that the configs are in");
	}
	if (failed) {
		listing->count = 0;
		return err_set(walk->err, ERR_INPUT, folder, failed, "can't be read");
	}
	if (listing->count)
		qsort(listing->at, listing->count, sizeof *listing->at, by_entry);
	return true;
}

static void walk_below(struct walk *walk, const char *folder, unsigned depth);

/* What would have been taken but for where it leads; with other names, nobody misses it. */
static void pass_over(struct walk *walk, const char *path, struct str name)
{
	enum walk_take take = take_of(walk, path);
	if (take == WALK_TAKE || (take == WALK_CONFIG && regex_find(walk->names, name, 0, NULL, NULL))) {
		if (!walk->all->outside_count++)
			walk->all->outside = arena_copy(walk->arena, path, strlen(path));
	}
}

/* Where a link leads that is followed: DT_REG for a file. The project file is refused later on when it is not to be
 * followed, as a run without it would mean something else. */
static unsigned char type_of_link(struct walk *walk, const char *path, const char *name)
{
	struct stat st;
	if (!strcmp(name, PROJECT_FILE))
		return DT_REG;
	if (!walk->all->trust && !home_holds(&walk->home, path)) {
		pass_over(walk, path, str_of(name));
		return DT_LNK;
	}
	return os->fstatat(AT_FDCWD, path, &st, 0) == 0 && S_ISREG(st.st_mode) ? DT_REG : DT_LNK;
}

/* DT_DIR, DT_REG, or another. What vanished is none. */
static unsigned char type_of(struct walk *walk, const char *path, const struct entry *entry)
{
	struct stat st;
	unsigned char type = entry->type;
	if (type == DT_UNKNOWN) {
		if (os->fstatat(AT_FDCWD, path, &st, AT_SYMLINK_NOFOLLOW) < 0)
			return DT_UNKNOWN;
		type = S_ISDIR(st.st_mode) ? DT_DIR : S_ISREG(st.st_mode) ? DT_REG : S_ISLNK(st.st_mode) ? DT_LNK : DT_UNKNOWN;
	}
	return type == DT_LNK ? type_of_link(walk, path, entry->name) : type;
}

/* `path` has its NUL, which is a slash meanwhile. */
static bool may_enter(const struct walk *walk, struct buf *path)
{
	const struct walk_wish *wish = walk->wish;
	if (!wish)
		return true;
	path->at[path->len - 1] = '/';
	bool enter = wish->enter(wish->context, (struct str){ path->at + walk->skip, path->len - (uint32_t)walk->skip });
	path->at[path->len - 1] = '\0';
	return enter;
}

static void walk_entries(struct walk *walk, const char *folder, struct listing *listing, unsigned depth)
{
	struct str above = str_of(strcmp(folder, ".") ? folder : "");
	if (str_ends(above, "/"))
		above.len--;
	/* One path at a time: a million of 4 KiB each would be more than there is. */
	struct buf joined = BUF_INIT(&listing->arena);
	for (uint32_t i = 0; i < listing->count && walk->entries <= ENTRIES_MAX; i++) {
		const char *name = listing->at[i].name;
		joined.len = 0;
		if (*folder && strcmp(folder, ".")) {
			buf_str(&joined, above);
			buf_char(&joined, '/');
		}
		buf_text(&joined, name);
		buf_char(&joined, '\0');
		const char *path = joined.at;
		unsigned char type = type_of(walk, path, &listing->at[i]);
		if (type == DT_DIR && strcmp(name, ".git") && may_enter(walk, &joined))
			walk_below(walk, path, depth + 1);
		else if (type == DT_REG && walk->all->projects && !strcmp(name, PROJECT_FILE))
			paths_add(walk->all->projects, arena_copy(walk->arena, path, strlen(path)));
		else if (type == DT_REG)
			take_file(walk, path, str_of(name));
	}
}

/* A repository of its own: what it ignores, only its own git knows. The walk's own root is one like
 * that, too. */
static void walk_repository(struct walk *walk, const char *folder, struct listing *listing, unsigned depth)
{
	struct paths own = PATHS_INIT(&listing->arena), runs = PATHS_INIT(&listing->arena), *outer = walk->found, *before = walk->runs;
	walk->found = &own;
	walk->runs = walk->all->witnesses ? &runs : NULL;
	walk_entries(walk, folder, listing, depth);
	walk->found = outer;
	walk->runs = before;
	if (runs.count && (listing->repository || walk->in_repository))
		drop_ignored(&listing->arena, folder, &runs);
	for (uint32_t i = 0; i < runs.count; i++)
		paths_add(walk->all->witnesses, runs.at[i]);
	if ((listing->repository || walk->in_repository) && !drop_ignored(&listing->arena, folder, &own))
		walk->all->unfiltered = arena_copy(walk->arena, folder, strlen(folder));
	for (uint32_t i = 0; i < own.count; i++)
		paths_add(walk->all->witnesses && is_beside(own.at[i]) ? walk->all->witnesses : walk->all, own.at[i]);
}

/* What can't be read is remembered, and the rest is walked all the same. */
static void walk_below(struct walk *walk, const char *folder, unsigned depth)
{
	struct listing listing = { .arena = ARENA_INIT };
	if (depth > DEPTH_MAX)
		err_set(walk->err, ERR_INPUT, folder, 0, "lies too deep");
	else if (read_listing(walk, folder, &listing) && (depth == 0 || listing.repository))
		walk_repository(walk, folder, &listing, depth);
	else
		walk_entries(walk, folder, &listing, depth);
	arena_free(&listing.arena);
}

static void open_patterns(struct walk *walk)
{
	walk->names = regex_new(walk->arena, NAMES);
	walk->maybe = regex_new(walk->arena, MAYBE);
	walk->section = regex_new(walk->arena, SECTION_LINE);
	walk->carried = regex_new(walk->arena, CARRIED);
}

static void close_patterns(struct walk *walk)
{
	regex_free(walk->names);
	regex_free(walk->maybe);
	regex_free(walk->section);
	regex_free(walk->carried);
}

void walk_part(struct paths *paths, struct paths *others)
{
	struct walk walk = { .arena = paths->arena };
	uint32_t kept = 0;
	open_patterns(&walk);
	for (uint32_t i = 0; i < paths->count; i++) {
		if (regex_find(walk.names, str_of(path_last(paths->at[i])), 0, NULL, NULL) || is_config(&walk, paths->at[i]))
			paths->at[kept++] = paths->at[i];
		else
			paths_add(others, paths->at[i]);
	}
	paths->count = kept;
	close_patterns(&walk);
}

static bool walk_tree(struct walk *walk, const char *folder)
{
	struct paths *paths = walk->all;
	uint32_t first = paths->count;
	size_t len = strlen(folder);
	walk->arena = paths->arena;
	walk->folder = folder;
	walk->skip = strcmp(folder, ".") ? len + (folder[len - 1] != '/') : 0;
	if (home_of(paths->arena, folder, paths->around, &walk->home))
		walk->in_repository = project_repository(paths->arena, walk->home.real) != NULL;
	open_patterns(walk);
	walk_below(walk, folder, 0);
	close_patterns(walk);
	if (paths->count > first)
		qsort(paths->at + first, paths->count - first, sizeof *paths->at, by_name);
	return walk->err->kind == ERR_NONE;
}

bool walk_path(struct paths *paths, const char *path, struct err *err)
{
	struct stat st;
	if (os->fstatat(AT_FDCWD, path, &st, 0) < 0)
		return err_set(err, ERR_INPUT, path, errno, "can't be read");
	if (!S_ISDIR(st.st_mode)) {
		paths_add(paths, path);
		return true;
	}
	return walk_tree(&(struct walk){ .all = paths, .err = err }, path);
}

bool walk_folder(struct paths *paths, const char *folder, const struct walk_wish *wish, struct err *err)
{
	return walk_tree(&(struct walk){ .all = paths, .err = err, .wish = wish }, folder);
}
