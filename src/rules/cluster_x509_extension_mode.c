#include "config/auth.h"
#include "rules/refusal.h"

static const struct refusal refusal = {
	.from = VERSION(7, 0), .text = "requires a clusterAuthMode which allows for usage of X509",
};

static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	static const char *const paths[] = {
		"net.tls.clusterAuthX509.attributes", "net.tls.clusterAuthX509.extensionValue",
	};
	enum cluster_mode mode = cluster_mode_of(config);
	if (cluster_mode_allows_x509(mode) || mode == CLUSTER_UNKNOWN)
		return;
	for (unsigned i = 0; i < sizeof paths / sizeof *paths; i++) {
		const struct setting *setting = config_find(config, paths[i]);
		/* The option is as old as the check: before, it is unknown. */
		if (!setting || (version_known(config->target.server) &&
				 !refusal_reach(&config->target, refusal.from, refusal.to)))
			continue;
		struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, config->source, setting->key,
					     "this tells members by their certificates, but clusterAuthMode takes none");
		diag->option = paths[i];
		diag->server = arena_printf(lint->arena, "stops with: ... %s", refusal.text);
		diag->help = "set security.clusterAuthMode to x509 (by way of sendKeyFile and sendX509), or remove this line";
	}
}

const struct rule rule_cluster_x509_extension_mode = {
	.kind = { "cluster-x509-extension-mode", "startup" },
	.severity = SEVERITY_ERROR,
	.scope = SCOPE_FILE,
	.title = "how to tell members' certificates, where members show none",
	.why = "net.tls.clusterAuthX509 says by what a certificate is recognized as a member's. It needs a clusterAuthMode that "
	       "accepts certificates: sendKeyFile, sendX509 or x509.",
	.server = "requires a clusterAuthMode which allows for usage of X509",
	.bad = (const struct example[]){
		{ "mongod.conf", "net:\n  tls:\n    mode: requireTLS\n    certificateKeyFile: /etc/ssl/server.pem\n"
				 "    CAFile: /etc/ssl/ca.pem\n    clusterAuthX509:\n      attributes: O=shop\n" }, { 0 } },
	.good = (const struct example[]){
		{ "mongod.conf", "security:\n  clusterAuthMode: x509\nnet:\n  tls:\n    mode: requireTLS\n"
				 "    certificateKeyFile: /etc/ssl/server.pem\n    CAFile: /etc/ssl/ca.pem\n"
				 "    clusterAuthX509:\n      attributes: O=shop\n" }, { 0 } },
	.check_config = check,
};
