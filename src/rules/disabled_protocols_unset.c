#include "config/tls.h"
#include "rules/rule.h"

static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	if (!tls_is_on(config) || tls_may_have(config, "net.tls.disabledProtocols"))
		return;
	const struct setting *mode = config_find(config, "net.tls.mode");
	struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, config->source, mode->key,
				     "old versions of TLS are not turned off");
	diag->option = "net.tls.disabledProtocols";
	diag->server = "since 4.0 turns off TLS 1.0 by itself, and takes TLS 1.1 where OpenSSL has it";
	diag->help = "set net.tls.disabledProtocols: TLS1_0,TLS1_1";
}

const struct rule rule_disabled_protocols_unset = {
	.kind = { "disabled-protocols-unset", "security" },
	.severity = SEVERITY_INFO,
	.scope = SCOPE_FILE,
	.off = true,
	.cis = "4.1",
	.title = "old versions of TLS are not turned off",
	.why = "TLS 1.0 and 1.1 are broken. Benchmarks such as CIS 4.1 and 4.2 ask for both to be named in disabledProtocols, "
	       "whatever the library still offers.",
	.server = "Automatically disabling TLS 1.0",
	.bad = (const struct example[]){
		{ "mongod.conf", "net:\n  tls:\n    mode: requireTLS\n    certificateKeyFile: /etc/ssl/server.pem\n"
				 "    CAFile: /etc/ssl/ca.pem\n" }, { 0 } },
	.good = (const struct example[]){
		{ "mongod.conf", "net:\n  tls:\n    mode: requireTLS\n    certificateKeyFile: /etc/ssl/server.pem\n"
				 "    CAFile: /etc/ssl/ca.pem\n    disabledProtocols: TLS1_0,TLS1_1\n" }, { 0 } },
	.check_config = check,
};
