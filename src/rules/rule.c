#include "rules/rule.h"

#include <stdlib.h>
#include <string.h>

#include "base/pool.h"
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

static int by_source(const void *a, const void *b)
{
	const struct source *left = (*(const struct config *const *)a)->source, *right = (*(const struct config *const *)b)->source;
	return (left > right) - (left < right);
}

static void spell_fleet(const struct lint *lint, uint32_t from)
{
	const struct fleet *fleet = lint->fleet;
	struct sink *sink = lint->sink;
	const struct config **old = arena_array(lint->arena, fleet->member_count, sizeof *old);
	uint32_t count = 0;
	for (uint32_t m = 0; m < fleet->member_count; m++)
		if (fleet->members[m].file && fleet->members[m].file->format == CONFIG_INI)
			old[count++] = fleet->members[m].file;
	if (count)
		qsort(old, count, sizeof *old, by_source);
	for (uint32_t i = from; count && i < sink->count; i++) {
		const struct config wanted = { .source = sink->at[i]->source }, *key = &wanted;
		const struct config **found = bsearch(&key, old, count, sizeof *old, by_source);
		if (found)
			sink->at[i]->help = config_spelled(lint->arena, *found, sink->at[i]->help);
	}
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

/* Is the deployment judged by somebody else? What a rule says of one stands in its members' files, or beside them. */
static bool is_elsewhere(const struct lint *lint, const struct deployment *deployment)
{
	const struct fleet_slice *slice = lint->slice;
	if (!slice || slice->all_rules || !lint->fleet->slice_of || !deployment->count)
		return false;
	return lint->fleet->slice_of[deployment->members[0] - lint->fleet->members] != slice->index;
}

/* The rules of a fleet, several at a time: each with a sink of its own, so that findings come in the order of the table. */
struct fleet_run {
	const struct lint *lint;
	struct arena *scratch;  /* of each worker */
	struct found {
		const struct rule *rule;
		struct arena arena;  /* what the rule made on its way: of use to its findings alone */
		struct sink sink;
	} *found;               /* for each rule that is selected and looks at more than one file */
	uint32_t count;
	uint32_t *turns;        /* which of them is the first to run, and so on */
};

static void run_fleet_rule(void *context, uint32_t index, uint32_t worker)
{
	const struct fleet_run *run = context;
	const struct fleet *fleet = run->lint->fleet;
	struct found *found = &run->found[run->turns[index]];
	const struct rule *rule = found->rule;
	struct arena *scratch = &run->scratch[worker];
	struct lint mine = *run->lint;
	found->sink = (struct sink)SINK_INIT(scratch);
	mine.arena = scratch;
	mine.sink = &found->sink;
	for (uint32_t i = 0; rule->check_deployment && i < fleet->count; i++)
		if (!is_elsewhere(&mine, &fleet->deployments[i]))
			rule->check_deployment(&mine, rule, &fleet->deployments[i]);
	if (rule->check_fleet)
		rule->check_fleet(&mine, rule, fleet);
	if (!found->sink.count) {
		arena_reset(scratch);
		return;
	}
	found->arena = *scratch;
	*scratch = (struct arena)ARENA_INIT;
}

/* With the slow ones at the end, one worker would be left with one of them. */
static void give_turns(struct fleet_run *run)
{
	uint32_t turn = 0;
	for (int slow = 1; slow >= 0; slow--)
		for (uint32_t i = 0; i < run->count; i++)
			if (run->found[i].rule->slow == slow)
				run->turns[turn++] = i;
}

void rules_run_fleet(const struct lint *lint, const bool *selected)
{
	struct arena arena = ARENA_INIT;
	uint32_t before = lint->sink->count, jobs = lint->jobs > 1 ? lint->jobs : 1;
	struct fleet_run run = {
		.lint = lint, .scratch = arena_array(&arena, jobs, sizeof *run.scratch),
		.found = arena_room(&arena, rule_count, sizeof *run.found),
		.turns = arena_array(&arena, rule_count, sizeof *run.turns),
	};
	for (unsigned r = 0; r < rule_count; r++)
		if (selected[r] && (rule_table[r]->check_deployment || rule_table[r]->check_fleet))
			run.found[run.count++] = (struct found){ .rule = rule_table[r] };
	give_turns(&run);
	pool_run(jobs, run.count, run_fleet_rule, &run);
	for (uint32_t r = 0; r < run.count; r++) {
		struct found *found = &run.found[r];
		for (uint32_t i = 0; i < found->sink.count; i++)
			sink_take(lint->sink, found->sink.at[i]);
		if (found->sink.count)
			arena_adopt(lint->arena, &found->arena);
	}
	for (uint32_t i = 0; i < jobs; i++)
		arena_free(&run.scratch[i]);
	arena_free(&arena);
	spell_fleet(lint, before);
	hide_keys(lint->arena, lint->sink, before);
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
