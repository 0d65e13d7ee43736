/* For a terminal at night: what is not known, then a numbered list for each phase that is left, with commands to copy. */
#include "base/term.h"
#include "report/grid.h"
#include "report/rollout.h"
#include "report/rollout_text.h"
#include "report/rollout_words.h"

enum { BODY = 2, STEP = 5 };  /* columns of a phase's text, and of what stands behind a number */

static const char *mark_of(enum answer answer, bool later)
{
	static const char *const marks[] = { [ANSWER_YES] = "[yes]", [ANSWER_NO] = "[NO] ", [ANSWER_UNKNOWN] = "[ ? ]" };
	return later || answer == ANSWER_IDLE ? "-" : marks[answer];
}

static void write_front(struct buf *out, bool color, const struct plan *plan)
{
	const struct requirement **told;
	uint32_t left, told_count = words_requirements(out->arena, plan, &told, &left);
	if (plan->requirement_count)
		text_heading(out, color, "What it takes", NULL);
	for (uint32_t i = 0; i < told_count; i++)
		text_item(out, mark_of(told[i]->answer, false), told[i]->text, BODY);
	if (left)
		text_item(out, "-", words_left(out->arena, left), BODY);
	if (plan->unknown_count)
		text_heading(out, color, "What the files can't tell", NULL);
	for (uint32_t i = 0; i < plan->unknown_count; i++) {
		const struct plan_unknown *one = &plan->unknown[i];
		text_item(out, "-", arena_printf(out->arena, "%s: %s", one->what, one->why), BODY);
		text_paragraph(out, arena_printf(out->arena, "Told by %s", one->ask), BODY + 4);
		if (one->command)
			text_command(out, color, one->command, BODY + 2);
	}
	if (plan->warning_count || plan->stand->note_count)
		text_heading(out, color, "Mind", NULL);
	text_items(out, plan->warnings, plan->warning_count);
	text_items(out, plan->stand->notes, plan->stand->note_count);
}

static void write_conditions(struct buf *out, bool color, const struct plan_condition *conditions, uint32_t count,
			     uint32_t indent)
{
	for (uint32_t i = 0; i < count; i++) {
		const struct plan_condition *one = &conditions[i];
		text_item(out, mark_of(one->answer, one->later), words_condition(out->arena, one), indent);
		if (one->why)
			text_paragraph(out, one->why, indent + 6);
		if (one->condition->command)
			text_command(out, color, one->condition->command, indent + 6);
	}
	const char *log = words_log(out->arena, conditions, count);
	if (log) {
		text_paragraph(out, "What a server wrote of these lately, from 4.4 on:", indent);
		text_command(out, color, log, indent);
	}
}

/* "  3. Restart ..." */
static void number(struct buf *out, unsigned *step, const char *text)
{
	text_item(out, arena_printf(out->arena, "%u.", ++*step), text, BODY);
}

/* `told`: it was said of all that their files have the change. */
static void write_roll(struct buf *out, const struct roll *roll, bool told)
{
	struct grid grid = { .arena = out->arena, .columns = 5 };
	grid_row(&grid, (const char *[]){ "", "MEMBER", "", "ADDRESS", "" });
	for (uint32_t i = 0; i < roll->count; i++) {
		const struct stop *stop = &roll->stops[i];
		const char *how = stop->kind == STOP_RESTART && (told || !stop->written) ? NULL : words_stop(stop);
		grid_row(&grid, (const char *[]){ arena_printf(out->arena, "%u", i + 1), stop->name, stop->because, stop->address,
						  how });
	}
	grid_write(out, &grid, STEP + 2);
	if (roll->part && roll->part->kind == DEPLOYMENT_REPLICA_SET && !roll->primary_known)
		text_paragraph(out, "Whoever is primary goes last, after rs.stepDown() on it and when another is PRIMARY.", STEP);
	for (uint32_t i = 0; i < roll->count; i++)
		if (roll->stops[i].remark)
			text_item(out, "-", arena_printf(out->arena, "%s: %s.", roll->stops[i].name, roll->stops[i].remark), STEP);
}

static bool has_sets(const struct plan_phase *phase)
{
	for (uint32_t i = 0; i < phase->roll_count; i++)
		if (phase->rolls[i].part && phase->rolls[i].part->kind == DEPLOYMENT_REPLICA_SET)
			return true;
	return false;
}

static void write_restarts(struct buf *out, bool color, const struct plan_phase *phase, unsigned *step)
{
	for (uint32_t i = 0; i < phase->roll_count; i++) {
		const struct roll *roll = &phase->rolls[i];
		const char *part = roll->part ? roll->part->name : "";
		number(out, step, arena_printf(out->arena, "%s: %s; with systemd:", part, words_roll(phase)));
		text_command(out, color, words_restart(roll), STEP);
		write_roll(out, roll, phase->state == PLAN_WRITTEN);
	}
	if (!phase->roll_count)
		return;
	number(out, step, "After each restart, before the next, in mongosh:");
	if (phase->log_in)
		text_paragraph(out, "Log in as a user with the role clusterAdmin.", STEP);
	if (has_sets(phase)) {
		text_paragraph(out, "Wait until every member is PRIMARY, SECONDARY or ARBITER again, with health 1:", STEP);
		text_command(out, color, words_health, STEP);
	}
	for (uint32_t i = 0; i < phase->live_count; i++) {
		text_paragraph(out, arena_printf(out->arena, "%s:", phase->live[i].what), STEP);
		text_command(out, color, phase->live[i].line, STEP);
	}
}

static void write_change(struct buf *out, bool color, const struct plan_phase *phase, unsigned *step)
{
	const char *by_hand = words_by_hand(out->arena, phase);
	if (by_hand)
		number(out, step, by_hand);
	if (!phase->command.line)
		return;
	const char *what = phase->phase->keyfiles ? "keyfile" : "config";
	number(out, step, arena_printf(out->arena, "Write the %ss, %u of them:", what, phase->file_count));
	text_command(out, color, phase->command.line, STEP);
	text_missing(out, &phase->command, STEP);
}

static const char *const state_words[] = {
	[PLAN_DONE] = "done",
	[PLAN_WRITTEN] = "written; if a server was not restarted since, restart it first",
	[PLAN_UNDER_WAY] = "under way",
	[PLAN_NEXT] = "next",
	[PLAN_LATER] = "later",
};

static void write_phase(struct buf *out, bool color, const struct plan *plan, const struct plan_phase *phase)
{
	unsigned step = 0;
	buf_char(out, '\n');
	text_heading(out, color, arena_printf(out->arena, "Phase %u of %u", phase->number, plan->count),
		     arena_printf(out->arena, "%s (%s)", phase->phase->title, state_words[phase->state]));
	if (phase->state == PLAN_DONE)
		return;
	if (phase->state != PLAN_WRITTEN)
		text_paragraph(out, phase->phase->about, BODY);
	if (phase->state != PLAN_WRITTEN && phase->before_count) {
		number(out, &step, phase_edits(phase->phase) ? "Before it:" : "It takes:");
		write_conditions(out, color, phase->before, phase->before_count, STEP);
	}
	write_change(out, color, phase, &step);
	write_restarts(out, color, phase, &step);
	if (phase->after_count) {
		number(out, &step, "When it is done:");
		write_conditions(out, color, phase->after, phase->after_count, STEP);
	}
	if (phase->phase->clients)
		text_paragraph(out, arena_printf(out->arena, "Clients: %s", phase->phase->clients), BODY);
	if (phase->phase->if_skipped && phase->state != PLAN_WRITTEN)
		text_paragraph(out, arena_printf(out->arena, "If it is skipped: %s", phase->phase->if_skipped), BODY);
}

static void write_one(struct buf *out, bool color, const struct plan *plan)
{
	const struct stand *stand = plan->stand;
	text_title(out, color, stand);
	buf_char(out, '\n');
	text_list(out, color, "Held back; nothing is planned from here", stand->held, stand->held_count);
	text_repairs(out, color, stand);
	write_front(out, color, plan);
	for (uint32_t i = 0; i < plan->count; i++)
		write_phase(out, color, plan, &plan->phases[i]);
	if (plan->count)
		buf_printf(out, "\nTo go back, and why all this: mongoconf explain %s\n", stand->procedure->name);
}

void plan_write_text(struct buf *out, const struct rollout_report *report)
{
	if (!report->count)
		text_heading(out, report->color, report->procedure->name, words_nothing);
	for (uint32_t i = 0; i < report->count; i++) {
		if (i)
			buf_char(out, '\n');
		write_one(out, report->color, &report->plans[i]);
	}
}
