/* check: the laws of rewriting, checked for one operation on one text.
 *
 * A text goes in and an operation on it; out comes how it went. A refusal must say where and why
 * and leave everything alone. What is not refused must keep every law: nothing but the option
 * changes, neither in meaning nor in bytes, the endings stay, twice is once, and what was added
 * can be taken away again. The meaning is flattened here once more, without the code under test.
 *
 *     struct outcome outcome = check_laws(&arena, "mongod.conf", text, &operation);
 *     if (outcome.broken)  ... names the law
 *     if (outcome.refused) ... is the reason
 */
#ifndef PROPERTY_CHECK_H
#define PROPERTY_CHECK_H

#include "yaml/draft.h"

struct operation {
	struct str path;
	bool unset;
	struct str value;  /* where it is a set; empty: any */
	/* What does it, where that is neither draft_set() nor draft_unset() of the path: a transform. */
	bool (*change)(const struct operation *operation, struct draft *draft, struct err *err);
	const void *with;
	const struct operation *inverse;  /* what takes away what it added; NULL: unset of the path */
	bool many;                        /* it may change any option, */
	const char *paths;                /* or these alone, with commas between, of which `path` is the first; NULL: that one */
	const char *was;                  /* with them: what the first must have said for the inverse to bring back all bytes; NULL:
	                                   * none of them was there; "": it always does */
	struct str name;                  /* it is a rename: the new last name of the path */
};

struct outcome {
	const char *broken;   /* the law and what was found; NULL when all hold */
	const char *refused;  /* the refusal's text, or NULL */
	bool changed;
	struct str result;    /* the text behind it */
};

struct outcome check_laws(struct arena *arena, const char *name, struct str text,
			  const struct operation *operation);

/* What a file says: one line for every value, in the order of the file. */
struct entry {
	const char *path;
	const char *what;  /* kind and value */
	uint32_t node;
};
struct entries {
	struct entry *at;
	uint32_t count;
};
struct entries check_flatten(struct arena *arena, const struct tree *tree);

/* The paths of the options that are set once, to a scalar. */
struct entries check_scalars(struct arena *arena, const struct tree *tree);

#endif
