#include "base/number.h"

#include <errno.h>
#include <locale.h>
#include <pthread.h>
#include <stdlib.h>

#include "base/bug.h"

/* What a type holds, as magnitudes: the range is [-below, above]. A type without negative numbers
 * refuses the minus itself, -0 too. */
struct range {
	uint64_t above, below;
	bool is_signed;
};

static const struct range int_range = { INT32_MAX, (uint64_t)INT32_MAX + 1, true };
static const struct range long_range = { INT64_MAX, (uint64_t)INT64_MAX + 1, true };
static const struct range unsigned_range = { UINT32_MAX, 0, false };
static const struct range unsigned_long_long_range = { UINT64_MAX, 0, false };

/* A text taken apart: sign and prefix are gone from `digits`. */
struct parts {
	struct str whole, digits;
	unsigned base;
	bool negative;
};

static struct parts parts_of(struct str text)
{
	struct parts parts = { text, text, 10, false };
	if (str_starts(text, "-") || str_starts(text, "+")) {
		parts.negative = text.at[0] == '-';
		parts.digits = str_sub(text, 1, text.len);
	}
	struct str digits = parts.digits;
	if (digits.len > 2 && (str_starts(digits, "0x") || str_starts(digits, "0X"))) {
		parts.base = 16;
		parts.digits = str_sub(digits, 2, digits.len);
	} else if (digits.len > 1 && digits.at[0] == '0') {
		parts.base = 8;
	}
	return parts;
}

static unsigned digit_value(char c)
{
	if (c >= '0' && c <= '9')
		return (unsigned)(c - '0');
	if (c >= 'a' && c <= 'z')
		return (unsigned)(c - 'a') + 10;
	if (c >= 'A' && c <= 'Z')
		return (unsigned)(c - 'A') + 10;
	return 36;
}

/* Takes digits while they are some and the number stays within `most`. True when it took them all;
 * else *stop is where it stopped, and *over whether the number was the reason. */
static bool take_digits(const struct parts *parts, uint64_t most, uint64_t *value, uint32_t *stop,
			bool *over)
{
	uint64_t n = 0;
	for (uint32_t i = 0; i < parts->digits.len; i++) {
		unsigned digit = digit_value(parts->digits.at[i]);
		*stop = i;
		*over = digit < parts->base &&
			(__builtin_mul_overflow(n, parts->base, &n) ||
			 __builtin_add_overflow(n, digit, &n) || n > most);
		if (digit >= parts->base || *over)
			return false;
	}
	*value = n;
	return true;
}

/* Up to 4.2: digit by digit against the type's own range, so of a bad digit and a number that is too
 * large the one that comes first is told. */
static const char *magnitude_own_digits(struct arena *arena, const struct parts *parts,
					const struct range *range, uint64_t *value)
{
	uint32_t stop;
	bool over;
	if (parts->digits.len == 0)
		return "No digits";
	if (parts->negative && !range->is_signed)
		return "Negative value";
	if (take_digits(parts, parts->negative ? range->below : range->above, value, &stop, &over))
		return NULL;
	if (over)
		return parts->negative ? "Underflow" : "Overflow";
	return arena_printf(arena, "Bad digit \"%c\" while parsing %.*s", parts->digits.at[stop],
			    STR_ARG(parts->whole));
}

/* 4.4 on: the digits are collected in 64 bits, and the type's range is looked at only when there
 * was nothing else in the text. */
static const char *magnitude_strto(const struct parts *parts, const struct range *range,
				   uint64_t *value)
{
	uint32_t stop;
	bool over;
	if (parts->negative && !range->is_signed)
		return "Negative value";
	if (parts->digits.len == 0)
		return "No digits";
	if (!take_digits(parts, UINT64_MAX, value, &stop, &over))
		return over ? "Overflow" : "Did not consume whole string.";
	return *value > (parts->negative ? range->below : range->above) ? "Overflow" : NULL;
}

/* The bits of the number in two's complement, for the type to be cut from. */
static bool integer(struct arena *arena, struct str text, enum number_era era,
		    const struct range *range, uint64_t *bits, const char **why)
{
	struct parts parts = parts_of(text);
	uint64_t value = 0;
	const char *refused = era == NUMBER_OWN_DIGITS
				      ? magnitude_own_digits(arena, &parts, range, &value)
				      : magnitude_strto(&parts, range, &value);
	if (why)
		*why = refused;
	*bits = parts.negative ? -value : value;
	return !refused;
}

enum number_era number_era(struct version server)
{
	static const struct version rewritten = VERSION(4, 4);
	return version_at_least(server, rewritten) ? NUMBER_STRTO : NUMBER_OWN_DIGITS;
}

bool number_int(struct arena *arena, struct str text, enum number_era era, int32_t *out,
		const char **why)
{
	uint64_t bits;
	if (!integer(arena, text, era, &int_range, &bits, why))
		return false;
	*out = (int32_t)(int64_t)bits;
	return true;
}

bool number_long(struct arena *arena, struct str text, enum number_era era, int64_t *out,
		 const char **why)
{
	uint64_t bits;
	if (!integer(arena, text, era, &long_range, &bits, why))
		return false;
	*out = (int64_t)bits;
	return true;
}

bool number_unsigned(struct arena *arena, struct str text, enum number_era era, uint32_t *out,
		     const char **why)
{
	uint64_t bits;
	if (!integer(arena, text, era, &unsigned_range, &bits, why))
		return false;
	*out = (uint32_t)bits;
	return true;
}

bool number_unsigned_long_long(struct arena *arena, struct str text, enum number_era era,
			       uint64_t *out, const char **why)
{
	uint64_t bits;
	if (!integer(arena, text, era, &unsigned_long_long_range, &bits, why))
		return false;
	*out = bits;
	return true;
}

/* ---- doubles */

static locale_t c_locale;

static void make_c_locale(void)
{
	c_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
	if (!c_locale)
		bug("no C locale");
}

/* A config file's decimal point is a dot whatever the locale of whoever runs this. */
static double to_double(const char *text, char **end, bool *out_of_range)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	pthread_once(&once, make_c_locale);
	locale_t before = uselocale(c_locale);
	errno = 0;
	double value = strtod(text, end);
	*out_of_range = errno == ERANGE;
	uselocale(before);
	return value;
}

static bool is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* The eras differ in which of two faults they tell, and in the words. */
static const char *refused_double(enum number_era era, const char *begin, const char *end,
				  const char *stopped, bool out_of_range)
{
	if (era == NUMBER_OWN_DIGITS) {
		if (stopped != end)
			return "Did not consume whole number.";
		return out_of_range ? "Out of range" : NULL;
	}
	if (stopped == begin)
		return "Did not consume any digits";
	if (out_of_range)
		return "Out of range";
	return stopped != end ? "Did not consume whole string." : NULL;
}

bool number_double(struct arena *arena, struct str text, enum number_era era, double *out,
		   const char **why)
{
	const char *refused;
	double value = 0;
	if (text.len == 0) {
		refused = "Empty string";
	} else if (is_blank(text.at[0])) {
		refused = "Leading whitespace";
	} else {
		/* A NUL within the text ends the number, and then not all was consumed. */
		const char *copy = str_cstr(arena, text);
		char *stopped;
		bool out_of_range;
		value = to_double(copy, &stopped, &out_of_range);
		refused = refused_double(era, copy, copy + text.len, stopped, out_of_range);
	}
	if (why)
		*why = refused;
	if (!refused)
		*out = value;
	return !refused;
}
