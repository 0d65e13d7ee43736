#include <stdlib.h>

#include "fleet/build.h"

/* Members that share a host become one, as a forest of parents. */
struct forest {
	struct member *first;
	uint32_t *parent;
	const char **because;
};

static uint32_t root_of(const struct forest *forest, uint32_t i)
{
	while (forest->parent[i] != i)
		i = forest->parent[i] = forest->parent[forest->parent[i]];
	return i;
}

static void unite(struct forest *forest, const struct member *a, const struct member *b, const char *because)
{
	uint32_t left = root_of(forest, (uint32_t)(a - forest->first));
	uint32_t right = root_of(forest, (uint32_t)(b - forest->first));
	uint32_t low = left < right ? left : right, high = left < right ? right : left;
	forest->parent[high] = low;
	if (!forest->because[low])
		forest->because[low] = because;
}

struct lodger {
	struct str key;
	const struct member *member;
	bool surely;
};

static int by_key(const void *a, const void *b)
{
	const struct lodger *left = a, *right = b;
	int order = str_compare(left->key, right->key);
	return order ? order : (left->member > right->member) - (left->member < right->member);
}

/* A folder db1 with two files of one port may be one of a container that is started twice. */
static bool have_two_ports(const struct lodger *lodgers, uint32_t count)
{
	for (uint32_t i = 1; i < count; i++)
		if (lodgers[i].member->port != lodgers[0].member->port)
			return true;
	return false;
}

static void unite_equal(struct build *build, struct forest *forest, struct lodger *lodgers, uint32_t count,
			const char *why)
{
	if (count)
		qsort(lodgers, count, sizeof *lodgers, by_key);
	for (uint32_t from = 0, to; from < count; from = to) {
		for (to = from + 1; to < count && str_eq(lodgers[to].key, lodgers[from].key);)
			to++;
		if (to - from < 2 || (!lodgers[from].surely && !have_two_ports(lodgers + from, to - from)))
			continue;
		const char *because = arena_printf(build->arena, why, STR_ARG(lodgers[from].key));
		for (uint32_t i = from + 1; i < to; i++)
			unite(forest, lodgers[from].member, lodgers[i].member, because);
	}
}

static void unite_folders(struct build *build, struct forest *forest)
{
	struct fleet *fleet = build->fleet;
	struct lodger *lodgers = arena_array(build->arena, fleet->member_count, sizeof *lodgers);
	uint32_t used = 0;
	for (uint32_t i = 0; i < fleet->member_count; i++) {
		const struct trait *trait = &build->traits[i];
		if (trait->host_folder.len && !trait->no_file && !trait->host_key.len)
			lodgers[used++] = (struct lodger){ trait->host_folder, &fleet->members[i], trait->surely_host };
	}
	unite_equal(build, forest, lodgers, used, "their files are in %.*s");
}

static void unite_declared(struct build *build, struct forest *forest)
{
	struct fleet *fleet = build->fleet;
	struct lodger *lodgers = arena_array(build->arena, fleet->member_count, sizeof *lodgers);
	uint32_t used = 0;
	for (uint32_t i = 0; i < fleet->member_count; i++)
		if (build->traits[i].host_key.len)
			lodgers[used++] = (struct lodger){ build->traits[i].host_key, &fleet->members[i], true };
	unite_equal(build, forest, lodgers, used, "they are declared to run on %.*s");
}

/* Different folders, one host: what the folders are called is then no host's name. */
static void forget_host_names(const struct deployment *deployment)
{
	bool same = true;
	for (uint32_t i = 1; i < deployment->count; i++) {
		const char *host = deployment->members[i]->host, *first = deployment->members[0]->host;
		same = same && str_eq(str_of(host), str_of(first));
	}
	for (uint32_t i = 0; !same && i < deployment->count; i++)
		deployment->members[i]->host = NULL;
}

static void unite_deployments(struct build *build, struct forest *forest)
{
	for (uint32_t i = 0; i < build->fleet->count; i++) {
		const struct deployment *deployment = &build->fleet->deployments[i];
		if (deployment->hosts != HOSTS_ONE)
			continue;
		forget_host_names(deployment);
		for (uint32_t k = 1; k < deployment->count; k++)
			unite(forest, deployment->members[0], deployment->members[k], deployment->hosts_because);
	}
}

static void add_machine(struct build *build, const struct forest *forest, const uint32_t *sorted, uint32_t count)
{
	struct fleet *fleet = build->fleet;
	struct machine *machine = &fleet->machines[fleet->machine_count++];
	machine->members = arena_array(build->arena, count, sizeof *machine->members);
	machine->count = count;
	machine->because = forest->because[root_of(forest, sorted[0])];
	for (uint32_t i = 0; i < count; i++) {
		machine->members[i] = &fleet->members[sorted[i]];
		if (!machine->name)
			machine->name = machine->members[i]->host;
	}
	if (!machine->name)
		machine->name = machine->members[0]->deployment ? machine->members[0]->deployment->name : "one host";
}

void machine_group(struct build *build)
{
	struct fleet *fleet = build->fleet;
	uint32_t count = fleet->member_count, used = 0;
	struct forest forest = {
		.first = fleet->members, .parent = arena_array(build->arena, count, sizeof *forest.parent),
		.because = arena_array(build->arena, count, sizeof *forest.because),
	};
	for (uint32_t i = 0; i < count; i++)
		forest.parent[i] = i;
	unite_declared(build, &forest);
	unite_folders(build, &forest);
	unite_deployments(build, &forest);

	/* Counting sort by root: members of one machine become neighbours and keep their order. */
	uint32_t *start = arena_array(build->arena, count + 1, sizeof *start);
	uint32_t *sorted = arena_array(build->arena, count, sizeof *sorted);
	uint32_t *size = arena_array(build->arena, count, sizeof *size);
	for (uint32_t i = 0; i < count; i++)
		size[root_of(&forest, i)]++;
	for (uint32_t i = 0; i < count; i++) {
		start[i] = used;
		used += size[i];
	}
	for (uint32_t i = 0; i < count; i++)
		sorted[start[root_of(&forest, i)]++] = i;
	fleet->machines = arena_array(build->arena, count / 2 + 1, sizeof *fleet->machines);
	for (uint32_t from = 0; from < count; from += size[root_of(&forest, sorted[from])])
		if (size[root_of(&forest, sorted[from])] > 1)
			add_machine(build, &forest, sorted + from, size[root_of(&forest, sorted[from])]);
}
