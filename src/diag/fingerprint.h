/* fingerprint: what a finding is known by from run to run, though lines are moved above it.
 *
 * It is made of the rule, the file, the option's path and the text that is marked, and of a number where several are alike in all that;
 * not of lines, messages or severities. Whoever keeps fingerprints (a baseline, a service that shows what is new) finds
 * the same ones after the file was reordered, and other ones when the value has changed. Nothing of a secret is in it:
 * a password that is short could be told from its digest.
 *
 *     sink_sort(&sink);
 *     fingerprint_sink(&sink);      fills diag->fingerprint of each
 */
#ifndef DIAG_FINGERPRINT_H
#define DIAG_FINGERPRINT_H

#include "diag/diag.h"

enum { FINGERPRINT_LENGTH = 32 };  /* hexadecimal digits */

/* Of sorted findings. The file counts as source_path() has it: from the root of its repository on, where that is known. */
void fingerprint_sink(struct sink *sink);

/* Of findings that have them: where two are equal, as files of two projects may be called alike, the second gets another. */
void fingerprint_distinct(const struct sink *sink);

/* What it is made of, but for the number: one text, equal for findings that are alike. */
struct str fingerprint_identity(struct arena *arena, const struct diag *diag);

#endif
