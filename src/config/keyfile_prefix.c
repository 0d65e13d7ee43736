#include "config/keyfile_prefix.h"

#include <string.h>

#include "base/digest.h"
#include "base/os.h"
#include "config/keyfile_text.h"

/* The first byte from `at` on that counts; the length of the text where there is none. */
static uint32_t skip_blanks(struct str text, uint32_t at)
{
	while (at < text.len && keyfile_blank(text.at[at]))
		at++;
	return at;
}

/* The characters that count, as many as the key has; `*at` behind them. */
static bool take(struct arena *arena, struct str text, uint32_t from, uint32_t length, struct str *taken, uint32_t *at)
{
	char *bytes = arena_alloc(arena, (size_t)length + 1);
	uint32_t len = 0;
	for (*at = skip_blanks(text, from); *at < text.len && len < length; *at = skip_blanks(text, *at + 1))
		bytes[len++] = text.at[*at];
	*taken = (struct str){ bytes, len };
	return len == length;
}

/* Does the file begin with this key, blanks left aside, and go on behind it? */
static bool goes_on(const struct keyfile *keyfile, const struct key *key, uint32_t *at)
{
	struct arena scratch = ARENA_INIT;
	struct err err = ERR_INIT(&scratch);
	struct str bytes, taken;
	unsigned char digest[DIGEST_SIZE];
	bool wide, found = false;
	if (os_read_file(&scratch, keyfile->path, &bytes, NULL, &err)) {
		struct str text = keyfile_decode(&scratch, bytes, &wide);
		uint32_t from = str_starts(text, "\xef\xbb\xbf") ? 3 : 0;
		if (take(&scratch, text, from, key->length, &taken, at) && *at < text.len) {
			digest_sha256(taken, digest);
			found = memcmp(digest, key->digest, sizeof digest) == 0;
		}
	}
	arena_wipe(&scratch);
	return found;
}

bool keyfile_is_appended(const struct keyfile *longer, const struct keyfile *other, uint32_t *at)
{
	if (longer->state != KEYFILE_READ || other->state != KEYFILE_READ || other->count != 1)
		return false;
	bool one_key = longer->count == 1 && !longer->sequence && longer->keys[0].length > other->keys[0].length;
	bool too_long = longer->fault == KEYFILE_TOO_LONG && longer->length > other->keys[0].length;
	return (one_key || too_long) && goes_on(longer, &other->keys[0], at);
}
