/* What MongoDB's pages ask of a deployment that is to go through a roll without downtime: a majority that stays while
 * a member restarts, another member that can become primary, more than one mongos. */
#include "rollout/plan_parts.h"
#include "rollout/quorum.h"

static void require(struct arena *arena, struct plan *plan, struct requirement requirement)
{
	plan->requirements = arena_grow(arena, plan->requirements, plan->requirement_count, plan->requirement_count + 1,
					sizeof *plan->requirements);
	plan->requirements[plan->requirement_count++] = requirement;
}

void plan_warn(struct arena *arena, struct plan *plan, const char *text)
{
	plan->warnings = arena_grow(arena, plan->warnings, plan->warning_count, plan->warning_count + 1,
				    sizeof *plan->warnings);
	plan->warnings[plan->warning_count++] = text;
}

static struct server *server_of(struct arena *arena, const struct member *member)
{
	const struct rs_member *listed = member->listed;
	struct server *server = arena_alloc(arena, sizeof *server);
	enum rs_state state = listed ? listed->state : RS_UNKNOWN;
	server->name = member->name;
	server->before = member;
	server->known = listed != NULL;
	server->arbiter = member->arbiter || (listed && (listed->arbiter || state == RS_ARBITER));
	server->hidden = listed && listed->hidden;
	server->delayed = listed && listed->delay > 0;
	server->votes = !listed || listed->votes > 0 || server->arbiter;
	server->electable = !server->arbiter && (!listed || (listed->votes && listed->priority > 0 && !listed->hidden &&
							     !listed->delay));
	server->up = state != RS_DOWN && state != RS_OTHER;
	server->primary = state == RS_PRIMARY;
	return server;
}

static void count(struct arena *arena, const struct deployment *part, struct quorum *quorum)
{
	const struct server **servers = arena_array(arena, part->count + part->unread_count, sizeof *servers);
	for (uint32_t i = 0; i < part->count; i++)
		servers[i] = server_of(arena, part->members[i]);
	for (uint32_t i = 0; i < part->unread_count; i++)
		servers[part->count + i] = server_of(arena, part->unread[i]);
	quorum_count(quorum, servers, part->count + part->unread_count, part->list);
}

static enum answer answer_of(const struct deployment *part, bool holds)
{
	bool known = part->list && part->list->config;
	return !holds ? ANSWER_NO : known ? ANSWER_YES : ANSWER_UNKNOWN;
}

static void require_majority(struct arena *arena, struct plan *plan, const struct deployment *part)
{
	struct quorum quorum;
	count(arena, part, &quorum);
	const char *assumed = part->list && part->list->config ? "" : ", if each has one vote";
	uint32_t left = quorum.up ? quorum.up - 1 : 0;
	require(arena, plan, (struct requirement){
		part, CODE_QUORUM, answer_of(part, left >= quorum.majority),
		arena_printf(arena, "%s keeps a majority while one member restarts: %u of %u voters are then up, and it takes "
			     "%u%s", part->name, left, quorum.voters, quorum.majority, assumed),
	});
	require(arena, plan, (struct requirement){
		part, CODE_NO_ELECTABLE, answer_of(part, quorum.electable_up > 1),
		arena_printf(arena, "%s has another member that can become primary: up, in sync, and not hidden, delayed or of "
			     "priority 0", part->name),
	});
	if (quorum.data_voters > 1 && quorum.data_up && quorum.data_up - 1 < quorum.write_majority && left >= quorum.majority)
		plan_warn(arena, plan, arena_printf(arena, "%s: while a member with data restarts, writes that wait for a majority "
						    "stall: %u can acknowledge them, and it takes %u", part->name,
						    quorum.data_up - 1, quorum.write_majority));
}

static bool is_here(const struct deployment *part, const struct rs_member *listed)
{
	for (uint32_t i = 0; i < part->count; i++)
		if (part->members[i]->listed == listed)
			return true;
	for (uint32_t i = 0; i < part->unread_count; i++)
		if (part->unread[i]->listed == listed)
			return true;
	return false;
}

static void warn_of_absent(struct arena *arena, struct plan *plan, const struct deployment *part)
{
	for (uint32_t i = 0; part->list && i < part->list->count; i++) {
		const struct rs_member *listed = &part->list->members[i];
		if (!is_here(part, listed))
			plan_warn(arena, plan, arena_printf(arena, "%s lists %.*s:%u%s, and no config here is known to be its: it is not in "
							    "this plan", part->name, STR_ARG(listed->host), listed->port,
							    listed->state == RS_PRIMARY ? ", its primary" : ""));
	}
}

void plan_require(struct arena *arena, struct plan *plan)
{
	const struct field *field = plan->stand->field;
	for (uint32_t i = 0; i < field->deployment_count; i++) {
		const struct deployment *part = field->deployments[i];
		if (part->kind == DEPLOYMENT_REPLICA_SET) {
			require_majority(arena, plan, part);
			warn_of_absent(arena, plan, part);
		}
		if (part->kind == DEPLOYMENT_ROUTERS)
			require(arena, plan, (struct requirement){
				part, CODE_SINGLE_MONGOS, part->count > 1 ? ANSWER_YES : ANSWER_NO,
				arena_printf(arena, "there are at least two mongos, so that clients have one while another restarts: "
					     "there %s %u", part->count == 1 ? "is" : "are", part->count),
			});
	}
}
