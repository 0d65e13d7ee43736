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
 *             ... pool_add(items, worker, &below, 1);
 *     }
 *     struct pool_items *items = pool_open(jobs, list, &context);
 *     pool_add(items, 0, &top, 1);
 *     ...
 *     pool_close(items);
 *
 * Others work on them as soon as there are enough; the caller may do something else until it closes, and wait for one item that
 * it needs to go on.
 *
 * Threads live as long as one pool_run(), or until pool_close(). What the kernel denies the caller (base/sandbox.h) is denied to
 * them, too.
 */
#ifndef BASE_POOL_H
#define BASE_POOL_H

#include <stdatomic.h>
#include <stdint.h>

typedef void pool_task(void *context, uint32_t index, uint32_t worker);

/* Processors that this process may run on; at least 1. */
uint32_t pool_processors(void);

/* The caller is worker 0, and the only one where `jobs` is 1 or less, or no thread can be had. Workers are below `jobs`. */
void pool_run(uint32_t jobs, uint32_t count, pool_task *task, void *context);

struct pool_items;
typedef void pool_item_task(void *context, void *item, struct pool_items *items, uint32_t worker);

/* The caller is worker 0, and workers are below `jobs`, as above. Every item is given to one of them, in no order. */
struct pool_items *pool_open(uint32_t jobs, pool_item_task *task, void *context);

/* More to do, found by that worker; others are started when there is enough for them. The newest are done first, as they lie
 * near to what was just done; but what the caller found last, as it goes on with that itself. */
void pool_add(struct pool_items *items, uint32_t worker, void *const *more, uint32_t count);

/* For the caller: it is about to do one that was added; the task has to find out that it is done already. */
void pool_take(struct pool_items *items);

/* For the caller: does items until a task has set `done`, which one is about to do. */
void pool_wait(struct pool_items *items, const atomic_bool *done);

/* Returns when no item is left, and nobody works; the caller helps. */
void pool_close(struct pool_items *items);

#endif
