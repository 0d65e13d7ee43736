/* shard: what a report in JSON has besides when it is of one part of a run (lint --shard), and how such reports are read and
 * become one.
 *
 * Whoever puts the parts together has no configs, only the reports. So those have, under the key `shard`, what any report may
 * ask for: of each finding what its object leaves out; findings that are set aside; the files; and of the files that
 * findings stand in those lines that a report shows, with the secrets in them hidden as reports do that, and the places
 * of others. What is no UTF-8 is there in hexadecimal.
 *
 *     struct shards shards = SHARDS_INIT(arena);
 *     for (each file) if (!shards_add(&shards, path, &err)) ...
 *     if (!shards_merge(&shards, &report, &err)) ...
 *     format->write(&out, &report)
 *
 * The report is then that of a run over everything. A report may have been tampered with: what is wrong with one is
 * ERR_INPUT. All memory is the arena's.
 */
#ifndef REPORT_SHARD_H
#define REPORT_SHARD_H

#include "report/report.h"

/* For the reporter: adds the key to its object, and to those of its findings, one for each of the sink. */
void shard_put(struct arena *arena, struct json_t *object, struct json_t *const *findings, const struct report *report);

struct shard_part;
struct shards {
	struct arena *arena;
	struct shard_part **at;
	uint32_t count;
	uint64_t room;           /* bytes of configs that the reports tell of */
	struct sink sink, aside;
};
#define SHARDS_INIT(a) { .arena = (a), .sink = SINK_INIT(a), .aside = SINK_INIT(a) }

/* One more report. */
bool shards_add(struct shards *shards, const char *path, struct err *err) __attribute__((warn_unused_result));

/* They must be all parts of one run, each once. Fills in what the reports tell: findings, files, counts, status, and, for one
 * that is read in `report->here`, the repository and where in it the run was. */
bool shards_merge(struct shards *shards, struct report *report, struct err *err) __attribute__((warn_unused_result));

#endif
