#include "fleet/slice.h"

#include <stdlib.h>

/* Members that stay together are a tree; its root is the first of them. */
static uint32_t root_of(uint32_t *above, uint32_t i)
{
	while (above[i] != i)
		i = above[i] = above[above[i]];
	return i;
}

void slices_join(struct build *build, const struct member *a, const struct member *b)
{
	const struct member *first = build->fleet->members;
	if (!build->above)
		return;
	uint32_t left = root_of(build->above, (uint32_t)(a - first)), right = root_of(build->above, (uint32_t)(b - first));
	build->above[left > right ? left : right] = left > right ? right : left;
}

static void join_all(struct build *build, struct member *const *members, uint32_t count)
{
	for (uint32_t i = 1; i < count; i++)
		slices_join(build, members[0], members[i]);
}

static void join_deployment(struct build *build, const struct deployment *deployment)
{
	join_all(build, deployment->members, deployment->count);
	join_all(build, deployment->unread, deployment->unread_count);
	if (deployment->count && deployment->unread_count)
		slices_join(build, deployment->members[0], deployment->unread[0]);
}

static const struct member *any_of(const struct deployment *deployment)
{
	return deployment->count ? deployment->members[0] : deployment->unread_count ? deployment->unread[0] : NULL;
}

static void join_cluster(struct build *build, const struct cluster *cluster)
{
	const struct member *first = NULL;
	for (uint32_t i = 0; i < cluster->count; i++) {
		const struct member *one = any_of(cluster->deployments[i]);
		if (first && one)
			slices_join(build, first, one);
		first = first ? first : one;
	}
}

/* ---- one file, several servers ---- */

struct reader {
	const struct source *source;
	const struct member *member;
};

static int by_source(const void *a, const void *b)
{
	const struct reader *left = a, *right = b;
	uintptr_t x = (uintptr_t)left->source, y = (uintptr_t)right->source;
	if (x != y)
		return x < y ? -1 : 1;
	return (left->member > right->member) - (left->member < right->member);
}

static void join_readers(struct build *build)
{
	struct fleet *fleet = build->fleet;
	struct reader *readers = arena_array(build->arena, fleet->member_count, 3 * sizeof *readers);
	uint32_t count = 0;
	for (uint32_t i = 0; i < fleet->member_count; i++) {
		const struct member *member = &fleet->members[i];
		readers[count++] = (struct reader){ source_file(member->config->source), member };
		if (member->file && member->file != member->config)
			readers[count++] = (struct reader){ source_file(member->file->source), member };
		/* Of all that it starts, findings may stand in a Compose file. */
		if (member->inventory && member->inventory->kind == INVENTORY_COMPOSE)
			readers[count++] = (struct reader){ member->inventory->source, member };
	}
	if (count)
		qsort(readers, count, sizeof *readers, by_source);
	for (uint32_t i = 1; i < count; i++)
		if (readers[i].source == readers[i - 1].source)
			slices_join(build, readers[i].member, readers[i - 1].member);
}

void slices_begin(struct build *build)
{
	struct fleet *fleet = build->fleet;
	if (!build->facts->slice)
		return;
	build->above = arena_array(build->arena, fleet->member_count, sizeof *build->above);
	for (uint32_t i = 0; i < fleet->member_count; i++)
		build->above[i] = i;
	for (uint32_t i = 0; i < fleet->count; i++)
		join_deployment(build, &fleet->deployments[i]);
	for (uint32_t i = 0; i < fleet->cluster_count; i++)
		join_cluster(build, &fleet->clusters[i]);
	for (uint32_t i = 0; i < fleet->machine_count; i++)
		join_all(build, fleet->machines[i].members, fleet->machines[i].count);
	join_readers(build);
}

/* ---- dealing ---- */

struct group {
	uint32_t root, size;
};

static int by_size(const void *a, const void *b)
{
	const struct group *left = a, *right = b;
	if (left->size != right->size)
		return left->size > right->size ? -1 : 1;
	return left->root < right->root ? -1 : left->root > right->root;
}

static uint32_t lightest(const uint32_t *load, uint32_t count)
{
	uint32_t best = 0;
	for (uint32_t i = 1; i < count; i++)
		if (load[i] < load[best])
			best = i;
	return best;
}

void slices_deal(struct build *build)
{
	struct fleet *fleet = build->fleet;
	uint32_t members = fleet->member_count, count = 0;
	if (!build->above)
		return;
	uint32_t slices = build->facts->slice->count;
	uint32_t *load = arena_array(build->arena, slices, sizeof *load);
	struct group *groups = arena_array(build->arena, members, sizeof *groups);
	uint32_t *size = arena_array(build->arena, members, sizeof *size);
	for (uint32_t i = 0; i < members; i++)
		size[root_of(build->above, i)]++;
	for (uint32_t i = 0; i < members; i++)
		if (size[i])
			groups[count++] = (struct group){ i, size[i] };
	if (count)
		qsort(groups, count, sizeof *groups, by_size);
	fleet->slice_of = arena_array(build->arena, members, sizeof *fleet->slice_of);
	for (uint32_t i = 0; i < count; i++) {
		uint32_t slice = lightest(load, slices);
		load[slice] += groups[i].size;
		fleet->slice_of[groups[i].root] = slice;
	}
	for (uint32_t i = 0; i < members; i++)
		fleet->slice_of[i] = fleet->slice_of[root_of(build->above, i)];
}

bool slices_skip(const struct build *build, const struct member *member)
{
	const struct fleet_slice *slice = build->facts->slice;
	return slice && !slice->all_keys && build->fleet->slice_of[member - build->fleet->members] != slice->index;
}
