#include "rules/ask.h"
#include "rules/refusal.h"

/* What mongod checks since the releases after 5.0 (server source, db/mongod_options.cpp of the 6.0 and the
 * 8.0 era). A release that does not know the option at all is unknown-option's. */
static bool is_read(const struct config *config, const struct setting *setting)
{
	enum option_state state = option_state(setting->option, &config->target);
	bool older = version_known(config->target.server) &&
		     !version_at_least(config->target.server, (struct version)VERSION(5, 1));
	return !older && (state == OPTION_LIVE || state == OPTION_DEPRECATED || state == OPTION_UNSURE);
}

/* It looks at what is there: a serverless: false counts. */
static void check_serverless(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	const struct setting *serverless = config_find(config, "replication.serverless");
	const struct setting *name = config_find(config, "replication.replSetName");
	if (!serverless || !name || !is_read(config, serverless))
		return;
	struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, config->source, serverless->key,
				     "replication.serverless and replication.replSetName exclude each other");
	diag->option = "replication.serverless";
	diag->server = "stops with: serverless cannot be used with replSet or replSetName options";
	diag->help = "remove replication.serverless, also where it is false";
	diag_note(lint->sink, diag, config->source, name->key, "the other one is here");
	ask_fix_unset(lint, diag, config, SAFETY_UNSAFE, "replication.serverless");
}

const struct rule rule_serverless_with_replset = {
	.kind = { "serverless-with-replset", "startup" },
	.severity = SEVERITY_ERROR,
	.scope = SCOPE_FILE,
	.title = "replication.serverless beside a replica set's name",
	.why = "replication.serverless is for MongoDB's own cloud: such a member is told the name of its set later, so it may "
	       "not have one of its own. The server looks at what is there, so false does not help.",
	.server = "serverless cannot be used with replSet or replSetName options",
	.bad = (const struct example[]){
		{ "mongod.conf", "replication:\n  replSetName: rs0\n  serverless: true\n" }, { 0 } },
	.good = (const struct example[]){ { "mongod.conf", "replication:\n  serverless: true\n" }, { 0 } },
	.check_config = check_serverless,
};

static void check_router_port(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	const struct setting *port = config_find(config, "net.routerPort");
	if (!port || !is_read(config, port) ||
	    ask_word(config, "sharding.clusterRole", "shardsvr") != ANSWER_NO ||
	    ask_word(config, "sharding.clusterRole", "configsvr") != ANSWER_NO)
		return;
	struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, config->source, port->key,
				     "a router's port on a server that is no member of a sharded cluster");
	diag->option = "net.routerPort";
	diag->server = "stops with: The embedded router requires the node to act as a shard or config server";
	diag->help = "set sharding.clusterRole to shardsvr or configsvr, or remove this line";
}

const struct rule rule_router_port_without_role = {
	.kind = { "router-port-without-role", "startup" },
	.severity = SEVERITY_ERROR,
	.scope = SCOPE_FILE,
	.title = "net.routerPort without sharding.clusterRole",
	.why = "Servers of the 8.0 era can route queries themselves, on a port of their own. Only members of a sharded cluster "
	       "have anything to route.",
	.server = "The embedded router requires the node to act as a shard or config server",
	.bad = (const struct example[]){ { "mongod.conf", "net:\n  routerPort: 27016\n" }, { 0 } },
	.good = (const struct example[]){
		{ "mongod.conf", "net:\n  routerPort: 27016\nsharding:\n  clusterRole: shardsvr\nreplication:\n  replSetName: a\n" },
		{ 0 } },
	.check_config = check_router_port,
};

static void check_parameter(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	static const struct {
		const char *option, *parameter, *text;
	} pairs[] = {
#define TEXT(option, parameter) \
	"Conflicting server setting and setParameter, only one of the two should be used: config=" option \
	", setParameter=" parameter
		{ "storage.syncPeriodSecs", "setParameter.syncdelay", TEXT("storage.syncPeriodSecs", "syncdelay") },
		{ "storage.journal.commitIntervalMs", "setParameter.journalCommitInterval",
		  TEXT("storage.journal.commitIntervalMs", "journalCommitInterval") },
#undef TEXT
	};
	if (config->target.binary != BINARY_MONGOD)
		return;
	for (unsigned i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		const struct setting *option = config_find(config, pairs[i].option);
		const struct setting *parameter = config_find(config, pairs[i].parameter);
		const struct refusal refusal = { .from = VERSION(8, 0), .text = pairs[i].text };
		struct diag *diag = !option || !parameter ? NULL
				  : refusal_add(lint, rule, config, &refusal, parameter->key, "this is set in two places");
		if (!diag)
			continue;
		diag->option = pairs[i].option;
		diag->help = arena_printf(lint->arena, "keep %s, and remove this line", pairs[i].option);
		diag_note(lint->sink, diag, config->source, option->key, "the option is here");
		if (option->kind == SETTING_SCALAR && parameter->kind == SETTING_SCALAR)
			ask_fix_unset(lint, diag, config,
				      str_eq(option->text, parameter->text) ? SAFETY_SAFE : SAFETY_UNSAFE,
				      pairs[i].parameter);
	}
}

const struct rule rule_option_and_parameter = {
	.kind = { "option-and-parameter", "startup" },
	.severity = SEVERITY_WARNING,
	.scope = SCOPE_FILE,
	.title = "an option and the parameter of the same meaning",
	.why = "storage.syncPeriodSecs is also the parameter syncdelay, and storage.journal.commitIntervalMs is "
	       "journalCommitInterval. Where both are set one of them silently lost, until 8.0 refused to choose.",
	.server = "Conflicting server setting and setParameter, only one of the two should be used",
	.bad = (const struct example[]){
		{ "mongod.conf", "storage:\n  syncPeriodSecs: 30\nsetParameter:\n  syncdelay: 60\n" }, { 0 } },
	.good = (const struct example[]){ { "mongod.conf", "storage:\n  syncPeriodSecs: 30\n" }, { 0 } },
	.check_config = check_parameter,
};
