#include <stdlib.h>
#include <string.h>

#include "base/sort.h"
#include "fleet/build.h"

/* ---- by the project file ---- */

/* What keeps equal names of several environments apart. */
static struct str scope_of(struct arena *arena, const struct project_place *place)
{
	return place->deployment
		? str_format(arena, "1 %s\n%.*s", place->deployment->name, STR_ARG(place->environment))
		: str_format(arena, "2 %.*s", STR_ARG(place->environment));
}

static const char *name_of(struct arena *arena, const struct project_place *place)
{
	const char *name = place->deployment->name;
	/* A deployment without files was found by a name that has the environment already, if any has. */
	return place->environment.len && place->deployment->files.count
		? arena_printf(arena, "%s/%.*s", name, STR_ARG(place->environment)) : name;
}

static bool is_word_for_config_server(struct str role)
{
	static const char *const words[] = { "cfg", "config", "config-server", "configserver", "configsvr", "csrs", NULL };
	for (unsigned i = 0; words[i]; i++)
		if (str_eq_nocase(role, str_of(words[i])))
			return true;
	return false;
}

/* In a deployment that the project declares. */
static void seat_declared(struct build *build, struct seat *seat)
{
	struct arena *arena = build->arena;
	const struct project_place *place = seat->member->place;
	enum project_kind kind = place->deployment->kind;
	seat->project = place->deployment;
	seat->name = name_of(arena, place);
	seat->key = scope_of(arena, place);
	seat->because = arena_printf(arena, "%s declares %s", build->facts->project->source->name, seat->project->name);
	if (kind == PROJECT_REPLICA_SET) {
		seat->policy = POLICY_ONE;
		seat->hint = place->set.len ? place->set : str_of(seat->project->name);
		return;
	}
	seat->policy = place->set.len ? POLICY_ONE : POLICY_SPLIT;
	seat->strays = kind == PROJECT_SHARDED_CLUSTER ? STRAYS_NEAR : STRAYS_ALL;
	seat->hint = place->set;
	bool config_server = place->role.len && is_word_for_config_server(place->role);
	seat->key = str_format(arena, "%.*s\n%.*s\n%s", STR_ARG(seat->key), STR_ARG(place->set),
			       config_server ? "config servers" : "");
	if (place->set.len)
		seat->name = arena_printf(arena, "%s/%.*s", seat->name, STR_ARG(place->set));
}

/* A pattern says of which set it is. */
static void seat_matched(struct build *build, struct seat *seat)
{
	struct arena *arena = build->arena;
	const struct project_place *place = seat->member->place;
	struct str scope = scope_of(arena, place);
	seat->policy = POLICY_ONE;
	seat->hint = place->set;
	seat->key = str_format(arena, "%.*s\n%.*s", STR_ARG(scope), STR_ARG(place->set));
	seat->name = place->environment.len
		? arena_printf(arena, "%.*s/%.*s", STR_ARG(place->environment), STR_ARG(place->set))
		: str_cstr(arena, place->set);
	seat->because = arena_printf(arena, "a member pattern of %s finds the set %.*s in their paths",
				     build->facts->project->source->name, STR_ARG(place->set));
}

/* ---- by inventories ---- */

static void seat_service(struct build *build, struct seat *seat)
{
	const char *file = seat->member->inventory->source->name;
	seat->policy = POLICY_SPLIT;
	seat->strays = STRAYS_ALIKE;
	seat->key = str_format(build->arena, "3 %s", file);
	seat->because = arena_printf(build->arena, "services of %s with one set's name", file);
}

static void seat_host(struct build *build, struct seat *seat, const char *group)
{
	const char *file = seat->member->inventory->source->name;
	struct str stem = entries_group_stem(build->arena, str_of(group));
	seat->policy = POLICY_SPLIT;
	seat->strays = STRAYS_ALL;
	seat->name = group;
	seat->key = str_format(build->arena, "4 %s\n%.*s", file, STR_ARG(stem));
	seat->because = arena_printf(build->arena, "hosts of the group %s of %s", group, file);
}

/* ---- all ---- */

/* Does the project say the same of both? */
static bool is_like(const struct project_place *a, const struct project_place *b)
{
	return a && b && a->deployment == b->deployment && str_eq(a->set, b->set) && str_eq(a->environment, b->environment) &&
	       str_eq(a->role, b->role);
}

/* `last`: the seat of the last member that got one by the project; mostly that of a neighbour, and then this one is the same. */
static bool seat_member(struct build *build, const struct seat *last, struct seat *seat)
{
	struct member *member = seat->member;
	const struct project_place *place = member->place;
	const char *group = build_trait(build, member)->group;
	if (last->member && is_like(place, last->member->place)) {
		*seat = *last;
		seat->member = member;
		return true;
	}
	seat->alike = true;
	if (place && place->deployment)
		seat_declared(build, seat);
	else if (place && place->set.len)
		seat_matched(build, seat);
	else if (build_trait(build, member)->service)
		seat_service(build, seat);
	else if (group)
		seat_host(build, seat, group);
	else
		return false;
	return true;
}

/* Of those that are seldom there, room for all would be taken for nothing. */
struct seats {
	struct seat *at;
	uint32_t count, room;
};

static void add_seat(struct arena *arena, struct seats *seats, struct seat seat)
{
	if (seats->count == seats->room) {
		seats->room = seats->room ? seats->room * 2 : 16;
		seats->at = arena_grow(arena, seats->at, seats->count, seats->room, sizeof *seats->at);
	}
	seats->at[seats->count++] = seat;
}

static int by_key(const void *a, const void *b)
{
	const struct seat *left = a, *right = b;
	int order = str_compare(left->key, right->key);
	return order ? order : (left->member > right->member) - (left->member < right->member);
}

/* Members that belong together without being one set: routers, and standalone servers. */
static void group_others(struct build *build, struct seats *all, enum deployment_kind kind)
{
	struct seat *seats = all->at;
	sort_items(seats, all->count, sizeof *seats, by_key);
	for (uint32_t from = 0, to; from < all->count; from = to) {
		for (to = from + 1; to < all->count && str_eq(seats[to].key, seats[from].key);)
			to++;
		struct deployment *deployment = build_deployment(build, to - from);
		deployment->kind = kind;
		deployment->name = kind == DEPLOYMENT_ROUTERS
			? arena_printf(build->arena, "%s/mongos", seats[from].name) : seats[from].name;
		deployment->declared = deployment->alike = true;
		deployment->because = seats[from].because;
		deployment->project = seats[from].project;
		for (uint32_t i = from; i < to; i++) {
			seats[i].member->deployment = deployment;
			if (!build_trait(build, seats[i].member)->no_file)
				deployment->members[deployment->count++] = seats[i].member;
		}
	}
}

static enum project_kind kind_of(const struct seat *seat)
{
	return seat->project ? seat->project->kind : PROJECT_KIND_UNSAID;
}

void declared_group(struct build *build)
{
	struct fleet *fleet = build->fleet;
	uint32_t count = fleet->member_count, used = 0;
	struct arena scratch = ARENA_INIT;
	struct seat last = { .member = NULL }, *seats = arena_array(&scratch, count, sizeof *seats);
	struct seats of_routers = { 0 }, standalones = { 0 };
	for (uint32_t i = 0; i < count; i++) {
		struct seat seat = { .member = &fleet->members[i] };
		if (!seat_member(build, &last, &seat))
			continue;
		if (seat.member->place && (seat.member->place->deployment || seat.member->place->set.len))
			last = seat;
		if (kind_of(&seat) == PROJECT_STANDALONE)
			add_seat(&scratch, &standalones, seat);
		else if (seat.member->role != ROLE_ROUTER)
			seats[used++] = seat;
		else if (kind_of(&seat) == PROJECT_SHARDED_CLUSTER) {
			seat.key = scope_of(build->arena, seat.member->place);
			seat.name = name_of(build->arena, seat.member->place);
			add_seat(&scratch, &of_routers, seat);
		} else if (kind_of(&seat) == PROJECT_REPLICA_SET) {
			buf_printf(&build->notes, "%s is left out of %s: a mongos is in no replica set\n",
				   seat.member->config->source->name, seat.name);
		}
	}
	seats_group(build, seats, used);
	group_others(build, &of_routers, DEPLOYMENT_ROUTERS);
	group_others(build, &standalones, DEPLOYMENT_STANDALONE);
	arena_free(&scratch);
}

/* ---- clusters ---- */

struct share {
	struct str key;
	struct deployment *deployment;
};

static int by_share(const void *a, const void *b)
{
	const struct share *left = a, *right = b;
	int order = str_compare(left->key, right->key);
	return order ? order : (left->deployment > right->deployment) - (left->deployment < right->deployment);
}

void declared_clusters(struct build *build)
{
	struct fleet *fleet = build->fleet;
	struct share *shares = arena_array(build->arena, fleet->count, sizeof *shares);
	uint32_t used = 0;
	for (uint32_t i = 0; i < fleet->count; i++) {
		struct deployment *deployment = &fleet->deployments[i];
		const struct project_place *place = deployment->count ? deployment->members[0]->place : NULL;
		if (deployment->project && deployment->project->kind == PROJECT_SHARDED_CLUSTER && place)
			shares[used++] = (struct share){ scope_of(build->arena, place), deployment };
	}
	if (used)
		qsort(shares, used, sizeof *shares, by_share);
	for (uint32_t from = 0, to; from < used; from = to) {
		for (to = from + 1; to < used && str_eq(shares[to].key, shares[from].key);)
			to++;
		struct cluster *cluster = &fleet->clusters[fleet->cluster_count++];
		*cluster = (struct cluster){
			.name = name_of(build->arena, shares[from].deployment->members[0]->place), .declared = true,
			.because = shares[from].deployment->because,
			.deployments = arena_array(build->arena, to - from, sizeof *cluster->deployments),
		};
		for (uint32_t i = from; i < to; i++) {
			shares[i].deployment->cluster = cluster;
			cluster->deployments[cluster->count++] = shares[i].deployment;
		}
	}
}
