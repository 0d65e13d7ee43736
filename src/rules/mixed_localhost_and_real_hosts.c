#include "rules/hostname.h"
#include "rules/odd.h"

static bool is_local(const struct rs_member *member)
{
	return hostname_kind_of(member->host) == HOSTNAME_LOCAL;
}

/* The odd ones are the fewer; of two halves, those who are called localhost: nobody else finds them. */
static void check(const struct lint *lint, const struct rule *rule, const struct deployment *deployment)
{
	const struct rsconf *list = deployment->list;
	uint32_t locals = 0, first = 0;
	if (!list)
		return;
	for (uint32_t i = 0; i < list->count; i++)
		locals += is_local(&list->members[i]);
	if (!locals || locals == list->count)
		return;
	bool odd = 2 * locals <= list->count;
	while (is_local(&list->members[first]) != odd)
		first++;
	const struct rs_member *member = &list->members[first];
	struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, member->source, member->at,
				     odd ? "%s is called by a name that every host has for itself, and others by their own"
					 : "%s is called by its own name, and others by one that every host has for itself",
				     hostname_with_port(lint->arena, member->host, member->port));
	diag->deployment = deployment->name;
	diag->server = arena_printf(lint->arena, "refuses such a config (\"Either all host names in a replica set configuration must "
				    "be localhost references, or none must be; found %u out of %u\")",
				    (unsigned)locals, (unsigned)list->count);
	diag->help = "give each member the name by which all the others reach it, with rs.reconfig()";
	for (uint32_t i = 0; i < list->count && diag->note_count < ODD_NOTES; i++)
		if (i != first)
			diag_note(lint->sink, diag, list->members[i].source, list->members[i].at, "%s",
				  is_local(&list->members[i]) ? "a name of every host" : "a host's own name");
}

#define LIST(first) \
	"{\n  \"_id\": \"shop\",\n  \"members\": [\n    { \"_id\": 0, \"host\": \"" first "\" },\n" \
	"    { \"_id\": 1, \"host\": \"db2:27017\" },\n    { \"_id\": 2, \"host\": \"db3:27017\" }\n  ]\n}\n"
#define MEMBER(address) \
	"net:\n  bindIp: " address "\nreplication:\n  replSetName: shop\n"

const struct rule rule_mixed_localhost_and_real_hosts = {
	.kind = { "mixed-localhost-and-real-hosts", "fleet" },
	.severity = SEVERITY_ERROR,
	.scope = SCOPE_FLEET,
	.title = "a member list that calls some members localhost and others by name",
	.why = "Every member looks the others up in this list. To one that runs elsewhere localhost is itself, so the member "
	       "that is called so is never found. The server refuses such a list; it comes from a set that was started "
	       "on one machine, or from a list that was edited by hand. All of them localhost is fine on one machine.",
	.server = "Either all host names in a replica set configuration must be localhost references, or none must be",
	.bad = (const struct example[]){
		{ "rs.conf.json", LIST("localhost:27017") },
		{ "hosts/db1/mongod.conf", MEMBER("127.0.0.1,10.0.0.1") },
		{ "hosts/db2/mongod.conf", MEMBER("127.0.0.1,10.0.0.2") },
		{ "hosts/db3/mongod.conf", MEMBER("127.0.0.1,10.0.0.3") }, { 0 } },
	.good = (const struct example[]){
		{ "rs.conf.json", LIST("db1:27017") },
		{ "hosts/db1/mongod.conf", MEMBER("127.0.0.1,10.0.0.1") },
		{ "hosts/db2/mongod.conf", MEMBER("127.0.0.1,10.0.0.2") },
		{ "hosts/db3/mongod.conf", MEMBER("127.0.0.1,10.0.0.3") }, { 0 } },
	.check_deployment = check,
};
