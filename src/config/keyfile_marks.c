#include "config/keyfile_marks.h"

#include <string.h>

#include "config/keyfile_text.h"

/* ---- weak ---- */

struct looks {
	bool lower, upper, hex_only, digits_only;
	uint32_t different;
};

static struct looks look_at(struct str key)
{
	struct looks looks = { .hex_only = true, .digits_only = true };
	bool seen[256] = { false };
	for (uint32_t i = 0; i < key.len; i++) {
		unsigned char c = (unsigned char)key.at[i];
		bool digit = c >= '0' && c <= '9';
		looks.lower |= c >= 'a' && c <= 'z';
		looks.upper |= c >= 'A' && c <= 'Z';
		looks.digits_only &= digit;
		looks.hex_only &= digit || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
		looks.different += !seen[c];
		seen[c] = true;
	}
	explicit_bzero(seen, sizeof seen);
	return looks;
}

/* Is the key one piece over and over? The piece is found by its end: the shortest border. */
static bool is_repeated(struct str key)
{
	for (uint32_t period = 1; period <= key.len / 2; period++)
		if (!memcmp(key.at, key.at + period, key.len - period))
			return true;
	return false;
}

bool keyfile_key_is_weak(struct str key)
{
	enum { ENOUGH_BITS = 96, ENOUGH_DIFFERENT = 9 };
	while (key.len && key.at[key.len - 1] == '=')
		key.len--;
	struct looks looks = look_at(key);
	/* Tenths of a bit per character, as if it were random. */
	uint32_t tenths = looks.digits_only ? 33 : looks.hex_only ? 40 : 60;
	if (key.len < ENOUGH_BITS && key.len * tenths < ENOUGH_BITS * 10)
		return true;
	if (looks.different < ENOUGH_DIFFERENT || is_repeated(key))
		return true;
	/* Of 24 random characters of base64, one in a thousand million times none is a capital or a digit. */
	bool letters_of_one_case = !looks.hex_only && looks.lower != looks.upper;
	for (uint32_t i = 0; letters_of_one_case && i < key.len; i++)
		letters_of_one_case = key.at[i] > '9';
	return letters_of_one_case;
}

/* ---- lines ---- */

/* The next line that is not blank, without the blanks around it. */
static bool next_line(struct str *rest, struct str *line)
{
	while (str_split(rest, '\n', line)) {
		*line = str_trim(*line);
		if (line->len)
			return true;
	}
	return false;
}

bool keyfile_lines_are_keys(struct str text)
{
	/* openssl wraps at 64, base64 at 76. */
	enum { WRAPPED_LEAST = 40, WRAPPED_MOST = 80, KEY_LEAST = 6 };
	struct str rest = text, line, first = { 0 }, last = { 0 };
	uint32_t count = 0, longest = 0, shortest = UINT32_MAX;
	bool padded = false, even = true;
	if (!rest.at)
		return false;
	while (next_line(&rest, &line)) {
		padded |= last.len && last.at[last.len - 1] == '=';
		even &= !count || last.len == first.len;
		if (!count++)
			first = line;
		last = line;
		longest = line.len > longest ? line.len : longest;
		shortest = line.len < shortest ? line.len : shortest;
	}
	if (count < 2 || shortest < KEY_LEAST)
		return false;
	bool wrapped = even && last.len <= first.len && first.len >= WRAPPED_LEAST &&
		       first.len <= WRAPPED_MOST;
	return padded || (count <= 3 && !wrapped);
}

/* ---- well known ---- */

static const unsigned char known[][32] = {
	{ 0 },
};

bool keyfile_key_is_well_known(const unsigned char digest[32])
{
	for (unsigned i = 0; i < sizeof known / sizeof *known; i++)
		if (!memcmp(known[i], digest, 32))
			return true;
	return false;
}
