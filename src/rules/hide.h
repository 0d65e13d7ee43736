/* hide: no key in a finding.
 *
 * Somebody gives a keyfile where a config should be, or pastes a key where the name of its file belongs; the report goes
 * into a log that others read. So what looks like a key is taken out of all that findings say, and the line is masked
 * where it is shown (report/snippet.c); a line that looks like one with a password is not shown at all (diag/veil.h).
 * Of a file that is a keyfile as a whole, one finding is left, which tells nothing of it.
 */
#ifndef RULES_HIDE_H
#define RULES_HIDE_H

#include "config/config.h"
#include "diag/diag.h"

/* The findings from number `from` on. What is new of them is in `arena`. */
void hide_keys(struct arena *arena, struct sink *sink, uint32_t from);

/* The same, of a file of its own. */
void hide_keyfile(struct arena *arena, struct sink *sink, uint32_t from, const struct config *config);

#endif
