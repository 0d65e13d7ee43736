#include "config/tls.h"
#include "rules/refusal.h"

static const struct refusal refusals[] = {
	{ .to = VERSION(4, 2), .text = "net.ssl.sslCipherConfig is incompatible with the openSSLCipherConfig setParameter" },
	{ .from = VERSION(4, 2), .text = "net.tls.tlsCipherConfig is incompatible with the openTLSCipherConfig setParameter" },
};

static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	const struct setting *option = config_find(config, "net.tls.tlsCipherConfig");
	const struct setting *parameter = config_find(config, "setParameter.opensslCipherConfig");
	if (!option || !parameter || parameter->kind != SETTING_SCALAR || !parameter->text.len)
		return;
	struct diag *diag = refusal_add(lint, rule, config, REFUSAL_CHOOSE(config, refusals), option->key,
					"the ciphers are set as an option and as a parameter");
	diag->option = "net.tls.tlsCipherConfig";
	diag->help = "keep setParameter.opensslCipherConfig; the option is deprecated";
	diag_note(lint->sink, diag, config->source, parameter->key, "the parameter is here");
}

const struct rule rule_tls_cipher_config_twice = {
	.kind = { "tls-cipher-config-twice", "startup" },
	.severity = SEVERITY_ERROR,
	.scope = SCOPE_FILE,
	.title = "the ciphers of TLS set in two places",
	.why = "net.tls.tlsCipherConfig is an old, hidden form of setParameter.opensslCipherConfig. mongod does not choose "
	       "between them.",
	.server = "net.tls.tlsCipherConfig is incompatible with the openTLSCipherConfig setParameter",
	.bad = (const struct example[]){
		{ "mongod.conf", "net:\n  tls:\n    mode: requireTLS\n    certificateKeyFile: /etc/ssl/server.pem\n"
				 "    CAFile: /etc/ssl/ca.pem\n    tlsCipherConfig: HIGH\n"
				 "setParameter:\n  opensslCipherConfig: HIGH\n" }, { 0 } },
	.good = (const struct example[]){
		{ "mongod.conf", "net:\n  tls:\n    mode: requireTLS\n    certificateKeyFile: /etc/ssl/server.pem\n"
				 "    CAFile: /etc/ssl/ca.pem\nsetParameter:\n  opensslCipherConfig: HIGH\n" }, { 0 } },
	.check_config = check,
};
