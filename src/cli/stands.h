/* stands: PROCEDURE [PATH...] of a command line as where each field stands in the procedure, for parts of `rollout`.
 *
 *     struct stands stands;
 *     if (!stands_read(cli, "plan", count, arguments, &stands)) return;
 *     for (uint32_t i = 0; i < stands.count; i++) ... stands.at[i]
 *     stands_print(cli, &stands, text)
 *
 * What can't be read is reported and raised. A field that is held back raises 1, and so does it when there is none.
 */
#ifndef CLI_STANDS_H
#define CLI_STANDS_H

#include "cli/fleets.h"
#include "rollout/plan.h"

enum stands_format { STANDS_TEXT, STANDS_MARKDOWN, STANDS_JSON, STANDS_FORMATS };

struct stands {
	const struct procedure *procedure;
	struct fleets fleets;
	struct stand *at;        /* one for each field, in the order of the fleets */
	uint32_t count;
	struct invocation invocation;
	enum stands_format format;
};

/* What the command line says; nothing is read. `part` is the word of rollout, for messages. */
bool stands_take(struct cli *cli, const char *part, int count, char *const *arguments, struct stands *stands);

/* Where each field of stands->fleets, which were read, stands. False and raised when there is none. */
bool stands_find(struct cli *cli, struct stands *stands);

/* All of it, for a part that only reads. False and raised where something can't be read; that no field is there is told
 * by the report. */
bool stands_read(struct cli *cli, const char *part, int count, char *const *arguments, struct stands *stands);

#endif
