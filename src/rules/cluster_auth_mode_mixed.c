#include "rules/certificate_doubt.h"

static const char *words(struct arena *arena, const struct member *member)
{
	return arena_printf(arena, "has %s%s", cluster_mode_word(member->state.cluster),
			    member->state.transition ? ", and is in transition" : "");
}

static void report_name(const struct lint *lint, const struct rule *rule, const struct rift *rift)
{
	struct certificate_doubt doubt;
	certificate_doubt_name(lint->arena, rift, &doubt);
	struct diag *diag = rift_add(lint, rule, rift, doubt.option, doubt.message);
	diag->server = "starts, and is cut off: Authentication failed";
	diag->help = "give all members certificates with the same O, OU and DC; from one to another, all members take both first, by "
		     "an override (setParameter.tlsX509ClusterAuthDNOverride)";
}

static void report(const struct lint *lint, const struct rule *rule, const struct rift *rift)
{
	const struct member *odd = rift->odd, *peer = rift->peer;
	if (rift->cause == RIFT_NAME) {
		report_name(lint, rule, rift);
		return;
	}
	/* Without the option it is the keyfile that makes the mode. */
	bool said = config_find(odd->config, "security.clusterAuthMode");
	const char *more = odd->state.transition ? ", in transition," : "";
	struct diag *diag = rift_add(lint, rule, rift, said ? "security.clusterAuthMode" : "security.keyFile",
				     arena_printf(lint->arena, "%s%s has clusterAuthMode %s%s, and %s has %s, which is more than one "
						  "step away%s", odd->name, more, cluster_mode_word(odd->state.cluster),
						  said ? "" : " (by its keyFile)", peer->name, cluster_mode_word(peer->state.cluster),
						  rift_step(rift)));
	diag->option = "security.clusterAuthMode";
	diag->server = "starts, and is cut off: Authentication failed";
	diag->help = "members may be one step apart on the way keyFile, sendKeyFile, sendX509, x509: take all members through "
		     "each step before the next";
	rift_notes(lint, diag, rift, "security.clusterAuthMode", words);
}

static void check(const struct lint *lint, const struct rule *rule, const struct fleet *fleet)
{
	(void)fleet;
	rift_each(lint, rule, RIFT_BIT(RIFT_MODE) | RIFT_BIT(RIFT_NAME), report);
}

#define MEMBER(address, mode) \
	"net:\n  bindIp: " address "\n  tls:\n    mode: requireTLS\n    certificateKeyFile: /etc/ssl/server.pem\n" \
	"    CAFile: /etc/ssl/ca.pem\nreplication:\n  replSetName: rs0\nsecurity:\n  keyFile: /etc/mongodb/keyfile\n" \
	"  clusterAuthMode: " mode "\n"

const struct rule rule_cluster_auth_mode_mixed = {
	.kind = { "cluster-auth-mode-mixed", "fleet" },
	.severity = SEVERITY_ERROR,
	.scope = SCOPE_FLEET,
	.title = "members that log in to each other in ways that don't go together",
	.why = "A member in keyFile or sendKeyFile shows the key, one in sendX509 or x509 its certificate; keyFile takes no "
	       "certificate and x509 no key. Only neighbours on the way keyFile, sendKeyFile, sendX509, x509 go together, "
	       "and one in transition with a keyfile goes with the first two alone. A certificate is a member's when its O, OU and DC "
	       "are those of the other's own, or of its override, or when it is as net.tls.clusterAuthX509 says; the files are read only "
	       "with --key-file-root, --on-host or a key-file-root in the project file.",
	.server = "Authentication failed; the member is shown as (not reachable/healthy)",
	.bad = (const struct example[]){
		{ "hosts/db1/mongod.conf", MEMBER("10.0.0.1", "sendX509") },
		{ "hosts/db2/mongod.conf", MEMBER("10.0.0.2", "sendX509") },
		{ "hosts/db3/mongod.conf", MEMBER("10.0.0.3", "keyFile") }, { 0 } },
	.good = (const struct example[]){
		{ "hosts/db1/mongod.conf", MEMBER("10.0.0.1", "sendX509") },
		{ "hosts/db2/mongod.conf", MEMBER("10.0.0.2", "sendX509") },
		{ "hosts/db3/mongod.conf", MEMBER("10.0.0.3", "sendX509") }, { 0 } },
	.check_fleet = check,
};
