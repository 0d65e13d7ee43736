#include <stdlib.h>

#include "config/address.h"
#include "fleet/build.h"

/* ---- which host of which inventory is a config's? ---- */

/* One name of one host. */
struct name {
	struct str text;       /* in lower case */
	const struct inventory *inventory;
	const struct inventory_entry *entry;
	bool brief;            /* without its domain, which is said elsewhere */
};

struct names {
	struct arena *arena;
	struct name *at;
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

/* A host's name without its domain; an address as it is. */
static struct str without_domain(struct str host)
{
	uint32_t dot = str_find_char(host, '.', 0);
	return dot == STR_NONE || address_kind(host) != ADDRESS_HOST ? host : str_sub(host, 0, dot);
}

static void add_name(struct names *names, const struct inventory *inventory, const struct inventory_entry *entry,
		     struct str text, bool brief)
{
	if (!text.len || address_is_loopback(text))
		return;
	if (names->count == names->room) {
		names->room = names->room ? 2 * names->room : 64;
		names->at = arena_grow(names->arena, names->at, names->count, names->room, sizeof *names->at);
	}
	names->at[names->count++] = (struct name){ lower(names->arena, text), inventory, entry, brief };
}

static void add_entry(struct names *names, const struct inventory *inventory, const struct inventory_entry *entry)
{
	for (uint32_t i = 0; i <= entry->address_count; i++) {
		struct str name = str_of(i ? entry->addresses[i - 1] : entry->name), brief = without_domain(name);
		add_name(names, inventory, entry, name, false);
		if (brief.len < name.len)
			add_name(names, inventory, entry, brief, true);
	}
}

static int by_text(const void *a, const void *b)
{
	const struct name *left = a, *right = b;
	int order = str_compare(left->text, right->text);
	if (!order)
		order = left->brief - right->brief;
	return order ? order : (left->entry > right->entry) - (left->entry < right->entry);
}

static uint32_t first_called(const struct names *names, struct str text)
{
	uint32_t low = 0, high = names->count;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		if (str_compare(names->at[middle].text, text) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* How much of the inventory's path is in the config's: production of inventories/production/hosts. */
static unsigned words_in_common(const struct inventory *inventory, const struct build *build,
				const struct member *member)
{
	struct str rest = build_path(inventory->source->name), part;
	unsigned count = 0;
	while (str_split(&rest, '/', &part)) {
		struct str path = build_trait(build, member)->path, folder, stem = sibling_stem(part);
		bool found = member->place && member->place->environment.len && str_eq(member->place->environment, stem);
		while (!found && str_split(&path, '/', &folder))
			found = folder.len && (str_eq(folder, part) || str_eq(folder, stem));
		count += found;
	}
	return count;
}

/* As many hosts of one name are none. */
enum { SAME_NAMES = 64 };

/* The host called so; of several that of the inventory which is nearest. NULL: none, or more than one. */
static const struct name *host_called(const struct build *build, const struct names *names, struct str text,
				      const struct member *member)
{
	const struct name *best = NULL;
	unsigned most = 0;
	bool several = false;
	text = lower(build->arena, text);
	uint32_t first = first_called(names, text);
	for (uint32_t i = first; i < names->count && str_eq(names->at[i].text, text); i++) {
		if (i - first == SAME_NAMES)
			return NULL;
		const struct name *name = &names->at[i];
		if (best && (name->entry == best->entry || name->brief > best->brief))
			continue;
		unsigned common = words_in_common(name->inventory, build, member);
		if (best && common == most)
			several = true;
		if (best && common <= most)
			continue;
		several = false;
		best = name;
		most = common;
	}
	return several ? NULL : best;
}

/* db1 of mongod-db1, db1 of db1-mongod. */
static struct str without_program(struct str stem)
{
	static const char *const programs[] = { "mongod", "mongos", "mongodb", "mongo", NULL };
	for (unsigned i = 0; programs[i]; i++) {
		uint32_t len = str_of(programs[i]).len;
		if (stem.len <= len + 1)
			continue;
		char after = stem.at[len], before = stem.at[stem.len - len - 1];
		if (str_starts(stem, programs[i]) && (after == '-' || after == '_' || after == '.'))
			return str_sub(stem, len + 1, stem.len);
		if (str_ends(stem, programs[i]) && (before == '-' || before == '_' || before == '.'))
			return str_sub(stem, 0, stem.len - len - 1);
	}
	return stem;
}

/* By a project's word, by the path from its end, or by an address that is nobody else's. */
static const struct name *host_of(const struct build *build, const struct names *names, const struct member *member)
{
	struct str path = build_trait(build, member)->path, stem = sibling_stem(path), entry;
	const struct name *found = NULL;
	if (member->place && member->place->host.len) {
		found = host_called(build, names, member->place->host, member);
		return found ? found : host_called(build, names, without_domain(member->place->host), member);
	}
	found = host_called(build, names, stem, member);
	if (!found)
		found = host_called(build, names, without_program(stem), member);
	while (!found && path.len > sibling_last(path).len) {
		path = str_sub(path, 0, path.len - sibling_last(path).len - 1);
		struct str folder = sibling_last(path);
		found = folder.len ? host_called(build, names, folder, member) : NULL;
		if (!found && folder.len)
			found = host_called(build, names, without_domain(folder), member);
	}
	struct str list = found ? STR("") : config_text(member->config, "net.bindIp");
	while (!found && address_next(&list, &entry))
		found = host_called(build, names, entry, member);
	return found;
}

/* arbiters, shop_arbiter */
static bool is_group_of_arbiters(struct str group)
{
	return str_ends(group, "arbiter") || str_ends(group, "arbiters") || str_ends(group, "_arb") || str_is(group, "arb");
}

static void take_entry(struct build *build, struct member *member, const struct name *name)
{
	const struct inventory_entry *entry = name->entry;
	struct trait *trait = build_trait(build, member);
	member->inventory = name->inventory;
	member->entry = entry;
	member->host = entry->name;
	if (!member->name)
		member->name = entry->name;
	for (uint32_t i = 0; i < entry->group_count; i++)
		member->arbiter |= is_group_of_arbiters(str_of(entry->groups[i]));
	trait->host_key = str_format(build->arena, "%s of %s", entry->name, name->inventory->source->name);
	if (version_known(entry->server)) {
		member->server = entry->server;
		member->server_source = name->inventory->source;
		member->server_at = entry->server_at;
	}
}

/* ---- which of its groups is its deployment? ---- */

/* A group, once for each of its hosts that has a config. */
struct lodging {
	const struct inventory *inventory;
	struct str group;
	struct member *member;
	uint32_t size, bearers;   /* of the group: members, and those with the name that most have */
	uint32_t rank;            /* 0: the innermost of the member's */
	bool chosen;
};

static int by_group(const void *a, const void *b)
{
	const struct lodging *left = a, *right = b;
	int order = (left->inventory > right->inventory) - (left->inventory < right->inventory);
	if (!order)
		order = str_compare(left->group, right->group);
	return order ? order : str_compare(left->member->set, right->member->set);
}

static int by_member(const void *a, const void *b)
{
	const struct lodging *left = a, *right = b;
	int order = (left->member > right->member) - (left->member < right->member);
	return order ? order : (int)left->rank - (int)right->rank;
}

static bool same_group(const struct lodging *a, const struct lodging *b)
{
	return a->inventory == b->inventory && str_eq(a->group, b->group);
}

/* Sizes and bearers, and with `spread` whether any member has chosen the group. */
static void count_groups(struct lodging *all, uint32_t count)
{
	for (uint32_t from = 0, to; from < count; from = to) {
		uint32_t most = 0, run = 0;
		bool chosen = false;
		for (to = from; to < count && same_group(&all[to], &all[from]); to++) {
			run = to > from && str_eq(all[to].member->set, all[to - 1].member->set) ? run + 1 : 1;
			most = all[to].member->set.len && run > most ? run : most;
			chosen |= all[to].chosen;
		}
		for (uint32_t i = from; i < to; i++) {
			all[i].size = to - from;
			all[i].bearers = most;
			all[i].chosen = chosen;
		}
	}
}

static bool is_purer(const struct lodging *a, const struct lodging *b)
{
	return (uint64_t)a->bearers * b->size > (uint64_t)b->bearers * a->size;
}

/* The purest with two hosts of one set, of equals the innermost. One that is called like an environment,
 * with one host alone, is not looked out of: the groups around it hold other environments. */
static struct lodging *best_of(struct lodging *own, uint32_t count)
{
	struct lodging *best = NULL;
	for (uint32_t i = 0; i < count; i++) {
		if (own[i].bearers < 2) {
			if (!best && sibling_is_apart(own[i].group))
				return &own[i];
			continue;
		}
		if (!best || is_purer(&own[i], best))
			best = &own[i];
	}
	return best ? best : own;
}

/* One whose host has no nearer group is that of the hosts around it as well, if it is as pure. */
static struct lodging *outermost_chosen(struct lodging *own, uint32_t count, struct lodging *best)
{
	for (uint32_t i = count; i > 0; i--)
		if (own[i - 1].chosen && own[i - 1].bearers > 1 && !is_purer(best, &own[i - 1]))
			return &own[i - 1];
	return best;
}

static void choose_groups(struct build *build, struct lodging *all, uint32_t count)
{
	for (unsigned round = 0; round < 2; round++) {
		qsort(all, count, sizeof *all, by_group);
		count_groups(all, count);
		qsort(all, count, sizeof *all, by_member);
		for (uint32_t from = 0, to; from < count; from = to) {
			for (to = from + 1; to < count && all[to].member == all[from].member;)
				to++;
			struct lodging *best = best_of(all + from, to - from);
			if (round == 0)
				best->chosen = true;
			else
				best = outermost_chosen(all + from, to - from, best);
			build_trait(build, all[from].member)->group = str_cstr(build->arena, best->group);
		}
	}
}

struct str entries_group_stem(struct arena *arena, struct str group)
{
	static const char *const roles[] = {
		"arb", "arbiter", "arbiters", "data", "delayed", "hidden", "master", "masters", "member", "members", "primaries",
		"primary", "replica", "replicas", "secondaries", "secondary", "slave", "slaves", NULL,
	};
	struct buf out = BUF_INIT(arena);
	while (group.len) {
		uint32_t end = 0;
		while (end < group.len && group.at[end] != '_' && group.at[end] != '-')
			end++;
		struct str word = str_sub(group, 0, end);
		bool role = false;
		for (unsigned i = 0; roles[i]; i++)
			role |= str_eq_nocase(word, str_of(roles[i]));
		if (!role) {
			buf_str(&out, word);
			buf_char(&out, '_');
		}
		group = str_sub(group, end + 1, group.len);
	}
	return buf_done(&out);
}

/* ---- all ---- */

static int by_entry(const void *a, const void *b)
{
	const struct inventory_entry *left = *(const struct inventory_entry *const *)a;
	const struct inventory_entry *right = *(const struct inventory_entry *const *)b;
	return (left > right) - (left < right);
}

/* Hosts without a config, when others of their inventory have one. */
static void note_missing(struct build *build, const struct inventory *inventory)
{
	struct fleet *fleet = build->fleet;
	const struct inventory_entry **found = arena_array(build->arena, fleet->member_count, sizeof *found);
	uint32_t count = 0;
	for (uint32_t i = 0; i < fleet->member_count; i++)
		if (fleet->members[i].inventory == inventory)
			found[count++] = fleet->members[i].entry;
	if (!count)
		return;
	qsort(found, count, sizeof *found, by_entry);
	for (uint32_t i = 0; i < inventory->count; i++) {
		const struct inventory_entry *entry = &inventory->entries[i];
		if (!bsearch(&entry, found, count, sizeof *found, by_entry))
			buf_printf(&build->notes, "%s: no config of %s was read\n", inventory->source->name, entry->name);
	}
}

void entries_match(struct build *build)
{
	const struct fleet_facts *facts = build->facts;
	struct fleet *fleet = build->fleet;
	struct names names = { .arena = build->arena };
	uint32_t groups = 0, used = 0;
	for (uint32_t i = 0; i < facts->inventory_count; i++)
		for (uint32_t k = 0; facts->inventories[i]->kind != INVENTORY_COMPOSE && k < facts->inventories[i]->count; k++)
			add_entry(&names, facts->inventories[i], &facts->inventories[i]->entries[k]);
	if (!names.count)
		return;
	qsort(names.at, names.count, sizeof *names.at, by_text);
	for (uint32_t i = 0; i < fleet->member_count; i++) {
		struct member *member = &fleet->members[i];
		const struct name *name = build->traits[i].service ? NULL : host_of(build, &names, member);
		if (name)
			take_entry(build, member, name);
		groups += name ? name->entry->group_count : 0;
	}
	struct lodging *all = arena_array(build->arena, groups, sizeof *all);
	for (uint32_t i = 0; i < fleet->member_count; i++) {
		struct member *member = &fleet->members[i];
		bool seated = member->role == ROLE_ROUTER || build->traits[i].service;
		for (uint32_t k = 0; member->entry && !seated && k < member->entry->group_count; k++)
			all[used++] = (struct lodging){ .inventory = member->inventory, .rank = k,
							.group = str_of(member->entry->groups[k]), .member = member };
	}
	if (used)
		choose_groups(build, all, used);
	for (uint32_t i = 0; i < facts->inventory_count; i++)
		if (facts->inventories[i]->kind != INVENTORY_COMPOSE)
			note_missing(build, facts->inventories[i]);
}
