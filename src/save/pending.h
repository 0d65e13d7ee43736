/* pending: what an interrupted rewrite left in a folder: a journal, or only names of ours without one.
 *
 * While a journal is there, the files that it is about are neither old nor new as a set, and every verb refuses to
 * work on them (exit 5). Names without a journal are of a run that ended before its commit, or after it was all done:
 * they say nothing about any file, and can be removed by whoever holds the folder's lock.
 */
#ifndef SAVE_PENDING_H
#define SAVE_PENDING_H

#include "base/buf.h"
#include "save/journal.h"

struct pending {
	const char *home;     /* absolute path of the folder that the journal lies in */
	struct name name;     /* of the journal */
	const char *path;     /* both */
};

/* Into which folders a `.see` may lead a run: those for which `holds` is true. A repository can bring one along. */
struct pending_limits {
	bool (*holds)(const void *context, const char *folder);
	const void *context;
};

/* The journals that the names in a folder lead to, its own and those of a `.see`. `folder` is its path, `fd` its
 * descriptor. With `durably`, that there is none elsewhere will also hold after a power cut: for who is going to remove
 * what a journal would need. Where a `.see` leads out of the limits (NULL: there are none), it stands for the journal. */
struct pending *pending_list(struct arena *arena, const char *folder, int fd, const struct name *names, uint32_t count,
			     bool durably, const struct pending_limits *limits, uint32_t *found);

/* Is this journal about the file `name` in the folder of that path (absolute, without links)? One that can't be read
 * may be about any file beside it. */
bool pending_concerns(struct arena *arena, const struct pending *pending, const char *folder, const char *name);

/* What the last folder that was looked into showed, so that thousands of files of one folder cost one look: { 0 } at first. */
struct pending_look {
	const char *folder;   /* the arena's */
	bool clear;           /* it has no name of ours */
	bool plain;           /* and nothing but files and folders */
};

/* The path of the journal of an interrupted rewrite of this file, as it was named to us; or NULL, also where the
 * rewrite is still going on. Writes nothing and locks nothing, and looks into no folder outside the limits. */
const char *pending_find(struct arena *arena, const char *path, const struct pending_limits *limits, struct pending_look *last);

/* Removes the names without a journal from a folder that we hold the lock of, and says so in `notes`. Regular files
 * of our own user alone, or of the file that they belong to. */
void pending_sweep(struct arena *arena, const struct folder *folder, const struct name *names, uint32_t count,
		   const struct pending *journals, uint32_t journal_count, struct buf *notes);

#endif
