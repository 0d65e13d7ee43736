#include "rules/ask.h"

/* Presence counts for queryableBackupMode, false too (server source, mongod_options.cpp, 3.4 to 5.1-dev). */
static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	const struct setting *mode = config_find(config, "storage.queryableBackupMode");
	if (!mode || !ask_whole(config) || ask_set(config, "sharding._overrideShardIdentity") ||
	    ask_word(config, "sharding.clusterRole", "shardsvr") != ANSWER_YES)
		return;
	struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, config->source, mode->key,
				     "a shard in queryable backup mode needs sharding._overrideShardIdentity");
	diag->option = "storage.queryableBackupMode";
	diag->server = "stops with: shardsvr cluster role with queryableBackupMode requires _overrideShardIdentity";
	diag->help = "remove queryableBackupMode, or give it the identity of the shard";
	diag_note(lint->sink, diag, config->source, config_find(config, "sharding.clusterRole")->key,
		  "it is made a shard here");
}

const struct rule rule_queryable_shard_without_identity = {
	.kind = { "queryable-shard-without-identity", "startup" },
	.severity = SEVERITY_ERROR,
	.scope = SCOPE_FILE,
	.title = "a shard in queryable backup mode without an identity",
	.why = "Backup tools start a server on a copy of a shard's files this way. It must not take itself for the shard, so it "
	       "wants to be told which one it plays.",
	.server = "shardsvr cluster role with queryableBackupMode requires _overrideShardIdentity",
	.bad = (const struct example[]){ { "mongod.conf",
		"storage:\n  queryableBackupMode: true\nsharding:\n  clusterRole: shardsvr\nreplication:\n  replSetName: rs0\n" },
		{ 0 } },
	.good = (const struct example[]){ { "mongod.conf", "storage:\n  queryableBackupMode: true\n" }, { 0 } },
	.check_config = check,
};
