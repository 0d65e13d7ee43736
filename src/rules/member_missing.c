#include "rules/roster.h"

static void report(const struct lint *lint, const struct rule *rule, const struct deployment *deployment,
		   const struct roster *roster, const struct roster_line *line)
{
	struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, line->where.source, line->where.at,
				     "%s is a member of %s, and no config here is for it",
				     hostname_with_port(lint->arena, line->host, line->port), deployment->name);
	diag->deployment = deployment->name;
	diag->server = "tries to reach it, and shows it as (not reachable/healthy) if it is gone";
	diag->help = roster->exported
		? "add its config, so that it is changed with the others; or take it out of the set with rs.remove()"
		: "add its config, so that it is changed with the others; or take it out of the group";
	for (uint32_t i = 0; i < roster->seat_count; i++)
		if (roster->seats[i].fit == MEMBER_LISTED)
			odd_note(lint, diag, roster->seats[i].member, "replication.replSetName",
				    arena_printf(lint->arena, "%s is here", roster->seats[i].member->name));
}

/* In an inventory that all hosts share one config of, none of them has its own. */
static bool has_file_per_host(const struct roster *roster)
{
	const struct config *before = NULL;
	for (uint32_t i = 0; i < roster->seat_count; i++) {
		const struct member *member = roster->seats[i].member;
		if (!member->file || member->file == before)
			return false;
		before = member->file;
	}
	return true;
}

static void check_set(const struct lint *lint, const struct rule *rule, const struct deployment *deployment,
		      const struct roster_strays *strays)
{
	struct roster roster;
	if (!roster_make(lint->arena, strays, deployment, &roster) || (!roster.exported && !has_file_per_host(&roster)))
		return;
	for (uint32_t i = 0; i < roster.line_count; i++)
		if (roster.lines[i].fit == LINE_MISSING)
			report(lint, rule, deployment, &roster, &roster.lines[i]);
}

static void check_fleet(const struct lint *lint, const struct rule *rule, const struct fleet *fleet)
{
	struct roster_strays strays = roster_strays(lint->arena, fleet);
	for (uint32_t i = 0; i < fleet->count; i++)
		check_set(lint, rule, &fleet->deployments[i], &strays);
}

#define LIST(third) \
	"{\n  \"_id\": \"shop\",\n  \"members\": [\n    { \"_id\": 0, \"host\": \"db1:27017\" },\n" \
	"    { \"_id\": 1, \"host\": \"db2:27017\" },\n    { \"_id\": 2, \"host\": \"" third "\" }\n  ]\n}\n"
#define MEMBER(address) \
	"net:\n  bindIp: " address "\nreplication:\n  replSetName: shop\n"

const struct rule rule_member_missing = {
	.kind = { "member-missing", "fleet" },
	.severity = SEVERITY_WARNING,
	.scope = SCOPE_FLEET,
	.title = "a listed member that no config is for",
	.why = "What is changed in all configs is not changed in that of this member: it stays without the keyfile, on the old "
	       "TLS mode, at the old release. Nothing is said where the list can't be compared with the files.",
	.server = "(not reachable/healthy), if the member is gone",
	.bad = (const struct example[]){
		{ "rs.conf.json", LIST("db3:27017") },
		{ "hosts/db1/mongod.conf", MEMBER("127.0.0.1,10.0.0.1") },
		{ "hosts/db2/mongod.conf", MEMBER("127.0.0.1,10.0.0.2") }, { 0 } },
	.good = (const struct example[]){
		{ "rs.conf.json", LIST("db3:27017") },
		{ "hosts/db1/mongod.conf", MEMBER("127.0.0.1,10.0.0.1") },
		{ "hosts/db2/mongod.conf", MEMBER("127.0.0.1,10.0.0.2") },
		{ "hosts/db3/mongod.conf", MEMBER("127.0.0.1,10.0.0.3") }, { 0 } },
	.check_fleet = check_fleet,
};
