#include <string.h>

#include "cli/completion.h"

/* "bash, zsh or fish" */
static const char *shells_text(struct arena *arena)
{
	struct buf out = BUF_INIT(arena);
	for (unsigned i = 0; i < completion_shell_count; i++)
		buf_printf(&out, "%s%s", !i ? "" : i + 1 == completion_shell_count ? " or " : ", ", completion_shells[i].name);
	return buf_done(&out).at;
}

void cmd_completions(struct cli *cli, int count, char *const *arguments)
{
	if (count != 1) {
		cli_usage(cli, "say for which shell: mongoconf completions bash|zsh|fish");
		return;
	}
	for (unsigned i = 0; i < completion_shell_count; i++) {
		if (strcmp(completion_shells[i].name, arguments[0]))
			continue;
		struct buf out = BUF_INIT(cli->arena);
		completion_shells[i].write(&out);
		cli_write(cli, buf_done(&out));
		return;
	}
	cli_usage(cli, "there are completions for %s, not for %s", shells_text(cli->arena), arguments[0]);
}
