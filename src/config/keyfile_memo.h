/* keyfile_memo: copies of one keyfile are looked through once.
 *
 * Each host of a set has a copy of the set's keyfile. What is made of the bytes (digests, marks, the text as x's) is the same
 * for all of them, and costs more than reading the config beside it.
 *
 *     struct keyfile_memo memo = KEYFILE_MEMO_INIT;
 *     for (each path) keyfile_read_among(arena, &memo, path, server, false, keyfile);
 *     keyfile_memo_wipe(&memo);
 *
 * The bytes themselves are compared, so it holds keys while it is in use, in an arena of its own that is wiped as that of
 * one keyfile is. It keeps a bounded number of them: one that another took the place of is looked through again. Of what a
 * server refuses nothing is kept, as what it prints has the name of the file in it.
 *
 * A memo is one thread's.
 */
#ifndef CONFIG_KEYFILE_MEMO_H
#define CONFIG_KEYFILE_MEMO_H

#include "config/keyfile.h"

enum { KEYFILE_MEMO_PLACES = 256 };

struct keyfile_memo {
	struct arena secrets;
	struct keyfile_seen *seen[KEYFILE_MEMO_PLACES];  /* by hash */
	const struct source *shape;  /* the last masked text: keys that one command made look alike as x's, and share it */
};
#define KEYFILE_MEMO_INIT { .secrets = ARENA_INIT }

/* What was made of these bytes before, read so; NULL: not known. */
const struct keyfile *keyfile_memo_find(const struct keyfile_memo *memo, struct str bytes, bool yaml);

/* Remembers it, unless the bytes are more than those of a keyfile. `keyfile` is copied; what it points to must live as
 * long as the memo. */
void keyfile_memo_add(struct keyfile_memo *memo, struct str bytes, bool yaml, const struct keyfile *keyfile);

void keyfile_memo_wipe(struct keyfile_memo *memo);

#endif
