#include "rules/rule.h"

#define RULE(name) extern const struct rule rule_##name;
#include "rules/rules.def"
#undef RULE

#define RULE(name) &rule_##name,
const struct rule *const rule_table[] = {
#include "rules/rules.def"
};
const unsigned rule_count = sizeof rule_table / sizeof *rule_table;
