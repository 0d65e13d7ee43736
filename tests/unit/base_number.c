#include <criterion/criterion.h>

#include <inttypes.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"

static struct arena arena = ARENA_INIT;

static void tear_down(void)
{
	arena_free(&arena);
}

TestSuite(base_number, .fini = tear_down);

enum type { INT, LONG, UNSIGNED, UNSIGNED_LONG_LONG };

/* What a reader says of `text`: the number as text, or its message. */
static const char *reads(enum type type, struct str text, enum number_era era)
{
	const char *why = "not set";
	int32_t i = 77;
	int64_t l = 77;
	uint32_t u = 77;
	uint64_t ull = 77;
	switch (type) {
	case INT:
		if (number_int(&arena, text, era, &i, &why))
			return arena_printf(&arena, "%" PRId32 "%s", i, why ? why : "");
		cr_expect_eq(i, 77);
		break;
	case LONG:
		if (number_long(&arena, text, era, &l, &why))
			return arena_printf(&arena, "%" PRId64 "%s", l, why ? why : "");
		cr_expect_eq(l, 77);
		break;
	case UNSIGNED:
		if (number_unsigned(&arena, text, era, &u, &why))
			return arena_printf(&arena, "%" PRIu32 "%s", u, why ? why : "");
		cr_expect_eq(u, 77);
		break;
	case UNSIGNED_LONG_LONG:
		if (number_unsigned_long_long(&arena, text, era, &ull, &why))
			return arena_printf(&arena, "%" PRIu64 "%s", ull, why ? why : "");
		cr_expect_eq(ull, 77);
		break;
	}
	return why;
}

#define WHOLE "Did not consume whole string."

Test(base_number, integers)
{
	/* strto NULL: as own. */
	static const struct {
		enum type type;
		const char *text, *own, *strto;
	} rows[] = {
		{ INT, "27017", "27017", NULL },
		{ INT, "0", "0", NULL },
		{ INT, "+5", "5", NULL },
		{ INT, "-5", "-5", NULL },
		{ INT, "-0", "0", NULL },
		{ INT, "+0", "0", NULL },
		{ INT, "0700", "448", NULL },
		{ INT, "027017", "11791", NULL },
		{ INT, "-010", "-8", NULL },
		{ INT, "00", "0", NULL },
		{ INT, "0x1F", "31", NULL },
		{ INT, "0Xff", "255", NULL },
		{ INT, "-0x10", "-16", NULL },
		{ INT, "0x00", "0", NULL },
		{ INT, "2147483647", "2147483647", NULL },
		{ INT, "-2147483648", "-2147483648", NULL },
		{ INT, "0x7fffffff", "2147483647", NULL },
		{ INT, "017777777777", "2147483647", NULL },
		{ INT, "2147483648", "Overflow", NULL },
		{ INT, "-2147483649", "Underflow", "Overflow" },
		{ INT, "99999999999", "Overflow", NULL },
		{ INT, "99999999999999999999999", "Overflow", NULL },
		{ INT, "-99999999999999999999999", "Underflow", "Overflow" },
		{ INT, "0x80000000", "Overflow", NULL },
		/* The first fault in the text, or the worst. */
		{ INT, "99999999999x", "Overflow", WHOLE },
		{ INT, "99999999999999999999999x", "Overflow", NULL },
		{ INT, "1x99999999999", "Bad digit \"x\" while parsing 1x99999999999", WHOLE },
		{ INT, "", "No digits", NULL },
		{ INT, "+", "No digits", NULL },
		{ INT, "-", "No digits", NULL },
		{ INT, "0x", "Bad digit \"x\" while parsing 0x", WHOLE },
		{ INT, "-0x", "Bad digit \"x\" while parsing -0x", WHOLE },
		{ INT, "0x-1", "Bad digit \"-\" while parsing 0x-1", WHOLE },
		{ INT, "0xg", "Bad digit \"g\" while parsing 0xg", WHOLE },
		{ INT, "--1", "Bad digit \"-\" while parsing --1", WHOLE },
		{ INT, "+-1", "Bad digit \"-\" while parsing +-1", WHOLE },
		{ INT, "1-", "Bad digit \"-\" while parsing 1-", WHOLE },
		{ INT, "08", "Bad digit \"8\" while parsing 08", WHOLE },
		{ INT, "0o66612", "Bad digit \"o\" while parsing 0o66612", WHOLE },
		{ INT, "0b1", "Bad digit \"b\" while parsing 0b1", WHOLE },
		{ INT, " 5", "Bad digit \" \" while parsing  5", WHOLE },
		{ INT, "5 ", "Bad digit \" \" while parsing 5 ", WHOLE },
		{ INT, "27018\n", "Bad digit \"\n\" while parsing 27018\n", WHOLE },
		{ INT, "27017\t", "Bad digit \"\t\" while parsing 27017\t", WHOLE },
		{ INT, " ", "Bad digit \" \" while parsing  ", WHOLE },
		{ INT, "1e3", "Bad digit \"e\" while parsing 1e3", WHOLE },
		{ INT, "1.0", "Bad digit \".\" while parsing 1.0", WHOLE },
		{ INT, "1_000", "Bad digit \"_\" while parsing 1_000", WHOLE },
		{ INT, "1,000", "Bad digit \",\" while parsing 1,000", WHOLE },
		{ INT, "soon", "Bad digit \"s\" while parsing soon", WHOLE },
		{ INT, "true", "Bad digit \"t\" while parsing true", WHOLE },
		{ INT, "inf", "Bad digit \"i\" while parsing inf", WHOLE },
		{ INT, "${PORT}", "Bad digit \"$\" while parsing ${PORT}", WHOLE },
		{ INT, "\xd9\xa3", "Bad digit \"\xd9\" while parsing \xd9\xa3", WHOLE },
		{ LONG, "9223372036854775807", "9223372036854775807", NULL },
		{ LONG, "-9223372036854775808", "-9223372036854775808", NULL },
		{ LONG, "0x7fffffffffffffff", "9223372036854775807", NULL },
		{ LONG, "2147483648", "2147483648", NULL },
		{ LONG, "9223372036854775808", "Overflow", NULL },
		{ LONG, "-9223372036854775809", "Underflow", "Overflow" },
		{ LONG, "18446744073709551616", "Overflow", NULL },
		{ LONG, "9223372036854775808x", "Overflow", WHOLE },
		{ LONG, "5x", "Bad digit \"x\" while parsing 5x", WHOLE },
		{ UNSIGNED, "4294967295", "4294967295", NULL },
		{ UNSIGNED, "+0x10", "16", NULL },
		{ UNSIGNED, "4294967296", "Overflow", NULL },
		{ UNSIGNED, "-1", "Negative value", NULL },
		{ UNSIGNED, "-0", "Negative value", NULL },
		{ UNSIGNED, "-x", "Negative value", NULL },
		{ UNSIGNED, "-", "No digits", "Negative value" },
		{ UNSIGNED, "", "No digits", NULL },
		{ UNSIGNED_LONG_LONG, "18446744073709551615", "18446744073709551615", NULL },
		{ UNSIGNED_LONG_LONG, "18446744073709551616", "Overflow", NULL },
		{ UNSIGNED_LONG_LONG, "-1", "Negative value", NULL },
		{ UNSIGNED_LONG_LONG, "1 ", "Bad digit \" \" while parsing 1 ", WHOLE },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct str text = str_of(rows[i].text);
		const char *strto = rows[i].strto ? rows[i].strto : rows[i].own;
		const char *got = reads(rows[i].type, text, NUMBER_OWN_DIGITS);
		cr_expect_str_eq(got, rows[i].own, "\"%s\", 4.2: %s", rows[i].text, got);
		got = reads(rows[i].type, text, NUMBER_STRTO);
		cr_expect_str_eq(got, strto, "\"%s\", 4.4: %s", rows[i].text, got);
	}

	/* Text that is not of C, and nobody who asks why. */
	int32_t value;
	cr_expect(number_int(&arena, str_sub(STR("123"), 0, 2), NUMBER_STRTO, &value, NULL));
	cr_expect_eq(value, 12);
	cr_expect_not(number_int(&arena, STR("1\0"), NUMBER_OWN_DIGITS, &value, NULL));
	cr_expect_not(number_int(&arena, (struct str){ NULL, 0 }, NUMBER_STRTO, &value, NULL));
}

Test(base_number, doubles)
{
	static const char tiny[] = "1e-310";
	static const struct {
		const char *text, *own, *strto;  /* strto NULL: as own */
	} rows[] = {
		{ "0.5", "0.5", NULL },
		{ ".5", "0.5", NULL },
		{ "5.", "5", NULL },
		{ "-2", "-2", NULL },
		{ "+2.5", "2.5", NULL },
		{ "1e3", "1000", NULL },
		{ "0x1p3", "8", NULL },
		{ "010", "10", NULL },
		{ "inf", "inf", NULL },
		{ "-Infinity", "-inf", NULL },
		{ "NaN", "nan", NULL },
		{ "", "Empty string", NULL },
		{ " 5", "Leading whitespace", NULL },
		{ "\v5", "Leading whitespace", NULL },
		{ " ", "Leading whitespace", NULL },
		{ "5 ", "Did not consume whole number.", WHOLE },
		{ "0.5\n", "Did not consume whole number.", WHOLE },
		{ "1,5", "Did not consume whole number.", WHOLE },
		{ "0x", "Did not consume whole number.", WHOLE },
		{ "1_000", "Did not consume whole number.", WHOLE },
		{ ".inf", "Did not consume whole number.", "Did not consume any digits" },
		{ "half", "Did not consume whole number.", "Did not consume any digits" },
		{ "--1", "Did not consume whole number.", "Did not consume any digits" },
		{ "- 1", "Did not consume whole number.", "Did not consume any digits" },
		{ "1e400", "Out of range", NULL },
		{ "-1e400", "Out of range", NULL },
		{ tiny, "Out of range", NULL },
		{ "1e400x", "Did not consume whole number.", "Out of range" },
	};
	/* Where there is a locale with another decimal point, it must not matter. */
	char *before = strdup(setlocale(LC_ALL, NULL));
	setlocale(LC_ALL, "de_DE.UTF-8");
	for (size_t i = 0; i < 2 * (sizeof rows / sizeof *rows); i++) {
		enum number_era era = i % 2 ? NUMBER_STRTO : NUMBER_OWN_DIGITS;
		const char *expected = i % 2 && rows[i / 2].strto ? rows[i / 2].strto : rows[i / 2].own;
		const char *why = "not set";
		double value = 77;
		char number[40];
		bool taken = number_double(&arena, str_of(rows[i / 2].text), era, &value, &why);
		cr_expect(taken == !why && (taken || value == 77));
		snprintf(number, sizeof number, "%g", fabs(value));
		for (char *c = number; *c; c++)
			*c = *c == ',' ? '.' : *c;
		const char *sign = signbit(value) && !isnan(value) ? "-" : "";
		const char *got = taken ? arena_printf(&arena, "%s%s", sign, number) : why;
		cr_expect_str_eq(got, expected, "\"%s\": %s, not %s", rows[i / 2].text, got, expected);
	}
	setlocale(LC_ALL, before);
	free(before);

	double value = 77;
	cr_expect_not(number_double(&arena, STR("1\0"), NUMBER_STRTO, &value, NULL));
	cr_expect(number_double(&arena, str_sub(STR("1.57"), 0, 3), NUMBER_STRTO, &value, NULL));
	cr_expect_eq(value, 1.5);
}

Test(base_number, eras)
{
	static const struct {
		const char *server;
		enum number_era era;
	} rows[] = {
		{ "3.4", NUMBER_OWN_DIGITS }, { "4.2", NUMBER_OWN_DIGITS },
		{ "4.2.8", NUMBER_OWN_DIGITS }, { "4.4.0", NUMBER_STRTO },
		{ "4.4", NUMBER_STRTO }, { "8.2", NUMBER_STRTO },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct version server;
		cr_assert(version_parse(str_of(rows[i].server), &server));
		cr_expect_eq(number_era(server), rows[i].era, "%s", rows[i].server);
	}
}
