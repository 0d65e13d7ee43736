#include "cli/cli.h"
#include "reference/json_schema.h"

void cmd_schema(struct cli *cli, int count, char *const *arguments __attribute__((unused)))
{
	struct target target;
	if (count) {
		cli_usage(cli, "schema takes no PATH; --output FILE says where to write it");
		return;
	}
	if (!cli_target(cli, &target))
		return;
	struct buf out = BUF_INIT(cli->arena);
	json_schema_write(&out, &target);
	cli_write(cli, buf_done(&out));
}
