#include "rules/ask.h"
#include "rules/cluster_role.h"

static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	const char *right;
	const struct setting *setting = cluster_role_miscased(config, &right);
	if (!setting || !ask_set(config, "net.port"))
		return;
	struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, config->source, setting->value,
				     "%.*s gives the server no role: it is written %s", STR_ARG(setting->text), right);
	diag->option = "sharding.clusterRole";
	diag->server = version_known(config->target.server)
		     ? "starts without a word, as a member of no sharded cluster"
		     : "starts without a word, as a member of no sharded cluster; before 4.2 and from 8.0 on it stops";
	diag->help = arena_printf(lint->arena, "write %s", right);
	/* It runs without the role today, and a config server with it has another port and folder. */
	ask_fix_set(lint, diag, config, SAFETY_UNSAFE, "sharding.clusterRole", right);
}

const struct rule rule_cluster_role_ignored = {
	.kind = { "cluster-role-ignored", "security" },
	.severity = SEVERITY_WARNING,
	.scope = SCOPE_FILE,
	.title = "sharding.clusterRole in the wrong case, which is silently ignored",
	.why = "Where net.port is set, a role in the wrong case passes all checks from 4.2 to 7.0 and means nothing: a shard "
	       "or config server runs as a plain replica set, without what protects a shard from direct writes.",
	.server = "starts without a word, as a member of no sharded cluster",
	.bad = (const struct example[]){ { "mongod.conf",
		"net:\n  port: 27018\nsharding:\n  clusterRole: ShardSvr\nreplication:\n  replSetName: rs0\n" }, { 0 } },
	.good = (const struct example[]){ { "mongod.conf",
		"net:\n  port: 27018\nsharding:\n  clusterRole: shardsvr\nreplication:\n  replSetName: rs0\n" }, { 0 } },
	.check_config = check,
};
