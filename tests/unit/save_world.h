/* save_world: the files that the loops over memfs rewrite, and what may be left of them.
 *
 *     world_make(&world);                       // memfs with the old files, all durable
 *     bool done = world_run(&err);              // the code under test
 *     enum verdict verdict = world_verdict();   // WORLD_OLD, WORLD_NEW, or WORLD_BROKEN
 *     world_again();                            // the old files again
 *     world_end();
 *
 * The verdict is about the whole tree: every name, text, mode, owner, attribute and number of links
 * is as it was, or as it has to be; anything else - a mix, a torn file, a name too many - is broken.
 * Old files have their old time as well, unless they were written in place.
 */
#ifndef TESTS_SAVE_WORLD_H
#define TESTS_SAVE_WORLD_H

#include "base/err.h"
#include "memfs.h"
#include "save/transaction.h"

struct world_file {
	const char *path, *old_text, *new_text;
	mode_t mode;
	uid_t uid;          /* 0 = ours */
	const char *user;   /* value of its attribute user.origin, or NULL */
	const char *link;   /* a symbolic link to it, by which it is named to us, or NULL */
};

enum { WORLD_FILES = 4 };
struct world {
	const char *name;
	struct world_file files[WORLD_FILES];
	const char *suffix;          /* of backups, or NULL */
	bool in_place;
	struct memfs_manners manners;
	bool other_folder_first;     /* recovery begins with the folder that has no journal */
};

enum verdict { WORLD_BROKEN, WORLD_OLD, WORLD_NEW, WORLD_ANY };
extern const char *const verdict_words[];

void world_make(const struct world *world);
void world_again(void);
void world_end(void);

/* What is said to the operator is kept until the next one. */
bool world_run(struct err *err);
extern struct transaction_outcome world_outcome;

/* A run of somebody else, who gives all files this text, whatever they hold now. */
bool world_run_second(const char *text, struct err *err);

/* The process that ran until now is gone: its descriptors are closed, and a lock file names nobody. */
void world_next_process(void);

/* Every folder, one after the other; the first error. */
bool world_recover(struct err *err);

enum verdict world_verdict(void);

/* The path of the file as it is named to us. */
const char *world_named(const struct world_file *file);

#endif
