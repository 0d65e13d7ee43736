#include "report/html_text.h"

#include "base/digest.h"
#include "base/term.h"
#include "base/utf8.h"
#include "config/keyfile_text.h"

static const char *entity(char c)
{
	switch (c) {
	case '&': return "&amp;";
	case '<': return "&lt;";
	case '>': return "&gt;";
	case '"': return "&quot;";
	case '\'': return "&#39;";
	default: return NULL;
	}
}

/* Of a text without any of the above. What term_escape() makes of some characters has < and > in it. */
static void put_visible(struct buf *out, struct str text)
{
	uint32_t start = out->len;
	term_escape(out, text);
	struct str put = { out->at + start, out->len - start };
	if (!put.len || !str_has_char(put, '<'))
		return;
	put = str_copy(out->arena, put);
	out->len = start;
	for (uint32_t at = 0; at < put.len; at++) {
		const char *instead = entity(put.at[at]);
		if (instead)
			buf_text(out, instead);
		else
			buf_char(out, put.at[at]);
	}
}

void html_text(struct buf *out, struct str text)
{
	uint32_t kept = 0;
	text = keyfile_hide(out->arena, text);
	for (uint32_t at = 0; at < text.len; at++) {
		const char *instead = entity(text.at[at]);
		if (!instead)
			continue;
		put_visible(out, str_sub(text, kept, at));
		buf_text(out, instead);
		kept = at + 1;
	}
	put_visible(out, str_sub(text, kept, text.len));
}

void html_cstr(struct buf *out, const char *text)
{
	html_text(out, str_of(text));
}

uint32_t html_boundary(struct str text, uint32_t at)
{
	while (at < text.len && ((unsigned char)text.at[at] & 0xc0) == 0x80)
		at++;
	return at < text.len ? at : text.len;
}

void html_short(struct buf *out, struct str text, uint32_t columns)
{
	uint32_t used = 0, bytes, end = 0, room = 0;
	while (end < text.len) {
		uint32_t point = utf8_decode(str_sub(text, end, text.len), &bytes);
		/* What term_escape() makes of it is wider. */
		bool odd = term_is_unsafe(point) || (point == 0xfffd && bytes == 1);
		used += odd ? 8 : utf8_width(str_sub(text, end, end + bytes));
		if (used > columns)
			break;
		end += bytes;
		if (used < columns)
			room = end;
	}
	if (end == text.len) {
		html_text(out, text);
		return;
	}
	html_text(out, str_sub(text, 0, room));
	buf_text(out, "\xe2\x80\xa6");
}

void html_count(struct buf *out, uint64_t number, const char *noun)
{
	buf_printf(out, "%llu %s%s", (unsigned long long)number, noun, number == 1 ? "" : "s");
}

void html_hash(struct buf *out, struct str text)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	unsigned char digest[DIGEST_SIZE + 1] = { 0 };
	digest_sha256(text, digest);
	buf_text(out, "'sha256-");
	for (unsigned i = 0; i < DIGEST_SIZE; i += 3) {
		unsigned bits = (unsigned)digest[i] << 16 | (unsigned)digest[i + 1] << 8;
		bits |= i + 2 < DIGEST_SIZE ? digest[i + 2] : 0u;
		buf_char(out, digits[bits >> 18]);
		buf_char(out, digits[bits >> 12 & 63]);
		buf_char(out, digits[bits >> 6 & 63]);
		/* Of 32 bytes the last group has two. */
		buf_char(out, i + 2 < DIGEST_SIZE ? digits[bits & 63] : '=');
	}
	buf_char(out, '\'');
}
