/* replace: new texts for a set of files, all of them or none.
 *
 *     struct replacement files[] = { { path, &source.id, source.text, result }, ... };
 *     const char *left;
 *     if (!save_replace(arena, files, count, ".bak", &left, err))
 *             return false;                       // every file is what it was
 *     if (left)
 *             ...                                 // done, but these names could not be removed
 *
 * No file is ever written in place. The new text goes to a file of its own beside the old one,
 * with the old one's owner, mode and attributes; it is made durable and read back; the old file
 * is compared with what the edit started from; and only when all that is done for all files are
 * they renamed, one after the other. A rename that fails takes the earlier ones back. So one
 * file is at every moment either its old or its new version, complete; several are all old or
 * all new when this returns. A program that reads between two of the renames can see some new
 * and some old, and so does everyone after a SIGKILL or a power cut between two of them.
 *
 * A symbolic link is followed and stays: what it leads to is replaced, in its own folder. In
 * there, while this runs, are `.NAME.TX.new` and `.NAME.TX.old` (TX: 16 hex digits of chance).
 * SIGINT, SIGTERM and SIGHUP wait until all is done or undone, so that they leave none behind.
 */
#ifndef SAVE_REPLACE_H
#define SAVE_REPLACE_H

#include "base/err.h"
#include "base/os.h"
#include "base/str.h"

struct replacement {
	const char *path;             /* as it was named to us */
	const struct identity *id;    /* of the file when old_text was read */
	struct str old_text;          /* all its bytes then */
	struct str new_text;          /* equal to old_text: the file is left alone */
};

/* Replaces all files whose text changes. With a `backup_suffix` (not NULL) each of those keeps
 * its old version, the same inode where hard links work, as NAME with the suffix in the same
 * folder; a name that is there already is never overwritten.
 *
 * `*left` becomes NULL, or the names, separated by ", ", of temporary files that are no longer
 * needed and could not be removed; the arena owns it and the strings in `err`. `left` may be
 * NULL.
 *
 * False with ERR_REFUSED, and no file changed and no backup kept, when: a path isn't a regular
 * file, has several hard links, or is the same file as another one; a backup exists; a file
 * isn't any more what it was when it was read; its owner, group, mode or attributes can't be
 * kept; or a system call fails. Where taking back fails too, the text says which files hold
 * their new text and where their old one lies; only then has anything changed. */
bool save_replace(struct arena *arena, const struct replacement *files, uint32_t count,
		  const char *backup_suffix, const char **left, struct err *err);

#endif
