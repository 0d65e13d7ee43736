/* mongoconf recover: finish or undo what a rewrite left that was killed or cut off. */

#include <fcntl.h>

#include "base/os.h"
#include "cli/cli.h"
#include "save/recover.h"
#include "save/search.h"

static bool is_folder(const char *path)
{
	struct stat st;
	return os->fstatat(AT_FDCWD, path, &st, 0) == 0 && S_ISDIR(st.st_mode);
}

static void say_notes(struct cli *cli, struct recovery *recovery)
{
	struct str rest = buf_done(&recovery->notes), line;
	while (rest.len && str_split(&rest, '\n', &line))
		if (line.len)
			cli_say(cli, "%.*s", STR_ARG(line));
	recovery->notes.len = 0;
}

static void recover(struct cli *cli, struct recovery *recovery, const char *folder)
{
	struct arena scratch = ARENA_INIT;
	struct err err = ERR_INIT(cli->arena);
	recovery->notes = (struct buf)BUF_INIT(&scratch);
	bool ok = recover_folder(&scratch, folder, recovery, &err);
	say_notes(cli, recovery);
	if (!ok)
		cli_fail(cli, &err);
	arena_free(&scratch);
}

static void recover_path(struct cli *cli, struct recovery *recovery, const char *path)
{
	struct err err = ERR_INIT(cli->arena);
	struct search search = { 0 };
	if (!*path) {
		cli_usage(cli, "a PATH is empty; name a file or a folder");
		return;
	}
	if (!is_folder(path)) {
		recover(cli, recovery, path);
		return;
	}
	if (!search_below(cli->arena, path, &search, &err))
		cli_fail(cli, &err);
	for (uint32_t i = 0; i < search.count; i++)
		recover(cli, recovery, search.at[i]);
}

void cmd_recover(struct cli *cli, int count, char *const *arguments)
{
	struct recovery recovery = { .check = cli->flags.check };
	if (!count)
		recover_path(cli, &recovery, ".");
	for (int i = 0; i < count; i++)
		recover_path(cli, &recovery, arguments[i]);
	if (recovery.pending)
		cli_raise(cli, ERR_PENDING);
	else if (!recovery.finished && !recovery.undone && !cli->status)
		cli_say(cli, "no rewrite is pending");
}
