#include "rules/ask.h"

/* The queryTemplate has a dependency of its own, which is option-requires'. */
static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	if (ask_set(config, "security.ldap.servers") || ask_set(config, "security.ldap.authz.queryTemplate") || !ask_whole(config))
		return;
	for (uint32_t i = 0; i < config->count; i++) {
		const struct setting *setting = &config->settings[i];
		if (!setting->option || !str_starts(setting->path, "security.ldap."))
			continue;
		struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, config->source, setting->key,
					     "there are options of LDAP, but no servers to ask");
		diag->option = "security.ldap.servers";
		diag->server = "starts without LDAP; users who are only known there can't log in";
		diag->help = "set security.ldap.servers, or remove the section";
		return;
	}
}

const struct rule rule_ldap_without_servers = {
	.kind = { "ldap-without-servers", "hygiene" },
	.severity = SEVERITY_WARNING,
	.scope = SCOPE_FILE,
	.title = "options of LDAP without security.ldap.servers",
	.why = "LDAP is used when security.ldap.servers says where it is. The other options of the section do nothing by "
	       "themselves, so who meant to turn it on has not.",
	.server = "starts without LDAP",
	.bad = (const struct example[]){ { "mongod.conf", "security:\n  ldap:\n    timeoutMS: 5000\n" }, { 0 } },
	.good = (const struct example[]){ { "mongod.conf", "security:\n  authorization: enabled\n" }, { 0 } },
	.check_config = check,
};
