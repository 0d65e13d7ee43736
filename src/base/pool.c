#include "base/pool.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>

enum { SHARES = 16, SHARE_MOST = 64 };  /* so many for each worker, so that none waits long for the last; things in one */

struct pool {
	pool_task *task;
	void *context;
	uint32_t count, share;
	atomic_uint next;  /* the first index that nobody has */
};

struct worker {
	struct pool *pool;
	uint32_t number;
	pthread_t thread;
};

static void *work(void *argument)
{
	const struct worker *worker = argument;
	struct pool *pool = worker->pool;
	for (;;) {
		uint32_t first = atomic_fetch_add_explicit(&pool->next, pool->share, memory_order_relaxed);
		if (first >= pool->count)
			return NULL;
		uint32_t end = pool->count - first < pool->share ? pool->count : first + pool->share;
		for (uint32_t i = first; i < end; i++)
			pool->task(pool->context, i, worker->number);
	}
}

uint32_t pool_processors(void)
{
	cpu_set_t set;
	int count = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
	return count > 1 ? (uint32_t)count : 1;
}

void pool_run(uint32_t jobs, uint32_t count, pool_task *task, void *context)
{
	struct pool pool = { .task = task, .context = context, .count = count };
	if (jobs > count)
		jobs = count;
	struct worker self = { &pool, 0, 0 }, *others = jobs > 1 ? calloc(jobs - 1, sizeof *others) : NULL;
	uint32_t started = 0;
	if (!others)
		jobs = 1;  /* of no things, too */
	pool.share = count / jobs / SHARES;
	pool.share = pool.share < 1 ? 1 : pool.share > SHARE_MOST ? SHARE_MOST : pool.share;
	while (started < jobs - 1) {
		others[started] = (struct worker){ &pool, started + 1, 0 };
		if (pthread_create(&others[started].thread, NULL, work, &others[started]) != 0)
			break;
		started++;
	}
	work(&self);
	for (uint32_t i = 0; i < started; i++)
		pthread_join(others[i].thread, NULL);
	free(others);
}
