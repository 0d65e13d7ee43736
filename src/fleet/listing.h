/* listing: the folders of a tree, and what is in each, in the order of names.
 *
 * Each folder is listed once, by any of as many workers as there may be, as soon as it is found in another; what comes of it does
 * not depend on how many they are. Whoever asks goes through the first folders meanwhile, and lists what nobody has begun.
 *
 *     struct listing listing = { .jobs = jobs, .enter = enter, .context = context };
 *     listing_open(&listing, "hosts");
 *     listing_wait(&listing, listing.top);
 *     listing.top->at[i], ..., listing_wait(&listing, listing.top->at[i].folder), ...
 *     listing_close(&listing);
 *     listing_free(&listing);
 *
 * A folder that another listing has, one that entered at least what this one would, is not listed again.
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
		unsigned char judged;  /* a file: what `judge` said of it */
	} *at;
	uint32_t count;
	unsigned marks;          /* fleet/folders.h */
	uint32_t depth;
	int failed;              /* errno where it can't be read; its entries are none then */
	bool too_deep;           /* it was not looked into */
	bool known;              /* it is of another listing, which may have entered more */
	struct listed *other;    /* the next of all, or NULL */
	atomic_bool taken, done; /* somebody lists it, or has: until then there is nothing in it */
};

struct listing {
	/* asked */
	uint32_t jobs;
	/* A folder, but no .git: shall it be listed? Several may be asked about at a time. */
	bool (*enter)(const void *context, char *path, uint32_t len);
	/* A file, by its path and its name in that: what is it? Several may be asked about at a time. NULL: nobody asks. */
	unsigned char (*judge)(const void *context, const char *path, const char *name);
	/* A folder, by its path: where another listing has it, done, with nothing in it that lies deeper than LISTING_DEPTH / 2; NULL
	 * there: none has. Several may be asked about at a time. NULL: nobody asks. */
	struct listed *(*known)(const void *context, const char *path, uint32_t len);
	const void *context;
	/* answered */
	struct listed *top;      /* where it began */
	struct listed *all;      /* when it is closed: by `other`, in no order; without those of another listing */
	uint32_t count;
	bool too_many;           /* above LISTING_MOST: when it is closed, there is nothing in it */
	bool shares;             /* when it is closed: folders with another listing */
	/* its own */
	atomic_uint entries;
	struct pool_items *items;
	struct arena arena;
	struct lister *workers;
};

/* Deeper trees are loops, or no repository of configs. Nobody waits for more entries, and their names have to be kept. */
enum { LISTING_DEPTH = 64, LISTING_MOST = 1000000 };

void listing_open(struct listing *listing, const char *folder);

/* Until the folder is listed. For one thread, that of listing_open(); later on, of use to none. False: there are too many. */
bool listing_wait(struct listing *listing, struct listed *folder);

/* All of them are listed then, those that nobody asked about, too. */
void listing_close(struct listing *listing);

/* `name` in that folder, as the run names it; with a NUL behind it. */
struct buf;
void listing_join(struct buf *out, const char *folder, const char *name);

void listing_free(struct listing *listing);

#endif
