/* upgrade: what changed between releases, beyond names.
 *
 * Which options went, and which have another name now, is in the table of options (schema/option.h:
 * removed, replaced_by). Here is the rest: values that a later server refuses and that have one right
 * replacement, and what to tell people of an option that goes. These are small tables; to know one more
 * is to add a row.
 *
 * A row of upgrade_values is applied from the release `from` on, and the first that fits counts:
 *
 *     { "systemLog.timeStampFormat", "ctime", "iso8601-local", VERSION(4, 4), NULL, "..." }
 */
#ifndef TRANSFORMS_UPGRADE_H
#define TRANSFORMS_UPGRADE_H

#include "config/config.h"

struct upgrade_value {
	const char *path;          /* its present name */
	const char *value;         /* exactly this text; NULL: any */
	const char *put;           /* NULL: the option is removed */
	struct version from;
	bool (*when)(const struct config *config);  /* NULL: always */
	const char *remark;        /* why, for people; it stands behind the name */
};

extern const struct upgrade_value upgrade_values[];
extern const unsigned upgrade_value_count;

/* A name below setParameter that has another one now; those that the server itself takes for another are in
 * schema/parameter.h (alias_of). */
struct upgrade_parameter {
	const char *name, *put;
	struct version from;
};

extern const struct upgrade_parameter upgrade_parameters[];
extern const unsigned upgrade_parameter_count;

/* What to say of an option that a later release does not know: why it went, or what is there instead. */
struct upgrade_reason {
	const char *top;           /* an option, or a section above it */
	const char *value;         /* only where it has this value; NULL: any */
	const char *text;
};

/* The first that fits counts. */
extern const struct upgrade_reason upgrade_reasons[];
extern const unsigned upgrade_reason_count;

#endif
