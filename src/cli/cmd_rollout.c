#include <string.h>

#include "cli/confine.h"
#include "cli/rollout_verb.h"

enum part { CHECK = 1, STATUS = 2, PLAN = 4, APPLY = 8 };  /* bits */

static const struct {
	const char *word;
	enum part part;
	bool reads;             /* as struct verb's; check writes what git has to a folder of its own first, and sees to it itself */
	void (*run)(struct cli *cli, int count, char *const *arguments);
} parts[] = {
	{ "check", CHECK, false, rollout_check },
	{ "status", STATUS, true, rollout_status },
	{ "plan", PLAN, true, rollout_plan },
	{ "apply", APPLY, false, rollout_apply },
};

/* What would be passed over silently: who takes each flag, and who in words. */
static bool check_flags(struct cli *cli, enum part part, const char *word)
{
	const struct flags *flags = &cli->flags;
	static const char check[] = "rollout check", apply[] = "rollout apply", report[] = "a report", procedure[] = "a procedure";
	const struct { const char *flag; bool given; unsigned takes; const char *words; } rows[] = {
		{ "phase", flags->phase, APPLY, apply }, { "check", flags->check, APPLY, apply }, { "diff", flags->diff, APPLY, apply },
		{ "backup", flags->backup, APPLY, apply }, { "in-place", flags->in_place, APPLY, apply },
		{ "no-follow", flags->no_follow, APPLY, apply }, { "allow-owner-change", flags->allow_owner_change, APPLY, apply },
		{ "format", flags->format, CHECK | STATUS | PLAN, report }, { "output", flags->output, CHECK | STATUS | PLAN, report },
		{ "fail-on", flags->fail_on, CHECK | STATUS | PLAN, report },
		{ "from", flags->from, CHECK, check }, { "from-git", flags->from_git, CHECK, check }, { "to", flags->to_tree, CHECK, check },
		{ "order", flags->order, CHECK, check }, { "batch", flags->batch, CHECK, check },
		{ "all-at-once", flags->all_at_once, CHECK | APPLY, check },
		{ "key-file", flags->with.key_file, STATUS | PLAN | APPLY, procedure },
		{ "certificate-key-file", flags->with.certificate_key_file, STATUS | PLAN | APPLY, procedure },
		{ "ca-file", flags->with.ca_file, STATUS | PLAN | APPLY, procedure },
		{ "cluster-file", flags->with.cluster_file, STATUS | PLAN | APPLY, procedure },
	};
	for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
		if (!rows[i].given || (rows[i].takes & part))
			continue;
		if (rows[i].words == report)
			cli_usage(cli, "--%s is for a report, and rollout %s prints none", rows[i].flag, word);
		else
			cli_usage(cli, "--%s is for %s, not for rollout %s", rows[i].flag, rows[i].words, word);
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
		if (!check_flags(cli, parts[i].part, parts[i].word))
			return;
		if (parts[i].reads)
			confine(cli);
		parts[i].run(cli, count - 1, arguments + 1);
		return;
	}
	cli_usage(cli, "rollout does not know %s; see mongoconf rollout --help", arguments[0]);
}
