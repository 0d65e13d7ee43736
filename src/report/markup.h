/* markup: text from files in Markdown and in Mermaid's language, as itself.
 *
 * A name may hold backticks, pipes, quotes, newlines and HTML. None of it may end a table's cell, open a link, or
 * leave a picture's label, wherever the runbook is pasted (GitHub, GitLab, and others that read GFM).
 *
 *     markdown_code(&out, member->name);       a name, a path, a value: `db1`
 *     markdown_text(&out, condition->text);    a sentence that may hold such
 *     markdown_fence(&out, "sh", command);     a block to copy
 *     mermaid_label(&out, member->name);       between the quotes of A["..."]
 *
 * Control characters and what hides or reorders text are made visible first, as on a terminal (base/term.h).
 */
#ifndef REPORT_MARKUP_H
#define REPORT_MARKUP_H

#include "base/buf.h"

/* One inline piece, also within a table. */
void markdown_code(struct buf *out, const char *text);
void markdown_text(struct buf *out, const char *text);

/* A fenced block of whole lines, each behind `indent` blanks (within a list); `text` without a last newline. */
void markdown_fence(struct buf *out, unsigned indent, const char *language, const char *text);

void mermaid_label(struct buf *out, const char *text);

#endif
