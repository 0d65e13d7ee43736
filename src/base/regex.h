/* regex: PCRE2 patterns.
 *
 * The only file that knows PCRE2. Patterns are compiled once and matched with limits, so that no
 * pattern and no text can make a run hang; what exceeds a limit counts as no match.
 *
 *     struct regex *name = regex_new(arena, "^mongod-.*\\.conf$");
 *     if (regex_find(name, str_of(file), 0, NULL, NULL)) ...
 *     regex_free(name);
 */
#ifndef BASE_REGEX_H
#define BASE_REGEX_H

#include "base/err.h"
#include "base/str.h"

struct regex;

/* Compiles a pattern of the program's own; one that PCRE2 refuses is bug(). Bytes are compared,
 * so that texts need not be UTF-8. $ is the very end, not a place before a last newline. */
struct regex *regex_new(struct arena *arena, const char *pattern);

/* The first match at or after byte `from`; `*at` and `*len`, where not NULL, are its bytes. */
bool regex_find(const struct regex *regex, struct str text, uint32_t from, uint32_t *at, uint32_t *len);

/* Does a pattern of the program's own occur in `text`? Compiles it for this one call: for questions
 * that are asked seldom. */
bool regex_matches(struct arena *arena, const char *pattern, struct str text);

void regex_free(struct regex *regex);

#endif
