/* log_rotation: what a snippet of logrotate does with log files of servers.
 *
 *     /var/log/mongodb/mongo*.log /srv/log/mongod.log {
 *             daily
 *             postrotate
 *                     kill -USR1 $(cat /run/mongodb/mongod.pid)
 *             endscript
 *     }
 *
 *     struct log_rotation *rotations;
 *     uint32_t count;
 *     log_rotation_read(arena, source, &rotations, &count);
 *     struct log_rotations sorted = log_rotations_sort(arena, rotations, count);
 *     rotation = log_rotations_nearest(&sorted, "/var/log/mongodb/mongod.log", source_path(config->source));
 *
 * Only rotations are taken that move the files away (no copytruncate, no copy) and then signal a server of MongoDB with USR1:
 * there logrotate and the server both rotate. All memory is the arena's; nothing fails, and what a template decides takes no file.
 */
#ifndef FLEET_LOG_ROTATION_H
#define FLEET_LOG_ROTATION_H

#include "text/source.h"

struct log_rotation {
	const struct source *source;
	struct str *files;       /* paths and patterns, with a NUL behind them */
	uint32_t file_count;
	struct span signal;      /* the line of the script that sends it */
};

void log_rotation_read(struct arena *arena, const struct source *source, struct log_rotation **rotations, uint32_t *count);

/* Those of a fleet, of which each host may have its own: by the text of a name or pattern, and then by where they lie. */
struct log_rotations {
	struct log_rotation_file {
		struct str text;
		const struct log_rotation *rotation;
	} *files;
	uint32_t count, patterns;  /* patterns come first */
};

struct log_rotations log_rotations_sort(struct arena *arena, const struct log_rotation *rotations, uint32_t count);

/* The one that takes this log file and lies nearest to `beside`, the path of a config: the fewer folders up, the nearer, and
 * the first by its path where there are several. NULL: none takes it. */
const struct log_rotation *log_rotations_nearest(const struct log_rotations *sorted, const char *log, const char *beside);

#endif
