/* pool: the same work for many things, on several processors.
 *
 *     static void judge(void *context, uint32_t index, uint32_t worker) { ... }
 *     pool_run(jobs, count, judge, &context);
 *
 * Every index below `count` is given to one worker; neighbours mostly to the same, in their order. Who wants the same result
 * whatever `jobs` is, lets a task write only to what belongs to its index or its worker (an arena of its own, say), and puts
 * things together, in the order of indexes, after pool_run() has returned: then nobody is working anymore.
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

#endif
