#include "config/auth.h"
#include "rules/ask.h"

static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	const struct setting *transition = config_find(config, "security.transitionToAuth");
	if (!transition || !str_is(transition->text, "true"))
		return;
	const struct setting *mode_setting = config_find(config, "security.clusterAuthMode");
	enum cluster_mode known = cluster_mode_of(config);
	if (known == CLUSTER_KEYFILE || known == CLUSTER_X509 || known == CLUSTER_UNKNOWN)
		return;
	struct str mode = config_text(config, "security.clusterAuthMode");
	struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, config->source, transition->key,
				     mode.len ? "transitionToAuth does not go with clusterAuthMode %.*s"
					      : "transitionToAuth is set, but there is no keyFile%.*s", STR_ARG(mode));
	diag->option = "security.transitionToAuth";
	diag->server = "stops with: --transitionToAuth must be used with keyFile or x509 authentication";
	diag->help = mode.len ? "finish the change of clusterAuthMode first, or go back to keyFile"
			      : arena_printf(lint->arena, "remove this line, or add the keyfile: mongoconf apply add-keyfile "
					     "--key-file PATH %s", rule_file_word(lint, config));
	if (!mode.len)
		ask_fix_unset(lint, diag, config, SAFETY_UNSAFE, "security.transitionToAuth");
	if (mode_setting && mode.len)
		diag_note(lint->sink, diag, config->source, mode_setting->key, "clusterAuthMode is set here");
}

const struct rule rule_transition_without_keyfile = {
	.kind = { "transition-without-keyfile", "startup" },
	.severity = SEVERITY_ERROR,
	.scope = SCOPE_FILE,
	.title = "transitionToAuth without a credential to change over to",
	.why = "The flag says: offer a credential to the other members, but do not ask for one yet. Without a keyfile or "
	       "x509 there is nothing to offer.",
	.server = "--transitionToAuth must be used with keyFile or x509 authentication",
	.bad = (const struct example[]){ { "mongod.conf", "security:\n  transitionToAuth: true\n" }, { 0 } },
	.good = (const struct example[]){
		{ "mongod.conf", "replication:\n  replSetName: rs0\nsecurity:\n  keyFile: /etc/mongodb/keyfile\n  transitionToAuth: false\n" }, { 0 } },
	.check_config = check,
};
