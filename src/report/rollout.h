/* rollout: where fleets stand in a procedure, and what is left of it, as text, Markdown and JSON.
 *
 *     struct rollout_report report = { .procedure = procedure, .stands = stands, .count = n, .invocation = &invocation };
 *     stand_write_text(&out, &report);
 *
 * Text is for a terminal at night: short, with commands to copy. Markdown is a runbook for a change ticket, with
 * a picture in Mermaid's language. JSON is one object {"version": 1, "procedure": ..., "fields": [...]} with all
 * there is. Names come from files and may hold anything: see markup.h.
 *
 * What is needed on the way comes from the buffer's arena. Nothing fails.
 */
#ifndef REPORT_ROLLOUT_H
#define REPORT_ROLLOUT_H

#include "base/buf.h"
#include "rollout/plan.h"

/* Of one run: one stand, or one plan, for each field. */
struct rollout_report {
	const struct procedure *procedure;
	const struct stand *stands;            /* for stand_write_ */
	const struct plan *plans;              /* for plan_write_ */
	uint32_t count;
	const struct invocation *invocation;   /* or NULL */
	bool color;                            /* text alone */
};

void stand_write_text(struct buf *out, const struct rollout_report *report);
void stand_write_markdown(struct buf *out, const struct rollout_report *report);
void stand_write_json(struct buf *out, const struct rollout_report *report);

void plan_write_text(struct buf *out, const struct rollout_report *report);
void plan_write_markdown(struct buf *out, const struct rollout_report *report);
void plan_write_json(struct buf *out, const struct rollout_report *report);

#endif
