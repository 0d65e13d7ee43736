#include "config/auth.h"
#include "rules/refusal.h"

static const struct refusal refusal = {
	.from = VERSION(5, 1),
	.text = "cannot have have x.509 cluster authentication while not enforcing user cluster separation",
};

static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	const struct setting *setting = config_find(config, "setParameter.enforceUserClusterSeparation");
	const struct setting *mode = config_find(config, "security.clusterAuthMode");
	if (!setting || !mode || !cluster_mode_allows_x509(cluster_mode_of(config)) ||
	    (!str_is(setting->text, "false") && !str_is(setting->text, "0")))
		return;
	struct diag *diag = refusal_add(lint, rule, config, &refusal, setting->value,
					"members' certificates can't be told from users' ones without enforceUserClusterSeparation");
	if (!diag)
		return;
	diag->option = "setParameter.enforceUserClusterSeparation";
	diag->help = "remove the parameter, or stay with clusterAuthMode keyFile";
	diag_note(lint->sink, diag, config->source, mode->key, "members may show a certificate by this");
}

const struct rule rule_user_cluster_separation = {
	.kind = { "user-cluster-separation", "startup" },
	.severity = SEVERITY_ERROR,
	.scope = SCOPE_FILE,
	.title = "x.509 between members, and users taken for members",
	.why = "With enforceUserClusterSeparation off, a user's certificate may look like a member's. From 5.1 on that is "
	       "refused wherever members may show certificates: clusterAuthMode sendKeyFile, sendX509 and x509.",
	.server = "cannot have have x.509 cluster authentication while not enforcing user cluster separation",
	.bad = (const struct example[]){
		{ "mongod.conf", "security:\n  clusterAuthMode: x509\nsetParameter:\n  enforceUserClusterSeparation: false\n"
				 "net:\n  tls:\n    mode: requireTLS\n    certificateKeyFile: /etc/ssl/server.pem\n"
				 "    CAFile: /etc/ssl/ca.pem\n" }, { 0 } },
	.good = (const struct example[]){
		{ "mongod.conf", "security:\n  clusterAuthMode: x509\nnet:\n  tls:\n    mode: requireTLS\n"
				 "    certificateKeyFile: /etc/ssl/server.pem\n    CAFile: /etc/ssl/ca.pem\n" }, { 0 } },
	.check_config = check,
};
