#include "cli/rollout_verb.h"
#include "cli/stands.h"
#include "report/rollout.h"

void rollout_plan(struct cli *cli, int count, char *const *arguments)
{
	static void (*const writers[STANDS_FORMATS])(struct buf *, const struct rollout_report *) = {
		[STANDS_TEXT] = plan_write_text, [STANDS_MARKDOWN] = plan_write_markdown, [STANDS_JSON] = plan_write_json,
	};
	struct stands stands;
	struct buf out = BUF_INIT(cli->arena);
	if (!stands_read(cli, "plan", count, arguments, &stands))
		return;
	struct plan *plans = arena_array(cli->arena, stands.count, sizeof *plans);
	for (uint32_t i = 0; i < stands.count; i++)
		plan_make(cli->arena, &stands.at[i], &stands.invocation, &plans[i]);
	writers[stands.format](&out, &(struct rollout_report){
		.procedure = stands.procedure, .plans = plans, .count = stands.count, .invocation = &stands.invocation,
		.color = cli->color_out && !cli->flags.output,
	});
	fleets_report(cli, &(const struct fleets *){ &stands.fleets }, 1, buf_done(&out));
}
