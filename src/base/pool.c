#include "base/pool.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"

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

/* ---- items ---- */

enum { ITEMS_WORTH = 64, TAKEN_MOST = 16 };  /* before as many as that are done, a thread has hardly begun; at a time */

struct item_worker {
	struct pool_items *items;
	uint32_t number;
	pthread_t thread;
};

struct pool_items {
	pool_item_task *task;
	void *context;
	uint32_t jobs;
	struct item_worker *others;
	pthread_mutex_t lock;      /* of all below */
	pthread_cond_t changed;    /* there is more to do, or nothing will be */
	pthread_cond_t progress;   /* for the caller: something was done, or is to do */
	atomic_bool awaited;       /* it waits for that */
	bool closing;              /* it adds no more itself */
	uint32_t own;              /* so many of those that were added it has done itself; only it asks, while it is alone */
	void **at;                 /* what is left, in a circle of a power of 2 */
	uint32_t first, count, room;
	uint32_t workers, idle;    /* how many there are, and wait */
	bool over;                 /* all wait, and nothing is left */
};

static void *take_newest(struct pool_items *items)
{
	return items->at[(items->first + --items->count) & (items->room - 1)];
}

/* 0: nothing is left, and nobody does what could bring more. */
static uint32_t take_items(struct pool_items *items, void **taken)
{
	uint32_t count = 0;
	pthread_mutex_lock(&items->lock);
	while (!items->count && !items->over) {
		if (items->closing && items->idle + 1 == items->workers) {
			items->over = true;
			pthread_cond_broadcast(&items->changed);
			break;
		}
		items->idle++;
		pthread_cond_wait(&items->changed, &items->lock);
		items->idle--;
	}
	if (items->count) {
		uint32_t fair = items->count / (2 * items->workers);
		count = fair < 1 ? 1 : fair > TAKEN_MOST ? TAKEN_MOST : fair;
		for (uint32_t i = 0; i < count; i++)
			taken[i] = take_newest(items);
	}
	pthread_mutex_unlock(&items->lock);
	return count;
}

/* The caller looks again under the lock, and waits in it: it misses nothing. */
static void tell_progress(struct pool_items *items)
{
	pthread_mutex_lock(&items->lock);
	pthread_cond_signal(&items->progress);
	pthread_mutex_unlock(&items->lock);
}

static void do_items(struct pool_items *items, uint32_t number)
{
	void *taken[TAKEN_MOST];
	for (uint32_t count; (count = take_items(items, taken)) > 0;)
		for (uint32_t i = 0; i < count; i++) {
			items->task(items->context, taken[i], items, number);
			if (items->awaited)
				tell_progress(items);
		}
}

static void *work_on_items(void *argument)
{
	const struct item_worker *worker = argument;
	do_items(worker->items, worker->number);
	return NULL;
}

/* Under the lock. What is not to be had is done by those who are there. */
static void start_others(struct pool_items *items)
{
	items->others = calloc(items->jobs, sizeof *items->others);
	while (items->others && items->workers < items->jobs) {
		struct item_worker *worker = &items->others[items->workers];
		*worker = (struct item_worker){ items, items->workers, 0 };
		if (pthread_create(&worker->thread, NULL, work_on_items, worker) != 0)
			break;
		items->workers++;
	}
	items->jobs = items->workers;
}

/* Under the lock. */
static void make_room(struct pool_items *items, uint32_t more)
{
	uint32_t room = items->room ? items->room : ITEMS_WORTH;
	while (room - items->count < more)
		room *= 2;
	void **at = room > items->room ? calloc(room, sizeof *at) : items->at;
	if (!at)
		bug("out of memory");
	if (at == items->at)
		return;
	for (uint32_t i = 0; i < items->count; i++)
		at[i] = items->at[(items->first + i) & (items->room - 1)];
	free(items->at);
	items->at = at;
	items->first = 0;
	items->room = room;
}

void pool_add(struct pool_items *items, uint32_t worker, void *const *more, uint32_t count)
{
	pthread_mutex_lock(&items->lock);
	make_room(items, count);
	if (!worker)
		items->first -= count;
	for (uint32_t i = 0; i < count; i++)
		items->at[(items->first + (worker ? items->count : 0) + i) & (items->room - 1)] = more[i];
	items->count += count;
	if (items->workers < items->jobs && items->count >= items->own + ITEMS_WORTH)
		start_others(items);
	if (items->idle && count)
		pthread_cond_broadcast(&items->changed);
	if (items->awaited && count)
		pthread_cond_signal(&items->progress);
	pthread_mutex_unlock(&items->lock);
}

struct pool_items *pool_open(uint32_t jobs, pool_item_task *task, void *context)
{
	struct pool_items *items = malloc(sizeof *items);
	if (!items)
		bug("out of memory");
	*items = (struct pool_items){
		.task = task, .context = context, .jobs = jobs ? jobs : 1, .workers = 1,
		.lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER, .progress = PTHREAD_COND_INITIALIZER,
	};
	return items;
}

void pool_take(struct pool_items *items)
{
	items->own++;
}

void pool_wait(struct pool_items *items, const atomic_bool *done)
{
	pthread_mutex_lock(&items->lock);
	items->awaited = true;
	while (!*done) {
		if (!items->count) {
			pthread_cond_wait(&items->progress, &items->lock);
			continue;
		}
		void *item = take_newest(items);
		pthread_mutex_unlock(&items->lock);
		items->task(items->context, item, items, 0);
		pthread_mutex_lock(&items->lock);
	}
	items->awaited = false;
	pthread_mutex_unlock(&items->lock);
}

void pool_close(struct pool_items *items)
{
	pthread_mutex_lock(&items->lock);
	items->closing = true;
	pthread_mutex_unlock(&items->lock);
	do_items(items, 0);
	for (uint32_t i = 1; i < items->workers; i++)
		pthread_join(items->others[i].thread, NULL);
	free(items->others);
	free(items->at);
	free(items);
}
