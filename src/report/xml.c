#include "report/xml.h"

#include "base/term.h"
#include "base/utf8.h"

void xml_begin(struct buf *out)
{
	buf_text(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
}

static const char *entity(char c, bool attribute)
{
	switch (c) {
	case '&': return "&amp;";
	case '<': return "&lt;";
	case '>': return "&gt;";  /* for the sake of ]]> */
	case '"': return "&quot;";
	case '\'': return "&#39;";
	case '\r': return "&#13;";
	case '\t': return attribute ? "&#9;" : NULL;
	case '\n': return attribute ? "&#10;" : NULL;
	default: return NULL;
	}
}

/* Of ASCII, with what term_escape() writes: <U+202E>. */
static void put_ascii(struct buf *out, struct str s, bool attribute)
{
	for (uint32_t i = 0; i < s.len; i++) {
		const char *instead = entity(s.at[i], attribute);
		if (instead)
			buf_text(out, instead);
		else
			buf_char(out, s.at[i]);
	}
}

static void escape(struct buf *out, struct str s, bool attribute)
{
	uint32_t bytes;
	for (uint32_t at = 0; at < s.len; at += bytes) {
		uint32_t point = utf8_decode(str_sub(s, at, s.len), &bytes);
		struct str one = str_sub(s, at, at + bytes);
		if (point == '\t' || point == '\n' || point == '\r' || (point >= ' ' && point < 0x7f)) {
			put_ascii(out, one, attribute);
		} else if ((point == 0xfffd && bytes == 1) || term_is_unsafe(point)) {
			struct buf shown = BUF_INIT(out->arena);
			term_escape(&shown, one);
			put_ascii(out, buf_done(&shown), attribute);
		} else {
			buf_str(out, one);
		}
	}
}

void xml_attribute(struct buf *out, const char *name, struct str value)
{
	buf_printf(out, " %s=\"", name);
	escape(out, value, true);
	buf_char(out, '"');
}

void xml_attribute_number(struct buf *out, const char *name, uint32_t value)
{
	buf_printf(out, " %s=\"%u\"", name, value);
}

void xml_text(struct buf *out, struct str text)
{
	escape(out, text, false);
}
