/* refusals: which servers of a tree would not start, as the rules of lint find out.
 *
 *     struct refusals refusals;
 *     refusals_begin(cli, &refusals);
 *     refusals_watch(&refusals, &fleets);
 *     if (!fleets_read(cli, &fleets)) ...
 *     refusals_end(&refusals, &fleets, &survey, &check);      fills check.refused
 *
 * What the rules of the groups `syntax` and `startup` call an error stops the server; so do some about keyfiles. One
 * table says which code each has. Both verbs judge alike that way.
 */
#ifndef CLI_REFUSALS_H
#define CLI_REFUSALS_H

#include "cli/fleets.h"
#include "rollout/survey.h"
#include "rules/rule.h"

struct refusals {
	struct lint lint;
	struct sink sink;
	bool *selected;
};

void refusals_begin(struct cli *cli, struct refusals *refusals);
void refusals_watch(struct refusals *refusals, struct fleets *fleets);
void refusals_end(struct refusals *refusals, const struct fleets *fleets, const struct survey *survey, struct check *check);

#endif
