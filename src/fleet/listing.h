/* listing: the folders of a tree, and what is in each, in the order of names.
 *
 * Each folder is listed once. Those of one depth are listed at the same time by as many workers as there may be, since that is
 * waiting for the kernel and little else; what comes of it does not depend on how many they are.
 *
 *     struct listing listing = { .jobs = jobs, .enter = enter, .context = context };
 *     listing_read(&listing, "hosts");
 *     listing.folders[0] ... folders[0].at[i], whose folder is folders[folders[0].at[i].folder]
 *     listing_free(&listing);
 *
 * Links are listed, and not followed. What can't be read is told in its folder, and the rest is listed all the same; a tree of
 * too many entries is given up.
 */
#ifndef FLEET_LISTING_H
#define FLEET_LISTING_H

#include <stdatomic.h>

#include "base/str.h"

struct listed {
	const char *path;        /* as the run names it */
	struct listed_entry {
		const char *name;
		uint32_t folder;     /* its index, where it is one that was entered; or 0, which is where it began */
		unsigned char type;  /* of struct dirent; DT_UNKNOWN for what vanished, or can't be told */
	} *at;
	uint32_t count;
	unsigned marks;          /* fleet/folders.h */
	int failed;              /* errno where it can't be read; its entries are none then */
	bool too_deep;           /* it was not looked into */
};

struct listing {
	/* asked */
	uint32_t jobs;
	bool (*enter)(const void *context, char *path, uint32_t len);  /* a folder, but no .git: shall it be listed? */
	const void *context;
	/* answered */
	struct listed *folders;  /* depth by depth; the first is where it began */
	uint32_t count;
	bool too_many;           /* above LISTING_MOST: there is nothing in it */
	/* its own */
	uint32_t room, first;    /* of `folders`; the first that is listed now */
	atomic_uint entries;
	struct arena arena, *workers;
};

/* Deeper trees are loops, or no repository of configs. Nobody waits for more entries, and their names have to be kept. */
enum { LISTING_DEPTH = 64, LISTING_MOST = 1000000 };

void listing_read(struct listing *listing, const char *folder);

/* `name` in that folder, as the run names it; with a NUL behind it. */
struct buf;
void listing_join(struct buf *out, const char *folder, const char *name);

void listing_free(struct listing *listing);

#endif
