#include <criterion/criterion.h>

#include "base/buf.h"
#include "input/ini.h"

/* Of each line: what it is (blank, Comment, Section, Entry, Other), then what is not empty: name|value, #comment, the ending's length. */
static const struct {
	const char *text, *lines;
} rows[] = {
	{ "", ".\n" },
	{ "\n", ". +1\n" },
	{ "port=27017", "E port|27017\n" },
	{ "port=27017\n", "E port|27017 +1\n" },
	{ " port\t =  27017 \r\n", "E port|27017 +2\n" },
	{ "a = b = c # d\n", "E a|b = c # d +1\n" },
	{ "a=#b\n", "E a| #b +1\n" },
	{ "a=  \n", "E a| +1\n" },
	{ "=x\n", "E |x +1\n" },
	{ "#one\n  # two \n", "C #one +1\nC # two +1\n" },
	{ "auth\n", "O auth +1\n" },
	{ "auth # on\n", "O auth # on +1\n" },
	{ "a#=b\n", "O a #=b +1\n" },
	{ "[net]\nport=1\n[a.]\nb=2", "S net +1\nE net.port|1 +1\nS a. +1\nE a.b|2\n" },
	{ "[]\na=1\n", "S  +1\nE .a|1 +1\n" },
	{ "[net]x\n[net # y\n[net]#z\na=1", "O [net]x +1\nO [net # y +1\nS net #z +1\nE net.a|1\n" },
	{ "a=1\rb=2\n", "E a|1\rb=2 +1\n" },
	{ "\t\r\n\n", ". +2\n. +1\n" },
};

static struct str describe(struct arena *arena, const struct source *source)
{
	struct buf out = BUF_INIT(arena);
	struct ini_lines lines = ini_lines(arena, source);
	for (uint32_t i = 0; i < lines.count; i++) {
		const struct ini_line *line = &lines.at[i];
		buf_char(&out, ".CSEO"[line->kind]);
		if (line->kind == INI_LINE_ENTRY)
			buf_printf(&out, " %.*s|%.*s", STR_ARG(ini_line_name(arena, source, line)), STR_ARG(source_str(source, line->value)));
		else if (line->kind == INI_LINE_SECTION || line->kind == INI_LINE_OTHER)
			buf_printf(&out, " %.*s", STR_ARG(source_str(source, line->kind == INI_LINE_OTHER ? line->content : line->name)));
		if (line->comment.len)
			buf_printf(&out, " %.*s", STR_ARG(source_str(source, line->comment)));
		if (line->ending.len)
			buf_printf(&out, " +%u", line->ending.len);
		buf_char(&out, '\n');
	}
	return buf_done(&out);
}

Test(input_ini, lines)
{
	struct arena arena = ARENA_INIT;
	for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct source source;
		source_init(&arena, "x", str_of(rows[i].text), &source);
		struct str got = describe(&arena, &source);
		cr_assert(str_is(got, rows[i].lines), "%s\ngot:\n%.*s\nwant:\n%s", rows[i].text, STR_ARG(got), rows[i].lines);
	}
	arena_free(&arena);
}

/* Every byte belongs to one line, and what is found in it lies in it. */
Test(input_ini, spans)
{
	struct arena arena = ARENA_INIT;
	for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct source source;
		source_init(&arena, "x", str_of(rows[i].text), &source);
		struct ini_lines lines = ini_lines(&arena, &source);
		uint32_t at = 0;
		for (uint32_t k = 0; k < lines.count; k++) {
			const struct ini_line *line = &lines.at[k];
			cr_assert_eq(line->at.at, at, "%s", rows[i].text);
			at = span_end(line->at);
			cr_assert_eq(span_end(line->ending), at, "%s", rows[i].text);
			if (line->kind == INI_LINE_ENTRY)
				cr_assert(span_end(line->name) < line->value.at && span_end(line->value) <= span_end(line->content) &&
					  line->name.at >= line->content.at, "%s", rows[i].text);
			if (line->comment.len)
				cr_assert(line->comment.at >= span_end(line->content) && span_end(line->comment) <= line->ending.at,
					  "%s", rows[i].text);
		}
		cr_assert_eq(at, source.text.len, "%s", rows[i].text);
	}
	arena_free(&arena);
}
