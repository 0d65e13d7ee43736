/* rollout_markdown: the sections that stands and plans have in common in a runbook. */
#ifndef REPORT_ROLLOUT_MARKDOWN_H
#define REPORT_ROLLOUT_MARKDOWN_H

#include "report/rollout.h"

/* All that is to say where a run has found no field. */
void markdown_nothing(struct buf *out, const struct procedure *procedure);

/* The title, and how far it got. */
void markdown_head(struct buf *out, const struct stand *stand);

/* "## Members": the picture and the table. */
void markdown_members(struct buf *out, const struct stand *stand);

/* "## What holds it back", and what else should be known; nothing where nothing does. */
void markdown_held(struct buf *out, const struct stand *stand);

/* A block to copy, and which words in it stand for a value that was not given; within a list behind `indent` blanks. */
void markdown_command(struct buf *out, unsigned indent, const struct plan_command *command);

/* A section with an item for each text; nothing without any. */
void markdown_list(struct buf *out, const char *heading, const char *const *texts, uint32_t count);

#endif
