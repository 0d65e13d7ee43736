/* fleets: PATHs as fleets, for verbs that look at whole fleets and report no findings.
 *
 *     struct fleets fleets = { 0 };
 *     if (!fleets_gather(cli, count, arguments, &fleets)) return;
 *     confine_reading(cli, &(const struct gathering *){ &fleets.gathering }, 1);
 *     if (!fleets_read(cli, &fleets)) return;
 *     for (uint32_t i = 0; i < fleets.count; i++) ... fleets.parts[i].fleet
 *
 * Reads what gather() finds, files and context alike, and the keyfiles; one fleet for each project file and one for
 * what has none. What can't be read, and a rewrite that is pending, is reported and raised. Templates are said and left out.
 */
#ifndef CLI_FLEETS_H
#define CLI_FLEETS_H

#include "cli/gather.h"
#include "fleet/fleet.h"

struct fleets_part {
	struct unit *unit;
	struct fleet fleet;
	const struct config **configs;  /* every one that was read, templates not; in the order of names */
	uint32_t count;
};

/* What is read instead of a file that is going to be rewritten. */
struct fleets_text {
	const char *name;               /* as the file is called in messages */
	struct str text;
};

struct fleets {
	/* asked */
	const char *within;             /* only files below this folder; NULL: all of each project */
	/* Judges a config while that has its tree: several at a time, each with a sink of its own; or NULL. What they find is put
	 * into `found`, in the order of files. */
	void (*each)(const void *context, struct sink *sink, const struct config *config);
	const void *context;
	struct sink *found;
	const struct fleets_text *texts;  /* in the order of names */
	uint32_t text_count;
	bool again;                     /* the trees were read before: what was said of them is not said again */
	/* answered, the gathering by fleets_gather() or taken from an earlier reading of the same trees */
	const char *within_named, *within_real;  /* absolute; the second without links */
	struct gathering gathering;
	struct fleets_part *parts;
	uint32_t count;
};

bool fleets_gather(struct cli *cli, int count, char *const *arguments, struct fleets *fleets);
bool fleets_read(struct cli *cli, struct fleets *fleets);

/* The fleet of each part, as a survey takes them. */
const struct fleet **fleets_list(struct arena *arena, const struct fleets *fleets);

/* cli_write(), but never over a config or a keyfile of these trees. */
void fleets_report(struct cli *cli, const struct fleets *const *read, unsigned count, struct str text);

#endif
