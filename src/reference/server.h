/* server: what certain servers make of an option.
 *
 * Who asks may say which server is meant, wholly or in part (schema/target.h); here the binary may
 * be unsaid as well, and then both are meant. Without a release, or an edition, what some release
 * or edition takes counts as taken.
 *
 *     if (server_takes(option, &target))
 *             ...  in a list of what may be written
 *
 *     struct server_answer answer[SERVER_BINARIES];
 *     unsigned count = server_ask(arena, option, &target, answer);
 */
#ifndef REFERENCE_SERVER_H
#define REFERENCE_SERVER_H

#include "schema/option.h"

enum { SERVER_BINARIES = 2 };

struct server_answer {
	const char *binary;  /* "mongod" */
	const char *state;   /* "live", "deprecated", "removed", ... */
	bool takes;
	const char *text;    /* "reads it", for people */
};

/* Does one of the binaries that are meant start with it? */
bool server_takes(const struct option *option, const struct target *target);

/* One answer for each binary that is meant; how many. */
unsigned server_ask(struct arena *arena, const struct option *option, const struct target *target,
		    struct server_answer out[SERVER_BINARIES]);

/* "mongod 4.2 (Community)"; for a target without a binary "mongod and mongos 4.2 (Community)". */
const char *server_name(struct arena *arena, const struct target *target);

/* The least and the greatest value and the words, of the target's release, or of the newest one;
 * false and NULL where there is none. */
bool server_min(const struct option *option, const struct target *target, double *value);
bool server_max(const struct option *option, const struct target *target, double *value);
const char *server_choices(const struct option *option, const struct target *target);

const char *server_binaries_text(unsigned binaries);   /* "mongod and mongos" */
const char *server_editions_text(unsigned editions);   /* "MongoDB Enterprise"; NULL: all of them */
const char *server_platform_text(enum platform platform);  /* "Windows"; NULL: all of them */

#endif
