/* prose: a finding as sentences, for services that show one text of it.
 *
 *     net.port is set twice.
 *     mongod: stops with: Error parsing YAML config: duplicate key: net.port.
 *     Decide which value is meant, and remove the other line.
 *
 * The first line says what is wrong, and is a sentence: where there is little room, no more is shown. All of it is safe to
 * be shown (base/term.h); each format escapes what it means something by itself.
 */
#ifndef REPORT_PROSE_H
#define REPORT_PROSE_H

#include "diag/diag.h"

/* Lines with LF between them, none behind the last. Remarks without a place are in it, other notes are not. */
struct str prose_finding(struct arena *arena, const struct diag *diag);

/* With a stop, where there is none. */
struct str prose_stopped(struct arena *arena, const char *text);

/* With a capital letter, too, where the first word is a word and no name: for texts of our own. */
struct str prose_sentence(struct arena *arena, const char *text);

#endif
