/* keyfile: the file that security.keyFile names, as far as it can be looked at from here.
 *
 * What a config merely points at is only opened when the user said where it lies: below a root
 * (an image's or a host's file tree in the repository), or on this host. Key material never leaves
 * this file: not into messages, not into reports.
 */
#ifndef CONFIG_KEYFILE_H
#define CONFIG_KEYFILE_H

#include "base/err.h"
#include "base/str.h"

enum keyfile_state {
	KEYFILE_FINE,       /* there, and something is in it */
	KEYFILE_MISSING,
	KEYFILE_EMPTY,      /* no character but blanks */
	KEYFILE_NO_FILE,    /* a folder, a device */
	KEYFILE_UNREADABLE, /* there, but not for us */
};

/* Looks at the absolute `path` below `root` ("" = this host). `*where` becomes the name that was
 * looked at. */
enum keyfile_state keyfile_look(struct arena *arena, const char *root, struct str path, const char **where);

#endif
