#include <string.h>

#include "cli/confine.h"
#include "cli/rollout_verb.h"

static const struct {
	const char *word;
	bool reads;             /* as struct verb's; check writes what git has to a folder of its own first, and sees to it itself */
	void (*run)(struct cli *cli, int count, char *const *arguments);
} parts[] = {
	{ "check", false, rollout_check },
	{ "status", true, rollout_status },
	{ "plan", true, rollout_plan },
};

void cmd_rollout(struct cli *cli, int count, char *const *arguments)
{
	if (!count) {
		cli_usage(cli, "say what to do: mongoconf rollout check --from A --to B");
		return;
	}
	for (unsigned i = 0; i < sizeof parts / sizeof *parts; i++) {
		if (strcmp(arguments[0], parts[i].word) != 0)
			continue;
		if (parts[i].reads)
			confine(cli);
		parts[i].run(cli, count - 1, arguments + 1);
		return;
	}
	cli_usage(cli, "rollout does not know %s; see mongoconf rollout --help", arguments[0]);
}
