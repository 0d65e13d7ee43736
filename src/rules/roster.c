#include "rules/roster.h"

#include <stdlib.h>

#include "rules/roster_names.h"

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

/* Seats for them, if they are fewer than the members: else they are something of their own. */
static void seat_strays(struct arena *arena, const struct roster_strays *strays, const struct deployment *deployment,
			struct roster *roster)
{
	uint32_t count;
	const struct roster_stray *found = roster_strays_beside(arena, strays, deployment->members[0], &count);
	if (!count || count >= deployment->count)
		return;
	roster->seats = arena_grow(arena, roster->seats, roster->seat_count, roster->seat_count + count,
				   sizeof *roster->seats);
	for (uint32_t i = 0; i < count; i++)
		roster->seats[roster->seat_count++] = (struct roster_seat){ .member = found[i].member, .fit = MEMBER_OPEN };
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
	return line->entry ? roster_entry_is(line->entry, roster_called(member)) : roster_is_called(member, line->host);
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
		if (roster_entry_is(seat->line->entry, folder))
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
		bool named = hostname_kind_of(roster_called(member)) == HOSTNAME_NAME && scheme->names >= (member->host ? 1 : 2);
		bool known = roster_addresses_known(member) && scheme->addresses > 0;
		if (seat->fit != MEMBER_OPEN || scheme->repeated || scheme->vague || member->guess != GUESS_NONE)
			continue;
		if ((named && (known || !scheme->open_addresses)) || (known && !scheme->open_names)) {
			seat->fit = MEMBER_NOT_LISTED;
			seat->by_address = !named;
		}
	}
}

/* ---- what net.bindIp says of it ---- */

enum bound { BOUND_SAYS_NOTHING, BOUND_SAME, BOUND_OTHER };

static bool is_for(const struct roster_line *line, struct str address)
{
	return line->entry ? roster_entry_is(line->entry, address) : hostname_same(line->host, address);
}

static bool has_line_address(const struct roster_line *line)
{
	for (uint32_t i = 0; line->entry && i < line->entry->address_count; i++)
		if (hostname_is_address(hostname_kind_of(str_of(line->entry->addresses[i]))))
			return true;
	return hostname_is_address(line->kind);
}

/* Does it listen where its line says, or surely elsewhere? A name and an address are not compared. */
static enum bound bound_of(const struct roster_seat *seat)
{
	struct str rest = roster_bound_to(seat->member), entry;
	uint32_t names = 0, addresses = 0;
	while (rest.at && str_split(&rest, ',', &entry)) {
		entry = str_trim(entry);
		enum hostname_kind kind = hostname_kind_of(entry);
		if (str_is(entry, "0.0.0.0") || str_is(entry, "::") || str_is(entry, "*"))
			return BOUND_SAYS_NOTHING;
		if (is_for(seat->line, entry))
			return BOUND_SAME;
		names += kind == HOSTNAME_NAME;
		addresses += hostname_is_address(kind);
	}
	bool address = has_line_address(seat->line);
	return (address && addresses && !names) || (!address && !seat->line->entry && names && !addresses) ? BOUND_OTHER
													  : BOUND_SAYS_NOTHING;
}

/* Another member's address: that is for bindip-not-own-address to say. */
static bool binds_anothers(const struct roster *roster, const struct roster_seat *seat)
{
	struct str rest = roster_bound_to(seat->member), entry;
	const struct inventory *inventory = seat->member->inventory;
	while (roster_next_address(&rest, &entry)) {
		for (uint32_t i = 0; inventory && i < inventory->count; i++)
			if (&inventory->entries[i] != seat->member->entry && roster_entry_is(&inventory->entries[i], entry))
				return true;
		for (uint32_t i = 0; i < roster->seat_count; i++)
			if (&roster->seats[i] != seat && roster_is_called(roster->seats[i].member, entry))
				return true;
		for (uint32_t k = 0; k < roster->line_count; k++)
			if (&roster->lines[k] != seat->line && is_for(&roster->lines[k], entry))
				return true;
	}
	return false;
}

/* One member that listens elsewhere than its line says, where the others listen just there. */
static void judge_bound(struct roster *roster)
{
	uint32_t same = 0, others = 0;
	struct roster_seat *odd = NULL;
	for (uint32_t i = 0; i < roster->seat_count; i++) {
		struct roster_seat *seat = &roster->seats[i];
		enum bound bound = seat->fit == MEMBER_LISTED ? bound_of(seat) : BOUND_SAYS_NOTHING;
		same += bound == BOUND_SAME;
		others += bound == BOUND_OTHER;
		odd = bound == BOUND_OTHER ? seat : odd;
	}
	if (others != 1 || same < 2 || binds_anothers(roster, odd))
		return;
	odd->fit = MEMBER_NOT_LISTED;
	odd->by_address = true;
}

/* A copy of another's config is told of as such. */
static void judge_copies(struct roster *roster)
{
	for (uint32_t i = 0; i < roster->seat_count; i++)
		if (roster->seats[i].fit == MEMBER_NOT_LISTED && binds_anothers(roster, &roster->seats[i]))
			roster->seats[i].fit = MEMBER_AGAIN;
}

/* The open line whose name is nearest to the member's. */
static struct roster_line *nearest_line(const struct roster *roster, const struct roster_seat *seat)
{
	enum { FAR = 99 };
	unsigned best = FAR;
	struct roster_line *found = NULL;
	for (uint32_t k = 0; k < roster->line_count; k++) {
		struct roster_line *line = &roster->lines[k];
		unsigned far = line->fit == LINE_OPEN ? str_distance(line->host, roster_called(seat->member), FAR - 1) : FAR;
		if (far < best || (line->fit == LINE_OPEN && !found)) {
			best = far;
			found = line;
		}
	}
	return found;
}

/* A member whose config can't be read has its line all the same. False where it can't be told which. */
static bool take_unread(struct roster *roster, const struct deployment *deployment)
{
	for (uint32_t i = 0; i < deployment->unread_count; i++) {
		const struct member *member = deployment->unread[i];
		bool found = false;
		for (uint32_t k = 0; !found && k < roster->line_count; k++) {
			struct roster_line *line = &roster->lines[k];
			found = line->fit == LINE_OPEN && ((line->entry && line->entry == member->entry) || line_is_for(line, member));
			if (found)
				line->fit = LINE_TAKEN;
		}
		if (!found)
			return false;
	}
	return true;
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
	judge_copies(roster);
	if (take_unread(roster, deployment))
		judge_lines(roster, &scheme, deployment->project);
	judge_folders(roster);
	judge_bound(roster);
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
