#include "cli/asked.h"

#include "cli/cli.h"
#include "fleet/project.h"

void asked_of(struct cli *cli, const struct project *project, const struct input *inputs, uint32_t count, struct asked *out)
{
	/* Only overrides make a difference between files. */
	bool each = project && project->override_count;
	struct asked_file *files = arena_array(cli->arena, each ? count : 1, sizeof *files);
	struct arena scratch = ARENA_INIT;
	for (uint32_t i = 0; each && i < count; i++) {
		files[i].read_as = project_read_as(&scratch, project, inputs[i].name);
		project_target(&scratch, project, inputs[i].name, &files[i].target);
		arena_reset(&scratch);
	}
	if (project && !each)
		files->target = (struct target){ .server = project->server, .edition = project->edition };
	arena_free(&scratch);
	*out = (struct asked){ files, each };
}

const struct asked_file *asked_at(const struct asked *asked, uint32_t index)
{
	return &asked->at[asked->each ? index : 0];
}
