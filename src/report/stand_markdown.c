#include "report/markup.h"
#include "report/rollout_markdown.h"
#include "report/rollout_words.h"

static void put_heading(struct buf *out, const char *label, const struct stand *stand, unsigned index)
{
	buf_printf(out, "\n## %s: ", label);
	markdown_text(out, words_phase(out->arena, stand, index));
	buf_text(out, "\n\n");
	markdown_text(out, stand->variant->phases[index].about);
	buf_text(out, "\n");
}

static void put_next(struct buf *out, const struct rollout_report *report, const struct stand *stand)
{
	unsigned next = (unsigned)stand->next, edit = (unsigned)stand->edit;
	struct plan_command command;
	if (next < edit && next < stand->variant->phase_count)
		put_heading(out, "Next", stand, next);
	if (edit >= stand->variant->phase_count)
		return;
	put_heading(out, next < edit ? "Then" : "Next", stand, edit);
	plan_command(out->arena, stand, edit, report->invocation, &command);
	buf_char(out, '\n');
	markdown_command(out, 0, &command);
}

void stand_write_markdown(struct buf *out, const struct rollout_report *report)
{
	if (!report->count)
		markdown_nothing(out, report->procedure);
	for (uint32_t i = 0; i < report->count; i++) {
		const struct stand *stand = &report->stands[i];
		if (i)
			buf_char(out, '\n');
		markdown_head(out, stand);
		markdown_members(out, stand);
		markdown_held(out, stand);
		const char *restarted = words_restarted(out->arena, stand);
		if (restarted) {
			buf_char(out, '\n');
			markdown_text(out, restarted);
			buf_char(out, '\n');
		}
		if (stand->variant && stand->state != STAND_HELD)
			put_next(out, report, stand);
	}
}
