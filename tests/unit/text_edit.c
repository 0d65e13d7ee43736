#include <criterion/criterion.h>

#include <stdlib.h>
#include <string.h>

#include "text/edit.h"

static struct arena arena = ARENA_INIT;

static void tear_down(void)
{
	arena_free(&arena);
}

TestSuite(text_edit, .fini = tear_down);
TestSuite(text_source, .fini = tear_down);

#define cr_expect_str(got, expected) do { \
	struct str got_str = (got); \
	cr_expect(str_is(got_str, expected), "\"%.*s\", not \"%s\"", STR_ARG(got_str), expected); \
} while (0)

static bool add(struct edits *edits, uint32_t at, uint32_t len, const char *put)
{
	return edits_add(edits, (struct span){ at, len }, str_of(put));
}

Test(text_edit, splices)
{
	struct edits edits = EDITS_INIT(&arena);
	struct str text = STR("0123456789");
	cr_expect_str(edits_splice(&edits, text), "0123456789");
	cr_expect(add(&edits, 8, 2, "tail"));
	cr_expect(add(&edits, 0, 0, "head "));
	cr_expect(add(&edits, 3, 2, ""));
	cr_expect(add(&edits, 5, 0, "x"));
	cr_expect(add(&edits, 10, 0, "!"));
	cr_expect_str(edits_splice(&edits, text), "head 012x567tail!");
	cr_expect_eq(edits.count, 5);
}

Test(text_edit, order_and_overlaps)
{
	struct edits edits = EDITS_INIT(&arena);
	cr_expect(add(&edits, 4, 2, "B"));
	cr_expect(add(&edits, 4, 0, "a"));
	cr_expect(add(&edits, 4, 0, "b"));
	cr_expect(add(&edits, 6, 0, "c"));
	/* What overlaps is not added. */
	cr_expect_not(add(&edits, 5, 0, "x"));
	cr_expect_not(add(&edits, 5, 3, "x"));
	cr_expect_not(add(&edits, 3, 2, "x"));
	cr_expect_not(add(&edits, 0, 9, "x"));
	cr_expect_not(add(&edits, 4, 2, "x"));
	/* What does nothing is not kept. */
	cr_expect(add(&edits, 5, 0, ""));
	cr_expect_eq(edits.count, 4);
	cr_expect_str(edits_splice(&edits, STR("01234567")), "0123abBc67");
	struct err err = ERR_INIT(&arena);
	struct source source;
	source_init(&arena, "x", STR("01\n34567"), &source);
	cr_expect_not(edits_refuse(&source, 5, &err));
	cr_expect_str_eq(err_line(&err), "x:2:3: two edits of one run meet here; run them one by one");
}

Test(text_edit, composed_edits_are_the_smallest)
{
	struct str text = STR("one\ntwo\nthree\n");
	struct edits first = EDITS_INIT(&arena), second = EDITS_INIT(&arena);
	add(&first, 4, 4, "2\n");
	add(&second, 4, 2, "two\n");
	struct edits both = edits_compose(&arena, text, &first, &second);
	cr_expect_eq(both.count, 0);
	second = (struct edits)EDITS_INIT(&arena);
	add(&second, 4, 1, "twenty");
	both = edits_compose(&arena, text, &first, &second);
	cr_assert_eq(both.count, 1);
	cr_expect(both.at[0].cut.at == 6 && both.at[0].cut.len == 1);
	cr_expect_str(both.at[0].put, "enty");
}

static uint32_t seed = 5;

static uint32_t below(uint32_t limit)
{
	seed = seed * 1103515245u + 12345u;
	return limit ? (seed >> 8) % limit : 0;
}

static struct edits random_edits(struct arena *scratch, uint32_t len)
{
	static const char *const put[] = { "", "x", "ab", "\n", "line\n", "\r\n" };
	struct edits edits = EDITS_INIT(scratch);
	for (uint32_t n = below(6); n > 0; n--) {
		uint32_t at = below(len + 1);
		edits_add(&edits, (struct span){ at, below(2) ? below(len - at + 1) % 5 : 0 },
			  str_of(put[below(6)]));
	}
	return edits;
}

/* Two lists one after the other are their composition; and it is ordered and disjoint. */
Test(text_edit, random_compositions)
{
	for (uint32_t i = 0; i < (getenv("MONGOCONF_VALGRIND") ? 200u : 5000u); i++) {
		struct arena scratch = ARENA_INIT;
		char bytes[24];
		struct str text = { bytes, below(sizeof bytes + 1) };
		for (uint32_t k = 0; k < text.len; k++)
			bytes[k] = "ab\n"[below(3)];
		struct edits first = random_edits(&scratch, text.len);
		struct str between = edits_splice(&first, text);
		struct edits second = random_edits(&scratch, between.len);
		struct str after = edits_splice(&second, between);
		struct edits both = edits_compose(&scratch, text, &first, &second);
		cr_assert(str_eq(edits_splice(&both, text), after), "round %u", i);
		for (uint32_t k = 1; k < both.count; k++)
			cr_assert_leq(span_end(both.at[k - 1].cut), both.at[k].cut.at, "round %u", i);
		for (uint32_t k = 0; k < both.count; k++)
			cr_assert_not(str_eq(both.at[k].put, str_sub(text, both.at[k].cut.at,
								     span_end(both.at[k].cut))));
		arena_free(&scratch);
	}
}

Test(text_source, lines_and_places)
{
	static const struct {
		const char *text;
		uint32_t offset, line, column, lines;
		const char *at_line, *ending;
	} rows[] = {
		{ "", 0, 1, 1, 1, "", "\n" }, { "a", 1, 1, 2, 1, "a", "\n" }, { "a\n", 1, 1, 2, 1, "a", "\n" },
		{ "a\n", 2, 1, 3, 1, "a", "\n" }, { "a\nb", 2, 2, 1, 2, "b", "\n" },
		{ "a\r\nb", 3, 2, 1, 2, "b", "\r\n" }, { "a\r\nb", 1, 1, 2, 2, "a", "\r\n" },
		{ "a\r\nb\nc", 5, 3, 1, 3, "c", "\n" }, { "\n\n", 1, 2, 1, 2, "", "\n" },
		{ "\xc3\xa9x", 2, 1, 2, 1, "\xc3\xa9x", "\n" }, { "a\rb\n", 2, 1, 3, 1, "a\rb", "\n" },
		{ "\xef\xbb\xbf" "ab", 4, 1, 2, 1, "\xef\xbb\xbf" "ab", "\n" },
		{ "\xef\xbb\xbf" "a", 0, 1, 1, 1, "\xef\xbb\xbf" "a", "\n" }, { "ab", 99, 1, 3, 1, "ab", "\n" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct source source;
		source_init(&arena, "x", str_of(rows[i].text), &source);
		struct place at = source_place(&source, rows[i].offset);
		cr_expect(at.line == rows[i].line && at.column == rows[i].column, "row %zu: %u:%u", i,
			  at.line, at.column);
		cr_expect_eq(source.lines, rows[i].lines, "row %zu", i);
		cr_expect_str(source_line(&source, at.line - 1), rows[i].at_line);
		cr_expect_str(source_ending(&source, rows[i].offset), rows[i].ending);
		uint32_t start = source_line_start(&source, rows[i].offset);
		uint32_t end = source_line_end(&source, rows[i].offset);
		cr_expect_str(str_sub(source.text, start, end), rows[i].at_line);
		bool mark = strncmp(rows[i].text, "\xef\xbb\xbf", 3) == 0;
		cr_expect_eq(source_text_start(&source), mark ? 3 : 0, "row %zu", i);
	}
}

/* As many places on one line as there are bytes: each in no time, and where code points are counted
 * the same. */
Test(text_source, places_on_one_huge_line)
{
	enum { BYTES = 1 << 20 };
	/* Under valgrind some places of every kind: it steps through the units, too. */
	const uint32_t step = getenv("MONGOCONF_VALGRIND") ? 37 : 1;
	struct source source;
	char *text = arena_alloc(&arena, BYTES);
	memset(text, 'x', BYTES);
	source_init(&arena, "x", (struct str){ text, BYTES }, &source);
	for (uint32_t at = 0; at < BYTES; at += step)
		cr_assert_eq(source_place(&source, at).column, at + 1);
	memcpy(text + BYTES - 3, "\xc3\xa9", 2);
	source_init(&arena, "x", (struct str){ text, BYTES }, &source);
	cr_expect_eq(source_place(&source, BYTES).column, BYTES);

	/* Code points of one to four bytes, and bytes that are none, at all places against the steps in between. */
	static const char unit[] = "a\xc3\xa9\xe2\x82\xac\xff\xf0\x9f\x98\x80\xe2\x82";
	static const unsigned char points[] = { 0, 1, 2, 2, 3, 3, 3, 4, 5, 5, 5, 5, 6 };  /* before each byte */
	enum { UNIT = sizeof unit - 1, POINTS = 7 };
	for (uint32_t at = 0; at < BYTES; at++)
		text[at] = unit[at % UNIT];
	source_init(&arena, "x", (struct str){ text, BYTES / UNIT * UNIT }, &source);
	for (uint32_t at = 0; at < source.text.len; at += step)
		if (!at || ((unsigned char)text[at] & 0xc0) != 0x80)
			cr_assert_eq(source_place(&source, at).column, at / UNIT * POINTS + points[at % UNIT] + 1, "%u", at);
}

Test(text_source, refusals_say_where)
{
	struct err err = ERR_INIT(&arena);
	struct source source;
	source_init(&arena, "mongod.conf", STR("a: 1\nb: \xc3\xa9 2\n"), &source);
	cr_assert_not(source_refuse(&source, 11, &err, "no %s", "way"));
	cr_expect_str_eq(err_line(&err), "mongod.conf:2:6: no way");
	cr_expect_eq(err.kind, ERR_REFUSED);
}

/* However short the lines are. */
Test(text_source, lines_of_any_length)
{
	static const struct {
		const char *text;
		uint32_t lines, last;   /* where the last one begins */
	} rows[] = {
		{ "", 1, 0 }, { "\n", 1, 0 }, { "a", 1, 0 }, { "a\n", 1, 0 }, { "a\nb", 2, 2 }, { "\n\n", 2, 1 },
		{ "\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\nx", 33, 32 },
		{ "a\r\nb\r\nc\r\nd\r\ne\r\nf\r\ng\r\n", 7, 18 },
	};
	for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct source source;
		source_init(&arena, "a", str_of(rows[i].text), &source);
		cr_expect_eq(source.lines, rows[i].lines, "%u: %u lines", i, source.lines);
		cr_expect_eq(source.line[0], 0, "%u", i);
		cr_expect_eq(source.line[source.lines - 1], rows[i].last, "%u: the last at %u", i, source.line[source.lines - 1]);
	}
}
