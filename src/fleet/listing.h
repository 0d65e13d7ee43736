/* listing: the folders of a tree, and what is in each, in the order of names.
 *
 * Each folder is listed once, by any of as many workers as there may be, as soon as it is found in another; what comes of it does
 * not depend on how many they are.
 *
 *     struct listing listing = { .jobs = jobs, .enter = enter, .context = context };
 *     listing_read(&listing, "hosts");
 *     listing.top, top->at[i], top->at[i].folder, ...
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
		struct listed *folder;  /* where it is one that was entered; or NULL */
		unsigned char type;  /* of struct dirent; DT_UNKNOWN for what vanished, or can't be told */
	} *at;
	uint32_t count;
	unsigned marks;          /* fleet/folders.h */
	uint32_t depth;
	int failed;              /* errno where it can't be read; its entries are none then */
	bool too_deep;           /* it was not looked into */
	struct listed *other;    /* the next of all, or NULL */
};

struct listing {
	/* asked */
	uint32_t jobs;
	/* A folder, but no .git: shall it be listed? Several may be asked about at a time. */
	bool (*enter)(const void *context, char *path, uint32_t len);
	const void *context;
	/* answered */
	struct listed *top;      /* where it began */
	struct listed *all;      /* by `other`, in no order */
	uint32_t count;
	bool too_many;           /* above LISTING_MOST: there is nothing in it */
	/* its own */
	atomic_uint entries;
	struct arena arena;
	struct lister *workers;
};

/* Deeper trees are loops, or no repository of configs. Nobody waits for more entries, and their names have to be kept. */
enum { LISTING_DEPTH = 64, LISTING_MOST = 1000000 };

void listing_read(struct listing *listing, const char *folder);

/* `name` in that folder, as the run names it; with a NUL behind it. */
struct buf;
void listing_join(struct buf *out, const char *folder, const char *name);

void listing_free(struct listing *listing);

#endif
