#include "rules/doubt.h"

static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	const struct setting *authorization = config_find(config, "security.authorization");
	const struct setting *name = config_find(config, "replication.replSetName");
	/* A clusterAuthMode that sends a key and has none is refused too, but only for that reason. */
	if (config->target.binary != BINARY_MONGOD || auth_state_of(config) != AUTH_LONE ||
	    !config_is(config, "security.authorization", "enabled"))
		return;
	if (!name || !config_text(config, "replication.replSetName").len)
		name = config_find(config, "sharding.clusterRole");
	/* A misspelt keyFile is an unknown option. */
	if (!name || name->null || name->kind == SETTING_OPAQUE || doubt_access(config))
		return;
	bool starts = version_known(lint->server) && !version_at_least(lint->server, (struct version)VERSION(5, 0));
	struct diag *diag = sink_add(lint->sink, &rule->kind, starts ? SEVERITY_WARNING : rule->severity,
				     config->source, authorization->value,
				     "a member of a replica set has authorization enabled, but no keyFile");
	diag->option = "security.keyFile";
	diag->server = starts ? "starts, and can't authenticate to any other member"
			      : "stops with: security.keyFile is required when authorization is enabled with replica "
				"sets (since 5.0; before, it starts and can't authenticate to any other member)";
	diag->help = arena_printf(lint->arena, "add the set's keyfile: mongoconf apply add-keyfile --key-file PATH %s",
				  rule_file_word(lint, config));
	diag_note(lint->sink, diag, config->source, name->key, "here it is made a member");
}

const struct rule rule_keyfile_required = {
	.kind = { "keyfile-required", "startup" },
	.severity = SEVERITY_ERROR,
	.scope = SCOPE_FILE,
	.cis = "2.3",
	.title = "authorization in a replica set without a keyfile",
	.why = "Members authenticate to each other, too. With authorization and no keyfile (nor x509) a member has nothing "
	       "to show to its peers.",
	.server = "security.keyFile is required when authorization is enabled with replica sets",
	.bad = (const struct example[]){
		{ "mongod.conf", "replication:\n  replSetName: rs0\nsecurity:\n  authorization: enabled\n" }, { 0 } },
	.good = (const struct example[]){
		{ "mongod.conf", "replication:\n  replSetName: rs0\nsecurity:\n  authorization: enabled\n"
				 "  keyFile: /etc/mongodb/keyfile\n" }, { 0 } },
	.check_config = check,
};
