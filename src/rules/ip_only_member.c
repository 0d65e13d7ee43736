#include "rules/hostname.h"
#include "rules/odd.h"

static bool is_address(const struct rs_member *member)
{
	return hostname_is_address(hostname_kind_of(member->host));
}

/* One finding for a list, at the first of them: it is one habit. */
static void check(const struct lint *lint, const struct rule *rule, const struct deployment *deployment)
{
	const struct rsconf *list = deployment->list;
	uint32_t addresses = 0, first = 0;
	if (!list)
		return;
	for (uint32_t i = 0; i < list->count; i++)
		addresses += is_address(&list->members[i]);
	if (!addresses)
		return;
	while (!is_address(&list->members[first]))
		first++;
	const struct rs_member *member = &list->members[first];
	const char *host = hostname_with_port(lint->arena, member->host, member->port);
	struct diag *diag = addresses == 1
		? sink_add(lint->sink, &rule->kind, rule->severity, member->source, member->at,
			   "the member %s is called by its address, not by a name", host)
		: sink_add(lint->sink, &rule->kind, rule->severity, member->source, member->at,
			   "%u members are called by their addresses, not by names; the first is %s",
			   (unsigned)addresses, host);
	diag->deployment = deployment->name;
	diag->server = "from 5.0 on, a node that is configured only by an IP address may fail start-up checks and not start";
	diag->help = "give each host a name that all the others look up, and put that into the list with rs.reconfig()";
	for (uint32_t i = first + 1; i < list->count && diag->note_count < ODD_NOTES; i++)
		if (is_address(&list->members[i]))
			diag_note(lint->sink, diag, list->members[i].source, list->members[i].at, "an address too");
}

#define LIST(third) \
	"{\n  \"_id\": \"shop\",\n  \"members\": [\n    { \"_id\": 0, \"host\": \"db1:27017\" },\n" \
	"    { \"_id\": 1, \"host\": \"db2:27017\" },\n    { \"_id\": 2, \"host\": \"" third "\" }\n  ]\n}\n"
#define MEMBER(address) \
	"net:\n  bindIp: " address "\nreplication:\n  replSetName: shop\n"

const struct rule rule_ip_only_member = {
	.kind = { "ip-only-member", "fleet" },
	.severity = SEVERITY_WARNING,
	.scope = SCOPE_FLEET,
	.title = "a member list that calls a member by its IP address",
	.why = "When the host moves or its lease ends, the address is another, and every driver's connection string and the "
	       "list itself are wrong at once; a name is changed in one place. MongoDB's manual asks for names.",
	.server = "from 5.0 on, a node that is configured only by an IP address may fail start-up checks and not start",
	.bad = (const struct example[]){
		{ "rs.conf.json", LIST("10.0.0.3:27017") },
		{ "hosts/db1/mongod.conf", MEMBER("127.0.0.1,10.0.0.1") },
		{ "hosts/db2/mongod.conf", MEMBER("127.0.0.1,10.0.0.2") },
		{ "hosts/db3/mongod.conf", MEMBER("127.0.0.1,10.0.0.3") }, { 0 } },
	.good = (const struct example[]){
		{ "rs.conf.json", LIST("db3:27017") },
		{ "hosts/db1/mongod.conf", MEMBER("127.0.0.1,10.0.0.1") },
		{ "hosts/db2/mongod.conf", MEMBER("127.0.0.1,10.0.0.2") },
		{ "hosts/db3/mongod.conf", MEMBER("127.0.0.1,10.0.0.3") }, { 0 } },
	.check_deployment = check,
};
