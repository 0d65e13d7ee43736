/* What the edits of a fix do, as a small diff: only what is near, and nothing secret. */
#include "diag/veil.h"
#include "report/html_page.h"
#include "report/html_text.h"
#include "text/diff.h"

enum {
	TOUCHED = 16384,  /* bytes of lines and new text: more is no small diff */
	AROUND = 3,       /* lines of context that diff_unified() gives */
	LINES = 48,       /* of a diff that are shown */
	SHOWN = 400,      /* bytes of a line */
};

/* Bytes that a diff of these edits would have, at most. */
static uint64_t touched(const struct fix *fix, const struct source *source)
{
	uint64_t bytes = 0;
	for (uint32_t i = 0; i < fix->count; i++) {
		const struct fix_edit *edit = &fix->edits[i];
		if (edit->source != source)
			continue;
		uint32_t first = source_line_index(source, edit->cut.at);
		uint32_t last = source_line_index(source, span_end(edit->cut)) + AROUND;
		first = first > AROUND ? first - AROUND : 0;
		last = last < source->lines ? last : source->lines - 1;
		bytes += edit->put.len + span_end(source_line_span(source, last)) - source->line[first];
	}
	return bytes;
}

/* The number behind "@@ -": the first line of a hunk, 0-based. */
static uint32_t hunk_start(struct str line)
{
	uint32_t number = 0;
	for (uint32_t i = 4; i < line.len && line.at[i] >= '0' && line.at[i] <= '9'; i++)
		number = number * 10 + (uint32_t)(line.at[i] - '0');
	return number ? number - 1 : 0;
}

static void put_line(struct buf *out, struct str line, bool hidden)
{
	static const struct {
		char mark;
		const char *tag;
	} kinds[] = { { '+', "ins" }, { '-', "del" }, { ' ', "span" }, { '\\', "span" } };
	const char *tag = "span";
	for (unsigned i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (line.at[0] == kinds[i].mark)
			tag = kinds[i].tag;
	buf_printf(out, "<%s>%c", tag, line.at[0]);
	struct str text = str_sub(line, 1, line.len);
	if (str_ends(text, "\r"))
		text.len--;
	if (hidden)
		buf_text(out, "<em>a line with a secret is not shown</em>");
	else
		html_text(out, str_sub(text, 0, html_boundary(text, SHOWN)));
	buf_printf(out, "%s\n</%s>", text.len > SHOWN && !hidden ? "\xe2\x80\xa6" : "", tag);
}

static void put_hunks(struct buf *out, const struct source *source, struct str diff)
{
	struct veil veil = { 0 };
	struct str line;
	uint32_t number = 0, shown = 0, left_out = 0;
	while (str_split(&diff, '\n', &line)) {
		/* Two lines of names come first. */
		if (number++ < 2 || !line.len)
			continue;
		if (str_starts(line, "@@ -")) {
			veil = veil_before(source, hunk_start(line));
			if (shown && shown < LINES)
				buf_text(out, "<span class=\"gap\">\xe2\x8b\xaf\n</span>");
			continue;
		}
		bool hidden = line.at[0] != '\\' && veil_hides(&veil, str_sub(line, 1, line.len));
		if (shown < LINES)
			put_line(out, line, hidden);
		else
			left_out++;
		shown++;
	}
	if (left_out)
		buf_printf(out, "<span><em>%u lines more</em>\n</span>", left_out);
}

static void put_source(struct buf *out, struct arena *scratch, const struct fix *fix, const struct source *source, bool named)
{
	struct edits edits = EDITS_INIT(scratch);
	struct buf diff = BUF_INIT(scratch);
	bool whole = touched(fix, source) <= TOUCHED;
	for (uint32_t i = 0; whole && i < fix->count; i++)
		if (fix->edits[i].source == source)
			whole = edits_add(&edits, fix->edits[i].cut, fix->edits[i].put);
	if (whole)
		diff_unified(&diff, source, &edits);
	if (named) {
		buf_text(out, "<p class=\"of\"><code>");
		html_cstr(out, source->name);
		buf_text(out, "</code></p>\n");
	}
	if (!diff.len) {
		buf_text(out, "<p class=\"of\"><em>the change is too long to be shown here</em></p>\n");
		return;
	}
	buf_text(out, "<pre class=\"diff\">");
	put_hunks(out, source, buf_done(&diff));
	buf_text(out, "</pre>\n");
}

void html_diff(struct buf *out, struct arena *scratch, const struct diag *diag)
{
	const struct fix *fix = diag->fix;
	bool alone = true;
	for (uint32_t i = 0; i < fix->count; i++)
		alone = alone && fix->edits[i].source == diag->source;
	for (uint32_t i = 0; i < fix->count; i++) {
		uint32_t k = 0;
		while (fix->edits[k].source != fix->edits[i].source)
			k++;
		if (k == i)
			put_source(out, scratch, fix, fix->edits[i].source, !alone);
	}
}
