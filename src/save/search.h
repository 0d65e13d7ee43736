/* search: which folders below a path hold anything of an interrupted rewrite.
 *
 * Every folder is looked into but `.git`; links to folders are not followed. A link to a file was followed when the
 * file was rewritten, so the folder that it leads to is looked into as well.
 */
#ifndef SAVE_SEARCH_H
#define SAVE_SEARCH_H

#include "base/err.h"

struct search {
	const char **at;     /* absolute paths, sorted, each once */
	uint32_t count, room;
};

/* Adds what is found below the folder `path`; what can't be read is passed over, and the first of that is in `err`
 * (ERR_INPUT) when this returns false. */
bool search_below(struct arena *arena, const char *path, struct search *search, struct err *err);

#endif
