#include "rules/rule.h"

/* What turns authorization on in the eyes of this one check: presence, for all but authorization
 * itself, of which only `enabled` counts; transitionToAuth changes nothing. In INI files `auth`
 * counts when it is there, even as false (server source, server_options_server_helpers.cpp,
 * validateServerOptions(), 3.4 to 4.4). */
static const struct setting *what_enables(const struct config *config)
{
	const struct setting *authorization = config_find(config, "security.authorization");
	const struct setting *mode = config_find(config, "security.clusterAuthMode");
	if (mode)
		return mode;
	if (authorization && (str_is(authorization->text, "enabled") ||
			      (config->format == CONFIG_INI && str_is(source_str(config->source, authorization->key), "auth"))))
		return authorization;
	return config_find(config, "security.keyFile");
}

static bool is_empty(const struct setting *setting)
{
	return setting && !setting->refusal &&
	       ((setting->kind == SETTING_LIST && !setting->item_count) ||
		(setting->kind == SETTING_SCALAR && setting->entry && !setting->text.len));
}

static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	static const char *const paths[] = {
		"security.authenticationMechanisms", "setParameter.authenticationMechanisms",
	};
	const struct setting *cause = what_enables(config);
	for (unsigned i = 0; cause && i < sizeof paths / sizeof *paths; i++) {
		const struct setting *setting = config_find(config, paths[i]);
		if (!is_empty(setting))
			continue;
		struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, config->source, setting->key,
					     "authorization is on, but the list of mechanisms is empty: nobody could log in");
		diag->option = paths[i];
		diag->server = "stops with: Authorization is enabled but no authentication mechanisms are present.";
		diag->help = "name at least one, such as SCRAM-SHA-256, or remove the line: the default is all";
		diag_note(lint->sink, diag, config->source, cause->key, "this turns authorization on");
	}
}

const struct rule rule_auth_mechanisms_empty = {
	.kind = { "auth-mechanisms-empty", "startup" },
	.severity = SEVERITY_ERROR,
	.scope = SCOPE_FILE,
	.title = "authorization without a mechanism to authenticate by",
	.why = "An empty list of mechanisms does not mean the default ones, it means none. With authorization (or a keyfile or "
	       "a clusterAuthMode, which turn it on) mongod refuses that.",
	.server = "Authorization is enabled but no authentication mechanisms are present.",
	.bad = (const struct example[]){
		{ "mongod.conf", "setParameter:\n  authenticationMechanisms:\nsecurity:\n  authorization: enabled\n" }, { 0 } },
	.good = (const struct example[]){
		{ "mongod.conf", "setParameter:\n  authenticationMechanisms: SCRAM-SHA-256\nsecurity:\n  authorization: enabled\n" },
		{ 0 } },
	.check_config = check,
};
