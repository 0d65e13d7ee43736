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

/* What ends the document before the end of the file. */
enum unread {
	UNREAD_NOTHING,
	UNREAD_MARK,    /* `---` or `...` */
	UNREAD_DEDENT,  /* a line further out than the first section */
	UNREAD_BEHIND,  /* something else, as a bracket that closes it */
};

struct unread_place {
	uint32_t at;        /* first byte that is not read and is no mark, blank or comment */
	uint32_t line;      /* its line, an index */
	uint32_t mark;      /* UNREAD_MARK: the first mark's line */
	uint32_t column;    /* UNREAD_DEDENT: where the first section begins */
};

enum unread unread_find(const struct config *config, struct unread_place *place);

/* A finding of it: message, what the server does, and the names of the options from line `from` on. */
struct diag *unread_report(const struct lint *lint, const struct rule *rule, const struct config *config,
			   struct span at, uint32_t from, const char *why);

#endif
