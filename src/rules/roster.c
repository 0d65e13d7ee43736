#include "rules/roster.h"

#include <stdlib.h>

#include "fleet/siblings.h"

/* ---- names of a member ---- */

static bool is_called_by_inventory(const struct inventory_entry *entry, struct str host)
{
	if (hostname_same(str_of(entry->name), host))
		return true;
	for (uint32_t i = 0; i < entry->address_count; i++)
		if (hostname_same(str_of(entry->addresses[i]), host))
			return true;
	return false;
}

/* What its folder is called, or else its file: that may be a host's name, if others' are. */
static struct str called(const struct member *member)
{
	return str_of(member->host ? member->host : member->name);
}

/* The next entry of net.bindIp by which others may know its host; false when there is none left. */
static bool next_own_address(struct str *rest, struct str *entry)
{
	while (rest->at && str_split(rest, ',', entry)) {
		*entry = str_trim(*entry);
		enum hostname_kind kind = hostname_kind_of(*entry);
		bool wide = str_is(*entry, "0.0.0.0") || str_is(*entry, "::") || str_is(*entry, "*");
		if (!wide && kind != HOSTNAME_LOCAL && kind != HOSTNAME_UNKNOWN)
			return true;
	}
	return false;
}

static struct str bound_to(const struct member *member)
{
	const struct setting *setting = config_find(member->config, "net.bindIp");
	return setting && setting->kind == SETTING_SCALAR ? setting->text : STR("");
}

static bool binds(const struct member *member, struct str host)
{
	struct str rest = bound_to(member), entry;
	while (next_own_address(&rest, &entry))
		if (hostname_same(entry, host))
			return true;
	return false;
}

bool roster_is_known_as(const struct member *member, struct str host)
{
	return hostname_same(called(member), host) || (member->entry && is_called_by_inventory(member->entry, host));
}

bool roster_is_called(const struct member *member, struct str host)
{
	return roster_is_known_as(member, host) || binds(member, host);
}

/* Are its addresses all said, each as an address? Then one that is not among them is not its. */
static bool addresses_are_known(const struct member *member)
{
	struct str rest = bound_to(member), entry;
	uint32_t known = 0;
	while (rest.at && str_split(&rest, ',', &entry)) {
		entry = str_trim(entry);
		enum hostname_kind kind = hostname_kind_of(entry);
		if (str_is(entry, "0.0.0.0") || str_is(entry, "::") || str_is(entry, "*") || kind == HOSTNAME_NAME ||
		    kind == HOSTNAME_PASSING)
			return false;
		known += hostname_is_address(kind);
	}
	return known > 0;
}

/* ---- strays ---- */

struct roster_stray {
	struct str key;
	const struct member *member;
};

/* What its folder is called like a host; empty: nothing is. */
static struct str folder_of(const struct member *member)
{
	bool surely;
	return member->file ? sibling_host_folder(str_of(member->file->source->name), &surely) : STR("");
}

struct str roster_folder(const struct member *member)
{
	struct str folder = folder_of(member);
	return folder.len ? sibling_last(folder) : folder;
}

/* Equal for files of one set that differ in their hosts' folders alone; empty where there is no such folder. */
static struct str key_of(struct arena *arena, const struct member *member)
{
	struct str folder = folder_of(member), path = str_of(member->file ? member->file->source->name : "");
	if (!folder.len)
		return STR("");
	struct str host = sibling_last(folder);
	return str_format(arena, "%.*s\n%.*s\n%.*s", STR_ARG(member->set), STR_ARG(str_sub(path, 0, folder.len - host.len)),
			  STR_ARG(str_sub(path, folder.len, path.len)));
}

static int by_key(const void *a, const void *b)
{
	const struct roster_stray *left = a, *right = b;
	int order = str_compare(left->key, right->key);
	return order ? order : (left->member > right->member) - (left->member < right->member);
}

struct roster_strays roster_strays(struct arena *arena, const struct fleet *fleet)
{
	struct roster_strays strays = { 0 };
	bool inventories = false;
	for (uint32_t i = 0; !inventories && i < fleet->member_count; i++)
		inventories = fleet->members[i].entry;
	if (!inventories)
		return strays;
	strays.at = arena_array(arena, fleet->member_count, sizeof *strays.at);
	for (uint32_t i = 0; i < fleet->member_count; i++) {
		const struct member *member = &fleet->members[i];
		if (member->deployment || member->entry || !member->set.len || member->role == ROLE_ROUTER)
			continue;
		strays.at[strays.count] = (struct roster_stray){ key_of(arena, member), member };
		strays.count += strays.at[strays.count].key.len > 0;
	}
	if (strays.count)
		qsort(strays.at, strays.count, sizeof *strays.at, by_key);
	return strays;
}

static uint32_t first_stray(const struct roster_strays *strays, struct str key)
{
	uint32_t low = 0, high = strays->count;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		if (str_compare(strays->at[middle].key, key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Seats for them, if they are fewer than the members: else they are something of their own. */
static void seat_strays(struct arena *arena, const struct roster_strays *strays, const struct deployment *deployment,
			struct roster *roster)
{
	struct str key = key_of(arena, deployment->members[0]);
	uint32_t from = key.len ? first_stray(strays, key) : strays->count, to = from;
	while (to < strays->count && str_eq(strays->at[to].key, key))
		to++;
	if (to == from || to - from >= deployment->count)
		return;
	roster->seats = arena_grow(arena, roster->seats, roster->seat_count, roster->seat_count + to - from,
				   sizeof *roster->seats);
	for (uint32_t i = from; i < to; i++)
		roster->seats[roster->seat_count++] = (struct roster_seat){ .member = strays->at[i].member, .fit = MEMBER_OPEN };
}

/* ---- the lines ---- */

static void lines_of_list(struct arena *arena, const struct rsconf *list, struct roster *roster)
{
	roster->lines = arena_array(arena, list->count, sizeof *roster->lines);
	roster->line_count = list->count;
	for (uint32_t i = 0; i < list->count; i++) {
		const struct rs_member *said = &list->members[i];
		roster->lines[i] = (struct roster_line){
			.host = said->host, .port = said->port, .kind = hostname_kind_of(said->host),
			.where = { said->source, said->at }, .fit = LINE_OPEN,
		};
	}
	roster->of = "the member list";
	roster->exported = true;
}

static bool is_of_group(const struct inventory_entry *entry, const char *group)
{
	for (uint32_t i = 0; i < entry->group_count; i++)
		if (str_is(str_of(entry->groups[i]), group))
			return true;
	return false;
}

/* The group that is this set: it is called as the deployment is, and its members are of it. */
static const char *group_of(const struct deployment *deployment, const struct inventory **inventory)
{
	const char *group = NULL;
	uint32_t bearers = 0;
	for (uint32_t i = 0; i < deployment->count; i++) {
		const struct member *member = deployment->members[i];
		if (!member->entry || member->inventory->kind == INVENTORY_COMPOSE)
			continue;
		for (uint32_t g = 0; !group && g < member->entry->group_count; g++) {
			struct str name = str_of(member->entry->groups[g]);
			if (str_is(name, deployment->name) || str_eq(name, deployment->set)) {
				group = member->entry->groups[g];
				*inventory = member->inventory;
			}
		}
		bearers += group && *inventory == member->inventory && is_of_group(member->entry, group);
	}
	return bearers >= 2 ? group : NULL;
}

static void lines_of_group(struct arena *arena, const struct inventory *inventory, const char *group, struct roster *roster)
{
	roster->lines = arena_array(arena, inventory->count, sizeof *roster->lines);
	for (uint32_t i = 0; i < inventory->count; i++) {
		const struct inventory_entry *entry = &inventory->entries[i];
		if (!is_of_group(entry, group))
			continue;
		roster->lines[roster->line_count++] = (struct roster_line){
			.host = str_of(entry->name), .port = entry->port, .kind = hostname_kind_of(str_of(entry->name)),
			.entry = entry, .where = { inventory->source, entry->at }, .fit = LINE_OPEN,
		};
	}
	roster->of = arena_printf(arena, "the group %s", group);
}

/* ---- bringing them together ---- */

static int by_host(const void *a, const void *b)
{
	const struct roster_line *left = *(struct roster_line *const *)a, *right = *(struct roster_line *const *)b;
	int order = str_compare(left->host, right->host);
	order = order ? order : (left->port > right->port) - (left->port < right->port);
	return order ? order : (left > right) - (left < right);
}

/* The same host and port a second time. */
static void find_repeated_lines(struct arena *arena, struct roster *roster)
{
	struct roster_line **sorted = arena_array(arena, roster->line_count, sizeof *sorted);
	for (uint32_t i = 0; i < roster->line_count; i++)
		sorted[i] = &roster->lines[i];
	if (roster->line_count)
		qsort(sorted, roster->line_count, sizeof *sorted, by_host);
	for (uint32_t i = 1; i < roster->line_count; i++) {
		struct roster_line *before = sorted[i - 1], *line = sorted[i];
		if (line->kind == HOSTNAME_UNKNOWN || !str_eq(before->host, line->host) || before->port != line->port)
			continue;
		line->fit = LINE_AGAIN;
		line->first = before->fit == LINE_AGAIN ? before->first : before;
	}
}

static void take(struct roster *roster, struct roster_seat *seat, struct roster_line *line, enum member_fit fit)
{
	seat->line = line;
	seat->fit = line->member ? MEMBER_AGAIN : fit;
	if (line->member)
		return;
	line->member = seat->member;
	line->fit = LINE_TAKEN;
	roster->taken++;
}

static bool says(const struct roster_line *line, const struct member *member)
{
	return line->entry ? line->entry == member->entry : member->listed && line->where.at.at == member->listed->at.at &&
	       line->where.source == member->listed->source;
}

static bool may_be_taken(const struct roster_line *line)
{
	return line->fit == LINE_OPEN && line->kind != HOSTNAME_LOCAL && line->kind != HOSTNAME_UNKNOWN;
}

static bool line_is_for(const struct roster_line *line, const struct member *member)
{
	return line->entry ? is_called_by_inventory(line->entry, called(member)) : roster_is_called(member, line->host);
}

static bool listens_at(const struct member *member, uint32_t port)
{
	return !port || !member->port || member->port == port;
}

enum pass { PASS_SAID, PASS_SAME, PASS_HOST };

/* First what was matched before, then host and port, then the host alone. */
static void match(struct roster *roster, enum pass pass)
{
	for (uint32_t i = 0; i < roster->seat_count; i++) {
		struct roster_seat *seat = &roster->seats[i];
		for (uint32_t k = 0; seat->fit == MEMBER_OPEN && k < roster->line_count; k++) {
			struct roster_line *line = &roster->lines[k];
			if (line->fit == LINE_AGAIN)
				continue;
			if (pass == PASS_SAID && says(line, seat->member))
				take(roster, seat, line, listens_at(seat->member, line->port) ? MEMBER_LISTED : MEMBER_OTHER_PORT);
			if (pass == PASS_SAME && line->kind != HOSTNAME_LOCAL && line_is_for(line, seat->member) &&
			    listens_at(seat->member, line->port))
				take(roster, seat, line, MEMBER_LISTED);
			if (pass == PASS_HOST && may_be_taken(line) && line_is_for(line, seat->member))
				take(roster, seat, line, MEMBER_OTHER_PORT);
		}
	}
}

/* A set on one host: its lines differ in their ports alone. */
static bool ports_tell(const struct deployment *deployment, const struct roster *roster)
{
	for (uint32_t i = 0; i < roster->line_count; i++)
		if (!hostname_same(roster->lines[i].host, roster->lines[0].host) || !roster->lines[i].port)
			return false;
	return roster->exported && deployment->hosts != HOSTS_MANY;
}

static void match_by_port(struct roster *roster)
{
	uint32_t open = 0, left = 0;
	struct roster_line *last = NULL;
	struct roster_seat *stray = NULL;
	for (uint32_t i = 0; i < roster->seat_count; i++) {
		struct roster_seat *seat = &roster->seats[i];
		for (uint32_t k = 0; seat->fit == MEMBER_OPEN && k < roster->line_count; k++)
			if (roster->lines[k].fit == LINE_OPEN && seat->member->port == roster->lines[k].port)
				take(roster, seat, &roster->lines[k], MEMBER_LISTED);
		if (seat->fit == MEMBER_OPEN) {
			stray = seat;
			left++;
		}
	}
	for (uint32_t k = 0; k < roster->line_count; k++)
		if (roster->lines[k].fit == LINE_OPEN) {
			last = &roster->lines[k];
			open++;
		}
	/* All but one fit, so these two are meant for each other. */
	if (left == 1 && open == 1 && roster->taken && stray->member->port && !stray->member->entry)
		take(roster, stray, last, MEMBER_OTHER_PORT);
}

/* ---- what is left ---- */

/* What is known of how the others are called in the list. */
struct scheme {
	uint32_t names, addresses;  /* lines with a member */
	uint32_t repeated, vague;   /* lines that may be anybody's */
	uint32_t open_names, open_addresses;
};

static struct scheme scheme_of(const struct roster *roster)
{
	struct scheme scheme = { 0 };
	for (uint32_t k = 0; k < roster->line_count; k++) {
		const struct roster_line *line = &roster->lines[k];
		bool name = line->kind == HOSTNAME_NAME, address = hostname_is_address(line->kind);
		scheme.names += line->fit == LINE_TAKEN && name;
		scheme.addresses += line->fit == LINE_TAKEN && address;
		scheme.repeated += line->fit == LINE_AGAIN;
		scheme.open_names += line->fit == LINE_OPEN && name;
		scheme.open_addresses += line->fit == LINE_OPEN && address;
		scheme.vague += line->fit == LINE_OPEN && !name && !address;
	}
	return scheme;
}

/* Found by its address; and its folder is called otherwise than the inventory calls the host, where those of the
 * others are called alike. */
static void judge_folders(struct roster *roster)
{
	uint32_t alike = 0;
	struct roster_seat *odd = NULL;
	for (uint32_t i = 0; i < roster->seat_count; i++) {
		struct roster_seat *seat = &roster->seats[i];
		struct str folder = roster_folder(seat->member);
		if (seat->fit != MEMBER_LISTED || !seat->line->entry || !folder.len)
			continue;
		if (is_called_by_inventory(seat->line->entry, folder))
			alike++;
		else if (odd)
			return;
		else
			odd = seat;
	}
	if (!odd || alike < 2 || (odd->member->place && odd->member->place->host.len))
		return;
	odd->fit = MEMBER_NOT_LISTED;
}

static void judge_seats(struct roster *roster, const struct scheme *scheme)
{
	for (uint32_t i = 0; i < roster->seat_count; i++) {
		struct roster_seat *seat = &roster->seats[i];
		const struct member *member = seat->member;
		bool named = hostname_kind_of(called(member)) == HOSTNAME_NAME && scheme->names >= (member->host ? 1 : 2);
		bool known = addresses_are_known(member) && scheme->addresses > 0;
		if (seat->fit != MEMBER_OPEN || scheme->repeated || scheme->vague || member->guess != GUESS_NONE)
			continue;
		if ((named && (known || !scheme->open_addresses)) || (known && !scheme->open_names)) {
			seat->fit = MEMBER_NOT_LISTED;
			seat->by_address = !named;
		}
	}
}

/* The open line whose name is nearest to the member's. */
static struct roster_line *nearest_line(const struct roster *roster, const struct roster_seat *seat)
{
	enum { FAR = 99 };
	unsigned best = FAR;
	struct roster_line *found = NULL;
	for (uint32_t k = 0; k < roster->line_count; k++) {
		struct roster_line *line = &roster->lines[k];
		unsigned far = line->fit == LINE_OPEN ? str_distance(line->host, called(seat->member), FAR - 1) : FAR;
		if (far < best || (line->fit == LINE_OPEN && !found)) {
			best = far;
			found = line;
		}
	}
	return found;
}

/* Each member that the list does not name may be one that it means; lines beyond that are nobody's. */
static void judge_lines(struct roster *roster, const struct scheme *scheme, bool declared)
{
	for (uint32_t i = 0; i < roster->seat_count; i++) {
		struct roster_seat *seat = &roster->seats[i];
		if (seat->fit == MEMBER_OPEN || seat->fit == MEMBER_AGAIN)
			return;
		seat->line = seat->fit == MEMBER_NOT_LISTED ? nearest_line(roster, seat) : seat->line;
		if (seat->fit == MEMBER_NOT_LISTED && seat->line)
			seat->line->fit = LINE_MISSPELT;
	}
	bool enough = roster->taken >= 2 || (declared && roster->taken);
	for (uint32_t k = 0; enough && k < roster->line_count; k++) {
		struct roster_line *line = &roster->lines[k];
		bool alike = line->kind == HOSTNAME_NAME ? scheme->names > 0
			   : hostname_is_address(line->kind) && !scheme->names && !scheme->open_names;
		if (line->fit == LINE_OPEN && alike)
			line->fit = LINE_MISSING;
	}
}

/* More than any set has (50 members), so that what is no set costs nothing. */
enum { ROSTER_MAX = 1000 };

bool roster_make(struct arena *arena, const struct roster_strays *strays, const struct deployment *deployment,
		 struct roster *roster)
{
	const struct inventory *inventory = NULL;
	*roster = (struct roster){ .seat_count = deployment->count };
	if (deployment->kind != DEPLOYMENT_REPLICA_SET || deployment->count > ROSTER_MAX)
		return false;
	const char *group = deployment->list ? NULL : group_of(deployment, &inventory);
	if (deployment->list)
		lines_of_list(arena, deployment->list, roster);
	else if (group && inventory->count <= ROSTER_MAX)
		lines_of_group(arena, inventory, group, roster);
	if (!roster->line_count || roster->line_count > ROSTER_MAX)
		return false;
	roster->seats = arena_array(arena, deployment->count, sizeof *roster->seats);
	for (uint32_t i = 0; i < deployment->count; i++)
		roster->seats[i] = (struct roster_seat){ .member = deployment->members[i], .fit = MEMBER_OPEN };
	if (group && strays)
		seat_strays(arena, strays, deployment, roster);
	find_repeated_lines(arena, roster);
	match(roster, PASS_SAID);
	match(roster, PASS_SAME);
	match(roster, PASS_HOST);
	if (ports_tell(deployment, roster))
		match_by_port(roster);
	struct scheme scheme = scheme_of(roster);
	judge_seats(roster, &scheme);
	judge_lines(roster, &scheme, deployment->project);
	judge_folders(roster);
	return true;
}

bool roster_is_even(const struct roster *roster)
{
	for (uint32_t i = 0; i < roster->seat_count; i++)
		if (roster->seats[i].fit == MEMBER_NOT_LISTED || roster->seats[i].fit == MEMBER_AGAIN)
			return false;
	for (uint32_t k = 0; k < roster->line_count; k++)
		if (roster->lines[k].fit == LINE_AGAIN)
			return false;
	return true;
}
