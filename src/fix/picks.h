/* picks: which fixes a round takes. For fixing.c alone.
 *
 *     struct picks picks;
 *     picks_collect(fixing, sink, &picks);
 *     if (!picks_take(fixing, &picks)) ... nothing is left to do
 *     for (each file with takes) ... file->round
 */
#ifndef FIX_PICKS_H
#define FIX_PICKS_H

#include "fix/trial.h"

struct pick {
	const struct diag *diag;
	uint32_t at;        /* its place in the order of findings */
	bool stops;         /* a server does not start with it */
	bool taken;
	bool blamed;
	bool still;         /* the finding is there after the round, too */
};

struct picks {
	struct pick *at;
	uint32_t count;
	uint32_t taken;
};

/* Those of the findings whose fix is wanted, has not failed, and edits no other files than it may. */
void picks_collect(struct fixing *fixing, const struct sink *sink, struct picks *picks);

/* Fills `taken`, and of the files `round`, `takes`, `stops`. False where none was taken. */
bool picks_take(struct fixing *fixing, struct picks *picks);

/* Does its fix edit this file? */
bool pick_edits(const struct pick *pick, const struct fixing_file *file);

/* Is its fix wanted at all? */
bool pick_wanted(const struct fixing *fixing, const struct diag *diag);

/* Does a server not start with it? */
bool diag_stops(const struct diag *diag);

#endif
