#include "fleet/fleet.h"

#include "fleet/build.h"

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

void fleet_infer(struct arena *arena, const struct config *const *configs, uint32_t count,
		 struct fleet *fleet)
{
	fleet_build(arena, &(struct fleet_facts){ .configs = configs, .count = count }, fleet);
}

void fleet_build(struct arena *arena, const struct fleet_facts *facts, struct fleet *fleet)
{
	struct build build = { .arena = arena, .facts = facts, .fleet = fleet, .notes = BUF_INIT(arena) };
	*fleet = (struct fleet){ 0 };
	members_gather(&build);
	entries_match(&build);
	declared_group(&build);
	infer_group(&build);
	members_name(&build);
	cluster_group(&build);
	listed_match(&build);
	hosts_infer(&build);
	machine_group(&build);
	keyring_read(&build);
	fleet->notes = buf_done(&build.notes);
}

bool member_is_sure(const struct member *member)
{
	return member->deployment && (member->deployment->declared || member->listed ||
				      (member->guess == GUESS_NONE && member->deployment->alike));
}

uint32_t deployment_majority(const struct deployment *deployment,
			     bool (*same)(const struct member *a, const struct member *b), bool *in)
{
	uint32_t most = 0, first = 0;
	for (uint32_t i = 0; i < deployment->count; i++)
		in[i] = false;
	for (uint32_t i = 0; i < deployment->count && most * 2 <= deployment->count; i++) {
		uint32_t bearers = 0;
		if (in[i])
			continue;
		for (uint32_t k = i; k < deployment->count; k++) {
			bool alike = same(deployment->members[i], deployment->members[k]);
			bearers += alike;
			in[k] = in[k] || alike;
		}
		if (bearers > most) {
			most = bearers;
			first = i;
		}
	}
	for (uint32_t i = 0; i < deployment->count; i++)
		in[i] = same(deployment->members[first], deployment->members[i]);
	return most;
}
