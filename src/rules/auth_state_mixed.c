#include "rules/rule.h"

/* Peers that a finding names; a set has at most 50 members, and 7 that vote. */
enum { NOTES = 7 };

/* Which of two states that can't be mixed is the odd one: the one that fewer members are in. Of
 * two equal halves, those without a keyfile: the others show where the set is going. */
static enum auth_state odd_state(const struct deployment *deployment)
{
	uint32_t none = 0, enforced = 0;
	for (uint32_t i = 0; i < deployment->count; i++) {
		none += deployment->members[i]->state.auth == AUTH_NONE;
		enforced += deployment->members[i]->state.auth == AUTH_ENFORCED;
	}
	if (!none || !enforced)
		return AUTH_UNKNOWN;
	return none <= enforced ? AUTH_NONE : AUTH_ENFORCED;
}

/* Where a member's state is to be seen. */
static struct span place_of(const struct member *member)
{
	const struct setting *setting = config_find(member->config, "security.keyFile");
	if (!setting)
		setting = config_find(member->config, "security.clusterAuthMode");
	if (!setting)
		setting = config_find(member->config, "replication.replSetName");
	return setting ? setting->key : config_start(member->config);
}

static void report(const struct lint *lint, const struct rule *rule, const struct deployment *deployment,
		   const struct member *odd)
{
	bool none = odd->state.auth == AUTH_NONE;
	bool sure = odd->guess == GUESS_NONE && deployment->alike;
	enum severity severity = sure ? rule->severity : SEVERITY_WARNING;
	struct diag *diag = sink_add(lint->sink, &rule->kind, severity, odd->config->source, place_of(odd),
				     none ? "%s has no keyFile, and its peers demand one"
					  : "%s demands a keyfile, and its peers have none", odd->name);
	diag->option = "security.keyFile";
	diag->deployment = str_cstr(lint->arena, deployment->set);
	diag->member = odd->name;
	diag->server = none ? "is cut off: command replSetHeartbeat requires authentication"
			    : "can't authenticate to the others, and they can't to it: (not reachable/healthy)";
	diag->help = none ? arena_printf(lint->arena, "give it the set's keyfile: mongoconf apply add-keyfile --key-file PATH %s",
					 rule_file_word(lint, odd->config))
			  : "go through transitionToAuth: mongoconf apply add-keyfile,enable-transition on all members "
			    "first, restart them one by one, then drop-transition";
	uint32_t left = NOTES;
	for (uint32_t i = 0; left && i < deployment->count; i++) {
		const struct member *peer = deployment->members[i];
		if (auth_compatible(odd->state.auth, peer->state.auth))
			continue;
		diag_note(lint->sink, diag, peer->config->source, place_of(peer), "%s %s", peer->name,
			  auth_state_words(peer->state.auth));
		left--;
	}
}

/* A file without a set's name is a guess already, and auth_state_mixed on top of it would be two. */
static void check(const struct lint *lint, const struct rule *rule, const struct deployment *deployment)
{
	enum auth_state odd = odd_state(deployment);
	/* transitionToAuth without a keyfile does not start at all: transition-without-keyfile. */
	for (uint32_t i = 0; odd != AUTH_UNKNOWN && i < deployment->count; i++)
		if (deployment->members[i]->state.auth == odd && deployment->members[i]->guess != GUESS_NO_NAME &&
		    !config_is(deployment->members[i]->config, "security.transitionToAuth", "true"))
			report(lint, rule, deployment, deployment->members[i]);
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
	.check_deployment = check,
};
