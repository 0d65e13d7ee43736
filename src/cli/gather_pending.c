/* Rewrites that are pending at what a run has gathered. What walks saw of folders is enough for nearly all files. */

#include <string.h>

#include "cli/gather.h"
#include "fleet/fleet.h"

void gather_settled(const struct gathering *gathering, const struct unit *unit)
{
	struct arena scratch = ARENA_INIT;
	const char **paths = arena_array(&scratch, unit->files.count + (size_t)unit->maybe.count, sizeof *paths);
	uint32_t count = 0;
	const struct inputs *const lists[] = { &unit->files, &unit->maybe };
	for (size_t k = 0; k < sizeof lists / sizeof *lists; k++)
		for (uint32_t i = 0; i < lists[k]->count; i++)
			if (strcmp(lists[k]->at[i].path, "-") && !gather_is_plain(gathering, &lists[k]->at[i]))
				paths[count++] = lists[k]->at[i].path;
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
