/* condition: what must hold before and after a phase, as far as files and exports can tell.
 *
 * For the tables of procedures: `.holds = condition_users`. Each answers for a whole field; with ANSWER_NO, *why_not
 * is a sentence for the operator that names who is wrong, and what to do.
 */
#ifndef ROLLOUT_CONDITION_H
#define ROLLOUT_CONDITION_H

#include "rollout/procedure.h"

#define CONDITION(name) \
	enum answer condition_##name(struct arena *arena, const struct field *field, const char **why_not)

/* Every server runs this release or a later one. */
CONDITION(since_2_6);
CONDITION(since_3_4);
CONDITION(since_4_2);

/* The project file's `users: true`, `clients: {authenticate: true, tls: true}`. */
CONDITION(users);
CONDITION(clients_authenticate);
CONDITION(clients_tls);

/* A cluster has at least two mongos, so that one can be restarted. */
CONDITION(two_routers);

/* By the exports: with the members that are up now, does each set keep a majority while one restarts? With all up, would it? */
CONDITION(majority);
CONDITION(voters);

/* Every keyfile that a config names was looked at, and: a server takes it, it is closed to others, all share a key, all
 * have the same keys, none holds more than one. */
CONDITION(keyfiles_sound);
CONDITION(keyfiles_closed);
CONDITION(keyfiles_shared);
CONDITION(keyfiles_single);

/* Every certificate that members show to each other was read, and: each takes the others' for members'; each can check them. */
CONDITION(certificates_named);
CONDITION(certificates_trusted);

/* No member is in that state. */
CONDITION(none_open);
CONDITION(none_enforced);
CONDITION(none_in_transition);   /* before a procedure of another kind */
CONDITION(left_transition);      /* after one that ends there */

/* Rows that many phases have. `db` is mongosh's, connected to the server that is asked. */
#define CONDITION_RESTARTABLE \
	{ .level = LEVEL_EXPORTS, .text = "every member is PRIMARY, SECONDARY or ARBITER, and a majority stays up while one restarts", \
	  .command = "rs.status().members.map(m => m.name + ' ' + m.stateStr)", .holds = condition_majority }, \
	{ .level = LEVEL_EXPORTS, .text = "each set has at least three voters, so that a primary is left while one restarts", \
	  .command = "rs.conf().members.filter(m => m.votes).length", .holds = condition_voters, .downtime = true }, \
	{ .level = LEVEL_EXPORTS, .text = "of a cluster, there are at least two mongos, so that clients reach one while the other restarts", \
	  .holds = condition_two_routers, .downtime = true }
/* Files tell what a server will run with, not whether it restarted since they changed. */
#define CONDITION_RESTARTED \
	{ .level = LEVEL_LIVE, .text = "every server restarted after its file changed, and runs with what the file says", \
	  .command = "db.adminCommand({getCmdLineOpts: 1}).parsed" }
#define CONDITION_MEMBERS_BACK \
	{ .level = LEVEL_LIVE, .text = "after each restart the member is PRIMARY, SECONDARY or ARBITER again before the next one goes down", \
	  .command = "rs.status().members.map(m => m.name + ' ' + m.stateStr)" }, \
	{ .level = LEVEL_LIVE, .text = "no member reports that it can't tell another one's state because authentication failed", .log_id = 21217 }
#define CONDITION_KEYFILE_LOADED \
	{ .level = LEVEL_LIVE, .text = "no server found its keyfile unreadable", .log_id = 20254 }, \
	{ .level = LEVEL_LIVE, .text = "no server found too many keys in its keyfile", .log_id = 20258 }
/* Connections of clients that did not log in. */
#define CONDITION_CURRENT_OP \
	"db.getSiblingDB('admin').aggregate([{$currentOp: {allUsers: true, idleConnections: true}}, " \
	"{$match: {clientMetadata: {$exists: true}, effectiveUsers: {$exists: false}}}, {$project: {client: 1, appName: 1}}])"

/* Can nobody tell what its config says? Then *position is STEP_OFF, with the reason: it can't be read, or its security
 * settings, where they matter, come from elsewhere. */
bool condition_is_unread(const struct member *member, struct position *position);
bool condition_is_opaque(const struct member *member, struct position *position);

/* "m0", "m0 and m1", "m0, m1, m2 and 4 others": of the field's members those that `in` says. */
const char *field_names(struct arena *arena, const struct field *field, const bool *in);

#endif
