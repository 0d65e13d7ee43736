#include "rules/rift.h"
#include "rules/roster.h"

/* On one machine, to learn with, nothing is gained by a third. */
static bool is_local(const struct rsconf *list)
{
	for (uint32_t i = 0; i < list->count; i++)
		if (hostname_kind_of(list->members[i].host) != HOSTNAME_LOCAL)
			return false;
	return true;
}

/* An arbiter too many is what is odd; else the set itself. Where the list is wrong otherwise, so is the number; where
 * members come and go, one after the other, every second number is even. */
static void check(const struct lint *lint, const struct rule *rule, const struct deployment *deployment)
{
	const struct rsconf *list = deployment->list;
	uint32_t voters = list && list->config ? rsconf_voters(list) : 0;
	const struct rs_member *arbiter = NULL;
	struct roster roster;
	if (!voters || voters % 2 || is_local(list) || rift_procedure(deployment, "resize") ||
	    (roster_make(lint->arena, NULL, deployment, &roster) && !roster_is_even(&roster)))
		return;
	for (uint32_t i = 0; i < list->count; i++)
		arbiter = list->members[i].arbiter ? &list->members[i] : arbiter;
	struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, arbiter ? arbiter->source : list->config,
				     arbiter ? arbiter->at : list->set_at,
				     arbiter ? "with the arbiter %s there are %u members that vote, an even number"
					     : "%s%u members vote, an even number",
				     arbiter ? hostname_with_port(lint->arena, arbiter->host, arbiter->port) : "",
				     (unsigned)voters);
	diag->deployment = deployment->name;
	diag->server = arena_printf(lint->arena, "needs %u of the %u for an election: no more may fail than with %u",
				    (unsigned)(voters / 2 + 1), (unsigned)voters, (unsigned)(voters - 1));
	diag->help = arbiter ? "take the arbiter out, or give one more member a vote"
			     : "add a member that votes, or take the vote from one (votes: 0, priority: 0)";
}

#define LIST(more) \
	"{\n  \"_id\": \"shop\",\n  \"members\": [\n    { \"_id\": 0, \"host\": \"db1:27017\" },\n" \
	"    { \"_id\": 1, \"host\": \"db2:27017\" }" more "\n  ]\n}\n"
#define MEMBER(address) \
	"net:\n  bindIp: " address "\nreplication:\n  replSetName: shop\n"

const struct rule rule_even_number_of_voters = {
	.kind = { "even-number-of-voters", "fleet" },
	.severity = SEVERITY_INFO,
	.scope = SCOPE_FLEET,
	.title = "a member list with an even number of voting members",
	.why = "A primary needs more than half of all votes. Of four no more may be down than of three, and there is one more "
	       "that can fail; where a network falls into two halves, neither has a primary.",
	.server = "no primary while half of the voters are down: not enough up to elect one",
	.bad = (const struct example[]){
		{ "rs.conf.json", LIST("") },
		{ "hosts/db1/mongod.conf", MEMBER("127.0.0.1,10.0.0.1") },
		{ "hosts/db2/mongod.conf", MEMBER("127.0.0.1,10.0.0.2") }, { 0 } },
	.good = (const struct example[]){
		{ "rs.conf.json", LIST(",\n    { \"_id\": 2, \"host\": \"db3:27017\" }") },
		{ "hosts/db1/mongod.conf", MEMBER("127.0.0.1,10.0.0.1") },
		{ "hosts/db2/mongod.conf", MEMBER("127.0.0.1,10.0.0.2") },
		{ "hosts/db3/mongod.conf", MEMBER("127.0.0.1,10.0.0.3") }, { 0 } },
	.check_deployment = check,
};
