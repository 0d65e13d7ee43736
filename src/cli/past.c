#include "cli/past.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "base/os.h"
#include "base/path.h"
#include "fleet/revision.h"

static const char *then(struct cli *cli, const char *path)
{
	struct stat st;
	const char *place = path ? revision_place(cli->arena, cli->revision, path) : NULL;
	return place && os->fstatat(AT_FDCWD, place, &st, 0) == 0 ? place : path;
}

struct flags past_flags(struct cli *cli)
{
	struct flags now = cli->flags;
	if (!cli->revision)
		return now;
	cli->flags.project = then(cli, now.project);
	cli->flags.key_file_root = then(cli, now.key_file_root);
	cli->flags.inventory.at = arena_array(cli->arena, now.inventory.count, sizeof *now.inventory.at);
	for (uint32_t i = 0; i < now.inventory.count; i++)
		cli->flags.inventory.at[i] = then(cli, now.inventory.at[i]);
	return now;
}

/* ---- keyfiles ---- */

/* One that git ignores, by the name that it would have among the commit's files. */
struct ignored {
	const char *place;
	const struct keyfile *keyfile;
};

static int by_place(const void *a, const void *b)
{
	const struct ignored *left = a, *right = b;
	return strcmp(left->place, right->place);
}

static uint32_t list_ignored(struct cli *cli, const struct fleets *after, struct ignored **out)
{
	uint32_t room = 0, count = 0;
	for (uint32_t i = 0; i < after->count; i++)
		room += after->parts[i].fleet.keyfile_count;
	*out = arena_array(cli->arena, room, sizeof **out);
	for (uint32_t i = 0; i < after->count; i++) {
		const struct fleet *fleet = &after->parts[i].fleet;
		for (uint32_t k = 0; k < fleet->keyfile_count; k++) {
			const struct fleet_keyfile *one = &fleet->keyfiles[k];
			bool there = one->keyfile->state != KEYFILE_MISSING && one->keyfile->state != KEYFILE_OUTSIDE;
			const char *place = there && !one->in_repository
				? revision_place(cli->arena, cli->revision, one->keyfile->path) : NULL;
			if (place)
				(*out)[count++] = (struct ignored){ place, one->keyfile };
		}
	}
	if (count)
		qsort(*out, count, sizeof **out, by_place);
	return count;
}

void past_keyfiles(struct cli *cli, struct fleets *before, const struct fleets *after)
{
	struct ignored *ignored;
	uint32_t count = cli->revision ? list_ignored(cli, after, &ignored) : 0;
	for (uint32_t i = 0; count && i < before->count; i++) {
		struct fleet *fleet = &before->parts[i].fleet;
		for (uint32_t k = 0; k < fleet->member_count; k++) {
			struct member *member = &fleet->members[k];
			if (!member->keyfile || member->keyfile->state != KEYFILE_MISSING)
				continue;
			struct ignored wanted = { gather_keyfile(&before->gathering, before->parts[i].unit, member->keyfile), NULL };
			const struct ignored *found = bsearch(&wanted, ignored, count, sizeof wanted, by_place);
			if (!found)
				continue;
			member->keyfile = found->keyfile;
			const struct pair_certificates *certificates = member->state.certificates;
			member->state = pair_state_of(cli->arena, member->config, found->keyfile);
			member->state.certificates = certificates;
		}
	}
}
