/* workers: one run's work over many files, done by several threads (base/pool.h) and told as if by one.
 *
 *     static void read_one(void *context, uint32_t index, struct worker *worker) { ... }
 *     static void take_one(void *context, uint32_t index, uint32_t worker) { ... }
 *
 *     struct work work = { .count = count, .jobs = workers_jobs(cli, count), .task = read_one, .done = take_one };
 *     work.context = ... with room for what each of work.jobs workers makes
 *     workers_run(cli, &work);
 *
 * A task takes memory from its worker alone, says what there is to say through the worker's cli, and writes only to what
 * belongs to its index or its worker. What it said, and the status that it raised, come out in the order of indexes; so does
 * what `done` makes of it, which the caller's thread runs and which may do anything. With one worker all of this comes file
 * by file, with more of them when the last file is done: nobody can tell by the output.
 */
#ifndef CLI_WORKERS_H
#define CLI_WORKERS_H

#include "cli/cli.h"

struct worker {
	struct cli cli;        /* of its own: its arena becomes part of the run's, what it says waits for its turn */
	struct arena scratch;  /* of one task at a time */
	uint32_t number;       /* below `jobs` */
};

struct work {
	uint32_t count, jobs;
	void (*task)(void *context, uint32_t index, struct worker *worker);
	void (*done)(void *context, uint32_t index, uint32_t worker);  /* which worker did it; or NULL */
	void *context;
	bool steps;            /* each is a file that progress.h counts */
};

/* --jobs, into cli->jobs. False and raised when it is no number of workers. */
bool workers_take(struct cli *cli);

/* How many workers the work on so many files is worth: what --jobs says, else no more than there are processors, and one
 * where there are so few files that starting another takes longer than it saves. */
uint32_t workers_jobs(const struct cli *cli, uint32_t files);

/* How many there may be at all, for work that counts itself: what --jobs says, else as many as there are processors. */
uint32_t workers_most(const struct cli *cli);

void workers_run(struct cli *cli, const struct work *work);

#endif
