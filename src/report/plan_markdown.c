/* A runbook for a change ticket: what to tick off, phase by phase. */
#include "report/markup.h"
#include "report/rollout_markdown.h"
#include "report/rollout_words.h"

static void put_item(struct buf *out, bool ticked, const char *text)
{
	buf_printf(out, "- [%c] ", ticked ? 'x' : ' ');
	markdown_text(out, text);
}

static const char *told(enum answer answer)
{
	return answer == ANSWER_NO ? " (**no**)" : answer == ANSWER_UNKNOWN ? " (not known from the files)" : "";
}

static void put_front(struct buf *out, const struct plan *plan)
{
	const struct requirement **required;
	uint32_t left, count = words_requirements(out->arena, plan, &required, &left);
	if (plan->requirement_count)
		buf_text(out, "\n## Before you start\n\n");
	for (uint32_t i = 0; i < count; i++) {
		put_item(out, required[i]->answer == ANSWER_YES, required[i]->text);
		buf_printf(out, "%s\n", told(required[i]->answer));
	}
	if (left) {
		put_item(out, false, words_left(out->arena, left));
		buf_char(out, '\n');
	}
	markdown_list(out, "What it costs", plan->warnings, plan->warning_count);
	if (plan->unknown_count)
		buf_text(out, "\n## What the files can't tell\n\n| What | Why it matters | What tells |\n| --- | --- | --- |\n");
	for (uint32_t i = 0; i < plan->unknown_count; i++) {
		const struct plan_unknown *one = &plan->unknown[i];
		buf_text(out, "| ");
		markdown_text(out, one->what);
		buf_text(out, " | ");
		markdown_text(out, one->why);
		buf_text(out, " | ");
		markdown_text(out, one->ask);
		if (one->command) {
			buf_char(out, ' ');
			markdown_code(out, one->command);
		}
		buf_text(out, " |\n");
	}
}

/* A line for mongosh, or one for the shell. */
static const char *language_of(const char *command)
{
	struct str line = str_of(command);
	return str_starts(line, "db.") || str_starts(line, "rs.") || str_starts(line, "sh.") ? "js" : "sh";
}

static void put_conditions(struct buf *out, const char *heading, const struct plan_condition *conditions, uint32_t count)
{
	if (!count)
		return;
	buf_printf(out, "\n### %s\n\n", heading);
	for (uint32_t i = 0; i < count; i++) {
		const struct plan_condition *one = &conditions[i];
		put_item(out, !one->later && one->answer == ANSWER_YES, words_condition(out->arena, one));
		if (!one->later && one->answer == ANSWER_NO)
			buf_text(out, told(one->answer));
		buf_char(out, '\n');
		if (one->why) {
			buf_text(out, "  ");
			markdown_text(out, one->why);
			buf_char(out, '\n');
		}
		if (one->condition->command)
			markdown_fence(out, 2, language_of(one->condition->command), one->condition->command);
	}
	const char *log = words_log(out->arena, conditions, count);
	if (!log)
		return;
	buf_text(out, "\nWhat a server wrote of these lately, from 4.4 on:\n\n");
	markdown_fence(out, 0, "js", log);
}

static void put_change(struct buf *out, const struct plan_phase *phase)
{
	const char *by_hand = words_by_hand(out->arena, phase);
	if (phase->command.line || by_hand)
		buf_text(out, "\n### Files\n\n");
	if (by_hand) {
		put_item(out, false, by_hand);
		buf_char(out, '\n');
	}
	if (!phase->command.line)
		return;
	put_item(out, false, phase->phase->keyfiles ? "Write the keyfiles:" : "Write the configs:");
	buf_text(out, "\n\n");
	markdown_command(out, 2, &phase->command);
	buf_char(out, '\n');
	for (uint32_t i = 0; i < phase->file_count; i++) {
		buf_text(out, "  - ");
		markdown_code(out, phase->files[i]);
		buf_char(out, '\n');
	}
}

static void put_stop(struct buf *out, const struct stop *stop, uint32_t number)
{
	buf_printf(out, "| %u | ", number);
	markdown_code(out, stop->name);
	buf_text(out, " | ");
	markdown_text(out, stop->because ? stop->because : "");
	buf_text(out, " | ");
	if (stop->address)
		markdown_code(out, stop->address);
	buf_text(out, " | ");
	markdown_text(out, words_stop(stop));
	if (stop->remark) {
		buf_text(out, "; ");
		markdown_text(out, stop->remark);
	}
	buf_text(out, " |\n");
}

static void put_roll(struct buf *out, const struct plan_phase *phase, const struct roll *roll)
{
	bool set = roll->part && roll->part->kind == DEPLOYMENT_REPLICA_SET;
	buf_text(out, "\n- [ ] ");
	markdown_code(out, roll->part ? roll->part->name : "");
	buf_printf(out, ": %s\n  (with systemd: ", words_roll(phase));
	markdown_code(out, words_restart(roll));
	buf_text(out, ")\n\n| # | Member | | Address | How |\n| --- | --- | --- | --- | --- |\n");
	for (uint32_t i = 0; i < roll->count; i++)
		put_stop(out, &roll->stops[i], i + 1);
	if (set && !roll->primary_known)
		buf_text(out, "\nWhoever is primary goes last, after `rs.stepDown()` on it and when another is PRIMARY.\n");
}

static void put_rolls(struct buf *out, const struct plan_phase *phase)
{
	bool sets = false;
	if (!phase->roll_count)
		return;
	buf_text(out, "\n### Restarts\n");
	for (uint32_t i = 0; i < phase->roll_count; i++) {
		put_roll(out, phase, &phase->rolls[i]);
		sets = sets || (phase->rolls[i].part && phase->rolls[i].part->kind == DEPLOYMENT_REPLICA_SET);
	}
	buf_text(out, "\nAfter each restart, before the next, in mongosh");
	buf_text(out, phase->log_in ? " as a user with the role `clusterAdmin`:\n" : ":\n");
	if (sets) {
		buf_text(out, "\nEvery member is PRIMARY, SECONDARY or ARBITER again, with health 1:\n\n");
		markdown_fence(out, 0, "js", words_health);
	}
	for (uint32_t i = 0; i < phase->live_count; i++) {
		buf_char(out, '\n');
		markdown_text(out, phase->live[i].what);
		buf_text(out, ":\n\n");
		markdown_fence(out, 0, "js", phase->live[i].line);
	}
}

static void put_remark(struct buf *out, const char *label, const char *text)
{
	if (!text)
		return;
	buf_printf(out, "\n**%s:** ", label);
	markdown_text(out, text);
	buf_char(out, '\n');
}

static void put_phase(struct buf *out, const struct plan *plan, const struct plan_phase *phase)
{
	static const char *const words[] = {
		[PLAN_DONE] = "done", [PLAN_WRITTEN] = "written", [PLAN_UNDER_WAY] = "under way", [PLAN_NEXT] = "next",
		[PLAN_LATER] = "later",
	};
	buf_printf(out, "\n## Phase %u of %u: ", phase->number, plan->count);
	markdown_text(out, phase->phase->title);
	buf_printf(out, " (%s)\n\n", words[phase->state]);
	markdown_text(out, phase->phase->about);
	buf_char(out, '\n');
	if (phase->state == PLAN_DONE)
		return;
	if (phase->state == PLAN_WRITTEN)
		buf_text(out, "\nThe files have it. If a server was not restarted since, restart it first.\n");
	else
		put_conditions(out, phase_edits(phase->phase) ? "Before it" : "It takes", phase->before, phase->before_count);
	put_change(out, phase);
	put_rolls(out, phase);
	put_conditions(out, "When it is done", phase->after, phase->after_count);
	put_remark(out, "Clients", phase->phase->clients);
	put_remark(out, "If it is skipped", phase->phase->if_skipped);
}

static void put_back(struct buf *out, const struct procedure *procedure)
{
	if (procedure->undo) {
		buf_text(out, "\n## Going back\n\n");
		markdown_text(out, procedure->undo);
		buf_char(out, '\n');
	}
	if (!procedure->sources || !procedure->sources[0])
		return;
	buf_text(out, "\n## Sources\n\n");
	for (const char *const *source = procedure->sources; *source; source++) {
		buf_text(out, "- ");
		markdown_text(out, *source);
		buf_char(out, '\n');
	}
}

void plan_write_markdown(struct buf *out, const struct rollout_report *report)
{
	if (!report->count)
		markdown_nothing(out, report->procedure);
	for (uint32_t i = 0; i < report->count; i++) {
		const struct plan *plan = &report->plans[i];
		if (i)
			buf_char(out, '\n');
		markdown_head(out, plan->stand);
		markdown_held(out, plan->stand);
		markdown_members(out, plan->stand);
		put_front(out, plan);
		for (uint32_t k = 0; k < plan->count; k++)
			put_phase(out, plan, &plan->phases[k]);
		put_back(out, plan->stand->procedure);
	}
}
