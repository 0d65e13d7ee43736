#include "rules/roster.h"

static void report_line(const struct lint *lint, const struct rule *rule, const struct deployment *deployment,
			const struct roster *roster, const struct roster_line *line)
{
	struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, line->where.source, line->where.at,
				     "%s is in %s twice", hostname_with_port(lint->arena, line->host, line->port), roster->of);
	diag->deployment = deployment->name;
	diag->server = roster->exported ? "refuses such a config: two members have the same host field"
					: "is one member, where the list seems to have two";
	diag->help = "write the host that was meant, or take one of the two out";
	diag_note(lint->sink, diag, line->first->where.source, line->first->where.at, "for the first time here");
	for (uint32_t i = 0; i < roster->seat_count; i++)
		if (roster->seats[i].fit == MEMBER_OPEN)
			odd_note(lint, diag, roster->seats[i].member, "replication.replSetName", 
				    arena_printf(lint->arena, "%s is not in the list", roster->seats[i].member->name));
}

static void check(const struct lint *lint, const struct rule *rule, const struct deployment *deployment)
{
	struct roster roster;
	if (!roster_make(lint->arena, deployment, &roster))
		return;
	for (uint32_t i = 0; i < roster.line_count; i++)
		if (roster.lines[i].fit == LINE_AGAIN)
			report_line(lint, rule, deployment, &roster, &roster.lines[i]);
}

#define LIST(third) \
	"{\n  \"_id\": \"shop\",\n  \"members\": [\n    { \"_id\": 0, \"host\": \"db1:27017\" },\n" \
	"    { \"_id\": 1, \"host\": \"db2:27017\" },\n    { \"_id\": 2, \"host\": \"" third "\" }\n  ]\n}\n"
#define MEMBER(address) \
	"net:\n  bindIp: " address "\nreplication:\n  replSetName: shop\n"

const struct rule rule_member_duplicate = {
	.kind = { "member-duplicate", "fleet" },
	.severity = SEVERITY_ERROR,
	.scope = SCOPE_FLEET,
	.title = "one member twice",
	.why = "A line that was copied and not changed names one member twice, and the other one not at all.",
	.server = "two members with the same host field: the config is refused",
	.bad = (const struct example[]){
		{ "rs.conf.json", LIST("db2:27017") },
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
