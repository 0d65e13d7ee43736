/* rollout_text: the pieces that the texts of stands and plans are made of. All that they are given may come from
 * files; they escape it. */
#ifndef REPORT_ROLLOUT_TEXT_H
#define REPORT_ROLLOUT_TEXT_H

#include "report/rollout.h"

/* "enforce-keyfile on shop (replica set): phase 3 (transition) is next" */
void text_title(struct buf *out, bool color, const struct stand *stand);

/* "Next: phase 3 of 4, transition"; without a text the label alone. */
void text_heading(struct buf *out, bool color, const char *label, const char *text);

/* Wrapped, each line behind `indent` blanks. */
void text_paragraph(struct buf *out, const char *text, uint32_t indent);

/* `mark`, a blank, and a wrapped text behind it. */
void text_item(struct buf *out, const char *mark, const char *text, uint32_t indent);

/* An item for each text; with a heading, where there are any. */
void text_items(struct buf *out, const char *const *texts, uint32_t count);
void text_list(struct buf *out, bool color, const char *label, const char *const *texts, uint32_t count);

/* A line to be copied: never wrapped. */
void text_command(struct buf *out, bool color, const char *line, uint32_t indent);

/* The commands that mend what holds a field back; nothing without any. */
void text_repairs(struct buf *out, bool color, const struct stand *stand);

/* Which words of a command stand for a value that was not given. */
void text_missing(struct buf *out, const struct plan_command *command, uint32_t indent);

#endif
