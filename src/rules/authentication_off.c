#include "config/auth.h"
#include "fleet/hosts.h"
#include "rules/ask.h"

/* Where other hosts get in, exposed-without-auth says so, and authorization-case where the word is there
 * in another case. */
static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	const struct setting *said;
	const struct setting *authorization = config_find(config, "security.authorization");
	if (!ask_whole(config) || !config->count || auth_access_of(config) != AUTH_ACCESS_OPEN ||
	    hosts_binding(config, config->target.server, &said) == BINDING_OTHER ||
	    (authorization && str_eq_nocase(authorization->text, STR("enabled"))))
		return;
	const struct setting *transition = config_find(config, "security.transitionToAuth");
	bool in_transition = transition && str_is(transition->text, "true");
	bool router = config->target.binary == BINARY_MONGOS;
	struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, config->source,
				     in_transition ? ask_place(transition) : authorization ? ask_place(authorization)
				     : config_start(config), "nobody has to log in");
	diag->option = router ? "security.keyFile" : "security.authorization";
	diag->server = "starts (Access control is not enabled for the database)";
	diag->help = in_transition ? "remove transitionToAuth as soon as all members and clients log in"
		   : router ? "set security.keyFile, as on all members of the cluster"
			    : "set security.authorization: enabled (members of a replica set need a keyfile too)";
}

const struct rule rule_authentication_off = {
	.kind = { "authentication-off", "security" },
	.severity = SEVERITY_WARNING,
	.scope = SCOPE_FILE,
	.off = true,
	.cis = "2.1",
	.stig = "252145",
	.title = "nobody has to log in",
	.why = "Access control is off, though the server listens on its own host only. That is usual on a developer's machine; "
	       "benchmarks (CIS 2.1) allow it nowhere, since whoever is on the host reads everything.",
	.server = "Access control is not enabled for the database",
	.bad = (const struct example[]){ { "mongod.conf", "net:\n  bindIp: 127.0.0.1\n" }, { 0 } },
	.good = (const struct example[]){
		{ "mongod.conf", "net:\n  bindIp: 127.0.0.1\nsecurity:\n  authorization: enabled\n" }, { 0 } },
	.check_config = check,
};
