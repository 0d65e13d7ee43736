/* regex: PCRE2 patterns and globs.
 *
 * The only file that knows PCRE2. Patterns are compiled once and matched with limits, so that no
 * pattern and no text can make a run hang; what exceeds a limit counts as no match.
 *
 *     struct regex *glob = regex_glob(arena, "mongod-*.conf");
 *     if (regex_find(glob, str_of(name), 0, NULL, NULL)) ...
 *     regex_free(glob);
 */
#ifndef BASE_REGEX_H
#define BASE_REGEX_H

#include "base/err.h"
#include "base/str.h"

struct regex;

/* Compiles a pattern of the program's own; one that PCRE2 refuses is bug(). Bytes are compared,
 * so that texts need not be UTF-8. */
struct regex *regex_new(struct arena *arena, const char *pattern);

/* A glob over a whole path: * and ? stop at "/", ** does not, [...] as in a shell. */
struct regex *regex_glob(struct arena *arena, const char *glob);

/* The first match at or after byte `from`; `*at` and `*len`, where not NULL, are its bytes. */
bool regex_find(const struct regex *regex, struct str text, uint32_t from, uint32_t *at, uint32_t *len);

void regex_free(struct regex *regex);

#endif
