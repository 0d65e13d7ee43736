/* nearest: of the project files that a walk came by, the nearest above a path. There may be thousands of both.
 *
 *     struct nearest nearest;
 *     nearest_open(&nearest, &projects, above);
 *     for (each path, folder by folder) ... nearest_project(&nearest, path)
 */
#ifndef CLI_NEAREST_H
#define CLI_NEAREST_H

#include "fleet/walk.h"

struct nearest {
	const char **files;    /* in the order of names */
	uint32_t count;
	const char *above;     /* where there is none among them */
	const char *last, *found;  /* the last path, and what was found for it; the next is mostly beside it */
	size_t last_len;       /* of its folder, with the slash */
};

/* Sorts `projects`. `above`: the project file that holds where none of them does; or NULL. */
void nearest_open(struct nearest *nearest, struct paths *projects, const char *above);

/* The path is kept until the next question. */
const char *nearest_project(struct nearest *nearest, const char *path);

#endif
