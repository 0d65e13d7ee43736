#include "rules/ask.h"
#include "rules/refusal.h"

/* Parameters that a member of a sharded cluster may not have (server source, mongod_options.cpp; the second
 * one since SERVER-53934). */
static const struct {
	const char *name;
	struct version from;
} forbidden[] = {
	{ "skipShardingConfigurationChecks", { 0 } },
	{ "requireApiVersion", VERSION(5, 0) },
};

static bool is_on(const struct setting *setting)
{
	return setting && setting->kind == SETTING_SCALAR && (str_is(setting->text, "true") || str_is(setting->text, "1"));
}

static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	bool config_server = ask_word(config, "sharding.clusterRole", "configsvr") == ANSWER_YES;
	if (!config_server && ask_word(config, "sharding.clusterRole", "shardsvr") != ANSWER_YES)
		return;
	for (unsigned i = 0; i < sizeof forbidden / sizeof *forbidden; i++) {
		const char *path = arena_printf(lint->arena, "setParameter.%s", forbidden[i].name);
		const struct setting *setting = config_find(config, path);
		struct refusal refusal = { .from = forbidden[i].from };
		struct diag *diag = NULL;
		refusal.text = arena_printf(lint->arena, "Can not specify --%s and set %s=true",
					    config_server ? "configsvr" : "shardsvr", forbidden[i].name);
		if (is_on(setting))
			diag = refusal_add(lint, rule, config, &refusal, setting->key,
					   arena_printf(lint->arena, "%s is not for a member of a sharded cluster",
							forbidden[i].name));
		if (!diag)
			continue;
		diag->option = path;
		diag->help = "remove one of the two";
		diag_note(lint->sink, diag, config->source, config_find(config, "sharding.clusterRole")->key,
			  "its role is set here");
	}
}

const struct rule rule_set_parameter_with_role = {
	.kind = { "set-parameter-with-role", "startup" },
	.severity = SEVERITY_ERROR,
	.scope = SCOPE_FILE,
	.title = "a parameter that a member of a sharded cluster may not have",
	.why = "skipShardingConfigurationChecks is for looking at a shard's data with the member started as a standalone, and "
	       "requireApiVersion would refuse the cluster's own commands. Neither goes with a clusterRole.",
	.server = "Can not specify --shardsvr and set skipShardingConfigurationChecks=true",
	.bad = (const struct example[]){ { "mongod.conf",
		"sharding:\n  clusterRole: shardsvr\nreplication:\n  replSetName: rs0\n"
		"setParameter:\n  skipShardingConfigurationChecks: true\n" }, { 0 } },
	.good = (const struct example[]){ { "mongod.conf", "setParameter:\n  skipShardingConfigurationChecks: true\n" }, { 0 } },
	.check_config = check,
};
