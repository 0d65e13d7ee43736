/* globs: which of thousands of globs match a path?
 *
 * A project file may name each of its deployments by globs, and there may be as many deployments as configs: all globs
 * on all paths would be a square. So a glob is kept by what a path has to have, and a path asks only the globs by what it has:
 *
 *   - by its literal beginning (`prod/rs7/` of prod/rs7/<any>.conf), or
 *   - where many begin alike and few name one folder or file (`rs7` of <any folders>/rs7/<any>.conf), by that name.
 *
 * What is asked in the end, and what comes of it, is as if all were asked one after the other. That holds for what takes too
 * long as well (regex_exceeded()): by a name go only globs of which no path takes that long.
 *
 * Globs stand in lists, and a list is what is looked for. Lists are numbered as they were given.
 *
 *     const struct globs *globs = globs_new(arena, lists, count);
 *     uint32_t first = globs_first(globs, path, NULL);                         ... or GLOBS_NONE
 *
 *     struct globs_walk walk;                                                  ... all of them, in their order
 *     globs_open(globs, path, &walk);
 *     while (globs_next(&walk, &number))
 *             if (globs_match(&walk, NULL)) ...
 *     globs_close(&walk);
 *
 * Made once, with all memory from the arena; several threads may ask. NULL are no globs, which match nothing.
 */
#ifndef FLEET_GLOBS_H
#define FLEET_GLOBS_H

#include "fleet/project.h"

enum { GLOBS_FEW = 32 };
#define GLOBS_NONE UINT32_MAX

struct globs;

/* `lists` are needed for the call only, their globs and texts for as long as the result. */
struct globs *globs_new(struct arena *arena, const struct project_list *lists, uint32_t count);

/* Of each glob of one list as a list of its own, for who walks folders: with globs_may_begin(). */
struct globs *globs_of_walk(struct arena *arena, const struct project_list *list);

/* The first list with a glob that matches. `hard`: as of regex_find_quick(), or NULL. */
uint32_t globs_first(const struct globs *globs, struct str path, bool *hard);

/* Could a path that begins with `folder`, which ends in /, match? As regex_may_begin(), of globs_of_walk(). */
bool globs_may_begin(const struct globs *globs, struct str folder);

struct globs_walk {
	const struct globs *globs;
	struct str path;
	uint32_t few[GLOBS_FEW], *next;  /* a heap: the next glob of each kind that is found by what the path has */
	uint32_t count, room;
	uint32_t list, last;             /* which is being looked at; the glob that was asked last */
	struct arena more;
};
void globs_open(const struct globs *globs, struct str path, struct globs_walk *walk);

/* The next list of which a glob may match. */
bool globs_next(struct globs_walk *walk, uint32_t *list);

/* Does one? Its globs are asked in their order; to be called once for a list, or not at all. */
bool globs_match(struct globs_walk *walk, bool *hard);
void globs_close(struct globs_walk *walk);

#endif
