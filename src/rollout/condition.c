#include "rollout/condition.h"

#include "base/buf.h"
#include "rollout/quorum.h"

enum { NAMED = 4 };   /* members that a sentence names; the rest is counted */

const char *field_names(struct arena *arena, const struct field *field, const bool *in)
{
	struct buf out = BUF_INIT(arena);
	uint32_t all = 0, told = 0;
	for (uint32_t i = 0; i < field->count; i++)
		all += in[i];
	uint32_t named = all > NAMED ? NAMED - 1 : all;
	for (uint32_t i = 0; i < field->count && told < named; i++) {
		if (!in[i])
			continue;
		buf_text(&out, !told ? "" : told + 1 == all ? " and " : ", ");
		buf_text(&out, field->names[i]);
		told++;
	}
	if (all > named)
		buf_printf(&out, " and %u others", all - named);
	return buf_done(&out).at;
}

bool condition_is_unread(const struct member *member, struct position *position)
{
	const struct config *config = member->config;
	*position = (struct position){ STEP_OFF, "has a config that can't be read", "mend it; mongoconf lint says what is wrong" };
	return config->format != CONFIG_YAML && (config->format != CONFIG_INI || config->fault_count);
}

bool condition_is_opaque(const struct member *member, struct position *position)
{
	if (condition_is_unread(member, position))
		return true;
	*position = (struct position){ STEP_OFF, "has security settings that come from elsewhere, or that stop the server",
				       "write what they mean into the file that is read here" };
	return member->state.auth == AUTH_UNKNOWN || member->state.cluster == CLUSTER_UNKNOWN;
}

/* What one test says of each member. */
typedef enum answer test_member(const struct member *member);

/* NO, where a member says so, with their names in front of `wrong`; UNKNOWN, where one does not know. */
static enum answer ask_all(struct arena *arena, const struct field *field, test_member *test, const char *wrong,
			   const char **why_not)
{
	bool *in = arena_array(arena, field->count, sizeof *in);
	enum answer answer = ANSWER_YES;
	for (uint32_t i = 0; i < field->count; i++) {
		enum answer one = test(field->members[i]);
		in[i] = one == ANSWER_NO;
		if (in[i] || (one == ANSWER_UNKNOWN && answer == ANSWER_YES))
			answer = one;
	}
	if (answer == ANSWER_NO)
		*why_not = arena_printf(arena, "%s: %s", field_names(arena, field, in), wrong);
	return answer;
}

/* ---- releases ---- */

static enum answer runs(const struct member *member, struct version since)
{
	return !version_known(member->server) ? ANSWER_UNKNOWN
	     : version_at_least(member->server, since) ? ANSWER_YES : ANSWER_NO;
}

#define SINCE(major, minor, wrong) \
	static enum answer runs_##major##_##minor(const struct member *member) \
	{ \
		return runs(member, (struct version)VERSION(major, minor)); \
	} \
	CONDITION(since_##major##_##minor) \
	{ \
		return ask_all(arena, field, runs_##major##_##minor, wrong, why_not); \
	}

SINCE(2, 6, "before 2.6 there is no clusterAuthMode and no net.ssl.mode; upgrade first")
SINCE(3, 4, "before 3.4 there is no security.transitionToAuth; upgrade first")
SINCE(4, 2, "before 4.2 a keyfile holds one key; upgrade first, or rotate with all members stopped")

/* ---- what the project file says ---- */

static enum answer ask_project(struct arena *arena, const struct field *field, enum said (*what)(const struct project_deployment *),
			       const char *wrong, const char **why_not)
{
	bool yes = true;
	for (uint32_t i = 0; i < field->deployment_count; i++) {
		const struct project_deployment *project = field->deployments[i]->project;
		enum said said = project ? what(project) : SAID_NOTHING;
		yes = yes && said == SAID_YES;
		if (said == SAID_NO) {
			*why_not = arena_printf(arena, "the project file says of %s: %s", project->name, wrong);
			return ANSWER_NO;
		}
	}
	return yes ? ANSWER_YES : ANSWER_UNKNOWN;
}

#define SAID(name, wrong) \
	static enum said said_##name(const struct project_deployment *project) \
	{ \
		return project->name; \
	} \
	CONDITION(name) \
	{ \
		return ask_project(arena, field, said_##name, wrong, why_not); \
	}

SAID(users, "users: false; create them first, or nobody can log in")
SAID(clients_authenticate, "clients: {authenticate: false}; give every client a user and a password first, or it is locked out")
SAID(clients_tls, "clients: {tls: false}; let every client speak TLS first, or it is locked out")

/* ---- clusters ---- */

CONDITION(two_routers)
{
	uint32_t routers = 0;
	for (uint32_t i = 0; i < field->count; i++)
		routers += field->members[i]->role == ROLE_ROUTER;
	if (!field->sharded)
		return ANSWER_IDLE;
	if (routers == 1)
		*why_not = arena_printf(arena, "%s has one mongos: while it restarts, no client can reach the cluster; start a second one "
					"first", field->name);
	return !routers ? ANSWER_UNKNOWN : routers == 1 ? ANSWER_NO : ANSWER_YES;
}

/* ---- majorities ---- */

/* What an export says of each set that has one. */
static enum answer ask_sets(struct arena *arena, const struct field *field, const char *(*trouble)(struct arena *, const struct quorum *),
			    const char **why_not)
{
	enum answer answer = ANSWER_YES;
	for (uint32_t i = 0; i < field->deployment_count; i++) {
		const struct deployment *part = field->deployments[i];
		struct quorum quorum;
		if (part->kind != DEPLOYMENT_REPLICA_SET)
			continue;
		if (!part->list || !part->list->config) {
			answer = ANSWER_UNKNOWN;
			continue;
		}
		quorum_count(&quorum, NULL, 0, part->list);
		const char *why = trouble(arena, &quorum);
		if (why) {
			*why_not = arena_printf(arena, "%s: %s", part->name, why);
			return ANSWER_NO;
		}
	}
	return answer;
}

static const char *few_are_up(struct arena *arena, const struct quorum *quorum)
{
	bool enough = quorum->up == quorum->voters || quorum->up > quorum->majority;
	return enough ? NULL
	     : arena_printf(arena, "%u of %u voters are up, and while one of them restarts there is no majority (%u); bring the others back first",
			    quorum->up, quorum->voters, quorum->majority);
}

CONDITION(majority)
{
	return ask_sets(arena, field, few_are_up, why_not);
}

static const char *few_vote(struct arena *arena, const struct quorum *quorum)
{
	return quorum->voters > quorum->majority ? NULL
	     : arena_printf(arena, "%u member%s, so that there is no primary while one restarts: it can't be done without downtime",
			    quorum->voters, quorum->voters == 1 ? " votes" : "s vote");
}

CONDITION(voters)
{
	return ask_sets(arena, field, few_vote, why_not);
}

/* ---- the states of members ---- */

#define NONE(name, state_, wrong) \
	static enum answer is_##name(const struct member *member) \
	{ \
		enum auth_state state = member->state.auth; \
		return state == AUTH_UNKNOWN ? ANSWER_UNKNOWN : state == state_ ? ANSWER_NO : ANSWER_YES; \
	} \
	CONDITION(name) \
	{ \
		return ask_all(arena, field, is_##name, wrong, why_not); \
	}

NONE(none_open, AUTH_NONE, "no keyfile yet")
NONE(none_enforced, AUTH_ENFORCED, "authentication is still enforced")
NONE(none_in_transition, AUTH_TRANSITION,
     "in transition, where a server offers the first key of its keyfile alone, and a wrong one shows only when somebody enforces; "
     "finish enforce-keyfile or disable-auth first")
NONE(left_transition, AUTH_TRANSITION, "still in transition: everybody is let in")
