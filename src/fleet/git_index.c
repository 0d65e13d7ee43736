#include "fleet/git_index.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "base/os.h"
#include "base/path.h"
#include "fleet/project.h"

/* ---- the bytes of an index ---- */

/* An entry begins with what stat() said, of which the mode is used, and the hash of its content. */
enum { HEADER = 12, MODE = 24, FLAGS = 60, EXTENDED = 62, ALIGNMENT = 8 };
enum { FLAG_EXTENDED = 0x4000, LENGTH_MASK = 0xfff, EXTENDED_SKIPPED = 0x4000 };

struct entry {
	struct str path;
	uint32_t mode;
	bool skipped;   /* not checked out: versions of git differ in whether it counts */
};

static uint32_t number_at(struct str text, uint32_t at, unsigned bytes)
{
	uint32_t number = 0;
	for (unsigned i = 0; i < bytes; i++)
		number = number << 8 | (unsigned char)text.at[at + i];
	return number;
}

/* Reads the entry that begins at `*at`, and goes on to the next. False where it is not as the format says: then the repository
 * may have longer hashes. */
static bool next_entry(struct str index, uint32_t *at, struct entry *entry)
{
	struct str rest = str_sub(index, *at, index.len);
	if (rest.len < EXTENDED + ALIGNMENT)
		return false;
	uint32_t flags = number_at(rest, FLAGS, 2), from = EXTENDED;
	*entry = (struct entry){ .mode = number_at(rest, MODE, 4) };
	if (flags & FLAG_EXTENDED) {
		entry->skipped = number_at(rest, EXTENDED, 2) & EXTENDED_SKIPPED;
		from += 2;
	}
	uint32_t end = str_find_char(rest, '\0', from);
	if (end == STR_NONE)
		return false;
	uint32_t len = end - from, said = flags & LENGTH_MASK;
	entry->path = str_sub(rest, from, end);
	*at += (end + ALIGNMENT) / ALIGNMENT * ALIGNMENT;
	return *at <= index.len && (said == LENGTH_MASK ? len >= said : len == said);
}

static int by_path(const void *a, const void *b)
{
	return str_compare(*(const struct str *)a, *(const struct str *)b);
}

/* Is it a file of the work tree, and no folder of another repository or of a sparse index? */
static bool is_file(const struct entry *entry)
{
	return !entry->skipped && (S_ISREG(entry->mode) || S_ISLNK(entry->mode));
}

bool git_index_lists(struct str index, struct str *paths, uint32_t count)
{
	uint32_t at = HEADER, found = 0;
	if (index.len < HEADER || !str_starts(index, "DIRC") || number_at(index, 4, 4) < 2 || number_at(index, 4, 4) > 3)
		return false;
	if (count)
		qsort(paths, count, sizeof *paths, by_path);
	/* The entries are in the order of their paths, too. */
	for (uint32_t left = number_at(index, 8, 4); left && found < count; left--) {
		struct entry entry;
		if (!next_entry(index, &at, &entry))
			return false;
		int order = str_compare(entry.path, paths[found]);
		if (order > 0)
			return false;
		while (!order && found < count && is_file(&entry) && str_eq(entry.path, paths[found]))
			found++;
	}
	return found == count;
}

/* ---- the repository ---- */

static bool is_mine(const char *path, struct stat *st)
{
	return os->fstatat(AT_FDCWD, path, st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(st->st_mode) && st->st_uid == os_user();
}

/* Git takes a .git for a repository that has these in it, and else looks further up. It may refuse one of somebody else. */
static bool is_plain(struct arena *arena, const char *root, const char *git)
{
	static const char *const parts[] = { "HEAD", "objects", "refs" };
	struct stat st;
	bool plain = is_mine(root, &st) && is_mine(git, &st);
	for (size_t i = 0; plain && i < sizeof parts / sizeof *parts; i++)
		plain = os->fstatat(AT_FDCWD, arena_printf(arena, "%s/%s", git, parts[i]), &st, AT_SYMLINK_NOFOLLOW) == 0 &&
			!S_ISLNK(st.st_mode);
	return plain;
}

/* The paths from the top on; false when one is not by its folder. */
static bool split(struct arena *arena, const char *below, struct str names, struct str **paths, uint32_t *count)
{
	struct str name;
	uint32_t room = 0;
	for (uint32_t i = 0; i < names.len; i++)
		room += names.at[i] == '\0';
	*paths = arena_array(arena, room, sizeof **paths);
	*count = 0;
	while (*count < room && str_split(&names, '\0', &name)) {
		if (!str_starts(name, "./"))
			return false;
		name = str_sub(name, 2, name.len);
		(*paths)[(*count)++] = *below ? str_join(arena, str_of(below), '/', name) : name;
	}
	return true;
}

static bool look(struct arena *arena, const char *folder, struct str names)
{
	char *found = os->realpath(folder, NULL);
	const char *real = found ? arena_copy(arena, found, strlen(found)) : NULL;
	const char *root = real ? project_repository(arena, real) : NULL;
	free(found);
	if (!root)
		return false;
	const char *git = path_join(arena, root, STR(".git")), *below = path_below(root, real);
	struct str index, *paths;
	struct stat st;
	uint32_t count;
	return is_plain(arena, root, git) && split(arena, below, names, &paths, &count) &&
	       os_read_at_once(arena, path_join(arena, git, STR("index")), &index, &st) && git_index_lists(index, paths, count);
}

bool git_index_has_all(const char *folder, struct str names)
{
	struct arena scratch = ARENA_INIT;
	bool has = look(&scratch, folder, names);
	arena_free(&scratch);
	return has;
}
