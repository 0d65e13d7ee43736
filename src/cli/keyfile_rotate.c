#include <errno.h>
#include <string.h>

#include "base/os.h"
#include "cli/keyfile_verb.h"

static bool take_phase(struct cli *cli, enum rotation_phase *phase)
{
	static const struct version since = VERSION(4, 2);
	const char *text = cli->flags.phase;
	struct version server;
	*phase = ROTATION_NEXT;
	if (!cli_server_version(cli, &server))
		return false;
	if (version_known(server) && !version_at_least(server, since)) {
		struct err err = ERR_INIT(cli->arena);
		err_set(&err, ERR_REFUSED, NULL, 0, "before 4.2 a keyfile holds one key, so a rotation means to stop all members");
		cli_fail(cli, &err);
		return false;
	}
	if (!text)
		return true;
	*phase = !strcmp(text, "1") ? ROTATION_ADD : !strcmp(text, "2") ? ROTATION_DROP : ROTATION_NEXT;
	if (*phase == ROTATION_NEXT)
		cli_usage(cli, "--phase is 1 (add the new key) or 2 (drop the old one), not %s", text);
	return *phase != ROTATION_NEXT;
}

/* All of them, so that everything that can't be read is said at once. */
bool keyfile_rotation_read(struct cli *cli, struct rotation *rotation, struct replacement *all)
{
	bool ok = true;
	struct identity *ids = arena_array(cli->arena, rotation->count, sizeof *ids);
	for (uint32_t i = 0; i < rotation->count; i++) {
		struct err err = ERR_INIT(cli->arena);
		struct rotation_file *file = &rotation->files[i];
		if (!os_read_file(rotation->scratch, file->path, &file->bytes, &ids[i], &err)) {
			cli_fail(cli, &err);
			ok = false;
		}
		all[i] = (struct replacement){ .path = file->path, .id = &ids[i], .old_text = file->bytes };
	}
	return ok;
}

uint32_t keyfile_rotation_results(struct cli *cli, const struct rotation *rotation, struct replacement *all)
{
	uint32_t changes = 0;
	for (uint32_t i = 0; i < rotation->count; i++) {
		const struct rotation_file *file = &rotation->files[i];
		changes += file->changes;
		all[i].new_text = file->changes ? file->result : file->bytes;
		cli_say_more(cli, "%s: %s", file->path, file->changes ? "changes" : "is as it should be after this phase");
	}
	return changes;
}

static void say_next(struct cli *cli, const struct rotation *rotation)
{
	if (rotation->phase == ROTATION_ADD)
		cli_say(cli, "phase 1: the keyfiles hold the old key (%s) and the new one (%s); restart the members one by one, and "
			"when all run with both: mongoconf keyfile rotate --phase 2", rotation->old_id, rotation->new_id);
	else
		cli_say(cli, "phase 2: the keyfiles hold the new key (%s) alone; restart the members one by one", rotation->new_id);
}

/* Also where nothing changes: a rotation that was killed may have left old keys beside the files, and they go. */
static void write_files(struct cli *cli, const struct rotation *rotation, struct replacement *all, uint32_t changes)
{
	struct err err = ERR_INIT(cli->arena);
	if (cli_save(cli, rotation->scratch, all, rotation->count, &err) && changes)
		say_next(cli, rotation);
}

static void run(struct cli *cli, struct rotation *rotation, struct replacement *all, char *const *paths)
{
	struct err err = ERR_INIT(cli->arena);
	for (uint32_t i = 0; i < rotation->count; i++)
		rotation->files[i].path = paths[i];
	if (!cli_settled(cli, (const char *const *)paths, rotation->count) || !keyfile_rotation_read(cli, rotation, all))
		return;
	if (!rotation_plan(rotation, &err)) {
		cli_fail(cli, &err);
		return;
	}
	uint32_t changes = keyfile_rotation_results(cli, rotation, all);
	if (!changes)
		cli_say(cli, "nothing to do: all files are as they should be after phase %d", (int)rotation->phase);
	else if (cli->flags.check)
		cli_say(cli, "phase %d would change %u of %u files", (int)rotation->phase, changes, rotation->count);
	if (changes && cli->flags.check)
		cli_raise(cli, 1);
	else if (!cli->flags.check)
		write_files(cli, rotation, all, changes);
}

void keyfile_rotate(struct cli *cli, int count, char *const *paths)
{
	struct arena scratch = ARENA_INIT;
	struct rotation rotation = { .arena = cli->arena, .scratch = &scratch, .count = (uint32_t)count };
	if (!take_phase(cli, &rotation.phase))
		return;
	rotation.files = arena_array(&scratch, rotation.count, sizeof *rotation.files);
	run(cli, &rotation, arena_array(&scratch, rotation.count, sizeof(struct replacement)), paths);
	arena_wipe(&scratch);
}
