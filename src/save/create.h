/* create: a new file, complete or not at all, and never in place of another.
 *
 * The text goes to a file of its own in the same folder, which no one but its owner may read from the first
 * moment on; it is made durable, gets its mode and then its name, by link(2), which fails where the name is
 * taken. After that the name is made durable too.
 */
#ifndef SAVE_CREATE_H
#define SAVE_CREATE_H

#include <sys/types.h>

#include "base/err.h"
#include "base/str.h"

/* False with ERR_REFUSED and nothing changed: something is there already (whatever it is), the folder can't be
 * written, or links don't work there. */
bool save_create(struct arena *arena, const char *path, struct str text, mode_t mode, struct err *err)
	__attribute__((warn_unused_result));

#endif
