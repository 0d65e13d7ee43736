/* place: one option set or removed, as edits.
 *
 * Where new text goes, in this order:
 *   1. The option is there: its value is replaced, its comment and (where the value allows) its
 *      quotes stay.
 *   2. Its section has children: behind the last of them, before the blank lines and comments that
 *      lead to the next section.
 *   3. Its section is there and empty (`security:`): under the header.
 *   4. A sibling is written with a dot (`security.authorization: enabled`) and the section does not
 *      exist: beside that sibling, with a dot too.
 *   5. The section stands commented out, alone on its line (`#security:`): that line is
 *      uncommented and the option goes under it. Commented children stay as they are.
 *   6. No trace of it: a new section at the end of the mapping.
 * Removing an option removes its lines. When a section's last child goes, its header can't stay,
 * because an empty section stops mongod ("Unrecognized option: security"). The last section of its
 * parent, with nothing behind it, goes whole, which is the inverse of 6 (and of 2 for a section in a
 * section); the header of any other is commented out, which is the inverse of 5.
 *
 * New text has the line ending, indentation, spacing and quotes of its surroundings. Flow mappings
 * (JSON is one) are edited as flow mappings.
 */
#ifndef YAML_PLACE_H
#define YAML_PLACE_H

#include "text/edit.h"
#include "yaml/read.h"

/* Each adds to `edits` and returns true, also when there is nothing to do; or refuses (ERR_REFUSED
 * with the place and the reason). `yaml` must be yaml_editable(). What is there already counts, and not what `edits`
 * has from another call: two calls for one list see nothing of each other. */
bool place_set(struct arena *arena, const struct yaml *yaml, struct str path, struct str value,
	       struct edits *edits, struct err *err) __attribute__((warn_unused_result));
bool place_unset(struct arena *arena, const struct yaml *yaml, struct str path,
		 struct edits *edits, struct err *err) __attribute__((warn_unused_result));

/* An option removed and another one set, as one list of edits: where the second one goes is seen in the text without
 * the first. As the two above. */
bool place_move(struct arena *arena, const struct yaml *yaml, struct str from, struct str to, struct str value,
		struct edits *edits, struct err *err) __attribute__((warn_unused_result));

#endif
