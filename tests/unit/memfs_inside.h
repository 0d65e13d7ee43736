/* memfs_inside: what the parts of memfs know of each other.
 *
 *     memfs.c        inodes, folders, paths; making a tree and looking at it
 *     memfs_pool.c   names and texts, each kept once and known by number
 *     memfs_cuts.c   what a power cut leaves
 *     memfs_calls.c  the calls as a kernel does them: memfs_bare. Descriptors, bytes, locks
 *     memfs_names.c  the others: attributes, names, listings
 *     memfs_run.c    the same with faults, a history and a log: the table that the code under test gets
 */
#ifndef TESTS_MEMFS_INSIDE_H
#define TESTS_MEMFS_INSIDE_H

#include "base/os.h"
#include "memfs.h"

extern struct memfs_image memfs;
extern struct memfs_manners memfs_manners;
extern struct os_calls memfs_bare;
extern const struct os_calls memfs_table;

/* ---- memfs_pool.c ---- */

uint64_t memfs_hash_bytes(const void *bytes, size_t len, uint64_t hash);
uint32_t memfs_text_number(const char *bytes, uint32_t len);
const char *memfs_text_bytes(uint32_t number, uint32_t *len);
uint16_t memfs_name_number(const char *name, size_t len);
const char *memfs_name(uint16_t number);
void memfs_pool_free(void);

/* A set of attributes is a text too. NULL: there is none of that name; `len` < 0 takes it away. */
const char *memfs_xattr_find(uint16_t xattrs, const char *name, uint16_t *len);
uint16_t memfs_xattr_set(uint16_t xattrs, const char *name, const char *value, int len);

/* ---- memfs.c ---- */

/* An inode, or 0 with errno set. `*folder` and `*name` say where it is, or would be; the name is 0
 * where a folder on the way is missing. Both may be NULL. */
uint8_t memfs_find(uint8_t from, const char *path, bool follow, uint8_t *folder, uint16_t *name);
uint8_t memfs_entry(uint8_t folder, uint16_t name);
uint8_t memfs_above(uint8_t folder);
uint16_t memfs_called(uint8_t folder);
unsigned memfs_links(uint8_t inode);
uint8_t memfs_new_inode(mode_t mode);
void memfs_touch(uint8_t inode);
void memfs_update(struct memfs_update update);
void memfs_fsync_folder(uint8_t folder);
void memfs_apply(struct memfs_entry *entries, uint16_t *count, const struct memfs_update *update);
void memfs_forget_unused(struct memfs_image *image);

/* ---- memfs_calls.c ---- */

struct memfs_fd {
	uint8_t inode, folder;
	bool open, reads, writes, appends;
	int lock;            /* as flock(2) has it; 0: never asked for */
	uint16_t name;       /* the last part of its path */
	uint32_t at;
};

/* NULL with errno set, and told of, when it isn't open. */
struct memfs_fd *memfs_fd(int fd, const char *call);
uint8_t memfs_find_at(int dir, const char *path, bool follow, uint8_t *folder, uint16_t *name, const char *call);
bool memfs_inode_is_open(uint8_t inode);
void memfs_calls_fill(struct os_calls *table);

/* ---- memfs_names.c ---- */

void memfs_names_fill(struct os_calls *table);
void memfs_close_listings(void);
void memfs_drop_listing(DIR *dir);

/* ---- memfs_run.c ---- */

/* What a call tells the log and the history. */
struct memfs_line {
	const char *call, *note;
	uint16_t name, other;
	int error;
	bool changed;
};
extern struct memfs_line memfs_line;

bool memfs_forgets(const char *name, bool is_folder);
void memfs_run_reset(void);
__attribute__((format(printf, 1, 2))) void memfs_wrong(const char *format, ...);

#endif
