/* stage: the single steps of replacing one file, in the order in which they are listed here.
 *
 * The caller takes each step for all files before the next step for any, and after a failure
 * calls stage_undo() for those where stage_apply() was tried, then stage_clean() for all.
 * After stage_open() everything goes through a descriptor of the folder, so that nobody who
 * moves folders about can make us write somewhere else. Every step that fails has filled `err`
 * with ERR_REFUSED, the file and what to do.
 */
#ifndef SAVE_STAGE_H
#define SAVE_STAGE_H

#include "base/buf.h"
#include "save/replace.h"

struct folder {
	const char *path;    /* absolute, without symbolic links */
	const char *of;      /* a file in it, as it was named to us; for messages */
	int fd;              /* locked while we are at work in it */
	dev_t dev;
	ino_t ino;
};

struct stage {
	const struct replacement *file;
	const struct folder *folder;
	const char *name;                    /* in the folder, after all symbolic links */
	const char *fresh, *old, *backup;    /* names beside it; backup may be NULL */
	dev_t fresh_dev;
	ino_t fresh_ino;
	bool has_fresh, has_old, has_backup; /* made by us and, as far as known, still there */
	bool old_is_link;                    /* else a copy */
	bool tried, applied;                 /* stage_apply() was called; it succeeded */
	bool stuck;                          /* stage_undo() failed: the old text is in `old` */
};

struct stages {
	struct arena *arena;
	char tx[17];
	const char *backup_suffix;    /* or NULL */
	struct stage *at;
	uint32_t count, room;
	struct folder *folders;       /* the different ones; as much room as `at` */
	uint32_t folder_count;
};

/* Room for `count` files and the random part of the names. The caller calls stages_close()
 * whatever comes. `path` is for the message. */
bool stages_init(struct arena *arena, uint32_t count, const char *backup_suffix,
		 const char *path, struct stages *stages, struct err *err);
void stages_close(struct stages *stages);

/* Finds a file and opens its folder; refuses what can't or mustn't be replaced. */
bool stage_open(struct stages *stages, const struct replacement *file, struct err *err);

/* `fresh`: new text, old attributes, durable and read back. */
bool stage_write(struct stage *stage, struct err *err);

/* Is the file, byte for byte, what the edit started from? */
bool stage_compare(struct stage *stage, struct err *err);

/* `old` and `backup`, as further names of the old file, or copies where links don't work. */
bool stage_keep_old(struct stage *stage, struct err *err);
bool stage_back_up(struct stage *stage, struct err *err);

/* Makes the names in all folders durable. */
bool stages_settle(const struct stages *stages, struct err *err);

/* A last look without reading: has anyone replaced or written the file since? */
bool stage_recheck(struct stage *stage, struct err *err);

/* `fresh` becomes the file. */
bool stage_apply(struct stage *stage, struct err *err);

/* `old` becomes the file again; false (and `stuck`) when that fails. */
bool stage_undo(struct stage *stage);

/* Removes `fresh`, `old` (unless stuck) and, after a failure, `backup`. What can't be removed is
 * added to `left`. */
void stage_clean(struct stage *stage, bool failed, struct buf *left);

#endif
