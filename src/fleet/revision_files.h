/* revision_files: writes what git lists of a commit into a folder that is empty. For revision.c alone.
 *
 * A tree may come from a stranger, and git's own checks of names are made when it checks out, which it does not do here. So
 * every name is looked at first; links are made when all files are there, so that none is written through one; and a link
 * that leads out is taken away again.
 */
#ifndef FLEET_REVISION_FILES_H
#define FLEET_REVISION_FILES_H

#include "fleet/revision.h"

struct revision_entry {
	const char *name;    /* from the root of the repository on */
	struct str object;
	uint32_t size;
	bool link;
};

struct revision_list {
	struct arena *arena;
	struct revision_entry *at;
	uint32_t count, room;
	uint64_t bytes;      /* of all of them, on a disk */
	struct revision_left {
		uint32_t count;
		const char *first;
	} submodules, large, odd, outward;
};

/* Takes what `git ls-tree -r -z -l` says. ERR_INPUT where it can't be understood, or no honest commit has such a name. */
bool revision_take(struct revision_list *list, const struct revision *revision, struct str listing, struct err *err)
	__attribute__((warn_unused_result));

bool revision_write(struct revision_list *list, struct revision *revision, struct err *err)
	__attribute__((warn_unused_result));

#endif
