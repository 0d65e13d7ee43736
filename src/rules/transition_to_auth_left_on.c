#include <stdlib.h>

#include "base/buf.h"
#include "rules/rift.h"

/* Files that a command is offered for at once. */
enum { FILES = 7 };

/* How many members of the set are where. */
struct census {
	uint32_t in_transition, enforcing, without, all;
};

static struct census count(const struct deployment *deployment)
{
	struct census census = { .all = deployment->count };
	for (uint32_t i = 0; i < deployment->count; i++) {
		enum auth_state state = deployment->members[i]->state.auth;
		census.in_transition += state == AUTH_TRANSITION;
		census.enforcing += state == AUTH_ENFORCED;
		census.without += state == AUTH_NONE;
	}
	return census;
}

/* Without a credential it does not start: transition-without-keyfile. */
static bool is_in_transition(const struct member *member)
{
	return member->state.transition &&
	       (member->state.cluster == CLUSTER_KEYFILE || member->state.cluster == CLUSTER_X509);
}

/* Of all members of a set that is ready for it, or of this one. */
static const char *files_of(const struct lint *lint, const struct member *member, bool all)
{
	struct buf out = BUF_INIT(lint->arena);
	const struct deployment *deployment = member->deployment;
	for (uint32_t i = 0; all && i < deployment->count; i++)
		all = deployment->count <= FILES && deployment->members[i]->file;
	if (!all)
		return rule_file_word(lint, member->file);
	for (uint32_t i = 0; i < deployment->count; i++)
		buf_printf(&out, "%s%s", i ? " " : "", rule_file_word(lint, deployment->members[i]->file));
	return buf_done(&out).at;
}

static void say(const struct lint *lint, const struct rule *rule, const struct member *member, const struct setting *transition)
{
	bool set = member->deployment && member->deployment->kind == DEPLOYMENT_REPLICA_SET && member->deployment->count > 1;
	struct census census = set ? count(member->deployment) : (struct census){ 0 };
	bool all = census.in_transition == census.all, late = set && census.enforcing && !census.without;
	const char *message = "transitionToAuth turns access control off, for as long as it is set";
	if (late)
		message = arena_printf(lint->arena, "transitionToAuth turns access control off on %s, and %u of its %u peers have taken "
				       "the last step", member->name, census.enforcing, census.all - 1);
	const struct source *source = setting_source(member->config, transition);
	struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, source, transition->key, "%s", message);
	diag->option = "security.transitionToAuth";
	diag->deployment = set ? member->deployment->name : NULL;
	diag->member = member->name;
	diag->server = config_is(member->config, "security.authorization", "enabled")
		     ? "starts, and lets everybody in in spite of authorization: enabled"
		     : "starts, and lets everybody in";
	/* What stands on a command line is no file's. */
	if (!member->file || source != member->file->source) {
		diag->help = "when all members have it and all clients log in, remove --transitionToAuth from the command lines";
		return;
	}
	const char *files = files_of(lint, member, set && all);
	if (set && all)
		diag->help = arena_printf(lint->arena, "all %u members have it: when all clients log in, take the last step: mongoconf apply "
					  "drop-transition %s", census.all, files);
	else if (late)
		diag->help = arena_printf(lint->arena, "take the last step here, too: mongoconf apply drop-transition %s", files);
	else if (census.without)
		diag->help = arena_printf(lint->arena, "%u of %u members have no keyfile yet: mongoconf apply add-keyfile,enable-transition on "
					  "those first; drop-transition comes last", census.without, census.all);
	else
		diag->help = arena_printf(lint->arena, "when all members have it and all clients log in, take the last step: mongoconf "
					  "apply drop-transition %s", files);
}

/* A place that says it, and the first member that it is said of. */
struct said_at {
	const struct source *source;
	const struct setting *transition;
	const struct member *member;
};

static int by_place(const void *a, const void *b)
{
	const struct said_at *left = a, *right = b;
	uintptr_t x = (uintptr_t)left->source, y = (uintptr_t)right->source;
	uint32_t at = left->transition->key.at, other = right->transition->key.at;
	if (x != y || at != other)
		return x != y ? (x < y ? -1 : 1) : at < other ? -1 : 1;
	return left->member < right->member ? -1 : left->member > right->member;
}

static void check(const struct lint *lint, const struct rule *rule, const struct fleet *fleet)
{
	struct arena scratch = ARENA_INIT;
	struct said_at *places = arena_array(&scratch, fleet->member_count, sizeof *places);
	uint32_t used = 0;
	for (uint32_t i = 0; i < fleet->member_count; i++) {
		const struct member *member = &fleet->members[i];
		const struct setting *transition = is_in_transition(member)
			? config_find(member->config, "security.transitionToAuth") : NULL;
		if (transition && !rift_is_open_by_plan(member->deployment))
			places[used++] = (struct said_at){ setting_source(member->config, transition), transition, member };
	}
	if (used)
		qsort(places, used, sizeof *places, by_place);
	for (uint32_t i = 0; i < used; i++)
		if (!i || places[i].source != places[i - 1].source ||
		    places[i].transition->key.at != places[i - 1].transition->key.at)
			say(lint, rule, places[i].member, places[i].transition);
	arena_free(&scratch);
}

const struct rule rule_transition_to_auth_left_on = {
	.kind = { "transition-to-auth-left-on", "security" },
	.severity = SEVERITY_WARNING,
	.scope = SCOPE_FLEET,
	.title = "access control that is off, since transitionToAuth is on",
	.why = "The flag is for the days in which the members of a set are changed over to authentication one by one. Until it "
	       "is removed, authorization is off, whatever else the file says: it looks protected and is not. A change that "
	       "is under way is declared in the project file: procedure: enforce-keyfile, or disable-auth.",
	.server = "nothing; it starts without access control",
	.bad = (const struct example[]){
		{ "mongod.conf", "replication:\n  replSetName: rs0\nsecurity:\n  keyFile: /etc/mongodb/keyfile\n"
				 "  transitionToAuth: true\n" }, { 0 } },
	.good = (const struct example[]){
		{ "mongod.conf", "replication:\n  replSetName: rs0\nsecurity:\n  keyFile: /etc/mongodb/keyfile\n"
				 "  transitionToAuth: false\n" }, { 0 } },
	.check_fleet = check,
};
