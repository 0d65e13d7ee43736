#include "rules/rule.h"

const struct rule *rule_find(struct str id)
{
	for (unsigned i = 0; i < rule_count; i++)
		if (str_is(id, rule_table[i]->kind.id))
			return rule_table[i];
	return NULL;
}

bool rule_is_named(const struct rule *rule, struct str name)
{
	return str_is(name, rule->kind.id) || str_is(name, rule->kind.group) || str_is(name, "all");
}

void rules_run(const struct lint *lint, const bool *selected, const struct config *const *configs,
	       uint32_t count)
{
	for (unsigned r = 0; r < rule_count; r++) {
		const struct rule *rule = rule_table[r];
		if (!selected[r])
			continue;
		for (uint32_t i = 0; rule->check_config && i < count; i++)
			rule->check_config(lint, rule, configs[i]);
		for (uint32_t i = 0; rule->check_deployment && i < lint->fleet->count; i++)
			rule->check_deployment(lint, rule, &lint->fleet->deployments[i]);
	}
}
