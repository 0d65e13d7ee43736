#include <stdlib.h>

#include "config/address.h"
#include "fleet/aliases.h"
#include "fleet/build.h"

static const char *name_of_list(const struct rsconf *list)
{
	const struct source *source = list->config ? list->config : list->status;
	return source ? source->name : "an export";
}

static bool all_on_loopback(const struct rsconf *list)
{
	for (uint32_t i = 0; i < list->count; i++)
		if (!address_is_loopback(list->members[i].host))
			return false;
	return true;
}

/* localhost:27017, localhost:27018: the port alone tells. */
static void match_ports(struct deployment *deployment)
{
	const struct rsconf *list = deployment->list;
	for (uint32_t i = 0; i < list->count; i++) {
		struct member *found = NULL;
		uint32_t count = 0;
		for (uint32_t k = 0; k < deployment->count; k++) {
			if (deployment->members[k]->port != list->members[i].port)
				continue;
			found = deployment->members[k];
			count++;
		}
		if (count == 1 && !found->listed)
			found->listed = &list->members[i];
	}
}

static struct aliases aliases_of(struct build *build, const struct deployment *deployment)
{
	struct aliases all = { .arena = build->arena };
	for (uint32_t i = 0; i < deployment->count; i++)
		aliases_add(&all, deployment->members[i]);
	for (uint32_t i = 0; i < deployment->unread_count; i++)
		aliases_add(&all, deployment->unread[i]);
	aliases_sort(&all);
	return all;
}

static void match_names(struct build *build, struct deployment *deployment)
{
	struct aliases all = aliases_of(build, deployment);
	const struct rsconf *list = deployment->list;
	for (uint32_t i = 0; i < list->count; i++) {
		struct member *member = aliases_find(&all, &list->members[i]);
		if (member && !member->listed)
			member->listed = &list->members[i];
	}
}

static bool has_line(const struct deployment *deployment, const struct rs_member *line)
{
	for (uint32_t i = 0; i < deployment->count; i++)
		if (deployment->members[i]->listed == line)
			return true;
	for (uint32_t i = 0; i < deployment->unread_count; i++)
		if (deployment->unread[i]->listed == line)
			return true;
	return false;
}

/* ---- members that only their list tells of ---- */

static bool in_folder(struct str path, struct str folder)
{
	return path.len > folder.len && str_eq(str_sub(path, 0, folder.len), folder);
}

/* Is it as near to the deployment's members as they are to each other? */
static bool stands_beside(const struct build *build, const struct deployment *deployment, const struct member *member)
{
	struct str folder = build_trait(build, deployment->members[0])->path;
	for (uint32_t i = 0; i < deployment->count; i++)
		folder = sibling_common(folder, build_trait(build, deployment->members[i])->path);
	struct str rest, part;
	if (!in_folder(build_trait(build, member)->path, folder))
		return false;
	rest = str_sub(build_trait(build, member)->path, folder.len, build_trait(build, member)->path.len);
	while (str_split(&rest, '/', &part))
		if (sibling_is_apart(rest.len ? part : sibling_stem(part)))
			return false;
	return true;
}

static void join(struct build *build, struct deployment *deployment, struct member *member)
{
	uint32_t count = deployment->count;
	deployment->members = arena_grow(build->arena, deployment->members, count, count + 1, sizeof *deployment->members);
	deployment->members[deployment->count++] = member;
	member->deployment = deployment;
	member->guess = build_trait(build, member)->set_elsewhere || str_eq(member->set, deployment->set) ? GUESS_NONE
		      : member->set.len ? GUESS_NEAR_NAME : GUESS_NO_NAME;
}

/* A listed host whose config has another set's name, or none: one that no other deployment has. */
static void pull_in(struct build *build, struct deployment *deployment, const struct aliases *strays)
{
	const struct rsconf *list = deployment->list;
	for (uint32_t i = 0; i < list->count; i++) {
		if (has_line(deployment, &list->members[i]) || address_is_loopback(list->members[i].host))
			continue;
		struct member *member = aliases_find(strays, &list->members[i]);
		if (!member || member->deployment || member->role == ROLE_ROUTER ||
		    member->port != list->members[i].port || build_trait(build, member)->no_file ||
		    !stands_beside(build, deployment, member))
			continue;
		join(build, deployment, member);
		member->listed = &list->members[i];
	}
}

static void attach(struct build *build, struct deployment *deployment, const struct rsconf *list,
		   const struct aliases *strays)
{
	deployment->list = list;
	if (!deployment->set.len)
		deployment->set = list->set;
	match_names(build, deployment);
	if (all_on_loopback(list))
		match_ports(deployment);
	if (deployment->count)
		pull_in(build, deployment, strays);
	for (uint32_t i = 0; i < deployment->count; i++) {
		struct member *member = deployment->members[i];
		if (member->listed)
			member->arbiter |= member->listed->arbiter || member->listed->state == RS_ARBITER;
	}
}

/* Members of no deployment, by their names for others and by their sets. */
struct loners {
	struct aliases names;
	struct member **by_set;
	uint32_t count;
};

static int by_set_of_member(const void *a, const void *b)
{
	const struct member *left = *(struct member *const *)a, *right = *(struct member *const *)b;
	int order = str_compare(left->set, right->set);
	return order ? order : (left > right) - (left < right);
}

static struct loners strays_of(struct build *build)
{
	struct fleet *fleet = build->fleet;
	struct loners strays = { .names = { .arena = build->arena } };
	strays.by_set = arena_array(build->arena, fleet->member_count, sizeof *strays.by_set);
	for (uint32_t i = 0; i < fleet->member_count; i++) {
		if (fleet->members[i].deployment)
			continue;
		aliases_add(&strays.names, &fleet->members[i]);
		strays.by_set[strays.count++] = &fleet->members[i];
	}
	aliases_sort(&strays.names);
	if (strays.count)
		qsort(strays.by_set, strays.count, sizeof *strays.by_set, by_set_of_member);
	return strays;
}

/* Members that bear the list's name, each in another place: those that it names, or the only one. */
static struct deployment *deployment_of_strays(struct build *build, const struct rsconf *list,
					       const struct loners *strays)
{
	uint32_t from = 0, high = strays->count, to;
	while (from < high) {
		uint32_t middle = from + (high - from) / 2;
		if (str_compare(strays->by_set[middle]->set, list->set) < 0)
			from = middle + 1;
		else
			high = middle;
	}
	for (to = from; to < strays->count && str_eq(strays->by_set[to]->set, list->set);)
		to++;
	struct deployment *deployment = NULL;
	for (uint32_t i = 0; from < to && i < list->count; i++) {
		struct member *member = aliases_find(&strays->names, &list->members[i]);
		if (!member && to == from + 1 && i == 0)
			member = strays->by_set[from];
		if (!member || member->deployment || !str_eq(member->set, list->set))
			continue;
		deployment = deployment ? deployment : build_deployment(build, list->count);
		member->deployment = deployment;
		deployment->members[deployment->count++] = member;
	}
	if (!deployment)
		return NULL;
	deployment->set = list->set;
	deployment->name = str_cstr(build->arena, list->set);
	deployment->alike = true;
	deployment->because = arena_printf(build->arena, "%s lists them", name_of_list(list));
	return deployment;
}

/* ---- whose list is it? ---- */

static uint32_t hosts_in_common(struct build *build, const struct deployment *deployment, const struct rsconf *list)
{
	struct aliases all = aliases_of(build, deployment);
	uint32_t count = 0;
	for (uint32_t i = 0; i < list->count; i++)
		count += aliases_find(&all, &list->members[i]) != NULL;
	return count;
}

/* Of several with this name, the one whose hosts are listed; NULL: no one, or more than one. */
static struct deployment *deployment_of(struct build *build, const struct rsconf *list,
					struct deployment *const *sorted, uint32_t count)
{
	struct deployment *best = NULL;
	uint32_t most = 0, with_most = 0;
	if (count == 1)
		return sorted[0]->list ? NULL : sorted[0];
	for (uint32_t i = 0; i < count; i++) {
		uint32_t common = sorted[i]->list ? 0 : hosts_in_common(build, sorted[i], list);
		with_most = common > most ? 1 : with_most + (common == most);
		if (common > most) {
			most = common;
			best = sorted[i];
		}
	}
	return with_most == 1 ? best : NULL;
}

static int by_set(const void *a, const void *b)
{
	const struct deployment *left = *(struct deployment *const *)a, *right = *(struct deployment *const *)b;
	int order = str_compare(left->set, right->set);
	return order ? order : (left > right) - (left < right);
}

/* Deployments by name. */
struct candidates {
	struct deployment **at;
	uint32_t count;
};

static int by_project_and_set(const void *a, const void *b)
{
	const struct deployment *left = *(struct deployment *const *)a, *right = *(struct deployment *const *)b;
	int order = (left->project > right->project) - (left->project < right->project);
	return order ? order : by_set(a, b);
}

static struct candidates candidates_of(struct build *build, int (*order)(const void *a, const void *b))
{
	struct fleet *fleet = build->fleet;
	struct candidates all = { arena_array(build->arena, fleet->count, sizeof *all.at), 0 };
	for (uint32_t i = 0; i < fleet->count; i++)
		if (fleet->deployments[i].kind == DEPLOYMENT_REPLICA_SET)
			all.at[all.count++] = &fleet->deployments[i];
	if (all.count)
		qsort(all.at, all.count, sizeof *all.at, order);
	return all;
}

/* Those of one project deployment, where its own lists are meant; `all` are sorted by it. */
static struct candidates candidates_in(const struct candidates *all, const struct project_deployment *project)
{
	uint32_t low = 0, high = all->count;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		if (all->at[middle]->project < project)
			low = middle + 1;
		else
			high = middle;
	}
	for (high = low; high < all->count && all->at[high]->project == project;)
		high++;
	return (struct candidates){ all->at + low, high - low };
}

/* False where it is not clear whose it is; `last`: nobody looks again, so that is said. */
static bool give(struct build *build, const struct candidates *all, const struct rsconf *list, bool only,
		 const struct loners *strays, bool last)
{
	uint32_t from = 0, high = all->count, to;
	while (from < high) {
		uint32_t middle = from + (high - from) / 2;
		if (str_compare(all->at[middle]->set, list->set) < 0)
			from = middle + 1;
		else
			high = middle;
	}
	for (to = from; to < all->count && str_eq(all->at[to]->set, list->set);)
		to++;
	struct deployment *deployment = deployment_of(build, list, all->at + from, to - from);
	if (!deployment && from == to && only && all->count == 1 && !all->at[0]->list)
		deployment = all->at[0];
	if (!deployment && from == to)
		deployment = deployment_of_strays(build, list, strays);
	if (deployment)
		attach(build, deployment, list, &strays->names);
	else if (last)
		buf_printf(&build->notes, "%s lists the set %.*s, of which there is %s here\n", name_of_list(list),
			   STR_ARG(list->set), from == to ? "no member's config" : "more than one");
	return deployment != NULL;
}

/* Lists that have been given. */
struct given {
	const struct rsconf **at;
	uint32_t count;
};

static int by_address(const void *a, const void *b)
{
	const struct rsconf *left = *(const struct rsconf *const *)a, *right = *(const struct rsconf *const *)b;
	return (left > right) - (left < right);
}

/* Those of the project's deployments to these, where they have such a set. */
static struct given give_declared(struct build *build, const struct loners *strays, uint32_t most)
{
	const struct project *project = build->facts->project;
	struct given given = { arena_array(build->arena, most, sizeof *given.at), 0 };
	struct candidates all = candidates_of(build, by_project_and_set);
	for (uint32_t i = 0; project && i < project->deployment_count; i++) {
		const struct project_deployment *declared = &project->deployments[i];
		struct candidates own = candidates_in(&all, declared);
		for (uint32_t k = 0; k < declared->list_count; k++)
			if (give(build, &own, declared->lists[k], declared->list_count == 1, strays, false))
				given.at[given.count++] = declared->lists[k];
	}
	if (given.count)
		qsort(given.at, given.count, sizeof *given.at, by_address);
	return given;
}

/* The lists of the fleet are those of inventories and of the project. */
void listed_match(struct build *build)
{
	const struct fleet_facts *facts = build->facts;
	const struct project *project = facts->project;
	uint32_t lists = facts->list_count;
	for (uint32_t i = 0; project && i < project->deployment_count; i++)
		lists += project->deployments[i].list_count;
	if (!lists)
		return;
	struct loners strays = strays_of(build);
	struct given given = give_declared(build, &strays, lists);
	struct candidates all = candidates_of(build, by_set);
	for (uint32_t i = 0; i < facts->list_count; i++)
		if (!given.count || !bsearch(&facts->lists[i], given.at, given.count, sizeof *given.at, by_address))
			give(build, &all, facts->lists[i], false, &strays, true);
}
