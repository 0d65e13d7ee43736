/* words: why two members can't talk to each other, in a sentence.
 *
 *     words_pair(arena, PAIR_UNAUTH, "m1", &m1->now, "m0", &m0->next)
 *             "m0 would demand authentication while m1 has no keyfile: m1 can't authenticate to it"
 */
#ifndef ROLLOUT_WORDS_H
#define ROLLOUT_WORDS_H

#include "fleet/pair.h"

/* `code`: that of pair_of(a, b), and not PAIR_OK. Without a name of a file and without a full stop. */
const char *words_pair(struct arena *arena, enum pair_code code, const char *a_name, const struct pair_state *a,
		       const char *b_name, const struct pair_state *b);

/* The options that decide about such a failure, for its place in a file; ended by NULL. */
const char *const *words_options(enum pair_code code);

/* "TLS disabled", "requireTLS", ... */
const char *words_tls(enum tls_mode mode);

#endif
