#include "report/rollout_markdown.h"

#include "report/markup.h"
#include "report/mermaid.h"
#include "report/rollout_words.h"

void markdown_head(struct buf *out, const struct stand *stand)
{
	buf_text(out, "# ");
	markdown_code(out, stand->procedure->name);
	buf_text(out, " on ");
	markdown_code(out, stand->field->name);
	buf_text(out, " (");
	markdown_text(out, words_kind(stand));
	buf_char(out, ')');
	buf_text(out, "\n\n**Goal:** ");
	markdown_text(out, stand->procedure->title);
	buf_text(out, ".\n\n**Now:** ");
	markdown_text(out, stand_summary(out->arena, stand));
	buf_text(out, ".\n");
}

void markdown_nothing(struct buf *out, const struct procedure *procedure)
{
	buf_text(out, "# ");
	markdown_code(out, procedure->name);
	buf_text(out, "\n\n");
	markdown_text(out, words_nothing);
	buf_text(out, ".\n");
}

static void put_cell(struct buf *out, const char *text, bool code)
{
	buf_text(out, " ");
	if (text && *text && code)
		markdown_code(out, text);
	else if (text && *text)
		markdown_text(out, text);
	buf_text(out, " |");
}

void markdown_members(struct buf *out, const struct stand *stand)
{
	if (!stand->variant)
		return;
	buf_text(out, "\n## Members\n\n```mermaid\n");
	mermaid_write(out, stand);
	buf_text(out, "```\n\nA red arrow is a connection that fails as the configs stand.\n\n"
		      "| Member | State | Part | Address | File | Differs |\n| --- | --- | --- | --- | --- | --- |\n");
	for (uint32_t i = 0; i < stand->count; i++) {
		const struct member_stand *one = &stand->members[i];
		buf_char(out, '|');
		put_cell(out, one->name, true);
		put_cell(out, one->state, true);
		put_cell(out, words_part(out->arena, stand, one->member), false);
		put_cell(out, plan_address(out->arena, one->member), true);
		put_cell(out, words_file(one->member), true);
		put_cell(out, one->differs, false);
		buf_char(out, '\n');
	}
}

void markdown_list(struct buf *out, const char *heading, const char *const *texts, uint32_t count)
{
	if (!count)
		return;
	buf_printf(out, "\n## %s\n\n", heading);
	for (uint32_t i = 0; i < count; i++) {
		buf_text(out, "- ");
		markdown_text(out, texts[i]);
		buf_char(out, '\n');
	}
}

void markdown_held(struct buf *out, const struct stand *stand)
{
	markdown_list(out, "What holds it back", stand->held, stand->held_count);
	for (uint32_t i = 0; i < stand->repair_count; i++) {
		buf_text(out, i ? "\n" : "\nTo mend it:\n\n");
		markdown_fence(out, 0, "sh", stand->repairs[i]);
	}
	markdown_list(out, "To be minded", stand->notes, stand->note_count);
}

void markdown_command(struct buf *out, unsigned indent, const struct plan_command *command)
{
	markdown_fence(out, indent, "sh", command->line);
	if (!command->missing_count)
		return;
	buf_char(out, '\n');
	buf_fill(out, ' ', indent);
	markdown_text(out, words_missing(out->arena, command));
	buf_char(out, '\n');
}
