/* mdoc: text in the language of manual pages, mdoc(7).
 *
 * Requests (.Pp, .Sh) are written as they are; everything that comes from a table goes through these. Each call
 * begins and ends at the start of a line of `out`.
 */
#ifndef REFERENCE_MDOC_H
#define REFERENCE_MDOC_H

#include "base/buf.h"

/* Sentences, each on lines of its own, as mdoc wants them; none of more than 79 bytes. */
void mdoc_prose(struct buf *out, const char *text);

/* A file, or what a terminal shows, line by line. `mark` is what tests/examples is to do with it, a comment of the page: "file
 * mongod.conf"; NULL: the page says it once for all of them. */
void mdoc_display(struct buf *out, const char *mark, const char *text);

/* A word or two in a line of its own, behind `macro`: ".Cm add-keyfile". */
void mdoc_macro(struct buf *out, const char *macro, const char *text);

#endif
