#include "report/rollout_text.h"

#include "base/term.h"
#include "report/rollout_words.h"

static struct str escaped(struct arena *arena, const char *text)
{
	struct buf out = BUF_INIT(arena);
	term_escape(&out, str_of(text));
	return buf_done(&out);
}

void text_title(struct buf *out, bool color, const struct stand *stand)
{
	term_paint(out, color, TERM_PLACE, str_of(words_title(out->arena, stand)));
	buf_text(out, ": ");
	term_escape(out, str_of(stand_summary(out->arena, stand)));
	buf_char(out, '\n');
}

void text_heading(struct buf *out, bool color, const char *label, const char *text)
{
	term_paint(out, color, TERM_NOTE, str_of(label));
	buf_char(out, ':');
	if (text && *text) {
		buf_char(out, ' ');
		term_escape(out, str_of(text));
	}
	buf_char(out, '\n');
}

void text_paragraph(struct buf *out, const char *text, uint32_t indent)
{
	if (!text || !*text)
		return;
	buf_fill(out, ' ', indent);
	buf_wrap(out, escaped(out->arena, text).at, indent, indent);
}

void text_item(struct buf *out, const char *mark, const char *text, uint32_t indent)
{
	uint32_t behind = indent + (uint32_t)strlen(mark) + 1;
	buf_fill(out, ' ', indent);
	buf_printf(out, "%s ", mark);
	buf_wrap(out, escaped(out->arena, text).at, behind, behind);
}

void text_items(struct buf *out, const char *const *texts, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		text_item(out, "-", texts[i], 2);
}

void text_list(struct buf *out, bool color, const char *label, const char *const *texts, uint32_t count)
{
	if (count)
		text_heading(out, color, label, NULL);
	text_items(out, texts, count);
}

void text_command(struct buf *out, bool color, const char *line, uint32_t indent)
{
	buf_fill(out, ' ', indent + 2);
	term_paint(out, color, TERM_FIX, str_of(line));
	buf_char(out, '\n');
}

void text_repairs(struct buf *out, bool color, const struct stand *stand)
{
	if (stand->repair_count)
		text_heading(out, color, "To mend it", NULL);
	for (uint32_t i = 0; i < stand->repair_count; i++)
		text_command(out, color, stand->repairs[i], 2);
}

void text_missing(struct buf *out, const struct plan_command *command, uint32_t indent)
{
	if (command->missing_count)
		text_paragraph(out, words_missing(out->arena, command), indent);
}
