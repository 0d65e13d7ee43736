/* directives: the comments of a config that set findings aside (diag/ignore.h), found by those who can tell a comment
 * from the text of a value, and asked by those who know the names of rules.
 *
 *     directives_read(config, lint->ignores);     of each config, while it has its tree
 *     directives_apply(lint, from);               when all rules have run
 */
#ifndef RULES_DIRECTIVES_H
#define RULES_DIRECTIVES_H

#include "rules/rule.h"

void directives_read(const struct config *config, struct ignores *ignores);

/* Takes the findings from number `from` on that a directive names and covers out of lint->sink, to lint->aside. Those of
 * the rules about directives come later, and stay. */
void directives_apply(const struct lint *lint, uint32_t from);

/* Does a name of a directive stand for the rule: its id, or its group? Wider names would hide what nobody has seen. */
bool directive_names(struct str name, const struct rule *rule);

#endif
