#include "config/auth.h"
#include "rules/rule.h"

static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	const struct setting *transition = config_find(config, "security.transitionToAuth");
	enum cluster_mode mode = cluster_mode_of(config);
	/* Without a credential it does not start: transition-without-keyfile. */
	if (!transition || !str_is(transition->text, "true") || (mode != CLUSTER_KEYFILE && mode != CLUSTER_X509))
		return;
	struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, config->source, transition->key,
				     "transitionToAuth turns access control off, for as long as it is set");
	diag->option = "security.transitionToAuth";
	diag->server = config_is(config, "security.authorization", "enabled")
		     ? "starts, and lets everybody in in spite of authorization: enabled"
		     : "starts, and lets everybody in";
	diag->help = arena_printf(lint->arena, "when all members have it and all clients log in, take the last step: mongoconf "
				  "apply drop-transition %s", rule_file_word(lint, config));
}

const struct rule rule_transition_to_auth_left_on = {
	.kind = { "transition-to-auth-left-on", "security" },
	.severity = SEVERITY_WARNING,
	.scope = SCOPE_FILE,
	.title = "access control that is off, since transitionToAuth is on",
	.why = "The flag is for the days in which the members of a set are changed over to authentication one by one. Until it "
	       "is removed, authorization is off, whatever else the file says: it looks protected and is not.",
	.server = "nothing; it starts without access control",
	.bad = (const struct example[]){
		{ "mongod.conf", "replication:\n  replSetName: rs0\nsecurity:\n  keyFile: /etc/mongodb/keyfile\n"
				 "  transitionToAuth: true\n" }, { 0 } },
	.good = (const struct example[]){
		{ "mongod.conf", "replication:\n  replSetName: rs0\nsecurity:\n  keyFile: /etc/mongodb/keyfile\n"
				 "  transitionToAuth: false\n" }, { 0 } },
	.check_config = check,
};
