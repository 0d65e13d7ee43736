/* beside: what the rules about Compose files and units have in common.
 *
 * They look at a witness: a config, and the service or the unit that a server is started with it by. Where a variable, a
 * script or another file may say more, nothing is said: beside_is_known().
 */
#ifndef RULES_BESIDE_H
#define RULES_BESIDE_H

#include "rules/rule.h"

/* A service of Compose, or a unit, whose command line is all there. */
bool beside_is_service(const struct witness *witness);
bool beside_is_unit(const struct witness *witness);

/* Where it listens; 0: not known. */
uint32_t beside_port(const struct config *config);

/* The member that it is, where an inventory names it; or NULL. */
const struct member *beside_member(const struct lint *lint, const struct witness *witness);

/* Which of the files `setting` stands in: the config, or that of the command line. */
const struct source *beside_source(const struct witness *witness, const struct setting *setting);

/* Does another service before it in the fleet have the same file? Then it was said of that. */
bool beside_is_first(const struct lint *lint, const struct witness *witness);

/* Is `path` this mount, or below it? */
bool beside_holds(const char *mount, struct str path);

/* A note at the mount, the command or the service, saying that the server is started so. */
void beside_note(const struct lint *lint, struct diag *diag, const struct witness *witness);

#endif
