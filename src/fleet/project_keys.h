/* project_keys: the keys of .mongoconf.yaml, one table of them.
 *
 * The reader, the JSON Schema for editors and the manual's check read this table, so that a key is known to
 * all or to none. A value is read by its kind into the field that the row names.
 */
#ifndef FLEET_PROJECT_KEYS_H
#define FLEET_PROJECT_KEYS_H

#include "fleet/project.h"

enum project_value {
	PROJECT_VERSION,       /* "7.0" into a struct version */
	PROJECT_BIT,           /* one of `choices`: an unsigned, bit 0 for the first */
	PROJECT_ORDINAL,       /* one of `choices`: an int, 1 for the first */
	PROJECT_WORD,          /* one of `choices`: a const char * */
	PROJECT_READ_AS,       /* likewise, of parts_words() (input/parts.h) */
	PROJECT_BOOL,          /* an enum said */
	PROJECT_GLOBS,         /* one or a list: a struct project_list */
	PROJECT_PATHS,         /* likewise */
	PROJECT_ROOT,          /* a path with {group}s: a struct str, and beside it the span */
	PROJECT_PATTERN,       /* PCRE2: a struct regex *, and beside it the span */
	PROJECT_RULES,         /* names to severities: an array, and beside it the number */
	PROJECT_MAPPING,       /* `keys`, into the same struct */
	PROJECT_LIST,          /* a list of mappings: an array of `size`, and beside it the number */
	PROJECT_MAP,           /* names to mappings: likewise; the name goes first into each */
};

struct project_key {
	const char *name;      /* NULL ends a table */
	enum project_value value;
	const char *const *choices;  /* NULL ends */
	const struct project_key *keys;
	size_t field, beside;  /* in the struct that the table is for */
	size_t size;
	bool required;
	const char *about;     /* for people, without a final stop */
};

extern const struct project_key project_keys[];

/* What a value of this key may be, of the kinds that have choices. NULL ends. */
const char *const *project_choices(const struct project_key *key);

extern const char *const project_severities[];  /* off, info, ...: the order of enum severity, from -1 */
extern const char *const project_groups[];      /* host, set, ...: the names that a member pattern may give */

#endif
