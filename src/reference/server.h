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

/* Which values are taken, beyond their type. */
struct server_values {
	bool has_min, has_max;
	double min, max;
	const char *choices;  /* "a|b|c", or NULL */
	const char *alone;    /* a word that may only be said alone, or NULL */
};

/* What one of the binaries that are meant takes. Without a release: what the newest one takes, or with
 * `any_release` what any of them takes. */
void server_values(struct arena *arena, const struct option *option, const struct target *target,
		   bool any_release, struct server_values *out);

/* The releases that are told apart, oldest first: each the newest patch of its line. */
extern const struct version server_releases[];
enum { SERVER_RELEASES = 10 };

const char *server_binaries_text(unsigned binaries);   /* "mongod and mongos" */
const char *server_editions_text(unsigned editions);   /* "MongoDB Enterprise"; NULL: all of them */
const char *server_platform_text(enum platform platform);  /* "Windows"; NULL: all of them */

#endif
