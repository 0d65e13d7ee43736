/* keyfile_prefix: is one key the beginning of a keyfile?
 *
 * A script that writes a keyfile with >> instead of > makes a file that begins with the key that the other
 * members have. What is in the file is not kept, so it is read once more, and wiped again.
 *
 *     if (keyfile_is_appended(longer, other, &at))
 *             ... span { at, 0 } of longer->source is where the rest begins
 */
#ifndef CONFIG_KEYFILE_PREFIX_H
#define CONFIG_KEYFILE_PREFIX_H

#include "config/keyfile.h"

/* Is `longer` one key too many behind the only one of `other`, and without a list? False as well where it can't be
 * read any more. `*at` is an offset in its source. */
bool keyfile_is_appended(const struct keyfile *longer, const struct keyfile *other, uint32_t *at);

#endif
