#include "reference/mdoc.h"

#include <string.h>

#include "base/term.h"

/* A stop or an apostrophe at the start of a line would make it a request. */
static void put_escaped(struct buf *out, struct str text, bool starts_line)
{
	if (starts_line && text.len && (text.at[0] == '.' || text.at[0] == '\''))
		buf_text(out, "\\&");
	for (uint32_t i = 0; i < text.len; i++) {
		if (text.at[i] == '\\')
			buf_text(out, "\\e");
		else if (text.at[i] == '-')
			buf_text(out, "\\-");
		else
			buf_char(out, text.at[i]);
	}
}

void mdoc_prose(struct buf *out, const char *text)
{
	struct str rest = str_of(text), word;
	uint32_t column = 0;
	while (str_split(&rest, ' ', &word)) {
		struct buf escaped = BUF_INIT(out->arena);
		put_escaped(&escaped, word, false);
		bool full = column + 1 + escaped.len > BUF_WRAP_COLUMNS;
		bool ended = column && strchr(".!?", out->at[out->len - 1]);
		if (column && (full || ended)) {
			buf_char(out, '\n');
			column = 0;
		}
		if (column)
			buf_char(out, ' ');
		put_escaped(out, word, column == 0);
		column += 1 + escaped.len;
	}
	buf_char(out, '\n');
}

/* A display takes a tab as a place to go to. */
static void put_line(struct buf *out, struct str line)
{
	struct buf visible = BUF_INIT(out->arena);
	struct str piece;
	for (uint32_t i = 0; str_split(&line, '\t', &piece); i++) {
		if (i)
			buf_text(&visible, "        ");
		term_escape(&visible, piece);
	}
	put_escaped(out, buf_done(&visible), true);
	buf_char(out, '\n');
}

void mdoc_display(struct buf *out, const char *mark, const char *text)
{
	struct str rest = str_of(text), line;
	if (mark)
		buf_printf(out, ".\\\" %s\n", mark);
	buf_text(out, ".Bd -literal -offset indent -compact\n");
	while (str_split(&rest, '\n', &line))
		if (rest.at || line.len)
			put_line(out, line);
	buf_text(out, ".Ed\n");
}

void mdoc_macro(struct buf *out, const char *macro, const char *text)
{
	buf_printf(out, "%s ", macro);
	put_escaped(out, str_of(text), false);
	buf_char(out, '\n');
}
