/* refusal: what a server prints when it stops, and the releases that do so.
 *
 * Most rules of the group `startup` hold for some releases only. With a release named, such a rule
 * says an error where that server stops and nothing where it does not. With none named it says an
 * error when every server from 4.2 on stops, and else a warning that names the releases:
 *
 *     static const struct refusal refusal = { .from = VERSION(5, 1), .text = "Unable to acquire ..." };
 *     struct diag *diag = refusal_add(lint, rule, config, &refusal, span, "the message");
 *     if (diag)
 *             diag->help = "...";
 *
 * A text that changed its words is several rows, of which refusal_choose() takes the one of the
 * server that is meant.
 */
#ifndef RULES_REFUSAL_H
#define RULES_REFUSAL_H

#include "rules/rule.h"

struct refusal {
	struct version from, to;  /* [from, to); { 0 }: since ever, and still */
	const char *text;         /* exactly what is printed */
};

enum reach {
	REACH_NONE,  /* the server that is meant does not do it */
	REACH_SOME,  /* no release is named, and not all do */
	REACH_ALL,
};

enum reach refusal_reach(const struct target *target, struct version from, struct version to);

/* "since 5.0", "before 4.2", "3.6 to 4.2" (the last one without); "" for all. */
const char *refusal_releases(struct arena *arena, struct version from, struct version to);

/* The row of the server that is meant, or the last one where none is named; NULL: none holds. */
const struct refusal *refusal_choose(const struct target *target, const struct refusal *rows, unsigned count);
#define REFUSAL_CHOOSE(config, rows) \
	refusal_choose(&(config)->target, (rows), sizeof(rows) / sizeof *(rows))

/* Adds the finding, with its `server`; NULL where the server that is meant does not refuse. */
struct diag *refusal_add(const struct lint *lint, const struct rule *rule, const struct config *config,
			 const struct refusal *refusal, struct span at, const char *message);

#endif
