/* aside: what of a unit's findings does not count, once the rules have run: what comments in the configs set aside, what
 * the baseline accepts, and what the project switches off.
 *
 *     if (!aside_open(linting)) return;             reads the baselines
 *     aside_apply(linting, &part);                  for each unit
 *
 * The baseline of a unit is the file of --baseline, else .mongoconf-baseline.json in the unit's root: the folder of the
 * project file, else the root of the git work tree, else the current folder.
 */
#ifndef CLI_ASIDE_H
#define CLI_ASIDE_H

#include "cli/linting.h"

/* A unit whose rules have run. */
struct aside_part {
	const struct unit *unit;
	const struct source *const *judged;  /* files */
	uint32_t judged_count;
	const bool *selected;                /* rules */
	uint32_t first, first_aside;         /* its findings in the run's sinks begin there */
};

/* False and raised when a baseline can't be read. */
bool aside_open(struct linting *linting);

void aside_apply(struct linting *linting, const struct aside_part *part);

/* Where the baseline of the unit is, or would be; as the run names files. */
const char *aside_baseline_path(const struct linting *linting, const struct unit *unit);

#endif
