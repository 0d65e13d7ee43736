/* temporary: a folder for the length of a run, of which nothing is left however the run ends.
 *
 *     struct temporary temporary;
 *     if (!temporary_open(arena, away_from, bytes, &temporary, err)) return false;
 *     ... make files in temporary.path
 *     temporary_close(&temporary);
 *
 * Nobody else may look into it (mode 0700). A copy of this process watches over it and removes it, when it is told to or
 * when this process has ended by whatever cause: a signal, a crash, or a wall that it has built around itself
 * (base/sandbox.h) keep it from doing that by itself.
 */
#ifndef BASE_TEMPORARY_H
#define BASE_TEMPORARY_H

#include "base/err.h"

struct temporary {
	const char *path;  /* absolute, without links */
	int dir;           /* the folder, open */
	int keeper;        /* a socket to who removes it */
};

/* In $TMPDIR, or else in memory (/dev/shm) where there is room for `bytes` and as much again, or else in /tmp; but never in
 * the folder `away_from` (absolute, without links) or below it; NULL: anywhere. ERR_INPUT where there is no such place. */
bool temporary_open(struct arena *arena, const char *away_from, uint64_t bytes, struct temporary *temporary, struct err *err)
	__attribute__((warn_unused_result));

/* It is gone when this returns; false: something of it could not be removed. */
bool temporary_close(struct temporary *temporary);

#endif
