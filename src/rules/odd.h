/* odd: the member that differs from its peers, where its finding stands and what it shows of them.
 *
 * A finding about a whole deployment stands at the odd one out, at the line of the setting that is odd. That
 * may be a line of a Compose file, whose command lines win over a config. Where the setting is absent, it
 * stands at the line that makes the server a member, which is where a person looks for the rest.
 *
 *     struct diag *diag = odd_add(lint, rule, SEVERITY_INFO, member, "net.port", "db2 has another port");
 *     odd_note(lint, diag, peer, "net.port", "db1 has 27017");
 */
#ifndef RULES_ODD_H
#define RULES_ODD_H

#include "rules/rule.h"

/* Peers that one finding names: a set has at most 7 that vote. */
enum { ODD_NOTES = 7 };

struct odd_place {
	const struct source *source;
	struct span at;
};

/* Where `option` of the member stands, or would be looked for. */
struct odd_place odd_place(const struct member *member, const char *option);

/* That of the rule; a warning where an error would rest on a guess. */
enum severity odd_severity(const struct rule *rule, const struct member *member);

/* A finding at that place, with its option, deployment and member filled in. */
struct diag *odd_add(const struct lint *lint, const struct rule *rule, enum severity severity,
		     const struct member *member, const char *option, const char *message);

/* The same place of a peer, as a note; none beyond ODD_NOTES. */
void odd_note(const struct lint *lint, struct diag *diag, const struct member *peer, const char *option,
	      const char *text);

#endif
