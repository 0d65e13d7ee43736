#include <stdlib.h>

#include "rules/ask.h"
#include "rules/roster.h"

/* ---- one entry of net.bindIp, and whose address it is ---- */

struct claim {
	struct str address;
	const struct member *member;  /* NULL: of an inventory, `entry` */
	const struct inventory *inventory;
	const struct inventory_entry *entry;
};

static int by_address(const void *a, const void *b)
{
	const struct claim *left = a, *right = b;
	return str_compare(left->address, right->address);
}

static bool is_own_kind(struct str address)
{
	enum hostname_kind kind = hostname_kind_of(address);
	/* What each host may have again for itself: Docker's bridge, link-local addresses. */
	bool private_of_host = str_starts(address, "172.17.0.") || str_starts(address, "169.254.") || str_starts(address, "fe80:");
	bool wide = str_is(address, "0.0.0.0") || str_is(address, "::");
	return hostname_is_address(kind) && !wide && !private_of_host;
}

static bool next_address(struct str *rest, struct str *entry)
{
	while (rest->at && str_split(rest, ',', entry)) {
		*entry = str_trim(*entry);
		if (is_own_kind(*entry))
			return true;
	}
	return false;
}

static struct str bound_to(const struct member *member)
{
	const struct setting *setting = config_find(member->config, "net.bindIp");
	bool known = setting && setting->kind == SETTING_SCALAR && !config_is_opaque(member->config, "net.bindIp") &&
		     ask_true(member->config, "net.bindIpAll") == ANSWER_NO;
	return known ? setting->text : STR("");
}

static struct diag *report(const struct lint *lint, const struct rule *rule, const struct member *member,
			   struct str address, const char *owner)
{
	struct diag *diag = odd_add(lint, rule, odd_severity(rule, member), member, "net.bindIp",
				    arena_printf(lint->arena, "%s listens on %.*s, which is the address of %s", member->name,
						 STR_ARG(address), owner));
	diag->server = "stops with: Cannot assign requested address";
	diag->help = "write its own address";
	return diag;
}

/* ---- inventories say whose address it is ---- */

static uint32_t count_addresses(const struct inventory *inventory)
{
	uint32_t count = 0;
	for (uint32_t i = 0; i < inventory->count; i++)
		count += inventory->entries[i].address_count + 1;
	return count;
}

static void claim_all(const struct inventory *inventory, struct claim *claims, uint32_t *used)
{
	for (uint32_t i = 0; i < inventory->count; i++) {
		const struct inventory_entry *entry = &inventory->entries[i];
		for (uint32_t k = 0; k <= entry->address_count; k++) {
			struct str address = str_of(k < entry->address_count ? entry->addresses[k] : entry->name);
			if (is_own_kind(address))
				claims[(*used)++] = (struct claim){ .address = address, .inventory = inventory, .entry = entry };
		}
	}
}

static bool has_address(const struct inventory_entry *entry, struct str address)
{
	bool found = str_eq(str_of(entry->name), address);
	for (uint32_t i = 0; !found && i < entry->address_count; i++)
		found = str_eq(str_of(entry->addresses[i]), address);
	return found;
}

static bool knows_address(const struct inventory_entry *entry)
{
	bool known = is_own_kind(str_of(entry->name));
	for (uint32_t i = 0; i < entry->address_count; i++)
		known |= is_own_kind(str_of(entry->addresses[i]));
	return known;
}

/* The one entry with this address; NULL for none, or for several (a NAT, a machine of many names). */
static const struct claim *owner_of(const struct claim *claims, uint32_t count, struct str address)
{
	const struct claim key = { .address = address };
	const struct claim *found = count ? bsearch(&key, claims, count, sizeof *claims, by_address) : NULL;
	if (!found || (found > claims && str_eq(found[-1].address, address)) ||
	    (found + 1 < claims + count && str_eq(found[1].address, address)))
		return NULL;
	return found;
}

static void check_member(const struct lint *lint, const struct rule *rule, const struct member *member,
			 const struct claim *claims, uint32_t count, bool *reported)
{
	struct str rest = bound_to(member), address;
	bool own = false;
	const struct claim *other = NULL;
	struct str taken = STR("");
	while (next_address(&rest, &address)) {
		const struct claim *owner = owner_of(claims, count, address);
		own |= has_address(member->entry, address);
		if (!owner || owner->entry == member->entry || owner->inventory != member->inventory || other)
			continue;
		other = owner;
		taken = address;
	}
	/* A host may have a second address that an inventory gives another name. */
	if (!other || own)
		return;
	struct diag *diag = report(lint, rule, member, taken, other->entry->name);
	diag_note(lint->sink, diag, other->inventory->source, other->entry->at, "%s is here", other->entry->name);
	diag_note(lint->sink, diag, member->inventory->source, member->entry->at, "%s is here", member->entry->name);
	reported[member - lint->fleet->members] = true;
}

static void check_inventories(const struct lint *lint, const struct rule *rule, const struct fleet *fleet, bool *reported)
{
	const struct inventory *before = NULL;
	struct claim *claims = NULL;
	uint32_t used = 0;
	for (uint32_t i = 0; i < fleet->member_count; i++) {
		const struct member *member = &fleet->members[i];
		if (!member->entry || member->inventory->kind == INVENTORY_COMPOSE || !knows_address(member->entry))
			continue;
		if (member->inventory != before) {
			before = member->inventory;
			used = 0;
			claims = arena_array(lint->arena, count_addresses(before), sizeof *claims);
			claim_all(before, claims, &used);
			if (used)
				qsort(claims, used, sizeof *claims, by_address);
		}
		check_member(lint, rule, member, claims, used, reported);
	}
}

/* ---- two members of one set, on two hosts, with one address ---- */

/* The number at the end of "db3", "10.0.0.13"; -1: none. */
static int64_t last_number(struct str text)
{
	uint32_t from = text.len;
	int64_t value = 0;
	while (from > 0 && text.at[from - 1] >= '0' && text.at[from - 1] <= '9' && text.len - from < 9)
		from--;
	for (uint32_t i = from; i < text.len; i++)
		value = 10 * value + (text.at[i] - '0');
	return from < text.len ? value : -1;
}

static struct str first_label(const struct member *member)
{
	struct str host = str_of(member->host ? member->host : member->name);
	uint32_t dot = str_find_char(host, '.', 0);
	return dot == STR_NONE ? host : str_sub(host, 0, dot);
}

/* Where hosts and addresses are numbered alike, how far the address's number is from the host's. */
static int64_t step_of(const struct member *member, struct str address)
{
	enum { NO_STEP = INT32_MAX };
	int64_t host = last_number(first_label(member)), number = last_number(address);
	return host < 0 || number < 0 || str_has_char(address, ':') ? NO_STEP : number - host;
}

/* Of the two, the one whose number does not go with its address as the others' do; else the second. */
static const struct member *odd_of(const struct claim *claims, uint32_t count, const struct claim *pair)
{
	uint32_t for_first = 0, for_second = 0;
	for (uint32_t i = 0; i < count; i++) {
		if (&claims[i] == pair || &claims[i] == pair + 1)
			continue;
		int64_t step = step_of(claims[i].member, claims[i].address);
		for_first += step == step_of(pair[0].member, pair[0].address);
		for_second += step == step_of(pair[1].member, pair[1].address);
	}
	return for_second > for_first ? pair[0].member : pair[1].member;
}

/* Its host, as its folder or the set's list calls it; where all are declared to be on different hosts, its file. */
static struct str host_of(const struct member *member)
{
	const struct project_deployment *project = member->deployment->project;
	return member->host ? str_of(member->host)
	     : member->listed ? member->listed->host
	     : project && project->many_hosts == SAID_YES ? str_of(member->name) : STR("");
}

/* Two hosts, of which neither has an address of its own; and their servers could not share one. */
static bool is_copied(const struct claim *claims, uint32_t count, const struct claim *pair)
{
	const struct member *a = pair[0].member, *b = pair[1].member;
	struct str left = host_of(a), right = host_of(b);
	if (a == b || a->file == b->file || !left.len || !right.len || hostname_same(left, right) || !a->port || a->port != b->port)
		return false;
	for (uint32_t i = 0; i < count; i++)
		if (&claims[i] != pair && &claims[i] != pair + 1 && (claims[i].member == a || claims[i].member == b))
			return false;
	return true;
}

static void report_pair(const struct lint *lint, const struct rule *rule, const struct claim *claims, uint32_t count,
			const struct claim *pair, const bool *reported)
{
	const struct member *odd = odd_of(claims, count, pair), *other = odd == pair[0].member ? pair[1].member : pair[0].member;
	if (reported[odd - lint->fleet->members] || reported[other - lint->fleet->members])
		return;
	struct diag *diag = report(lint, rule, odd, pair->address, other->name);
	odd_note(lint, diag, other, "net.bindIp",
				    arena_printf(lint->arena, "%s listens on it too", other->name));
}

static uint32_t claims_of(const struct lint *lint, const struct deployment *deployment, struct claim **claims)
{
	uint32_t room = 0, used = 0;
	for (uint32_t i = 0; i < deployment->count; i++) {
		struct str list = bound_to(deployment->members[i]);
		for (uint32_t k = 0; k < list.len; k++)
			room += list.at[k] == ',';
		room++;
	}
	*claims = arena_array(lint->arena, room, sizeof **claims);
	for (uint32_t i = 0; i < deployment->count; i++) {
		struct str rest = bound_to(deployment->members[i]), address;
		while (next_address(&rest, &address))
			(*claims)[used++] = (struct claim){ .address = address, .member = deployment->members[i] };
	}
	return used;
}

static int by_address_and_file(const void *a, const void *b)
{
	const struct claim *left = a, *right = b;
	int order = str_compare(left->address, right->address);
	return order ? order : (left->member > right->member) - (left->member < right->member);
}

/* The name of another member's host, and not of its own. */
static const struct member *host_named(const struct deployment *deployment, const struct member *member, struct str name)
{
	if (hostname_kind_of(name) != HOSTNAME_NAME || !member->host || roster_is_known_as(member, name))
		return NULL;
	for (uint32_t i = 0; i < deployment->count; i++) {
		const struct member *other = deployment->members[i];
		if (other->host && hostname_same(str_of(other->host), name))
			return other;
	}
	return NULL;
}

static void check_names(const struct lint *lint, const struct rule *rule, const struct deployment *deployment, bool *reported)
{
	for (uint32_t i = 0; i < deployment->count; i++) {
		const struct member *member = deployment->members[i], *other = NULL;
		struct str rest = bound_to(member), name;
		while (!other && rest.at && str_split(&rest, ',', &name))
			other = host_named(deployment, member, str_trim(name));
		if (!other)
			continue;
		struct diag *diag = report(lint, rule, member, str_trim(name), other->name);
		odd_note(lint, diag, other, "net.bindIp",
				    arena_printf(lint->arena, "%s is here", other->name));
		reported[member - lint->fleet->members] = true;
	}
}

/* As many as a set may have (50 members), and more. */
enum { NAMES_MAX = 200 };

static void check_set(const struct lint *lint, const struct rule *rule, const struct deployment *deployment,
		      bool *reported)
{
	struct claim *claims;
	if (deployment->hosts != HOSTS_MANY || deployment->count < 2)
		return;
	if (deployment->count <= NAMES_MAX)
		check_names(lint, rule, deployment, reported);
	uint32_t count = claims_of(lint, deployment, &claims);
	if (count)
		qsort(claims, count, sizeof *claims, by_address_and_file);
	for (uint32_t from = 0, to; from < count; from = to) {
		for (to = from + 1; to < count && str_eq(claims[to].address, claims[from].address);)
			to++;
		/* What three hosts share is an address that each of them has for itself. */
		if (to - from == 2 && is_copied(claims, count, &claims[from]))
			report_pair(lint, rule, claims, count, &claims[from], reported);
	}
}

static void check_fleet(const struct lint *lint, const struct rule *rule, const struct fleet *fleet)
{
	bool *reported = arena_array(lint->arena, fleet->member_count, sizeof *reported);
	check_inventories(lint, rule, fleet, reported);
	for (uint32_t i = 0; i < fleet->count; i++)
		check_set(lint, rule, &fleet->deployments[i], reported);
}

#define MEMBER(address) \
	"net:\n  bindIp: " address "\nreplication:\n  replSetName: shop\n"

const struct rule rule_bindip_not_own_address = {
	.kind = { "bindip-not-own-address", "fleet" },
	.severity = SEVERITY_ERROR,
	.scope = SCOPE_FLEET,
	.title = "net.bindIp has the address of another host",
	.why = "A config that was copied from host to host keeps the address of the first. A server can't listen on an address "
	       "that its host has not, and stops. Whose address it is, an inventory says; without one, that two members on "
	       "different hosts have the same and no other.",
	.server = "Cannot assign requested address",
	.bad = (const struct example[]){
		{ "hosts/db1/mongod.conf", MEMBER("127.0.0.1,10.0.0.1") },
		{ "hosts/db2/mongod.conf", MEMBER("127.0.0.1,10.0.0.2") },
		{ "hosts/db3/mongod.conf", MEMBER("127.0.0.1,10.0.0.2") }, { 0 } },
	.good = (const struct example[]){
		{ "hosts/db1/mongod.conf", MEMBER("127.0.0.1,10.0.0.1") },
		{ "hosts/db2/mongod.conf", MEMBER("127.0.0.1,10.0.0.2") },
		{ "hosts/db3/mongod.conf", MEMBER("127.0.0.1,10.0.0.3") }, { 0 } },
	.check_fleet = check_fleet,
};
