#include "base/buf.h"

#include <stdio.h>
#include <string.h>

#include "base/err.h"

static void reserve(struct buf *buf, uint32_t more)
{
	if (more > (1u << 30) - buf->len)
		bug("a text of more than 1 GiB");
	if (buf->room - buf->len > more)
		return;
	uint32_t room = buf->room ? buf->room : 256;
	while (room - buf->len <= more)
		room *= 2;
	buf->at = buf->at ? arena_resize(buf->arena, buf->at, buf->room, room) : arena_bytes(buf->arena, room);
	buf->room = room;
}

void buf_bytes(struct buf *buf, const char *bytes, uint32_t len)
{
	if (!len)
		return;
	reserve(buf, len);
	memcpy(buf->at + buf->len, bytes, len);
	buf->len += len;
}

void buf_str(struct buf *buf, struct str s)
{
	buf_bytes(buf, s.at, s.len);
}

void buf_text(struct buf *buf, const char *text)
{
	buf_bytes(buf, text, (uint32_t)strlen(text));
}

void buf_char(struct buf *buf, char c)
{
	buf_bytes(buf, &c, 1);
}

void buf_fill(struct buf *buf, char c, uint32_t times)
{
	reserve(buf, times);
	if (times)
		memset(buf->at + buf->len, c, times);
	buf->len += times;
}

void buf_printf(struct buf *buf, const char *format, ...)
{
	char text[256];  /* most are short, and leave nothing in the arena */
	va_list args, again;
	va_start(args, format);
	va_copy(again, args);
	int len = vsnprintf(text, sizeof text, format, args);
	if (len >= 0 && (size_t)len < sizeof text)
		buf_bytes(buf, text, (uint32_t)len);
	else
		buf_text(buf, arena_vprintf(buf->arena, format, again));
	va_end(again);
	va_end(args);
}

void buf_wrap(struct buf *out, const char *text, uint32_t indent, uint32_t column)
{
	while (*text) {
		uint32_t len = (uint32_t)strcspn(text, " ");
		if (column > indent && column + 1 + len > BUF_WRAP_COLUMNS) {
			buf_char(out, '\n');
			column = 0;
		}
		if (column < indent) {
			buf_fill(out, ' ', indent - column);
			column = indent;
		} else if (column > indent) {
			buf_char(out, ' ');
			column++;
		}
		buf_bytes(out, text, len);
		column += len;
		text += len;
		text += strspn(text, " ");
	}
	buf_char(out, '\n');
}

struct str buf_done(struct buf *buf)
{
	if (buf->room == buf->len)
		reserve(buf, 1);
	buf->at[buf->len] = '\0';
	/* What was not needed is given back, where nobody else has come behind it. */
	buf->at = arena_resize(buf->arena, buf->at, buf->room, buf->len + (size_t)1);
	buf->room = buf->len + 1;
	struct str text = { buf->at, buf->len };
	return text;
}
