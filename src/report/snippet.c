#include "report/snippet.h"

#include "base/utf8.h"
#include "config/keyfile_text.h"
#include "report/finding.h"

enum {
	SHOWN = 160,  /* columns of a source line, at most */
	LEAST = 24,   /* ... and on however narrow a terminal */
	MASKED = 4096,  /* bytes behind the mark: more than are shown */
	TAB = 8,
};

#define ELLIPSIS "\xe2\x80\xa6"

/* One code point of a source line, as it is shown. */
struct cell {
	struct str shown;
	uint32_t width;  /* columns; 0 for combining */
	uint32_t bytes;  /* of the source */
};

/* Asks for another look of the picture before it: in color, or in a color of skin. */
static bool is_look(uint32_t point)
{
	return point == 0xfe0e || point == 0xfe0f || (point >= 0x1f3fb && point <= 0x1f3ff);
}

static bool follows_symbol(struct str line, uint32_t at)
{
	uint32_t before = at, bytes;
	while (before && at - before < 4 && (before == at || ((unsigned char)line.at[before] & 0xc0) == 0x80))
		before--;
	return before < at && utf8_is_symbol(utf8_decode(str_sub(line, before, at), &bytes)) && before + bytes == at;
}

/* What asks for another look of a picture is left out: with it, some terminals make that wider. */
static struct cell cell_at(struct buf *scratch, struct str line, uint32_t at, uint32_t column)
{
	/* Nearly all text is this, and a line may have 16 MiB. */
	if (line.at[at] >= ' ' && line.at[at] <= '~' && (line.at[at] != '[' || !term_is_command(line, at)))
		return (struct cell){ { line.at + at, 1 }, 1, 1 };
	struct cell cell = { 0 };
	uint32_t point = utf8_decode(str_sub(line, at, line.len), &cell.bytes);
	scratch->len = 0;
	if (line.at[at] == '\t')
		buf_fill(scratch, ' ', TAB - column % TAB);
	else if (point == '[')
		buf_text(scratch, "\\x5b");
	else if (!is_look(point) || !follows_symbol(line, at))
		term_escape(scratch, str_sub(line, at, at + cell.bytes));
	cell.shown = buf_done(scratch);
	cell.width = utf8_width(cell.shown);
	return cell;
}

/* A source line and the part of it that is marked. Columns are 0-based here. */
struct snippet {
	struct str line;
	uint32_t start, end;    /* columns of the mark; start may be `width`, the line's end */
	uint32_t width;         /* columns of the whole line */
	uint32_t shown;         /* columns that may be shown */
	uint32_t left, right;   /* columns that are: all, or a window around the mark */
};

/* Fills start, end and width; [from, to) are bytes of the line. What lies far behind the mark is
 * not looked at: width is then only known to be too much. */
static void measure(struct snippet *snippet, struct buf *scratch, uint32_t from, uint32_t to)
{
	struct str line = snippet->line;
	uint32_t column = 0;
	struct cell cell;
	for (uint32_t at = 0; at < line.len; at += cell.bytes) {
		cell = cell_at(scratch, line, at, column);
		if (at <= from)
			snippet->start = column;
		column += cell.width;
		if (at < to)
			snippet->end = column;
		if (at > from && column > snippet->start + SHOWN)
			break;
	}
	if (from >= line.len)
		snippet->start = column;
	if (snippet->end <= snippet->start)
		snippet->end = snippet->start + 1;
	snippet->width = column;
}

static void choose_window(struct snippet *snippet)
{
	uint32_t room = snippet->shown - 2;  /* an ellipsis may stand at either end */
	uint32_t lead = snippet->shown / 4;  /* before the mark */
	snippet->left = 0;
	snippet->right = snippet->width;
	if (snippet->width <= snippet->shown)
		return;
	if (snippet->start > lead)
		snippet->left = snippet->start - lead;
	if (snippet->left + room > snippet->width)
		snippet->left = snippet->width - room;
	snippet->right = snippet->left + room;
}

/* A line that a terminal breaks in two has no place for a mark below it. A mark may stand one column behind the line. */
static uint32_t room_beside(uint32_t gutter, uint32_t columns)
{
	uint32_t taken = gutter + 2;
	if (!columns || columns > SHOWN + taken)
		return SHOWN;
	return columns > LEAST + taken ? columns - taken : LEAST;
}

/* Appends the window. Characters that it would cut in two are left out, and so are combining
 * ones whose base is: the window becomes what is really shown. */
static void draw_line(struct buf *out, struct buf *scratch, struct snippet *snippet)
{
	bool begun = snippet->left == 0;
	uint32_t column = 0, first = 0, last = 0;
	struct cell cell;
	if (!begun)
		buf_text(out, ELLIPSIS);
	for (uint32_t at = 0; at < snippet->line.len; at += cell.bytes) {
		cell = cell_at(scratch, snippet->line, at, column);
		if (!begun && column >= snippet->left && cell.width) {
			begun = true;
			first = column;
		}
		if (column + cell.width > snippet->right)
			break;
		column += cell.width;
		if (!begun)
			continue;
		buf_str(out, cell.shown);
		last = column;
	}
	if (snippet->right < snippet->width)
		buf_text(out, ELLIPSIS);
	snippet->left = first;
	snippet->right = last;
}

static void draw_mark(struct buf *out, const struct snippet *snippet, bool color,
		      enum term_role role)
{
	uint32_t end = snippet->end < snippet->right ? snippet->end : snippet->right;
	uint32_t ellipsis = snippet->left > 0;
	buf_fill(out, ' ', snippet->start - snippet->left + ellipsis);
	struct buf mark = BUF_INIT(out->arena);
	buf_char(&mark, '^');
	if (end > snippet->start + 1)
		buf_fill(&mark, '~', end - snippet->start - 1);
	term_paint(out, color, role, buf_done(&mark));
	buf_char(out, '\n');
}

/* Thousands of findings on one line of a million characters must not each walk it from its start:
 * what lies far before the mark is left out before anything is measured. */
static void skip_far(struct str *line, uint32_t *from, uint32_t *to)
{
	enum { FAR = 1024 };
	if (*from <= FAR)
		return;
	uint32_t skip = *from - FAR / 2;
	while (skip < *from && ((unsigned char)line->at[skip] & 0xc0) == 0x80)
		skip++;
	*line = str_sub(*line, skip, line->len);
	*from -= skip;
	*to = *to > skip ? *to - skip : 0;
}

void snippet(struct buf *out, const struct diag *diag, bool color, uint32_t columns)
{
	const struct source *source = diag->source;
	uint32_t index = source_line_index(source, diag->at.at);
	uint32_t start = source->line[index];
	struct snippet snippet = { .line = source_line(source, index) };
	if (index == 0 && str_starts(snippet.line, "\xef\xbb\xbf")) {
		snippet.line = str_sub(snippet.line, 3, snippet.line.len);
		start += 3;
	}
	uint32_t from = diag->at.at > start ? diag->at.at - start : 0;
	uint32_t to = span_end(diag->at) > start ? span_end(diag->at) - start : 0;
	skip_far(&snippet.line, &from, &to);
	/* Nor does a log need a key: of what can be seen at all. */
	snippet.line = keyfile_hide(out->arena, str_sub(snippet.line, 0, from + MASKED));
	struct buf scratch = BUF_INIT(out->arena);
	struct str gutter = str_format(out->arena, "%5u |", index + 1);
	snippet.shown = room_beside(gutter.len, columns);
	measure(&snippet, &scratch, from, to);
	choose_window(&snippet);

	term_paint(out, color, TERM_FAINT, gutter);
	if (snippet.line.len)
		buf_char(out, ' ');
	draw_line(out, &scratch, &snippet);
	buf_char(out, '\n');
	struct buf empty = BUF_INIT(out->arena);
	buf_fill(&empty, ' ', gutter.len - 1);
	buf_char(&empty, '|');
	term_paint(out, color, TERM_FAINT, buf_done(&empty));
	buf_char(out, ' ');
	draw_mark(out, &snippet, color, finding_role(diag->severity));
}
