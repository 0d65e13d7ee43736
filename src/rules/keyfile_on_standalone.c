#include "rules/rule.h"

static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	static const char *const makes_a_member[] = {
		"replication.replSetName", "replication.replSet", "sharding.clusterRole", "replication.serverless",
	};
	const struct setting *keyfile = config_find(config, "security.keyFile");
	if (!keyfile || config->target.binary != BINARY_MONGOD)
		return;
	for (unsigned i = 0; i < sizeof makes_a_member / sizeof *makes_a_member; i++)
		if (config_find(config, makes_a_member[i]) || config_is_opaque(config, makes_a_member[i]))
			return;
	struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, config->source, keyfile->key,
				     "a keyFile, but neither a replica set nor a sharded cluster to use it in");
	diag->option = "security.keyFile";
	diag->server = "starts as a standalone that demands authentication";
	diag->help = "set replication.replSetName if the section was lost; a standalone needs only security.authorization: "
		     "enabled";
}

const struct rule rule_keyfile_on_standalone = {
	.kind = { "keyfile-on-standalone", "hygiene" },
	.severity = SEVERITY_INFO,
	.scope = SCOPE_FILE,
	.title = "a keyfile on a server that is no member of anything",
	.why = "Members of a replica set or of a sharded cluster authenticate to each other with a keyfile. A standalone has "
	       "no use for it, so a section may have been lost, unless the name of the set is on the command line.",
	.server = "nothing; it starts as a standalone",
	.bad = (const struct example[]){ { "mongod.conf", "security:\n  keyFile: /etc/mongodb/keyfile\n" }, { 0 } },
	.good = (const struct example[]){
		{ "mongod.conf", "replication:\n  replSetName: rs0\nsecurity:\n  keyFile: /etc/mongodb/keyfile\n" }, { 0 } },
	.check_config = check,
};
