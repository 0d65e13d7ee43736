/* memfs: a file system in memory behind the table of system calls, which knows what a power cut takes.
 *
 * It keeps two versions of everything: what programs see, and what the disk holds for certain. They
 * differ by the updates of folders (a name made, renamed, removed) that were not followed by an fsync
 * of that folder, and by the bytes and attributes of files that were not followed by an fsync of the
 * file. After a power cut any subset of those updates of folders is there, in their order, and each
 * file that was not synced holds what the disk held, all that was written, nothing, or something torn.
 * One that was written over without being emptied has at each place a byte of either, and either size.
 *
 *     memfs_start((struct memfs_manners){ 0 });
 *     memfs_folder("/a");
 *     memfs_put("/a/x", "old\n", 0640);
 *     memfs_settle();                                   // all of it is on the disk
 *     static struct memfs_history history;
 *     memfs_record(&history);
 *     ... the code under test, which calls os->...
 *     memfs_record(NULL);
 *     for (i = 0; i < history.count; i++) {
 *             memfs_load(&history.at[i]);               // killed there: what programs saw stays
 *             memfs_power_cuts(&history.at[i], 4096, judge, NULL);
 *     }
 *     memfs_stop();
 *
 * An image is a small struct without pointers and is copied to be kept: names and texts are kept once
 * for the whole process, and known by number. Two images are the same if their bytes are. A process
 * that is killed between two calls leaves the image between them, so one recorded run gives all its
 * deaths; there is no need to run it anew for each.
 *
 * Whoever uses a descriptor that isn't open, writes to one that is open for reading, leaves one open
 * or passes flags that nobody here knows is told of by memfs_misuse(). The current folder is "/";
 * paths may be relative. Files belong to the user who runs the test.
 */
#ifndef TESTS_MEMFS_H
#define TESTS_MEMFS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/types.h>

enum { MEMFS_INODES = 56, MEMFS_ENTRIES = 64, MEMFS_PENDING = 64 };

/* Of a file at one moment. `mode` has the kind; 0 = the inode isn't in use. */
struct memfs_state {
	int64_t mtime;       /* nanoseconds */
	uint32_t text;
	uint32_t uid, gid;
	uint16_t xattrs;     /* the number of a text: NAME NUL, two bytes of length, VALUE, ... */
	uint16_t mode;
};

struct memfs_inode {
	struct memfs_state now, disk;
	uint32_t number;     /* never given twice */
	uint32_t emptied;    /* since it was synced */
};

struct memfs_entry {
	uint8_t folder, inode;
	uint16_t name;
};

/* One update of one folder: one name, or the two of a rename. Inode 0: the name goes. */
struct memfs_update {
	uint8_t folder, count, inode[2];
	uint16_t name[2];
};

struct memfs_image {
	struct memfs_inode inodes[MEMFS_INODES];         /* [0] isn't used, [1] is "/" */
	struct memfs_entry now[MEMFS_ENTRIES], disk[MEMFS_ENTRIES];    /* sorted */
	struct memfs_update pending[MEMFS_PENDING];
	uint16_t now_count, disk_count, pending_count, chance;
	uint32_t last_number, clock;
};

/* What a file system can't do; an errno, or 0 = it can. */
struct memfs_manners {
	int link, flock, folder_fsync, xattr, rename_over;
};

/* ---- making and looking, without counting as calls ---- */

void memfs_start(struct memfs_manners manners);
void memfs_stop(void);
void memfs_folder(const char *path);
void memfs_put(const char *path, const char *text, mode_t mode);    /* in place if it is there */
void memfs_put_bytes(const char *path, const char *bytes, uint32_t len, mode_t mode);
void memfs_replace(const char *path, const char *text, mode_t mode); /* by a new file of that name */
void memfs_rewrite(const char *path, const char *text);              /* on the disk, too */
void memfs_own(const char *path, uid_t uid, gid_t gid);
void memfs_xattr(const char *path, const char *name, const char *value);
void memfs_symlink(const char *target, const char *path);
void memfs_link(const char *from, const char *to);
void memfs_remove(const char *path);
void memfs_settle(void);

/* What stat() says, without being counted. */
void memfs_look(const char *path, struct stat *st);

/* NULL: no such file. */
const char *memfs_text(const char *path, uint32_t *len);
bool memfs_exists(const char *path);

/* Is there a name in the folder that ends so? The full name, or NULL. */
const char *memfs_ending(const char *folder, const char *suffix);

void memfs_save(struct memfs_image *image);
void memfs_load(const struct memfs_image *image);

/* What can be seen: names with their kind, mode, owner, attributes, number of links and text; with
 * `times` also when each was changed. Equal strings, equal trees. Valid until it was called eight
 * times more. */
const char *memfs_describe(bool times);
uint64_t memfs_hash(bool times);
uint64_t memfs_image_hash(const struct memfs_image *image);

/* ---- a run ---- */

enum memfs_fault {
	MEMFS_NONE,
	MEMFS_ONCE,     /* call `at` does nothing and fails with `error` (close() does close) */
	MEMFS_FROM,     /* so do all after it */
	MEMFS_LATE,     /* call `at` does its work and says that it failed */
	MEMFS_SHORT,    /* from call `at` on, every read and write does one to seven bytes */
	MEMFS_DO,       /* `action` is called before call `at`, which then does its work */
};

/* An fsync that is about to be done. */
struct memfs_fsync {
	const char *name;              /* last part of the path by which the descriptor was opened */
	bool is_folder;
	const char *after, *what;      /* the last call that changed anything, but fsync, since memfs_plan(): its
					* name and the last name in it; NULL where there was none */
};

struct memfs_plan {
	unsigned at;               /* 1-based; 0 = never */
	enum memfs_fault fault;
	int error;
	const char *call;          /* count only these, by their name in the table; NULL = all */
	void (*action)(void);      /* calls that it makes aren't counted */
	bool (*forget)(const struct memfs_fsync *fsync);    /* true: it does nothing and says that it was done */
};

/* From here on calls are counted from 1. */
void memfs_plan(struct memfs_plan plan);
unsigned memfs_calls(void);          /* counted ones since then */
bool memfs_reached(void);            /* call `at` was there */
const char *memfs_call(void);        /* the name of call `at`; NULL when it was not there */

/* Each image that is left between two calls, beginning with the one of now; NULL ends it. */
enum { MEMFS_HISTORY = 400 };
struct memfs_history {
	unsigned count;
	unsigned log[MEMFS_HISTORY];     /* how long the log was then */
	const char *call[MEMFS_HISTORY]; /* the one that changed something; "" before the first */
	struct memfs_image at[MEMFS_HISTORY];
};
void memfs_record(struct memfs_history *history);

/* Descriptors that are open now, and the first thing that was done wrong, or NULL. */
unsigned memfs_descriptors(void);
const char *memfs_misuse(void);

/* Closes whatever is open and drops all locks: the process is gone. */
void memfs_kill(void);

/* The calls so far that changed anything or failed, one a line, for messages. memfs_log_cut() goes
 * back to an earlier length. */
unsigned memfs_log_length(void);
void memfs_log_cut(unsigned length);
void memfs_log_note(const char *text);
const char *memfs_log(void);

/* ---- power cuts ---- */

/* Calls `visit` with every image that a power cut may leave of `from`; where there are more than
 * `most`, with that many that are chosen evenly, the same ones each time: among them always no update,
 * every update, and every update but one. Returns how many they were. */
unsigned memfs_power_cuts(const struct memfs_image *from, unsigned most,
			  void (*visit)(const struct memfs_image *image, void *data), void *data);

#endif
