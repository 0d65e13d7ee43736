/* example: what comes of the examples of a transform, by running it on them.
 *
 *     struct outcome outcome;
 *     if (!example_run(arena, transform, &transform->refused, &outcome)) ...  outcome.refusal
 *
 * Nothing is opened and nothing written; mongoconf apply does the same to such a file, and tests/examples lets it.
 */
#ifndef REFERENCE_EXAMPLE_H
#define REFERENCE_EXAMPLE_H

#include "base/json.h"
#include "transforms/transform.h"

struct outcome {
	const char *command;  /* "mongoconf apply add-keyfile --key-file /etc/mongodb/keyfile --diff mongod.conf"; a long one goes on
	                       * behind a backslash, with blanks first */
	const char *file;     /* "mongod.conf", "keyfile" */
	const char *diff;     /* as --diff prints it; NULL for keyfiles, whose keys are in no diff */
	const char *after;    /* the file afterwards */
	const char *refusal;  /* the line on standard error; NULL: it is not refused */
};

/* False when it is refused. */
bool example_run(struct arena *arena, const struct transform *transform, const struct transform_example *example,
		 struct outcome *outcome);

/* The same as JSON: the command, the files before, the file afterwards or why it is refused. */
struct json_t *example_json(struct arena *arena, const struct transform *transform, const struct transform_example *example);

#endif
