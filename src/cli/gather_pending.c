/* Rewrites that are pending at what a run has gathered. What walks saw of folders is enough for nearly all files. */

#include "cli/gather.h"
#include "fleet/fleet.h"

void gather_settled(const struct gathering *gathering, const struct unit *unit)
{
	struct arena scratch = ARENA_INIT;
	const char **paths = arena_array(&scratch, unit->files.count + (size_t)unit->maybe.count, sizeof *paths);
	uint32_t count = 0;
	/* What was named may lie where a walk has been, too. */
	for (uint32_t i = 0; i < unit->files.count; i++)
		if (!gather_is_plain(gathering, &unit->files.at[i]) && !gather_shows(gathering, unit->files.at[i].path))
			paths[count++] = unit->files.at[i].path;
	for (uint32_t i = 0; i < unit->maybe.count; i++)
		paths[count++] = unit->maybe.at[i].path;
	cli_settled(gathering->cli, paths, count);
	arena_free(&scratch);
}

void gather_keyfiles_settled(const struct gathering *gathering, const struct fleet *fleet)
{
	struct arena scratch = ARENA_INIT;
	const char **paths = arena_array(&scratch, fleet->keyfile_count, sizeof *paths);
	uint32_t count = 0;
	for (uint32_t i = 0; i < fleet->keyfile_count; i++) {
		const struct keyfile *keyfile = fleet->keyfiles[i].keyfile;
		if (keyfile->state != KEYFILE_OUTSIDE && !folders_marks_plain(fleet->keyfiles[i].marks) && !gather_shows(gathering, keyfile->path))
			paths[count++] = keyfile->path;
	}
	cli_settled(gathering->cli, paths, count);
	arena_free(&scratch);
}
