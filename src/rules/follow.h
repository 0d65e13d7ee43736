/* follow: findings that only follow from another one of the same file.
 *
 * A member that lost its replSetName has a keyfile that looks as if it were for nothing; one with another
 * storage engine has a section for the old one. Whoever mends the first has mended the second, and two findings
 * for one fault read like two faults. Each rule speaks for itself when it is asked alone, so what follows
 * from what is no matter of the rules: it stands in a table in follow.c.
 *
 *     rules_run_fleet(&lint, ...);
 *     follow_drop(&sink, first);     when all rules have run, of the findings that may explain each other
 */
#ifndef RULES_FOLLOW_H
#define RULES_FOLLOW_H

#include "diag/diag.h"

/* Of the findings from number `from` on, takes away what follows from another one of them in the same file. That one
 * becomes as severe as what it stands for: a server that does not start must not become a warning. */
void follow_drop(struct sink *sink, uint32_t from);

#endif
