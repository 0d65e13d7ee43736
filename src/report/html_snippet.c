/* Lines of a file as code: numbered, the span marked, nothing secret in them, and no longer than can be read. */
#include "base/utf8.h"
#include "config/keyfile_text.h"
#include "diag/veil.h"
#include "report/html_page.h"
#include "report/html_text.h"

enum {
	AROUND = 2,     /* lines above and below the span */
	SPANNED = 8,    /* lines of the span itself */
	LEAD = 60,      /* bytes before the mark, in a line that is cut */
	SHOWN = 300,    /* bytes of a line */
	BEYOND = 4096,  /* bytes behind what is shown: a key is told by its whole length */
	TAB = 8,
};

#define ELLIPSIS "\xe2\x80\xa6"

/* Bytes [from, to) of the line, with tabs as blanks. */
static void put_part(struct buf *out, struct str line, uint32_t from, uint32_t to, uint32_t *column)
{
	while (from < to) {
		uint32_t tab = str_find_char(line, '\t', from);
		uint32_t end = tab < to ? tab : to;
		html_text(out, str_sub(line, from, end));
		*column += utf8_width(str_sub(line, from, end));
		if (end < to) {
			uint32_t blanks = TAB - *column % TAB;
			buf_fill(out, ' ', blanks);
			*column += blanks;
			end++;
		}
		from = end;
	}
}

/* The line with its bytes [from, to) marked, where there are such; the part around them of a long one. */
static void put_code(struct buf *out, struct str line, uint32_t from, uint32_t to)
{
	uint32_t column = 0, first = 0;
	if (from > SHOWN / 2) {
		uint32_t skip = from > LEAD + BEYOND ? html_boundary(line, from - LEAD - BEYOND) : 0;
		line = str_sub(line, skip, line.len);
		from -= skip;
		to -= skip;
		first = html_boundary(line, from > LEAD ? from - LEAD : 0);
		first = first < from ? first : from;
	}
	line = keyfile_hide(out->arena, str_sub(line, 0, first + SHOWN + BEYOND));
	uint32_t last = html_boundary(line, first + SHOWN);
	from = from < last ? from : last;
	to = to < last ? to : last;
	if (first)
		buf_text(out, ELLIPSIS);
	put_part(out, line, first, from > first ? from : first, &column);
	if (to > from) {
		buf_text(out, "<mark>");
		put_part(out, line, from, to, &column);
		buf_text(out, "</mark>");
	}
	put_part(out, line, to > first ? to : first, last, &column);
	if (last < line.len)
		buf_text(out, ELLIPSIS);
}

static void put_hidden(struct buf *out)
{
	buf_text(out, "<em>a line with a secret is not shown</em>");
}

/* Is the span's part of this line what is marked? An empty span stands for the place before which something is missing. */
static bool marked_part(const struct source *source, uint32_t index, struct span at, uint32_t *from, uint32_t *to)
{
	uint32_t start = source->line[index];
	struct str line = source_line(source, index);
	uint32_t end = start + line.len;
	*from = at.at > start ? at.at - start : 0;
	*to = span_end(at) < end ? (span_end(at) > start ? span_end(at) - start : 0) : line.len;
	if (at.len)
		return *to > *from;
	if (at.at < start || at.at > end)
		return false;
	*to = *from < line.len ? html_boundary(line, *from + 1) : *from;
	return true;
}

static void put_line(struct buf *out, const struct source *source, uint32_t index, struct span at, bool hit, bool hidden)
{
	uint32_t from = 0, to = 0;
	struct str line = source_line(source, index);
	bool marked = hit && marked_part(source, index, at, &from, &to);
	buf_printf(out, "<span%s><i>%5u</i> ", hit ? " class=\"hit\"" : "", index + 1);
	if (index == 0 && str_starts(line, "\xef\xbb\xbf")) {
		line = str_sub(line, 3, line.len);
		from = from > 3 ? from - 3 : 0;
		to = to > 3 ? to - 3 : 0;
	}
	if (hidden)
		put_hidden(out);
	else
		put_code(out, line, marked ? from : 0, marked ? to : 0);
	/* Behind the end of the line. */
	if (marked && !hidden && from >= line.len)
		buf_text(out, "<mark> </mark>");
	buf_text(out, "\n</span>");
}

/* What looks like a key on one line may go on in the next, where it looks like nothing. */
static bool stands_alone(const struct source *source)
{
	enum { SMALL = 1 << 16 };
	return source->text.len > SMALL || keyfile_has_keys(source->text);
}

void html_snippet(struct buf *out, const struct diag *diag)
{
	const struct source *source = diag->source;
	/* Of an empty file there is nothing to show. */
	if (!source->text.len || diag->secret)
		return;
	uint32_t first = source_line_index(source, diag->at.at);
	uint32_t last = source_line_index(source, diag->at.len ? span_end(diag->at) - 1 : diag->at.at);
	uint32_t around = stands_alone(source) ? 0 : AROUND;
	uint32_t from = first > around ? first - around : 0;
	uint32_t to = last + around < source->lines ? last + around : source->lines - 1;
	while (from < first && !str_trim(source_line(source, from)).len)
		from++;
	while (to > last && !str_trim(source_line(source, to)).len)
		to--;
	struct veil veil = veil_before(source, from);
	buf_text(out, "<pre class=\"code\">");
	for (uint32_t i = from; i <= to; i++) {
		bool hit = i >= first && i <= last;
		bool hidden = veil_hides(&veil, source_line(source, i));
		if (i == first + SPANNED && last > i) {
			buf_printf(out, "<span><em>%s%u lines more</em>\n</span>", "      ", last - i);
			i = last - 1;
			continue;
		}
		put_line(out, source, i, diag->at, hit, hidden);
	}
	buf_text(out, "</pre>\n");
}

void html_line(struct buf *out, const struct source *source, struct span at)
{
	uint32_t from, to, index = source_line_index(source, at.at);
	struct str line = source_line(source, index);
	if (!str_trim(line).len)
		return;
	struct veil veil = veil_before(source, index);
	if (veil_hides(&veil, line))
		return;
	bool marked = marked_part(source, index, at, &from, &to);
	uint32_t indent = 0;
	while (indent < line.len && (line.at[indent] == ' ' || line.at[indent] == '\t') && (!marked || indent < from))
		indent++;
	buf_text(out, "<code>");
	put_code(out, str_sub(line, indent, line.len), marked ? from - indent : 0, marked ? to - indent : 0);
	buf_text(out, "</code>");
}
