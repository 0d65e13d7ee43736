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

/* Every keyfile that a config names was looked at, and: a server takes it, it is closed to others, all share a key, all
 * have the same keys, none holds more than one. */
CONDITION(keyfiles_sound);
CONDITION(keyfiles_closed);
CONDITION(keyfiles_shared);
CONDITION(keyfiles_single);

/* No member is in that state. */
CONDITION(none_open);
CONDITION(none_enforced);
CONDITION(none_in_transition);   /* before a procedure of another kind */
CONDITION(left_transition);      /* after one that ends there */

/* "m0", "m0 and m1", "m0, m1, m2 and 4 others": of the field's members those that `in` says. */
const char *field_names(struct arena *arena, const struct field *field, const bool *in);

#endif
