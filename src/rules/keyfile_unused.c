#include "config/auth.h"
#include "rules/ask.h"

/* initialize_server_security_state.cpp and the like, 3.4 on: the keyfile is read in all modes but this one. */
static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	const struct setting *keyfile = config_find(config, "security.keyFile");
	if (!keyfile || keyfile->kind != SETTING_SCALAR || !keyfile->text.len || cluster_mode_of(config) != CLUSTER_X509)
		return;
	struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, config->source, keyfile->key,
				     "the keyfile is not used: members show certificates");
	diag->option = "security.keyFile";
	diag->server = "starts, and does not read the keyfile";
	diag->help = "remove it, once no member is left that has to go back to sendX509";
	diag_note(lint->sink, diag, config->source, config_find(config, "security.clusterAuthMode")->key,
		  "clusterAuthMode is x509");
	ask_fix_unset(lint, diag, config, SAFETY_UNSAFE, "security.keyFile");
}

const struct rule rule_keyfile_unused = {
	.kind = { "keyfile-unused", "keyfile" },
	.severity = SEVERITY_INFO,
	.scope = SCOPE_FILE,
	.title = "a keyfile beside clusterAuthMode: x509",
	.why = "The last step from keyfiles to certificates leaves the keyfile without a use. It is a secret all the same, "
	       "and a wrong one is not noticed until somebody goes back to an earlier mode.",
	.server = "starts, and does not read the keyfile",
	.bad = (const struct example[]){ { "mongod.conf",
		"security:\n  clusterAuthMode: x509\n  keyFile: /etc/mongodb/keyfile\nreplication:\n  replSetName: rs0\n"
		"net:\n  tls:\n    mode: requireTLS\n    certificateKeyFile: /etc/ssl/server.pem\n    CAFile: /etc/ssl/ca.pem\n" }, { 0 } },
	.good = (const struct example[]){ { "mongod.conf",
		"security:\n  clusterAuthMode: x509\nnet:\n  tls:\n    mode: requireTLS\n"
		"    certificateKeyFile: /etc/ssl/server.pem\n    CAFile: /etc/ssl/ca.pem\n" }, { 0 } },
	.check_config = check,
};
