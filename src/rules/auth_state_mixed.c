#include "rules/rift.h"

static const char *words(struct arena *arena, const struct member *member)
{
	(void)arena;
	return auth_state_words(member->state.auth);
}

/* Certificates, and no keyfile, are what its peers show each other. */
static bool goes_by_certificate(const struct member *peer)
{
	return peer->state.cluster == CLUSTER_X509 || (peer->state.cluster == CLUSTER_SEND_X509 && !peer->state.keyfile_path);
}

static const char *what(const struct lint *lint, const struct rift *rift)
{
	const struct member *odd = rift->odd;
	const char *peers = rift->cluster ? "the rest of its cluster" : "its peers";
	const char *form = "%s demands a keyfile, and %s have none%s";
	if (odd->state.auth == AUTH_NONE)
		form = goes_by_certificate(rift->peer) ? "%s has no clusterAuthMode, and %s demand a certificate%s"
						       : "%s has no keyFile, and %s demand one%s";
	else if (odd->state.auth == AUTH_LONE)
		form = "%s demands authentication and has no keyFile to log in to %s with%s";
	else if (odd->state.cluster == CLUSTER_SEND_X509 && !odd->state.keyfile_path)
		form = "%s has no keyFile, and %s log in with their key%s";
	else if (goes_by_certificate(odd))
		form = "%s demands a certificate, and %s show none%s";
	return arena_printf(lint->arena, form, odd->name, peers, rift_step(rift));
}

static const char *help(const struct lint *lint, const struct rift *rift)
{
	const struct member *odd = rift->odd;
	if (odd->state.auth == AUTH_ENFORCED && odd->state.keyfile_path)
		return "go through transitionToAuth: mongoconf apply add-keyfile,enable-transition on all members first, "
		       "restart them one by one, then drop-transition";
	if (goes_by_certificate(odd) || goes_by_certificate(rift->peer))
		return "give all members clusterAuthMode: x509 with transitionToAuth: true first, and a certificate each";
	return arena_printf(lint->arena, "give it the set's keyfile: %s", rift_add_keyfile(lint, rift));
}

static void report(const struct lint *lint, const struct rule *rule, const struct rift *rift)
{
	bool none = rift->odd->state.auth == AUTH_NONE;
	bool certificate = none && goes_by_certificate(rift->peer);
	/* arbiter-without-keyfile speaks of it. */
	if (rift_is_forgotten_arbiter(rift))
		return;
	struct diag *diag = rift_add(lint, rule, rift, certificate ? "security.clusterAuthMode" : "security.keyFile",
				     what(lint, rift));
	diag->server = none ? "is cut off: command replSetHeartbeat requires authentication"
			    : "can't authenticate to the others, and they can't to it: (not reachable/healthy)";
	diag->help = help(lint, rift);
	rift_notes(lint, diag, rift, diag->option, words);
}

static void check(const struct lint *lint, const struct rule *rule, const struct fleet *fleet)
{
	(void)fleet;
	rift_each(lint, rule, RIFT_BIT(RIFT_AUTH), report);
}

#define MEMBER(address, security) \
	"net:\n  bindIp: " address "\nreplication:\n  replSetName: rs0\n" security
#define KEYFILE "security:\n  keyFile: /etc/mongodb/keyfile\n"

const struct rule rule_auth_state_mixed = {
	.kind = { "auth-state-mixed", "fleet" },
	.severity = SEVERITY_ERROR,
	.scope = SCOPE_FLEET,
	.title = "members that can't authenticate to each other",
	.why = "A member that enforces authentication and one without a keyfile can't talk to each other, in either "
	       "direction. Members in transition (keyFile and transitionToAuth) go with both; that is the way from one "
	       "to the other.",
	.server = "command replSetHeartbeat requires authentication; the member is shown as (not reachable/healthy)",
	.bad = (const struct example[]){
		{ "hosts/db1/mongod.conf", MEMBER("10.0.0.1", KEYFILE) },
		{ "hosts/db2/mongod.conf", MEMBER("10.0.0.2", KEYFILE) },
		{ "hosts/db3/mongod.conf", MEMBER("10.0.0.3", "") }, { 0 } },
	.good = (const struct example[]){
		{ "hosts/db1/mongod.conf", MEMBER("10.0.0.1", KEYFILE) },
		{ "hosts/db2/mongod.conf", MEMBER("10.0.0.2", KEYFILE) },
		{ "hosts/db3/mongod.conf", MEMBER("10.0.0.3", KEYFILE "  transitionToAuth: true\n") }, { 0 } },
	.check_fleet = check,
};
