#include "config/keyfile_text.h"

#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "config/config.h"

/* ---- bytes ---- */

#define B KEYFILE_IS_BLANK
#define K KEYFILE_IS_BASE64
#define _ 0
/* 16 a line, as in a table of ASCII; no byte beyond that is either. */
const unsigned char keyfile_byte[256] = {
	_, _, _, _, _, _, _, _, _, B, B, B, B, B, _, _,
	_, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _,
	B, _, _, _, _, _, _, _, _, _, _, K, _, _, _, K,
	K, K, K, K, K, K, K, K, K, K, _, _, _, K, _, _,
	_, K, K, K, K, K, K, K, K, K, K, K, K, K, K, K,
	K, K, K, K, K, K, K, K, K, K, K, _, _, _, _, _,
	_, K, K, K, K, K, K, K, K, K, K, K, K, K, K, K,
	K, K, K, K, K, K, K, K, K, K, K, _, _, _, _, _,
};
#undef B
#undef K
#undef _

/* ---- which encoding ---- */

struct encoding {
	uint32_t unit;    /* bytes of one: 1, 2, 4 */
	bool big;
	uint32_t mark;    /* bytes of the byte order mark that is skipped */
};

/* The first `len` bytes of a text; what they must be; what that means. In the order in which yaml-cpp decides:
 * a longer beginning before the shorter one that it contains. '\1' stands for any byte but 00, BB, BF,
 * EF, FE and FF, which is what yaml-cpp takes for a character here. */
static const struct {
	uint32_t len;
	unsigned char bytes[4];
	struct encoding encoding;
} beginnings[] = {
	{ 4, { 0x00, 0x00, 0xfe, 0xff }, { 4, true, 4 } },
	{ 3, { 0x00, 0x00, 0x00 }, { 4, true, 0 } },
	{ 2, { 0x00, 0x01 }, { 2, true, 0 } },
	{ 3, { 0xef, 0xbb, 0xbf }, { 1, false, 3 } },
	{ 2, { 0xfe, 0xff }, { 2, true, 2 } },
	{ 4, { 0xff, 0xfe, 0x00, 0x00 }, { 4, false, 4 } },
	{ 2, { 0xff, 0xfe }, { 2, false, 2 } },
	{ 4, { 0x01, 0x00, 0x00, 0x00 }, { 4, false, 0 } },
	{ 2, { 0x01, 0x00 }, { 2, false, 0 } },
};

static bool byte_fits(unsigned char wanted, unsigned char byte)
{
	if (wanted != 1)
		return byte == wanted;
	return byte != 0x00 && byte != 0xbb && byte != 0xbf && byte != 0xef && byte != 0xfe && byte != 0xff;
}

static struct encoding encoding_of(struct str bytes)
{
	for (unsigned i = 0; i < sizeof beginnings / sizeof *beginnings; i++) {
		uint32_t len = beginnings[i].len, at = 0;
		while (at < len && at < bytes.len &&
		       byte_fits(beginnings[i].bytes[at], (unsigned char)bytes.at[at]))
			at++;
		if (at == len)
			return beginnings[i].encoding;
	}
	return (struct encoding){ 1, false, 0 };
}

/* ---- to UTF-8 ---- */

static uint32_t unit_at(struct str bytes, uint32_t at, struct encoding encoding)
{
	uint32_t code = 0;
	for (uint32_t i = 0; i < encoding.unit; i++) {
		uint32_t from = encoding.big ? i : encoding.unit - 1 - i;
		code = code << 8 | (unsigned char)bytes.at[at + from];
	}
	return code;
}

static void add_code(struct buf *out, uint32_t code)
{
	/* It would look like the end of the input to yaml-cpp. */
	if (code == 4)
		code = 0xfffd;
	if (code < 0x80) {
		buf_char(out, (char)code);
		return;
	}
	if (code >= 0x10000) {
		buf_char(out, (char)(0xf0 | (code >> 18 & 0x07)));
		buf_char(out, (char)(0x80 | (code >> 12 & 0x3f)));
	} else if (code >= 0x800) {
		buf_char(out, (char)(0xe0 | code >> 12));
	}
	if (code >= 0x800)
		buf_char(out, (char)(0x80 | (code >> 6 & 0x3f)));
	else
		buf_char(out, (char)(0xc0 | code >> 6));
	buf_char(out, (char)(0x80 | (code & 0x3f)));
}

static bool is_high(uint32_t code)
{
	return code >= 0xd800 && code < 0xdc00;
}

static bool is_low(uint32_t code)
{
	return code >= 0xdc00 && code < 0xe000;
}

/* Half a pair of surrogates becomes U+FFFD; behind a first half without a second, yaml-cpp adds the first
 * half again instead of what follows it. Bytes at the end that make no unit are dropped. */
static void decode_wide(struct str bytes, struct encoding encoding, struct buf *out)
{
	uint32_t unit = encoding.unit, at = encoding.mark;
	while (bytes.len - at >= unit) {
		uint32_t code = unit_at(bytes, at, encoding);
		at += unit;
		if (unit == 2 && is_low(code))
			code = 0xfffd;
		while (unit == 2 && is_high(code)) {
			if (bytes.len - at < unit) {
				code = 0xfffd;
				break;
			}
			uint32_t low = unit_at(bytes, at, encoding);
			at += unit;
			if (is_low(low)) {
				code = 0x10000 + ((code & 0x3ff) << 10 | (low & 0x3ff));
				break;
			}
			add_code(out, 0xfffd);
			if (!is_high(low))
				break;
			code = low;
		}
		add_code(out, code);
	}
}

struct str keyfile_decode(struct arena *arena, struct str bytes, bool *wide)
{
	struct encoding encoding = encoding_of(bytes);
	*wide = encoding.unit > 1;
	if (!*wide)
		return bytes;
	struct buf out = BUF_INIT(arena);
	if (encoding.mark)
		buf_text(&out, "\xef\xbb\xbf");
	decode_wide(bytes, encoding, &out);
	return buf_done(&out);
}

/* ---- x's ---- */

struct str keyfile_mask(struct arena *arena, struct str text)
{
	/* By the number of bytes: a character that takes as many. */
	static const char *const stand_in[] = { "", "x", "\xc2\xb7", "\xef\xbf\xbd", "\xf4\x8f\xbf\xbd" };
	char *masked = arena_alloc(arena, (size_t)text.len + 1);
	uint32_t at = str_starts(text, "\xef\xbb\xbf") ? 3 : 0;
	memcpy(masked, "\xef\xbb\xbf", at);
	while (at < text.len) {
		uint32_t bytes = 1;
		if ((unsigned char)text.at[at] < 0x80) {
			masked[at] = keyfile_blank(text.at[at]) ? text.at[at] : 'x';
		} else {
			utf8_decode(str_sub(text, at, text.len), &bytes);
			memcpy(masked + at, stand_in[bytes], bytes);
		}
		at += bytes;
	}
	return (struct str){ masked, text.len };
}

/* ---- sealed ---- */

static bool begins_or_holds(struct str bytes, const char *const *words, bool begins)
{
	for (; *words; words++)
		if (begins ? str_starts(bytes, *words) : str_find(bytes, str_of(*words), 0) != STR_NONE)
			return true;
	return false;
}

/* Each of the words that are looked for anywhere has one of these, and no key has. */
static bool has_sign(struct str bytes)
{
	static const char signs[] = "$[\":{<";
	for (const char *sign = signs; *sign; sign++)
		if (str_has_char(bytes, *sign))
			return true;
	return false;
}

bool keyfile_is_sealed(struct str bytes)
{
	static const char *const headers[] = {
		"age-encryption.org/", "-----BEGIN AGE ENCRYPTED FILE-----", "-----BEGIN PGP MESSAGE-----", NULL,
	};
	/* A character that no key has is in each: a key can't be taken for one. */
	static const char *const anywhere[] = {
		"$ANSIBLE_VAULT;", "ENC[AES256_GCM,", "\"sops\":", "\nsops:", "kind: SealedSecret",
		"{{", "{%", "<%", "${", NULL,
	};
	static const char git_crypt[] = "\0GITCRYPT";
	if (bytes.len >= sizeof git_crypt && !memcmp(bytes.at, git_crypt, sizeof git_crypt))
		return true;
	return begins_or_holds(bytes, headers, true) ||
	       (has_sign(bytes) && begins_or_holds(bytes, anywhere, false));
}

/* ---- what looks random ---- */

static unsigned class_of(char c)
{
	return c >= 'a' && c <= 'z' ? 1 : c >= 'A' && c <= 'Z' ? 2 : c >= '0' && c <= '9' ? 3 : 4;
}

bool keyfile_has_keys(struct str text)
{
	/* Of two neighbours among random characters 64 in 100 are of different kinds (upper case, lower
	 * case, digits), in a name of words like clusterAuthX509ExtensionValue 28. */
	enum { LEAST = 16, CHANGES = 44 };
	uint32_t run = 0, changes = 0;
	for (uint32_t i = 0; i < text.len; i++) {
		if (!keyfile_base64(text.at[i])) {
			run = changes = 0;
			continue;
		}
		changes += run && class_of(text.at[i]) != class_of(text.at[i - 1]);
		if (++run >= LEAST && changes * 100 >= run * CHANGES)
			return true;
	}
	return false;
}

/* Upper and lower case and digits in a jumble, and few slashes: names of files have many, checksums but one case. */
static bool is_key(struct str run)
{
	enum { LEAST = 20, CHANGES = 40, SLASHES = 10 };
	uint32_t changes = 0, slashes = 0, classes = 0;
	if (run.len < LEAST)
		return false;
	for (uint32_t i = 0; i < run.len; i++) {
		classes |= 1U << class_of(run.at[i]);
		changes += i && class_of(run.at[i]) != class_of(run.at[i - 1]);
		slashes += run.at[i] == '/';
	}
	return (classes & 0xe) == 0xe && changes * 100 >= run.len * CHANGES && slashes * SLASHES <= run.len;
}

struct str keyfile_hide(struct arena *arena, struct str text)
{
	char *hidden = NULL;
	for (uint32_t from = 0, to; from < text.len; from = to + 1) {
		for (to = from; to < text.len && keyfile_base64(text.at[to]);)
			to++;
		if (!is_key(str_sub(text, from, to)))
			continue;
		hidden = hidden ? hidden : arena_copy(arena, text.at, text.len);
		memset(hidden + from, 'x', to - from);
	}
	return hidden ? (struct str){ hidden, text.len } : text;
}

bool keyfile_taken_for_config(const struct config *config)
{
	for (uint32_t i = 0; i < config->count; i++)
		if (config_setting(config, i)->option)
			return false;
	return keyfile_has_keys(config->source->text);
}
