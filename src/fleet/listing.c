#include "fleet/listing.h"

#include <dirent.h>
#include <fcntl.h>
#include <string.h>

#include "base/buf.h"
#include "base/entries.h"
#include "base/os.h"
#include "base/pool.h"
#include "base/sort.h"
#include "fleet/folders.h"

/* Of a large folder, so many entries are read before the folders among them are given to others; and most have no more than so few. */
enum { ENTRIES_EACH = 256, ENTRIES_FEW = 16 };

/* Who lists some of the folders. */
struct lister {
	struct arena arena, scratch;
	struct buf joined;
	struct listed *all;      /* what was found, by `other` */
	uint32_t count;
	bool shares;             /* some that are another listing's */
	void *below[ENTRIES_EACH];
	uint32_t below_count;    /* found, and given to nobody yet */
};

void listing_join(struct buf *out, const char *folder, const char *name)
{
	out->len = 0;
	if (*folder && strcmp(folder, ".")) {
		struct str above = str_of(folder);
		if (str_ends(above, "/"))
			above.len--;
		buf_str(out, above);
		buf_char(out, '/');
	}
	buf_text(out, name);
	buf_char(out, '\0');
}

/* ---- one folder ---- */

/* Not every file system says what an entry is. What vanished is nothing. */
static unsigned char look_at(const char *path)
{
	struct stat st;
	if (os->fstatat(AT_FDCWD, path, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return DT_UNKNOWN;
	return S_ISDIR(st.st_mode) ? DT_DIR : S_ISREG(st.st_mode) ? DT_REG : S_ISLNK(st.st_mode) ? DT_LNK : DT_UNKNOWN;
}

static struct listed *add_folder(struct lister *lister, const char *path, uint32_t depth)
{
	struct listed *folder = arena_alloc(&lister->arena, sizeof *folder);
	*folder = (struct listed){ .path = path, .depth = depth, .too_deep = depth > LISTING_DEPTH, .other = lister->all };
	lister->all = folder;
	lister->count++;
	return folder;
}

/* The same as another listing has it, by this path; what a file is may hang on that. */
static struct listed *adopt(struct lister *lister, const struct listed *known, const char *path, uint32_t depth)
{
	struct arena *arena = &lister->arena;
	struct listed *folder = add_folder(lister, path, depth);
	struct listed_entry *at = arena_array(arena, known->count, sizeof *at);
	for (uint32_t i = 0; i < known->count; i++) {
		at[i] = known->at[i];
		at[i].judged = 0;
		if (!at[i].folder)
			continue;
		listing_join(&lister->joined, path, at[i].name);
		const char *below = arena_copy(arena, lister->joined.at, lister->joined.len - 1);
		at[i].folder = adopt(lister, at[i].folder, below, depth + 1);
	}
	folder->at = at;
	folder->count = known->count;
	folder->marks = known->marks;
	folder->failed = known->failed;
	folder->known = true;
	folder->taken = true;
	folder->done = true;
	return folder;
}

/* NULL: no other listing has it, or something in it may lie too deep here. */
static struct listed *find_known(const struct listing *listing, struct lister *lister, struct str path, uint32_t depth)
{
	bool asks = listing->known && depth <= LISTING_DEPTH / 2;
	struct listed *known = asks ? listing->known(listing->context, path.at, path.len) : NULL;
	bool same = known && str_is(path, known->path);
	lister->shares |= same;
	if (!known || same)
		return known;
	return adopt(lister, known, arena_copy(&lister->arena, path.at, path.len), depth);
}

static void enter(const struct listing *listing, struct lister *lister, const struct listed *folder, struct listed_entry *entry)
{
	struct buf *joined = &lister->joined;
	listing_join(joined, folder->path, entry->name);
	if (!listing->enter(listing->context, joined->at, joined->len - 1))
		return;
	struct str path = { joined->at, joined->len - 1 };
	entry->folder = find_known(listing, lister, path, folder->depth + 1);
	if (entry->folder)
		return;
	entry->folder = add_folder(lister, arena_copy(&lister->arena, joined->at, joined->len - 1), folder->depth + 1);
	if (!entry->folder->too_deep)
		lister->below[lister->below_count++] = entry->folder;
}

static void judge(const struct listing *listing, struct lister *lister, const struct listed *folder, struct listed_entry *entry)
{
	listing_join(&lister->joined, folder->path, entry->name);
	entry->judged = listing->judge(listing->context, lister->joined.at, entry->name);
}

static void add_entry(const struct listing *listing, struct lister *lister, struct listed *folder, uint32_t *room,
		      const struct entries *entries)
{
	struct arena *arena = &lister->arena;
	if (folder->count == *room) {
		*room *= 2;
		folder->at = arena_grow(arena, folder->at, folder->count, *room, sizeof *folder->at);
	}
	struct listed_entry *new = &folder->at[folder->count++];
	*new = (struct listed_entry){ .type = entries->type };
	if (new->type == DT_UNKNOWN) {
		listing_join(&lister->joined, folder->path, entries->name);
		new->type = look_at(lister->joined.at);
	}
	new->name = arena_copy(arena, entries->name, strlen(entries->name));
	folder->marks |= folders_marks(new->name, new->type);
	if (new->type == DT_DIR && strcmp(new->name, ".git") != 0)
		enter(listing, lister, folder, new);
	if (new->type == DT_REG && listing->judge)
		judge(listing, lister, folder, new);
}

/* What was found since the last time: it is counted, and given to whoever is free. */
static void share(struct listing *listing, struct lister *lister, struct pool_items *items, uint32_t entries)
{
	if (entries)
		atomic_fetch_add_explicit(&listing->entries, entries, memory_order_relaxed);
	if (lister->below_count)
		pool_add(items, (uint32_t)(lister - listing->workers), lister->below, lister->below_count);
	lister->below_count = 0;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct listed_entry *)a)->name, ((const struct listed_entry *)b)->name);
}

static void list_one(void *context, void *item, struct pool_items *items, uint32_t worker)
{
	struct listing *listing = context;
	struct listed *folder = item;
	struct lister *lister = &listing->workers[worker];
	struct entries entries;
	struct listed_entry few[ENTRIES_FEW];
	uint32_t room = ENTRIES_FEW, shared = 0;
	if (atomic_exchange(&folder->taken, true))
		return;
	folder->at = few;
	if (entries_open(&entries, AT_FDCWD, folder->path))
		while (listing->entries <= LISTING_MOST && entries_next(&entries)) {
			add_entry(listing, lister, folder, &room, &entries);
			if (folder->count - shared < ENTRIES_EACH)
				continue;
			share(listing, lister, items, folder->count - shared);
			shared = folder->count;
		}
	folder->failed = entries.failed;
	entries_close(&entries);
	share(listing, lister, items, folder->count - shared);
	if (folder->failed)
		folder->count = 0;
	if (folder->at == few)
		folder->at = arena_grow(&lister->arena, few, folder->count, folder->count, sizeof *few);
	sort_items(folder->at, folder->count, sizeof *folder->at, by_name);
	folder->done = true;
}

/* ---- all of them ---- */

static void put_together(struct listing *listing, struct lister *lister)
{
	struct listed **end = &lister->all;
	while (*end)
		end = &(*end)->other;
	*end = listing->all;
	listing->all = lister->all;
	listing->count += lister->count;
	listing->shares |= lister->shares;
	arena_free(&lister->scratch);
}

static uint32_t workers_of(const struct listing *listing)
{
	return listing->jobs ? listing->jobs : 1;
}

void listing_open(struct listing *listing, const char *folder)
{
	uint32_t jobs = workers_of(listing);
	listing->workers = arena_array(&listing->arena, jobs, sizeof *listing->workers);
	for (uint32_t i = 0; i < jobs; i++)
		listing->workers[i].joined = (struct buf)BUF_INIT(&listing->workers[i].scratch);
	listing->items = pool_open(jobs, list_one, listing);
	listing->top = find_known(listing, &listing->workers[0], str_of(folder), 0);
	if (listing->top)
		return;
	listing->top = add_folder(&listing->workers[0], folder, 0);
	pool_add(listing->items, 0, &(void *){ listing->top }, 1);
}

bool listing_wait(struct listing *listing, struct listed *folder)
{
	if (!folder->done && !folder->too_deep) {
		pool_take(listing->items);
		list_one(listing, folder, listing->items, 0);
		if (!folder->done)
			pool_wait(listing->items, &folder->done);
	}
	return listing->entries <= LISTING_MOST;
}

void listing_close(struct listing *listing)
{
	if (!listing->items)
		return;
	pool_close(listing->items);
	listing->items = NULL;
	for (uint32_t i = 0; i < workers_of(listing); i++)
		put_together(listing, &listing->workers[i]);
	listing->too_many = listing->entries > LISTING_MOST;
	for (struct listed *one = listing->all; listing->too_many && one; one = one->other)
		one->count = 0;
}

void listing_free(struct listing *listing)
{
	for (uint32_t i = 0; i < workers_of(listing); i++)
		arena_free(&listing->workers[i].arena);
	arena_free(&listing->arena);
}
