#include "config/auth.h"
#include "config/tls.h"
#include "rules/rule.h"

/* Where it does not start, tls-needs-ca says so: from these on, see there. */
static bool is_refused(struct version server)
{
	static const struct version first[] = { VERSION(5, 0, 25), VERSION(6, 0, 14), VERSION(7, 0, 6) };
	static const struct version all_from = VERSION(7, 3);
	for (unsigned i = 0; i < sizeof first / sizeof *first; i++)
		if (server.major == first[i].major && server.minor == first[i].minor)
			return version_at_least(server, first[i]);
	if (server.major == 4 && server.minor == 4)
		return server.patch >= 29 && server.patch != VERSION_NEWEST;
	return version_at_least(server, all_from);
}

static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	static const char *const trusted[] = {
		"net.tls.CAFile", "net.tls.clusterCAFile", "net.tls.certificateSelector", "setParameter.tlsUseSystemCA",
	};
	struct version server = config->target.server;
	if (!tls_is_on(config) || cluster_mode_of(config) == CLUSTER_X509 || (version_known(server) && is_refused(server)))
		return;
	for (unsigned i = 0; i < sizeof trusted / sizeof *trusted; i++)
		if (tls_may_have(config, trusted[i]))
			return;
	const struct setting *mode = config_find(config, "net.tls.mode");
	struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, config->source, mode->value,
				     "TLS without a CAFile: nobody's certificate is checked");
	diag->option = "net.tls.CAFile";
	diag->server = "starts, and takes any certificate; from 5.0.25, 6.0.14 and 7.0.6 on it stops with: The use of TLS "
		       "without specifying a chain of trust is no longer supported";
	diag->help = "set net.tls.CAFile";
}

const struct rule rule_tls_without_ca = {
	.kind = { "tls-without-ca", "security" },
	.severity = SEVERITY_WARNING,
	.scope = SCOPE_FILE,
	.cis = "4.3",
	.stig = "252160",
	.title = "TLS that checks no certificate",
	.why = "Without a CAFile the connection is encrypted, but not with somebody known: whoever stands between two members "
	       "or a client and its server can read along. Newer servers do not start like this.",
	.server = "No SSL certificate validation can be performed since no CA file has been provided (a warning in the log)",
	.bad = (const struct example[]){
		{ "mongod.conf", "net:\n  tls:\n    mode: requireTLS\n    certificateKeyFile: /etc/ssl/server.pem\n" }, { 0 } },
	.good = (const struct example[]){
		{ "mongod.conf", "net:\n  tls:\n    mode: requireTLS\n    certificateKeyFile: /etc/ssl/server.pem\n"
				 "    CAFile: /etc/ssl/ca.pem\n" }, { 0 } },
	.check_config = check,
};
