/* verdict_check: what a server said of a config, against what lint and show say.
 *
 * A verdict is a config, the server that it is about, and what that server did with it:
 *
 *     struct verdict verdict = { .name = "012.conf", .text = text, .target = target,
 *                                .takes = true, .resolved = options };
 *     verdict_check(&verdict);
 *
 * A config that is refused must give an error of the groups `syntax` or `startup` that tells the
 * server's message; one that is taken must give none, and leave the server with those options.
 */
#ifndef TESTS_VERDICT_CHECK_H
#define TESTS_VERDICT_CHECK_H

#include "rules/rule.h"

struct verdict {
	const char *name;      /* of the config, for the test's messages */
	struct str text;       /* the config */
	struct target target;
	bool takes;
	struct str message;    /* of a server that refuses; control characters as \n, \r, \? */
	struct str resolved;   /* of a server that takes it: "path=text; path=[a|b]", by path; control characters as \n, \x01 */
	bool any_resolved;     /* the options aren't known */
};

/* "4.2", "mongod" or "mongos": a community server on Linux. Fails the test when there is none such. */
struct target verdict_target(struct str release, struct str binary);

void verdict_check(const struct verdict *verdict);

#endif
