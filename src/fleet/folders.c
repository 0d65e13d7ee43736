#include "fleet/folders.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>

#include "base/entries.h"
#include "base/os.h"
#include "base/path.h"
#include "base/pool.h"

/* `.f.0123456789abcdef.new` is the shortest name that save/names.h makes. */
enum { LEFTOVER_LEAST = 23, SLOTS_LEAST = 64 };

unsigned folders_marks(const char *name, unsigned char type)
{
	unsigned marks = type == DT_REG || type == DT_DIR ? 0 : FOLDER_LINKS;
	if (name[0] != '.')
		return marks;
	return marks | (!strcmp(name, ".git") ? FOLDER_REPOSITORY : strlen(name) >= LEFTOVER_LEAST ? FOLDER_LEFTOVERS : 0);
}

static struct str path_of(const struct folder *folder)
{
	return (struct str){ folder->path, folder->len };
}

/* The slot that has the path, or the free one where it would go. */
static uint32_t *slot_of(const struct folders *folders, struct str path)
{
	uint32_t at = (uint32_t)str_hash(path) & (folders->slot_count - 1);
	while (folders->slots[at] && !str_eq(path_of(&folders->at[folders->slots[at] - 1]), path))
		at = (at + 1) & (folders->slot_count - 1);
	return &folders->slots[at];
}

void folders_expect(struct folders *folders, uint32_t more)
{
	if (folders->room - folders->count >= more)
		return;
	/* A walk brings all of its folders at once, and the next one mostly a few above them. */
	uint32_t most = folders->count + more, some = most > SLOTS_LEAST ? most / 8 : SLOTS_LEAST / 2;
	folders->room = most + some;
	folders->at = arena_grow(folders->arena, folders->at, folders->count, folders->room, sizeof *folders->at);
	if (folders->slot_count >= 2 * folders->room)
		return;
	folders->slot_count = folders->slot_count ? folders->slot_count : SLOTS_LEAST;
	while (folders->slot_count < 2 * folders->room)
		folders->slot_count *= 2;
	folders->slots = arena_array(folders->arena, folders->slot_count, sizeof *folders->slots);
	for (uint32_t i = 0; i < folders->count; i++)
		*slot_of(folders, path_of(&folders->at[i])) = i + 1;
}

void folders_add(struct folders *folders, struct str path, unsigned marks)
{
	folders_expect(folders, 1);
	uint32_t *slot = slot_of(folders, path);
	if (!*slot) {
		*slot = ++folders->count;
		folders->at[*slot - 1] = (struct folder){ .path = path.at, .len = path.len };
	}
	folders->at[*slot - 1].marks = marks;
}

bool folders_find(const struct folders *folders, struct str path, unsigned *marks)
{
	uint32_t found = folders && folders->count ? *slot_of(folders, path) : 0;
	*marks = found ? folders->at[found - 1].marks : 0;
	return found;
}

void folders_keep(const struct folders *folders, struct str path, struct listed *listed)
{
	uint32_t found = *slot_of(folders, path);
	if (found)
		folders->at[found - 1].listed = listed;
}

struct listed *folders_listed(const struct folders *folders, struct str path)
{
	uint32_t found = folders->count ? *slot_of(folders, path) : 0;
	return found ? folders->at[found - 1].listed : NULL;
}

void folders_forget_listed(const struct folders *folders)
{
	for (uint32_t i = 0; i < folders->count; i++)
		folders->at[i].listed = NULL;
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
	return folders_find(folders, folder_of(str_of(path)), &marks) && folders_marks_plain(marks | FOLDER_KNOWN);
}

bool folders_show_named(const struct folders *folders, const char *here, const char *path)
{
	struct arena scratch = ARENA_INIT;
	struct str rest = str_of(path), part;
	bool plain = folders->count > 0;
	/* What is above a ".." is not above it as text. */
	while (plain && rest.len && str_split(&rest, '/', &part))
		plain = !str_is(part, "..");
	bool shows = plain && folders_show_file(folders, path_join(&scratch, here, str_of(path)));
	arena_free(&scratch);
	return shows;
}

bool folders_marks_plain(unsigned marks)
{
	return (marks & (FOLDER_KNOWN | FOLDER_LINKS | FOLDER_LEFTOVERS)) == FOLDER_KNOWN;
}

/* ---- what no walk came by ---- */

struct look {
	const char *path;   /* absolute */
	uint32_t known;     /* up to there it is surely a folder */
	bool below_known;   /* ... that is in the table */
	unsigned marks;
};

/* Is there no link on the way from what is known? */
static bool is_reached(const struct look *look)
{
	char way[PATH_MAX];
	struct stat st;
	size_t len = strlen(look->path);
	if (len >= sizeof way)
		return false;
	memcpy(way, look->path, len + 1);
	for (char *end = way + look->known; *end;) {
		end = strchrnul(end + 1, '/');
		char was = *end;
		*end = '\0';
		if (os->fstatat(AT_FDCWD, way, &st, AT_SYMLINK_NOFOLLOW) < 0 || !S_ISDIR(st.st_mode))
			return false;
		*end = was;
	}
	return true;
}

/* The kernel looks for links on the way while it opens. */
static bool open_look(const struct look *look, struct entries *entries)
{
	return entries_open_plain(entries, AT_FDCWD, look->path) ||
	       (entries->failed == ENOSYS && is_reached(look) && entries_open(entries, AT_FDCWD, look->path));
}

/* Has no folder between this one and what is known a .git? No link was on the way, so each lies in the one above as text. */
static bool is_bare(const struct look *look, int fd)
{
	char name[PATH_MAX] = "";
	size_t len = 0;
	struct stat st;
	const char *slash = strrchr(look->path, '/');
	for (; (uint32_t)(slash - look->path) > look->known; slash = memrchr(look->path, '/', (size_t)(slash - look->path))) {
		if (len + sizeof "../.git" > sizeof name)
			return false;
		memcpy(name + len, "../.git", sizeof "../.git");
		len += 3;
		if (os->fstatat(fd, name, &st, AT_SYMLINK_NOFOLLOW) == 0 || errno != ENOENT)
			return false;
	}
	return true;
}

static void look_at(void *context, uint32_t index, uint32_t worker)
{
	struct look *look = &((struct look *)context)[index];
	struct entries entries;
	(void)worker;
	if (!open_look(look, &entries))
		return;
	while (entries_next(&entries))
		look->marks |= folders_marks(entries.name, entries.type);
	bool bare = look->below_known && is_bare(look, entries.fd);
	look->marks = entries.failed ? 0 : look->marks | FOLDER_KNOWN | (bare ? FOLDER_BARE : 0);
	entries_close(&entries);
}

void folders_look(const struct folders *folders, const char *root, const char *const *files, uint32_t count, uint32_t jobs,
		  uint8_t *marks)
{
	struct arena scratch = ARENA_INIT;
	struct look *looks = arena_array(&scratch, count, sizeof *looks);
	uint32_t *asked = arena_array(&scratch, count, sizeof *asked);  /* 1 and the index of the look that a file waits for, or 0 */
	uint32_t used = 0, root_len = (uint32_t)strlen(strcmp(root, "/") ? root : "");
	for (uint32_t i = 0; i < count; i++) {
		struct str path = folder_of(str_of(files[i]));
		unsigned known_marks;
		marks[i] = 0;
		if (!path_below(root, files[i]))
			continue;
		uint32_t known = folders_above(folders, path, &known_marks).len;
		if (known == path.len) {
			marks[i] = (uint8_t)(known_marks | FOLDER_KNOWN);
			continue;
		}
		if (!used || !str_is(path, looks[used - 1].path))
			looks[used++] = (struct look){
				.path = str_cstr(&scratch, path), .known = known > root_len ? known : root_len, .below_known = known >= root_len && known,
			};
		asked[i] = used;
	}
	pool_run(jobs, used, look_at, looks);
	for (uint32_t i = 0; i < count; i++)
		if (asked[i])
			marks[i] = (uint8_t)looks[asked[i] - 1].marks;
	arena_free(&scratch);
}
