#include "save/search.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "save/folder.h"

/* Deeper than any tree of configs; a path that long can't be opened anyway. */
enum { DEPTH_MAX = 1000 };

struct walk {
	struct arena *arena;
	struct search *search;
	const char **beside;     /* folders that links lead to */
	uint32_t beside_count, beside_room;
	struct err *err;
};

static void add(struct arena *arena, const char ***list, uint32_t *count, uint32_t *room, const char *path)
{
	if (*count && !strcmp((*list)[*count - 1], path))
		return;
	if (*count == *room) {
		uint32_t more = *room ? *room * 2 : 16;
		*list = arena_grow(arena, *list, *count, more, sizeof **list);
		*room = more;
	}
	(*list)[(*count)++] = arena_copy(arena, path, strlen(path));
}

static bool is_ours(struct arena *scratch, const char *entry)
{
	struct name name;
	return *entry == '.' && (!strcmp(entry, LOCK_NAME) || names_parse(scratch, entry, &name));
}

static void look_at_link(struct walk *walk, struct arena *scratch, const char *path)
{
	struct stat st;
	char *real = arena_alloc(scratch, PATH_MAX);
	if (os->fstatat(AT_FDCWD, path, &st, 0) == 0 && S_ISREG(st.st_mode) && os->realpath(path, real))
		add(walk->arena, &walk->beside, &walk->beside_count, &walk->beside_room, path_folder(scratch, real));
}

static unsigned char type_of(const char *path, const struct dirent *entry)
{
	struct stat st;
	if (entry->d_type != DT_UNKNOWN)
		return entry->d_type;
	if (os->fstatat(AT_FDCWD, path, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return DT_UNKNOWN;
	return S_ISDIR(st.st_mode) ? DT_DIR : S_ISLNK(st.st_mode) ? DT_LNK : DT_REG;
}

static void look_below(struct walk *walk, const char *folder, unsigned depth);

/* The folders in it come last, so that no more than one is open at a time. */
static void look_at(struct walk *walk, struct arena *scratch, const char *folder, DIR *dir, unsigned depth)
{
	const char **below = NULL, *slash = strcmp(folder, "/") ? "/" : "";
	uint32_t count = 0, room = 0;
	struct dirent *entry;
	while (errno = 0, (entry = os->readdir(dir)) != NULL) {
		const char *name = entry->d_name;
		if (!strcmp(name, ".") || !strcmp(name, "..") || !strcmp(name, ".git"))
			continue;
		if (is_ours(scratch, name))
			add(walk->arena, &walk->search->at, &walk->search->count, &walk->search->room, folder);
		const char *path = arena_printf(scratch, "%s%s%s", folder, slash, name);
		unsigned char type = type_of(path, entry);
		if (type == DT_LNK)
			look_at_link(walk, scratch, path);
		else if (type == DT_DIR)
			add(scratch, &below, &count, &room, path);
	}
	if (errno)
		err_set(walk->err, ERR_INPUT, folder, errno, "can't be read to its end");
	os->closedir(dir);
	for (uint32_t i = 0; i < count; i++)
		look_below(walk, below[i], depth + 1);
}

static void look_below(struct walk *walk, const char *folder, unsigned depth)
{
	struct arena scratch = ARENA_INIT;
	DIR *dir = depth > DEPTH_MAX ? NULL : os->opendir(folder);
	if (dir)
		look_at(walk, &scratch, folder, dir, depth);
	else
		err_set(walk->err, ERR_INPUT, folder, depth > DEPTH_MAX ? 0 : errno, "%s",
			depth > DEPTH_MAX ? "lies too deep" : "can't be looked into, so what may be pending there is not known");
	arena_free(&scratch);
}

/* A folder that a link leads to: itself, and not what is below it. */
static void look_beside(struct walk *walk, const char *folder)
{
	struct arena scratch = ARENA_INIT;
	DIR *dir = os->opendir(folder);
	struct dirent *entry;
	while (dir && (entry = os->readdir(dir)) != NULL)
		if (is_ours(&scratch, entry->d_name))
			add(walk->arena, &walk->search->at, &walk->search->count, &walk->search->room, folder);
	if (dir)
		os->closedir(dir);
	arena_free(&scratch);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void sort_once(const char **list, uint32_t *count)
{
	uint32_t kept = 0;
	if (*count)
		qsort(list, *count, sizeof *list, by_name);
	for (uint32_t i = 0; i < *count; i++)
		if (!kept || strcmp(list[kept - 1], list[i]))
			list[kept++] = list[i];
	*count = kept;
}

bool search_below(struct arena *arena, const char *path, struct search *search, struct err *err)
{
	struct walk walk = { .arena = arena, .search = search, .err = err };
	char *real = arena_alloc(arena, PATH_MAX);
	if (!os->realpath(path, real))
		return err_set(err, ERR_INPUT, path, errno, "can't be looked at");
	look_below(&walk, real, 0);
	sort_once(walk.beside, &walk.beside_count);
	for (uint32_t i = 0; i < walk.beside_count; i++)
		look_beside(&walk, walk.beside[i]);
	sort_once(search->at, &search->count);
	return err->kind == ERR_NONE;
}
