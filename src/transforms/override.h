/* override: a second kind of certificate that a server takes for a member's, while all of them get new ones.
 *
 * setParameter.tlsX509ClusterAuthDNOverride (4.2) is a name, setParameter.tlsClusterAuthX509Override (7.0) a JSON document
 * as text: mongod does not start with a map there (MongoDB's own manual has shown one).
 */
#ifndef TRANSFORMS_OVERRIDE_H
#define TRANSFORMS_OVERRIDE_H

#include "transforms/transform.h"

#define OVERRIDE_DN "setParameter.tlsX509ClusterAuthDNOverride"
#define OVERRIDE_X509 "setParameter.tlsClusterAuthX509Override"

/* Sets one of the two to a text, which is quoted where it must be; says what it was. Refuses a map in its place, and a
 * --server-version below `since`. */
bool override_set(const struct application *application, const char *path, struct str value, struct version since);

/* Removes it; nothing where it is not set. Refuses a map in its place. */
bool override_drop(const struct application *application, const char *path);

#endif
