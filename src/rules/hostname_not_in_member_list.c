#include "rules/roster.h"

/* An inventory has the host under another name than its folder. */
static bool is_called_otherwise(const struct roster_seat *seat)
{
	return !seat->by_address && seat->line && seat->line->entry && seat->line->entry == seat->member->entry;
}

static const char *name_of(const struct lint *lint, const struct roster_seat *seat)
{
	const struct member *member = seat->member;
	return is_called_otherwise(seat) ? str_cstr(lint->arena, roster_folder(member))
	     : seat->by_address || !member->host ? member->name : member->host;
}

static void report(const struct lint *lint, const struct rule *rule, const struct deployment *deployment,
		   const struct roster *roster, const struct roster_seat *seat)
{
	const struct member *member = seat->member;
	const struct roster_line *line = seat->line ? seat->line : &roster->lines[0];
	const char *option = seat->by_address ? "net.bindIp" : "replication.replSetName";
	struct diag *diag = odd_add(lint, rule, odd_severity(rule, member), member, option,
				    arena_printf(lint->arena, seat->by_address ? "%s listens on no address that %s has for it"
									       : "the host %s is not in %s",
						 name_of(lint, seat), roster->of));
	diag->deployment = deployment->name;
	diag->server = "logs: No host described in new configuration ... maps to this node, and its state is REMOVED";
	diag->help = roster->exported ? "add it with rs.add(), or mend the name in the list with rs.reconfig(); then export the list again"
				      : "add it to the group, or mend the name there";
	diag_note(lint->sink, diag, line->where.source, line->where.at,
		  is_called_otherwise(seat) || (seat->line && seat->line->member == member) ? "it is called %s here"
		  : seat->line ? "%s has no file; is it this one?" : "the list begins here, with %s",
		  hostname_with_port(lint->arena, line->host, line->port));
}

static void check_set(const struct lint *lint, const struct rule *rule, const struct deployment *deployment,
		      const struct roster_strays *strays)
{
	struct roster roster;
	if (!roster_make(lint->arena, strays, deployment, &roster))
		return;
	for (uint32_t i = 0; i < roster.seat_count; i++)
		if (roster.seats[i].fit == MEMBER_NOT_LISTED)
			report(lint, rule, deployment, &roster, &roster.seats[i]);
}

static void check_fleet(const struct lint *lint, const struct rule *rule, const struct fleet *fleet)
{
	struct roster_strays strays = roster_strays(lint->arena, fleet);
	for (uint32_t i = 0; i < fleet->count; i++)
		check_set(lint, rule, &fleet->deployments[i], &strays);
}

#define LIST(third) \
	"{\n  \"_id\": \"shop\",\n  \"members\": [\n    { \"_id\": 0, \"host\": \"db1.example.com:27017\" },\n" \
	"    { \"_id\": 1, \"host\": \"db2.example.com:27017\" },\n    { \"_id\": 2, \"host\": \"" third "\" }\n  ]\n}\n"
#define MEMBER(address) \
	"net:\n  bindIp: " address "\nreplication:\n  replSetName: shop\n"

const struct rule rule_hostname_not_in_member_list = {
	.kind = { "hostname-not-in-member-list", "fleet" },
	.severity = SEVERITY_ERROR,
	.scope = SCOPE_FLEET,
	.title = "a member whose host its set does not know",
	.why = "A member looks for itself in the set's list, by its own names and addresses. One that does not find itself takes "
	       "no part, and the others try to reach whoever the list names instead. Reported only where the other members "
	       "are found in the list by their names, so that a list of addresses says nothing of folders with names.",
	.server = "No host described in new configuration ... maps to this node",
	.bad = (const struct example[]){
		{ "rs.conf.json", LIST("bd3.example.com:27017") },
		{ "hosts/db1/mongod.conf", MEMBER("127.0.0.1,10.0.0.1") },
		{ "hosts/db2/mongod.conf", MEMBER("127.0.0.1,10.0.0.2") },
		{ "hosts/db3/mongod.conf", MEMBER("127.0.0.1,10.0.0.3") }, { 0 } },
	.good = (const struct example[]){
		{ "rs.conf.json", LIST("db3.example.com:27017") },
		{ "hosts/db1/mongod.conf", MEMBER("127.0.0.1,10.0.0.1") },
		{ "hosts/db2/mongod.conf", MEMBER("127.0.0.1,10.0.0.2") },
		{ "hosts/db3/mongod.conf", MEMBER("127.0.0.1,10.0.0.3") }, { 0 } },
	.check_fleet = check_fleet,
};
