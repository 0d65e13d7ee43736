#include "cli/confine.h"
#include "cli/reporting.h"

void cmd_lint(struct cli *cli, int count, char *const *arguments)
{
	struct linting linting = { .cli = cli };
	const struct format *format = reporting_format(cli);
	if (!format || !cli_may_write(cli) || !linting_open(&linting, count, arguments))
		return;
	if (cli->flags.diff_base)
		confine(cli);
	confine_reading(cli, &(const struct gathering *){ &linting.gathering }, 1, false);
	linting_run(&linting);
	reporting_write(&linting, format);
	if (linting.failing)
		cli_raise(cli, 1);
	linting_close(&linting);
}
