#include "rollout/condition.h"

enum { ENFORCED, TRANSITION, NO_AUTH };

static const struct step steps[] = {
	[ENFORCED] = { "enforced", "enforces authentication", "security.keyFile or clusterAuthMode without security.transitionToAuth", false },
	[TRANSITION] = { "transition", "is in transition (transitionToAuth)", "security.transitionToAuth: true beside what it has", true },
	[NO_AUTH] = { "no-auth", "demands no authentication", "no security.keyFile, clusterAuthMode, transitionToAuth or authorization", true },
};

static struct position position_of(const struct member *member)
{
	static const int of[] = { [AUTH_NONE] = NO_AUTH, [AUTH_TRANSITION] = TRANSITION, [AUTH_ENFORCED] = ENFORCED };
	struct position unknown;
	if (condition_is_opaque(member, &unknown))
		return unknown;
	if (member->state.auth == AUTH_LONE)
		return (struct position){ STEP_OFF, "demands authentication and has no keyfile to offer",
					  "it is cut off already: take security.authorization or security.clusterAuthMode away from it when the "
					  "others are in transition" };
	if (member->state.auth == AUTH_NONE && member->state.transition)
		return (struct position){ STEP_OFF, "has transitionToAuth alone, and does not start so", "take it away as well" };
	return (struct position){ .step = of[member->state.auth] };
}

static void place(struct arena *arena __attribute__((unused)), const struct field *field, struct position *positions)
{
	for (uint32_t i = 0; i < field->count; i++)
		positions[i] = position_of(field->members[i]);
}

/* ---- what must hold ---- */

static const struct condition before_transition[] = {
	{ .level = LEVEL_EXPORTS, .text = "every server runs 3.4 or later", .command = "db.version()", .holds = condition_since_3_4 },
	{ .level = LEVEL_EXPORTS, .text = "nobody but those who may do everything reaches the ports of the servers" },
	{ .level = LEVEL_CONTENT, .text = "all keyfiles share a key", .holds = condition_keyfiles_shared },
	CONDITION_RESTARTABLE,
	{ 0 },
};

static const struct condition after_transition[] = {
	{ .level = LEVEL_FILES, .text = "no member enforces authentication any more", .holds = condition_none_enforced },
	CONDITION_MEMBERS_BACK,
	{ 0 },
};

static const struct condition before_open[] = { CONDITION_RESTARTED, CONDITION_RESTARTABLE, { 0 } };

static const struct condition after_open[] = {
	{ .level = LEVEL_FILES, .text = "no member is in transition any more", .holds = condition_left_transition },
	CONDITION_MEMBERS_BACK,
	{ .level = LEVEL_LIVE, .text = "members that are still in transition fall back to no authentication where they meet one that is done: to be "
	  "expected until the last one is", .log_id = 20108 },
	{ 0 },
};

#define TRANSITION_PHASE(edits, undo, words, more) { \
	.title = "transition", .roles = PHASE_ALL, .from = ENFORCED, .to = TRANSITION, \
	.transforms = edits, .back = undo, .change = words, .restarts = true, \
	.about = "All servers get transitionToAuth, and restart one after the other. From its restart on a server lets everybody in, and still " \
		 "offers the others what it has." more, \
	.before = before_transition, .after = after_transition, \
	.if_skipped = "a server without a credential can't authenticate to those that still enforce: the first restart cuts the member off.", \
	.clients = "Clients go on as before: who logs in may do so, and nobody has to. From the end of this phase on everything is open to " \
		   "whoever reaches the port.", \
}

#define OPEN_PHASE { \
	.title = "no authentication", .roles = PHASE_ALL, .from = TRANSITION, .to = NO_AUTH, \
	.transforms = "leave-auth", .restarts = true, \
	.change = "remove security.transitionToAuth, keyFile, clusterAuthMode and authorization in one edit", \
	.about = "All servers lose transitionToAuth, keyFile, clusterAuthMode and authorization in one edit, and a section security: that is left " \
		 "empty, and restart one after the other. A transitionToAuth that is left alone, without a keyfile, stops the server.", \
	.before = before_open, .after = after_open, \
	.if_skipped = "the servers stay open, with settings that look as if they weren't.", \
}

static const struct phase keyfile_phases[] = {
	TRANSITION_PHASE("enable-transition", "drop-transition", "add security.transitionToAuth: true", ""),
	OPEN_PHASE,
};

static const struct phase send_keyfile_phases[] = {
	TRANSITION_PHASE("set-cluster-auth-mode:keyFile,enable-transition", "drop-transition",
			 "set security.clusterAuthMode: keyFile and add security.transitionToAuth: true",
			 " clusterAuthMode goes from sendKeyFile to keyFile in the same edit: a server in transition with sendKeyFile does not start."),
	OPEN_PHASE,
};

static const struct phase send_x509_phases[] = {
	TRANSITION_PHASE("set-cluster-auth-mode:x509,enable-transition", "drop-transition",
			 "set security.clusterAuthMode: x509 and add security.transitionToAuth: true",
			 " clusterAuthMode goes from sendX509 to x509 in the same edit: a server in transition with sendX509 does not start."),
	OPEN_PHASE,
};

static bool has_mode(const struct field *field, enum cluster_mode mode)
{
	for (uint32_t i = 0; i < field->count; i++)
		if (field->members[i]->state.cluster == mode)
			return true;
	return false;
}

static bool sends_keyfile(const struct field *field)
{
	return has_mode(field, CLUSTER_SEND_KEYFILE);
}

static bool sends_x509(const struct field *field)
{
	return has_mode(field, CLUSTER_SEND_X509);
}

#define VARIANT(title, when, test, list) \
	{ .name = title, .about = when, .fits = test, .steps = steps, .step_count = sizeof steps / sizeof *steps, .place = place, \
	  .phases = list, .phase_count = sizeof list / sizeof *list }

static const struct variant variants[] = {
	VARIANT("from sendX509", "where members have clusterAuthMode: sendX509", sends_x509, send_x509_phases),
	VARIANT("from sendKeyFile", "where members have clusterAuthMode: sendKeyFile", sends_keyfile, send_keyfile_phases),
	VARIANT("from keyFile or x509", "everywhere else", NULL, keyfile_phases),
};

static const char *const sources[] = {
	"server source: server_options_server_helpers.cpp, client/authenticate.cpp, auth/cluster_auth_mode.cpp",
	"server tests: jstests/auth/upgrade_noauth_to_keyfile.js, which shows that the pairs work both ways",
	"No page of MongoDB's manual describes it; it is enforce-keyfile, backwards.",
	NULL,
};

static const char *const parameters[] = { NULL };

const struct procedure procedure_disable_auth = {
	.name = "disable-auth",
	.title = "from enforced authentication to none, without downtime",
	.about = "Takes a replica set or a sharded cluster that enforces authentication back to servers that let everybody in: before "
		 "authentication is set up anew, or in a network that is closed otherwise. The servers restart twice, one at a time.\n"
		 "A server that enforces and one without a credential can't talk to each other. So the way goes by transitionToAuth, which "
		 "works beside both. The parts of a cluster may go in any order.",
	.sources = sources,
	.since = VERSION(3, 4),
	.undo = "From transition, take transitionToAuth away again (mongoconf apply drop-transition). From no authentication, go the way of "
		"enforce-keyfile. Users stay in the database all the time.",
	.parameters = parameters,
	.variants = variants,
	.variant_count = sizeof variants / sizeof *variants,
};
