/* journal: what a rewrite was about to do, on disk, so that whoever comes after a crash can finish or undo it.
 *
 *     mongoconf-journal 1
 *     tx 0123456789abcdef
 *     replace SHA256-OF-OLD SHA256-OF-NEW BACKUP FOLDER NAME
 *     in-place SHA256-OF-OLD SHA256-OF-NEW BACKUP FOLDER NAME
 *     end SHA256-OF-ALL-LINES-BEFORE
 *
 * FOLDER is `.` for the journal's own and absolute otherwise; BACKUP is the name of the backup to keep, or `-`.
 * In names a blank, a control character and `%` are written as `%` and two hexadecimal digits.
 *
 * A journal decides what is renamed, so it is not believed because of its name: it counts when it is a regular file
 * of our own user, which nobody else may write, whose last line fits the others, that is about the TX of its name,
 * and when each other folder has a `.see` of the same TX that leads back to it.
 */
#ifndef SAVE_JOURNAL_H
#define SAVE_JOURNAL_H

#include "base/digest.h"
#include "save/folder.h"

/* One file of a rewrite. */
struct entry {
	const char *folder_path;  /* absolute; NULL: the journal's own */
	const char *name;         /* in the folder, after all symbolic links */
	const char *backup;       /* name of the backup, or NULL */
	bool in_place;            /* its text is written into it; else it is replaced */
	unsigned char old_digest[DIGEST_SIZE], new_digest[DIGEST_SIZE];
	struct folder *folder;    /* once it is open */
};

struct journal {
	char tx[TX_DIGITS + 1];
	struct entry *at;
	uint32_t count;
	struct folder *home;      /* the folder that it lies in, once that is open */
};

/* The journal as text, and back. ERR_PENDING with a sentence about what is wrong with it; `path` is for that. */
struct str journal_text(struct arena *arena, const struct journal *journal);
bool journal_parse(struct arena *arena, struct str text, const char *path, struct journal *journal, struct err *err);

/* Reads the journal `name` of a folder, and whether it can be believed. ERR_PENDING where it can't. */
bool journal_read(struct arena *arena, int folder, const struct name *name, const char *path, struct journal *journal,
		  struct err *err);

/* Writes the journal under its final name, durably: when this returns true, the rewrite will happen. False with
 * errno set otherwise; it may be there all the same, see journal_remove(). */
bool journal_commit(struct arena *arena, const struct journal *journal);

/* Makes the decision to finish one to undo, durably. False with errno set. */
bool journal_abort(struct arena *arena, const struct journal *journal);

/* Removes it under all its names; false with errno set when one of them is still there. Not durable. */
bool journal_remove(struct arena *arena, const struct journal *journal);

/* What a `.see` holds: the absolute path of the journal's folder, and its inode, without which nobody could tell that
 * there is no journal from a folder that is not mounted. False where the text is none of ours: it is made durable before
 * the commit, so that one was never needed. */
struct see {
	const char *home;
	ino_t ino;
};
struct str journal_see_text(struct arena *arena, const struct folder *home);
bool journal_see_parse(struct arena *arena, struct str text, struct see *see);

#endif
