/* pieces: a report's findings are written by several workers, and stand in their order.
 *
 *     static void one(struct buf *out, const void *context, uint32_t index) { ... }
 *     pieces_write(&out, report->jobs, report->sink->count, one, &context);
 *
 * What is written is the same for any number of workers. Each writes to a buffer of its own, and what it needs on the way
 * comes from that buffer's arena, which is given back when its text is where it belongs: a report may be as large as all that
 * it is about, and is never there twice.
 */
#ifndef REPORT_PIECES_H
#define REPORT_PIECES_H

#include "base/buf.h"

typedef void piece_one(struct buf *out, const void *context, uint32_t index);

/* `jobs`: 0 is 1. Of few things, all are written by the caller. */
void pieces_write(struct buf *out, uint32_t jobs, uint32_t count, piece_one *one, const void *context);

#endif
