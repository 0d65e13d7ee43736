#include "rules/hostname.h"
#include "rules/odd.h"

static const char *what_of(struct str host)
{
	bool dashes = str_has_char(host, '-');
	return dashes ? "a pod of a Deployment, which is called otherwise after each start"
		      : "a container's id, which is another one after each start";
}

static void check_list(const struct lint *lint, const struct rule *rule, const struct deployment *deployment,
		       const struct rs_member *member)
{
	struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, member->source, member->at,
				     "the name of the member %.*s looks like %s", STR_ARG(member->host), what_of(member->host));
	diag->deployment = deployment->name;
	diag->server = "finds itself in the list no more when the container is made anew, and goes to the state REMOVED";
	diag->help = "give the container a name that stays (hostname: in a Compose file, a StatefulSet with its own service), "
		     "and put that into the list with rs.reconfig()";
}

static void check(const struct lint *lint, const struct rule *rule, const struct deployment *deployment)
{
	const struct rsconf *list = deployment->list;
	for (uint32_t i = 0; list && i < list->count; i++)
		if (hostname_kind_of(list->members[i].host) == HOSTNAME_PASSING)
			check_list(lint, rule, deployment, &list->members[i]);
}

#define LIST(third) \
	"{\n  \"_id\": \"shop\",\n  \"members\": [\n    { \"_id\": 0, \"host\": \"mongo1:27017\" },\n" \
	"    { \"_id\": 1, \"host\": \"mongo2:27017\" },\n    { \"_id\": 2, \"host\": \"" third "\" }\n  ]\n}\n"
#define MEMBER \
	"net:\n  bindIp: 0.0.0.0\nreplication:\n  replSetName: shop\n"

const struct rule rule_container_id_hostname = {
	.kind = { "container-id-hostname", "fleet" },
	.severity = SEVERITY_WARNING,
	.scope = SCOPE_FLEET,
	.title = "a member list with a container's id for a host's name",
	.why = "A set that is initiated without names takes what the container calls itself: its id. The next container has "
	       "another one, so the member does not find itself in the list any more, and the others do not find it.",
	.server = "the state is REMOVED; No host described in new configuration ... maps to this node",
	.bad = (const struct example[]){
		{ "rs.conf.json", LIST("4f1c0de9a2b7:27017") },
		{ "hosts/mongo1/mongod.conf", MEMBER },
		{ "hosts/mongo2/mongod.conf", MEMBER },
		{ "hosts/mongo3/mongod.conf", MEMBER }, { 0 } },
	.good = (const struct example[]){
		{ "rs.conf.json", LIST("mongo3:27017") },
		{ "hosts/mongo1/mongod.conf", MEMBER },
		{ "hosts/mongo2/mongod.conf", MEMBER },
		{ "hosts/mongo3/mongod.conf", MEMBER }, { 0 } },
	.check_deployment = check,
};
