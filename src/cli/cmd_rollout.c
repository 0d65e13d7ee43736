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
	{ "apply", false, rollout_apply },
};

/* What would be passed over silently. */
static bool check_flags(struct cli *cli, const char *word)
{
	const struct flags *flags = &cli->flags;
	bool applies = !strcmp(word, "apply");
	const struct { const char *flag; bool given, of_apply; } rows[] = {
		{ "phase", flags->phase, true }, { "check", flags->check, true }, { "diff", flags->diff, true },
		{ "backup", flags->backup, true }, { "in-place", flags->in_place, true }, { "no-follow", flags->no_follow, true },
		{ "allow-owner-change", flags->allow_owner_change, true },
		{ "format", flags->format, false }, { "output", flags->output, false },
	};
	for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
		if (!rows[i].given || rows[i].of_apply == applies)
			continue;
		cli_usage(cli, applies ? "--%s is for a report, and rollout %s prints none" : "--%s is for rollout apply, not for rollout %s",
			  rows[i].flag, word);
		return false;
	}
	return true;
}

void cmd_rollout(struct cli *cli, int count, char *const *arguments)
{
	if (!count) {
		cli_usage(cli, "say what to do: mongoconf rollout check --from A --to B");
		return;
	}
	for (unsigned i = 0; i < sizeof parts / sizeof *parts; i++) {
		if (strcmp(arguments[0], parts[i].word) != 0)
			continue;
		if (!check_flags(cli, parts[i].word))
			return;
		if (parts[i].reads)
			confine(cli);
		parts[i].run(cli, count - 1, arguments + 1);
		return;
	}
	cli_usage(cli, "rollout does not know %s; see mongoconf rollout --help", arguments[0]);
}
