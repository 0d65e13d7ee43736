/* json_schema: the configs that a server takes, as a JSON Schema for editors.
 *
 * draft-07, which is what YAML servers of editors read. It accepts the shapes that lint accepts:
 * sections nested, with dots, or both; the key `value` for what it stands in; text for numbers and
 * booleans, as the server converts every scalar itself; __exec and __rest in place of a value, from
 * 4.2 on. It knows the options of the target, their types, words and ranges, and says of each what
 * mongoconf explain does, in a line.
 *
 *     json_schema_write(&out, &target);
 *
 * What a schema can't see, it accepts: an option that is set twice in two spellings, options that
 * exclude each other, the range of a number that is written as text. The values are expected as YAML 1.2 reads
 * them: there `yes` and `off` are text. An unsaid binary, release or edition allows what any of them takes.
 *
 * The same target gives the same bytes.
 */
#ifndef REFERENCE_JSON_SCHEMA_H
#define REFERENCE_JSON_SCHEMA_H

#include "base/buf.h"
#include "schema/target.h"

void json_schema_write(struct buf *out, const struct target *target);

#endif
