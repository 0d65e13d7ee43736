/* subject: whatever has a name that somebody may ask about.
 *
 *     struct subject subject;
 *     if (subject_find(name, &subject))
 *             ...
 *     else
 *             count = subject_suggest(arena, name, near);
 *
 * A name may be that of a rule, a transform, a procedure, an option (deprecated ones too), a section, or a server parameter
 * (NAME or setParameter.NAME; one that no table has, nor one like it, is an entry of that map); or an option's name on the command
 * line, with dashes or without; or one of these in other upper and lower case, when it is only one.
 */
#ifndef REFERENCE_SUBJECT_H
#define REFERENCE_SUBJECT_H

#include "rollout/procedure.h"
#include "rules/rule.h"
#include "schema/option.h"
#include "schema/parameter.h"
#include "transforms/transform.h"

enum subject_kind {
	SUBJECT_RULE, SUBJECT_TRANSFORM, SUBJECT_PROCEDURE, SUBJECT_OPTION, SUBJECT_PARAMETER, SUBJECT_ENTRY, SUBJECT_SECTION,
};

enum subject_spelling {
	SUBJECT_EXACT,
	SUBJECT_CLI_NAME,
	SUBJECT_CASE,
};

struct subject {
	enum subject_kind kind;
	enum subject_spelling spelling;
	struct str name;                    /* as it should be written */
	const struct rule *rule;
	const struct transform *transform;
	const struct procedure *procedure;
	const struct option *option;        /* ENTRY: of the map */
	const struct parameter *parameter;  /* its newest form */
	const char *value;                  /* CLI_NAME: as of option_find_cli() */
};

bool subject_find(struct str name, struct subject *out);

/* The nearest names, best first; how many. */
enum { SUBJECT_NEAR = 3 };
unsigned subject_suggest(struct str name, const char *near[SUBJECT_NEAR]);

#endif
