/* The order of restarts (MongoDB's manual, "Enforce Keyfile Access Control in a Replica Set without Downtime", steps 7
 * to 10; "Perform Maintenance on Replica Set Members"). */
#include "rollout/plan_parts.h"

const char *plan_standing(const struct member *member)
{
	const struct rs_member *listed = member->listed;
	enum rs_state state = listed ? listed->state : RS_UNKNOWN;
	if (member->role == ROLE_ROUTER)
		return NULL;
	if (state == RS_PRIMARY)
		return "primary";
	if (state == RS_DOWN)
		return "down";
	if (member->arbiter || (listed && listed->arbiter))
		return "arbiter";
	if (listed && listed->hidden)
		return "hidden";
	if (listed && listed->delay > 0)
		return "delayed";
	if (listed && listed->priority <= 0)
		return "priority 0";
	return state == RS_SECONDARY ? "secondary" : state == RS_OTHER ? "neither primary nor secondary" : NULL;
}

const char *plan_address(struct arena *arena, const struct member *member)
{
	const struct rs_member *listed = member->listed;
	if (!listed)
		return member->host && member->port ? arena_printf(arena, "%s:%u", member->host, member->port) : NULL;
	bool ipv6 = str_has_char(listed->host, ':');
	return arena_printf(arena, "%s%.*s%s:%u", ipv6 ? "[" : "", STR_ARG(listed->host), ipv6 ? "]" : "", listed->port);
}

enum rank { RANK_NEVER_PRIMARY, RANK_SECONDARY, RANK_PRIMARY, RANK_COUNT };

/* Whoever can't become primary restarts without any risk to the set, so it shows first whether the new file works. */
static enum rank rank_of(const struct member *member)
{
	const struct rs_member *listed = member->listed;
	if (listed && listed->state == RS_PRIMARY)
		return RANK_PRIMARY;
	bool never = member->arbiter || (listed && (listed->arbiter || listed->hidden || listed->delay > 0 ||
						    listed->priority <= 0 || listed->state == RS_DOWN));
	return never ? RANK_NEVER_PRIMARY : RANK_SECONDARY;
}

static const char *remark_on(const struct stand *stand, const struct phase *phase, const struct member *member)
{
	const struct rs_member *listed = member->listed;
	if (listed && listed->state == RS_DOWN)
		return "it is down: bring it back, and into sync, before any other restarts";
	if ((member->arbiter || (listed && listed->arbiter)) && !stand->variant->steps[phase->to].open)
		return "an arbiter holds no users: once it enforces, mongosh gets in from its own host alone, over localhost";
	return NULL;
}

static struct stop stop_of(struct arena *arena, const struct stand *stand, const struct phase *phase,
			   const struct member_stand *one)
{
	enum rank rank = one->member->role == ROLE_ROUTER ? RANK_SECONDARY : rank_of(one->member);
	return (struct stop){
		.member = one->member,
		.name = one->name,
		.kind = rank == RANK_PRIMARY ? STOP_STEP_DOWN : STOP_RESTART,
		.address = plan_address(arena, one->member),
		.because = plan_standing(one->member),
		.remark = remark_on(stand, phase, one->member),
		.written = one->step >= phase->to,
	};
}

/* The members from `from` on that are of one part: [from, result). */
static uint32_t part_end(const struct stand *stand, uint32_t from)
{
	uint32_t end = from + 1;
	while (end < stand->count && stand->members[end].member->deployment == stand->members[from].member->deployment)
		end++;
	return end;
}

static bool primary_is_known(const struct deployment *part)
{
	const struct rsconf *list = part ? part->list : NULL;
	for (uint32_t i = 0; list && i < list->count; i++)
		if (list->members[i].state == RS_PRIMARY)
			return true;
	return false;
}

static void roll_through(struct arena *arena, const struct stand *stand, const struct phase *phase, uint32_t from,
			 uint32_t to, struct roll *roll)
{
	roll->part = stand->members[from].member->deployment;
	roll->primary_known = primary_is_known(roll->part);
	roll->stops = arena_array(arena, to - from, sizeof *roll->stops);
	for (enum rank rank = 0; rank < RANK_COUNT; rank++)
		for (uint32_t i = from; i < to; i++)
			if (phase_has(phase, stand->members[i].member) && rank_of(stand->members[i].member) == rank)
				roll->stops[roll->count++] = stop_of(arena, stand, phase, &stand->members[i]);
}

void plan_rolls(struct arena *arena, const struct stand *stand, struct plan_phase *phase)
{
	phase->rolls = arena_array(arena, stand->count, sizeof *phase->rolls);
	for (uint32_t from = 0, to; from < stand->count; from = to) {
		to = part_end(stand, from);
		struct roll *roll = &phase->rolls[phase->roll_count];
		roll_through(arena, stand, phase->phase, from, to, roll);
		phase->roll_count += roll->count > 0;
	}
}
