/* The printed diff is applied again by a patch program of a few lines, strict as patch(1) with
 * --fuzz=0 is: every line of context and every count must be right. */
#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text/diff.h"

static struct arena arena = ARENA_INIT;

static void tear_down(void)
{
	arena_free(&arena);
}

TestSuite(text_diff, .fini = tear_down);

/* ---- patch ---- */

/* The next line with its ending. */
static bool next_line(struct str *text, struct str *line)
{
	uint32_t end = str_find_char(*text, '\n', 0);
	if (!text->len)
		return false;
	*line = str_sub(*text, 0, end == STR_NONE ? text->len : end + 1);
	*text = str_sub(*text, line->len, text->len);
	return true;
}

struct hunk {
	unsigned from, old_lines, to, new_lines;
};

static bool read_header(struct str line, struct hunk *hunk)
{
	char text[100];
	int used = 0;
	snprintf(text, sizeof text, "%.*s", STR_ARG(line));
	*hunk = (struct hunk){ .old_lines = 1, .new_lines = 1 };
	static const char *const format[] = {
		"@@ -%u,%u +%u,%u @@\n%n", "@@ -%u +%u,%u @@\n%n", "@@ -%u,%u +%u @@\n%n", "@@ -%u +%u @@\n%n",
	};
	struct hunk h = *hunk;
	if (sscanf(text, format[0], &h.from, &h.old_lines, &h.to, &h.new_lines, &used) == 4 && used) {
		*hunk = h;
		return true;
	}
	h = *hunk;
	if (sscanf(text, format[1], &h.from, &h.to, &h.new_lines, &used) == 3 && used) {
		*hunk = h;
		return true;
	}
	h = *hunk;
	if (sscanf(text, format[2], &h.from, &h.old_lines, &h.to, &used) == 3 && used) {
		*hunk = h;
		return true;
	}
	return sscanf(text, format[3], &hunk->from, &hunk->to, &used) == 2 && used;
}

/* "1,0" stands for "before line 1 of a text without lines, else behind that line". */
static uint32_t first_line(unsigned start, unsigned lines)
{
	return lines ? start - 1 : start;
}

/* NULL, or what is wrong with the diff. */
static const char *apply(struct arena *scratch, struct str old, struct str diff, struct str *result)
{
	struct buf out = BUF_INIT(scratch);
	struct str line;
	uint32_t old_line = 0, new_line = 0;
	if (!next_line(&diff, &line) || !str_is(line, "--- a/etc/mongod.conf\n") ||
	    !next_line(&diff, &line) || !str_is(line, "+++ b/etc/mongod.conf\n"))
		return "the header";
	while (next_line(&diff, &line)) {
		struct hunk hunk;
		struct str from;
		unsigned context = 0, changed = 0;
		if (!read_header(line, &hunk))
			return "a hunk's header";
		for (; old_line < first_line(hunk.from, hunk.old_lines); old_line++, new_line++) {
			if (!next_line(&old, &from))
				return "a hunk behind the end";
			buf_str(&out, from);
		}
		if (new_line != first_line(hunk.to, hunk.new_lines))
			return "the new line number";
		while (hunk.old_lines || hunk.new_lines) {
			if (!next_line(&diff, &line))
				return "a hunk's length";
			char mark = line.at[0];
			line = str_sub(line, 1, line.len);
			if (str_starts(diff, "\\ No newline at end of file\n")) {
				line.len--;
				diff = str_sub(diff, 28, diff.len);
			}
			if (mark != '+') {
				if (!hunk.old_lines-- || !next_line(&old, &from) || !str_eq(from, line))
					return "a line of context or a removed one";
				old_line++;
			}
			if (mark != '-') {
				if (!hunk.new_lines--)
					return "a hunk's new length";
				buf_str(&out, line);
				new_line++;
			}
			context = mark == ' ' ? context + 1 : 0;
			changed += mark != ' ';
			if (context > 6 || (!changed && context > 3))
				return "too much context";
		}
		if (!changed || context > 3)
			return "too much context at the end";
		if (context < 3 && old.len)
			return "too little context at the end";
	}
	buf_str(&out, old);
	*result = buf_done(&out);
	return NULL;
}

/* ---- random edits ---- */

static uint32_t seed = 77;

static uint32_t below(uint32_t limit)
{
	seed = seed * 1103515245u + 12345u;
	return limit ? (seed >> 8) % limit : 0;
}

static struct str random_text(struct arena *scratch, uint32_t lines)
{
	static const char *const line[] = { "a: 1", "", "  b: 2", "# c", "d: e", "\xc3\xa9: f" };
	struct buf text = BUF_INIT(scratch);
	const char *ending = below(4) ? "\n" : "\r\n";
	for (uint32_t i = 0; i < lines; i++) {
		buf_text(&text, line[below(6)]);
		if (i + 1 < lines || below(3))
			buf_text(&text, ending);
	}
	return str_copy(scratch, buf_done(&text));
}

static struct edits random_edits(struct arena *scratch, const struct source *source)
{
	static const char *const put[] = { "", "x", "new: 1\n", "\nnew: 1", "#", "two\nlines\n", "\n", "\r\n" };
	struct edits edits = EDITS_INIT(scratch);
	uint32_t len = source->text.len;
	for (uint32_t n = 1 + below(4); n > 0; n--) {
		uint32_t at = below(len + 1), cut = 0;
		if (below(2))
			at = source->line[below(source->lines)];
		if (below(2))
			cut = below(2) ? below(len - at + 1) % 9 : source_line_next(source, at) - at;
		edits_add(&edits, (struct span){ at, cut }, str_of(put[below(8)]));
	}
	return edits;
}

Test(text_diff, random_diffs_apply)
{
	for (uint32_t i = 0; i < (getenv("MONGOCONF_VALGRIND") ? 200u : 20000u); i++) {
		struct arena scratch = ARENA_INIT;
		struct source source;
		source_init(&scratch, "/etc/mongod.conf", random_text(&scratch, below(40)), &source);
		struct edits edits = random_edits(&scratch, &source);
		struct str expected = edits_splice(&edits, source.text), result;
		struct buf diff = BUF_INIT(&scratch);
		diff_unified(&diff, &source, &edits);
		struct str text = buf_done(&diff);
		if (str_eq(expected, source.text)) {
			arena_free(&scratch);
			continue;
		}
		const char *wrong = apply(&scratch, source.text, text, &result);
		cr_assert(!wrong, "round %u: %s\n--- text\n%.*s\n--- diff\n%.*s\n", i, wrong,
			  STR_ARG(source.text), STR_ARG(text));
		cr_assert(str_eq(result, expected), "round %u\n--- text\n%.*s\n--- diff\n%.*s\n", i,
			  STR_ARG(source.text), STR_ARG(text));
		arena_free(&scratch);
	}
}

/* ---- how it looks ---- */

static const char *diff_of(const char *text, uint32_t at, uint32_t len, const char *put)
{
	struct source source;
	struct edits edits = EDITS_INIT(&arena);
	struct buf out = BUF_INIT(&arena);
	source_init(&arena, "m.conf", str_of(text), &source);
	edits_add(&edits, (struct span){ at, len }, str_of(put));
	diff_unified(&out, &source, &edits);
	return buf_done(&out).at;
}

Test(text_diff, examples)
{
	static const struct {
		const char *text;
		uint32_t at, len;
		const char *put, *hunks;
	} rows[] = {
		{ "a\nb\nc\n", 2, 2, "x\n", "@@ -1,3 +1,3 @@\n a\n-b\n+x\n c\n" },
		{ "a\nb\nc\n", 2, 1, "x", "@@ -1,3 +1,3 @@\n a\n-b\n+x\n c\n" },
		{ "a\nb\nc\n", 2, 0, "x\n", "@@ -1,3 +1,4 @@\n a\n+x\n b\n c\n" },
		{ "a\nb\nc\n", 1, 0, "\nx", "@@ -1,3 +1,4 @@\n a\n+x\n b\n c\n" },
		{ "a\nb\nc\n", 2, 2, "", "@@ -1,3 +1,2 @@\n a\n-b\n c\n" },
		{ "a\n", 2, 0, "b\n", "@@ -1 +1,2 @@\n a\n+b\n" },
		{ "a", 1, 0, "\nb", "@@ -1 +1,2 @@\n-a\n\\ No newline at end of file\n+a\n+b\n"
				   "\\ No newline at end of file\n" },
		{ "a\nb", 1, 2, "", "@@ -1,2 +1 @@\n-a\n-b\n\\ No newline at end of file\n+a\n"
				   "\\ No newline at end of file\n" },
		{ "", 0, 0, "a\n", "@@ -0,0 +1 @@\n+a\n" },
		{ "a\n", 0, 2, "", "@@ -1 +0,0 @@\n-a\n" },
		{ "1\n2\n3\n4\n5\n6\n7\n8\n", 8, 1, "x",
		  "@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+x\n 6\n 7\n 8\n" },
		{ "a\r\nb\r\n", 3, 0, "x\r\n", "@@ -1,2 +1,3 @@\n a\r\n+x\r\n b\r\n" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const char *expected = arena_printf(&arena, "--- a/m.conf\n+++ b/m.conf\n%s", rows[i].hunks);
		const char *diff = diff_of(rows[i].text, rows[i].at, rows[i].len, rows[i].put);
		cr_expect_str_eq(diff, expected, "row %zu:\n%s", i, diff);
	}
}

Test(text_diff, nothing_changed_is_no_diff)
{
	struct source source;
	struct edits edits = EDITS_INIT(&arena);
	struct buf out = BUF_INIT(&arena);
	source_init(&arena, "m.conf", STR("a\n"), &source);
	diff_unified(&out, &source, &edits);
	cr_expect_eq(out.len, 0);
}
