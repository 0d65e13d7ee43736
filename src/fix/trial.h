/* trial: what is known of fixes that had a part in a round that failed. For src/fix alone. */
#ifndef FIX_TRIAL_H
#define FIX_TRIAL_H

#include "fix/fixing.h"

/* How a fix is tried, after it had a part in a round that failed. */
enum trial_level { TRIAL_WITH_OTHERS, TRIAL_ALONE_IN_FILE, TRIAL_ALONE_IN_SET, TRIAL_FEW, TRIAL_FAILED };

struct trial {
	const char *fingerprint;
	enum trial_level level;
	const char *reason;
	uint32_t accepted;  /* rounds that had been accepted when it failed */
	uint32_t failures;
};

/* Of a finding's fix; NULL: it had no part in any. */
struct trial *trial_find(const struct fixing *fixing, const struct diag *diag);

/* Makes one where there is none; no other is valid any more. */
struct trial *trial_of(struct fixing *fixing, const struct diag *diag);

#endif
