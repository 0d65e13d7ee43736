#include "cli/confine.h"
#include "cli/linting.h"

static const struct format *format_of(struct cli *cli)
{
	const char *name = cli->flags.format ? cli->flags.format : "text";
	const struct format *format = report_format_find(name);
	if (!format)
		cli_usage(cli, "there is no format %s in this version; see mongoconf list formats", name);
	return format;
}

static void write_report(struct linting *linting, const struct format *format)
{
	struct cli *cli = linting->cli;
	const char *path = cli->flags.output;
	struct report report = linting_report(linting);
	struct buf out = BUF_INIT(cli->arena);
	format->write(&out, &report);
	/* A report must not take the place of what it is about. */
	if (path && *path && linting_has_read(linting, path))
		cli_usage(cli, "--output %s: that is one of the configs; it was left as it is", path);
	else
		cli_write(cli, buf_done(&out));
}

void cmd_lint(struct cli *cli, int count, char *const *arguments)
{
	struct linting linting = { .cli = cli };
	const struct format *format = format_of(cli);
	if (!format || !cli_may_write(cli) || !linting_open(&linting, count, arguments))
		return;
	if (cli->flags.diff_base)
		confine(cli);
	confine_reading(cli, &(const struct gathering *){ &linting.gathering }, 1);
	linting_run(&linting);
	write_report(&linting, format);
	if (linting.failing)
		cli_raise(cli, 1);
	linting_close(&linting);
}
