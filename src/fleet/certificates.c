#include <stdlib.h>
#include <string.h>

#include "fleet/home.h"
#include "fleet/keyring.h"
#include "fleet/pair_certificate.h"
#include "fleet/slice.h"

/* A file that a member's config names. */
struct holder {
	const char *path;
	const struct home *home;  /* that it must not lead out of; NULL: wherever it leads */
	struct member *member;
	enum pair_file file;
	const struct certificates *read;
};

static int by_path(const void *a, const void *b)
{
	const struct holder *left = a, *right = b;
	int order = strcmp(left->path, right->path);
	if (order)
		return order;
	return (left->member > right->member) - (left->member < right->member);
}

static int by_member(const void *a, const void *b)
{
	const struct holder *left = a, *right = b;
	if (left->member != right->member)
		return left->member < right->member ? -1 : 1;
	return (int)left->file - (int)right->file;
}

static uint32_t list_files(struct keyring *ring, struct member *member, struct holder *holders)
{
	const struct pair_certificates *of = member->state.certificates;
	uint32_t count = 0;
	for (unsigned i = 0; of && i < PAIR_FILES; i++) {
		const struct home *home = NULL;
		if (of->elsewhere[i] || !str_starts(of->paths[i], "/"))
			continue;
		const char *path = keyring_path(ring, member, of->paths[i], &home);
		if (path)
			holders[count++] = (struct holder){ path, home, member, (enum pair_file)i, NULL };
	}
	return count;
}

/* Each file once, for all who name it. */
static void read_files(struct build *build, struct holder *holders, uint32_t count)
{
	struct certificates *file = NULL;
	qsort(holders, count, sizeof *holders, by_path);
	for (uint32_t i = 0; i < count; i++) {
		if (!i || strcmp(holders[i].path, holders[i - 1].path)) {
			file = arena_alloc(build->arena, sizeof *file);
			if (keyring_may_open(build, holders[i].home, holders[i].path))
				certificates_read(build->arena, holders[i].path, file);
		}
		holders[i].read = file;
	}
}

void certificates_gather(struct build *build)
{
	struct fleet *fleet = build->fleet;
	struct keyring ring = { .build = build };
	uint32_t speakers = 0, count = 0;
	for (uint32_t i = 0; i < fleet->member_count; i++)
		speakers += fleet->members[i].state.certificates != NULL;
	struct holder *holders = arena_array(build->arena, (size_t)speakers * PAIR_FILES, sizeof *holders);
	for (uint32_t i = 0; i < fleet->member_count; i++)
		if (!slices_skip(build, &fleet->members[i]))
			count += list_files(&ring, &fleet->members[i], holders + count);
	if (!count)
		return;
	read_files(build, holders, count);
	qsort(holders, count, sizeof *holders, by_member);
	for (uint32_t from = 0, to; from < count; from = to) {
		const struct certificates *files[PAIR_FILES] = { NULL };
		struct member *member = holders[from].member;
		for (to = from; to < count && holders[to].member == member; to++)
			files[holders[to].file] = holders[to].read;
		member->state.certificates = pair_certificates_of(build->arena, member->config, files);
	}
}
