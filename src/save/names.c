#include "save/names.h"

#include <errno.h>

#include "base/os.h"

static const char whole[] = ".mongoconf-";

static const struct {
	const char *suffix;
	bool of_file;
} kinds[] = {
	[NAME_NEW] = { ".new", true },
	[NAME_OLD] = { ".old", true },
	[NAME_BAK] = { ".bak", true },
	[NAME_TMP] = { ".tmp", false },
	[NAME_COMMIT] = { ".commit", false },
	[NAME_ABORT] = { ".abort", false },
	[NAME_SEE] = { ".see", false },
};

bool names_draw(char tx[TX_DIGITS + 1])
{
	unsigned char chance[TX_DIGITS / 2];
	size_t have = 0;
	while (have < sizeof chance) {
		ssize_t got = os->getrandom(chance + have, sizeof chance - have, 0);
		if (got < 0 && errno == EINTR)
			continue;
		if (got == 0)
			errno = 0;
		if (got <= 0)
			return false;
		have += (size_t)got;
	}
	for (size_t i = 0; i < TX_DIGITS; i++)
		tx[i] = "0123456789abcdef"[chance[i / 2] >> (i % 2 ? 0 : 4) & 15];
	tx[TX_DIGITS] = '\0';
	return true;
}

const char *names_make(struct arena *arena, enum name_kind kind, const char *tx, const char *of)
{
	if (kinds[kind].of_file)
		return arena_printf(arena, ".%s.%s%s", of, tx, kinds[kind].suffix);
	return arena_printf(arena, "%s%s%s", whole, tx, kinds[kind].suffix);
}

static bool is_tx(struct str s)
{
	if (s.len != TX_DIGITS)
		return false;
	for (uint32_t i = 0; i < s.len; i++)
		if (!memchr("0123456789abcdef", s.at[i], 16))
			return false;
	return true;
}

static bool take(struct arena *arena, const char *entry, struct str stem, size_t kind, struct name *name)
{
	if (stem.len < TX_DIGITS)
		return false;
	struct str tx = str_sub(stem, stem.len - TX_DIGITS, stem.len), before = str_sub(stem, 0, stem.len - TX_DIGITS);
	/* At least one byte of NAME stands between the two dots. */
	bool right = kinds[kind].of_file ? before.len > 2 && before.at[0] == '.' && str_ends(before, ".") : str_is(before, whole);
	if (!is_tx(tx) || !right)
		return false;
	*name = (struct name){ .entry = str_cstr(arena, str_of(entry)), .kind = (enum name_kind)kind };
	memcpy(name->tx, tx.at, TX_DIGITS);
	if (kinds[kind].of_file)
		name->of = str_cstr(arena, str_sub(before, 1, before.len - 1));
	return true;
}

bool names_parse(struct arena *arena, const char *entry, struct name *name)
{
	struct str s = str_of(entry);
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (str_ends(s, kinds[i].suffix) &&
		    take(arena, entry, str_sub(s, 0, s.len - (uint32_t)strlen(kinds[i].suffix)), i, name))
			return true;
	return false;
}
