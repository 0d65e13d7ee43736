#include "rules/ask.h"
#include "rules/odd.h"

static const char option[] = "replication.replSetName";

/* Is it said, and not only guessed, that these are a replica set? A member alone among peers that have a name is
 * replset-name-mismatch's. */
static bool is_said(const struct deployment *deployment)
{
	return deployment->list || (deployment->project && deployment->project->kind == PROJECT_REPLICA_SET);
}

/* Each of their files needs the name. */
static void report(const struct lint *lint, const struct rule *rule, const struct deployment *deployment,
		   const struct member *member)
{
	const struct rsconf *list = deployment->list;
	struct diag *diag = odd_add(lint, rule, rule->severity, member, option,
				    arena_printf(lint->arena, "%s has no replSetName, nor has any other member of %s, which is "
						 "said to be a replica set", member->name, deployment->name));
	diag->server = "starts alone, and where it has a set's data: started without --replSet yet N documents are present "
		       "in local.system.replset";
	diag->help = list && list->set.len
		   ? arena_printf(lint->arena, "write replication.replSetName: %.*s, or give --replSet where it is started",
				  STR_ARG(list->set))
		   : "write replication.replSetName, or give --replSet where it is started";
	if (list && list->set.len)
		diag_note(lint->sink, diag, list->config ? list->config : list->status, list->set_at,
			  "the set calls itself %.*s", STR_ARG(list->set));
}

static void check(const struct lint *lint, const struct rule *rule, const struct deployment *deployment)
{
	if (!is_said(deployment))
		return;
	for (uint32_t i = 0; i < deployment->count; i++) {
		const struct config *config = deployment->members[i]->config;
		if (ask_set(config, option) || !ask_whole(config) || config->target.binary != BINARY_MONGOD)
			return;
	}
	for (uint32_t i = 0; i < deployment->count; i++)
		report(lint, rule, deployment, deployment->members[i]);
}

#define PROJECT(name) \
	{ ".mongoconf.yaml", "members:\n  - path: '^hosts/(?<host>[^/]+)/mongod\\.conf$'\n" \
	  "deployments:\n  " name ":\n    files: [\"hosts/*/mongod.conf\"]\n    kind: replica-set\n" }
#define MEMBER(address, set) "net:\n  bindIp: " address "\nsecurity:\n  keyFile: /etc/mongodb/keyfile\n" set
#define SET "replication:\n  replSetName: shop\n"

const struct rule rule_started_without_replset = {
	.kind = { "started-without-replset", "fleet" },
	.severity = SEVERITY_WARNING,
	.scope = SCOPE_FLEET,
	.title = "a replica set whose members don't know that they are one",
	.why = "A project file says that these servers are a replica set, or the set's own export lists them, and no config "
	       "has a replSetName: it was lost, or is given on a command line that is not seen here. A server that is started "
	       "without it over a set's data takes writes that no other member gets.",
	.server = "started without --replSet yet N documents are present in local.system.replset",
	.bad = (const struct example[]){
		PROJECT("shop"),
		{ "hosts/db1/mongod.conf", MEMBER("10.0.0.1", "") },
		{ "hosts/db2/mongod.conf", MEMBER("10.0.0.2", "") },
		{ "hosts/db3/mongod.conf", MEMBER("10.0.0.3", "") }, { 0 } },
	.good = (const struct example[]){
		PROJECT("shop"),
		{ "hosts/db1/mongod.conf", MEMBER("10.0.0.1", SET) },
		{ "hosts/db2/mongod.conf", MEMBER("10.0.0.2", SET) },
		{ "hosts/db3/mongod.conf", MEMBER("10.0.0.3", SET) }, { 0 } },
	.check_deployment = check,
};
