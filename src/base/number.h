/* number: text to numbers, as the server reads them.
 *
 * Every number of a config file, an option's or a setParameter's, is text to the server first and goes
 * through one function there. It takes the whole text: no blanks around it, no underscores, one sign
 * at most. A leading 0x or 0X makes it hexadecimal and any other leading 0 octal, so 027017 is 11791
 * and 08 is refused. Doubles are what strtod() takes: 1e3, 0x1p3, inf, nan.
 *
 * That function was written anew between 4.2 and 4.4. Both eras take nearly the same texts and give
 * the same values, but say different things of the rest:
 *
 *     int32_t port;
 *     const char *why;
 *     if (!number_int(&arena, text, number_era(server), &port, &why))
 *             ...  why: Bad digit "x" while parsing 27x (4.2), Did not consume whole string. (4.4)
 *
 * (server source, base/parse_number.cpp, 4.0 and the 4.4 branch point; what 4.2.8 prints was measured.)
 * The message is the server's own and may hold raw bytes of `text`; it is static or the arena's. On
 * false *out is not touched. `why` may be NULL. Nothing depends on the locale.
 */
#ifndef BASE_NUMBER_H
#define BASE_NUMBER_H

#include "base/str.h"
#include "base/version.h"

enum number_era {
	NUMBER_OWN_DIGITS,  /* up to 4.2: names the bad digit */
	NUMBER_STRTO,       /* 4.4 on: a parser with the words of strtol() */
};

enum number_era number_era(struct version server);

bool number_int(struct arena *arena, struct str text, enum number_era era, int32_t *out,
		const char **why) __attribute__((warn_unused_result));
bool number_long(struct arena *arena, struct str text, enum number_era era, int64_t *out,
		 const char **why) __attribute__((warn_unused_result));
bool number_unsigned(struct arena *arena, struct str text, enum number_era era, uint32_t *out,
		     const char **why) __attribute__((warn_unused_result));
bool number_unsigned_long_long(struct arena *arena, struct str text, enum number_era era,
			       uint64_t *out, const char **why)
	__attribute__((warn_unused_result));
bool number_double(struct arena *arena, struct str text, enum number_era era, double *out,
		   const char **why) __attribute__((warn_unused_result));

#endif
