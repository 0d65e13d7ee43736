/* shard: one of several machines that lint the same files together (lint --shard I/N), each a part of them.
 *
 * Each shard reads every config and builds the whole fleet, so that it knows what belongs together; then it judges its slice
 * of it (fleet/slice.h): the rules of its files, their keyfiles, and of what the rules of the fleet find, that
 * which stands in its files. A file is one shard's alone, so what the shards find is, all in all, what one run finds. What
 * stands in files that no member of the fleet has (manifests, templates) goes by turns; what stands beside configs, such
 * as the project file and the baseline, is the first shard's.
 *
 *     if (!shard_open(cli, &shard)) return;
 *     if (shard_is_part(&shard)) ...
 *             shard_opened() for each file that was read; shard_deal(); shard_has()
 *
 * A report in JSON says of which run it is a part (report/shard.h), so that `mongoconf merge` can put the parts together.
 */
#ifndef CLI_SHARD_H
#define CLI_SHARD_H

#include "cli/pods.h"
#include "diag/baseline.h"
#include "report/report.h"

/* A file that was read to know what is in it, before it is known who judges it. */
struct shard_file {
	const struct source *source;
	struct parts parts;
	const struct target *targets;  /* of its parts */
	struct pods pods;
	const struct input *input;
	uint64_t hash;           /* of its text, which may be given up (text/shelf.h) */
	bool judged;             /* not only context */
};

struct shard {
	struct fleet_slice slice;    /* of 0: no --shard was given */
	uint64_t run;                /* the same for all shards of one run, and for no others */
	const struct shard_file **files;  /* of one unit */
	uint32_t count, room;
	struct shard_owner {
		const char *name;
		uint32_t slice;
	} *owners;                   /* of the unit's files, by name */
	uint32_t owner_count;
	struct report_shard report;
};

/* Takes --shard. False and raised where it is none. */
bool shard_open(struct cli *cli, struct shard *shard);

/* Is there more than one? */
bool shard_is_part(const struct shard *shard);

/* For each unit, in this order: forgets the unit before, and says what this machine looks at (there may be no baseline); one more file; whose
 * each file is. */
void shard_begin(struct shard *shard, const struct unit *unit, const struct baseline *baseline);
void shard_opened(struct arena *arena, struct shard *shard, const struct shard_file *file);
void shard_deal(struct arena *arena, struct shard *shard, const struct unit *unit, const struct fleet *fleet);

/* Is it this shard's? */
bool shard_has(const struct shard *shard, const struct source *source);

/* What the report says of it; NULL where there is but one machine and nobody asked. */
const struct report_shard *shard_report(struct arena *arena, struct shard *shard);

/* Takes the findings from number `from` on that are other shards' out of the sink. */
void shard_keep(const struct shard *shard, struct sink *sink, uint32_t from);

#endif
