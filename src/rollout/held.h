/* held: what holds a field back, for stand_find() alone. */
#ifndef ROLLOUT_HELD_H
#define ROLLOUT_HELD_H

#include "rollout/stand.h"

/* Fills `held` and `notes` of a stand whose members and phases are found. `positions` are its members'. */
void held_find(struct arena *arena, struct stand *stand, const struct position *positions);

#endif
