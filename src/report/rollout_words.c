#include "report/rollout_words.h"

const char words_nothing[] = "no replica set and no sharded cluster was found in what was read; --verbose tells what each file "
			     "was taken for";

const char words_health[] = "rs.status().members.forEach(m => print(m.name, m.stateStr, m.health))";

static const char *role_of(struct arena *arena, const struct member *member)
{
	switch (member->role) {
	case ROLE_MEMBER:
	case ROLE_SHARD:
		return member->deployment ? arena_printf(arena, "shard %s", member->deployment->name) : "shard";
	case ROLE_CONFIG_SERVER:
		return "config server";
	case ROLE_ROUTER:
		return "mongos";
	}
	return "";
}

const char *words_part(struct arena *arena, const struct stand *stand, const struct member *member)
{
	const char *standing = plan_standing(member);
	if (!stand->field->sharded)
		return standing ? standing : "";
	const char *role = role_of(arena, member);
	return standing ? arena_printf(arena, "%s, %s", role, standing) : role;
}

const char *words_file(const struct member *member)
{
	const struct config *config = member->file ? member->file : member->config;
	return config && config->source ? config->source->name : "";
}

const char *words_kind(const struct stand *stand)
{
	if (stand->variant && stand->procedure->variant_count > 1)
		return stand->variant->name;
	return stand->field->sharded ? "sharded cluster" : "replica set";
}

const char *words_title(struct arena *arena, const struct stand *stand)
{
	return arena_printf(arena, "%s on %s (%s)", stand->procedure->name, stand->field->name, words_kind(stand));
}

const char *words_restarted(struct arena *arena, const struct stand *stand)
{
	if (!stand->variant || stand->state == STAND_HELD || stand->under_way)
		return NULL;
	for (int i = stand->phase; i >= 0; i--) {
		const struct phase *phase = &stand->variant->phases[i];
		if (phase_edits(phase) && phase->restarts)
			return arena_printf(arena, "Files tell what is written, not what runs: phase %d (%s) is done when every server has "
					    "restarted since, one by one; mongoconf rollout plan %s has the order, and how to tell.",
					    i + 1, phase->title, stand->procedure->name);
	}
	return NULL;
}

const char *words_phase(struct arena *arena, const struct stand *stand, unsigned index)
{
	const struct variant *variant = stand->variant;
	return arena_printf(arena, "phase %u of %u, %s", index + 1, variant->phase_count, variant->phases[index].title);
}

const char *words_log(struct arena *arena, const struct plan_condition *conditions, uint32_t count)
{
	struct buf ids = BUF_INIT(arena);
	for (uint32_t i = 0; i < count; i++)
		if (conditions[i].condition->log_id)
			buf_printf(&ids, "%s%d", ids.len ? "|" : "", conditions[i].condition->log_id);
	if (!ids.len)
		return NULL;
	return arena_printf(arena, "db.adminCommand({ getLog: \"global\" }).log.filter(l => /\"id\":(%s),/.test(l))",
			    buf_done(&ids).at);
}

const char *words_condition(struct arena *arena, const struct plan_condition *one)
{
	if (!one->condition->log_id)
		return one->condition->text;
	return arena_printf(arena, "%s (log id %d)", one->condition->text, one->condition->log_id);
}

const char *words_by_hand(struct arena *arena, const struct plan_phase *phase)
{
	enum { SHOWN = 5 };
	struct buf names = BUF_INIT(arena);
	if (!phase->by_hand_count || phase->state <= PLAN_WRITTEN)
		return NULL;
	for (uint32_t i = 0; i < phase->by_hand_count && i < SHOWN; i++)
		buf_printf(&names, "%s%s", i ? ", " : "", phase->by_hand[i]);
	if (phase->by_hand_count > SHOWN)
		buf_printf(&names, " and %u more", phase->by_hand_count - SHOWN);
	return arena_printf(arena, "By hand, as it stands in no config file, for %s: %s", buf_done(&names).at,
			    phase->phase->change ? phase->phase->change : phase->phase->title);
}

const char *words_restart(const struct roll *roll)
{
	return roll->part && roll->part->kind == DEPLOYMENT_ROUTERS ? "systemctl restart mongos" : "systemctl restart mongod";
}

const char *words_roll(const struct plan_phase *phase)
{
	return phase->phase->keyfiles
		? "when every host has its keyfile, restart one server at a time, in this order, as your hosts do it"
		: "one at a time, in this order, bring the file to its host and restart there, as your hosts do it";
}

const char *words_stop(const struct stop *stop)
{
	if (stop->kind == STOP_STEP_DOWN)
		return "rs.stepDown() on it, wait until another is PRIMARY, then restart it";
	return stop->written ? "its file has the change: restart it if it was not since" : "restart";
}

const char *words_missing(struct arena *arena, const struct plan_command *command)
{
	struct buf text = BUF_INIT(arena);
	bool one = command->missing_count == 1;
	for (uint32_t i = 0; i < command->missing_count; i++)
		buf_printf(&text, "%s%s", i == 0 ? "" : i + 1 < command->missing_count ? ", " : " and ", command->missing[i]);
	buf_printf(&text, " %s not given: fill in %s.", one ? "was" : "were", one ? "its value" : "their values");
	return buf_done(&text).at;
}

uint32_t words_requirements(struct arena *arena, const struct plan *plan, const struct requirement ***shown, uint32_t *left)
{
	enum { SHOWN = 16 };
	static const enum answer worst_first[] = { ANSWER_NO, ANSWER_UNKNOWN, ANSWER_YES };
	uint32_t count = 0;
	*shown = arena_array(arena, SHOWN, sizeof **shown);
	for (unsigned k = 0; k < sizeof worst_first / sizeof *worst_first; k++)
		for (uint32_t i = 0; i < plan->requirement_count && count < SHOWN; i++)
			if (plan->requirements[i].answer == worst_first[k])
				(*shown)[count++] = &plan->requirements[i];
	*left = plan->requirement_count - count;
	return count;
}

const char *words_left(struct arena *arena, uint32_t left)
{
	return arena_printf(arena, "and %u more like these, which are as well or better off; --format json has all", left);
}
