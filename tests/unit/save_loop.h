/* save_loop: dies at every moment of a rewrite, and of its recovery, and of the recovery of that.
 *
 *     loop_begin(&world, (struct loop){ .deaths = 1, .most = 4096 });
 *     loop_crash((struct memfs_plan){ .at = 0 });
 *     loop_crash((struct memfs_plan){ .call = "renameat", .at = 2, .fault = MEMFS_ONCE, .error = EIO });
 *     const char *violation = loop_end();      // NULL: every image was recovered
 *
 * A death is a kill, which keeps what programs saw, or a power cut with each subset of what was not
 * synced. Every image that a death leaves is recovered. Then all files are old or all are new, to the
 * last attribute, and nothing else is there; whoever was told an outcome finds that one. An image
 * that was seen already is not tried again.
 */
#ifndef TESTS_SAVE_LOOP_H
#define TESTS_SAVE_LOOP_H

#include "save_world.h"

enum { LOOP_DEATHS = 3 };
struct loop {
	unsigned deaths;      /* further ones, during recovery; at most LOOP_DEATHS */
	unsigned most;        /* power cuts at one place; beyond that, a sample */
	/* As in struct memfs_plan; in recovery, too. */
	bool (*forget)(const struct memfs_fsync *fsync);
};

void loop_begin(const struct world *world, struct loop loop);

/* One run with this plan. True when call `at` was reached. */
bool loop_crash(struct memfs_plan plan);

/* The first violation, with the state and the calls that led to it; valid until the next loop. Of
 * several thousand images, `loop_images` were different. */
const char *loop_end(void);
extern unsigned loop_images;

/* Is what is running now the recovery? For `forget`. */
extern bool loop_recovers;

/* Where valgrind or a sanitizer makes each step slow: every how many-th one to take. */
unsigned loop_stride(unsigned stride);

#endif
