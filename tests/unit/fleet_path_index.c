/* What is found by an index is what is found by going through all. */
#include <criterion/criterion.h>

#include "base/buf.h"
#include "base/path.h"
#include "fleet/path_index.h"

enum { PATHS = 60, TURNS = 400 };

static uint64_t seed = 5;

static const char *piece(void)
{
	static const char *const pieces[] = { "etc", "a", "b", "mongod.conf", "mongod.conf.d", "xetc", "etc-", "h1", "h10", "a.b" };
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return pieces[(seed >> 33) % (sizeof pieces / sizeof *pieces)];
}

static const char *random_path(struct arena *arena, unsigned most)
{
	struct buf out = BUF_INIT(arena);
	buf_text(&out, piece());
	for (unsigned i = (unsigned)(seed >> 50) % most; i > 0; i--) {
		buf_char(&out, '/');
		buf_text(&out, piece());
	}
	return buf_done(&out).at;
}

static bool is_below(struct str path, struct str folder)
{
	return !folder.len || (path.len > folder.len && str_eq(str_sub(path, 0, folder.len), folder) && path.at[folder.len] == '/');
}

/* Of a range, how many are meant; all in the order of the names, where they are equal. */
static uint32_t count_of(const struct path_place *places, struct path_range range)
{
	for (uint32_t i = range.from + 1; i < range.to; i++)
		cr_assert(!str_eq(places[i].path, places[i - 1].path) || places[i].at > places[i - 1].at);
	return range.to - range.from;
}

Test(fleet_path_index, finds_what_a_look_at_all_finds)
{
	struct arena arena = ARENA_INIT;
	unsigned found = 0;
	for (unsigned turn = 0; turn < TURNS; turn++) {
		const char *names[PATHS];
		struct path_index index;
		uint32_t count = turn % PATHS;
		for (uint32_t i = 0; i < count; i++)
			names[i] = random_path(&arena, 4);
		path_index_make(&arena, &index, names, count);
		for (unsigned ask = 0; ask < 20; ask++) {
			struct str wanted = str_of(ask ? random_path(&arena, 3) : "");
			uint32_t same = 0, below = 0, behind = 0, called = 0, listed = 0;
			for (uint32_t i = 0; i < count; i++) {
				struct str path = str_of(names[i]);
				same += str_eq(path, wanted);
				below += is_below(path, wanted);
				behind += path_index_ends(path, wanted);
				called += str_is(wanted, path_last(names[i]));
			}
			struct path_range ends = path_index_behind(&index, wanted);
			for (uint32_t i = ends.from; i < ends.to; i++)
				listed += path_index_ends(index.by_end[i].path, wanted);
			cr_assert_eq(count_of(index.by_path, path_index_at(&index, wanted)), same);
			cr_assert_eq(count_of(index.by_path, path_index_below(&index, wanted)), below, "%.*s", STR_ARG(wanted));
			cr_assert_eq(count_of(index.by_last, path_index_called(&index, wanted)), called);
			cr_assert_eq(listed, behind, "%.*s", STR_ARG(wanted));
			found += same + behind;
		}
		for (uint32_t i = 1; i < index.last_count; i++)
			cr_assert(!str_eq(index.by_last[index.lasts[i]].path, index.by_last[index.lasts[i - 1]].path));
		arena_reset(&arena);
	}
	cr_assert(found > 1000, "%u", found);
	arena_free(&arena);
}
