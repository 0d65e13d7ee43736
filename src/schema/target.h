/* target: the server that a config is read for.
 *
 * What a server takes depends on its release, on which of the two programs it is, on who made it
 * and on what it was built for. Whoever judges an option or a value says so with one of these:
 *
 *     struct target target = { .server = version, .binary = BINARY_MONGOD,
 *                              .edition = EDITION_COMMUNITY, .platform = PLATFORM_LINUX };
 *     if (option_state(option, &target) == OPTION_OTHER_EDITION)
 *             ...
 *
 * All but the binary may be unsaid. An unsaid release ({ 0 }) is none in particular: nothing is
 * too old or too new for it. An unsaid edition (0) or platform (PLATFORM_ANY) still sets apart
 * what only some builds have, since most servers have not: how much to make of that is left to
 * who asked.
 */
#ifndef SCHEMA_TARGET_H
#define SCHEMA_TARGET_H

#include "base/version.h"

enum { BINARY_MONGOD = 1, BINARY_MONGOS = 2 };                            /* bits */
enum { EDITION_COMMUNITY = 1, EDITION_ENTERPRISE = 2, EDITION_PERCONA = 4 };  /* bits */

enum platform {
	PLATFORM_ANY,
	PLATFORM_UNIX,
	PLATFORM_LINUX,
	PLATFORM_WINDOWS,
	PLATFORM_NATIVE_TLS,  /* builds that use the TLS of Windows or macOS */
	PLATFORM_MOBILE,      /* builds with the storage engine for telephones; no package has it */
};

struct target {
	struct version server;   /* { 0 }: not said */
	unsigned binary;         /* one BINARY_ bit */
	unsigned edition;        /* one EDITION_ bit; 0: not said */
	enum platform platform;  /* LINUX or WINDOWS; ANY: not said */
};

#endif
