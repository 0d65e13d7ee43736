#include <criterion/criterion.h>

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "report/report.h"

static struct arena arena;
static struct sink sink;
static const struct diag_kind kind = { "some-rule", "startup" };

static void set_up(void)
{
	sink = (struct sink)SINK_INIT(&arena);
}

static void tear_down(void)
{
	arena_free(&arena);
}

TestSuite(report_text, .init = set_up, .fini = tear_down);
TestSuite(report_oneline, .init = set_up, .fini = tear_down);
TestSuite(report_formats);

static struct source *source_of(const char *name, struct str text)
{
	struct source *source = arena_alloc(&arena, sizeof *source);
	source_init(&arena, name, text, source);
	return source;
}

static const char *text(struct report report)
{
	struct buf out = BUF_INIT(&arena);
	report.sink = &sink;
	report_text(&out, &report);
	return buf_done(&out).at;
}

/* One finding, without a summary: all of the output. */
static const char *shown(struct str config, uint32_t at, uint32_t len)
{
	sink.count = 0;
	sink_add(&sink, &kind, SEVERITY_ERROR, source_of("m.conf", config),
		 (struct span){ at, len }, "wrong");
	return text((struct report){ .quiet = true });
}

#define MESSAGE ": error: wrong [some-rule]\n"

static const char all_parts[] =
	"hosts/db2/mongod.conf:3:16: error: this member says \"Shop\", its peers say \"shop\" "
	"[replset-name-mismatch]\n"
	"    3 |   replSetName: Shop\n"
	"      |                ^~~~\n"
	"  note: hosts/db1/mongod.conf:2:16: shop is set here\n"
	"  note: names are compared byte by byte\n"
	"  mongod: stops with: no set\n"
	"  help: say which one is right\n"
	"  fix (unsafe): write shop\n"
	"\n"
	"hosts/db2/mongod.conf:4:1: warning: nothing in it [some-rule]\n"
	"    4 | net:\n"
	"      | ^~~~\n"
	"  fix (safe, in 2 files): remove it\n"
	"\n"
	"3 files: 1 error, 1 warning; 2 templates skipped; not listed: 4 on unchanged lines; set aside: 1 by a comment, 2 by the baseline\n"
	"mongoconf fix mends 1 of them, and with --unsafe 1 more\n";

Test(report_text, all_parts)
{
	static const struct diag_kind mismatch = { "replset-name-mismatch", "fleet" };
	struct source *one = source_of("hosts/db1/mongod.conf",
				       STR("replication:\n  replSetName: shop\nnet:\n"));
	struct source *two = source_of("hosts/db2/mongod.conf",
				       STR("# two\nreplication:\n  replSetName: Shop\nnet:\n"));
	struct diag *diag = sink_add(&sink, &mismatch, SEVERITY_ERROR, two, (struct span){ 34, 4 },
				     "this member says \"Shop\", its peers say \"shop\"");
	diag_note(&sink, diag, one, (struct span){ 28, 4 }, "shop is set here");
	diag_note(&sink, diag, NULL, (struct span){ 0, 0 }, "names are compared byte by byte");
	diag->server = "stops with: no set";
	diag->help = "say which one is right";
	diag_fix(&sink, diag, SAFETY_UNSAFE, "write shop", (struct span){ 34, 4 }, STR("shop"));
	diag = sink_add(&sink, &kind, SEVERITY_WARNING, two, (struct span){ 39, 4 },
			"nothing in it");
	diag_fix(&sink, diag, SAFETY_SAFE, "remove it", (struct span){ 39, 5 }, STR(""));
	diag_fix_more(&sink, diag, one, (struct span){ 33, 5 }, STR(""));
	diag_fix_more(&sink, diag, two, (struct span){ 0, 1 }, STR("#"));
	struct sink aside = SINK_INIT(&arena);
	for (unsigned i = 0; i < 3; i++)
		sink_add(&aside, &kind, SEVERITY_ERROR, one, (struct span){ 0, 1 }, "x")->aside = i ? ASIDE_BASELINE : ASIDE_COMMENT;
	cr_assert_str_eq(text((struct report){ .files = 3, .skipped = 2, .unchanged = 4, .aside = &aside }), all_parts);
}

Test(report_text, servers_name_is_the_label)
{
	shown(STR("a: b"), 0, 1);
	sink.at[0]->server = "stops with: x";
	cr_expect(str_ends(str_of(text((struct report){ .quiet = true })), "  mongod: stops with: x\n"));
	sink.at[0]->program = "mongos";
	cr_expect(str_ends(str_of(text((struct report){ .quiet = true })), "  mongos: stops with: x\n"));
}

Test(report_text, summary)
{
	static const struct {
		uint32_t files, skipped, errors, warnings, infos;
		const char *line;
	} row[] = {
		{ 0, 0, 0, 0, 0, "0 files: no findings\n" },
		{ 1, 0, 0, 0, 0, "1 file: no findings\n" },
		{ 2, 1, 0, 0, 0, "2 files: no findings; 1 template skipped\n" },
		{ 1, 0, 1, 0, 0, "1 file: 1 error\n" },
		{ 3, 0, 2, 2, 2, "3 files: 2 errors, 2 warnings, 2 infos\n" },
		{ 3, 3, 0, 0, 1, "3 files: 1 info; 3 templates skipped\n" },
		{ 1, 0, 0, 1, 0, "1 file: 1 warning\n" },
	};
	struct source *source = source_of("m.conf", STR("a: b\n"));
	for (unsigned i = 0; i < sizeof row / sizeof *row; i++) {
		const uint32_t *number[] = { &row[i].infos, &row[i].warnings, &row[i].errors };
		sink.count = 0;
		for (unsigned severity = 0; severity < 3; severity++)
			for (uint32_t k = 0; k < *number[severity]; k++)
				sink_add(&sink, &kind, (enum severity)severity, source,
					 (struct span){ 0, 1 }, "x");
		const char *all = text((struct report){ .files = row[i].files,
							.skipped = row[i].skipped });
		const char *last = strstr(all, "\n\n");
		while (last && strstr(last + 2, "\n\n"))
			last = strstr(last + 2, "\n\n");
		cr_expect_str_eq(last ? last + 2 : all, row[i].line, "row %u: %s", i, all);
		const char *quiet = text((struct report){ .files = 9, .quiet = true });
		cr_expect_null(strstr(quiet, "9 files"), "row %u", i);
		cr_expect(sink.count || !*quiet, "row %u", i);
	}
}

Test(report_text, line_endings_and_marks)
{
	cr_expect_str_eq(shown(STR("a: b\r\nc: d\r\n"), 9, 1),
			 "m.conf:2:4" MESSAGE "    2 | c: d\n      |    ^\n");
	cr_expect_str_eq(shown(STR("\xef\xbb\xbf" "a: b\r\n"), 3, 1),
			 "m.conf:1:1" MESSAGE "    1 | a: b\n      | ^\n");
	cr_expect_str_eq(shown(STR("\xef\xbb\xbf" "a: b\r\n"), 0, 3),
			 "m.conf:1:1" MESSAGE "    1 | a: b\n      | ^\n");
	cr_expect_str_eq(shown(STR("\xef\xbb\xbf" "a: bcd\n"), 6, 3),
			 "m.conf:1:4" MESSAGE "    1 | a: bcd\n      |    ^~~\n");
	cr_expect_str_eq(shown(STR("a: \xef\xbb\xbf" "b\n"), 6, 1),
			 "m.conf:1:5" MESSAGE "    1 | a: <U+FEFF>b\n      |            ^\n");
	cr_expect_str_eq(shown(STR("a\rb: c"), 2, 1),
			 "m.conf:1:3" MESSAGE "    1 | a\\rb: c\n      |    ^\n");
}

Test(report_text, spans_at_ends)
{
	cr_expect_str_eq(shown(STR("a: b\nc:\n"), 7, 0),
			 "m.conf:2:3" MESSAGE "    2 | c:\n      |   ^\n",
			 "empty, at the line's end");
	cr_expect_str_eq(shown(STR("a: b\r\n"), 4, 2),
			 "m.conf:1:5" MESSAGE "    1 | a: b\n      |     ^\n", "the ending itself");
	cr_expect_str_eq(shown(STR("a: b"), 4, 0),
			 "m.conf:1:5" MESSAGE "    1 | a: b\n      |     ^\n", "no final newline");
	cr_expect_str_eq(shown(STR("a: b"), 1, 0),
			 "m.conf:1:2" MESSAGE "    1 | a: b\n      |  ^\n", "empty, inside");
	cr_expect_str_eq(shown(STR("a:\n  b: 1\n  c: 2\n"), 5, 12),
			 "m.conf:2:3" MESSAGE "    2 |   b: 1\n      |   ^~~~\n", "several lines");
	cr_expect_str_eq(shown(STR("a: 1\n\nb: 2\n"), 5, 1),
			 "m.conf:2:1" MESSAGE "    2 |\n      | ^\n", "an empty line");
	cr_expect_str_eq(shown(STR(""), 0, 0), "m.conf:1:1" MESSAGE, "an empty file");
}

Test(report_text, tabs)
{
	cr_expect_str_eq(shown(STR("\ta:\tb # c\n"), 4, 1),
			 "m.conf:1:5" MESSAGE
			 "    1 |         a:      b # c\n"
			 "      |                 ^\n");
	cr_expect_str_eq(shown(STR("a:\tb\n"), 2, 1),
			 "m.conf:1:3" MESSAGE
			 "    1 | a:      b\n"
			 "      |   ^~~~~~\n", "a tab that is marked");
	cr_expect_str_eq(shown(STR("\xe6\x95\xb0\xe6\x95\xb0:\tb\n"), 8, 1),
			 "m.conf:1:5" MESSAGE
			 "    1 | \xe6\x95\xb0\xe6\x95\xb0:   b\n"
			 "      |         ^\n", "stops count columns");
}

Test(report_text, wide_and_combining)
{
	cr_expect_str_eq(shown(STR("\xe6\x95\xb0\xe6\x8d\xae: x\n"), 8, 1),
			 "m.conf:1:5" MESSAGE
			 "    1 | \xe6\x95\xb0\xe6\x8d\xae: x\n"
			 "      |       ^\n");
	cr_expect_str_eq(shown(STR("a: \xe6\x95\xb0\xe6\x8d\xae\n"), 3, 6),
			 "m.conf:1:4" MESSAGE
			 "    1 | a: \xe6\x95\xb0\xe6\x8d\xae\n"
			 "      |    ^~~~\n");
	cr_expect_str_eq(shown(STR("e\xcc\x81: e\xcc\x81" "e x\n"), 5, 4),
			 "m.conf:1:5" MESSAGE
			 "    1 | e\xcc\x81: e\xcc\x81" "e x\n"
			 "      |    ^~\n");
	cr_expect_str_eq(shown(STR("a: \xe6\x95\xb0 b\n"), 4, 1),
			 "m.conf:1:5" MESSAGE
			 "    1 | a: \xe6\x95\xb0 b\n"
			 "      |    ^~\n", "from the middle of a character");

	/* What stands before the X, how it is shown, and its columns on a terminal. */
	static const struct {
		const char *text, *drawn;
		uint32_t columns;
	} row[] = {
		{ "\xe2\x9a\xa0\xef\xb8\x8f", "\xe2\x9a\xa0", 1 },  /* a warning sign, asked for in color */
		{ "\xf0\x9f\x91\x8d\xf0\x9f\x8f\xbd", "\xf0\x9f\x91\x8d", 2 },  /* a thumb with a color of skin */
		{ "a\xef\xb8\x8f", "a<U+FE0F>", 9 },
		{ "\xef\xb8\x8f", "<U+FE0F>", 8 },
		{ "\xf0\x9f\x87\xa9\xf0\x9f\x87\xaa", "\xf0\x9f\x87\xa9\xf0\x9f\x87\xaa", 2 },  /* a flag */
		{ "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x92\xbb", "\xf0\x9f\x91\xa9<U+200D>\xf0\x9f\x92\xbb", 12 },
		{ "\xe0\xa4\xa8\xe0\xa4\xbf", "\xe0\xa4\xa8\xe0\xa4\xbf", 2 },  /* a spacing mark */
		{ "\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab", "\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab", 2 },  /* jamo */
		{ "\xef\xbe\x8a\xef\xbe\x9e", "\xef\xbe\x8a\xef\xbe\x9e", 2 },  /* halfwidth */
		{ "\xf0\x9f\xbb\xbf", "<U+1FEFF>", 9 },  /* not assigned */
		{ "\xee\x82\xa0", "\xee\x82\xa0", 1 },  /* private use */
		{ "\xd8\x80", "<U+0600>", 8 },  /* a format character */
		{ "\xe3\x80\x80", "\xe3\x80\x80", 2 },
	};
	for (unsigned i = 0; i < sizeof row / sizeof *row; i++) {
		struct str line = str_format(&arena, "%sX y", row[i].text);
		const char *out = shown(line, line.len - 3, 1);
		struct str want = str_format(&arena, "    1 | %sX y\n      | %*s^\n", row[i].drawn, (int)row[i].columns, "");
		cr_expect(str_ends(str_of(out), want.at), "row %u: %s", i, out);
	}
}

Test(report_text, hostile_text)
{
	cr_expect_str_eq(shown(STR("a: \x1b[2Jb\n"), 7, 1),
			 "m.conf:1:8" MESSAGE
			 "    1 | a: \\x1b[2Jb\n"
			 "      |           ^\n");
	cr_expect_str_eq(shown(STR("a: \xff\xfe b\n"), 3, 2),
			 "m.conf:1:4" MESSAGE
			 "    1 | a: \\xff\\xfe b\n"
			 "      |    ^~~~~~~~\n");
	cr_expect_str_eq(shown(STR("a: \xe2\x80\xae" "b c\n"), 6, 1),
			 "m.conf:1:5" MESSAGE
			 "    1 | a: <U+202E>b c\n"
			 "      |            ^\n");
	setenv("GITHUB_ACTIONS", "true", 1);
	cr_expect_str_eq(shown(STR("a: ##[x]b [c\n"), 8, 1),
			 "m.conf:1:9" MESSAGE
			 "    1 | a: ##\\x5bx]b [c\n"
			 "      |            ^\n");
	unsetenv("GITHUB_ACTIONS");
	sink.count = 0;
	struct source *bad = source_of("b\x1b\xff\n.conf", STR(""));
	struct diag *diag = sink_add(&sink, &kind, SEVERITY_INFO, bad, (struct span){ 0, 0 },
				     "m\x1b\n");
	diag_note(&sink, diag, bad, (struct span){ 0, 0 }, "n\x1b");
	diag->server = "s\x1b";
	diag->help = "h\x1b";
	diag_fix(&sink, diag, SAFETY_SAFE, "f\x1b", (struct span){ 0, 0 }, STR("\x1b"));
	cr_expect_str_eq(text((struct report){ .quiet = true }),
			 "b\\x1b\\xff\\n.conf:1:1: info: m\\x1b\\n [some-rule]\n"
			 "  note: b\\x1b\\xff\\n.conf:1:1: n\\x1b\n"
			 "  mongod: s\\x1b\n"
			 "  help: h\\x1b\n"
			 "  fix (safe): f\\x1b\n");
}

/* A line of `cells` code points, "0123456789012...", each tenth being `tenth`. */
static struct str long_line(uint32_t cells, const char *tenth)
{
	struct buf line = BUF_INIT(&arena);
	for (uint32_t i = 0; i < cells; i++) {
		if (i % 10)
			buf_char(&line, (char)('0' + i % 10));
		else
			buf_text(&line, tenth);
	}
	return buf_done(&line);
}

static struct str nth_line(const char *output, unsigned n)
{
	struct str rest = str_of(output), piece = { "", 0 };
	for (unsigned i = 0; i <= n; i++)
		str_split(&rest, '\n', &piece);
	return piece;
}

Test(report_text, long_lines_are_cut)
{
	const char *out = shown(long_line(160, "0"), 150, 10);
	cr_expect_eq(utf8_width(nth_line(out, 1)), 8 + 160, "160 columns are shown as they are");
	cr_expect_null(strstr(out, "\xe2\x80\xa6"));

	out = shown(long_line(1000, "0"), 500, 3);
	struct buf want = BUF_INIT(&arena);
	buf_text(&want, "m.conf:1:501" MESSAGE "    1 | \xe2\x80\xa6");
	buf_str(&want, long_line(158, "0"));
	buf_text(&want, "\xe2\x80\xa6\n      | ");
	buf_fill(&want, ' ', 41);
	buf_text(&want, "^~~\n");
	cr_expect_str_eq(out, buf_done(&want).at);

	out = shown(long_line(1000, "0"), 5, 990);
	want.len = 0;
	buf_text(&want, "m.conf:1:6" MESSAGE "    1 | ");
	buf_str(&want, long_line(158, "0"));
	buf_text(&want, "\xe2\x80\xa6\n      |      ^");
	buf_fill(&want, '~', 152);
	buf_text(&want, "\n");
	cr_expect_str_eq(out, buf_done(&want).at);

	out = shown(long_line(1000, "0"), 1000, 0);
	want.len = 0;
	buf_text(&want, "m.conf:1:1001" MESSAGE "    1 | \xe2\x80\xa6");
	buf_str(&want, str_sub(long_line(1000, "0"), 842, 1000));
	buf_text(&want, "\n      | ");
	buf_fill(&want, ' ', 159);
	buf_text(&want, "^\n");
	cr_expect_str_eq(out, buf_done(&want).at);
}

/* No line and no mark is wider than the terminal, of which the last column stays free. */
Test(report_text, narrow_terminals)
{
	static const uint32_t width[] = { 1, 32, 33, 34, 40, 79, 80, 120, 168, 169, 170, 500 };
	static const uint32_t marked[][2] = { { 0, 3 }, { 5, 300 }, { 30, 4 }, { 31, 1 }, { 70, 1 }, { 200, 2 }, { 399, 1 }, { 400, 0 } };
	struct source *source = source_of("m.conf", long_line(400, "0"));
	for (unsigned i = 0; i < sizeof width / sizeof *width; i++) {
		uint32_t most = width[i] < 34 ? 33 : width[i] > 169 ? 169 : width[i];
		for (unsigned k = 0; k < sizeof marked / sizeof *marked; k++) {
			sink.count = 0;
			sink_add(&sink, &kind, SEVERITY_ERROR, source, (struct span){ marked[k][0], marked[k][1] }, "wrong");
			const char *out = text((struct report){ .quiet = true, .columns = width[i] });
			struct str drawn = nth_line(out, 1), mark = nth_line(out, 2);
			uint32_t caret = str_find_char(mark, '^', 0);
			cr_expect_leq(utf8_width(drawn), most - 1, "%u at %u: %s", width[i], marked[k][0], out);
			cr_expect_geq(utf8_width(drawn), most - 2, "%u at %u: %s", width[i], marked[k][0], out);
			cr_expect_leq(utf8_width(mark), most, "%u at %u: %s", width[i], marked[k][0], out);
			/* Above it is the digit of its column; the dots before that have three bytes. */
			if (str_find(drawn, STR("| \xe2\x80\xa6"), 0) != STR_NONE)
				caret += 2;
			if (marked[k][0] < 400)
				cr_expect_eq(drawn.at[caret], (char)('0' + marked[k][0] % 10), "%u at %u: %s", width[i], marked[k][0], out);
			else
				cr_expect_geq(caret, drawn.len, "%u at %u: %s", width[i], marked[k][0], out);
		}
	}
}

/* Wherever a line is cut, the caret stands under its own character and the line stays short. */
Test(report_text, carets_stay_under_cut_lines)
{
	static const char *const tenth[] = {
		"0", "\xe6\x95\xb0", "e\xcc\x81", "\t", "\xff", "\xe2\x80\xae", "\xe2\x9a\xa0\xef\xb8\x8f", "\xe0\xa4\xa8\xe0\xa4\xbf",
	};
	/* Under valgrind every seventh digit: they come in nines. */
	const unsigned step = getenv("MONGOCONF_VALGRIND") ? 7 : 1;
	unsigned digits = 0;
	for (unsigned i = 0; i < sizeof tenth / sizeof *tenth; i++) {
		struct str line = str_copy(&arena, long_line(600, tenth[i]));
		for (uint32_t at = 0; at < line.len; at++) {
			char *config = str_cstr(&arena, line);
			if (config[at] < '1' || config[at] > '9' || digits++ % step)
				continue;
			config[at] = 'X';
			const char *out = shown((struct str){ config, line.len }, at, 1);
			struct str drawn = nth_line(out, 1), mark = nth_line(out, 2);
			uint32_t x = str_find_char(drawn, 'X', 0);
			cr_assert_neq(x, STR_NONE, "%u at %u: %s", i, at, out);
			cr_assert_eq(utf8_width(str_sub(drawn, 0, x)), str_find_char(mark, '^', 0),
				     "%u at %u: %s", i, at, out);
			cr_assert_leq(utf8_width(drawn), 8 + 160, "%u at %u", i, at);
			cr_assert_null(strstr(out, "\xe2\x80\xa6\xcc"), "%u at %u", i, at);
		}
	}
}

Test(report_text, line_numbers_widen_the_gutter)
{
	struct buf config = BUF_INIT(&arena);
	for (unsigned i = 0; i < 123456; i++)
		buf_text(&config, "#\n");
	buf_text(&config, "a: b\n");
	cr_assert_str_eq(shown(buf_done(&config), 2 * 123456, 1),
			 "m.conf:123457:1" MESSAGE "123457 | a: b\n       | ^\n");
}

Test(report_text, color)
{
	struct source *source = source_of("m.conf", STR("a: b\n"));
	struct diag *diag = sink_add(&sink, &kind, SEVERITY_WARNING, source, (struct span){ 3, 1 },
				     "wrong");
	diag->help = "don't";
	cr_assert_str_eq(text((struct report){ .files = 1, .color = true }),
			 "\x1b[1mm.conf:1:4:\x1b[0m \x1b[1;35mwarning:\x1b[0m wrong "
			 "\x1b[2m[some-rule]\x1b[0m\n"
			 "\x1b[2m    1 |\x1b[0m a: b\n"
			 "\x1b[2m      |\x1b[0m    \x1b[1;35m^\x1b[0m\n"
			 "  \x1b[1;36mhelp:\x1b[0m don't\n"
			 "\n"
			 "1 file: \x1b[1;35m1 warning\x1b[0m\n");
}

/* Files, and neither standard input nor what is not on this host. */
Test(report_text, links)
{
	struct source *source = source_of("a b/m.conf", STR(""));
	struct diag *diag = sink_add(&sink, &kind, SEVERITY_ERROR, source, (struct span){ 0, 0 }, "wrong");
	diag_note(&sink, diag, source_of("other", STR("")), (struct span){ 0, 0 }, "here");
	struct report report = { .quiet = true, .color = true, .host = "db1", .here = "/etc" };
	cr_expect_null(strstr(text(report), "\x1b]8"));
	source->id.ino = 1;
	cr_expect_str_eq(text(report), "\x1b]8;;file://db1/etc/a%20b/m.conf\x1b\\\x1b[1ma b/m.conf:1:1:\x1b[0m\x1b]8;;\x1b\\ "
				       "\x1b[1;31merror:\x1b[0m wrong \x1b[2m[some-rule]\x1b[0m\n"
				       "  \x1b[1;36mnote:\x1b[0m \x1b[1mother:1:1:\x1b[0m here\n");
	report.host = NULL;
	cr_expect_null(strstr(text(report), "\x1b]8"));
	report.host = "db1";
	report.color = false;
	cr_expect_null(strstr(text(report), "\x1b]8"));
}

Test(report_oneline, one_line_each)
{
	struct str config = STR("a: b\nc: \xe6\x95\xb0\xe6\x95\xb0\n");
	struct source *source = source_of("m\x1b\n.conf", config);
	struct diag *diag = sink_add(&sink, &kind, SEVERITY_ERROR, source, (struct span){ 3, 1 },
				     "x\ny");
	diag->help = "nothing";
	diag_note(&sink, diag, NULL, (struct span){ 0, 0 }, "nothing");
	sink_add(&sink, &kind, SEVERITY_INFO, source, (struct span){ 11, 3 }, "wide");
	struct report report = { .sink = &sink, .files = 1, .color = true };
	struct buf out = BUF_INIT(&arena);
	report_oneline(&out, &report);
	cr_assert_str_eq(buf_done(&out).at,
			 "m\\x1b\\n.conf:1:4: error: x\\ny [some-rule]\n"
			 "m\\x1b\\n.conf:2:5: info: wide [some-rule]\n");
}

Test(report_oneline, nothing)
{
	struct report report = { .sink = &sink, .files = 1 };
	struct buf out = BUF_INIT(&arena);
	report_oneline(&out, &report);
	cr_assert_eq(out.len, 0);
}

Test(report_formats, find)
{
	for (unsigned i = 0; i < report_format_count; i++) {
		cr_expect_eq(report_format_find(report_formats[i].name), &report_formats[i]);
		cr_expect(*report_formats[i].about, "%s", report_formats[i].name);
	}
	cr_expect_eq(report_format_find("json")->write, report_json);
	cr_expect_null(report_format_find("jso"));
	cr_expect_null(report_format_find(""));
}
