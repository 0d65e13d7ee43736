#include <stdlib.h>

#include "rules/roster.h"

/* ---- two lines ---- */

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

/* ---- two configs ---- */

static struct str first_label(struct str host)
{
	uint32_t dot = str_find_char(host, '.', 0);
	bool name = hostname_kind_of(host) == HOSTNAME_NAME;
	return name && dot != STR_NONE ? str_sub(host, 0, dot) : host;
}

static int by_host_and_port(const void *a, const void *b)
{
	const struct member *left = *(const struct member *const *)a, *right = *(const struct member *const *)b;
	int order = str_compare(first_label(str_of(left->host)), first_label(str_of(right->host)));
	order = order ? order : (left->port > right->port) - (left->port < right->port);
	return order ? order : (left > right) - (left < right);
}

/* Under its short name and its long one. Two files in one host's own folder are for port-collision-on-host. */
static bool is_again(const struct member *a, const struct member *b)
{
	return a->port && a->port == b->port && a->file != b->file && str_has_char(str_of(a->host), '.') != str_has_char(str_of(b->host), '.') &&
	       hostname_same(str_of(a->host), str_of(b->host));
}

static void check_files(const struct lint *lint, const struct rule *rule, const struct deployment *deployment)
{
	const struct member **sorted = arena_array(lint->arena, deployment->count, sizeof *sorted);
	uint32_t used = 0;
	for (uint32_t i = 0; i < deployment->count; i++)
		if (deployment->members[i]->host)
			sorted[used++] = deployment->members[i];
	if (used)
		qsort(sorted, used, sizeof *sorted, by_host_and_port);
	for (uint32_t i = 1; i < used; i++) {
		const struct member *first = sorted[i - 1], *again = sorted[i];
		if (!is_again(first, again))
			continue;
		struct diag *diag = odd_add(lint, rule, SEVERITY_WARNING, again, "replication.replSetName",
					    arena_printf(lint->arena, "%s and %s seem to be one host, and both have port %u", first->host,
							 again->host, (unsigned)again->port));
		diag->server = "is one member, of which there are two configs; which of them it reads, nobody sees here";
		diag->help = "keep the one that is in use";
		odd_note(lint, diag, first, "replication.replSetName", "the other one");
	}
}

/* ---- both ---- */

static void check(const struct lint *lint, const struct rule *rule, const struct deployment *deployment)
{
	struct roster roster;
	if (deployment->kind == DEPLOYMENT_REPLICA_SET)
		check_files(lint, rule, deployment);
	if (!roster_make(lint->arena, NULL, deployment, &roster))
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
