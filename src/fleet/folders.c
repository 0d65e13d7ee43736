#include "fleet/folders.h"

#include <dirent.h>
#include <string.h>

/* `.f.0123456789abcdef.new` is the shortest name that save/names.h makes. */
enum { LEFTOVER_LEAST = 23, SLOTS_LEAST = 64 };

unsigned folders_marks(const char *name, unsigned char type)
{
	unsigned marks = type == DT_REG || type == DT_DIR ? 0 : FOLDER_LINKS;
	if (name[0] != '.')
		return marks;
	return marks | (!strcmp(name, ".git") ? FOLDER_REPOSITORY : strlen(name) >= LEFTOVER_LEAST ? FOLDER_LEFTOVERS : 0);
}

/* FNV-1a */
static uint32_t hash_of(struct str path)
{
	uint32_t hash = 2166136261u;
	for (uint32_t i = 0; i < path.len; i++)
		hash = (hash ^ (unsigned char)path.at[i]) * 16777619u;
	return hash;
}

/* The slot that has the path, or the free one where it would go. */
static uint32_t *slot_of(const struct folders *folders, struct str path)
{
	uint32_t at = hash_of(path) & (folders->slot_count - 1);
	while (folders->slots[at] && !str_eq(folders->at[folders->slots[at] - 1].path, path))
		at = (at + 1) & (folders->slot_count - 1);
	return &folders->slots[at];
}

static void make_room(struct folders *folders)
{
	folders->room = folders->room ? folders->room * 2 : SLOTS_LEAST / 2;
	folders->at = arena_grow(folders->arena, folders->at, folders->count, folders->room, sizeof *folders->at);
	folders->slot_count = folders->room * 2;
	folders->slots = arena_array(folders->arena, folders->slot_count, sizeof *folders->slots);
	for (uint32_t i = 0; i < folders->count; i++)
		*slot_of(folders, folders->at[i].path) = i + 1;
}

void folders_add(struct folders *folders, struct str path, unsigned marks)
{
	if (folders->count == folders->room)
		make_room(folders);
	uint32_t *slot = slot_of(folders, path);
	if (!*slot) {
		*slot = ++folders->count;
		folders->at[*slot - 1].path = path;
	}
	folders->at[*slot - 1].marks = marks;
}

bool folders_find(const struct folders *folders, struct str path, unsigned *marks)
{
	uint32_t found = folders && folders->count ? *slot_of(folders, path) : 0;
	*marks = found ? folders->at[found - 1].marks : 0;
	return found;
}

/* The folder that holds the path; of / itself, nothing. */
static struct str folder_of(struct str path)
{
	const char *slash = path.len > 1 ? memrchr(path.at, '/', path.len) : NULL;
	return !slash ? STR("") : slash == path.at ? STR("/") : str_sub(path, 0, (uint32_t)(slash - path.at));
}

struct str folders_above(const struct folders *folders, struct str path, unsigned *marks)
{
	while (path.len && !folders_find(folders, path, marks))
		path = folder_of(path);
	return path;
}

bool folders_show_file(const struct folders *folders, const char *path)
{
	unsigned marks;
	return folders_find(folders, folder_of(str_of(path)), &marks) && !(marks & (FOLDER_LINKS | FOLDER_LEFTOVERS));
}
