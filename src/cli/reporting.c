#include "cli/reporting.h"

const struct format *reporting_format(struct cli *cli)
{
	const char *name = cli->flags.format ? cli->flags.format : "text";
	const struct format *format = report_format_find(name);
	if (!format)
		cli_usage(cli, "there is no format %s in this version; see mongoconf list formats", name);
	return format;
}

void reporting_look(const struct cli *cli, struct report *report)
{
	report->to_file = cli_to_file(cli);
	report->color = cli->color_out && !report->to_file;
	report->host = report->to_file ? NULL : cli->link_host;
	report->columns = report->to_file ? 0 : cli->out_columns;
	/* "no findings" in what could not be read would be a strange comfort. */
	report->quiet = cli->flags.quiet || (!report->files && !report->skipped && report->status);
}

void reporting_write(struct linting *linting, const struct format *format)
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
