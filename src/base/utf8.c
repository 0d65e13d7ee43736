#include "base/utf8.h"

#include <utf8proc.h>

#include "base/buf.h"

/* Length of the valid sequence at the start of s, or 0. The table is Unicode's table 3-7. */
static uint32_t sequence(struct str s)
{
	static const struct {
		unsigned char first, last, low, high, bytes;
	} row[] = {
		{ 0x00, 0x7f, 0x00, 0x00, 1 }, { 0xc2, 0xdf, 0x80, 0xbf, 2 },
		{ 0xe0, 0xe0, 0xa0, 0xbf, 3 }, { 0xe1, 0xec, 0x80, 0xbf, 3 },
		{ 0xed, 0xed, 0x80, 0x9f, 3 }, { 0xee, 0xef, 0x80, 0xbf, 3 },
		{ 0xf0, 0xf0, 0x90, 0xbf, 4 }, { 0xf1, 0xf3, 0x80, 0xbf, 4 },
		{ 0xf4, 0xf4, 0x80, 0x8f, 4 },
	};
	const unsigned char *p = (const unsigned char *)s.at;
	for (unsigned i = 0; i < sizeof row / sizeof *row; i++) {
		if (p[0] < row[i].first || p[0] > row[i].last)
			continue;
		if (s.len < row[i].bytes)
			return 0;
		if (row[i].bytes > 1 && (p[1] < row[i].low || p[1] > row[i].high))
			return 0;
		for (unsigned k = 2; k < row[i].bytes; k++)
			if (p[k] < 0x80 || p[k] > 0xbf)
				return 0;
		return row[i].bytes;
	}
	return 0;
}

uint32_t utf8_invalid(struct str s)
{
	uint32_t at = 0;
	while (at < s.len) {
		uint64_t word;
		/* Most bytes of most files are ASCII: eight at a time. */
		if (s.len - at >= sizeof word) {
			memcpy(&word, s.at + at, sizeof word);
			if (!(word & 0x8080808080808080u)) {
				at += (uint32_t)sizeof word;
				continue;
			}
		}
		if ((unsigned char)s.at[at] < 0x80) {
			at++;
			continue;
		}
		uint32_t bytes = sequence(str_sub(s, at, s.len));
		if (!bytes)
			return at;
		at += bytes;
	}
	return STR_NONE;
}

uint32_t utf8_decode(struct str s, uint32_t *bytes)
{
	const unsigned char *p = (const unsigned char *)s.at;
	uint32_t len = sequence(s);
	*bytes = len ? len : 1;
	switch (len) {
	case 1: return p[0];
	case 2: return (p[0] & 0x1fu) << 6 | (p[1] & 0x3fu);
	case 3: return (p[0] & 0x0fu) << 12 | (p[1] & 0x3fu) << 6 | (p[2] & 0x3fu);
	case 4: return (p[0] & 0x07u) << 18 | (p[1] & 0x3fu) << 12 | (p[2] & 0x3fu) << 6 | (p[3] & 0x3fu);
	default: return 0xfffd;
	}
}

uint32_t utf8_length(struct str s)
{
	uint32_t count = 0, bytes;
	for (; s.len; s = str_sub(s, bytes, s.len)) {
		utf8_decode(s, &bytes);
		count++;
	}
	return count;
}

/* utf8proc gives spacing marks no width, as who counts by what is drawn together; terminals, as wcwidth(3) does, give them
 * one. The vowels and finals of Hangul, which it gives one, are drawn into the syllable before them. */
static uint32_t columns_of(uint32_t point)
{
	bool joins = (point >= 0x1160 && point <= 0x11ff) || (point >= 0xd7b0 && point <= 0xd7ff);
	int columns = joins ? 0 : utf8proc_charwidth((utf8proc_int32_t)point);
	if (columns <= 0)
		columns = utf8proc_category((utf8proc_int32_t)point) == UTF8PROC_CATEGORY_MC;
	return (uint32_t)columns;
}

uint32_t utf8_width(struct str s)
{
	uint32_t width = 0, bytes;
	for (; s.len; s = str_sub(s, bytes, s.len))
		width += columns_of(utf8_decode(s, &bytes));
	return width;
}

bool utf8_is_invisible(uint32_t point)
{
	switch (utf8proc_category((utf8proc_int32_t)point)) {
	case UTF8PROC_CATEGORY_CC:
	case UTF8PROC_CATEGORY_CF:
	case UTF8PROC_CATEGORY_CN:
	case UTF8PROC_CATEGORY_CS:
	case UTF8PROC_CATEGORY_ZL:
	case UTF8PROC_CATEGORY_ZP:
		return true;
	default:
		return false;
	}
}

bool utf8_is_symbol(uint32_t point)
{
	return utf8proc_category((utf8proc_int32_t)point) == UTF8PROC_CATEGORY_SO;
}

struct str utf8_repair(struct arena *arena, struct str s)
{
	uint32_t bad = utf8_invalid(s);
	if (bad == STR_NONE)
		return s;
	struct buf out = BUF_INIT(arena);
	for (; bad != STR_NONE; bad = utf8_invalid(s)) {
		buf_bytes(&out, s.at, bad);
		buf_text(&out, "\xef\xbf\xbd");
		s = str_sub(s, bad + 1, s.len);
	}
	buf_str(&out, s);
	return buf_done(&out);
}
