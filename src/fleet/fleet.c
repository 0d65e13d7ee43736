#include "fleet/fleet.h"

#include <stdlib.h>

#include "base/pool.h"
#include "fleet/build.h"
#include "fleet/slice.h"

struct trait *build_trait(const struct build *build, const struct member *member)
{
	return &build->traits[member - build->fleet->members];
}

struct deployment *build_deployment(struct build *build, uint32_t members)
{
	struct fleet *fleet = build->fleet;
	/* No member is in two, so there are never more. Members point to them: they stay where they are. */
	if (!fleet->deployments)
		fleet->deployments = arena_array(build->arena, fleet->member_count, sizeof *fleet->deployments);
	struct deployment *deployment = &fleet->deployments[fleet->count++];
	deployment->members = arena_array(build->arena, members, sizeof *deployment->members);
	return deployment;
}

/* ---- several at a time */

struct crew {
	struct build *builds;  /* one for each worker */
	build_task *task;
};

static void do_one(void *context, uint32_t index, uint32_t worker)
{
	const struct crew *crew = context;
	crew->task(&crew->builds[worker], index);
}

void build_each(struct build *build, uint32_t count, build_task *task)
{
	enum { EACH = 32 };  /* a thread costs what the work on so many does */
	struct arena scratch = ARENA_INIT, *own;
	uint32_t worth = count / EACH, jobs = build->facts->jobs < worth ? build->facts->jobs : worth;
	if (jobs <= 1) {
		for (uint32_t i = 0; i < count; i++)
			task(build, i);
		return;
	}
	struct crew crew = { arena_array(&scratch, jobs, sizeof *crew.builds), task };
	own = arena_array(&scratch, 2 * (size_t)jobs, sizeof *own);
	for (uint32_t i = 0; i < jobs; i++) {
		crew.builds[i] = *build;
		crew.builds[i].arena = &own[2 * i];
		crew.builds[i].scratch = &own[2 * i + 1];
	}
	pool_run(jobs, count, do_one, &crew);
	for (uint32_t i = 0; i < jobs; i++) {
		arena_adopt(build->arena, &own[2 * i]);
		arena_free(&own[2 * i + 1]);
	}
	arena_free(&scratch);
}

/* ---- */

void fleet_infer(struct arena *arena, const struct config *const *configs, uint32_t count,
		 struct fleet *fleet)
{
	fleet_build(arena, &(struct fleet_facts){ .configs = configs, .count = count }, fleet);
}

/* What is in no deployment, where there are some, and what no pattern of the project matches. */
static void note_alone(struct build *build)
{
	enum { NAMES_MAX = 20 };
	const struct fleet *fleet = build->fleet;
	uint32_t alone = 0, outside = 0;
	for (uint32_t i = 0; i < fleet->member_count; i++) {
		const struct member *member = &fleet->members[i];
		const char *name = build_trait(build, member)->service ? member->name : member->config->source->name;
		bool unmatched = member->place && build->facts->project->member_count && !member->place->matched;
		if (unmatched && ++outside <= NAMES_MAX)
			buf_printf(&build->notes, "%s: no member pattern of the project matches it\n", name);
		if (fleet->count && !member->deployment && ++alone <= NAMES_MAX)
			buf_printf(&build->notes, "%s: stands alone\n", name);
	}
	if (outside > NAMES_MAX)
		buf_printf(&build->notes, "and %u more that no member pattern matches\n", outside - NAMES_MAX);
	if (alone > NAMES_MAX)
		buf_printf(&build->notes, "and %u more that stand alone\n", alone - NAMES_MAX);
}

/* A file that both the project and the command line name is one inventory. */
static void drop_twins(struct arena *arena, struct fleet_facts *facts)
{
	const struct inventory **kept = arena_array(arena, facts->inventory_count, sizeof *kept);
	uint32_t count = 0;
	for (uint32_t i = 0; i < facts->inventory_count; i++) {
		struct str path = build_path(facts->inventories[i]->source->name);
		uint32_t k = 0;
		while (k < count && !str_eq(path, build_path(kept[k]->source->name)))
			k++;
		kept[k] = facts->inventories[i];
		count += k == count;
	}
	facts->inventories = kept;
	facts->inventory_count = count;
}

void fleet_build(struct arena *arena, const struct fleet_facts *said, struct fleet *fleet)
{
	struct fleet_facts facts = *said;
	struct arena scratch = ARENA_INIT;
	struct build build = { .arena = arena, .scratch = &scratch, .facts = &facts, .fleet = fleet, .notes = BUF_INIT(arena) };
	drop_twins(arena, &facts);
	*fleet = (struct fleet){ .claims = facts.claims, .claims_count = facts.claims_count };
	members_gather(&build);
	entries_match(&build);
	declared_group(&build);
	infer_group(&build);
	members_name(&build);
	cluster_group(&build);
	listed_match(&build);
	hosts_infer(&build);
	machine_group(&build);
	slices_begin(&build);
	keyring_read(&build);
	certificates_gather(&build);
	witness_gather(&build);
	note_alone(&build);
	fleet->notes = buf_done(&build.notes);
	arena_free(&scratch);
}

bool member_is_sure(const struct member *member)
{
	return member->deployment && (member->deployment->declared || member->listed ||
				      (member->guess == GUESS_NONE && member->deployment->alike));
}

/* One member among all, to be sorted. */
struct ranked {
	const struct member *member;
	uint32_t place;
	member_order *order;
};

static int by_class(const void *a, const void *b)
{
	const struct ranked *left = a, *right = b;
	int order = left->order(left->member, right->member);
	return order ? order : left->place < right->place ? -1 : left->place > right->place;
}

static uint32_t of_one_class(const struct ranked *all, uint32_t count)
{
	uint32_t to = 1;
	while (to < count && !all[0].order(all[0].member, all[to].member))
		to++;
	return to;
}

uint32_t deployment_majority(const struct deployment *deployment, member_order *order, bool *in)
{
	struct arena scratch = ARENA_INIT;
	struct ranked *all = arena_array(&scratch, deployment->count, sizeof *all), *greatest = all;
	uint32_t most = 0;
	for (uint32_t i = 0; i < deployment->count; i++) {
		in[i] = false;
		all[i] = (struct ranked){ deployment->members[i], i, order };
	}
	if (deployment->count)
		qsort(all, deployment->count, sizeof *all, by_class);
	for (uint32_t from = 0, size; from < deployment->count; from += size) {
		size = of_one_class(all + from, deployment->count - from);
		if (size > most || (size == most && all[from].place < greatest->place)) {
			most = size;
			greatest = all + from;
		}
	}
	for (uint32_t i = 0; i < most; i++)
		in[greatest[i].place] = true;
	arena_free(&scratch);
	return most;
}
