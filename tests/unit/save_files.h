/* save_files: a folder to try things in, for the tests of save/.
 *
 * Each test works in a new folder below TMPDIR (or /tmp), which is its current one, so that
 * paths are short; the folder and the arena are gone after it.
 */
#ifndef TESTS_SAVE_FILES_H
#define TESTS_SAVE_FILES_H

#include <criterion/criterion.h>

#include "save/transaction.h"

extern struct arena arena;

void files_setup(void);
void files_teardown(void);

/* Criterion runs no .fini for a test that is skipped. */
#define files_skip(why) do { \
	files_teardown(); \
	cr_skip_test(why); \
} while (0)

/* Makes a file, or gives it this content and mode. */
void put(const char *path, const char *text, mode_t mode);

/* Its content; NULL when it can't be read. */
char *get(struct arena *memory, const char *path);
bool has_text(const char *path, const char *text);

#define cr_assert_text(path, text) \
	cr_assert(has_text(path, text), "%s holds: %s", path, get(&arena, path))

/* How many names in a folder, but "." and "..", begin with `prefix`. */
unsigned count_names(const char *path, const char *prefix);

/* Removes hidden files and backups (".bak" in the name) from a folder. */
void sweep(const char *path);

struct identity identity_of(const char *path);

/* The replacement of a file as it is now. */
struct replacement replacing(struct arena *memory, const char *path, const char *text);

/* A whole rewrite; `suffix` of backups and `left` may be NULL. */
bool replace_files(struct arena *memory, const struct replacement *files, uint32_t count, const char *suffix,
		   const char **left, struct err *err);

/* An access list as the kernel stores it: owner rw, user 4713 r, group none, mask r, others
 * none; and the names under which it takes one. */
enum { LIST_4713_SIZE = 44 };
extern const unsigned char list_4713[LIST_4713_SIZE];
#define ACL "system.posix_acl_access"
#define DEFAULT_ACL "system.posix_acl_default"

#endif
