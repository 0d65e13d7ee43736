/* sandbox: gives up what a run doesn't need, for good, by the kernel's Landlock.
 *
 * A run that only reads parses files that a stranger may have written, with libraries that may have a flaw. From
 * here on the kernel holds it, and all that it starts, to this: no file is written, made, renamed, linked or removed
 * but where a rule allows it; no TCP connection is opened or awaited; no process outside gets a signal, and no socket
 * of an abstract name is reached; and later, when it is known what is going to be read, that nothing else is. What is open already stays open. Nothing can take it back.
 *
 *     static const struct sandbox_rule rules[] = { { "/dev/null", SANDBOX_WRITE } };
 *     enum sandbox_state state = sandbox_no_writing(rules, 1);
 *
 * Needs no right. A kernel without Landlock, or with an older one, holds to as much as it knows; so this is a second
 * wall, and no rule of the program may rest on it.
 */
#ifndef BASE_SANDBOX_H
#define BASE_SANDBOX_H

#include <stdint.h>

enum sandbox_state {
	SANDBOX_NONE,    /* the kernel has none, it is turned off, or a container forbids it */
	SANDBOX_FILES,   /* files only: it is older than the rest */
	SANDBOX_FULL,
};

/* What a rule allows at a path. */
enum sandbox_right {
	SANDBOX_WRITE = 1,  /* a file, a device or a FIFO that is there: to write and to empty it */
	SANDBOX_MAKE = 2,   /* a folder: to make files in it, and write into those */
	SANDBOX_READ = 3,   /* a file; or a folder and all that is below it */
	SANDBOX_LIST = 4,   /* a folder and those below it: which names are in them */
};

struct sandbox_rule {
	const char *path;   /* links are followed; a path that leads nowhere allows nothing */
	enum sandbox_right right;
};

enum sandbox_state sandbox_no_writing(const struct sandbox_rule *rules, uint32_t count);

/* From here on no file is opened for reading, no folder listed, and no program started, but where a rule allows it.
 * What a file is (stat) can still be asked. */
enum sandbox_state sandbox_no_reading(const struct sandbox_rule *rules, uint32_t count);

#endif
