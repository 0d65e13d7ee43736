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

/* Fewer folders than that are listed before a thread has started. */
enum { SHARED_LEAST = 64 };

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

static void add_entry(struct arena *arena, struct listed *folder, uint32_t *room, const struct entries *entries, struct buf *joined)
{
	if (folder->count == *room) {
		*room = *room ? *room * 2 : 8;
		folder->at = arena_grow(arena, folder->at, folder->count, *room, sizeof *folder->at);
	}
	struct listed_entry *new = &folder->at[folder->count++];
	new->type = entries->type;
	if (new->type == DT_UNKNOWN) {
		listing_join(joined, folder->path, entries->name);
		new->type = look_at(joined->at);
	}
	new->name = arena_copy(arena, entries->name, strlen(entries->name));
	folder->marks |= folders_marks(new->name, new->type);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct listed_entry *)a)->name, ((const struct listed_entry *)b)->name);
}

static void list_one(void *context, uint32_t index, uint32_t worker)
{
	struct listing *listing = context;
	struct listed *folder = &listing->folders[listing->first + index];
	struct arena *arena = &listing->workers[worker];
	struct arena scratch = ARENA_INIT;
	struct buf joined = BUF_INIT(&scratch);
	uint32_t room = 0;
	if (folder->too_deep)
		return;
	struct entries entries;
	if (entries_open(&entries, AT_FDCWD, folder->path))
		while (listing->entries <= LISTING_MOST && entries_next(&entries))
			if (atomic_fetch_add_explicit(&listing->entries, 1, memory_order_relaxed) < LISTING_MOST)
				add_entry(arena, folder, &room, &entries, &joined);
	folder->failed = entries.failed;
	entries_close(&entries);
	arena_free(&scratch);
	if (folder->failed)
		folder->count = 0;
	sort_items(folder->at, folder->count, sizeof *folder->at, by_name);
}

/* ---- depth by depth ---- */

static uint32_t add_folder(struct listing *listing, const char *path, bool too_deep)
{
	if (listing->count == listing->room) {
		listing->room = listing->room ? listing->room * 2 : 16;
		listing->folders = arena_grow(&listing->arena, listing->folders, listing->count, listing->room,
					      sizeof *listing->folders);
	}
	listing->folders[listing->count] = (struct listed){ .path = path, .too_deep = too_deep };
	return listing->count++;
}

/* What is in the i-th folder is to be listed, too. */
static void enter_below(struct listing *listing, uint32_t i, bool too_deep, struct buf *joined)
{
	for (uint32_t k = 0; k < listing->folders[i].count; k++) {
		struct listed_entry *entry = &listing->folders[i].at[k];
		if (entry->type != DT_DIR || !strcmp(entry->name, ".git"))
			continue;
		listing_join(joined, listing->folders[i].path, entry->name);
		if (listing->enter(listing->context, joined->at, joined->len - 1))
			entry->folder = add_folder(listing, arena_copy(&listing->arena, joined->at, joined->len - 1), too_deep);
	}
}

void listing_read(struct listing *listing, const char *folder)
{
	uint32_t jobs = listing->jobs ? listing->jobs : 1;
	struct buf joined = BUF_INIT(&listing->arena);
	listing->workers = arena_array(&listing->arena, jobs, sizeof *listing->workers);
	add_folder(listing, folder, false);
	for (uint32_t first = 0, end = 1, depth = 0; first < end && !listing->too_many; depth++) {
		listing->first = first;
		pool_run(end - first < SHARED_LEAST ? 1 : jobs, end - first, list_one, listing);
		listing->too_many = listing->entries > LISTING_MOST;
		for (uint32_t i = first; i < end && !listing->too_many; i++)
			enter_below(listing, i, depth == LISTING_DEPTH, &joined);
		first = end;
		end = listing->count;
	}
	for (uint32_t i = 0; listing->too_many && i < listing->count; i++)
		listing->folders[i].count = 0;
}

void listing_free(struct listing *listing)
{
	for (uint32_t i = 0; i < (listing->jobs ? listing->jobs : 1); i++)
		arena_free(&listing->workers[i]);
	arena_free(&listing->arena);
}
