#include "rules/configdb.h"

/* The web page of servers before 3.6 was at the port plus 1000. */
enum { WEB_PAGE = 1000 };

static struct diag *report(const struct lint *lint, const struct rule *rule, const struct member *member, uint32_t wanted,
			   const char *who)
{
	bool said = config_find(member->config, "net.port");
	struct diag *diag = odd_add(lint, rule, odd_severity(rule, member), member, "net.port",
				    arena_printf(lint->arena, said ? "%s listens on port %u, and %s %u"
								   : "%s listens on port %u by default, and %s %u",
						 member->name, (unsigned)member->port, who, (unsigned)wanted));
	diag->server = "starts; whoever comes to the other port gets: Connection refused";
	diag->help = arena_printf(lint->arena, "decide which of the two is right; for that of the list: mongoconf set net.port=%u %s",
				  (unsigned)wanted, rule_file_word(lint, member->file ? member->file : member->config));
	return diag;
}

static bool is_on(const struct machine *machine, const struct member *member)
{
	for (uint32_t i = 0; i < machine->count; i++)
		if (machine->members[i] == member)
			return true;
	return false;
}

/* Another server of its host has this port: port-collision-on-host. */
static bool collides(const struct fleet *fleet, const struct member *member)
{
	for (uint32_t i = 0; i < fleet->machine_count; i++) {
		const struct machine *machine = &fleet->machines[i];
		for (uint32_t k = 0; is_on(machine, member) && k < machine->count; k++)
			if (machine->members[k] != member && machine->members[k]->port == member->port)
				return true;
	}
	return false;
}

static void check_list(const struct lint *lint, const struct rule *rule, const struct deployment *deployment, bool *reported)
{
	struct roster roster;
	if (!roster_make(lint->arena, NULL, deployment, &roster))
		return;
	for (uint32_t i = 0; i < roster.seat_count; i++) {
		const struct roster_seat *seat = &roster.seats[i];
		if (seat->fit != MEMBER_OTHER_PORT || !seat->line->port || collides(lint->fleet, seat->member))
			continue;
		struct diag *diag = report(lint, rule, seat->member, seat->line->port,
					   arena_printf(lint->arena, "%s says", roster.of));
		diag_note(lint->sink, diag, seat->line->where.source, seat->line->where.at, "the list says %s",
			  hostname_with_port(lint->arena, seat->line->host, seat->line->port));
		reported[seat->member - lint->fleet->members] = true;
	}
}

/* A config server that listens elsewhere than its peers, and than every mongos believes. */
static void check_configdb(const struct lint *lint, const struct rule *rule, const struct fleet *fleet, bool *reported)
{
	struct configdb *all;
	uint32_t count = configdb_all(lint->arena, fleet, &all);
	for (uint32_t i = 0; i < count; i++)
		for (uint32_t k = 0; !all[i].other_set && k < all[i].count; k++) {
			const struct seed *seed = &all[i].seeds[k];
			if (seed->fit != SEED_OTHER_PORT || !configdb_server_is_odd(&all[i], seed) ||
			    reported[seed->member - fleet->members] || collides(fleet, seed->member))
				continue;
			struct diag *diag = report(lint, rule, seed->member, seed->port,
						   "sharding.configDB and its peers say");
			odd_note(lint, diag, all[i].router, "sharding.configDB",
				    arena_printf(lint->arena, "%s looks for it at port %u", all[i].router->name, (unsigned)seed->port));
			reported[seed->member - fleet->members] = true;
		}
}

/* A port that an inventory says, for a member of no set too. */
static bool check_inventory(const struct lint *lint, const struct rule *rule, const struct member *member)
{
	const struct inventory_entry *entry = member->entry;
	if (!entry->port || entry->port == member->port || collides(lint->fleet, member))
		return false;
	struct diag *diag = report(lint, rule, member, entry->port, "the inventory says");
	diag_note(lint->sink, diag, member->inventory->source, entry->at, "%s is on port %u", entry->name,
		  (unsigned)entry->port);
	return true;
}

/* Does another service start with the same file? Then what differs is not in it. */
static bool shares_file(const struct member *member)
{
	const struct inventory *inventory = member->inventory;
	for (uint32_t i = 0; member->entry->config && i < inventory->count; i++)
		if (&inventory->entries[i] != member->entry &&
		    str_eq(str_of(inventory->entries[i].config), str_of(member->entry->config)))
			return true;
	return false;
}

/* A port that is published and that nobody listens on. One of several may be for something else. */
static void check_published(const struct lint *lint, const struct rule *rule, const struct member *member)
{
	const struct inventory_entry *entry = member->entry;
	const struct published_port *odd = NULL;
	if (member->inventory->kind != INVENTORY_COMPOSE || entry->host_network)
		return;
	for (uint32_t i = 0; i < entry->port_count; i++) {
		const struct published_port *published = &entry->ports[i];
		if (!published->inside || published->inside == member->port)
			return;
		odd = odd || published->inside == member->port + WEB_PAGE ? odd : published;
	}
	if (!odd)
		return;
	bool said = config_find(member->config, "net.port") && !shares_file(member);
	struct diag *diag = said
		? report(lint, rule, member, odd->inside, "what is published is")
		: sink_add(lint->sink, &rule->kind, odd_severity(rule, member), member->inventory->source, odd->at,
			   "port %u of %s is published, and it listens on %u", (unsigned)odd->inside, member->name,
			   (unsigned)member->port);
	diag->option = "net.port";
	diag->deployment = member->deployment ? member->deployment->name : NULL;
	diag->member = member->name;
	diag->server = "starts; whoever comes from outside gets: Connection refused";
	diag->help = "publish the port that the server listens on";
	if (said)
		diag_note(lint->sink, diag, member->inventory->source, odd->at, "published here");
}

static void check_fleet(const struct lint *lint, const struct rule *rule, const struct fleet *fleet)
{
	bool *reported = arena_array(lint->arena, fleet->member_count, sizeof *reported);
	for (uint32_t i = 0; i < fleet->count; i++)
		check_list(lint, rule, &fleet->deployments[i], reported);
	check_configdb(lint, rule, fleet, reported);
	for (uint32_t i = 0; i < fleet->member_count; i++) {
		const struct member *member = &fleet->members[i];
		if (!reported[i] && member->entry && member->port && !check_inventory(lint, rule, member))
			check_published(lint, rule, member);
	}
}

#define LIST \
	"{\n  \"_id\": \"shop\",\n  \"members\": [\n    { \"_id\": 0, \"host\": \"db1:27117\" },\n" \
	"    { \"_id\": 1, \"host\": \"db2:27117\" },\n    { \"_id\": 2, \"host\": \"db3:27117\" }\n  ]\n}\n"
#define MEMBER(address, port) \
	"net:\n  port: " port "\n  bindIp: " address "\nreplication:\n  replSetName: shop\n"

const struct rule rule_port_mismatch = {
	.kind = { "port-mismatch", "fleet" },
	.severity = SEVERITY_ERROR,
	.scope = SCOPE_FLEET,
	.title = "a member that listens on another port than the others know it by",
	.why = "The set's list, an inventory or a Compose file names the port by which the others come; the server listens on "
	       "the one of its config. Without net.port that is 27017, for a shard 27018, for a config server 27019.",
	.server = "Connection refused, in the logs of the others",
	.bad = (const struct example[]){
		{ "rs.conf.json", LIST },
		{ "hosts/db1/mongod.conf", MEMBER("127.0.0.1,10.0.0.1", "27117") },
		{ "hosts/db2/mongod.conf", MEMBER("127.0.0.1,10.0.0.2", "27017") },
		{ "hosts/db3/mongod.conf", MEMBER("127.0.0.1,10.0.0.3", "27117") }, { 0 } },
	.good = (const struct example[]){
		{ "rs.conf.json", LIST },
		{ "hosts/db1/mongod.conf", MEMBER("127.0.0.1,10.0.0.1", "27117") },
		{ "hosts/db2/mongod.conf", MEMBER("127.0.0.1,10.0.0.2", "27117") },
		{ "hosts/db3/mongod.conf", MEMBER("127.0.0.1,10.0.0.3", "27117") }, { 0 } },
	.check_fleet = check_fleet,
};
