/* mermaid: a picture of a field in Mermaid's language: its members with their states, and who can't talk to whom.
 *
 *     mermaid_write(&out, &stand);       the lines between ```mermaid and ```
 *
 * A set is a box; a red arrow is a connection that fails, as the configs stand. Above MERMAID_MEMBERS members those of one
 * set that are alike are one node, and where that makes too many, those of one role. What would not fit even so is counted.
 */
#ifndef REPORT_MERMAID_H
#define REPORT_MERMAID_H

#include "base/buf.h"
#include "rollout/stand.h"

enum { MERMAID_MEMBERS = 30, MERMAID_NODES = 60, MERMAID_EDGES = 100 };

void mermaid_write(struct buf *out, const struct stand *stand);

#endif
