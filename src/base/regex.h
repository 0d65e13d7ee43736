/* regex: PCRE2 patterns, and globs.
 *
 * The only file that knows PCRE2. Patterns are compiled once and matched with limits, so that no
 * pattern and no text can make a run hang; what exceeds a limit counts as no match. Of a user's pattern it is said
 * (regex_exceeded()).
 *
 *     if (regex_matches("^mongod-.*\\.conf$", str_of(file))) ...
 *
 * Patterns and globs that a user wrote may be wrong, and then it is said where and why:
 *
 *     struct regex *path = regex_read(arena, text, &error);
 *     if (!path) ... error.at, error.reason
 *     if (regex_groups(path, str_of(file), names, values, count)) ...
 *
 * Several threads may ask one pattern at the same time; of what a user wrote they ask regex_..._quick(), as what takes long
 * is counted.
 */
#ifndef BASE_REGEX_H
#define BASE_REGEX_H

#include "base/err.h"
#include "base/str.h"

struct regex;

/* A pattern of the program's own, a literal: it is known by its address, compiled when it is first asked for, and kept until the
 * process ends, as compiling costs what a config's reading does. One that PCRE2 refuses is bug(). Bytes are compared,
 * so that texts need not be UTF-8. $ is the very end, not a place before a last newline. */
const struct regex *regex_own(const char *pattern);

/* The first match at or after byte `from`; `*at` and `*len`, where not NULL, are its bytes. */
bool regex_find(const struct regex *regex, struct str text, uint32_t from, uint32_t *at, uint32_t *len);

/* Does such a pattern occur in `text`? */
bool regex_matches(const char *pattern, struct str text);

/* ---- what a user wrote; all memory is the arena's */

struct regex_error {
	uint32_t at;         /* byte in what was given */
	const char *reason;  /* PCRE2's words, or of a glob our own; without a final stop */
};

/* A pattern over UTF-8. What of a text is none is no character: no pattern is certain about it. NULL: `error` says why. */
struct regex *regex_read(struct arena *arena, struct str pattern, struct regex_error *error);

/* A glob that a whole path must match, with / between its parts: * and ? are anything but /, ** goes through
 * folders too (a part ** is also no folder at all), [a-z] and [!a-z] are one character but /, {a,b} is either,
 * and \ takes the meaning from what follows. A / at the end is everything below. A dot is like any other. */
struct regex *regex_glob(struct arena *arena, struct str glob, struct regex_error *error);

/* The beginning of a text that would have taken too long, after which the pattern matches nothing any more; NULL: there
 * was none. Who asks a user's pattern asks this before the answers are used. */
const char *regex_exceeded(const struct regex *regex);

/* `*exceeded` becomes true when there is one: for who has thousands of patterns, and would look at each. */
void regex_tell(struct regex *regex, bool *exceeded);

/* What every text begins with that a glob matches, for who has thousands of globs (fleet/globs.h); "": nothing is known. */
struct str regex_prefix(const struct regex *regex);

/* Could a text that begins with `text` match? False is sure. For folders that no glob leads into. */
bool regex_may_begin(const struct regex *regex, struct str text);

/* The names of a pattern's groups, in the order of names; NULL behind the last. */
const char *regex_group_name(const struct regex *regex, unsigned index);

/* The first match in `text`, and what the groups of these names took of it; empty where one took nothing, or
 * the pattern has none. */
bool regex_groups(const struct regex *regex, struct str text, const char *const *names, struct str *values,
		  unsigned count);

/* The same and regex_find(), for several threads at once. What takes so long that it is counted is not found, and `*hard`
 * becomes true (never false): one thread has to ask for it without _quick, so that what is too much depends on nothing but
 * the order of texts. */
bool regex_find_quick(const struct regex *regex, struct str text, bool *hard);
bool regex_groups_quick(const struct regex *regex, struct str text, const char *const *names, struct str *values,
			unsigned count, bool *hard);

#endif
