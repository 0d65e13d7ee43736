/* scalar: how a value is written so that it is read as that value.
 *
 * mongod takes the text of every scalar and converts it by the option's own type; quotes never
 * change that. So a value is written plain wherever plain text means the same to a YAML parser,
 * and gets quotes only where it needs them, or where its surroundings have them.
 */
#ifndef YAML_SCALAR_H
#define YAML_SCALAR_H

#include "yaml/tree.h"

/* `value` (valid UTF-8, any characters) as one line of YAML. `wanted` is STYLE_PLAIN,
 * STYLE_SINGLE or STYLE_DOUBLE and is kept where it can hold the value; every other style counts
 * as plain. `flow`: the place is inside brackets. */
struct str scalar_spell(struct arena *arena, struct str value, enum node_style wanted, bool flow);

/* true, false, or a decimal number: what JSON writes without quotes. */
bool scalar_is_bare_json(struct str value);

#endif
