/* recover: finishes or undoes what an interrupted rewrite left.
 *
 * A journal that says "commit" is finished where every file holds its old or its new text; one that says "abort" is
 * undone. Where neither can be, because somebody edited a file since, or a file can't be renamed, nothing more is
 * changed, and the error says which file it is. What a journal says counts only after the folder that it lies in was
 * made durable, so that a power cut can't take back the decision that is acted on.
 *
 * All of it may be killed at any moment and done again.
 */
#ifndef SAVE_RECOVER_H
#define SAVE_RECOVER_H

#include "base/buf.h"
#include "base/err.h"

struct recovery {
	bool check;           /* change nothing, only say what is there and what would be done */
	uint32_t finished, undone, pending;   /* rewrites; pending: with `check` */
	struct buf notes;     /* lines for the operator; the caller says in which arena */
};

/* Everything that is pending in the folder `path`, or in that of the file `path`. False with ERR_PENDING where a
 * rewrite stays half done, ERR_REFUSED where another run is at work, ERR_INPUT where the path can't be looked at. */
bool recover_folder(struct arena *arena, const char *path, struct recovery *recovery, struct err *err);

#endif
