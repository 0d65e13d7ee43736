/* blame: which fixes of a round that failed may have made it fail. For fixing.c alone.
 *
 * What goes wrong at a file is the work of a fix that edits it; else of one that edits a file of its replica set; else of
 * any. Where only one comes into question it has failed; else all of them are tried again, fewer at a time.
 */
#ifndef FIX_BLAME_H
#define FIX_BLAME_H

#include "fix/picks.h"

struct round {
	struct fixing *fixing;
	struct picks picks;
	struct judgement next;
	uint32_t blamed;  /* picks */
	bool failed, halve;
};

/* The file of that name need not be one that may be edited. */
void blame(struct round *round, const char *name, const char *reason);

/* A member's set, or the one whose config servers a mongos asks; empty: none. */
struct str fixing_set(const struct config *config);

/* NULL where there is none of that name. */
const struct config *judgement_config(const struct judgement *judgement, const char *name);

/* The file of that name, as it was judged; NULL where it was not. */
const struct source *judgement_source(const struct judgement *judgement, const char *name);

#endif
