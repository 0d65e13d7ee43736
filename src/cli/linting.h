/* linting: one run of the rules over PATHs, for every verb that asks what is wrong: lint, fix, baseline.
 *
 *     struct linting linting = { .cli = cli };
 *     if (!linting_open(&linting, count, arguments)) return;
 *     confine_reading(...);       where the verb only reads (cli/confine.h)
 *     linting_run(&linting);
 *     ... linting.sink, linting.aside
 *     linting_close(&linting);
 *
 * Opening takes the flags and finds the files; running reads them and judges. It may be run again, over texts that are at
 * hand instead of files: the sinks and the fleets are new
 * each time, and what was said of the files is not said again.
 */
#ifndef CLI_LINTING_H
#define CLI_LINTING_H

#include "cli/shard.h"
#include "cli/since.h"
#include "report/report.h"
#include "text/shelf.h"

/* What is read instead of a file that is going to be rewritten. */
struct linting_text {
	const char *path;              /* as the run opens the file */
	struct str text;
};

struct linting {
	/* asked */
	struct cli *cli;
	const struct linting_text *texts;  /* in the order of paths; or NULL */
	uint32_t text_count;
	bool accepting;                /* the file of --baseline need not be there: it is going to be written */
	bool fingerprints;             /* findings get them, though there may be no baseline (diag/fingerprint.h) */
	/* answered by linting_open() */
	struct gathering gathering;
	struct choice choice;
	struct target target;          /* of the command line */
	struct baseline **baselines;   /* one for each unit; NULL where it has none */
	struct since since;            /* what of the findings is shown */
	struct shard shard;            /* which part of the run this is */
	struct sink *fresh;            /* one for each unit: its findings that no baseline accepts */
	struct version *servers;       /* one for each unit: the release that is said for all of it, where one is */
	/* answered by linting_run() */
	struct sink sink;              /* the findings that count, sorted */
	struct sink aside;             /* those that a comment or the baseline sets aside, sorted */
	const struct fleet **fleets;   /* one for each unit */
	uint32_t fleet_count;
	uint32_t count, skipped;       /* files that are judged, or are not */
	struct judged_file *judged;         /* both */
	uint32_t judged_count, judged_room;
	bool failing;                  /* a finding is as severe as --fail-on, or its project, says */
	/* its own */
	struct identity *read;         /* every file, templates too */
	uint32_t reads, read_room;
	bool again;                    /* it was run before */
	struct lint lint;
	struct ignores ignores;        /* of one unit at a time */
	struct arena scratch;          /* for what is asked of one config at a time when all are read */
	struct shelf shelf;            /* of the texts that nobody may ask for again */
	struct intern same;            /* what the settings of the files have in common that the first worker read */
};

/* False when the run can't go on; that is reported. */
bool linting_open(struct linting *linting, int count, char *const *arguments);

void linting_run(struct linting *linting);

/* What a reporter is told of it. The sinks are trimmed to what a report lists. */
struct report linting_report(struct linting *linting);

/* Is `path` a file that the run has read? No report may take its place. */
bool linting_has_read(const struct linting *linting, const char *path);

void linting_close(struct linting *linting);

#endif
