/* near: is one replica set's name another one with a slip of the pen?
 *
 * Two that end in numbers or letters and differ only there (rs0 and rs1) are shards, and no slip.
 */
#ifndef FLEET_NEAR_H
#define FLEET_NEAR_H

#include "base/str.h"

enum { NEAR_NO = 99 };

/* 0 for names that differ in case and blanks only, else the edits between them, up to 2; NEAR_NO: no
 * slip. */
unsigned near_distance(struct str name, struct str other);

/* "rs" of rs0, "db-" of db-a: the name without what counts it; all of it where nothing does. */
struct str near_stem(struct str name);

/* Do they differ in what counts them, and in nothing else: rs0 and rs1, mongo-a and mongo-b? */
bool near_counted(struct str a, struct str b);

#endif
