#include "rules/rift.h"

static const char *words(struct arena *arena, const struct member *member)
{
	(void)arena;
	return auth_state_words(member->state.auth);
}

/* The rest of auth-state-mixed is told there. */
static void report(const struct lint *lint, const struct rule *rule, const struct rift *rift)
{
	const struct member *odd = rift->odd;
	if (!rift_is_forgotten_arbiter(rift))
		return;
	bool certificate = rift->peer->state.cluster == CLUSTER_X509;
	const char *option = certificate ? "security.clusterAuthMode" : "security.keyFile";
	struct diag *diag = rift_add(lint, rule, rift, option,
				     arena_printf(lint->arena, "%s, an arbiter, has no %s, and the members with data demand one%s",
						  odd->name, certificate ? "clusterAuthMode" : "keyFile", rift_step(rift)));
	diag->server = "is cut off, and votes for nobody: command replSetHeartbeat requires authentication";
	diag->help = certificate ? "an arbiter needs a certificate and clusterAuthMode: x509 like every other member"
		   : arena_printf(lint->arena, "an arbiter needs the set's keyfile, too: %s", rift_add_keyfile(lint, rift));
	rift_notes(lint, diag, rift, option, words);
}

static void check(const struct lint *lint, const struct rule *rule, const struct fleet *fleet)
{
	(void)fleet;
	rift_each(lint, rule, RIFT_BIT(RIFT_AUTH), report);
}

#define MEMBER(address, security) \
	"net:\n  bindIp: " address "\nreplication:\n  replSetName: rs0\n" security
#define KEYFILE "security:\n  keyFile: /etc/mongodb/keyfile\n"

const struct rule rule_arbiter_without_keyfile = {
	.kind = { "arbiter-without-keyfile", "fleet" },
	.severity = SEVERITY_ERROR,
	.scope = SCOPE_FLEET,
	.title = "an arbiter that was forgotten when authentication was turned on",
	.why = "An arbiter has no data and no users, and a config file all the same: it authenticates to the other members "
	       "like any of them. Without the keyfile its vote is lost, which is noticed when it is needed.",
	.server = "command replSetHeartbeat requires authentication; the arbiter is shown as (not reachable/healthy)",
	.bad = (const struct example[]){
		{ "mongo/node1.conf", MEMBER("10.0.0.1", KEYFILE) },
		{ "mongo/node2.conf", MEMBER("10.0.0.2", KEYFILE) },
		{ "mongo/arbiter.conf", MEMBER("10.0.0.3", "") }, { 0 } },
	.good = (const struct example[]){
		{ "mongo/node1.conf", MEMBER("10.0.0.1", KEYFILE) },
		{ "mongo/node2.conf", MEMBER("10.0.0.2", KEYFILE) },
		{ "mongo/arbiter.conf", MEMBER("10.0.0.3", KEYFILE) }, { 0 } },
	.check_fleet = check,
};
