#include "config/auth.h"
#include "rules/ask.h"

static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	const struct setting *bypass = config_find(config, "setParameter.enableLocalhostAuthBypass");
	bool off = bypass && (bypass->kind == SETTING_OPAQUE || str_is(bypass->text, "false") || str_is(bypass->text, "0"));
	if (off || config_is_opaque(config, "setParameter") || auth_access_of(config) != AUTH_ACCESS_CONTROLLED)
		return;
	struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, config->source,
				     bypass ? bypass->key : config_start(config),
				     "who is on the host may create the first user without logging in");
	diag->option = "setParameter.enableLocalhostAuthBypass";
	diag->server = "lets connections from localhost in as long as there is no user";
	diag->help = "once there are users, set setParameter.enableLocalhostAuthBypass: false";
	ask_fix_set(lint, diag, config, SAFETY_UNSAFE, "setParameter.enableLocalhostAuthBypass", "false");
}

const struct rule rule_noauth_and_localhost_bypass = {
	.kind = { "noauth-and-localhost-bypass", "security" },
	.severity = SEVERITY_INFO,
	.scope = SCOPE_FILE,
	.off = true,
	.cis = "2.2",
	.title = "the exception for the first user is left on",
	.why = "Before there is a user, a connection from the server's own host may create one. Benchmarks such as CIS 2.2 ask "
	       "for this to be off afterwards, since users can be lost with their database.",
	.server = "nothing; it lets connections from its own host in",
	.bad = (const struct example[]){ { "mongod.conf", "security:\n  authorization: enabled\n" }, { 0 } },
	.good = (const struct example[]){
		{ "mongod.conf", "security:\n  authorization: enabled\nsetParameter:\n  enableLocalhostAuthBypass: false\n" }, { 0 } },
	.check_config = check,
};
