#include <string.h>

#include "cli/cli.h"
#include "reference/json_schema.h"
#include "reference/project_schema.h"

void cmd_schema(struct cli *cli, int count, char *const *arguments)
{
	const struct flags *flags = &cli->flags;
	struct target target;
	bool project = count == 1 && !strcmp(arguments[0], "project");
	if (count && !project) {
		cli_usage(cli, "schema takes no PATH, only the word project; --output FILE says where to write it");
		return;
	}
	if (project && (flags->server_version || flags->edition || flags->binary)) {
		cli_usage(cli, "a project file is the same for every server; --server-version, --edition and --binary are for configs");
		return;
	}
	if (!cli_target_told(cli, &target))
		return;
	struct buf out = BUF_INIT(cli->arena);
	if (project)
		project_schema_write(&out);
	else
		json_schema_write(&out, &target);
	cli_write(cli, buf_done(&out));
}
