/* project_schema: what may stand in .mongoconf.yaml, as a JSON Schema (draft-07) for editors.
 *
 * It is made from the table that the reader reads by (fleet/project_keys.h) and from the table of rules, so
 * that both know the same keys. What a schema can't see, it accepts: whether a pattern or a glob is well
 * formed, a {group} is given by a pattern, or a file is there.
 */
#ifndef REFERENCE_PROJECT_SCHEMA_H
#define REFERENCE_PROJECT_SCHEMA_H

#include "base/buf.h"

void project_schema_write(struct buf *out);

#endif
