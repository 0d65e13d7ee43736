/* transaction: new texts for a set of files, all of them or none.
 *
 *     struct replacement files[] = { { path, &source.id, source.text, result }, ... };
 *     struct transaction_options options = { .backup_suffix = ".bak" };
 *     struct transaction_outcome outcome;
 *     if (!transaction_run(arena, files, count, &options, &outcome, err))
 *             return false;                       // every file is what it was
 *
 * No file is written in place, unless that is asked for. The steps, and what the disk holds after each:
 *
 *     open     nothing. Each folder is locked, what can't be replaced is refused, what a killed run
 *              left behind without having decided anything is removed
 *     stage    `.new` beside each file: the new text with the old file's owner, mode and attributes,
 *              durable and read back; `.old`: a second name of the old file
 *     compare  the same. Each file still is what the edit started from
 *     commit   the journal (save/journal.h). From now on the rewrite is going to be done
 *     apply    each `.new` renamed to its file
 *     finish   nothing but the files
 *
 * Killed or cut off before the commit, every file is old, and what lies beside them is removed by the next run or by
 * `mongoconf recover`. Killed after it, some files are new and some old, all of them complete, and the journal tells
 * recover_folder() (save/recover.h) how to finish. Whatever fails after the commit is undone in the same way, after
 * the journal was made to say so. Everything is durable before the next step depends on it.
 *
 * A program that reads between two of the renames sees some files new and some old.
 *
 * A symbolic link is followed and stays: what it leads to is replaced, in its own folder. SIGINT, SIGTERM and SIGHUP
 * end a run before the commit, cleanly, and wait after it until all is done.
 */
#ifndef SAVE_TRANSACTION_H
#define SAVE_TRANSACTION_H

#include "base/err.h"
#include "base/os.h"
#include "base/str.h"

struct replacement {
	const char *path;             /* as it was named to us */
	const struct identity *id;    /* of the file when old_text was read */
	struct str old_text;          /* all its bytes then */
	struct str new_text;          /* equal to old_text: the file is left alone */
};

struct transaction_options {
	/* Each changed file keeps its old version, the same inode where hard links work, as NAME with this suffix in the
	 * same folder; a name that is there already is never overwritten. NULL: none is kept. */
	const char *backup_suffix;
	/* The text is written into the file itself, for files that a rename can't replace: mounted into a container, or
	 * with several names. Then a reader can see a part of it, and no more is promised than that recovery completes it. */
	bool in_place;
	bool no_follow;               /* refuse symbolic links */
	bool allow_owner_change;      /* where owner or group can't be kept, go on, and let in nobody new */
};

struct transaction_outcome {
	const char *left;             /* what could not be removed, names with ", " between, or NULL */
	const char *notes;            /* lines for the operator, or NULL */
};

/* Replaces all files whose text changes; the arena owns what `outcome` and `err` point to.
 *
 * False with ERR_REFUSED, and no file changed and no backup kept, when: a path isn't a regular file, has several
 * names, is a mount or immutable, comes from a ConfigMap, or is the same file as another one; a backup exists; a file
 * isn't any more what it was when it was read; its owner, group, mode or attributes can't be kept; another run is at
 * work; or a system call fails.
 *
 * False with ERR_PENDING when a rewrite of one of these files was interrupted earlier, and nothing was done now; or
 * when this one failed after the commit, and undoing it failed too: then its journal is there for recovery. */
bool transaction_run(struct arena *arena, const struct replacement *files, uint32_t count,
		     const struct transaction_options *options, struct transaction_outcome *outcome, struct err *err);

#endif
