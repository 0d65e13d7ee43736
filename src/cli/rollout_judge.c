#include <stdlib.h>
#include <string.h>

#include "cli/rollout_round.h"

/* ---- whom it is about ---- */

static bool is_of_round(const struct round *round, const struct member *member)
{
	for (uint32_t i = 0; i < round->count; i++) {
		const struct task *task = &round->tasks[i];
		if (member->deployment && task->stand->field->fleet == &task->part->fleet)
			for (uint32_t k = 0; k < task->stand->field->deployment_count; k++)
				if (task->stand->field->deployments[k] == member->deployment)
					return true;
	}
	return false;
}

/* Other parts of a repository may be broken: that is not this run's matter. */
static void keep_fields(const struct round *round, struct survey *survey)
{
	uint32_t kept = 0;
	for (uint32_t i = 0; i < survey->count; i++)
		if (survey->servers[i].before && is_of_round(round, survey->servers[i].before))
			survey->servers[kept++] = survey->servers[i];
	survey->count = kept;
}

/* ---- the verdict ---- */

static const char *words_of(struct arena *arena, const struct reason *reason)
{
	return arena_printf(arena, "%s%s%s [%s]", reason->message, reason->help ? "; " : "", reason->help ? reason->help : "",
			    code_table[reason->code].name);
}

static void refuse(struct cli *cli, const struct reason *reason)
{
	struct err err = ERR_INIT(cli->arena);
	const struct site *site = reason->site_count ? &reason->sites[reason->site_count - 1] : NULL;
	if (site) {
		struct place place = source_place(site->source, site->at.at);
		err_set_at(&err, ERR_REFUSED, site->source->name, place.line, place.column, "%s", words_of(cli->arena, reason));
	} else {
		err_set(&err, ERR_REFUSED, NULL, 0, "%s", words_of(cli->arena, reason));
	}
	cli_fail(cli, &err);
}

static void say_verdict(struct cli *cli, const struct check *check)
{
	for (uint32_t i = 0; i < check->reason_count; i++) {
		const struct reason *reason = &check->reasons[i];
		enum verdict verdict = code_table[reason->code].verdict;
		if (verdict >= VERDICT_UNSAFE)
			refuse(cli, reason);
		/* Whom this run leaves behind, the next phase may cut off. */
		else if (verdict > VERDICT_SAFE || reason->code == CODE_MEMBER_UNSEEN)
			cli_say(cli, "note: %s", words_of(cli->arena, reason));
		else
			cli_say_more(cli, "%s", words_of(cli->arena, reason));
	}
	cli_say_more(cli, "rollout check: %s", verdict_name(check->verdict));
}

static void run_check(struct round *round, const struct fleets *after, struct survey *survey, struct refusals *refusals)
{
	struct check check = { .servers = survey->servers, .count = survey->count, .batch = 1,
			       .all_at_once = round->cli->flags.all_at_once };
	refusals_end(refusals, after, survey, &check);
	check_run(round->cli->arena, &check);
	say_verdict(round->cli, &check);
}

/* ---- where the fields stand afterwards ---- */

static const struct field *field_like(const struct field *fields, uint32_t count, const struct field *field)
{
	for (uint32_t i = 0; i < count; i++)
		if (!strcmp(fields[i].name, field->name) && fields[i].count == field->count)
			return &fields[i];
	return NULL;
}

static void refuse_stuck(struct cli *cli, const struct task *task, const struct member_stand *one)
{
	struct err err = ERR_INIT(cli->arena);
	err_set(&err, ERR_REFUSED, one->member->file ? one->member->file->source->name : NULL, 0, "this would not bring %s to the end of phase %u (%s): "
		"something else decides it, such as its command line; do it by hand: %s", one->name, task->index + 1, task->phase->title,
		task->phase->change);
	cli_fail(cli, &err);
}

/* By the steps of this way, also where another one fits the field now. */
static void check_steps(struct cli *cli, const struct task *task, const struct field *field)
{
	struct position *positions = arena_array(cli->arena, field->count, sizeof *positions);
	task->stand->variant->place(cli->arena, field, positions);
	for (uint32_t i = 0; i < field->count; i++) {
		bool same = !strcmp(field->names[i], task->stand->members[i].name);
		if (task->edits[i] && (!same || positions[i].step < task->phase->to))
			refuse_stuck(cli, task, &task->stand->members[i]);
	}
}

/* Of one part of the trees. */
struct fields {
	const struct field *at;
	uint32_t count;
};

static void find_then(struct round *round, struct task *task, const struct fields *fields)
{
	struct arena *arena = round->cli->arena;
	const struct field *field = field_like(fields->at, fields->count, task->stand->field);
	struct stand *then = arena_alloc(arena, sizeof *then);
	if (!field) {
		struct err err = ERR_INIT(arena);
		err_set(&err, ERR_REFUSED, NULL, 0, "%s: with this change its members would not be found together any more",
			task->stand->field->name);
		cli_fail(round->cli, &err);
		return;
	}
	check_steps(round->cli, task, field);
	stand_find(arena, round->stands.procedure, field, then);
	task->then = then;
}

void rollout_judge_fleets(struct round *round, const struct fleets *after, struct refusals *refusals)
{
	struct arena *arena = round->cli->arena;
	const struct fleets *before = &round->stands.fleets;
	struct survey survey = {
		.before = fleets_list(arena, before), .before_count = before->count, .before_root = "",
		.after = fleets_list(arena, after), .after_count = after->count, .after_root = "",
	};
	survey_make(arena, &survey);
	keep_fields(round, &survey);
	run_check(round, after, &survey, refusals);
	struct fields *fields = arena_array(arena, after->count, sizeof *fields);
	for (uint32_t i = 0; i < after->count; i++)
		fields[i].at = procedure_fields(arena, round->stands.procedure, &after->parts[i].fleet, &fields[i].count);
	for (uint32_t i = 0; i < round->count; i++)
		find_then(round, &round->tasks[i], &fields[round->tasks[i].part - before->parts]);
}

void rollout_judge_keys(struct round *round, rollout_state_of *next, const void *context)
{
	struct arena *arena = round->cli->arena;
	const struct fleets *fleets = &round->stands.fleets;
	struct survey survey = {
		.before = fleets_list(arena, fleets), .before_count = fleets->count, .before_root = "",
		.after = fleets_list(arena, fleets), .after_count = fleets->count, .after_root = "",
	};
	survey_make(arena, &survey);
	keep_fields(round, &survey);
	for (uint32_t i = 0; i < survey.count; i++)
		survey.servers[i].restarts = next(context, survey.servers[i].before, &survey.servers[i].next);
	run_check(round, fleets, &survey, &round->refusals);
}
