/* finish: what is done with the files of a journal: forward, back, and away with the rest.
 *
 * Everything is decided by what the disk holds, told by SHA-256, so that it does not matter how far somebody came
 * before. Each function may itself be killed and called again. The folders of the journal are open and locked.
 *
 *     finish_look(journal, states, err)          what does each file hold?
 *     finish_can_go_forward(), _back()           what can be done with that?
 *     finish_forward() or finish_back()          does it, durably
 *     finish_end()                               removes the journal, durably, then the rest
 *
 * All errors are ERR_PENDING: the journal is still there.
 */
#ifndef SAVE_FINISH_H
#define SAVE_FINISH_H

#include <sys/stat.h>

#include "base/buf.h"
#include "save/journal.h"

enum file_state {
	FILE_OLD,     /* its old text */
	FILE_NEW,     /* its new text */
	FILE_TORN,    /* in place: a part of either, as an interrupted write leaves it */
	FILE_OTHER,   /* neither: somebody else's, or it is gone */
};

struct state {
	enum file_state file;
	bool has_old, has_new;   /* `.old` and `.new` are there and hold what they should */
	struct stat st;          /* of the file then */
};

bool finish_look(const struct journal *journal, struct state *states, struct err *err);

/* Is nothing in the way? Back, a file that is somebody else's counts as out of the way while its `.new` was not used:
 * it was never replaced. */
bool finish_can_go_forward(const struct journal *journal, const struct state *states);
bool finish_can_go_back(const struct journal *journal, const struct state *states);

/* Every file holds its new text, and its backup is there; or the old one, and there is no backup. Durable. Back leaves
 * alone what is somebody else's. */
bool finish_forward(const struct journal *journal, const struct folders *folders, const struct state *states, struct err *err);
bool finish_back(const struct journal *journal, const struct folders *folders, const struct state *states, struct err *err);

struct finish_texts { struct str old, fresh; };

/* The steps of forward for one file; false with errno set. With `texts`, which the run that makes the change has at
 * hand, a file that is written into must hold the old one; where it doesn't, errno is 0. */
bool finish_publish(const struct journal *journal, const struct entry *entry);
bool finish_apply(const struct journal *journal, const struct entry *entry, const struct finish_texts *texts);

/* Removes the journal and then all other names of the rewrite. What can't be removed of those is added to `left`. */
bool finish_end(const struct journal *journal, const struct folders *folders, struct buf *left, struct err *err);

/* The latter alone. */
void finish_clean(const struct journal *journal, const struct folders *folders, struct buf *left);

#endif
