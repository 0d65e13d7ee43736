#include "cli/workers.h"

#include <stdatomic.h>

#include "base/pool.h"

enum {
	JOBS_MOST = 256,
	FILES_EACH = 32,  /* a thread costs what a few files do; and who waits for few files does not wait long */
};

/* A worker, what it has said, and how much of that was printed. */
struct desk {
	struct worker worker;
	struct arena own;
	struct buf words;
	uint32_t printed;
	char apart[64];  /* from the next one: two processors can't write to one line of the cache at a time */
};

/* What is left of a task until its turn comes. */
struct turn {
	uint32_t words;   /* bytes */
	uint16_t worker;
	uint16_t status;
};

struct shift {
	struct cli *cli;
	const struct work *work;
	struct desk *desks;
	struct turn *turns;  /* NULL: each turn comes at once */
	atomic_uint begun;   /* tasks that the progress line does not count yet */
};

bool workers_take(struct cli *cli)
{
	const char *text = cli->flags.jobs;
	uint32_t jobs = 0;
	if (!text)
		return true;
	for (const char *at = text; *at; at++)
		jobs = *at >= '0' && *at <= '9' && jobs <= JOBS_MOST ? jobs * 10 + (uint32_t)(*at - '0') : JOBS_MOST + 1;
	cli->jobs = jobs;
	if (jobs >= 1 && jobs <= JOBS_MOST)
		return true;
	cli_usage(cli, "--jobs is a number from 1 to %d, not %s", JOBS_MOST, *text ? text : "nothing");
	return false;
}

uint32_t workers_most(const struct cli *cli)
{
	uint32_t most = cli->jobs ? cli->jobs : pool_processors();
	return most < JOBS_MOST ? most : JOBS_MOST;
}

uint32_t workers_jobs(const struct cli *cli, uint32_t files)
{
	uint32_t worth = files / FILES_EACH;
	if (cli->jobs)
		return cli->jobs;
	if (worth <= 1)
		return 1;
	uint32_t most = workers_most(cli);
	return most < worth ? most : worth;
}

/* The caller is the first worker, and the only one who may write to the terminal. */
static void step(struct shift *shift, uint32_t worker)
{
	if (!shift->work->steps)
		return;
	atomic_fetch_add_explicit(&shift->begun, 1, memory_order_relaxed);
	if (worker == 0)
		progress_step(shift->cli, atomic_exchange_explicit(&shift->begun, 0, memory_order_relaxed));
}

static void take_turn(struct shift *shift, uint32_t index, struct turn turn)
{
	struct desk *desk = &shift->desks[turn.worker];
	if (turn.words)
		cli_put(shift->cli, (struct str){ desk->words.at + desk->printed, turn.words });
	desk->printed += turn.words;
	cli_raise(shift->cli, turn.status);
	if (shift->work->done)
		shift->work->done(shift->work->context, index, turn.worker);
	if (!shift->turns)
		desk->words.len = desk->printed = 0;
}

static void do_one(void *context, uint32_t index, uint32_t number)
{
	struct shift *shift = context;
	struct desk *desk = &shift->desks[number];
	struct worker *worker = &desk->worker;
	uint32_t before = desk->words.len;
	step(shift, number);
	worker->cli.status = 0;
	shift->work->task(shift->work->context, index, worker);
	arena_reset(&worker->scratch);
	struct turn turn = { desk->words.len - before, (uint16_t)number, (uint16_t)worker->cli.status };
	if (shift->turns)
		shift->turns[index] = turn;
	else
		take_turn(shift, index, turn);
}

/* The first one works in the run's own arena. */
static void open_desk(struct cli *cli, struct arena *words, struct desk *desk, uint32_t number)
{
	desk->words = (struct buf)BUF_INIT(words);
	desk->worker = (struct worker){ .cli = *cli, .number = number };
	desk->worker.cli.arena = number ? &desk->own : cli->arena;
	desk->worker.cli.said = &desk->words;
}

void workers_run(struct cli *cli, const struct work *work)
{
	struct shift shift = { .cli = cli, .work = work };
	uint32_t jobs = work->jobs < work->count ? work->jobs : work->count;
	struct arena arena = ARENA_INIT, *words;
	if (!jobs)
		return;
	shift.desks = arena_array(&arena, jobs, sizeof *shift.desks);
	shift.turns = jobs > 1 ? arena_array(&arena, work->count, sizeof *shift.turns) : NULL;
	words = arena_array(&arena, jobs, sizeof *words);
	for (uint32_t i = 0; i < jobs; i++)
		open_desk(cli, &words[i], &shift.desks[i], i);
	pool_run(jobs, work->count, do_one, &shift);
	for (uint32_t i = 0; shift.turns && i < work->count; i++)
		take_turn(&shift, i, shift.turns[i]);
	for (uint32_t i = 0; i < jobs; i++) {
		arena_adopt(cli->arena, &shift.desks[i].own);
		arena_free(&shift.desks[i].worker.scratch);
		arena_free(&words[i]);
	}
	arena_free(&arena);
}
