#include "config/auth.h"
#include "config/tls.h"
#include "rules/refusal.h"

static const struct refusal x509[] = {
	{ .to = VERSION(4, 2), .text = "No SSL certificate validation can be performed since no CA file has been provided; "
	  "please specify an sslCAFile parameter" },
	{ .from = VERSION(4, 2), .text = "No TLS certificate validation can be performed since no CA file has been provided; "
	  "please specify an tlsCAFile parameter" },
};
/* From 5.1 on for every mode that accepts certificates. */
static const struct refusal accepts_x509 = {
	.from = VERSION(5, 1), .text = "No TLS certificate validation can be performed since no CA file has been provided; "
	"please specify an tlsCAFile parameter",
};
/* SERVER-72839 (CVE-2024-1351), in each line from this patch on. 4.4.29 has it too, but who says
 * 4.4 means a line of which most patches have not, so there only the full number counts. */
static const struct refusal chain[] = {
	{ .from = VERSION(4, 4, 29), .to = VERSION(4, 4, VERSION_NEWEST) },
	{ .from = VERSION(5, 0, 25), .to = VERSION(5, 1) },
	{ .from = VERSION(6, 0, 14), .to = VERSION(6, 1) },
	{ .from = VERSION(7, 0, 6), .to = VERSION(7, 1) },
	{ .from = VERSION(7, 3) },
};

static bool needs_chain(const struct config *config)
{
	return version_known(config->target.server) && REFUSAL_CHOOSE(config, chain);
}

static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	if (!tls_is_on(config) || tls_may_have(config, "net.tls.CAFile") ||
	    tls_may_have(config, "net.tls.certificateSelector"))
		return;
	enum cluster_mode mode = cluster_mode_of(config);
	const struct setting *tls = config_find(config, "net.tls.mode");
	const struct setting *cluster = config_find(config, "security.clusterAuthMode");
	static const struct refusal no_chain = {
		.text = "The use of TLS without specifying a chain of trust is no longer supported",
	};
	struct diag *diag = NULL;
	if (needs_chain(config) && !tls_may_have(config, "net.tls.clusterCAFile") &&
	    !tls_may_have(config, "setParameter.tlsUseSystemCA"))
		diag = refusal_add(lint, rule, config, &no_chain, tls->value,
				   "TLS is on, but there is no CAFile to check certificates by");
	else if (mode == CLUSTER_X509 || (mode == CLUSTER_SEND_KEYFILE || mode == CLUSTER_SEND_X509))
		diag = refusal_add(lint, rule, config, mode == CLUSTER_X509 ? REFUSAL_CHOOSE(config, x509) : &accepts_x509,
				   cluster->value, "members are to show certificates, but there is no CAFile to check them by");
	if (!diag)
		return;
	diag->option = "net.tls.CAFile";
	diag->help = "set net.tls.CAFile (up to 4.0 net.ssl.CAFile) to the certificates of those who sign the others'";
}

const struct rule rule_tls_needs_ca = {
	.kind = { "tls-needs-ca", "startup" },
	.severity = SEVERITY_ERROR,
	.scope = SCOPE_FILE,
	.title = "certificates that nothing can check, where mongod insists",
	.why = "With clusterAuthMode x509 (from 5.1 on also sendKeyFile and sendX509) a CAFile is needed to check the "
	       "certificates of other members. From 5.0.25, 6.0.14 and 7.0.6 on one is needed for any TLS, or "
	       "setParameter.tlsUseSystemCA.",
	.server = "No TLS certificate validation can be performed since no CA file has been provided",
	.bad = (const struct example[]){
		{ "mongod.conf", "security:\n  clusterAuthMode: x509\nnet:\n  tls:\n    mode: requireTLS\n"
				 "    certificateKeyFile: /etc/ssl/server.pem\n" }, { 0 } },
	.good = (const struct example[]){
		{ "mongod.conf", "security:\n  clusterAuthMode: x509\nnet:\n  tls:\n    mode: requireTLS\n"
				 "    certificateKeyFile: /etc/ssl/server.pem\n    CAFile: /etc/ssl/ca.pem\n" }, { 0 } },
	.check_config = check,
};
