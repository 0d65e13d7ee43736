#include "config/tls.h"
#include "rules/rule.h"

static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	const struct setting *fips = config_find(config, "net.tls.FIPSMode");
	/* Community servers are not built for it. */
	if (!tls_is_on(config) || config->target.edition == EDITION_COMMUNITY || (fips && str_is(fips->text, "true")) ||
	    config_is_opaque(config, "net.tls.FIPSMode"))
		return;
	struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, config->source,
				     fips ? fips->key : config_find(config, "net.tls.mode")->key, "FIPS mode is off");
	diag->option = "net.tls.FIPSMode";
	diag->server = "uses whatever ciphers its library has";
	diag->help = "where FIPS 140 is demanded, set net.tls.FIPSMode: true (Enterprise and Percona)";
}

const struct rule rule_fips_off = {
	.kind = { "fips-off", "security" },
	.severity = SEVERITY_INFO,
	.scope = SCOPE_FILE,
	.off = true,
	.cis = "4.4",
	.stig = "252146",
	.title = "FIPS mode is off",
	.why = "Some rules (CIS 4.4, the STIG of MongoDB Enterprise) demand that only validated cryptography is used. Of no use "
	       "to everybody else, and not in Community builds.",
	.server = "nothing; it uses the ciphers of its library",
	.bad = (const struct example[]){
		{ "mongod.conf", "net:\n  tls:\n    mode: requireTLS\n    certificateKeyFile: /etc/ssl/server.pem\n"
				 "    CAFile: /etc/ssl/ca.pem\n" }, { 0 } },
	.good = (const struct example[]){
		{ "mongod.conf", "net:\n  tls:\n    mode: requireTLS\n    certificateKeyFile: /etc/ssl/server.pem\n"
				 "    CAFile: /etc/ssl/ca.pem\n    FIPSMode: true\n" }, { 0 } },
	.check_config = check,
};
