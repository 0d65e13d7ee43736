/* stage: the steps of a rewrite that are about one file, up to the commit.
 *
 * The caller takes each step for all files before the next step for any. Every step that fails has filled `err` with
 * ERR_REFUSED, the file and what to do; what it made by then goes with finish_clean() (save/finish.h), since all of
 * it bears the TX of the rewrite.
 */
#ifndef SAVE_STAGE_H
#define SAVE_STAGE_H

#include "save/folder.h"
#include "save/transaction.h"

struct stage {
	const struct replacement *file;
	struct folder *folder;
	const char *name;                     /* in the folder, after all symbolic links */
	const char *fresh, *old, *kept;       /* `.new`, `.old`, `.bak` beside it */
	const char *backup;                   /* what `kept` is to be called; NULL: no backup */
	bool old_is_link;                     /* else a copy */
};

struct stages {
	struct arena *arena;
	const struct transaction_options *options;
	char tx[TX_DIGITS + 1];
	struct stage *at;
	uint32_t count;
	struct folders folders;
};

/* `.new`: the new text with the old attributes, durable and read back. In place, of mode 0600: it is only the copy
 * that recovery takes the text from. */
bool stage_write(const struct stages *stages, struct stage *stage, struct err *err);

/* `.old` and `.bak`: second names of the old file, or copies where links don't work or the file is written into. */
bool stage_keep(const struct stages *stages, struct stage *stage, struct err *err);

/* Is the file, byte for byte, what the edit started from? */
bool stage_compare(const struct stage *stage, struct err *err);

/* The same without reading: a last look before it is replaced. */
bool stage_recheck(const struct stage *stage, struct err *err);

/* What to say of a file that is not what it was. Returns false. */
bool stage_changed(const struct stage *stage, struct err *err);

/* Is it, as far as a look can tell, the file that was read? The second asks neither device nor inode. */
bool stage_same(const struct identity *id, const struct stat *st);
bool stage_same_time(const struct identity *id, const struct stat *st);

#endif
