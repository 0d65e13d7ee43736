#include <stdlib.h>

#include "config/address.h"
#include "fleet/build.h"

/* A host's name without its domain; an address as it is. */
static struct str short_name(struct str host)
{
	bool letters = false;
	for (uint32_t i = 0; i < host.len; i++)
		letters |= (host.at[i] >= 'a' && host.at[i] <= 'z') || (host.at[i] >= 'A' && host.at[i] <= 'Z');
	uint32_t dot = str_find_char(host, '.', 0);
	return letters && dot != STR_NONE && !str_has_char(host, ':') ? str_sub(host, 0, dot) : host;
}

/* One name by which a member may be listed. */
struct alias {
	struct str name;
	struct member *member;
	bool full;     /* not a short form of another */
	bool told;     /* a name of its host, and not only of its file */
};

struct aliases {
	struct arena *arena;
	struct alias *at;
	uint32_t count, room;
};

static struct str lower(struct arena *arena, struct str name)
{
	char *text = str_cstr(arena, name);
	for (char *c = text; *c; c++)
		if (*c >= 'A' && *c <= 'Z')
			*c += 'a' - 'A';
	return str_of(text);
}

static void add_alias(struct aliases *all, struct member *member, struct str name, bool full, bool told)
{
	if (!name.len)
		return;
	if (all->count == all->room) {
		all->room = all->room ? 2 * all->room : 64;
		all->at = arena_grow(all->arena, all->at, all->count, all->room, sizeof *all->at);
	}
	all->at[all->count++] = (struct alias){ lower(all->arena, name), member, full, told };
}

static void add_name(struct aliases *all, struct member *member, struct str name, bool told)
{
	add_alias(all, member, name, true, told);
	if (short_name(name).len < name.len)
		add_alias(all, member, short_name(name), false, told);
}

static void add_member(struct aliases *all, struct member *member)
{
	struct str list = config_text(member->config, "net.bindIp"), entry;
	add_name(all, member, str_of(member->host), true);
	if (!member->host || !str_eq(str_of(member->host), str_of(member->name)))
		add_name(all, member, str_of(member->name), false);
	for (uint32_t i = 0; member->entry && i < member->entry->address_count; i++)
		add_name(all, member, str_of(member->entry->addresses[i]), true);
	if (member->entry)
		add_name(all, member, str_of(member->entry->name), true);
	while (address_next(&list, &entry))
		if (!address_is_loopback(entry) && !address_is_wildcard(entry) && !str_has_char(entry, '/'))
			add_name(all, member, entry, true);
}

static int by_name(const void *a, const void *b)
{
	const struct alias *left = a, *right = b;
	int order = str_compare(left->name, right->name);
	if (!order)
		order = right->full - left->full;
	return order ? order : (left->member > right->member) - (left->member < right->member);
}

static uint32_t first_named(const struct aliases *all, struct str name)
{
	uint32_t low = 0, high = all->count;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		if (str_compare(all->at[middle].name, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The one member called so; with the port that is listed, or the only one there is. NULL: none, or
 * more than one. */
static struct member *member_called(const struct aliases *all, struct str name, bool full, uint32_t port)
{
	struct member *with_port = NULL, *any = NULL;
	bool several = false, ports = false;
	for (uint32_t i = first_named(all, name); i < all->count && str_eq(all->at[i].name, name); i++) {
		struct member *member = all->at[i].member;
		if (full && !all->at[i].full)
			continue;
		several |= any && any != member;
		any = member;
		if (member->port != port)
			continue;
		ports |= with_port && with_port != member;
		with_port = member;
	}
	return ports ? NULL : with_port ? with_port : several ? NULL : any;
}

static struct member *member_listed_as(const struct aliases *all, const struct rs_member *line)
{
	struct str name = lower(all->arena, line->host), plain = short_name(name);
	struct member *member = member_called(all, name, true, line->port);
	if (!member && plain.len < name.len)
		member = member_called(all, plain, true, line->port);
	return member ? member : member_called(all, name, false, line->port);
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

static void match_names(struct build *build, struct deployment *deployment)
{
	struct aliases all = { .arena = build->arena };
	const struct rsconf *list = deployment->list;
	for (uint32_t i = 0; i < deployment->count; i++)
		add_member(&all, deployment->members[i]);
	if (all.count)
		qsort(all.at, all.count, sizeof *all.at, by_name);
	for (uint32_t i = 0; i < list->count; i++) {
		struct member *member = member_listed_as(&all, &list->members[i]);
		if (member && !member->listed)
			member->listed = &list->members[i];
	}
}

static void attach(struct build *build, struct deployment *deployment, const struct rsconf *list)
{
	deployment->list = list;
	match_names(build, deployment);
	if (all_on_loopback(list))
		match_ports(deployment);
	for (uint32_t i = 0; i < deployment->count; i++) {
		struct member *member = deployment->members[i];
		if (member->listed)
			member->arbiter |= member->listed->arbiter || member->listed->state == RS_ARBITER;
	}
}

/* How many of its members' hosts `deployment` seems to have. */
static uint32_t hosts_in_common(struct build *build, const struct deployment *deployment, const struct rsconf *list)
{
	struct aliases all = { .arena = build->arena };
	uint32_t count = 0;
	for (uint32_t i = 0; i < deployment->count; i++)
		add_member(&all, deployment->members[i]);
	if (all.count)
		qsort(all.at, all.count, sizeof *all.at, by_name);
	for (uint32_t i = 0; i < list->count; i++)
		count += member_listed_as(&all, &list->members[i]) != NULL;
	return count;
}

/* Of several with this name, the one whose hosts are listed; NULL: no one, or more than one. */
static struct deployment *deployment_of(struct build *build, const struct rsconf *list,
					struct deployment *const *sorted, uint32_t count)
{
	struct deployment *best = NULL;
	uint32_t most = 0, with_most = 0;
	if (count == 1)
		return sorted[0];
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

static uint32_t first_of_set(struct deployment *const *sorted, uint32_t count, struct str set)
{
	uint32_t low = 0, high = count;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		if (str_compare(sorted[middle]->set, set) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

void listed_match(struct build *build)
{
	struct fleet *fleet = build->fleet;
	struct deployment **sorted = arena_array(build->arena, fleet->count, sizeof *sorted);
	if (!build->facts->list_count)
		return;
	for (uint32_t i = 0; i < fleet->count; i++)
		sorted[i] = &fleet->deployments[i];
	if (fleet->count)
		qsort(sorted, fleet->count, sizeof *sorted, by_set);
	for (uint32_t i = 0; i < build->facts->list_count; i++) {
		const struct rsconf *list = build->facts->lists[i];
		uint32_t from = first_of_set(sorted, fleet->count, list->set), to = from;
		while (to < fleet->count && str_eq(sorted[to]->set, list->set))
			to++;
		struct deployment *deployment = deployment_of(build, list, sorted + from, to - from);
		const struct source *source = list->config ? list->config : list->status;
		if (deployment)
			attach(build, deployment, list);
		else
			buf_printf(&build->notes, "%s lists the set %.*s, of which there is %s here\n",
				   source ? source->name : "an export", STR_ARG(list->set),
				   from == to ? "no member's config" : "more than one");
	}
}
