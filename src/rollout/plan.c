#include "rollout/plan.h"

#include "rollout/plan_parts.h"

const char *plan_answer_name(enum answer answer)
{
	return answer == ANSWER_YES ? "yes" : answer == ANSWER_NO ? "no" : "unknown";
}

const char *plan_state_name(enum plan_state state)
{
	static const char *const names[] = {
		[PLAN_DONE] = "done", [PLAN_WRITTEN] = "written", [PLAN_UNDER_WAY] = "under-way",
		[PLAN_NEXT] = "next", [PLAN_LATER] = "later",
	};
	return names[state];
}

/* The last phase that is done is the one whose restarts may still be due; when a later one has begun they were made. */
static enum plan_state state_of(const struct stand *stand, int index)
{
	if (index <= stand->phase) {
		for (int later = index + 1; later <= stand->phase; later++)
			if (phase_edits(&stand->variant->phases[later]))
				return PLAN_DONE;
		return stand->under_way || !stand->variant->phases[index].restarts ? PLAN_DONE : PLAN_WRITTEN;
	}
	if (index == stand->edit && stand->under_way)
		return PLAN_UNDER_WAY;
	return index == stand->next ? PLAN_NEXT : PLAN_LATER;
}

/* ---- what is asked before and after a phase ---- */

static struct plan_condition ask(struct arena *arena, const struct stand *stand, const struct condition *condition, bool later)
{
	struct plan_condition asked = { .condition = condition, .answer = ANSWER_UNKNOWN, .later = later };
	if (condition->holds)
		asked.answer = condition->holds(arena, stand->field, &asked.why);
	/* That it has nothing to do with this field is so at any time. */
	if (later && asked.answer != ANSWER_IDLE) {
		asked.answer = ANSWER_UNKNOWN;
		asked.why = NULL;
	}
	return asked;
}

/* `passed`: that the members were all at one step held when the phase began, and can't any more. */
static struct plan_condition *ask_all(struct arena *arena, const struct stand *stand, const struct condition *conditions,
				      bool later, bool passed, uint32_t *count)
{
	uint32_t all = 0;
	*count = 0;
	while (conditions && conditions[all].text)
		all++;
	struct plan_condition *asked = arena_array(arena, all, sizeof *asked);
	for (uint32_t i = 0; i < all; i++) {
		if (passed && conditions[i].level == LEVEL_FILES)
			continue;
		asked[*count] = ask(arena, stand, &conditions[i], later);
		*count += asked[*count].answer != ANSWER_IDLE;
	}
	return asked;
}

/* ---- the files ---- */

static const char *file_of(const struct phase *phase, const struct member *member)
{
	if (phase->keyfiles)
		return member->keyfile ? member->keyfile->path : member->state.keyfile_path;
	return member->file && member->file->source ? member->file->source->name : NULL;
}

static void add_file(struct plan_phase *phase, const char *file)
{
	for (uint32_t i = 0; i < phase->file_count; i++)
		if (str_is(str_of(file), phase->files[i]))
			return;
	phase->files[phase->file_count++] = file;
}

/* Those of members that are not there yet; one keyfile may be many members'. */
static void find_files(struct arena *arena, const struct stand *stand, struct plan_phase *phase)
{
	phase->files = arena_array(arena, stand->count, sizeof *phase->files);
	phase->by_hand = arena_array(arena, stand->count, sizeof *phase->by_hand);
	for (uint32_t i = 0; i < stand->count; i++) {
		const struct member_stand *one = &stand->members[i];
		if (!phase_has(phase->phase, one->member))
			continue;
		phase->of++;
		if (one->step >= phase->phase->to) {
			phase->there++;
			continue;
		}
		const char *file = file_of(phase->phase, one->member);
		if (file)
			add_file(phase, file);
		else
			phase->by_hand[phase->by_hand_count++] = one->name;
	}
}

static void make_phase(struct arena *arena, const struct stand *stand, unsigned index, const struct invocation *invocation,
		       struct plan_phase *phase)
{
	const struct phase *data = &stand->variant->phases[index];
	*phase = (struct plan_phase){ .phase = data, .number = index + 1, .state = state_of(stand, (int)index) };
	bool now = (int)index >= stand->next && (int)index <= stand->edit;
	bool begun = phase->state == PLAN_UNDER_WAY || (int)index <= stand->phase;
	phase->before = ask_all(arena, stand, data->before, !now, begun, &phase->before_count);
	phase->after = ask_all(arena, stand, data->after, phase->state > PLAN_WRITTEN, false, &phase->after_count);
	if (!phase_edits(data))
		return;
	find_files(arena, stand, phase);
	phase->log_in = !stand->variant->steps[data->from].open || !stand->variant->steps[data->to].open;
	if (phase->state == PLAN_DONE)
		return;
	if (phase->file_count)
		plan_command(arena, stand, index, invocation, &phase->command);
	if (data->restarts) {
		plan_rolls(arena, stand, phase);
		plan_live(arena, stand, phase);
	}
}

void plan_make(struct arena *arena, const struct stand *stand, const struct invocation *invocation, struct plan *plan)
{
	*plan = (struct plan){ .stand = stand };
	if (!stand->variant || stand->state == STAND_HELD)
		return;
	plan->count = stand->variant->phase_count;
	plan->phases = arena_array(arena, plan->count, sizeof *plan->phases);
	for (unsigned i = 0; i < plan->count; i++)
		make_phase(arena, stand, i, invocation, &plan->phases[i]);
	if (stand->state != STAND_DONE)
		plan_require(arena, plan);
	plan_ask(arena, plan);
}
