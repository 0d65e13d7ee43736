/* follow: findings that only follow from another one of the same file.
 *
 * A member that lost its replSetName has a keyfile that looks as if it were for nothing; one with another
 * storage engine has a section for the old one. Whoever mends the first has mended the second, and two findings
 * for one fault read like two faults. Each rule speaks for itself when it is asked alone, so what follows
 * from what is no matter of the rules: it stands in a table in follow.c.
 *
 *     rules_run(&lint, ...);     calls follow_drop(&sink) when all rules have run
 */
#ifndef RULES_FOLLOW_H
#define RULES_FOLLOW_H

#include "diag/diag.h"

/* Takes away what follows from a finding in the same file. That one becomes as severe as what it
 * stands for: a server that does not start must not become a warning. */
void follow_drop(struct sink *sink);

#endif
