/* literal: values as JSON, or as the shell of MongoDB prints them.
 *
 * Every JSON text is read, and beyond it what the shells write: unquoted names, single quotes, a comma
 * behind the last element, comments, NumberLong("5"), ISODate("..."), Timestamp(1, 2), new Date(0), undefined.
 * A name that is called is its first argument, or nothing; a bare name is LITERAL_WORD.
 *
 *     struct literals literals;
 *     if (!literal_read(arena, &source, &literals, err)) ...
 *     uint32_t members = literal_find(&literals, literals.root, "members");
 *
 * Lines before the first that begins with a brace or a bracket (a shell's greeting) are passed over, and so is
 * what follows the value. Values are indices; 0 is none. Depth and number are limited.
 */
#ifndef FLEET_LITERAL_H
#define FLEET_LITERAL_H

#include "text/source.h"

enum literal_kind { LITERAL_NONE, LITERAL_OBJECT, LITERAL_ARRAY, LITERAL_TEXT, LITERAL_NUMBER, LITERAL_WORD };

struct literal {
	enum literal_kind kind;
	struct str text;         /* of a text its value, of a number or a word its letters */
	struct span span;        /* with quotes */
	struct str name;         /* within an object */
	uint32_t first, next;
};

struct literals {
	struct literal *at;
	uint32_t count, room;
	uint32_t root;
};

/* ERR_INPUT with the place where it is no value. */
bool literal_read(struct arena *arena, const struct source *source, struct literals *literals, struct err *err)
	__attribute__((warn_unused_result));

/* The value of a name of an object: the last, as JSON readers take it. 0: none, or no object. */
uint32_t literal_find(const struct literals *literals, uint32_t object, const char *name);

/* A number in any of its spellings: 5, {"$numberInt": "5"}, NumberLong("5"), {"floatApprox": 5}, {low: 5, high: 0}. */
bool literal_number(const struct literals *literals, uint32_t at, double *number);

/* true, and numbers but 0, which old sets have in place of it. */
bool literal_true(const struct literals *literals, uint32_t at);

#endif
