/* survey: the servers of two trees, or of one, as a check sees them.
 *
 *     struct survey survey = { .before = before, .before_count = n, .after = after, .after_count = m,
 *                              .before_root = "A", .after_root = "B" };
 *     survey_make(arena, &survey);
 *     survey.servers, survey.count
 *
 * A server of one tree is that of the other whose file has the same path in it; else the one of that name in the deployment
 * of that name, or of that set. Which set and cluster it belongs to, the tree before tells, as that is what runs.
 */
#ifndef ROLLOUT_SURVEY_H
#define ROLLOUT_SURVEY_H

#include "rollout/check.h"

struct survey {
	/* asked */
	const struct fleet *const *before, *const *after;
	uint32_t before_count, after_count;
	const char *before_root, *after_root;  /* folders that the files' names begin with; "" or "." for none */
	/* answered */
	struct server *servers;                /* in the order of names */
	uint32_t count;
};

void survey_make(struct arena *arena, struct survey *survey);

/* By the name that --order uses: server->name, or what `shop/m0` and m0 both mean. NULL: none; *ambiguous: more than one. */
const struct server *survey_find(const struct survey *survey, struct str name, bool *ambiguous);

#endif
