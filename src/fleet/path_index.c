#include "fleet/path_index.h"

#include <string.h>

#include "base/path.h"
#include "base/sort.h"
#include "fleet/build.h"

static int by_place(const struct path_place *left, const struct path_place *right, int order)
{
	return order ? order : (left->at > right->at) - (left->at < right->at);
}

static int by_path(const void *a, const void *b)
{
	const struct path_place *left = a, *right = b;
	return by_place(left, right, str_compare(left->path, right->path));
}

/* From the last byte on, so that those that end alike stand together; the shortest first. */
static int compare_ends(struct str a, struct str b)
{
	while (a.len && b.len) {
		unsigned char left = (unsigned char)a.at[--a.len], right = (unsigned char)b.at[--b.len];
		if (left != right)
			return left < right ? -1 : 1;
	}
	return (a.len > 0) - (b.len > 0);
}

static int by_end(const void *a, const void *b)
{
	const struct path_place *left = a, *right = b;
	return by_place(left, right, compare_ends(left->path, right->path));
}

void path_index_make(struct arena *arena, struct path_index *index, const char *const *names, uint32_t count)
{
	*index = (struct path_index){
		.by_path = arena_array(arena, count, sizeof *index->by_path), .by_end = arena_array(arena, count, sizeof *index->by_end),
		.by_last = arena_array(arena, count, sizeof *index->by_last), .lasts = arena_array(arena, count, sizeof *index->lasts),
		.count = count,
	};
	for (uint32_t i = 0; i < count; i++) {
		index->by_path[i] = index->by_end[i] = (struct path_place){ build_path(names[i]), i };
		index->by_last[i] = (struct path_place){ str_of(path_last(names[i])), i };
	}
	sort_items(index->by_path, count, sizeof *index->by_path, by_path);
	sort_items(index->by_end, count, sizeof *index->by_end, by_end);
	sort_items(index->by_last, count, sizeof *index->by_last, by_path);
	for (uint32_t i = 0; i < count; i++)
		if (!i || !str_eq(index->by_last[i].path, index->by_last[i - 1].path))
			index->lasts[index->last_count++] = i;
}

/* ---- asking ---- */

/* The first of the places that does not stand before the text; `behind`: that stands behind all that begin (or end) with it. */
static uint32_t find(const struct path_place *places, uint32_t count, struct str text, bool ends, bool behind)
{
	uint32_t low = 0, high = count;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		struct str path = places[middle].path;
		uint32_t from = ends && path.len > text.len ? path.len - text.len : 0;
		struct str part = str_sub(path, from, ends || path.len < text.len ? path.len : text.len);
		int order = behind ? (ends ? compare_ends(part, text) : str_compare(part, text))
			  : ends ? compare_ends(path, text) : str_compare(path, text);
		if (order < 0 || (behind && order == 0))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static struct path_range equal(const struct path_place *places, uint32_t count, struct str text)
{
	struct path_range range = { find(places, count, text, false, false), 0 };
	for (range.to = range.from; range.to < count && str_eq(places[range.to].path, text);)
		range.to++;
	return range;
}

struct path_range path_index_at(const struct path_index *index, struct str path)
{
	while (str_starts(path, "./"))
		path = str_sub(path, 2, path.len);
	return equal(index->by_path, index->count, path);
}

struct path_range path_index_called(const struct path_index *index, struct str last)
{
	struct path_range range = { find(index->by_last, index->count, last, false, false), 0 };
	range.to = find(index->by_last, index->count, last, false, true);
	while (range.to > range.from && !str_eq(index->by_last[range.to - 1].path, last))
		range.to--;
	return range;
}

struct path_range path_index_below(const struct path_index *index, struct str folder)
{
	if (!folder.len)
		return (struct path_range){ 0, index->count };
	struct arena scratch = ARENA_INIT;
	struct str begin = str_format(&scratch, "%.*s/", STR_ARG(folder));
	struct path_range range = {
		find(index->by_path, index->count, begin, false, false), find(index->by_path, index->count, begin, false, true),
	};
	arena_free(&scratch);
	return range;
}

struct path_range path_index_behind(const struct path_index *index, struct str end)
{
	return (struct path_range){
		find(index->by_end, index->count, end, true, false), find(index->by_end, index->count, end, true, true),
	};
}

bool path_index_ends(struct str path, struct str end)
{
	return path.len >= end.len && str_eq(str_sub(path, path.len - end.len, path.len), end) &&
	       (path.len == end.len || path.at[path.len - end.len - 1] == '/');
}
