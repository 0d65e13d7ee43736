#include "fleet/ansible.h"

#include <string.h>

/* A range may stand for any number of hosts. */
enum { HOSTS_MAX = 100000, NAME_MAX_LEN = 512 };

/* Groups of all hosts together, and the ways to them: each host of many may be in many. */
enum { MEMBERSHIPS_MAX = 4000000 };

enum means { MEANS_ADDRESS, MEANS_PORT, MEANS_SERVER, MEANS_EDITION };

/* What roles for MongoDB, and Ansible itself, call things. */
static const struct {
	const char *name;
	enum means means;
} variables[] = {
	{ "ansible_host", MEANS_ADDRESS }, { "ansible_ssh_host", MEANS_ADDRESS },
	{ "mongodb_host", MEANS_ADDRESS }, { "mongodb_hostname", MEANS_ADDRESS },
	{ "private_ip", MEANS_ADDRESS }, { "fqdn", MEANS_ADDRESS },
	{ "mongodb_port", MEANS_PORT }, { "mongod_port", MEANS_PORT }, { "mongo_port", MEANS_PORT },
	{ "mongodb_net_port", MEANS_PORT }, { "mongodb_conf_port", MEANS_PORT }, { "mongos_port", MEANS_PORT },
	{ "mongodb_version", MEANS_SERVER }, { "mongo_version", MEANS_SERVER }, { "mongod_version", MEANS_SERVER },
	{ "mongodb_server_version", MEANS_SERVER }, { "mongodb_package_version", MEANS_SERVER },
	{ "mongodb_edition", MEANS_EDITION },
};

bool ansible_complain(const struct ansible *ansible, uint32_t at, const char *text)
{
	struct place place = source_place(ansible->source, at);
	return err_set_at(ansible->err, ERR_INPUT, ansible->source->name, place.line, place.column, "%s", text);
}

/* ---- names ---- */

static uint32_t slot_of(const struct ansible_index *index, struct str name)
{
	uint64_t hash = tree_path_hash(0, name);
	return (uint32_t)(hash ^ hash >> 32) & (index->slots - 1);
}

static struct str name_of(const struct ansible *ansible, const struct ansible_index *index, uint32_t number)
{
	return index == &ansible->group_index ? ansible->groups[number].name : ansible->hosts[number].name;
}

static uint32_t *find_slot(const struct ansible *ansible, const struct ansible_index *index, struct str name)
{
	uint32_t slot = slot_of(index, name);
	while (index->slot[slot] && !str_eq(name_of(ansible, index, index->slot[slot] - 1), name))
		slot = (slot + 1) & (index->slots - 1);
	return &index->slot[slot];
}

/* Room for one more. */
static void widen(const struct ansible *ansible, struct ansible_index *index)
{
	if (index->used * 2 < index->slots)
		return;
	struct ansible_index old = *index;
	index->slots = old.slots ? old.slots * 2 : 64;
	index->slot = arena_array(ansible->arena, index->slots, sizeof *index->slot);
	for (uint32_t i = 0; i < old.slots; i++)
		if (old.slot[i])
			*find_slot(ansible, index, name_of(ansible, index, old.slot[i] - 1)) = old.slot[i];
}

static void list_add(struct arena *arena, struct ansible_list *list, uint32_t number)
{
	if (list->count == list->room) {
		list->room = list->room ? list->room * 2 : 4;
		list->at = arena_grow(arena, list->at, list->count, list->room, sizeof *list->at);
	}
	list->at[list->count++] = number;
}

static uint64_t *find_pair(const struct ansible_pairs *pairs, uint64_t pair)
{
	uint64_t hash = pair * 0x9e3779b97f4a7c15u;
	uint32_t slot = (uint32_t)(hash >> 32) & (pairs->slots - 1);
	while (pairs->slot[slot] && pairs->slot[slot] != pair)
		slot = (slot + 1) & (pairs->slots - 1);
	return &pairs->slot[slot];
}

/* False when the two were put together before. Asked of a hash table: one host may be in all groups. */
static bool pair_add(struct arena *arena, struct ansible_pairs *pairs, uint32_t one, uint32_t other)
{
	uint64_t pair = ((uint64_t)one << 32 | other) + 1;
	if (pairs->used * 2 >= pairs->slots) {
		struct ansible_pairs old = *pairs;
		pairs->slots = old.slots ? old.slots * 2 : 64;
		pairs->slot = arena_array(arena, pairs->slots, sizeof *pairs->slot);
		for (uint32_t i = 0; i < old.slots; i++)
			if (old.slot[i])
				*find_pair(pairs, old.slot[i]) = old.slot[i];
	}
	uint64_t *slot = find_pair(pairs, pair);
	if (*slot)
		return false;
	*slot = pair;
	pairs->used++;
	return true;
}

void ansible_init(struct ansible *ansible, struct arena *arena, const struct source *source, struct err *err)
{
	*ansible = (struct ansible){ .arena = arena, .source = source, .err = err };
}

uint32_t ansible_group(struct ansible *ansible, struct str name)
{
	widen(ansible, &ansible->group_index);
	uint32_t *slot = find_slot(ansible, &ansible->group_index, name);
	if (*slot)
		return *slot - 1;
	if (ansible->group_count == ansible->group_room) {
		ansible->group_room = ansible->group_room ? ansible->group_room * 2 : 16;
		ansible->groups = arena_grow(ansible->arena, ansible->groups, ansible->group_count, ansible->group_room,
					     sizeof *ansible->groups);
	}
	ansible->groups[ansible->group_count++].name = name;
	ansible->group_index.used++;
	return (*slot = ansible->group_count) - 1;
}

static uint32_t add_host(struct ansible *ansible, struct str name, struct span at)
{
	widen(ansible, &ansible->host_index);
	uint32_t *slot = find_slot(ansible, &ansible->host_index, name);
	if (*slot)
		return *slot - 1;
	if (ansible->host_count == ansible->host_room) {
		ansible->host_room = ansible->host_room ? ansible->host_room * 2 : 64;
		ansible->hosts = arena_grow(ansible->arena, ansible->hosts, ansible->host_count, ansible->host_room,
					    sizeof *ansible->hosts);
	}
	ansible->hosts[ansible->host_count++] = (struct ansible_host){ .name = name, .at = at };
	ansible->host_index.used++;
	return (*slot = ansible->host_count) - 1;
}

void ansible_child(struct ansible *ansible, uint32_t parent, uint32_t child)
{
	if (parent != child && pair_add(ansible->arena, &ansible->children, child, parent))
		list_add(ansible->arena, &ansible->groups[child].parents, parent);
}

/* ---- host patterns ---- */

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool all(struct str text, bool (*is)(char))
{
	for (uint32_t i = 0; i < text.len; i++)
		if (!is(text.at[i]))
			return false;
	return text.len > 0;
}

static bool is_host_char(char c)
{
	return is_digit(c) || is_letter(c) || c == '.' || c == '-' || c == '_' || (unsigned char)c >= 0x80;
}

static bool is_ipv6_char(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || c == ':' || c == '.' || c == '%';
}

/* The pattern without the port of ssh. */
static struct str without_port(struct str pattern)
{
	uint32_t colons = 0, last = STR_NONE, bracket = STR_NONE;
	for (uint32_t i = 0; i < pattern.len; i++) {
		if (pattern.at[i] == ':') {
			colons++;
			last = i;
		} else if (pattern.at[i] == ']') {
			bracket = i;
		}
	}
	/* [::1]:22 and [::1] */
	if (str_starts(pattern, "[") && bracket != STR_NONE && colons > 1 &&
	    all(str_sub(pattern, 1, bracket), is_ipv6_char) && str_has_char(str_sub(pattern, 1, bracket), ':'))
		return str_sub(pattern, 1, bracket);
	if (bracket == STR_NONE && colons > 1)
		return pattern;
	if (last != STR_NONE && (bracket == STR_NONE || last > bracket) && all(str_sub(pattern, last + 1, pattern.len), is_digit))
		return str_sub(pattern, 0, last);
	return pattern;
}

struct range {
	uint32_t open, close;    /* of the brackets, within the pattern */
	uint32_t from, to, step, width;
	bool letters;
};

static bool read_number(struct str text, uint32_t *number)
{
	*number = 0;
	for (uint32_t i = 0; i < text.len; i++)
		*number = *number * 10 + (uint32_t)(text.at[i] - '0');
	return text.len <= 9 && all(text, is_digit);
}

/* [1:5], [01:10], [a:c], [1:9:2] */
static bool read_range(struct str pattern, struct range *range)
{
	*range = (struct range){ .open = str_find_char(pattern, '[', 0), .step = 1 };
	range->close = str_find_char(pattern, ']', range->open);
	if (range->close == STR_NONE)
		return false;
	struct str rest = str_sub(pattern, range->open + 1, range->close), from, to, step;
	if (!str_split(&rest, ':', &from) || !str_split(&rest, ':', &to))
		return false;
	if (str_split(&rest, ':', &step) && (!read_number(step, &range->step) || !range->step))
		return false;
	if (from.len == 1 && to.len == 1 && is_letter(from.at[0]) && is_letter(to.at[0])) {
		range->letters = true;
		range->from = (unsigned char)from.at[0];
		range->to = (unsigned char)to.at[0];
	} else if (!read_number(!from.len ? STR("0") : from, &range->from) || !read_number(to, &range->to)) {
		return false;
	}
	range->width = from.len > 1 && from.at[0] == '0' ? from.len : 1;
	return range->from <= range->to;
}

static bool add_pattern(struct ansible *ansible, uint32_t group, struct str pattern, struct span at,
			struct ansible_list *hosts)
{
	struct range range;
	if (pattern.len > NAME_MAX_LEN)
		return ansible_complain(ansible, at.at, "this is no host name");
	if (!str_has_char(pattern, '[')) {
		if (!all(pattern, is_host_char) && !(all(pattern, is_ipv6_char) && str_has_char(pattern, ':')))
			return ansible_complain(ansible, at.at, "this is no host name");
		if (ansible->host_count >= HOSTS_MAX || hosts->count >= HOSTS_MAX)
			return ansible_complain(ansible, at.at, "with this the inventory has more than 100000 hosts");
		uint32_t host = add_host(ansible, pattern, at);
		if (pair_add(ansible->arena, &ansible->members, host, group))
			list_add(ansible->arena, &ansible->hosts[host].groups, group);
		list_add(ansible->arena, hosts, host);
		return true;
	}
	if (!read_range(pattern, &range))
		return ansible_complain(ansible, at.at, "this range of hosts is none: [1:5], [01:10] and [a:c] are");
	for (uint32_t i = range.from; i <= range.to; i += range.step) {
		struct str before = str_sub(pattern, 0, range.open), after = str_sub(pattern, range.close + 1, pattern.len);
		struct str name = range.letters
				  ? str_format(ansible->arena, "%.*s%c%.*s", STR_ARG(before), (int)i, STR_ARG(after))
				  : str_format(ansible->arena, "%.*s%0*u%.*s", STR_ARG(before), (int)range.width, i, STR_ARG(after));
		if (!add_pattern(ansible, group, name, at, hosts))
			return false;
	}
	return true;
}

bool ansible_hosts(struct ansible *ansible, uint32_t group, struct str pattern, struct span at, struct ansible_list *hosts)
{
	*hosts = (struct ansible_list){ 0 };
	return add_pattern(ansible, group, without_port(pattern), at, hosts);
}

/* ---- variables ---- */

void ansible_variable(struct ansible *ansible, struct ansible_variables *list, struct str name, struct str text,
		      struct span at)
{
	unsigned row = 0, rows = sizeof variables / sizeof *variables;
	while (row < rows && !str_is(name, variables[row].name))
		row++;
	/* What Jinja makes of it is not known. */
	if (row == rows || !text.len || str_find(text, STR("{{"), 0) != STR_NONE || str_find(text, STR("{%"), 0) != STR_NONE)
		return;
	for (uint32_t i = 0; i < list->count; i++)
		if (list->value[i].name == row)
			return;
	list->value = arena_grow(ansible->arena, list->value, list->count, list->count + 1, sizeof *list->value);
	list->value[list->count++] = (struct ansible_value){ row, text, at };
}

static bool read_server(struct str text, struct version *server)
{
	/* A role's "4.4.*", or a package's "4.4.6-1.el8". */
	if (str_ends(text, ".*"))
		text = str_sub(text, 0, text.len - 2);
	return version_parse(text, server);
}

static void take_address(struct ansible *ansible, struct inventory_entry *entry, struct str text)
{
	if (str_is(text, entry->name))
		return;
	for (uint32_t i = 0; i < entry->address_count; i++)
		if (str_is(text, entry->addresses[i]))
			return;
	entry->addresses = arena_grow(ansible->arena, entry->addresses, entry->address_count, entry->address_count + 1,
				      sizeof *entry->addresses);
	entry->addresses[entry->address_count++] = str_cstr(ansible->arena, text);
}

/* What is said nearer to the host wins, so that nothing is taken twice. */
static void take_variables(struct ansible *ansible, const struct ansible_variables *list, bool own, struct inventory_entry *entry)
{
	for (uint32_t i = 0; i < list->count; i++) {
		const struct ansible_value *value = &list->value[i];
		uint32_t port;
		switch (variables[value->name].means) {
		case MEANS_ADDRESS:
			/* A group's address would be the same for all of its hosts. */
			if (own)
				take_address(ansible, entry, value->text);
			break;
		case MEANS_PORT:
			if (!entry->port && read_number(value->text, &port) && port <= UINT16_MAX)
				entry->port = port;
			break;
		case MEANS_SERVER:
			if (!version_known(entry->server) && read_server(value->text, &entry->server))
				entry->server_at = value->at;
			break;
		case MEANS_EDITION:
			if (!entry->edition)
				entry->edition = str_is(value->text, "enterprise") ? EDITION_ENTERPRISE
						 : str_is(value->text, "percona") ? EDITION_PERCONA
						 : str_is(value->text, "org") || str_is(value->text, "community") ? EDITION_COMMUNITY : 0;
			break;
		}
	}
}

/* ---- entries ---- */

/* The groups of a host: its own, then theirs, breadth first. Adds to `steps` what it took. */
static void find_groups(struct ansible *ansible, uint32_t host, struct ansible_list *found, uint64_t *steps)
{
	found->count = 0;
	for (uint32_t i = 0; i < ansible->hosts[host].groups.count; i++) {
		list_add(ansible->arena, found, ansible->hosts[host].groups.at[i]);
		ansible->groups[ansible->hosts[host].groups.at[i]].seen = host + 1;
	}
	for (uint32_t i = 0; i < found->count; i++) {
		const struct ansible_list *parents = &ansible->groups[found->at[i]].parents;
		*steps += 1 + parents->count;
		for (uint32_t p = 0; p < parents->count && *steps <= MEMBERSHIPS_MAX; p++) {
			struct ansible_group *parent = &ansible->groups[parents->at[p]];
			if (parent->seen != host + 1)
				list_add(ansible->arena, found, parents->at[p]);
			parent->seen = host + 1;
		}
	}
}

static bool is_for_all(struct str group)
{
	return str_is(group, "all") || str_is(group, "ungrouped");
}

bool ansible_finish(struct ansible *ansible, struct inventory *inventory)
{
	struct arena *arena = ansible->arena;
	struct ansible_list found = { 0 };
	uint64_t steps = 0;
	uint32_t all_group = ansible_group(ansible, STR("all"));
	inventory->entries = arena_array(arena, ansible->host_count, sizeof *inventory->entries);
	inventory->count = ansible->host_count;
	for (uint32_t i = 0; i < ansible->host_count; i++) {
		const struct ansible_host *host = &ansible->hosts[i];
		struct inventory_entry *entry = &inventory->entries[i];
		entry->name = str_cstr(arena, host->name);
		entry->at = host->at;
		find_groups(ansible, i, &found, &steps);
		if (steps > MEMBERSHIPS_MAX)
			return ansible_complain(ansible, host->at.at, "with this host's the inventory has more than 4,000,000 "
						"memberships of hosts in groups");
		entry->groups = arena_array(arena, found.count, sizeof *entry->groups);
		take_variables(ansible, &host->variables, true, entry);
		for (uint32_t g = 0; g < found.count; g++) {
			struct ansible_group *group = &ansible->groups[found.at[g]];
			if (is_for_all(group->name))
				continue;
			if (!group->text)
				group->text = str_cstr(arena, group->name);
			entry->groups[entry->group_count++] = group->text;
			take_variables(ansible, &group->variables, false, entry);
		}
		take_variables(ansible, &ansible->groups[all_group].variables, false, entry);
	}
	return true;
}
