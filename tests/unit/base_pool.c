#include "base/pool.h"

#include <criterion/criterion.h>
#include <stdlib.h>

/* Each thing is done once, by a worker that is there, whatever the numbers are. */
enum { THINGS_MOST = 3000, JOBS_MOST = 8 };

struct done {
	uint8_t times[THINGS_MOST];
	uint32_t last[JOBS_MOST];  /* of each worker: the index that it had last, plus 1 */
	uint32_t jobs;
	_Atomic uint32_t disorder, strangers;
};

static void take(void *context, uint32_t index, uint32_t worker)
{
	struct done *done = context;
	done->times[index]++;
	done->strangers += worker >= done->jobs;
	if (worker < JOBS_MOST) {
		done->disorder += done->last[worker] > index;
		done->last[worker] = index + 1;
	}
}

Test(base_pool, everything_is_done_once)
{
	static const uint32_t counts[] = { 0, 1, 2, 3, 17, 64, 1000, THINGS_MOST }, jobs[] = { 0, 1, 2, 3, JOBS_MOST };
	for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
		for (size_t k = 0; k < sizeof jobs / sizeof *jobs; k++) {
			struct done *done = calloc(1, sizeof *done);
			uint32_t once = 0, other = 0;
			done->jobs = jobs[k] ? jobs[k] : 1;
			pool_run(jobs[k], counts[i], take, done);
			for (uint32_t n = 0; n < THINGS_MOST; n++) {
				once += done->times[n] == 1;
				other += done->times[n] > 1;
			}
			cr_assert(once == counts[i] && !other, "%u jobs did %u of %u", jobs[k], once, counts[i]);
			cr_assert(!done->disorder && !done->strangers, "%u jobs, %u things", jobs[k], counts[i]);
			free(done);
		}
	}
	cr_assert(pool_processors() >= 1);
}

/* A tree that is found on the way: the item n leads to 3n + 1, 3n + 2 and 3n + 3. */
struct tree {
	_Atomic uint8_t times[THINGS_MOST];
	uint32_t jobs, count;
	_Atomic uint32_t strangers;
};

static void find_more(void *context, void *item, struct pool_items *items, uint32_t worker)
{
	struct tree *tree = context;
	uint32_t number = (uint32_t)(uintptr_t)item - 1, more = 0;
	void *below[3];
	tree->times[number]++;
	tree->strangers += worker >= tree->jobs;
	for (uint32_t i = 3 * number + 1; i <= 3 * number + 3 && i < tree->count; i++)
		below[more++] = (void *)(uintptr_t)(i + 1);
	pool_add(items, worker, below, more);
}

Test(base_pool, every_item_that_is_found_is_done_once)
{
	static const uint32_t counts[] = { 1, 2, 4, 63, 64, 65, 300, THINGS_MOST }, jobs[] = { 0, 1, 2, 3, JOBS_MOST };
	for (size_t i = 0; i < 4 * sizeof counts / sizeof *counts; i++) {
		for (size_t k = 0; k < sizeof jobs / sizeof *jobs; k++) {
			struct tree *tree = calloc(1, sizeof *tree);
			uint32_t once = 0, other = 0;
			tree->jobs = jobs[k] ? jobs[k] : 1;
			tree->count = counts[i / 4];
			struct pool_items *items = pool_open(jobs[k], find_more, tree);
			pool_add(items, 0, &(void *){ (void *)(uintptr_t)1 }, 1);
			pool_close(items);
			for (uint32_t n = 0; n < THINGS_MOST; n++) {
				once += tree->times[n] == 1;
				other += tree->times[n] > 1;
			}
			cr_assert(once == tree->count && !other && !tree->strangers, "%u jobs did %u of %u", jobs[k], once, tree->count);
			free(tree);
		}
	}
}

/* The same tree, through which the caller goes meanwhile, as a walk goes through folders: what nobody has begun it does itself. */
struct shared_tree {
	struct shared_item {
		atomic_bool taken, done;
		uint8_t times;
		bool caller;         /* it did it */
	} at[THINGS_MOST + 1];
	uint32_t count;
};

static struct shared_tree *shared;

static void do_shared(void *context, void *item, struct pool_items *items, uint32_t worker)
{
	struct shared_item *one = item;
	uint32_t number = (uint32_t)(one - shared->at), more = 0;
	void *below[3];
	(void)context;
	if (atomic_exchange(&one->taken, true))
		return;
	for (uint32_t i = 3 * number + 1; i <= 3 * number + 3 && i < shared->count; i++)
		below[more++] = &shared->at[i];
	pool_add(items, worker, below, more);
	one->times++;
	one->caller = worker == 0;
	one->done = true;
}

/* How many of those that it came by were done by the time it went on. */
static uint32_t go_through(struct pool_items *items, uint32_t number)
{
	struct shared_item *one = &shared->at[number];
	uint32_t done;
	pool_take(items);
	do_shared(NULL, one, items, 0);
	if (!one->done)
		pool_wait(items, &one->done);
	done = one->times == 1;
	for (uint32_t i = 3 * number + 1; i <= 3 * number + 3 && i < shared->count; i++)
		done += go_through(items, i);
	return done;
}

Test(base_pool, the_caller_goes_on_while_others_work)
{
	static const uint32_t counts[] = { 1, 2, 64, 300, THINGS_MOST }, jobs[] = { 0, 1, 2, 3, JOBS_MOST };
	for (size_t i = 0; i < 4 * sizeof counts / sizeof *counts; i++)
		for (size_t k = 0; k < sizeof jobs / sizeof *jobs; k++) {
			uint32_t by_caller = 0;
			shared = calloc(1, sizeof *shared);
			shared->count = counts[i / 4];
			struct pool_items *items = pool_open(jobs[k], do_shared, NULL);
			pool_add(items, 0, &(void *){ &shared->at[0] }, 1);
			uint32_t done = go_through(items, 0);
			pool_close(items);
			for (uint32_t n = 0; n < shared->count; n++) {
				cr_assert_eq(shared->at[n].times, 1, "%u jobs, item %u of %u", jobs[k], n, shared->count);
				by_caller += shared->at[n].caller;
			}
			cr_assert_eq(done, shared->count, "%u jobs, %u of %u", jobs[k], done, shared->count);
			cr_assert(jobs[k] > 1 || by_caller == shared->count);
			free(shared);
		}
}
