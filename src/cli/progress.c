#include "cli/progress.h"

#include <stdio.h>
#include <unistd.h>

#include "base/os.h"
#include "cli/cli.h"

enum { WAIT = 500, BETWEEN = 100 };  /* milliseconds */

static int64_t now(void)
{
	struct timespec time = { 0 };
	os->clock_gettime(CLOCK_MONOTONIC, &time);
	return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

void progress_start(struct cli *cli, uint32_t total)
{
	struct progress *progress = &cli->progress;
	*progress = (struct progress){ .total = total };
	progress->on = !cli->flags.quiet && !cli->flags.verbose && term_wants_progress(STDERR_FILENO);
	if (progress->on)
		progress->due = now() + WAIT;
}

void progress_step(struct cli *cli, uint32_t files)
{
	struct progress *progress = &cli->progress;
	progress->done += files;
	if (!progress->on)
		return;
	int64_t time = now();
	if (time < progress->due)
		return;
	fprintf(stderr, "\r\x1b[Kmongoconf: reading file %u of %u", progress->done, progress->total);
	fflush(stderr);
	progress->shown = true;
	progress->due = time + BETWEEN;
}

void progress_hide(struct cli *cli)
{
	if (!cli->progress.shown)
		return;
	fputs("\r\x1b[K", stderr);
	fflush(stderr);
	cli->progress.shown = false;
}

void progress_end(struct cli *cli)
{
	progress_hide(cli);
	cli->progress.on = false;
}
