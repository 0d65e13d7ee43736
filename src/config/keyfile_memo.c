#include "config/keyfile_memo.h"

#include <string.h>

/* Two keys of 1024 characters in lines of 64, and what a list puts around them. */
enum { BYTES_MOST = 2304, HASHED = 64 };

struct keyfile_seen {
	struct keyfile keyfile;
	bool yaml;
	uint32_t len;
	char bytes[BYTES_MOST];
};

/* Keys are random from their first character on. */
static uint32_t place_of(struct str bytes)
{
	return (uint32_t)(str_hash(str_sub(bytes, 0, HASHED)) % KEYFILE_MEMO_PLACES);
}

const struct keyfile *keyfile_memo_find(const struct keyfile_memo *memo, struct str bytes, bool yaml)
{
	const struct keyfile_seen *seen = memo->seen[place_of(bytes)];
	return seen && seen->yaml == yaml && str_eq((struct str){ seen->bytes, seen->len }, bytes) ? &seen->keyfile : NULL;
}

void keyfile_memo_add(struct keyfile_memo *memo, struct str bytes, bool yaml, const struct keyfile *keyfile)
{
	if (bytes.len > BYTES_MOST)
		return;
	struct keyfile_seen **place = &memo->seen[place_of(bytes)];
	if (!*place)
		*place = arena_alloc(&memo->secrets, sizeof **place);
	struct keyfile_seen *seen = *place;
	seen->keyfile = *keyfile;
	seen->yaml = yaml;
	seen->len = bytes.len;
	if (bytes.len)
		memcpy(seen->bytes, bytes.at, bytes.len);
}

void keyfile_memo_wipe(struct keyfile_memo *memo)
{
	arena_wipe(&memo->secrets);
	memset(memo->seen, 0, sizeof memo->seen);
	memo->shape = NULL;
}
