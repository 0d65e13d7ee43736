#include "config/auth.h"
#include "rules/rule.h"

/* The option code stores `disabled` last, but a later step turns authorization on for whoever has a
 * clusterAuthMode, which a keyfile implies (server source, initialize_server_security_state.cpp, 2.6
 * to 4.4, authorization_manager_global.cpp from 5.1 on). */
static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	const struct setting *authorization = config_find(config, "security.authorization");
	if (!authorization || !str_is(authorization->text, "disabled") || config->target.binary != BINARY_MONGOD ||
	    auth_access_of(config) != AUTH_ACCESS_CONTROLLED)
		return;
	const struct setting *cause = config_find(config, "security.keyFile");
	if (!cause)
		cause = config_find(config, "security.clusterAuthMode");
	struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, config->source, authorization->value,
				     "authorization: disabled has no effect beside %.*s", STR_ARG(cause->path));
	diag->option = "security.authorization";
	diag->server = "demands authentication from every client";
	diag->help = "write enabled, which is what happens; to turn authorization off, remove the credential too";
	diag_note(lint->sink, diag, config->source, cause->key, "this turns authorization on");
}

const struct rule rule_keyfile_without_auth_intent = {
	.kind = { "keyfile-without-auth-intent", "security" },
	.severity = SEVERITY_WARNING,
	.scope = SCOPE_FILE,
	.title = "authorization: disabled, which a keyfile overrules",
	.why = "A keyfile or a clusterAuthMode turns authorization on, and `disabled` does not turn it off again. Whoever wrote "
	       "this file expects clients to get in without logging in.",
	.server = "nothing; clients get: command find requires authentication",
	.bad = (const struct example[]){
		{ "mongod.conf", "replication:\n  replSetName: rs0\nsecurity:\n  keyFile: /etc/mongodb/keyfile\n"
				 "  authorization: disabled\n" }, { 0 } },
	.good = (const struct example[]){
		{ "mongod.conf", "replication:\n  replSetName: rs0\nsecurity:\n  keyFile: /etc/mongodb/keyfile\n" }, { 0 } },
	.check_config = check,
};
