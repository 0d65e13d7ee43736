/* home: how far the files of a repository may lead a run.
 *
 * Whoever lints a pull request reads files that a stranger wrote: a project file, an inventory, a symbolic link. None of
 * them may make the run open, or even look for, a file elsewhere. So a path that was found in a file, and a link that a
 * walk comes by, is followed only while it stays below the home of the folder that it stands in: the root of the git work
 * tree, or, without one, that folder itself. What a person names on the command line is followed wherever it leads.
 *
 *     struct home home;
 *     home_of(arena, "hosts", NULL, &home);
 *     if (home_holds(&home, "hosts/db1/mongod.conf")) ... open it
 *
 * The way is gone step by step, and nothing outside is looked at: the answer is the same whether there is such a file or
 * not, so nobody learns what lies on the machine. Neither is a .git within: a checkout may keep tokens in its config.
 */
#ifndef FLEET_HOME_H
#define FLEET_HOME_H

#include "base/str.h"

struct home {
	const char *named;  /* a folder as the run names it */
	const char *real;   /* where that is: absolute, without links */
	const char *root;   /* `real`, or a folder above it */
	bool in_repository; /* the root is that of a git work tree */
	const char *here;   /* the current folder, likewise */
	const struct folders *seen;  /* of which no link has to be looked for again; NULL: none (fleet/folders.h) */
	const struct home *other;  /* a place is below a home when it is below this one instead; NULL: none */
};

/* The home of what is below `folder`. Outside a work tree it is `around`, a folder without links, where that holds the
 * folder (a project's root does), or the folder itself; `around` may be NULL. False: it can't be found; nothing is below
 * it then. */
bool home_of(struct arena *arena, const char *folder, const char *around, struct home *home);

/* The same, where that of a neighbour is known: less is looked at then. */
bool home_of_neighbour(struct arena *arena, const char *folder, const char *around, const struct home *neighbour, struct home *home);

/* Does `path`, as the run would open it, stay in the home? One that leads nowhere within it does. */
bool home_holds(const struct home *home, const char *path);

/* The path as an absolute one below the root, where there are nothing but names on it: no "..", and no .git; else NULL. What is
 * true of that, wherever links lead, is true of `path`. */
const char *home_whole(struct arena *arena, const struct home *home, const char *path);

/* The same for the text of the path alone, wherever links on it lead. */
bool home_names(struct arena *arena, const struct home *home, const char *path);

#endif
