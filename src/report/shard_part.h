/* shard_part: how the reports of shards are read, for the files that do it (shard.h).
 *
 *     shard_value.c   single values of the JSON
 *     shard_read.c    a report
 *     shard_merge.c   one of all
 *
 * What a reader of a value can't take it refuses, with the part of the report and the key in which it stands, and returns false.
 */
#ifndef REPORT_SHARD_PART_H
#define REPORT_SHARD_PART_H

#include "report/shard.h"

struct json_t;

/* A report that was read. */
struct shard_part {
	const char *path;
	uint32_t index, count;
	const char *run;
	int status;
	uint32_t files, skipped, unchanged, inventories, unlisted[3];
	const char *folder;            /* where in the repository it was made; NULL: in none */
	const struct source **sources; /* by name */
	uint32_t source_count;
	struct judged_file *judged;
	uint32_t judged_count;
};

struct shard_reader {
	struct arena *arena;
	struct shards *shards;
	struct shard_part *part;
	const char *what;              /* that is read: "findings", "places" */
	size_t number;                 /* which of them */
	struct err *err;
};

/* False. */
bool shard_refuse(const struct shard_reader *reader, const char *key, const char *why);

/* Text as it is, or {"hex": ...}. False, and nothing is said. */
bool shard_text(const struct shard_reader *reader, const struct json_t *value, struct str *text);

/* What `more` says exactly, else what the map says; the second may be null or missing, and is NULL then. */
bool shard_name(const struct shard_reader *reader, const struct json_t *map, const struct json_t *more, const char *key,
		const char **out);
bool shard_maybe_name(const struct shard_reader *reader, const struct json_t *map, const struct json_t *more, const char *key,
		      const char **out);

bool shard_number(const struct shard_reader *reader, const struct json_t *map, const char *key, uint32_t most, uint32_t *out);
bool shard_switch(const struct shard_reader *reader, const struct json_t *map, const char *key, bool *out);

#endif
