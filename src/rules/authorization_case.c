#include "config/auth.h"
#include "rules/rule.h"

/* The validator of 4.2 and later ignores case, the code that acts on the value does not (server
 * source, mongod_options_general.h and server_options_server_helpers.cpp, 4.2 to 5.1-dev; 4.2.8 takes
 * ENABLED; CVE-2026-82067). Before 4.2 it is refused: option-value. */
static void offer_fix(const struct lint *lint, struct diag *diag, const struct config *config,
		      const struct setting *setting, const char *right, bool open)
{
	uint32_t at = str_find(source_str(config->source, setting->value), setting->text, 0);
	if (at == STR_NONE)
		return;
	/* The server runs, and lets everybody in: whether its users are ready for the other, a person must say. */
	diag_fix(lint->sink, diag, open ? SAFETY_UNSAFE : SAFETY_SAFE,
		 open ? "write enabled; this TURNS AUTHORIZATION ON" : arena_printf(lint->arena, "write %s", right), (struct span){ setting->value.at + at, setting->text.len }, str_of(right));
}

static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	static const struct version ignores_case = VERSION(4, 2);
	const struct setting *setting = config_find(config, "security.authorization");
	struct version server = config->target.server;
	if (!setting || config->target.binary != BINARY_MONGOD || setting->kind != SETTING_SCALAR ||
	    (version_known(server) && !version_at_least(server, ignores_case)))
		return;
	bool enabled = str_eq_nocase(setting->text, STR("enabled"));
	const char *right = enabled ? "enabled" : "disabled";
	if (str_is(setting->text, right) || !str_eq_nocase(setting->text, str_of(right)))
		return;
	bool open = enabled && auth_access_of(config) == AUTH_ACCESS_OPEN;
	struct diag *diag = sink_add(lint->sink, &rule->kind, open ? SEVERITY_ERROR : SEVERITY_WARNING, config->source,
				     setting->value, open ? "authorization is not enabled by %.*s: only lower case is"
				     : "%.*s is not read: only lower case is", STR_ARG(setting->text));
	diag->option = "security.authorization";
	diag->server = open ? "starts without a word and lets everybody in (Access control is not enabled for the database)"
			    : "starts, and takes it as if it were not there";
	diag->help = open ? "write enabled, after making sure that there are users: clients will have to log in" : NULL;
	offer_fix(lint, diag, config, setting, right, open);
}

const struct rule rule_authorization_case = {
	.kind = { "authorization-case", "security" },
	.severity = SEVERITY_ERROR,
	.scope = SCOPE_FILE,
	.cis = "2.1",
	.stig = "252145",
	.title = "authorization in capitals, which is silently off",
	.why = "From 4.2 on mongod accepts Enabled and ENABLED, and then does not see that they mean enabled: it starts with "
	       "authorization off (CVE-2026-82067). The file looks protected, the data are open.",
	.server = "Access control is not enabled for the database",
	.bad = (const struct example[]){ { "mongod.conf", "security:\n  authorization: Enabled\n" }, { 0 } },
	.good = (const struct example[]){ { "mongod.conf", "security:\n  authorization: enabled\n" }, { 0 } },
	.check_config = check,
};
