#include "config/tls.h"
#include "rules/refusal.h"

/* Server source, ssl_options.cpp (3.4 to 4.0), ssl_options_server.cpp (4.2 to 5.1-dev). */
static const struct refusal refusals[] = {
	{ .to = VERSION(4, 0), .text = "need sslPEMKeyFile when SSL is enabled" },
	{ .from = VERSION(4, 0), .to = VERSION(4, 2),
	  .text = "need sslPEMKeyFile or certificateSelector when SSL is enabled" },
	{ .from = VERSION(4, 2), .text = "need tlsCertificateKeyFile or certificateSelector when TLS is enabled" },
};

static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	if (!tls_is_on(config) || tls_may_have(config, "net.tls.certificateKeyFile") ||
	    tls_may_have(config, "net.tls.certificateSelector"))
		return;
	const struct setting *mode = config_find(config, "net.tls.mode");
	struct diag *diag = refusal_add(lint, rule, config, REFUSAL_CHOOSE(config, refusals), mode->value,
					"TLS is on, but there is no certificate to show");
	diag->option = "net.tls.certificateKeyFile";
	diag->help = "set net.tls.certificateKeyFile (up to 4.0 net.ssl.PEMKeyFile), or mode: disabled";
}

const struct rule rule_tls_without_certificate = {
	.kind = { "tls-without-certificate", "startup" },
	.severity = SEVERITY_ERROR,
	.scope = SCOPE_FILE,
	.title = "TLS without a certificate",
	.why = "A server that speaks TLS has to show a certificate, in every mode but `disabled`.",
	.server = "need tlsCertificateKeyFile or certificateSelector when TLS is enabled",
	.bad = (const struct example[]){ { "mongod.conf", "net:\n  tls:\n    mode: requireTLS\n    CAFile: /etc/ssl/ca.pem\n" }, { 0 } },
	.good = (const struct example[]){
		{ "mongod.conf", "net:\n  tls:\n    mode: requireTLS\n    certificateKeyFile: /etc/ssl/server.pem\n"
				 "    CAFile: /etc/ssl/ca.pem\n" }, { 0 } },
	.check_config = check,
};
