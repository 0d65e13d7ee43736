/* path_index: which of many files is meant by a path, by the end of one, or by a name alone?
 *
 * Each host of a fleet may have a unit, a Compose file and a config: to go through all configs for each of them would take
 * a time that grows with the square of the fleet.
 *
 *     struct path_index index;
 *     path_index_make(arena, &index, names, count);
 *     struct path_range range = path_index_at(&index, STR("hosts/db1/etc/mongod.conf"));
 *     for (i = range.from; i < range.to; i++) ... names[index.by_path[i].at] ...
 *
 * Paths are compared as text, without ./ before them. Equal ones stand in the order in which they were given.
 */
#ifndef FLEET_PATH_INDEX_H
#define FLEET_PATH_INDEX_H

#include "base/str.h"

struct path_place {
	struct str path;  /* of by_last: its last part */
	uint32_t at;      /* of the names */
};

struct path_index {
	struct path_place *by_path, *by_end, *by_last;
	uint32_t count;
	uint32_t *lasts;      /* of by_last, the first of each last part */
	uint32_t last_count;
};

struct path_range {
	uint32_t from, to;
};

/* What it has lives as long as the arena and the names do. */
void path_index_make(struct arena *arena, struct path_index *index, const char *const *names, uint32_t count);

/* In by_path: those that are this path, and those below this folder ("": all). */
struct path_range path_index_at(const struct path_index *index, struct str path);
struct path_range path_index_below(const struct path_index *index, struct str folder);

/* In by_end: those that end in this relative path, but not in the middle of a part; with a part before it, and without.
 * They lie side by side, but for others: each says so itself. */
struct path_range path_index_behind(const struct path_index *index, struct str end);

/* In by_last: those whose last part is this. */
struct path_range path_index_called(const struct path_index *index, struct str last);

/* Is `end` all of the path, or behind a slash in it? */
bool path_index_ends(struct str path, struct str end);

#endif
