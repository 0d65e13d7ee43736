#include <stdlib.h>

#include "fleet/build.h"

/* What can't be read may be one of them all the same; a set that is named elsewhere can't be told. */
static bool can_stand(const struct build *build, const struct member *member)
{
	const struct trait *trait = build_trait(build, member);
	return !member->deployment && !trait->service && member->role != ROLE_ROUTER &&
	       (trait->no_file || !trait->set_elsewhere);
}

static bool same_pattern(struct arena *arena, const struct deployment *deployment)
{
	struct str first = sibling_pattern(arena, str_of(deployment->members[0]->name));
	for (uint32_t i = 1; i < deployment->count; i++)
		if (!str_eq(first, sibling_pattern(arena, str_of(deployment->members[i]->name))))
			return false;
	return true;
}

/* `file` is the first member's; all have the same component that differs. */
static void judge_names(struct build *build, struct deployment *deployment, const struct sibling *file)
{
	bool below_hosts = sibling_holds_hosts(file);
	bool host_names = below_hosts || file->differs + 1 < file->parts;
	for (uint32_t i = 0; host_names && !below_hosts && i < deployment->count; i++)
		host_names = sibling_host_name(str_of(deployment->members[i]->name));
	deployment->alike = host_names || file->differs + 1 == file->parts || same_pattern(build->arena, deployment);
	for (uint32_t i = 0; i < deployment->count; i++)
		build_trait(build, deployment->members[i])->host_names = host_names;
}

void infer_group(struct build *build)
{
	struct fleet *fleet = build->fleet;
	struct arena scratch = ARENA_INIT;
	struct sibling *files = arena_array(&scratch, fleet->member_count, sizeof *files);
	struct seat *seats = arena_array(&scratch, fleet->member_count, sizeof *seats);
	uint32_t *file_of = arena_array(&scratch, fleet->member_count, sizeof *file_of);
	uint32_t used = 0, first = fleet->count;
	for (uint32_t i = 0; i < fleet->member_count; i++) {
		struct member *member = &fleet->members[i];
		if (!can_stand(build, member))
			continue;
		file_of[i] = used;
		seats[used].member = member;
		files[used++] = (struct sibling){ .config = member->file, .set = member->set };
	}
	siblings_group(build->arena, files, used);
	for (uint32_t i = 0; i < used; i++) {
		const struct project_place *place = seats[i].member->place;
		seats[i].key = !place || !place->environment.len ? files[i].group
			     : str_format(build->arena, "%.*s\n%.*s", STR_ARG(files[i].group), STR_ARG(place->environment));
		seats[i].policy = POLICY_INFER;
	}
	seats_group(build, seats, used);
	for (uint32_t i = 0; i < used; i++) {
		struct member *member = seats[i].member;
		const struct sibling *file = &files[file_of[member - fleet->members]];
		if (!member->name && (member->deployment || file->differs + 1 < file->parts))
			member->name = file->name;
	}
	const char *because = NULL, *group = NULL;
	for (uint32_t i = first; i < fleet->count; i++) {
		struct deployment *deployment = &fleet->deployments[i];
		const struct sibling *file = &files[file_of[deployment->members[0] - fleet->members]];
		judge_names(build, deployment, file);
		/* Those of one group bear the same text. */
		because = because && group == file->group.at ? because : sibling_because(build->arena, file);
		group = file->group.at;
		deployment->because = because;
	}
	arena_free(&scratch);
}
