/* rename: one name of a path written anew, wherever it stands.
 *
 * The last name of `path` (an option or a section) becomes another one; what is below it moves along.
 * Only the bytes of that name change: values, comments, order and indentation stay. A dotted key
 * has the name somewhere in the middle, and a section may be there more than once:
 *
 *     net:                       net:
 *       ssl:            ->         tls:           rename_edits(..., "net.ssl", "tls", ...)
 *         mode: x                    mode: x
 *     net.ssl.CAFile: y          net.tls.CAFile: y
 */
#ifndef YAML_RENAME_H
#define YAML_RENAME_H

#include "text/edit.h"
#include "yaml/read.h"

/* Adds to `edits`, nothing where no key has the name. Refuses where a key can't be edited (an
 * anchor, a tag, a name spelled with escapes), and where the new name is taken. `yaml` must be yaml_editable(). */
bool rename_edits(struct arena *arena, const struct yaml *yaml, struct str path, struct str name,
		  struct edits *edits, struct err *err) __attribute__((warn_unused_result));

/* Is `new` the tree `old` with that name, and not another difference? */
bool rename_is_done(struct arena *arena, const struct tree *old, const struct tree *new, struct str path,
		    struct str name);

#endif
