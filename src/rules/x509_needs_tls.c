#include "config/auth.h"
#include "config/tls.h"
#include "rules/refusal.h"

static const struct refusal disabled[] = {
	{ .to = VERSION(4, 2), .text = "need to enable SSL via the sslMode flag" },
	{ .from = VERSION(4, 2), .text = "need to enable TLS via the tlsMode flag" },
};
static const struct refusal allowed[] = {
	{ .to = VERSION(4, 2), .text = "cannot have x.509 cluster authentication in allowSSL mode" },
	{ .from = VERSION(4, 2), .text = "cannot have x.509 cluster authentication in allowTLS mode" },
};

/* sendX509 with transitionToAuth would be taken in allowTLS mode from 5.1 on, but does not go with
 * transitionToAuth in any release. */
static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	const struct setting *setting = config_find(config, "security.clusterAuthMode");
	const struct setting *tls = config_find(config, "net.tls.mode");
	enum cluster_mode mode = cluster_mode_of(config);
	enum tls_mode tls_mode = tls_mode_of(config);
	struct diag *diag = NULL;
	if (!setting || !cluster_mode_allows_x509(mode))
		return;
	if (tls_mode == TLS_OFF)
		diag = refusal_add(lint, rule, config, REFUSAL_CHOOSE(config, disabled), setting->value,
				   arena_printf(lint->arena, "clusterAuthMode %.*s needs TLS, which is off", STR_ARG(setting->text)));
	else if (tls_mode == TLS_ALLOW && (mode == CLUSTER_SEND_X509 ||
		 (mode == CLUSTER_X509 && !config_is_opaque(config, "security.transitionToAuth") &&
		  !config_is(config, "security.transitionToAuth", "true"))))
		diag = refusal_add(lint, rule, config, REFUSAL_CHOOSE(config, allowed), setting->value,
				   arena_printf(lint->arena, "clusterAuthMode %.*s needs TLS between members, and %.*s does without",
						STR_ARG(setting->text), STR_ARG(tls->text)));
	if (!diag)
		return;
	diag->option = "security.clusterAuthMode";
	diag->help = tls_mode == TLS_OFF ? "set net.tls.mode (up to 4.0 net.ssl.mode) and a certificate, or clusterAuthMode: keyFile"
					 : "go on to preferTLS on all members first, then change clusterAuthMode";
	if (tls)
		diag_note(lint->sink, diag, config->source, tls->key, "the mode of TLS is set here");
}

const struct rule rule_x509_needs_tls = {
	.kind = { "x509-needs-tls", "startup" },
	.severity = SEVERITY_ERROR,
	.scope = SCOPE_FILE,
	.title = "x.509 between members without TLS between members",
	.why = "A member shows its certificate while TLS is set up. In allowTLS mode members do not use TLS among themselves, "
	       "so that sendX509 and x509 have nothing to go by; sendKeyFile only accepts certificates, and needs TLS to be on "
	       "at all.",
	.server = "cannot have x.509 cluster authentication in allowTLS mode",
	.bad = (const struct example[]){ { "mongod.conf", "security:\n  clusterAuthMode: x509\n" }, { 0 } },
	.good = (const struct example[]){
		{ "mongod.conf", "security:\n  clusterAuthMode: x509\nnet:\n  tls:\n    mode: preferTLS\n"
				 "    certificateKeyFile: /etc/ssl/server.pem\n    CAFile: /etc/ssl/ca.pem\n" }, { 0 } },
	.check_config = check,
};
