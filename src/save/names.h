/* names: what a rewrite calls its own files, so that a later run knows them again.
 *
 * Every rewrite draws a TX, 16 hexadecimal digits of chance, that is part of all its names:
 *
 *     .NAME.TX.new          the new text of NAME, beside it
 *     .NAME.TX.old          the old version of NAME: a second name of it, or a copy
 *     .NAME.TX.bak          what will be the backup of NAME
 *     .mongoconf-TX.tmp     a journal that is being written
 *     .mongoconf-TX.commit  the journal of a rewrite that is to be finished
 *     .mongoconf-TX.abort   the same of one that is to be undone
 *     .mongoconf-TX.see     in a folder without the journal: where it is
 */
#ifndef SAVE_NAMES_H
#define SAVE_NAMES_H

#include "base/str.h"

enum name_kind {
	NAME_NEW, NAME_OLD, NAME_BAK,                    /* of a file */
	NAME_TMP, NAME_COMMIT, NAME_ABORT, NAME_SEE,     /* of the whole rewrite */
};

enum { TX_DIGITS = 16 };

struct name {
	const char *entry;         /* the whole */
	enum name_kind kind;
	char tx[TX_DIGITS + 1];
	const char *of;            /* NAME; NULL where the kind is of the whole rewrite */
};

/* Draws a TX; false with errno set (0 where the system gave none). */
bool names_draw(char tx[TX_DIGITS + 1]);

/* The name of that kind; `of` is NULL for those of the whole rewrite. */
const char *names_make(struct arena *arena, enum name_kind kind, const char *tx, const char *of);

/* Is this name one of ours? `name` gets copies of its parts then. */
bool names_parse(struct arena *arena, const char *entry, struct name *name);

#endif
