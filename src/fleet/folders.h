/* folders: what a walk saw of the folders that it listed, for the questions that are asked of them later on.
 *
 * Is this a repository's root? Is there a link on the way to that keyfile? Has an interrupted rewrite left something beside
 * this config? A run asks such things of thousands of files, and each answer costs system calls, which are what a run over
 * many small files spends most of its time with. A walk has the answers in its hands when it lists a folder.
 *
 *     struct folders seen = FOLDERS_INIT(arena);
 *     folders_add(&seen, "/srv/repo/hosts", FOLDER_LINKS);
 *     if (folders_find(&seen, str_of("/srv/repo/hosts"), &marks)) ...
 *
 * A folder goes by its real path: absolute, without links. So whoever asks by a path that is equal as text knows, too, that
 * there is no link on the way. What is not in here is not known, and has to be looked at.
 * folders_look() does that for folders that no walk comes by: those of keyfiles, of which no more is asked.
 *
 * What was seen may have changed since: who writes looks again, when nobody else can (save/transaction.h). It is filled by one
 * thread, while no other asks.
 */
#ifndef FLEET_FOLDERS_H
#define FLEET_FOLDERS_H

#include "base/str.h"

enum {
	FOLDER_REPOSITORY = 1,  /* it has a .git */
	FOLDER_LINKS = 2,       /* something in it is neither a file nor a folder */
	FOLDER_LEFTOVERS = 4,   /* something in it may be called as rewrites call their own files (save/names.h) */
	FOLDER_BARE = 8,        /* nor has any folder between it and the next known one above it a .git */
	FOLDER_KNOWN = 16,      /* of what folders_look() says: it was listed, now or by a walk */
};

struct folders {
	struct arena *arena;
	struct folder {
		const char *path;
		uint32_t len;
		uint32_t marks;
		struct listed *listed;  /* what is in it, while the listing of a walk is kept (walk.h); or NULL */
	} *at;
	uint32_t count, room;
	uint32_t *slots;       /* by hash: 1 and the index of a folder, or 0; a power of 2, and twice as many as folders */
	uint32_t slot_count;
};
#define FOLDERS_INIT(a) { .arena = (a) }

/* What the name of an entry, of a type as in struct dirent, says of its folder. */
unsigned folders_marks(const char *name, unsigned char type);

/* Takes the memory for so many more at once. */
void folders_expect(struct folders *folders, uint32_t more);

/* `path` is kept as it is. One that is there gets the new marks. */
void folders_add(struct folders *folders, struct str path, unsigned marks);

/* False: nothing is known; also where `folders` is NULL. */
bool folders_find(const struct folders *folders, struct str path, unsigned *marks);

/* What is in that folder, if it is known, lies in a listing that is kept until it is forgotten; where it does, or NULL. */
struct listed;
void folders_keep(const struct folders *folders, struct str path, struct listed *listed);
struct listed *folders_listed(const struct folders *folders, struct str path);
void folders_forget_listed(const struct folders *folders);

/* The deepest folder at or above `path` that is known; empty: none. */
struct str folders_above(const struct folders *folders, struct str path, unsigned *marks);

/* What is to be known of the folders of these files (absolute, in the order of names, without . and ..), a byte for each file:
 * the marks, with FOLDER_KNOWN, or 0. Lists those that no walk came by, where they lie below `root`, an absolute path without
 * links, and are reached from there without one. So many at a time as `jobs` says. Nothing is remembered. */
void folders_look(const struct folders *folders, const char *root, const char *const *files, uint32_t count, uint32_t jobs,
		  uint8_t *marks);

/* Do the marks say that what was there was a file, a folder or nothing, but no link, and that there is nothing beside it that a
 * rewrite may have left? */
bool folders_marks_plain(unsigned marks);

/* Was what lies at `path` a file, and no link, and is there nothing in its folder that a rewrite may have left? */
bool folders_show_file(const struct folders *folders, const char *path);

/* The same of a file as a run calls it that stands in the folder `here`, which is absolute and without links. */
bool folders_show_named(const struct folders *folders, const char *here, const char *path);

#endif
