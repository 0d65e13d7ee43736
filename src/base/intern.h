/* intern: one copy of what is the same in thousands of files.
 *
 * The configs of a fleet say nearly the same: `port: 27017` stands in each of them. What stays of a file
 * when it has been judged is kept once, however many files have it.
 *
 *     struct intern same = INTERN_INIT(&arena);
 *     struct str name = intern_str(&same, text);             ... the same .at for the same bytes
 *     const struct thing *one = intern_bytes(&same, &thing, sizeof thing);
 *     intern_close(&same);                                   ... and there are no more of them
 *
 * What is interned is never written to. An object is compared by all its bytes, so padding must be zero, and what
 * it points to must be interned, too.
 */
#ifndef BASE_INTERN_H
#define BASE_INTERN_H

#include "base/str.h"

struct intern_slot;
struct intern {
	struct arena *arena;       /* which the copies live in */
	struct arena table;
	struct intern_slot *slot;  /* by hash; at most three quarters of them taken */
	uint32_t count, room;      /* room: a power of 2, or 0 */
};
#define INTERN_INIT(a) { .arena = (a) }

/* A copy with a NUL behind it, aligned for pointers and numbers; the same one for the same bytes. */
const void *intern_bytes(struct intern *intern, const void *bytes, uint32_t size);

/* Which of all copies it is, counted from 0 in the order in which they came: so that what is known of it can stand in an array. */
uint32_t intern_number(struct intern *intern, const void *bytes, uint32_t size);

/* Gives back what tells copies; these stay. What comes later is copied anew. */
void intern_close(struct intern *intern);

/* The same for texts; an empty one is "". */
struct str intern_str(struct intern *intern, struct str text);

#endif
