/* linting_read: a run of linting.h reads its files, and judges each by itself: by several threads at once (workers.h).
 *
 * What comes of a file stands in the batch of its unit and in the run as if the files had been read one by one, in their
 * order, however many workers there are.
 */
#ifndef CLI_LINTING_READ_H
#define CLI_LINTING_READ_H

#include "cli/linting.h"

/* The configs of one unit. */
struct batch {
	struct linting *linting;
	struct unit *unit;
	const bool *selected;          /* rules */
	const struct config **configs;
	uint32_t count;
	const struct source **judged;  /* those that are judged */
	uint32_t judged_count;
	struct witness *unused;        /* containers that are started without the config that they have */
	uint32_t unused_count;
	bool survey;                   /* files are read to know the fleet; who judges which is found out then (shard.h) */
};

/* `judged`: they are asked about. Of the others only the fleet is told. */
void linting_read(struct batch *batch, const struct input *inputs, uint32_t count, bool judged);

/* After a survey: judges those of its files that are this shard's. */
void linting_judge(struct batch *batch);

#endif
