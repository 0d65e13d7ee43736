#include "rules/ask.h"
#include "rules/cluster_role.h"

const struct setting *cluster_role_miscased(const struct config *config, const char **right)
{
	static const struct version lax = VERSION(4, 2), strict = VERSION(8, 0);
	static const char *const roles[] = { "configsvr", "shardsvr" };
	const struct setting *setting = config_find(config, "sharding.clusterRole");
	struct version server = config->target.server;
	if (!setting || setting->kind != SETTING_SCALAR ||
	    (version_known(server) && (!version_at_least(server, lax) || version_at_least(server, strict))))
		return NULL;
	for (unsigned i = 0; i < sizeof roles / sizeof *roles; i++) {
		if (!str_eq_nocase(setting->text, str_of(roles[i])) || str_is(setting->text, roles[i]))
			continue;
		*right = roles[i];
		return setting;
	}
	return NULL;
}

static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	const char *right;
	const struct setting *setting = cluster_role_miscased(config, &right);
	if (!setting || ask_set(config, "net.port"))
		return;
	struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, config->source, setting->value,
				     "%.*s is written %s", STR_ARG(setting->text), right);
	diag->option = "sharding.clusterRole";
	diag->server = arena_printf(lint->arena, "stops with: Bad value for sharding.clusterRole: %.*s.  Supported modes "
				    "are: (configsvr|shardsvr)", STR_ARG(setting->text));
	diag->help = arena_printf(lint->arena, "write %s", right);
	ask_fix_set(lint, diag, config, SAFETY_SAFE, "sharding.clusterRole", right);
}

const struct rule rule_cluster_role_case = {
	.kind = { "cluster-role-case", "startup" },
	.severity = SEVERITY_ERROR,
	.scope = SCOPE_FILE,
	.title = "sharding.clusterRole in the wrong case",
	.why = "The two roles are written in lower case. The message that mongod stops with names the value and not the "
	       "reason, since an earlier check took it.",
	.server = "Bad value for sharding.clusterRole: ShardSvr",
	.bad = (const struct example[]){ { "mongod.conf",
		"sharding:\n  clusterRole: ShardSvr\nreplication:\n  replSetName: rs0\n" }, { 0 } },
	.good = (const struct example[]){ { "mongod.conf",
		"sharding:\n  clusterRole: shardsvr\nreplication:\n  replSetName: rs0\n" }, { 0 } },
	.check_config = check,
};
