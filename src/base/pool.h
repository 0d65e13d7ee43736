/* pool: the same work for many things, on several processors.
 *
 *     static void judge(void *context, uint32_t index, uint32_t worker) { ... }
 *     pool_run(jobs, count, judge, &context);
 *
 * Every index below `count` is given to one worker; neighbours mostly to the same, in their order. Who wants the same result
 * whatever `jobs` is, lets a task write only to what belongs to its index or its worker (an arena of its own, say), and puts
 * things together, in the order of indexes, after pool_run() has returned: then nobody is working anymore.
 *
 * Where it is only found on the way what there is to do, as folders are found in folders, there are items instead of indexes:
 *
 *     static void list(void *context, void *item, struct pool_items *items, uint32_t worker)
 *     {
 *             ... pool_add(items, &below, 1);
 *     }
 *     pool_run_items(jobs, &top, list, &context);
 *
 * Threads live as long as one pool_run(). What the kernel denies the caller (base/sandbox.h) is denied to them, too.
 */
#ifndef BASE_POOL_H
#define BASE_POOL_H

#include <stdint.h>

typedef void pool_task(void *context, uint32_t index, uint32_t worker);

/* Processors that this process may run on; at least 1. */
uint32_t pool_processors(void);

/* The caller is worker 0, and the only one where `jobs` is 1 or less, or no thread can be had. Workers are below `jobs`. */
void pool_run(uint32_t jobs, uint32_t count, pool_task *task, void *context);

struct pool_items;
typedef void pool_item_task(void *context, void *item, struct pool_items *items, uint32_t worker);

/* Every item is given to one worker, in no order. Returns when none is left. */
void pool_run_items(uint32_t jobs, void *first, pool_item_task *task, void *context);

/* More to do; `items` is what the task was given. Other workers are started when there is enough for them. */
void pool_add(struct pool_items *items, void *const *more, uint32_t count);

#endif
