#include "config/auth.h"
#include "rules/refusal.h"

/* Up to 4.4 a server with such a mode and no keyfile starts (jstests/ssl/set_parameter_ssl.js); from
 * 5.1 on it does not (SERVER-55792). One that sends its certificate got along without until then. */
static const struct refusal refusal = { .from = VERSION(5, 1), .text = "Unable to acquire security key[s]" };

static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	const struct setting *setting = config_find(config, "security.clusterAuthMode");
	enum cluster_mode mode = cluster_mode_of(config);
	if (!setting || config_find(config, "security.keyFile") || config_is_opaque(config, "security.keyFile") ||
	    (mode != CLUSTER_KEYFILE && mode != CLUSTER_SEND_KEYFILE && mode != CLUSTER_SEND_X509))
		return;
	const char *message = arena_printf(lint->arena, "clusterAuthMode %.*s needs a keyFile, and there is none",
					   STR_ARG(setting->text));
	struct diag *diag = refusal_add(lint, rule, config, &refusal, setting->value, message);
	if (!diag && mode != CLUSTER_SEND_X509) {
		diag = sink_add(lint->sink, &rule->kind, SEVERITY_WARNING, config->source, setting->value, "%s", message);
		diag->server = "starts, and can't authenticate to any other member";
	}
	if (!diag)
		return;
	diag->option = "security.keyFile";
	diag->help = mode == CLUSTER_SEND_X509
		   ? "give it the keyfile that members in sendKeyFile still show, or go on to x509"
		   : arena_printf(lint->arena, "add the set's keyfile: mongoconf apply add-keyfile --key-file PATH %s",
				  rule_file_word(lint, config));
}

const struct rule rule_cluster_auth_needs_keyfile = {
	.kind = { "cluster-auth-needs-keyfile", "startup" },
	.severity = SEVERITY_ERROR,
	.scope = SCOPE_FILE,
	.cis = "2.3",
	.title = "a clusterAuthMode that needs a keyfile, without one",
	.why = "keyFile and sendKeyFile show the key of a keyfile to the other members, sendX509 still accepts it from them. "
	       "Up to 4.4 the server starts without one and can't talk to any member; from 5.1 on it does not start.",
	.server = "Unable to acquire security key[s]",
	.bad = (const struct example[]){ { "mongod.conf", "security:\n  clusterAuthMode: keyFile\n" }, { 0 } },
	.good = (const struct example[]){
		{ "mongod.conf", "replication:\n  replSetName: rs0\nsecurity:\n  clusterAuthMode: keyFile\n"
				 "  keyFile: /etc/mongodb/keyfile\n" }, { 0 } },
	.check_config = check,
};
