/* project_index: what a project file says, by what is asked for.
 *
 * Of thousands of deployments and overrides, a path has to do with few. Made when the project has been read, as
 * several threads ask it; see fleet/globs.h.
 */
#ifndef FLEET_PROJECT_INDEX_H
#define FLEET_PROJECT_INDEX_H

#include "fleet/globs.h"

struct project_index {
	struct globs *files;              /* each a list of its own */
	struct globs *deployments, *overrides;  /* numbered as they are in the project */
	struct globs *readings;           /* of the overrides that say how a file is read, the last first */
	const char **read_as;             /* what each of these says */
	const struct project_deployment **named;  /* by hash of the name: those without `files`; NULL: a free slot */
	uint32_t named_mask;
	bool rules;                       /* something is said of a rule, somewhere */
};

struct project_index *project_index_new(struct arena *arena, const struct project *project);

/* The deployment of this name, which has no `files`; or NULL. */
const struct project_deployment *project_index_named(const struct project_index *index, struct str name);

#endif
