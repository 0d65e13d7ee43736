#include "config/keyfile_marks.h"

#include <string.h>

#include "config/keyfile_text.h"

/* ---- weak ---- */

struct looks {
	bool lower, upper, hex_only, digits_only;
	uint32_t different;
};

/* All that is asked depends on which bytes are in it, not on where. */
static struct looks look_at(struct str key)
{
	struct looks looks = { .hex_only = true, .digits_only = true };
	bool seen[256] = { false };
	for (uint32_t i = 0; i < key.len; i++)
		seen[(unsigned char)key.at[i]] = true;
	for (unsigned c = 0; c < sizeof seen; c++) {
		bool digit = c >= '0' && c <= '9';
		if (!seen[c])
			continue;
		looks.lower |= c >= 'a' && c <= 'z';
		looks.upper |= c >= 'A' && c <= 'Z';
		looks.digits_only &= digit;
		looks.hex_only &= digit || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
		looks.different++;
	}
	explicit_bzero(seen, sizeof seen);
	return looks;
}

/* Is the key one piece over and over? The piece is found by its end: the shortest border. */
static bool is_repeated(struct str key)
{
	for (uint32_t period = 1; period <= key.len / 2; period++)
		if (key.at[0] == key.at[period] && !memcmp(key.at, key.at + period, key.len - period))
			return true;
	return false;
}

bool keyfile_key_is_weak(struct str key)
{
	enum { ENOUGH_BITS = 96, ENOUGH_DIFFERENT = 9 };
	/* What stands in for a key in a repository is none. */
	if (str_find(key, STR("PLACEHOLDER"), 0) != STR_NONE)
		return false;
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

/* SHA-256 of the characters that count. */
static const unsigned char known[][32] = {
	/* Ansible: defaults of community.mongodb's roles. */
	{ 0x38, 0xd3, 0xf0, 0x38, 0x96, 0xb0, 0x12, 0xd0, 0xc3, 0x38, 0xc9, 0x49, 0x21, 0x7f, 0x7e, 0x70,
	  0xcd, 0x6b, 0xe8, 0x39, 0xf5, 0xbe, 0x81, 0xf4, 0x77, 0x4e, 0x21, 0x4d, 0x62, 0x22, 0x61, 0x7c },
	/* Ansible: default of undergreen.mongodb and those made from it. */
	{ 0x44, 0x31, 0x08, 0x70, 0xb6, 0xcf, 0xd6, 0x0e, 0xb2, 0x7b, 0xaf, 0x06, 0x5d, 0x6c, 0x74, 0xf2,
	  0x64, 0x9e, 0xd0, 0x12, 0x5d, 0x9e, 0xee, 0x42, 0xd5, 0x87, 0x8c, 0xf7, 0xfd, 0x43, 0x4c, 0xd9 },
	/* Ansible: default of rolehippie.mongodb. */
	{ 0xad, 0xe9, 0xc4, 0x2d, 0x79, 0x5a, 0xa2, 0x69, 0xfc, 0xca, 0x0f, 0xc5, 0x06, 0x21, 0x67, 0x06,
	  0x95, 0xfb, 0xe5, 0x81, 0xf3, 0x65, 0x92, 0x5a, 0x12, 0x2f, 0x32, 0x17, 0xaa, 0xa2, 0x62, 0x40 },
	/* The samples of Bitnami's images. */
	{ 0x63, 0x57, 0x93, 0x8c, 0xa0, 0x3c, 0xdb, 0xc7, 0xbe, 0x21, 0x56, 0x88, 0xca, 0x4c, 0xac, 0xfb,
	  0x74, 0xcb, 0xb9, 0x1c, 0xbd, 0xef, 0x53, 0x3f, 0xca, 0xf2, 0x30, 0x89, 0x40, 0x9e, 0x97, 0x94 },
	/* mongod's own tests. */
	{ 0xed, 0xa4, 0x40, 0xdb, 0x33, 0x7a, 0xdb, 0x7c, 0xa9, 0x8d, 0x96, 0x8b, 0xda, 0xad, 0xa2, 0x1e,
	  0x0c, 0xce, 0x70, 0xd4, 0x4e, 0x1e, 0xb0, 0xf5, 0xb2, 0x56, 0x47, 0xd0, 0xf2, 0x3f, 0xbc, 0x06 },
};

bool keyfile_key_is_well_known(const unsigned char digest[32])
{
	for (unsigned i = 0; i < sizeof known / sizeof *known; i++)
		if (!memcmp(known[i], digest, 32))
			return true;
	return false;
}
