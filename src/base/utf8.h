/* utf8: is it, where not, and how wide is it on a terminal.
 *
 * libfyaml must never see bytes that are not UTF-8 (see yaml/parse.h), so the check
 * here is our own and strict: no overlong forms, no surrogates, nothing above
 * U+10FFFF.
 */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include "base/str.h"

/* Offset of the first byte that is not part of valid UTF-8, or STR_NONE. */
uint32_t utf8_invalid(struct str s);

/* The code point at the start of `s` and its length in bytes (1 to 4); a byte that is not
 * valid UTF-8 gives U+FFFD and 1. `s` must not be empty. */
uint32_t utf8_decode(struct str s, uint32_t *bytes);

/* Code points in `s`; an invalid byte counts as one. */
uint32_t utf8_length(struct str s);

/* Columns that `s` takes on a terminal: 0 for combining, 2 for wide characters; where terminals differ, as most of them
 * have it. Does not depend on the locale, which in CI is usually C. */
uint32_t utf8_width(struct str s);

/* Has it no look of its own, or none that this version of Unicode knows: a control or format character, a line or paragraph
 * separator, a code point that is not assigned? What private use makes of a character is known to its users. */
bool utf8_is_invisible(uint32_t point);

/* Is it a picture or another symbol? What may stand behind one to change its look counts for none. */
bool utf8_is_symbol(uint32_t point);

/* `s`, with U+FFFD for each byte in it that is not UTF-8: what must be UTF-8 can carry this of a
 * name or a message. The arena owns the text if it is not `s` itself. */
struct str utf8_repair(struct arena *arena, struct str s);

#endif
