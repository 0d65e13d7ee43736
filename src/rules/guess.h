/* guess: what an unknown name may have meant, to this binary and release. */
#ifndef RULES_GUESS_H
#define RULES_GUESS_H

#include "config/config.h"

enum { GUESSES = 3 };

/* Best first; as option_suggest(), without what the server that is meant does not know either. */
unsigned guess_options(const struct config *config, struct str path, struct suggestion out[GUESSES]);

/* "did you mean net.port or net.ipv6?"; NULL for none. */
const char *guess_text(struct arena *arena, const struct suggestion *near, unsigned count);

#endif
