/* unread: what of a file the server does not read, although it starts with it.
 *
 * Found from the lines, since what is not read need not be YAML. The names of security come first: they are
 * what is missed most.
 */
#ifndef RULES_UNREAD_H
#define RULES_UNREAD_H

#include "rules/rule.h"

/* The options that stand in the lines from `from` (an index) on, as "security.keyFile, net.port and 3 more"; NULL
 * where there is none. */
const char *unread_options(struct arena *arena, const struct source *source, uint32_t from);

/* The first line from `offset` on that has more than blanks, a comment or a mark of a document; false: there is
 * none, and nothing is lost. */
bool unread_line(const struct source *source, uint32_t offset, uint32_t *line);

/* A finding of it: message, what the server does, and the names. */
struct diag *unread_report(const struct lint *lint, const struct rule *rule, const struct config *config,
			   struct span at, uint32_t from, const char *why);

#endif
