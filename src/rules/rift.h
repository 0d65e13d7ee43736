/* rift: the members of a set or a cluster that are cut off from the rest, and by what.
 *
 * Members in one state (pair.h) make a camp. The camp that can talk to the most members is where the set
 * is; whoever can't talk to it, or to another camp that goes with it, is odd. Of two halves those are odd
 * that have no keyfile, or are less far on their way to TLS or x509: the others show where it is going.
 *
 * Each odd member gets one cause, the first that it would meet: the channel, then what it offers. One rule
 * speaks for each cause:
 *
 *     static void report(const struct lint *lint, const struct rule *rule, const struct rift *rift) ...
 *     rift_each(lint, rule, RIFT_BIT(RIFT_TLS), report);
 *
 * A shard or a router that can't talk to the rest of its cluster is judged among all of it, and each of its
 * members is odd: each has a file to mend. Nothing is said of a member about which a rule of its file speaks
 * already: one that does not start because of its security settings, or whose file does not say what it was
 * meant to.
 *
 * The cost is that of sorting the members; a set of many different states is judged by its largest camps.
 */
#ifndef RULES_RIFT_H
#define RULES_RIFT_H

#include "rules/rule.h"

enum rift_cause {
	RIFT_TLS,          /* TLS to one that has none, or plain to one that requires it */
	RIFT_CERTIFICATE,  /* shows no certificate where one is wanted, or one by an issuer that is not known there */
	RIFT_NAME,         /* shows one that is not taken for a member's */
	RIFT_MODE,         /* both have credentials, of kinds that don't go together */
	RIFT_KEY,          /* both have a keyfile, with different keys */
	RIFT_MASKED,       /* the same, and nobody notices as long as they are in transition */
	RIFT_AUTH,         /* one demands what the other has not */
};
#define RIFT_BIT(cause) (1u << (cause))

struct rift {
	enum rift_cause cause;
	const struct member *odd;
	const struct member *peer;           /* the first that it can't talk to */
	const struct cluster *cluster;       /* that is cut off from its cluster, not from its set; or NULL */
	/* Whom the notes may name: the members that it was judged among. */
	struct member *const *among;
	uint32_t among_count;
};

typedef void rift_report(const struct lint *lint, const struct rule *rule, const struct rift *rift);

/* Every rift in the fleet with one of these causes, deployment by deployment, then cluster by cluster. */
void rift_each(const struct lint *lint, const struct rule *rule, unsigned causes, rift_report *report);

/* A finding about `option` of the odd member, where that stands; its severity that of the rule, a warning where
 * something is guessed. */
struct diag *rift_add(const struct lint *lint, const struct rule *rule, const struct rift *rift, const char *option,
		      const char *message);

/* Notes about whom it can't talk to: "db1 " and what `words` says of that one, where its `option` stands. */
typedef const char *rift_words(struct arena *arena, const struct member *member);
void rift_notes(const struct lint *lint, struct diag *diag, const struct rift *rift, const char *option,
		rift_words *words);

/* "mongoconf apply add-keyfile --key-file PATH FILE", with the path that its peer has; for a server that is
 * started without a config, the flag. */
const char *rift_add_keyfile(const struct lint *lint, const struct rift *rift);

/* Is it an arbiter that authentication was not turned on for? That has a rule of its own. An arbiter is known by the
 * set's list, or called like one: nothing but the wording depends on it. */
bool rift_is_forgotten_arbiter(const struct rift *rift);

/* The end of a message: "; enforce-keyfile has a step between: ...", where that procedure is declared and a step
 * of it was left out; else "". */
const char *rift_step(const struct rift *rift);

/* Is this procedure declared for the deployment? */
bool rift_procedure(const struct deployment *deployment, const char *name);

/* Is one declared on whose way members let everybody in? `deployment` may be NULL. */
bool rift_is_open_by_plan(const struct deployment *deployment);

#endif
