/* splice: a source with edits done, as a source again.
 *
 * Of a part of a file, or a template, all of it is kept together: the text that is read, the file as it lies on the disk,
 * the mask, the bytes of the part. The edits are in offsets of the file, which are those of the source.
 */
#ifndef TEXT_SPLICE_H
#define TEXT_SPLICE_H

#include "text/edit.h"

/* `out` is the arena's; its identity (struct source's id) is none. */
void splice_source(struct arena *arena, const struct source *source, const struct edits *edits, struct source *out);

#endif
