/* fingerprint: what a finding is known by from run to run, though lines are moved above it.
 *
 * It is made of the rule, the file, the option's path and the text that is marked, and of a number where several are alike in all that;
 * not of lines, messages or severities. Whoever keeps fingerprints (a baseline, a service that shows what is new) finds
 * the same ones after the file was reordered, and other ones when the value has changed. Nothing of a secret is in it:
 * a password that is short could be told from its digest.
 *
 *     sink_sort(&sink);
 *     fingerprint_sink(&sink);      fills diag->fingerprint of each
 *
 * A report may be about several projects, and goes to services that know the repository alone: it has fingerprints of its
 * own (fingerprint_all()), in which files are called as in the rest of it.
 */
#ifndef DIAG_FINGERPRINT_H
#define DIAG_FINGERPRINT_H

#include "diag/diag.h"

enum { FINGERPRINT_LENGTH = 32 };  /* hexadecimal digits */

/* Of sorted findings. The file counts as source_path() has it: from the root of its repository on, where that is known. */
void fingerprint_sink(struct sink *sink);

/* One for each of the findings, in their order, no two the same. `path` says what the file of one is called. */
typedef const char *fingerprint_path(struct arena *arena, const void *context, const struct source *source);
const char **fingerprint_all(struct arena *arena, struct diag *const *diags, uint32_t count, fingerprint_path *path,
			     const void *context);

/* What it is made of, but for the number: one text, equal for findings that are alike. */
struct str fingerprint_identity(struct arena *arena, const struct diag *diag);

#endif
