#include "config/tls.h"
#include "rules/refusal.h"

static const struct refusal refusals[] = {
	{ .to = VERSION(4, 2), .text = "need sslCAFile with sslCRLFile" },
	{ .from = VERSION(4, 2), .text = "need tlsCAFile with tlsCRLFile" },
};

static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	const struct setting *list = config_find(config, "net.tls.CRLFile");
	if (!list || list->refusal || !tls_is_on(config) || tls_may_have(config, "net.tls.CAFile"))
		return;
	struct diag *diag = refusal_add(lint, rule, config, REFUSAL_CHOOSE(config, refusals), list->key,
					"a list of revoked certificates, but no CAFile to check certificates by");
	diag->option = "net.tls.CRLFile";
	diag->help = "set net.tls.CAFile, or remove this line";
}

const struct rule rule_tls_crl_without_ca = {
	.kind = { "tls-crl-without-ca", "startup" },
	.severity = SEVERITY_ERROR,
	.scope = SCOPE_FILE,
	.title = "a CRLFile without a CAFile",
	.why = "The list of revoked certificates is of use only where certificates are checked, which takes a CAFile. "
	       "clusterCAFile does not count.",
	.server = "need tlsCAFile with tlsCRLFile",
	.bad = (const struct example[]){
		{ "mongod.conf", "net:\n  tls:\n    mode: requireTLS\n    certificateKeyFile: /etc/ssl/server.pem\n"
				 "    clusterCAFile: /etc/ssl/ca.pem\n    CRLFile: /etc/ssl/crl.pem\n" }, { 0 } },
	.good = (const struct example[]){
		{ "mongod.conf", "net:\n  tls:\n    mode: requireTLS\n    certificateKeyFile: /etc/ssl/server.pem\n"
				 "    CAFile: /etc/ssl/ca.pem\n    CRLFile: /etc/ssl/crl.pem\n" }, { 0 } },
	.check_config = check,
};
