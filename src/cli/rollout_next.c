#include <string.h>

#include "cli/rollout_round.h"
#include "rollout/plan_parts.h"

/* Whoever has more looks at rollout plan. */
enum { NAMES_MAX = 20 };

static bool is_edited(const struct task *task, const char *name)
{
	for (uint32_t i = 0; i < task->stand->count; i++)
		if (task->edits[i] && !strcmp(task->stand->members[i].name, name))
			return true;
	return false;
}

static void put_name(struct buf *names, uint32_t count, const char *name)
{
	if (count < NAMES_MAX)
		buf_printf(names, "%s%s", count ? ", " : "", name);
}

static const char *finish(struct buf *names, uint32_t count)
{
	if (count > NAMES_MAX)
		buf_printf(names, " and %u others", count - NAMES_MAX);
	return buf_done(names).at;
}

/* ---- restarts ---- */

static void say_roll(struct cli *cli, const struct task *task, const struct roll *roll)
{
	const char *part = roll->part ? roll->part->name : task->stand->field->name;
	bool routers = roll->part && roll->part->kind == DEPLOYMENT_ROUTERS;
	struct buf names = BUF_INIT(cli->arena);
	const struct stop *primary = NULL;
	uint32_t count = 0;
	for (uint32_t i = 0; i < roll->count; i++) {
		const struct stop *stop = &roll->stops[i];
		if (!is_edited(task, stop->name))
			continue;
		if (stop->kind == STOP_STEP_DOWN)
			primary = stop;
		else
			put_name(&names, count++, stop->because && strcmp(stop->because, "secondary") != 0
				 ? arena_printf(cli->arena, "%s (%s)", stop->name, stop->because) : stop->name);
	}
	if (!count && !primary)
		return;
	if (cli->flags.all_at_once) {
		if (primary)
			put_name(&names, count++, primary->name);
		cli_say(cli, "%s: now stop all of them, and then start them again: %s", part, finish(&names, count));
		return;
	}
	const char *step_down = primary ? arena_printf(cli->arena, "step down the primary, %s (rs.stepDown()), and restart it", primary->name) : "";
	if (!count) {
		cli_say(cli, "%s: now %s", part, step_down);
		return;
	}
	const char *last = primary ? arena_printf(cli->arena, "; last, %s", step_down)
			 : routers || roll->primary_known ? ""
			 : count == 1 ? "; if it is primary, after rs.stepDown()" : "; if one of them is primary, it goes last, after rs.stepDown()";
	const char *each = routers ? "" : ", each PRIMARY, SECONDARY or ARBITER again before the next";
	cli_say(cli, "%s: now restart %s%s%s", part, count > 1 ? arena_printf(cli->arena, "one by one%s: ", each) : "",
		finish(&names, count), last);
}

static void say_restarts(struct cli *cli, const struct task *task)
{
	struct plan_phase phase = { .phase = task->phase };
	if (!task->phase->restarts)
		return;
	plan_rolls(cli->arena, task->then, &phase);
	for (uint32_t i = 0; i < phase.roll_count; i++)
		say_roll(cli, task, &phase.rolls[i]);
}

/* ---- what to look at ---- */

static void say_checks(struct cli *cli, const struct task *task)
{
	struct buf logs = BUF_INIT(cli->arena);
	for (const struct condition *one = task->phase->after; one && one->text; one++) {
		if (one->level != LEVEL_LIVE)
			continue;
		if (one->log_id)
			buf_printf(&logs, "%s%s (id %d)", logs.len ? "; " : "", one->text, one->log_id);
		else
			cli_say(cli, "  then make sure: %s%s%s", one->text, one->command ? ": " : "", one->command ? one->command : "");
	}
	if (logs.len)
		cli_say(cli, "  and in the logs: %s", buf_done(&logs).at);
}

/* ---- the next command ---- */

static void say_left(const struct round *round, const struct task *task)
{
	struct cli *cli = round->cli;
	struct buf names = BUF_INIT(cli->arena);
	uint32_t count = 0;
	for (uint32_t i = 0; i < task->stand->count; i++) {
		const struct member_stand *one = &task->stand->members[i];
		if (phase_has(task->phase, one->member) && one->step < task->phase->to && !task->edits[i])
			put_name(&names, count++, one->name);
	}
	cli_say(cli, "%s: still to be done: %s", rollout_phase_words(cli->arena, task->stand, task->index), finish(&names, count));
}

/* By the way that it was done: what the files look like then, may be what another beginning looks like. */
static bool was_last(const struct task *task)
{
	for (unsigned i = task->index + 1; i < task->stand->variant->phase_count; i++)
		if (phase_edits(&task->stand->variant->phases[i]))
			return false;
	return true;
}

static void say_following(const struct round *round, const struct task *task)
{
	struct cli *cli = round->cli;
	const struct stand *then = task->then;
	const struct variant *variant = then->variant;
	struct plan_command command;
	if (was_last(task)) {
		cli_say(cli, "%s: that was the last phase that changes files", then->field->name);
		return;
	}
	for (uint32_t i = 0; i < then->held_count; i++)
		cli_say(cli, "%s: before it goes on: %s", then->field->name, then->held[i]);
	for (int i = then->next; i < (int)variant->phase_count && !phase_edits(&variant->phases[i]); i++)
		cli_say(cli, "%s: after that, people's work: phase %d (%s); rollout apply %s --phase %d tells what it is", then->field->name, i + 1,
			variant->phases[i].title, round->stands.procedure->name, i + 1);
	if (then->edit == (int)variant->phase_count)
		return;
	plan_command(cli->arena, then, (unsigned)then->edit, &round->stands.invocation, &command);
	cli_say(cli, "%s: and when all of that is done: %s", then->field->name, command.line);
}

void rollout_say_next(const struct round *round)
{
	for (uint32_t i = 0; i < round->count; i++) {
		const struct task *task = &round->tasks[i];
		say_restarts(round->cli, task);
		if (task->left) {
			say_left(round, task);
			continue;
		}
		say_checks(round->cli, task);
		say_following(round, task);
	}
}
