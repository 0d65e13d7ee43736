#include "rules/rule.h"

#include <string.h>

#include "rules/directives.h"
#include "rules/follow.h"
#include "rules/hide.h"

const struct rule *rule_find(struct str id)
{
	for (unsigned i = 0; i < rule_count; i++)
		if (str_is(id, rule_table[i]->kind.id))
			return rule_table[i];
	return NULL;
}

bool rule_is_named(const struct rule *rule, struct str name)
{
	return str_is(name, rule->kind.id) || str_is(name, rule->kind.group) || str_is(name, "all") ||
	       (rule->cis && str_is(name, "cis")) || (rule->stig && str_is(name, "stig"));
}

const char *rule_file_word(const struct lint *lint, const struct config *config)
{
	return str_cstr(lint->arena, str_shell_word(lint->arena, str_of(config->source->name)));
}

/* The findings from index `from` on are about a mongos. */
static void name_mongos(struct sink *sink, uint32_t from)
{
	for (uint32_t i = from; i < sink->count; i++)
		sink->at[i]->program = "mongos";
}

/* Does the server end before it comes to what this rule is about? */
static bool is_too_late(const struct rule *rule, const struct config *config)
{
	return config->ends_early && !rule->reads && !strcmp(rule->kind.group, "startup");
}

void rules_run_file(const struct lint *lint, const bool *selected, const struct config *config)
{
	struct lint mine = *lint;
	uint32_t before = lint->sink->count;
	mine.arena = config->scratch;
	for (unsigned r = 0; r < rule_count; r++) {
		const struct rule *rule = rule_table[r];
		if (selected[r] && rule->check_config && !is_too_late(rule, config))
			rule->check_config(&mine, rule, config);
	}
	if (config->target.binary == BINARY_MONGOS)
		name_mongos(lint->sink, before);
	hide_keyfile(mine.arena, lint->sink, before, config);
	if (lint->ignores)
		directives_read(config, lint->ignores);
	if (config->scratch != lint->sink->arena)
		sink_keep(lint->sink, before, config->scratch);
}

void rules_run_fleet(const struct lint *lint, const bool *selected)
{
	uint32_t before = lint->sink->count;
	for (unsigned r = 0; r < rule_count; r++) {
		const struct rule *rule = rule_table[r];
		if (!selected[r])
			continue;
		for (uint32_t i = 0; rule->check_deployment && i < lint->fleet->count; i++)
			rule->check_deployment(lint, rule, &lint->fleet->deployments[i]);
		if (rule->check_fleet)
			rule->check_fleet(lint, rule, lint->fleet);
	}
	hide_keys(lint->arena, lint->sink, before);
	follow_drop(lint->sink);
}

uint32_t rules_run_ignores(const struct lint *lint, const bool *selected, uint32_t from)
{
	if (!lint->ignores)
		return lint->sink->count;
	directives_apply(lint, from);
	uint32_t before = lint->sink->count;
	for (unsigned r = 0; r < rule_count; r++) {
		const struct rule *rule = rule_table[r];
		for (uint32_t i = 0; selected[r] && rule->check_ignore && i < lint->ignores->count; i++)
			rule->check_ignore(lint, rule, &lint->ignores->at[i], selected);
	}
	hide_keys(lint->arena, lint->sink, before);
	return before;
}

void rules_run(const struct lint *lint, const bool *selected, const struct config *const *configs,
	       uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		rules_run_file(lint, selected, configs[i]);
	rules_run_fleet(lint, selected);
	rules_run_ignores(lint, selected, 0);
}
