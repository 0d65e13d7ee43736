#include <stdlib.h>

#include "base/pool.h"
#include "config/spelled.h"
#include "rules/hide.h"
#include "rules/rule.h"

/* ---- in whose names what to do is said ---- */

static int by_source(const void *a, const void *b)
{
	const struct source *left = (*(const struct config *const *)a)->source, *right = (*(const struct config *const *)b)->source;
	return (left > right) - (left < right);
}

/* The configs of members that are in the old format. */
struct old_configs {
	const struct config **at;
	uint32_t count;
};

static struct old_configs find_old(struct arena *arena, const struct fleet *fleet)
{
	struct old_configs old = { .at = arena_array(arena, fleet->member_count, sizeof *old.at) };
	for (uint32_t m = 0; m < fleet->member_count; m++)
		if (fleet->members[m].file && fleet->members[m].file->format == CONFIG_INI)
			old.at[old.count++] = fleet->members[m].file;
	if (old.count)
		qsort(old.at, old.count, sizeof *old.at, by_source);
	return old;
}

static void spell_help(struct arena *arena, const struct old_configs *old, struct diag *diag)
{
	const struct config wanted = { .source = diag->source }, *key = &wanted;
	const struct config **found = old->count ? bsearch(&key, old->at, old->count, sizeof *old->at, by_source) : NULL;
	if (found)
		diag->help = config_spelled(arena, *found, diag->help);
}

/* ---- turns ---- */

/* Of so many deployments, what a rule says of them may be found while another worker looks at others. */
enum { DEPLOYMENTS_EACH = 128 };

/* What one worker does at a time: a rule looks at some deployments, or at the fleet. What it finds goes to a sink of its own, and
 * all are put together in the order of the table and of the deployments: it does not matter who was first. */
struct turn {
	const struct rule *rule;
	uint32_t from, to;       /* deployments; none: it looks at the fleet */
	struct arena arena;      /* what the rule made on its way: of use to its findings alone */
	struct sink sink;
};

struct fleet_run {
	const struct lint *lint;
	struct old_configs old;
	struct arena *scratch;   /* of each worker */
	struct turn *turns;
	uint32_t count;
	uint32_t *order;         /* which of them is the first to run, and so on */
};

/* Is the deployment judged by somebody else? What a rule says of one stands in its members' files, or beside them. */
static bool is_elsewhere(const struct lint *lint, const struct deployment *deployment)
{
	const struct fleet_slice *slice = lint->slice;
	if (!slice || slice->all_rules || !lint->fleet->slice_of || !deployment->count)
		return false;
	return lint->fleet->slice_of[deployment->members[0] - lint->fleet->members] != slice->index;
}

static void run_turn(void *context, uint32_t index, uint32_t worker)
{
	const struct fleet_run *run = context;
	const struct fleet *fleet = run->lint->fleet;
	struct turn *turn = &run->turns[run->order[index]];
	const struct rule *rule = turn->rule;
	struct arena *scratch = &run->scratch[worker];
	struct lint mine = *run->lint;
	turn->sink = (struct sink)SINK_INIT(scratch);
	mine.arena = scratch;
	mine.sink = &turn->sink;
	for (uint32_t i = turn->from; i < turn->to; i++)
		if (!is_elsewhere(&mine, &fleet->deployments[i]))
			rule->check_deployment(&mine, rule, &fleet->deployments[i]);
	if (turn->from == turn->to)
		rule->check_fleet(&mine, rule, fleet);
	if (!turn->sink.count) {
		arena_reset(scratch);
		return;
	}
	for (uint32_t i = 0; i < turn->sink.count; i++)
		spell_help(scratch, &run->old, turn->sink.at[i]);
	hide_keys(scratch, &turn->sink, 0);
	turn->arena = *scratch;
	*scratch = (struct arena)ARENA_INIT;
}

static void list_turns(struct arena *arena, struct fleet_run *run, const bool *selected, uint32_t each)
{
	uint32_t deployments = run->lint->fleet->count, parts = deployments / each + 1;
	run->turns = arena_room(arena, (size_t)rule_count * (parts + 1), sizeof *run->turns);
	for (unsigned r = 0; r < rule_count; r++) {
		const struct rule *rule = rule_table[r];
		for (uint32_t i = 0; selected[r] && rule->check_deployment && i < deployments; i += each)
			run->turns[run->count++] = (struct turn){
				.rule = rule, .from = i, .to = deployments - i < each ? deployments : i + each,
			};
		if (selected[r] && rule->check_fleet)
			run->turns[run->count++] = (struct turn){ .rule = rule };
	}
}

/* With the slow ones at the end, one worker would be left with one of them. */
static void order_turns(struct arena *arena, struct fleet_run *run)
{
	uint32_t used = 0;
	run->order = arena_array(arena, run->count, sizeof *run->order);
	for (int slow = 1; slow >= 0; slow--)
		for (uint32_t i = 0; i < run->count; i++)
			if (run->turns[i].rule->slow == slow)
				run->order[used++] = i;
}

void rules_run_fleet(const struct lint *lint, const bool *selected)
{
	struct arena arena = ARENA_INIT;
	uint32_t jobs = lint->jobs > 1 ? lint->jobs : 1;
	struct fleet_run run = {
		.lint = lint, .old = find_old(&arena, lint->fleet), .scratch = arena_array(&arena, jobs, sizeof *run.scratch),
	};
	list_turns(&arena, &run, selected, jobs > 1 ? DEPLOYMENTS_EACH : UINT32_MAX);
	order_turns(&arena, &run);
	pool_run(jobs, run.count, run_turn, &run);
	for (uint32_t t = 0; t < run.count; t++) {
		struct turn *turn = &run.turns[t];
		for (uint32_t i = 0; i < turn->sink.count; i++)
			sink_take(lint->sink, turn->sink.at[i]);
		if (turn->sink.count)
			arena_adopt(lint->arena, &turn->arena);
	}
	for (uint32_t i = 0; i < jobs; i++)
		arena_free(&run.scratch[i]);
	arena_free(&arena);
}
