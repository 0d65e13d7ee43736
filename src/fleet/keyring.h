/* keyring: where the files lie that configs name: keyfiles, and certificates.
 *
 * For the makers of a fleet (build.h). What a config names is a path of its host. Only where somebody said where that host's
 * files are is anything opened: what a Compose file mounts, below a key-file-root, or on this host.
 */
#ifndef FLEET_KEYRING_H
#define FLEET_KEYRING_H

#include "fleet/build.h"

/* The homes of what says where keyfiles lie: the project file, --key-file-root, and the inventory that was asked about
 * last, as its members stand together. NULL where it is not asked about yet. */
struct keyring {
	struct build *build;
	const struct home *project, *given, *beside;
	const struct inventory *inventory;
};

/* Where the member's absolute `path` is to be looked for, and the home that it must not lead out of; NULL: nobody said. */
const char *keyring_path(struct keyring *ring, const struct member *member, struct str path, const struct home **home);

/* May it be opened? */
bool keyring_may_open(const struct build *build, const struct home *home, const char *path);

#endif
