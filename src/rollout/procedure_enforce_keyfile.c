#include "rollout/condition.h"

enum { NO_AUTH, TRANSITION, ENFORCED };

static const struct step steps[] = {
	[NO_AUTH] = { "no-auth", "has no keyfile and demands none", "no security.keyFile", true },
	[TRANSITION] = { "transition", "is in transition (keyfile and transitionToAuth)",
			 "security.keyFile and security.transitionToAuth: true", true },
	[ENFORCED] = { "enforced", "enforces authentication", "security.keyFile without security.transitionToAuth", false },
};

static struct position place_of(const struct member *member)
{
	const struct pair_state *state = &member->state;
	struct position unknown;
	if (condition_is_opaque(member, &unknown))
		return unknown;
	switch (state->auth) {
	case AUTH_NONE:
		if (state->transition)
			return (struct position){ STEP_OFF, "has transitionToAuth and no keyfile, and does not start so",
						  "give it the keyfile, or take transitionToAuth away" };
		return (struct position){ .step = NO_AUTH };
	case AUTH_ENFORCED:
		return (struct position){ .step = ENFORCED };
	case AUTH_TRANSITION:
		if (state->cluster == CLUSTER_KEYFILE)
			return (struct position){ .step = TRANSITION };
		if (state->cluster != CLUSTER_X509)
			return (struct position){ STEP_OFF, "has transitionToAuth beside a clusterAuthMode with which it does not start",
						  "set clusterAuthMode: keyFile, or take it away" };
		return (struct position){ STEP_OFF, "is in transition to certificates, not to a keyfile",
				       "take clusterAuthMode away from it, or finish what was begun with certificates" };
	case AUTH_LONE:
		return (struct position){ STEP_OFF, "demands authentication and has no keyfile to offer",
				       "take security.authorization or security.clusterAuthMode away from it until it has a keyfile" };
	case AUTH_UNKNOWN:
		break;
	}
	return unknown;
}

static void place(struct arena *arena __attribute__((unused)), const struct field *field, struct position *positions)
{
	for (uint32_t i = 0; i < field->count; i++)
		positions[i] = place_of(field->members[i]);
}

/* ---- what must hold ---- */

static const struct condition before_prepare[] = {
	{ .level = LEVEL_EXPORTS, .text = "every server runs 3.4 or later", .command = "db.version()", .holds = condition_since_3_4 },
	CONDITION_RESTARTABLE,
	{ 0 },
};

static const struct condition after_prepare[] = {
	{ .level = LEVEL_EXPORTS, .text = "a user administrator, a cluster administrator and a user for each application exist, made in "
	  "this order; without them nobody can log in once members enforce",
	  .command = "db.getSiblingDB('admin').system.users.find({}, {user: 1, db: 1, roles: 1})", .holds = condition_users },
	{ .level = LEVEL_EXPORTS, .text = "then every client logs in with a user and a password: the list of connections that have no "
	  "user is empty, but for your own shell", .command = CONDITION_CURRENT_OP, .holds = condition_clients_authenticate },
	{ 0 },
};

static const struct condition after_placed[] = {
	{ .level = LEVEL_CONTENT, .text = "the keyfile is on every host, and holds the same key everywhere: each prints the same digits",
	  .command = "mongoconf keyfile check KEYFILE", .holds = condition_keyfiles_shared },
	{ .level = LEVEL_CONTENT, .text = "the key has 6 to 1024 characters of base64", .command = "mongoconf keyfile check KEYFILE",
	  .holds = condition_keyfiles_sound },
	{ .level = LEVEL_CONTENT, .text = "the file is closed to its group and to others", .command = "chmod 400 KEYFILE",
	  .holds = condition_keyfiles_closed },
	{ .level = LEVEL_EXPORTS, .text = "it belongs to the user that the server runs as", .command = "ls -l KEYFILE" },
	{ 0 },
};

static const struct condition before_transition[] = {
	{ .level = LEVEL_CONTENT, .text = "the keyfile is on the host of every member", .command = "mongoconf keyfile check KEYFILE",
	  .holds = condition_keyfiles_sound },
	{ .level = LEVEL_CONTENT, .text = "every keyfile that a config names already shares a key with the others",
	  .holds = condition_keyfiles_shared },
	CONDITION_RESTARTABLE,
	{ 0 },
};

static const struct condition after_transition[] = {
	{ .level = LEVEL_FILES, .text = "every member is in transition, or enforces already", .holds = condition_none_open },
	CONDITION_MEMBERS_BACK,
	CONDITION_KEYFILE_LOADED,
	{ .level = LEVEL_LIVE, .text = "once all members are in transition, none falls back to no authentication any more: whoever "
	  "still does meets one without the keyfile, or with another key", .log_id = 20108 },
	{ 0 },
};

static const struct condition after_transition_part[] = {
	CONDITION_MEMBERS_BACK,
	CONDITION_KEYFILE_LOADED,
	{ .level = LEVEL_LIVE, .text = "falling back to no authentication is to be expected until the last part of the cluster is in "
	  "transition", .log_id = 20108 },
	{ 0 },
};

static const struct condition before_shards[] = {
	{ .level = LEVEL_LIVE, .text = "each shard has an administrator of its own, made on its primary: users that were made through a mongos "
	  "live on the config servers, and don't count for who connects to a shard directly",
	  .command = "db.getSiblingDB('admin').createUser({user: 'shardAdmin', pwd: passwordPrompt(), roles: ['root']})" },
	{ .level = LEVEL_CONTENT, .text = "the keyfile is on the host of every member", .holds = condition_keyfiles_sound },
	{ .level = LEVEL_CONTENT, .text = "every keyfile that a config names already shares a key with the others",
	  .holds = condition_keyfiles_shared },
	CONDITION_RESTARTABLE,
	{ 0 },
};

static const struct condition before_enforce[] = {
	CONDITION_RESTARTED,
	{ .level = LEVEL_CONTENT, .text = "all keyfiles share a key: in transition a wrong one goes unnoticed, and now it cuts its member off",
	  .command = "mongoconf keyfile check KEYFILE", .holds = condition_keyfiles_shared },
	{ .level = LEVEL_CONTENT, .text = "every server takes its keyfile", .holds = condition_keyfiles_sound },
	{ .level = LEVEL_EXPORTS, .text = "the users exist", .command = "db.getSiblingDB('admin').system.users.find({}, {user: 1, db: 1})",
	  .holds = condition_users },
	{ .level = LEVEL_EXPORTS, .text = "every client logs in: the list of connections without a user is empty, but for your own shell",
	  .command = CONDITION_CURRENT_OP, .holds = condition_clients_authenticate },
	CONDITION_RESTARTABLE,
	{ .level = LEVEL_LIVE, .text = "no member falls back to no authentication", .log_id = 20108 },
	{ 0 },
};

static const struct condition after_enforce[] = {
	{ .level = LEVEL_FILES, .text = "no member is in transition any more", .holds = condition_left_transition },
	CONDITION_MEMBERS_BACK,
	CONDITION_KEYFILE_LOADED,
	{ .level = LEVEL_LIVE, .text = "who doesn't log in is turned away: without a user this fails",
	  .command = "db.getSiblingDB('admin').system.users.countDocuments({})" },
	{ 0 },
};

static const struct condition after_enforce_part[] = { CONDITION_MEMBERS_BACK, CONDITION_KEYFILE_LOADED, { 0 } };

/* ---- phases ---- */

#define NEEDS_KEYFILE "add security.keyFile and security.transitionToAuth: true"
#define NO_TRANSITION "remove security.transitionToAuth; security.keyFile stays"

#define PREPARE(where) { \
	.title = "prepare", .from = NO_AUTH, .to = NO_AUTH, \
	.about = "People's work: make the users " where ", first an administrator of users, then one of the cluster, then those of the " \
		 "applications; after that give every client its user and password. A client that logs in before its user exists " \
		 "fails, so the order matters. No file changes.", \
	.before = before_prepare, .after = after_prepare, \
	.if_skipped = "when members enforce, everybody is locked out. What is left is the localhost exception, and that only while no " \
		      "user exists at all.", \
	.clients = "Drivers connect anew when they get their user and password; nothing is demanded of them yet.", \
}

#define PLACED { \
	.title = "keyfile placed", .from = NO_AUTH, .to = NO_AUTH, \
	.about = "People's work: make one keyfile (mongoconf keyfile create) and copy it to every host, readable for the server's user " \
		 "alone. No config changes.", \
	.after = after_placed, \
	.if_skipped = "a member without the file does not start again in the next phase; one with another key starts, and is cut off " \
		      "as soon as members enforce.", \
}

#define TRANSITION_PHASE(name, who, whose, before_it, after_it, more) { \
	.title = name, .roles = whose, .from = NO_AUTH, .to = TRANSITION, \
	.transforms = "add-keyfile,enable-transition", .back = "leave-auth", .change = NEEDS_KEYFILE, .restarts = true, \
	.about = who " keyfile and transitionToAuth, and restart one after the other. In transition a server offers its key, goes on " \
		 "without where that is refused, and takes anybody: it works beside servers without a keyfile and beside those " \
		 "that enforce. Both settings come in one edit; replSetName stays, and net.bindIp has to let the others in." more, \
	.before = before_it, .after = after_it, \
	.if_skipped = "a keyfile without transitionToAuth enforces at once: the first restart cuts the member off from all that have no " \
		      "keyfile yet.", \
}

#define ENFORCE_PHASE(name, who, whose, after_it, more) { \
	.title = name, .roles = whose, .from = TRANSITION, .to = ENFORCED, \
	.transforms = "drop-transition", .back = "enable-transition", .change = NO_TRANSITION, .restarts = true, \
	.about = who " transitionToAuth and keep keyFile, and restart one after the other. From its restart on, a server takes nobody " \
		 "who doesn't log in." more, \
	.before = before_enforce, .after = after_it, \
	.if_skipped = "everything stays open to whoever reaches the port.", \
	.clients = "Who doesn't log in is locked out of every server that has restarted. While some servers enforce and some don't, " \
		   "drivers of 3.6 and later may meet errors of the kind KeyNotFound: the time that servers in transition hand out " \
		   "is not signed. They go away once the driver talks to a server that signs; keep this phase short.", \
}

#define ARBITER_NOTE \
	" An arbiter holds no users: once it enforces, it lets in only who connects over localhost; stop it with a signal."

static const struct phase set_phases[] = {
	PREPARE("on the primary"),
	PLACED,
	TRANSITION_PHASE("transition", "All members get", PHASE_ALL, before_transition, after_transition, ""),
	ENFORCE_PHASE("enforce", "All members lose", PHASE_ALL, after_enforce, ARBITER_NOTE),
};

static const struct phase cluster_phases[] = {
	PREPARE("through a mongos (they live on the config servers)"),
	PLACED,
	TRANSITION_PHASE("mongos transition", "The mongos get", PHASE_ROLE(ROLE_ROUTER), before_transition, after_transition_part,
			 " A mongos has no security.authorization: it would not start with it."),
	TRANSITION_PHASE("config servers transition", "The config servers get", PHASE_ROLE(ROLE_CONFIG_SERVER), before_transition,
			 after_transition_part, ""),
	TRANSITION_PHASE("shards transition", "The members of each shard get", PHASE_SHARDS, before_shards, after_transition,
			 " Shards may go one after another or side by side; within one, one member at a time."),
	ENFORCE_PHASE("mongos enforce", "The mongos lose", PHASE_ROLE(ROLE_ROUTER), after_enforce_part,
		      " They come first: a mongos in transition runs the commands of clients that did not log in under its own name, so "
		      "that shards which enforce behind it close nothing. Begin only when every server of the cluster is in transition."),
	ENFORCE_PHASE("config servers enforce", "The config servers lose", PHASE_ROLE(ROLE_CONFIG_SERVER), after_enforce_part, ""),
	ENFORCE_PHASE("shards enforce", "The members of each shard lose", PHASE_SHARDS, after_enforce, ARBITER_NOTE),
};

static bool is_sharded(const struct field *field)
{
	return field->sharded;
}

static const struct variant variants[] = {
	{ .name = "sharded cluster", .fits = is_sharded, .steps = steps, .step_count = sizeof steps / sizeof *steps, .place = place,
	  .phases = cluster_phases, .phase_count = sizeof cluster_phases / sizeof *cluster_phases },
	{ .name = "replica set", .steps = steps, .step_count = sizeof steps / sizeof *steps, .place = place,
	  .phases = set_phases, .phase_count = sizeof set_phases / sizeof *set_phases },
};

static const char *const sources[] = {
	"MongoDB manual: Enforce Keyfile Access Control in a Replica Set without Downtime",
	"MongoDB manual: Enforce Keyfile Access Control in an Existing Sharded Cluster without Downtime",
	"server source: server_options_server_helpers.cpp, auth/cluster_auth_mode.cpp, client/authenticate.cpp",
	"server tests: jstests/auth/upgrade_noauth_to_keyfile.js, upgrade_noauth_to_keyfile_with_sharding.js",
	NULL,
};

static const char *const parameters[] = { "key-file", NULL };

const struct procedure procedure_enforce_keyfile = {
	.name = "enforce-keyfile",
	.title = "from no authentication to keyfiles, without downtime",
	.about = "Takes a replica set or a sharded cluster from servers that let everybody in to servers that authenticate each other by a "
		 "keyfile and let in only who logs in. The servers restart twice, one at a time.\n"
		 "A server without a keyfile and one that enforces can't talk to each other, in neither direction: the one has nothing to "
		 "offer, and the other insists. So there is a state between, transitionToAuth, that goes with both: no-auth beside "
		 "transition works, and transition beside enforced, but never no-auth beside enforced. No member may enforce before "
		 "every other one is in transition.",
	.sources = sources,
	.since = VERSION(3, 4),
	.undo = "From enforced, add transitionToAuth again to all members, one by one (mongoconf apply enable-transition); from transition, take "
		"keyFile and transitionToAuth away together (mongoconf apply leave-auth). The same rule holds on the way back, and the "
		"procedure disable-auth is just this. Users stay in the database.",
	.parameters = parameters,
	.variants = variants,
	.variant_count = sizeof variants / sizeof *variants,
};
