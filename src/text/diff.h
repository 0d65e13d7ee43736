/* diff: an edit list as a unified diff.
 *
 * The edits say what changed; nothing is compared. The output is what `patch -p1`
 * and `git apply` take: three lines of context, "\ No newline at end of file" where
 * it holds, and CR kept where lines end in CRLF.
 */
#ifndef TEXT_DIFF_H
#define TEXT_DIFF_H

#include "base/buf.h"
#include "text/edit.h"

/* Appends the diff of `source` and its edited text; nothing when there is no edit. The names
 * in the header are "a/NAME" and "b/NAME", and no leading "/" is doubled. */
void diff_unified(struct buf *out, const struct source *source, const struct edits *edits);

#endif
