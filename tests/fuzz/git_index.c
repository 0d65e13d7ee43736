/* The index of a stranger's repository: what it is believed to list really stands in it, and an answer does not depend on what
 * else is asked for, or in which order. The bytes as they are, and behind a header that fits them. */
#include "fuzz.h"

#include "base/buf.h"
#include "fleet/git_index.h"

enum { NAMES_MOST = 24, NAME_LONGEST = 200 };

static bool lists(struct str index, struct str name)
{
	return git_index_lists(index, &name, 1);
}

/* A name stands in an index with a NUL behind it. */
static bool stands_in(struct arena *arena, struct str index, struct str name)
{
	struct buf with_nul = BUF_INIT(arena);
	buf_str(&with_nul, name);
	buf_char(&with_nul, '\0');
	return str_find(index, (struct str){ with_nul.at, with_nul.len }, 0) != STR_NONE;
}

/* Whatever could be one: what stands between NULs, and that without its first byte, since a path has its length before it. */
static uint32_t names_of(struct str text, struct str *names)
{
	uint32_t count = 0;
	struct str piece;
	while (count + 4 <= NAMES_MOST && text.len && str_split(&text, '\0', &piece)) {
		if (!piece.len || piece.len > NAME_LONGEST)
			continue;
		names[count++] = piece;
		if (piece.len > 1)
			names[count++] = str_sub(piece, 1, piece.len);
	}
	names[count++] = STR("a/mongod.conf");
	names[count++] = STR("mongod.conf");
	return count;
}

static void check(struct arena *arena, struct str index)
{
	struct str names[NAMES_MOST], listed[NAMES_MOST], all[NAMES_MOST];
	uint32_t count = names_of(index, names), found = 0;
	for (uint32_t i = 0; i < count; i++)
		if (lists(index, names[i]))
			listed[found++] = names[i];
	for (uint32_t i = 0; i < found; i++) {
		FUZZ_HOLDS(stands_in(arena, index, listed[i]), "a name that is not in it: %.*s", STR_ARG(listed[i]));
		all[found - 1 - i] = listed[i];
	}
	FUZZ_HOLDS(!found || git_index_lists(index, all, found), "all of them are not listed, and each is");
	if (found == count)
		return;
	for (uint32_t i = 0; i < count; i++)
		all[i] = names[count - 1 - i];
	FUZZ_HOLDS(!git_index_lists(index, all, count), "all are listed, and one is not");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = ARENA_INIT;
	struct str text = fuzz_text(data, size);
	struct buf whole = BUF_INIT(&arena);
	check(&arena, text);
	buf_str(&whole, (struct str){ "DIRC\0\0\0\2\0\0\0\3", 12 });
	buf_str(&whole, text);
	check(&arena, (struct str){ whole.at, whole.len });
	arena_free(&arena);
	return 0;
}
