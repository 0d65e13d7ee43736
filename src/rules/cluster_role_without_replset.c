#include "rules/ask.h"
#include "rules/refusal.h"

/* Config servers are replica sets since 3.4 and shards since 3.6, but only 6.1 looks at it when it starts
 * (SERVER-27383; notes on that release, not its source). */
static const struct version refused = VERSION(6, 1);

static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	bool config_server = ask_word(config, "sharding.clusterRole", "configsvr") == ANSWER_YES;
	if ((!config_server && ask_word(config, "sharding.clusterRole", "shardsvr") != ANSWER_YES) ||
	    !ask_whole(config) || ask_set(config, "replication.replSetName"))
		return;
	const char *role = config_server ? "configsvr" : "shardsvr";
	struct refusal refusal = { .from = refused, .text = arena_printf(lint->arena, "Cannot start a %s as a standalone "
									 "server", role) };
	struct diag *diag = refusal_add(lint, rule, config, &refusal, config_find(config, "sharding.clusterRole")->value,
					arena_printf(lint->arena, "a %s has to be a member of a replica set, and "
						     "replSetName is not set", role));
	if (!diag)
		return;
	diag->option = "replication.replSetName";
	diag->help = "add replication.replSetName (or give --replSet)";
}

const struct rule rule_cluster_role_without_replset = {
	.kind = { "cluster-role-without-replset", "startup" },
	.severity = SEVERITY_WARNING,
	.scope = SCOPE_FILE,
	.title = "a member of a sharded cluster without a replica set's name",
	.why = "Config servers and shards have to be replica sets. Older servers start without the name and then wait for a "
	       "set that never comes; from 6.1 on they stop.",
	.server = "Cannot start a shardsvr as a standalone server",
	.bad = (const struct example[]){ { "mongod.conf", "sharding:\n  clusterRole: shardsvr\n" }, { 0 } },
	.good = (const struct example[]){ { "mongod.conf",
		"sharding:\n  clusterRole: shardsvr\nreplication:\n  replSetName: rs0\n" }, { 0 } },
	.check_config = check,
};
