/* asked: what the project file says of files that are about to be read, asked before several threads read them
 * (workers.h): a pattern of a project file is for one thread at a time, and how much it may be matched is counted in the
 * order of files.
 *
 *     asked_of(cli, unit->project, inputs.at, inputs.count, &asked);
 *     ... asked_at(&asked, i)->read_as
 */
#ifndef CLI_ASKED_H
#define CLI_ASKED_H

#include "cli/inputs.h"

struct cli;
struct project;

struct asked_file {
	const char *read_as;   /* as project_read_as() */
	struct target target;  /* as project_target() */
};

struct asked {
	const struct asked_file *at;
	bool each;             /* there is one for each file; else one for all */
};

/* `project` may be NULL. */
void asked_of(struct cli *cli, const struct project *project, const struct input *inputs, uint32_t count, struct asked *out);

const struct asked_file *asked_at(const struct asked *asked, uint32_t index);

#endif
