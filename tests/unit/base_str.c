#include <criterion/criterion.h>

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/regex.h"
#include "base/str.h"
#include "base/utf8.h"

static struct arena arena = ARENA_INIT;

static void tear_down(void)
{
	arena_free(&arena);
}

TestSuite(base_str, .fini = tear_down);
TestSuite(base_utf8, .fini = tear_down);
TestSuite(base_regex, .fini = tear_down);
TestSuite(base_arena, .fini = tear_down);

#define cr_expect_str(got, expected) \
	cr_expect(str_is(got, expected), "\"%.*s\", not \"%s\"", STR_ARG(got), expected)

Test(base_str, pieces)
{
	struct str s = STR("  key: value\r\n");
	cr_expect_str(str_trim(s), "key: value");
	cr_expect_str(str_trim(STR(" \t\r\n")), "");
	cr_expect_str(str_sub(s, 2, 5), "key");
	cr_expect_str(str_sub(s, 12, 99), "\r\n");
	cr_expect_str(str_sub(s, 99, 5), "");
	cr_expect_str(str_sub(s, 7, 3), "");
	cr_expect(str_starts(s, "  k") && str_starts(s, "") && !str_starts(STR("ab"), "abc"));
	cr_expect(str_ends(s, "\r\n") && str_ends(s, "") && !str_ends(STR("bc"), "abc"));
	cr_expect_str(str_of(NULL), "");
	cr_expect(str_eq(str_copy(&arena, STR("a\0b")), STR("a\0b")));
	cr_expect_str(str_format(&arena, "%d-%s", 7, "x"), "7-x");
}

Test(base_str, comparisons)
{
	cr_expect(str_eq(STR(""), (struct str){ NULL, 0 }));
	cr_expect(str_eq(STR("ab"), STR("ab")) && !str_eq(STR("ab"), STR("aB")) && !str_eq(STR("a"), STR("ab")));
	cr_expect(str_eq_nocase(STR("aB-9"), STR("Ab-9")) && !str_eq_nocase(STR("a"), STR("ab")));
	/* Letters only: @ and ` differ by the same bit as A and a. */
	cr_expect_not(str_eq_nocase(STR("@["), STR("`{")));
	cr_expect_lt(str_compare(STR("a"), STR("ab")), 0);
	cr_expect_gt(str_compare(STR("b"), STR("ab")), 0);
	cr_expect_eq(str_compare(STR(""), STR("")), 0);
	cr_expect_lt(str_compare(STR("a"), STR("\xc3\xa9")), 0);
}

Test(base_str, finding)
{
	struct str s = STR("a.bc.bc");
	cr_expect_eq(str_find(s, STR("bc"), 0), 2);
	cr_expect_eq(str_find(s, STR("bc"), 3), 5);
	cr_expect_eq(str_find(s, STR("bc"), 6), STR_NONE);
	cr_expect_eq(str_find(s, STR(""), 7), 7);
	cr_expect_eq(str_find(s, STR("x"), 99), STR_NONE);
	cr_expect_eq(str_find(s, STR("a.bc.bc."), 0), STR_NONE);
	/* The first byte alone is there at each place before, and behind. */
	char text[200];
	for (uint32_t at = 0; at + 3 <= sizeof text; at++) {
		memset(text, 'a', sizeof text);
		memcpy(text + at, "abc", 3);
		struct str all = { text, sizeof text };
		for (uint32_t first = 0; first <= sizeof text; first++)
			cr_assert_eq(str_find(all, STR("abc"), first), first <= at ? at : STR_NONE, "%u from %u", at, first);
		cr_assert_eq(str_find(str_sub(all, 0, at + 2), STR("abc"), 0), STR_NONE, "%u", at);
		cr_assert_eq(str_find(all, STR("abd"), 0), STR_NONE, "%u", at);
		cr_assert_eq(str_find(all, STR("c"), 0), at + 2, "%u", at);
	}
	cr_expect_eq(str_find_char(s, '.', 2), 4);
	cr_expect_eq(str_find_char(s, 'c', 7), STR_NONE);
	cr_expect(str_has_char(s, 'b') && !str_has_char(s, 'x') && !str_has_char(STR(""), 'x'));
}

Test(base_str, splitting)
{
	static const struct {
		const char *text, *pieces;
	} rows[] = {
		{ "a,,b", "[a][][b]" }, { "", "[]" }, { ",", "[][]" }, { "a", "[a]" }, { "a,", "[a][]" },
		{ ",a", "[][a]" }, { "localhost,::1", "[localhost][::1]" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct str rest = str_of(rows[i].text), piece, all = STR("");
		while (str_split(&rest, ',', &piece))
			all = str_format(&arena, "%.*s[%.*s]", STR_ARG(all), STR_ARG(piece));
		cr_expect_str(all, rows[i].pieces);
	}
}

Test(base_str, distances)
{
	static const struct {
		const char *a, *b;
		unsigned limit, distance;
	} rows[] = {
		{ "", "", 2, 0 }, { "bindIp", "bindIp", 2, 0 }, { "bindIp", "bindip", 2, 1 },
		{ "bindIp", "bndIp", 2, 1 }, { "bindIp", "bindIpp", 2, 1 }, { "bindIp", "bidnIp", 2, 1 },
		{ "bindIp", "", 6, 6 }, { "bindIp", "", 5, 6 }, { "abc", "xyz", 1, 2 }, { "abc", "xyz", 3, 3 },
		{ "ca", "abc", 3, 3 }, { "shop", "hsop", 0, 1 }, { "a", "b", 0, 1 }, { "abcd", "badc", 2, 2 },
	};
	char wide[300];
	memset(wide, 'x', sizeof wide);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct str a = str_of(rows[i].a), b = str_of(rows[i].b);
		cr_expect_eq(str_distance(a, b, rows[i].limit), rows[i].distance, "%s %s: %u", rows[i].a,
			     rows[i].b, str_distance(a, b, rows[i].limit));
		cr_expect_eq(str_distance(b, a, rows[i].limit), rows[i].distance, "%s %s", rows[i].b, rows[i].a);
	}
	cr_expect_eq(str_distance((struct str){ wide, 256 }, (struct str){ wide, 255 }, 3), 1);
	cr_expect_eq(str_distance((struct str){ wide, 257 }, (struct str){ wide, 257 }, 3), 4);
}

Test(base_utf8, what_is_valid)
{
	static const struct {
		const char *text;
		uint32_t invalid;
	} rows[] = {
		{ "", STR_NONE }, { "plain", STR_NONE }, { "\xc3\xa9", STR_NONE }, { "\xe2\x82\xac", STR_NONE },
		{ "\xf0\x9f\x8d\x83", STR_NONE }, { "\xf4\x8f\xbf\xbf", STR_NONE }, { "\xed\x9f\xbf", STR_NONE },
		{ "\xee\x80\x80", STR_NONE }, { "ab\xff", 2 }, { "a\x80", 1 }, { "a\xc3", 1 }, { "a\xc3z", 1 },
		{ "\xc0\xaf", 0 }, { "\xc1\xbf", 0 }, { "\xe0\x9f\xbf", 0 }, { "\xf0\x8f\xbf\xbf", 0 },
		{ "\xed\xa0\x80", 0 }, { "\xf4\x90\x80\x80", 0 }, { "\xf5\x80\x80\x80", 0 },
		{ "\xe2\x82", 0 }, { "\xf0\x9f\x8d", 0 }, { "\xc3\xa9\xe2\x28\xa1", 2 },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		cr_expect_eq(utf8_invalid(str_of(rows[i].text)), rows[i].invalid, "row %zu", i);
}

Test(base_utf8, decoding_and_lengths)
{
	static const struct {
		const char *text;
		uint32_t code, bytes, length, width;
	} rows[] = {
		{ "a", 'a', 1, 1, 1 }, { "\xc3\xa9t", 0xe9, 2, 2, 2 }, { "\xe2\x82\xac", 0x20ac, 3, 1, 1 },
		{ "\xe6\x97\xa5", 0x65e5, 3, 1, 2 }, { "\xf0\x9f\x8d\x83", 0x1f343, 4, 1, 2 },
		{ "\xcc\x81", 0x301, 2, 1, 0 }, { "e\xcc\x81", 'e', 1, 2, 1 }, { "\xff", 0xfffd, 1, 1, 1 },
		{ "\xe2\x82", 0xfffd, 1, 2, 2 },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		uint32_t bytes;
		cr_expect_eq(utf8_decode(str_of(rows[i].text), &bytes), rows[i].code, "row %zu", i);
		cr_expect_eq(bytes, rows[i].bytes, "row %zu", i);
		cr_expect_eq(utf8_length(str_of(rows[i].text)), rows[i].length, "row %zu", i);
		cr_expect_eq(utf8_width(str_of(rows[i].text)), rows[i].width, "row %zu", i);
	}
}

Test(base_regex, matches_and_limits)
{
	const struct regex *regex = regex_own("b+");
	uint32_t at, len;
	cr_assert(regex_find(regex, STR("abbcb"), 0, &at, &len));
	cr_expect(at == 1 && len == 2);
	cr_assert(regex_find(regex, STR("abbcb"), 3, &at, &len));
	cr_expect(at == 4 && len == 1);
	cr_expect_not(regex_find(regex, (struct str){ NULL, 0 }, 0, NULL, NULL));

	/* What would take years counts as no match. */
	regex = regex_own("^(a+)+$");
	cr_expect_not(regex_find(regex, STR("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab"), 0,
				 NULL, NULL));
	cr_expect(regex_find(regex, STR("aaaa"), 0, NULL, NULL));
}

Test(base_regex, beginnings)
{
	static const struct {
		const char *glob, *folder;
		bool may;
	} row[] = {
		{ "hosts/*/etc/mongod.conf", "hosts/", true },
		{ "hosts/*/etc/mongod.conf", "hosts/a/", true },
		{ "hosts/*/etc/mongod.conf", "hosts/a/etc/", true },
		{ "hosts/*/etc/mongod.conf", "hosts/a/rootfs/", false },
		{ "hosts/*/etc/mongod.conf", "hosts/a/etc/x/", false },
		{ "hosts/*/etc/mongod.conf", "roles/", false },
		{ "hosts/*/etc/mongod.conf", "h/", false },
		{ "**/mongod.conf", "any/folder/", true },
		{ "a/**", "a/b/c/", true },
		{ "a/**/b.conf", "a/b/c/", true },
		{ "a/**/b.conf", "c/", false },
		{ "{a,b}/[xy]*/c", "b/y1/", true },
		{ "{a,b}/[xy]*/c", "b/z1/", false },
		{ "*.conf", "a.conf/", false },
		{ "a/", "a/b/", true },
	};
	for (unsigned i = 0; i < sizeof row / sizeof *row; i++) {
		struct regex_error error;
		struct regex *glob = regex_glob(&arena, str_of(row[i].glob), &error);
		cr_assert_not_null(glob);
		cr_assert_eq(regex_may_begin(glob, str_of(row[i].folder)), row[i].may, "%s: %s", row[i].glob, row[i].folder);
	}
}

/* A buffer keeps its text while it grows, also where something came behind it in the arena; a reset arena gives
 * zeroed memory; what is in an arena is known. */
Test(base_arena, texts_and_resets)
{
	struct arena other = ARENA_INIT;
	struct buf buf = BUF_INIT(&arena);
	for (uint32_t i = 0; i < 100000; i++) {
		buf_char(&buf, (char)('a' + i % 26));
		if (i % 997 == 0)
			memset(arena_bytes(&arena, 3), '!', 3);
		if (i % 1009 == 0)
			cr_assert_eq(strlen(buf_done(&buf).at), i + 1);
	}
	struct str text = buf_done(&buf);
	for (uint32_t i = 0; i < text.len; i++)
		cr_assert_eq(text.at[i], (char)('a' + i % 26));
	cr_assert(arena_owns(&arena, text.at));
	cr_assert_not(arena_owns(&other, text.at));
	cr_assert_not(arena_owns(&arena, NULL));
	for (unsigned round = 0; round < 3; round++) {
		char *zeroed = arena_alloc(&other, 1000);
		for (unsigned i = 0; i < 1000; i++)
			cr_assert_eq(zeroed[i], 0);
		memset(zeroed, 'x', 1000);
		arena_reset(&other);
	}
	/* What another has made stays where it is; and one is as good as the other from then on. */
	for (unsigned round = 0; round < 3; round++) {
		const char *mine = arena_copy(&arena, "mine", 4), *made = NULL, *large = arena_alloc(&other, 300000);
		for (unsigned i = 0; i < 100; i++)
			made = arena_printf(&other, "%u%*s", round, 1000, "");
		arena_adopt(&arena, &other);
		cr_assert(arena_owns(&arena, made) && arena_owns(&arena, large) && arena_owns(&arena, mine));
		cr_assert(!arena_owns(&other, made) && !other.chunk);
		/* The room that was left is used. AddressSanitizer has its gaps in between. */
		const char *next = arena_copy(&arena, "next", 4);
		cr_assert(next > mine && next < mine + 64);
		arena_adopt(&arena, &other);
	}
	struct arena empty = ARENA_INIT;
	arena_adopt(&empty, &arena);
	cr_assert(arena_owns(&empty, text.at) && !arena.chunk && text.at[1] == 'b');
	arena_adopt(&arena, &empty);
	arena_free(&other);
}

/* Names that differ in a number alone, wherever it stands in a word: no part of a table gets much more than its share. */
Test(base_str, hash)
{
	enum { NAMES = 4096, SLOTS = 8192, MOST = 10 };
	for (unsigned before = 0; before < 16; before++)
		for (unsigned after = 0; after < 10; after++) {
			unsigned char full[SLOTS] = { 0 };
			unsigned most = 0;
			for (unsigned i = 0; i < NAMES; i++) {
				char name[64];
				int len = snprintf(name, sizeof name, "%.*sh%05u%.*s", before, "/srv/repository/hosts", i, after, "/mongod.conf");
				unsigned slot = str_hash((struct str){ name, (uint32_t)len }) % SLOTS;
				most = ++full[slot] > most ? full[slot] : most;
			}
			cr_expect_leq(most, MOST, "%u before and %u behind: %u", before, after, most);
		}
}
