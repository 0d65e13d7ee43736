#include "config/tls.h"
#include "rules/rule.h"

static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	static const struct {
		const char *path, *message;
	} options[] = {
		{ "net.tls.allowInvalidCertificates", "certificates are asked for, but any will do" },
		{ "net.tls.allowInvalidHostnames", "certificates may be another host's" },
	};
	/* Without TLS they mean nothing. */
	if (tls_mode_of(config) == TLS_OFF)
		return;
	for (unsigned i = 0; i < sizeof options / sizeof *options; i++) {
		const struct setting *setting = config_find(config, options[i].path);
		if (!setting || !str_is(setting->text, "true"))
			continue;
		struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, config->source, setting->key, "%s",
					     options[i].message);
		diag->option = options[i].path;
		diag->server = "starts, with a warning in its log";
		diag->help = "remove the line, and give the servers certificates that are valid for their names";
	}
}

const struct rule rule_tls_invalid_certs_allowed = {
	.kind = { "tls-invalid-certs-allowed", "security" },
	.severity = SEVERITY_WARNING,
	.scope = SCOPE_FILE,
	.cis = "4.3",
	.stig = "252139",
	.title = "certificates that need not be valid",
	.why = "With allowInvalidCertificates anybody can pose as a member or a client, with allowInvalidHostnames anybody who "
	       "has a certificate of the same authority. Both are for tests.",
	.server = "While invalid X509 certificates may be used to connect to this server, they will not be considered "
		  "permissible for authentication.",
	.bad = (const struct example[]){
		{ "mongod.conf", "net:\n  tls:\n    mode: requireTLS\n    certificateKeyFile: /etc/ssl/server.pem\n"
				 "    CAFile: /etc/ssl/ca.pem\n    allowInvalidCertificates: true\n" }, { 0 } },
	.good = (const struct example[]){
		{ "mongod.conf", "net:\n  tls:\n    mode: requireTLS\n    certificateKeyFile: /etc/ssl/server.pem\n"
				 "    CAFile: /etc/ssl/ca.pem\n    allowInvalidCertificates: false\n" }, { 0 } },
	.check_config = check,
};
