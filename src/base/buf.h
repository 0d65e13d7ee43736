/* buf: text that grows.
 *
 *     struct buf out = BUF_INIT(arena);
 *     buf_str(&out, STR("security:\n"));
 *     buf_printf(&out, "%*s%s: %s\n", indent, "", key, value);
 *     struct str text = buf_done(&out);
 *
 * The arena owns the bytes. A buffer above 1 GiB is bug().
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include "base/str.h"

struct buf {
	struct arena *arena;
	char *at;
	uint32_t len, room;
};
#define BUF_INIT(a) { .arena = (a) }

void buf_bytes(struct buf *buf, const char *bytes, uint32_t len);
void buf_str(struct buf *buf, struct str s);
void buf_text(struct buf *buf, const char *text);
void buf_char(struct buf *buf, char c);
void buf_fill(struct buf *buf, char c, uint32_t times);
void buf_printf(struct buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The words of `text` from column `indent` on, in lines of at most BUF_WRAP_COLUMNS, and a line end.
 * `column` is where the line is already. */
enum { BUF_WRAP_COLUMNS = 79 };
void buf_wrap(struct buf *buf, const char *text, uint32_t indent, uint32_t column);

/* What was written, with a NUL behind it; valid until the next write. */
struct str buf_done(struct buf *buf);

#endif
