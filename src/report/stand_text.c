/* Where each member stands, then the whole, what holds it back, and the next command. */
#include "report/grid.h"
#include "report/rollout.h"
#include "report/rollout_text.h"
#include "report/rollout_words.h"

static void write_members(struct buf *out, const struct stand *stand)
{
	struct grid grid = { .arena = out->arena, .columns = 5 };
	grid_row(&grid, (const char *[]){ "MEMBER", "STATE", "PART", "FILE", "DIFFERS" });
	for (uint32_t i = 0; i < stand->count; i++) {
		const struct member_stand *one = &stand->members[i];
		grid_row(&grid, (const char *[]){ one->name, one->state, words_part(out->arena, stand, one->member),
						  words_file(one->member), one->differs });
	}
	grid_write(out, &grid, 2);
	buf_char(out, '\n');
}

static void write_next(struct buf *out, const struct rollout_report *report, const struct stand *stand)
{
	const struct phase *phases = stand->variant->phases;
	unsigned next = (unsigned)stand->next, edit = (unsigned)stand->edit;
	struct plan_command command;
	if (next >= stand->variant->phase_count)
		return;
	if (next < edit) {
		text_heading(out, report->color, "Next", arena_printf(out->arena, "%s: work for people",
								      words_phase(out->arena, stand, next)));
		text_paragraph(out, phases[next].about, 2);
	}
	if (edit >= stand->variant->phase_count)
		return;
	text_heading(out, report->color, next < edit ? "Then" : "Next", words_phase(out->arena, stand, edit));
	plan_command(out->arena, stand, edit, report->invocation, &command);
	text_command(out, report->color, command.line, 2);
	text_missing(out, &command, 2);
}

static void write_one(struct buf *out, const struct rollout_report *report, const struct stand *stand)
{
	text_title(out, report->color, stand);
	buf_char(out, '\n');
	if (stand->variant)
		write_members(out, stand);
	const char *restarted = words_restarted(out->arena, stand);
	text_paragraph(out, restarted, 0);
	if (restarted && *restarted)
		buf_char(out, '\n');
	text_list(out, report->color, "Held back", stand->held, stand->held_count);
	text_repairs(out, report->color, stand);
	text_list(out, report->color, "Mind", stand->notes, stand->note_count);
	if (stand->variant && stand->state != STAND_HELD)
		write_next(out, report, stand);
}

void stand_write_text(struct buf *out, const struct rollout_report *report)
{
	if (!report->count)
		text_heading(out, report->color, report->procedure->name, words_nothing);
	for (uint32_t i = 0; i < report->count; i++) {
		if (i)
			buf_char(out, '\n');
		write_one(out, report, &report->stands[i]);
	}
}
