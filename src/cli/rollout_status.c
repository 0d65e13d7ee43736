#include "cli/rollout_verb.h"
#include "cli/stands.h"
#include "report/rollout.h"

void rollout_status(struct cli *cli, int count, char *const *arguments)
{
	static void (*const writers[STANDS_FORMATS])(struct buf *, const struct rollout_report *) = {
		[STANDS_TEXT] = stand_write_text, [STANDS_MARKDOWN] = stand_write_markdown, [STANDS_JSON] = stand_write_json,
	};
	struct stands stands;
	struct buf out = BUF_INIT(cli->arena);
	if (!stands_read(cli, "status", count, arguments, &stands))
		return;
	writers[stands.format](&out, &(struct rollout_report){
		.procedure = stands.procedure, .stands = stands.at, .count = stands.count, .invocation = &stands.invocation,
		.color = cli->color_out && !cli->flags.output,
	});
	fleets_report(cli, &(const struct fleets *){ &stands.fleets }, 1, buf_done(&out));
}
