/* limit: which values of an option a server refuses, and in which words.
 *
 * A value that has the right type may still be too large, or a word that this release does not
 * know. The checks stand in two places of the server: constraints on single options, which come
 * first, and the code that stores the options. Each check is a row of limit_table, in the order in
 * which the server comes by them, with the releases that have it and what it prints:
 *
 *     struct buf said = BUF_INIT(arena);
 *     if (!limit_check(option, &target, setting->text, setting->typed.real, &said))
 *             ...  buf_done(&said): bad --port number
 *
 * Text is what the parser made of the value; `number` counts for numbers only. The value has
 * passed option_parser_type() already. Without a release (see schema/target.h) only what all
 * releases refuse that know the option is refused here, and limit_varies() tells the rest:
 *
 *     if (limit_varies(option, &target, text, number, &when))
 *             ...  refused from when.from to when.to
 *
 * A row looks at one value alone. What depends on other options is a rule's business: a wrong case
 * of sharding.clusterRole is refused only without net.port, systemLog.logRotate: reopen needs
 * logAppend. Nor does it know what only a later stage of the start refuses, as an engine's name.
 *
 * What the storing code never compares again may be accepted in a case that then means nothing:
 * limit_check() takes `Enabled` for security.authorization from 4.2 on, and limit_choices() still
 * gives "enabled|disabled", the words that have an effect.
 *
 * Sources: the server's *_options*.{cpp,idl} and ssl_options*.{cpp,idl}, 3.4, 3.6, 4.0, a tree of
 * late 4.3 and single files up to 8.x; verdicts of 4.2.8 and of the 4.4 branch point. A row that
 * rests on manuals says so.
 */
#ifndef SCHEMA_LIMIT_H
#define SCHEMA_LIMIT_H

#include "base/buf.h"
#include "schema/option.h"

enum limit_kind {
	LIMIT_AT_LEAST,       /* number >= min; what is no number (nan) is refused too */
	LIMIT_AT_MOST,        /* number <= max; the same */
	LIMIT_ABOVE,          /* number > min; the same */
	LIMIT_WITHIN,         /* neither < min nor > max, so nan passes */
	LIMIT_ZERO_OR_MORE,   /* 0, or at least min; nan passes */
	LIMIT_WORD,           /* one of `words` */
	LIMIT_WORD_ANY_CASE,  /* the same, upper or lower */
	LIMIT_WORD_COLON,     /* the same, in exact case; a colon before it passes: a slip in a pattern */
	LIMIT_COMMAS,         /* `words` with commas; more commas after one are skipped, before it not */
	LIMIT_SEPARATORS,     /* `words`, each comma or blank parts two: with ", " one is empty */
	LIMIT_WITHOUT,        /* none of the characters in `words` */
	LIMIT_FILLED,         /* not empty */
	LIMIT_NEVER,          /* no value at all */
};

struct limit {
	char path[64];            /* the canonical name, see option_canonical() */
	unsigned binaries;
	struct version from, to;  /* [from, to); { 0 }: from the oldest, to the newest known */
	enum limit_kind kind;
	char message[100];        /* %p the path, %v the value or the word that is wrong, %b the bound */
	double min, max;
	char words[136];          /* "a|b|c" */
	char alone[12];           /* COMMAS, SEPARATORS: taken as the whole value only; "": nothing is */
	unsigned editions;        /* EDITION_ bits; 0 = all */
};

extern const struct limit limit_table[];
extern const unsigned limit_count;

/* False when the server refuses the value; then its words are appended to `message`, which may be
 * NULL. They may hold raw bytes of `text`. */
bool limit_check(const struct option *option, const struct target *target, struct str text,
		 double number, struct buf *message) __attribute__((warn_unused_result));

/* Releases that refuse a value which others take. */
struct limit_span {
	struct version from, to;  /* [from, to); { 0 }: from the oldest, to the newest known */
};

/* Does it depend on the release whether the value is taken? Of `target` the release is not looked
 * at. When several spans refuse it, the newest. */
bool limit_varies(const struct option *option, const struct target *target, struct str text,
		  double number, struct limit_span *when);

/* The least and the greatest value, and the words that mean something: of the target's release, or
 * of the newest one. False and NULL where there is no such bound. */
bool limit_min(const struct option *option, const struct target *target, double *value);
bool limit_max(const struct option *option, const struct target *target, double *value);
const char *limit_choices(const struct option *option, const struct target *target);
/* What may be said instead of such words, alone: "disabled" for no compressor at all; or NULL. */
const char *limit_alone(const struct option *option, const struct target *target);

#endif
