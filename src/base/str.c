#include "base/str.h"

#include "base/err.h"

struct str str_copy(struct arena *arena, struct str s)
{
	struct str copy = { arena_copy(arena, s.at, s.len), s.len };
	return copy;
}

char *str_cstr(struct arena *arena, struct str s)
{
	return arena_copy(arena, s.at, s.len);
}

struct str str_join(struct arena *arena, struct str a, char between, struct str b)
{
	char *joined = arena_bytes(arena, a.len + (size_t)b.len + 2), *end = joined;
	if (a.len)
		end = mempcpy(end, a.at, a.len);
	*end++ = between;
	if (b.len)
		end = mempcpy(end, b.at, b.len);
	*end = '\0';
	return (struct str){ joined, a.len + 1 + b.len };
}

struct str str_format(struct arena *arena, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	char *text = arena_vprintf(arena, format, args);
	va_end(args);
	return str_of(text);
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

bool str_eq_nocase(struct str a, struct str b)
{
	if (a.len != b.len)
		return false;
	for (uint32_t i = 0; i < a.len; i++)
		if (lower(a.at[i]) != lower(b.at[i]))
			return false;
	return true;
}

/* Eight bytes at a time. Which names collide depends on the machine's byte order; nothing else does. */
uint64_t str_hash(struct str s)
{
	enum { WORD = sizeof(uint64_t) };
	uint64_t hash = s.len, word = 0;
	uint32_t at = 0;
	for (; at + WORD <= s.len; at += WORD) {
		memcpy(&word, s.at + at, WORD);
		hash = (hash ^ word) * 0x9e3779b97f4a7c15u;
		hash ^= hash >> 32;
	}
	/* The last bytes, some of them again where there are enough. */
	if (s.len >= WORD)
		memcpy(&word, s.at + s.len - WORD, WORD);
	else
		for (; at < s.len; at++)
			word = word << 8 | (unsigned char)s.at[at];
	/* What differs in the last bytes alone (db1, db2, ...) is in the upper bits of the word: a product carries it upwards only. */
	hash = (hash ^ word) * 0x9e3779b97f4a7c15u;
	hash = (hash ^ hash >> 32) * 0xd6e8feb86659fd93u;
	return hash ^ hash >> 32;
}

int str_compare(struct str a, struct str b)
{
	uint32_t common = a.len < b.len ? a.len : b.len;
	int order = common && a.at != b.at ? memcmp(a.at, b.at, common) : 0;
	if (order)
		return order;
	return a.len < b.len ? -1 : a.len > b.len;
}

bool str_ends(struct str s, const char *suffix)
{
	uint32_t len = (uint32_t)strlen(suffix);
	return s.len >= len && memcmp(s.at + s.len - len, suffix, len) == 0;
}

struct str str_sub(struct str s, uint32_t from, uint32_t to)
{
	if (to > s.len)
		to = s.len;
	if (from > to)
		from = to;
	/* An empty text may be none: nothing is added to NULL, not even 0. */
	struct str sub = { from ? s.at + from : s.at, to - from };
	return sub;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct str str_trim(struct str s)
{
	while (s.len && is_blank(s.at[0])) {
		s.at++;
		s.len--;
	}
	while (s.len && is_blank(s.at[s.len - 1]))
		s.len--;
	return s;
}

/* memmem() looks at every byte by itself, and memchr() at 32 of them: that one is tried first, while the first byte of what is
 * looked for is seldom there without the rest. */
uint32_t str_find(struct str s, struct str needle, uint32_t from)
{
	enum { TRIES = 32 };
	if (from > s.len || needle.len > s.len - from)
		return STR_NONE;
	if (needle.len == 0)
		return from;
	const char *hit = s.at + from, *end = s.at + s.len - needle.len + 1;
	for (unsigned tries = 0; tries < TRIES; tries++, hit++) {
		hit = hit < end ? memchr(hit, needle.at[0], (size_t)(end - hit)) : NULL;
		if (!hit)
			return STR_NONE;
		if (!memcmp(hit, needle.at, needle.len))
			return (uint32_t)(hit - s.at);
	}
	hit = memmem(hit, (size_t)(s.at + s.len - hit), needle.at, needle.len);
	return hit ? (uint32_t)(hit - s.at) : STR_NONE;
}

uint32_t str_find_char(struct str s, char c, uint32_t from)
{
	if (from >= s.len)
		return STR_NONE;
	const char *hit = memchr(s.at + from, c, s.len - from);
	return hit ? (uint32_t)(hit - s.at) : STR_NONE;
}

bool str_has_char(struct str s, char c)
{
	return str_find_char(s, c, 0) != STR_NONE;
}

bool str_split(struct str *rest, char separator, struct str *piece)
{
	if (!rest->at)
		return false;
	uint32_t end = str_find_char(*rest, separator, 0);
	if (end == STR_NONE) {
		*piece = *rest;
		rest->at = NULL;
		rest->len = 0;
		return true;
	}
	*piece = str_sub(*rest, 0, end);
	*rest = str_sub(*rest, end + 1, rest->len);
	return true;
}

struct str str_shell_word(struct arena *arena, struct str s)
{
	static const char safe[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./:,=+@%-";
	bool plain = s.len > 0;
	uint32_t quotes = 0;
	for (uint32_t i = 0; i < s.len; i++) {
		plain &= memchr(safe, s.at[i], sizeof safe - 1) != NULL;
		quotes += s.at[i] == '\'';
	}
	if (plain)
		return s;
	/* A single quote ends the quoted part, stands escaped, and begins the next one: '\'' */
	char *word = arena_alloc(arena, s.len + 3 * (size_t)quotes + 3), *out = word;
	*out++ = '\'';
	for (uint32_t i = 0; i < s.len; i++) {
		if (s.at[i] == '\'') {
			memcpy(out, "'\\''", 4);
			out += 4;
		} else {
			*out++ = s.at[i];
		}
	}
	*out++ = '\'';
	return (struct str){ word, (uint32_t)(out - word) };
}

/* Optimal string alignment over three rows. Names are short; longer ones than ROW are
 * simply not near anything. */
unsigned str_distance(struct str a, struct str b, unsigned limit)
{
	enum { ROW = 256 };
	unsigned rows[3][ROW + 1];
	unsigned gap = a.len > b.len ? a.len - b.len : b.len - a.len;
	if (gap > limit || b.len > ROW || a.len > ROW)
		return limit + 1;
	for (unsigned j = 0; j <= b.len; j++)
		rows[0][j] = j;
	for (unsigned i = 1; i <= a.len; i++) {
		unsigned *now = rows[i % 3], *last = rows[(i + 2) % 3], *before = rows[(i + 1) % 3];
		unsigned best = now[0] = i;
		for (unsigned j = 1; j <= b.len; j++) {
			unsigned same = a.at[i - 1] == b.at[j - 1] ? 0 : 1;
			unsigned cost = last[j - 1] + same;
			if (last[j] + 1 < cost)
				cost = last[j] + 1;
			if (now[j - 1] + 1 < cost)
				cost = now[j - 1] + 1;
			if (i > 1 && j > 1 && a.at[i - 1] == b.at[j - 2] && a.at[i - 2] == b.at[j - 1] &&
			    before[j - 2] + 1 < cost)
				cost = before[j - 2] + 1;
			now[j] = cost;
			if (cost < best)
				best = cost;
		}
		if (best > limit)
			return limit + 1;
	}
	unsigned distance = rows[a.len % 3][b.len];
	return distance > limit ? limit + 1 : distance;
}
