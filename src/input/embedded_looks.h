/* embedded_looks: does a text, or a mapping, read as a config of a server?
 *
 * A Compose file, a workflow of a CI or another program's settings have a `net:` or a `storage:` too. So it takes known
 * options, and the less a name promises (embedded_kinds.h), the more of them, and the less of anything else.
 */
#ifndef INPUT_EMBEDDED_LOOKS_H
#define INPUT_EMBEDDED_LOOKS_H

#include "input/embedded_kinds.h"

bool looks_text(struct arena *scratch, struct str text, enum promise promise);
bool looks_map(const struct tree *tree, uint32_t map, enum promise promise);

/* A document that is a config as a whole: an option of a server stands in it where a server would read it, and in a file
 * that could be any program's by its name they are no few. */
bool looks_config(const char *name, const struct tree *tree);

/* The first look, at bytes: could the text be anything else than a config? */
bool looks_other(struct str text);

#endif
