#include "rules/rule.h"

#include <string.h>

#include "config/spelled.h"
#include "rules/directives.h"
#include "rules/follow.h"
#include "rules/hide.h"
#include "text/mask.h"

const struct rule *rule_find(struct str id)
{
	for (unsigned i = 0; i < rule_count; i++)
		if (str_is(id, rule_table[i]->kind.id))
			return rule_table[i];
	return NULL;
}

const char *rule_nearest(struct str name)
{
	const char *best = NULL;
	unsigned least = 4;
	for (unsigned i = 0; i < rule_count; i++) {
		unsigned edits = str_distance(name, str_of(rule_table[i]->kind.id), 3);
		if (edits < least) {
			least = edits;
			best = rule_table[i]->kind.id;
		}
	}
	return best;
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

/* A rule that goes over the lines of a file sees those of its other parts as blank ones. */
static void drop_other_parts(struct sink *sink, uint32_t from, const struct source *source)
{
	uint32_t kept = from;
	for (uint32_t i = from; source->whole && !source->decoded && i < sink->count; i++) {
		struct diag *diag = sink->at[i];
		if (diag->at.at >= source->part.at && span_end(diag->at) <= span_end(source->part))
			sink->at[kept++] = diag;
	}
	if (source->whole && !source->decoded)
		sink->count = kept;
}

/* Of two places that a finding is about there may be but one: they are alternatives, or depend on different things. */
static bool is_of_alternatives(const struct diag *diag, const struct source *source)
{
	for (uint32_t i = 0; i < diag->note_count; i++)
		if (diag->notes[i].source == diag->source && !mask_together(source->mask, diag->at.at, diag->notes[i].at.at))
			return true;
	return false;
}

static void drop_alternatives(struct sink *sink, uint32_t from, const struct source *source)
{
	uint32_t kept = from;
	if (!source->mask || source->decoded)
		return;
	for (uint32_t i = from; i < sink->count; i++)
		if (!is_of_alternatives(sink->at[i], source))
			sink->at[kept++] = sink->at[i];
	sink->count = kept;
}

/* What to do is said in the names of the file. */
static void spell_help(struct arena *arena, struct sink *sink, uint32_t from, const struct config *config)
{
	for (uint32_t i = from; config->format == CONFIG_INI && i < sink->count; i++)
		sink->at[i]->help = config_spelled(arena, config, sink->at[i]->help);
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
	drop_other_parts(lint->sink, before, config->source);
	drop_alternatives(lint->sink, before, config->source);
	if (config->target.binary == BINARY_MONGOS)
		name_mongos(lint->sink, before);
	spell_help(mine.arena, lint->sink, before, config);
	hide_keyfile(mine.arena, lint->sink, before, config);
	if (lint->ignores)
		directives_read(config, lint->ignores);
	if (config->scratch != lint->sink->arena)
		sink_keep(lint->sink, before, config->scratch);
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

bool rule_stops(const struct diag *diag)
{
	return diag->severity == SEVERITY_ERROR &&
	       (!strcmp(diag->kind->group, "syntax") || !strcmp(diag->kind->group, "startup"));
}

bool rule_needs_release(const struct rule *rule)
{
	return !strcmp(rule->kind.group, "startup") || !strcmp(rule->kind.group, "upgrade");
}

/* Does it hold of anything but the release? */
static bool could_find(const struct lint *lint, const struct rule *rule, const struct source *source)
{
	bool needs_keyfiles = !strcmp(rule->kind.group, "keyfile");
	if ((rule->scope == SCOPE_FLEET || needs_keyfiles) && !lint->whole)
		return false;
	if (needs_keyfiles && !lint->on_host && !lint->key_file_root)
		return false;
	return !lint->run || lint->run->is_on(lint->run, rule, source);
}

bool rule_could_find(const struct lint *lint, const struct rule *rule, const struct source *source)
{
	return (!rule_needs_release(rule) || version_known(lint->server)) && could_find(lint, rule, source);
}

/* What was found when no release was said is found again without one. */
static bool could_find_again(const struct lint *lint, const struct rule *rule, const struct baseline_entry *entry,
			     const struct source *source)
{
	return entry->server.len ? rule_could_find(lint, rule, source) : could_find(lint, rule, source);
}

/* Is it certain that what was accepted is not there any more? */
static void mark_stale(const struct lint *lint, const bool *selected, struct baseline_entry *entry)
{
	const struct rule *rule = rule_find(entry->rule);
	entry->gone = false;
	const struct source *source = lint->run ? lint->run->judged(lint->run, entry->file, &entry->gone) : NULL;
	bool ran = false;
	for (unsigned i = 0; i < rule_count; i++)
		ran |= rule_table[i] == rule && selected[i];
	entry->stale = !entry->used && (entry->gone || !rule || (ran && source && could_find_again(lint, rule, entry, source)));
}

void rules_run_baseline(const struct lint *lint, const bool *selected)
{
	for (uint32_t i = 0; lint->baseline && i < lint->baseline->count; i++)
		mark_stale(lint, selected, &lint->baseline->entries[i]);
	for (unsigned r = 0; lint->baseline && r < rule_count; r++)
		if (selected[r] && rule_table[r]->check_baseline)
			rule_table[r]->check_baseline(lint, rule_table[r], lint->baseline, selected);
}

void rules_run(const struct lint *lint, const bool *selected, const struct config *const *configs,
	       uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		rules_run_file(lint, selected, configs[i]);
	rules_run_fleet(lint, selected);
	follow_drop(lint->sink, 0);
	rules_run_ignores(lint, selected, 0);
}
