/* option_pair: two options that a server takes only together, or not together.
 *
 * The server declares both beside the option's type (`conflicts:` and `requires:` of its .idl
 * files, .incompatibleWith() before 4.2), and checks them after reading, by presence alone: a false
 * in YAML counts (util/options_parser/constraints.h). Names are compared as registered: where the
 * source names an option in a way that nothing is registered under, the check never fires, and
 * there is no row. A new pair is one row; option_conflict.c and option_requires.c have the tables.
 *
 * A parameter (setParameter.name) is a name like any other here, though the server has a check of its own for it.
 *
 * A name without a dot is one that only INI files and the command line know ("noauth"); a row with
 * it looks at INI files.
 */
#ifndef RULES_OPTION_PAIR_H
#define RULES_OPTION_PAIR_H

#include "rules/rule.h"

struct option_pair {
	const char *option;       /* who declares it */
	const char *other;
	struct version from, to;  /* releases that have the check: [from, to); { 0 }: open */
	unsigned binaries;        /* BINARY_ bits; 0: both */
	unsigned editions;        /* EDITION_ bits; 0: all */
	const char *help;         /* or NULL: what holds for all */
	const char *says;         /* what the server prints; NULL: in the words for all */
};

/* Could the next one find it? Asked first, as most rows are about options that few files set. */
bool option_pair_possible(const struct config *config, const char *name);

/* The setting of a name of a row, if it is there and this server knows it; else NULL. A deprecated
 * name counts, unless the row asks for exactly the other one (net.tls.mode and net.ssl.mode are two
 * options to the server). */
const struct setting *option_pair_find(const struct config *config, const struct option_pair *pair,
				       const char *name);

/* Does the server that is meant check this pair? SEVERITY_ERROR, or a warning where only some do. */
bool option_pair_holds(const struct config *config, const struct option_pair *pair, enum severity *severity);

/* "stops with: TEXT", with the releases and the edition where they are not certain. */
const char *option_pair_server(const struct lint *lint, const struct config *config,
			       const struct option_pair *pair, const char *text);

#endif
