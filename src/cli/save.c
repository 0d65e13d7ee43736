/* Writing files, all or none, and what is said of a rewrite that was interrupted. */

#include <string.h>

#include "base/path.h"
#include "cli/cli.h"
#include "fleet/home.h"
#include "fleet/project.h"
#include "save/pending.h"
#include "save/transaction.h"

/* Each line by itself. */
static void say_lines(struct cli *cli, const char *lines)
{
	struct str rest = str_of(lines), line;
	while (rest.len && str_split(&rest, '\n', &line))
		if (line.len)
			cli_say(cli, "note: %.*s", STR_ARG(line));
}

bool cli_save(struct cli *cli, struct arena *scratch, const struct replacement *files, uint32_t count, struct err *err)
{
	const struct flags *flags = &cli->flags;
	struct transaction_options options = {
		.backup_suffix = !flags->backup ? NULL : flags->backup_suffix ? flags->backup_suffix : ".bak",
		.in_place = flags->in_place, .no_follow = flags->no_follow, .allow_owner_change = flags->allow_owner_change,
	};
	struct transaction_outcome outcome;
	bool ok = transaction_run(scratch, files, count, &options, &outcome, err);
	say_lines(cli, outcome.notes);
	if (!ok)
		cli_fail(cli, err);
	else if (outcome.left)
		cli_say(cli, "done, but these temporary files, which hold what the files hold or held, could not be removed; mongoconf "
			"recover does it: %s", outcome.left);
	return ok;
}

/* What a repository brings along beside the file `path` leads nowhere else. Outside one, files are the operator's own. */
static bool is_at_home(const void *path, const char *folder)
{
	struct arena scratch = ARENA_INIT;
	struct home home;
	bool known = home_of(&scratch, path_folder(&scratch, path), NULL, &home);
	bool holds = known && (!project_repository(&scratch, home.real) || home_holds(&home, folder));
	arena_free(&scratch);
	return holds;
}

bool cli_settled(struct cli *cli, const char *const *paths, uint32_t count)
{
	bool settled = true;
	struct arena scratch = ARENA_INIT;
	struct pending_look last = { 0 };
	for (uint32_t i = 0; i < count; i++) {
		struct pending_limits limits = { is_at_home, paths[i] };
		const char *journal = !strcmp(paths[i], "-") ? NULL
			: pending_find(&scratch, paths[i], cli->flags.trust_paths ? NULL : &limits, &last);
		if (!journal)
			continue;
		struct err err = ERR_INIT(cli->arena);
		err_set(&err, ERR_PENDING, paths[i], 0, "a rewrite of it was interrupted and is neither done nor undone (%s); run: "
			"mongoconf recover %s", journal, str_shell_word(&scratch, str_of(paths[i])).at);
		cli_fail(cli, &err);
		settled = false;
	}
	arena_free(&scratch);
	return settled;
}
