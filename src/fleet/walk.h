/* walk: which files below a path are configs of a server.
 *
 * By name (mongod.conf, mongos.conf, mongod-1.conf, mongod.yaml, ..., and templates of those), or, for
 * other .conf, .cfg, .yml and .yaml files, by content: the top-level keys are the server's sections
 * and at least one option below them is known. Files that git ignores are passed over, inside a
 * work tree and where git is installed. Links to files are followed while they stay in the home of the folder (home.h):
 * a walk reads what a stranger put there. Links to folders are not. Files that say how a server is started (witness.h)
 * or which mode a keyfile gets (claims.h) are listed by their names alone.
 */
#ifndef FLEET_WALK_H
#define FLEET_WALK_H

#include "base/err.h"
#include "base/str.h"

struct folders;
struct walk_kept;
struct paths {
	struct arena *arena;
	const char **at;
	uint32_t count, room;
	const char *unfiltered;  /* a folder of which git could not say what it ignores, or NULL */
	struct paths *witnesses; /* where to put what may start a server (witness.h) that a walk comes by; NULL: nowhere */
	struct paths *projects;  /* where to put the project files that a walk comes by; NULL: nowhere */
	bool trust;              /* follow links that lead out */
	const char *around;      /* outside a work tree, the folder that links have to stay in: see home_of() */
	const char *outside;     /* the first link that was not followed, of those that look like configs; or NULL */
	uint32_t outside_count;
	uint32_t jobs;           /* so many folders are listed at a time; 0 is 1 */
	struct folders *seen;    /* where to remember the folders that a walk lists, and find what is kept of them; NULL: nowhere */
	struct walk_kept **kept; /* where to keep what a walk lists, as the next walks may come by the same folders; NULL: nowhere */
	bool (*knows)(const void *context, const char *path);  /* is it taken whatever git ignores? NULL: nothing is */
	const void *context;     /* of that */
	bool remembered;         /* the last walk did, and what is below its folder lies there by its text */
};
#define PATHS_INIT(a) { .arena = (a) }

void paths_add(struct paths *paths, const char *path);

/* Adds `path` itself when it is not a folder, and else the configs below it, in the order of
 * their names. ERR_INPUT when it is not there, or a folder can't be read; what could be read has
 * been added all the same. */
bool walk_path(struct paths *paths, const char *path, struct err *err);

enum walk_take { WALK_LEAVE, WALK_CONFIG, WALK_TAKE };  /* CONFIG: where it is one, as above */

/* The same of a folder, but `take` says of each file, by its path from `folder` on, whether it is wanted, and
 * `enter` of each folder, by its path with a / behind it, whether one below it can be. */
struct walk_wish {
	enum walk_take (*take)(const void *context, struct str path);
	bool (*enter)(const void *context, struct str path);
	const void *context;
};
bool walk_folder(struct paths *paths, const char *folder, const struct walk_wish *wish, struct err *err);

/* What walks kept, for whoever has it, and has them remember in `seen`; NULL: there is nothing. */
void walk_kept_free(struct walk_kept *kept, const struct folders *seen);

/* Takes out of `paths` what is no config, by name or by content, as above, and adds it to `others`. */
void walk_part(struct paths *paths, struct paths *others);

#endif
