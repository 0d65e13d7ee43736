/* compare: the findings before a round and after it. For fixing.c alone.
 *
 * A finding is known by its rule, its file, its option and the text that it marks (fingerprint.h), not by its line. Where
 * that text has changed with what stands beside it, a finding of the same rule and option that has gone stands for it,
 * then one of the same rule.
 */
#ifndef FIX_COMPARE_H
#define FIX_COMPARE_H

#include "fix/picks.h"

struct comparison {
	const struct diag **arrived;  /* findings that were not there before */
	uint32_t count;
};

/* Fills `still` of the picks that were taken, too. */
void compare_findings(struct arena *arena, const struct sink *before, const struct sink *after, struct picks *picks,
		      struct comparison *comparison);

/* The rule, file and option of a finding, without what it marks. */
struct str compare_subject(struct arena *arena, const struct diag *diag);

#endif
