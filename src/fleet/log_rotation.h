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
 *     for (each) if (log_rotation_takes(&rotations[i], path)) ...
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

/* Is this log file one of them? */
bool log_rotation_takes(const struct log_rotation *rotation, const char *path);

#endif
