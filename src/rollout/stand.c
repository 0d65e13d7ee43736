#include "rollout/stand.h"

#include "base/bug.h"
#include "rollout/held.h"

static const char *const state_names[] = {
	[STAND_BEFORE] = "before", [STAND_BETWEEN] = "between", [STAND_UNDER_WAY] = "under-way", [STAND_DONE] = "done",
	[STAND_HELD] = "held",
};

const char *stand_state_name(enum stand_state state)
{
	return state_names[state];
}

/* ---- phases ---- */

/* Has this member the phase behind it? One that is in no state of the procedure has none. */
static bool has_done(const struct phase *phase, const struct member_stand *one)
{
	return one->step != STEP_OFF && one->step >= phase->to;
}

/* Of the members with the phase's roles, how many are done? */
static uint32_t count_done(const struct stand *stand, const struct phase *phase, uint32_t *of)
{
	uint32_t done = 0;
	*of = 0;
	for (uint32_t i = 0; i < stand->count; i++) {
		if (!phase_has(phase, stand->members[i].member))
			continue;
		++*of;
		done += has_done(phase, &stand->members[i]);
	}
	return done;
}

static bool has_begun(const struct stand *stand, int from)
{
	uint32_t of;
	for (int i = from; i < (int)stand->variant->phase_count; i++)
		if (phase_edits(&stand->variant->phases[i]) && count_done(stand, &stand->variant->phases[i], &of))
			return true;
	return false;
}

/* Do all conditions hold that follow it, and are there some? */
static bool is_known_done(struct arena *arena, const struct stand *stand, const struct phase *phase)
{
	bool any = false;
	for (const struct condition *after = phase->after; after && after->text; after++) {
		const char *why_not = NULL;
		enum answer answer = after->holds ? after->holds(arena, stand->field, &why_not) : ANSWER_UNKNOWN;
		if (answer == ANSWER_UNKNOWN || answer == ANSWER_NO)
			return false;
		any = any || answer == ANSWER_YES;
	}
	return any;
}

static bool is_passed(struct arena *arena, const struct stand *stand, int i)
{
	const struct phase *phase = &stand->variant->phases[i];
	uint32_t of;
	if (phase_edits(phase))
		return count_done(stand, phase, &of) == of;
	return has_begun(stand, i + 1) || is_known_done(arena, stand, phase);
}

static int first_edit(const struct variant *variant, int from)
{
	while (from < (int)variant->phase_count && !phase_edits(&variant->phases[from]))
		from++;
	return from;
}

static void find_phase(struct arena *arena, struct stand *stand)
{
	const struct variant *variant = stand->variant;
	while (stand->next < (int)variant->phase_count && is_passed(arena, stand, stand->next))
		stand->next++;
	stand->phase = stand->next - 1;
	stand->edit = first_edit(variant, stand->next);
	if (stand->edit == (int)variant->phase_count)
		return;
	stand->there = count_done(stand, &variant->phases[stand->edit], &stand->of);
	stand->under_way = stand->there > 0;
}

/* ---- members ---- */

/* The first phase of files that a member has not done yet says what differs. */
static void find_member(const struct variant *variant, struct member_stand *one, const struct position *position)
{
	one->step = position->step;
	one->state = position->step == STEP_OFF ? "off" : variant->steps[position->step].name;
	one->phase = -1;
	for (unsigned i = 0; i < variant->phase_count; i++) {
		const struct phase *phase = &variant->phases[i];
		if (!phase_edits(phase) || !phase_has(phase, one->member))
			continue;
		if (has_done(phase, one))
			one->phase = (int)i;
		else if (position->step != STEP_OFF && !one->differs)
			one->differs = phase->change;
	}
	if (position->step == STEP_OFF)
		one->differs = position->why_off;
}

/* Those who have done the phase that comes next wait for the others. */
static void clear_those_there(struct stand *stand)
{
	if (stand->edit == (int)stand->variant->phase_count)
		return;
	const struct phase *phase = &stand->variant->phases[stand->edit];
	for (uint32_t i = 0; i < stand->count; i++)
		if (stand->members[i].step != STEP_OFF &&
		    (!phase_has(phase, stand->members[i].member) || has_done(phase, &stand->members[i])))
			stand->members[i].differs = NULL;
}

static struct position *find_members(struct arena *arena, struct stand *stand)
{
	const struct field *field = stand->field;
	struct position *positions = arena_array(arena, field->count, sizeof *positions);
	stand->variant->place(arena, field, positions);
	for (uint32_t i = 0; i < field->count; i++) {
		stand->members[i].member = field->members[i];
		stand->members[i].name = field->names[i];
		find_member(stand->variant, &stand->members[i], &positions[i]);
	}
	return positions;
}

/* ---- the whole ---- */

static const struct variant *variant_of(const struct procedure *procedure, const struct field *field)
{
	for (unsigned i = 0; i < procedure->variant_count; i++)
		if (!procedure->variants[i].fits || procedure->variants[i].fits(field))
			return &procedure->variants[i];
	return NULL;
}

uint32_t stand_obstacles(struct arena *arena, const struct stand *stand, int phase, const char ***obstacles)
{
	const struct condition *before = stand->variant->phases[phase].before;
	uint32_t room = 0, count = 0;
	for (const struct condition *one = before; one && one->text; one++)
		room++;
	*obstacles = arena_array(arena, room, sizeof **obstacles);
	for (uint32_t i = 0; i < room; i++) {
		const char *why_not = NULL;
		if (before[i].holds && !before[i].downtime && before[i].holds(arena, stand->field, &why_not) == ANSWER_NO)
			(*obstacles)[count++] = why_not;
	}
	return count;
}

static enum stand_state state_of(const struct stand *stand)
{
	bool begun = false;
	if (stand->held_count)
		return STAND_HELD;
	if (stand->next == (int)stand->variant->phase_count)
		return STAND_DONE;
	for (uint32_t i = 0; i < stand->count && !begun; i++)
		begun = stand->members[i].phase >= 0;
	return stand->under_way ? STAND_UNDER_WAY : begun ? STAND_BETWEEN : STAND_BEFORE;
}

void stand_find(struct arena *arena, const struct procedure *procedure, const struct field *field, struct stand *stand)
{
	*stand = (struct stand){ .procedure = procedure, .field = field, .count = field->count, .phase = -1,
				 .variant = variant_of(procedure, field) };
	stand->members = arena_array(arena, field->count, sizeof *stand->members);
	if (!stand->variant)
		bug("the last variant of a procedure fits every field");
	const struct position *positions = find_members(arena, stand);
	find_phase(arena, stand);
	clear_those_there(stand);
	held_find(arena, stand, positions);
	stand->state = state_of(stand);
}

/* ---- in words ---- */

static const char *phase_words(struct arena *arena, const struct stand *stand, int i)
{
	return arena_printf(arena, "phase %d of %u (%s)", i + 1, stand->variant->phase_count, stand->variant->phases[i].title);
}

const char *stand_summary(struct arena *arena, const struct stand *stand)
{
	int last = (int)stand->variant->phase_count;
	const char *next = stand->next < last ? phase_words(arena, stand, stand->next) : NULL;
	const char *edit = stand->edit < last ? phase_words(arena, stand, stand->edit) : NULL;
	switch (stand->state) {
	case STAND_BEFORE:
		return arena_printf(arena, "not begun; %s comes first", next);
	case STAND_BETWEEN:
		return stand->next == stand->edit && stand->phase < 0
			? arena_printf(arena, "%s comes next", next)
			: arena_printf(arena, "%s is done; %s comes next", phase_words(arena, stand, stand->phase), next);
	case STAND_UNDER_WAY:
		return arena_printf(arena, "%s is under way: %u of %u members are done", edit, stand->there, stand->of);
	case STAND_DONE:
		return "done";
	case STAND_HELD:
		break;
	}
	return edit && stand->under_way
		? arena_printf(arena, "held back in %s: %u of %u members are done", edit, stand->there, stand->of)
		: next ? arena_printf(arena, "held back before %s", next) : "held back after the last phase";
}
