/* str: a piece of text that somebody else owns.
 *
 * Bytes of a config are never copied to be looked at: a `struct str` points into
 * the source, an arena or a literal. It is not NUL-terminated and may hold any
 * byte. `len` counts bytes.
 *
 *     struct str key = str_trim(str_sub(line, 0, colon));
 *     if (str_is(key, "security"))
 *             printf("%.*s\n", STR_ARG(key));
 */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"

struct str {
	const char *at;
	uint32_t len;
};

#define STR(literal) ((struct str){ (literal), sizeof(literal) - 1 })
#define STR_ARG(s) (int)(s).len, ((s).at ? (s).at : "")

static inline struct str str_of(const char *text)                   /* all of a C string; NULL = empty */
{
	return (struct str){ text ? text : "", text ? (uint32_t)strlen(text) : 0 };
}

struct str str_copy(struct arena *arena, struct str s);             /* .at is NUL-terminated */
char *str_cstr(struct arena *arena, struct str s);                  /* the same as a C string */
struct str str_join(struct arena *arena, struct str a, char between, struct str b);  /* NUL-terminated */
struct str str_format(struct arena *arena, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Rules ask little else; in line, comparing with a literal costs as much as comparing a number. */
static inline bool str_eq(struct str a, struct str b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.at, b.at, a.len) == 0);
}

static inline bool str_is(struct str a, const char *b)
{
	return str_eq(a, str_of(b));
}

static inline bool str_starts(struct str s, const char *prefix)
{
	size_t len = strlen(prefix);
	return s.len >= len && memcmp(s.at, prefix, len) == 0;
}

bool str_eq_nocase(struct str a, struct str b);                     /* ASCII letters only */
uint64_t str_hash(struct str s);                                    /* for tables that live as long as the run */
int str_compare(struct str a, struct str b);                        /* order of bytes, as strcmp */
bool str_ends(struct str s, const char *suffix);

struct str str_sub(struct str s, uint32_t from, uint32_t to);       /* bytes [from, to), clamped */
struct str str_trim(struct str s);                                  /* without blanks, tabs, CR, LF at both ends */

#define STR_NONE UINT32_MAX
uint32_t str_find(struct str s, struct str needle, uint32_t from);  /* offset, or STR_NONE */
uint32_t str_find_char(struct str s, char c, uint32_t from);
bool str_has_char(struct str s, char c);

/* The next piece of `*rest` up to `separator`, which is dropped; false when nothing is left.
 * "a,,b" gives "a", "", "b"; an empty string gives one empty piece. Start with *rest = s and
 * rest->at not NULL. */
bool str_split(struct str *rest, char separator, struct str *piece);

/* `s` as one word of a shell's command line: as it is where that is safe, else in single quotes. For
 * commands that a message offers to be copied. */
struct str str_shell_word(struct arena *arena, struct str s);

/* Edits (insert, delete, replace one byte, swap neighbours) between two texts, at most
 * `limit` + 1. For "did you mean" and near-miss names. */
unsigned str_distance(struct str a, struct str b, unsigned limit);

#endif
