#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "base/os.h"
#include "cli/confine.h"
#include "cli/reporting.h"
#include "fleet/project.h"
#include "report/shard.h"

static bool read_all(struct cli *cli, struct shards *shards, int count, char *const *paths)
{
	for (int i = 0; i < count; i++) {
		struct err err = ERR_INIT(cli->arena);
		if (shards_add(shards, paths[i], &err))
			continue;
		cli_fail(cli, &err);
		return false;
	}
	return true;
}

/* A report must not take the place of one that it is made of. */
static bool is_one_of(const char *output, int count, char *const *paths)
{
	struct stat st, other;
	if (!output || os->fstatat(AT_FDCWD, output, &st, 0) < 0)
		return false;
	for (int i = 0; i < count; i++)
		if (os->fstatat(AT_FDCWD, paths[i], &other, 0) == 0 && other.st_dev == st.st_dev && other.st_ino == st.st_ino)
			return true;
	return false;
}

static const char *current_folder(struct arena *arena)
{
	char *real = os->realpath(".", NULL);
	const char *here = real ? arena_copy(arena, real, strlen(real)) : "/";
	free(real);
	return here;
}

/* The status is that of a run over everything: what any of the parts could not do counts, and so do all findings. */
static void put(struct cli *cli, struct shards *shards, const struct format *format)
{
	struct report report = { .here = current_folder(cli->arena) };
	struct err err = ERR_INIT(cli->arena);
	struct buf out = BUF_INIT(cli->arena);
	if (!shards_merge(shards, &report, &err)) {
		cli_fail(cli, &err);
		return;
	}
	cli_raise(cli, report.status);
	reporting_look(cli, &report);
	format->write(&out, &report);
	cli_write(cli, buf_done(&out));
	for (uint32_t i = 0; i < shards->sink.count; i++)
		if (shards->sink.at[i]->fails)
			cli_raise(cli, 1);
}

void cmd_merge(struct cli *cli, int count, char *const *arguments)
{
	const struct format *format = reporting_format(cli);
	struct shards shards = SHARDS_INIT(cli->arena);
	if (!format || !cli_may_write(cli))
		return;
	if (!count) {
		cli_usage(cli, "merge needs the reports of all shards: mongoconf merge report-*.json");
	} else if (format->write == report_html) {
		cli_usage(cli, "the html page has pictures of the fleets, of which the reports of shards tell nothing; make it without --shard");
	} else if (is_one_of(cli->flags.output, count, arguments)) {
		cli_usage(cli, "--output %s: that is one of the reports; it was left as it is", cli->flags.output);
	} else {
		confine(cli);
		if (read_all(cli, &shards, count, arguments))
			put(cli, &shards, format);
	}
}
