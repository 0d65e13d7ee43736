#include "rollout/held.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "rollout/condition.h"
#include "rollout/repair.h"

/* States that all others are compared with: a field of more different ones is none that a procedure makes. */
enum { JUDGES = 256 };

struct holding {
	struct arena *arena;
	struct stand *stand;
	const struct position *positions;
	uint32_t held_room, note_room, repair_room;
};

static void add(struct holding *holding, const char ***list, uint32_t *count, uint32_t *room, const char *sentence)
{
	if (*count == *room) {
		*room = *room ? 2 * *room : 8;
		*list = arena_grow(holding->arena, *list, *count, *room, sizeof **list);
	}
	(*list)[(*count)++] = sentence;
}

static void hold(struct holding *holding, const char *sentence)
{
	add(holding, &holding->stand->held, &holding->stand->held_count, &holding->held_room, sentence);
}

static void note(struct holding *holding, const char *sentence)
{
	add(holding, &holding->stand->notes, &holding->stand->note_count, &holding->note_room, sentence);
}

/* ---- members in no state of the procedure ---- */

static bool is_same_trouble(const struct position *a, const struct position *b)
{
	return b->step == STEP_OFF && strcmp(a->why_off, b->why_off) == 0;
}

static void hold_strays(struct holding *holding)
{
	const struct field *field = holding->stand->field;
	bool *told = arena_array(holding->arena, field->count, sizeof *told);
	for (uint32_t i = 0; i < field->count; i++) {
		const struct position *position = &holding->positions[i];
		if (position->step != STEP_OFF || told[i])
			continue;
		bool *in = arena_array(holding->arena, field->count, sizeof *in);
		uint32_t count = 0;
		for (uint32_t k = i; k < field->count; k++) {
			in[k] = is_same_trouble(position, &holding->positions[k]);
			told[k] = told[k] || in[k];
			count += in[k];
		}
		hold(holding, arena_printf(holding->arena, "%s%s %s%s%s", field_names(holding->arena, field, in),
					   count > 1 ? ": each" : "", position->why_off, position->help ? "; " : "",
					   position->help ? position->help : ""));
	}
}

/* ---- members that can't talk to each other ---- */

/* Members in one state for all others. */
struct camp {
	const struct member_stand *first;
	uint32_t from, to;      /* of the sorted ones */
};

static bool is_router(const struct member_stand *one)
{
	return one->member->role == ROLE_ROUTER;
}

static int by_state(const void *a, const void *b)
{
	const struct member_stand *left = *(const struct member_stand *const *)a, *right = *(const struct member_stand *const *)b;
	int order = (int)is_router(left) - (int)is_router(right);
	if (!order)
		order = left->step - right->step;
	if (!order)
		order = pair_state_compare(&left->member->state, &right->member->state);
	return order ? order : (left > right) - (left < right);
}

static bool is_same_camp(const struct member_stand *a, const struct member_stand *b)
{
	return is_router(a) == is_router(b) && a->step == b->step && pair_state_same(&a->member->state, &b->member->state);
}

/* What it fails by, for nothing else. */
enum by { BY_STATE, BY_KEY, BY_TRUST, BY_NAME };

/* All that fail in one way: at the same two steps, for the same reason. */
struct quarrel {
	int low, high;          /* steps */
	enum pair_code code;
	enum by by;
	const struct member_stand *a, *b;  /* the first such pair; A calls B */
	bool *in_low, *in_high; /* by the field's members */
	uint32_t low_count, high_count;
};

struct quarrels {
	struct holding *holding;
	const struct member_stand **sorted;
	struct camp *camps;
	uint32_t camp_count;
	struct quarrel *at;
	uint32_t count, room;
};

/* A mongos is called by no server. */
static enum pair_code call(const struct member_stand *a, const struct member_stand *b)
{
	return is_router(b) ? PAIR_OK : pair_of(&a->member->state, &b->member->state);
}

static struct quarrel *quarrel_of(struct quarrels *all, const struct quarrel *like)
{
	struct arena *arena = all->holding->arena;
	const uint32_t members = all->holding->stand->count;
	for (uint32_t i = 0; i < all->count; i++) {
		const struct quarrel *one = &all->at[i];
		if (one->low == like->low && one->high == like->high && one->code == like->code && one->by == like->by)
			return &all->at[i];
	}
	if (all->count == all->room) {
		all->room = all->room ? 2 * all->room : 4;
		all->at = arena_grow(arena, all->at, all->count, all->room, sizeof *all->at);
	}
	struct quarrel *made = &all->at[all->count++];
	*made = *like;
	made->in_low = arena_array(arena, members, sizeof *made->in_low);
	made->in_high = arena_array(arena, members, sizeof *made->in_high);
	return made;
}

static void mark(const struct quarrels *all, const struct camp *camp, bool *in, uint32_t *count)
{
	for (uint32_t i = camp->from; i < camp->to; i++) {
		uint32_t at = (uint32_t)(all->sorted[i] - all->holding->stand->members);
		*count += !in[at];
		in[at] = true;
	}
}

static enum by by_what(const struct pair_state *a, const struct pair_state *b)
{
	return pair_fails_by_key(a, b) ? BY_KEY : pair_fails_by_trust(a, b) ? BY_TRUST : pair_fails_by_name(a, b) ? BY_NAME : BY_STATE;
}

/* Low is the camp that is less far; a camp may quarrel with itself. */
static void meet(struct quarrels *all, const struct camp *low, const struct camp *high)
{
	const struct member_stand *a = low->first, *b = low == high ? all->sorted[low->from + 1] : high->first;
	enum pair_code code = call(a, b);
	if (code == PAIR_OK) {
		const struct member_stand *other = a;
		a = b;
		b = other;
		code = call(a, b);
	}
	if (code == PAIR_OK)
		return;
	struct quarrel *quarrel = quarrel_of(all, &(struct quarrel){
		.low = low->first->step, .high = high->first->step, .code = code, .a = a, .b = b,
		.by = by_what(&a->member->state, &b->member->state),
	});
	mark(all, low, quarrel->in_low, &quarrel->low_count);
	mark(all, high, quarrel->in_high, &quarrel->high_count);
}

static void make_camps(struct quarrels *all)
{
	const struct stand *stand = all->holding->stand;
	uint32_t used = 0;
	all->sorted = arena_array(all->holding->arena, stand->count, sizeof *all->sorted);
	all->camps = arena_array(all->holding->arena, stand->count, sizeof *all->camps);
	for (uint32_t i = 0; i < stand->count; i++)
		if (stand->members[i].step != STEP_OFF)
			all->sorted[used++] = &stand->members[i];
	if (used)
		qsort(all->sorted, used, sizeof *all->sorted, by_state);
	for (uint32_t i = 0; i < used; i++) {
		if (i && is_same_camp(all->sorted[i - 1], all->sorted[i]))
			all->camps[all->camp_count - 1].to++;
		else
			all->camps[all->camp_count++] = (struct camp){ all->sorted[i], i, i + 1 };
	}
}

static void find_quarrels(struct quarrels *all)
{
	make_camps(all);
	for (uint32_t i = 0; i < all->camp_count; i++) {
		const struct camp *one = &all->camps[i];
		for (uint32_t k = 0; k < i && k < JUDGES; k++) {
			const struct camp *other = &all->camps[k];
			bool less = one->first->step < other->first->step;
			meet(all, less ? one : other, less ? other : one);
		}
		if (one->to - one->from > 1 && !is_router(one->first))
			meet(all, one, one);
	}
}

/* ---- quarrels in words ---- */

static const char *reason_words(struct arena *arena, const struct quarrel *quarrel)
{
	const char *a = quarrel->a->name, *b = quarrel->b->name;
	switch (quarrel->code) {
	case PAIR_TLS:
		return quarrel->b->member->state.tls == TLS_OFF
			? arena_printf(arena, "%s dials TLS, and %s speaks none", a, b)
			: arena_printf(arena, "%s dials without TLS, and %s requires it", a, b);
	case PAIR_CA:
		return quarrel->by == BY_TRUST ? arena_printf(arena, "%s calls %s, and one can't check the certificate of the other by its CA "
							      "file", a, b)
					       : arena_printf(arena, "%s shows no certificate, and %s takes nobody without one", a, b);
	case PAIR_NOCREDS:
		return arena_printf(arena, "%s demands authentication and has nothing to offer %s", a, b);
	case PAIR_UNAUTH:
		return quarrel->by == BY_KEY ? arena_printf(arena, "%s offers a key that the keyfile of %s doesn't have", a, b)
		     : quarrel->by == BY_NAME ? arena_printf(arena, "%s shows a certificate that %s does not take for a member's", a, b)
		     : arena_printf(arena, "%s can't authenticate to %s", a, b);
	case PAIR_AUTH:
		return quarrel->by == BY_KEY ? arena_printf(arena, "the keyfiles of %s and %s have no key in common", a, b)
		     : quarrel->by == BY_NAME ? arena_printf(arena, "%s shows a certificate that %s does not take for a member's", a, b)
		     : arena_printf(arena, "%s insists on authenticating, and %s doesn't take what it offers", a, b);
	case PAIR_OK:
		break;
	}
	return arena_printf(arena, "%s can't talk to %s", a, b);
}

/* Of those too far apart the fewer go to the step beside the others. */
static const char *bring_words(struct holding *holding, const struct quarrel *quarrel)
{
	struct arena *arena = holding->arena;
	const struct stand *stand = holding->stand;
	bool forward = quarrel->low_count <= quarrel->high_count;
	int from = forward ? quarrel->low : quarrel->high, to = forward ? quarrel->high - 1 : quarrel->low + 1;
	const struct step *step = &stand->variant->steps[to];
	const bool *in = forward ? quarrel->in_low : quarrel->in_high;
	const char *command = repair_command(arena, stand, from, to, in);
	if (command)
		add(holding, &holding->stand->repairs, &holding->stand->repair_count, &holding->repair_room, command);
	return arena_printf(arena, "bring %s %s %s (%s), and restart %s", field_names(arena, stand->field, in), forward ? "to" : "back to",
			    step->name, step->settings,
			    (forward ? quarrel->low_count : quarrel->high_count) == 1 ? "it" : "one after the other");
}

static const char *help_words(struct holding *holding, const struct quarrel *quarrel)
{
	if (quarrel->high - quarrel->low > 1)
		return bring_words(holding, quarrel);
	if (quarrel->by == BY_NAME)
		return "give every member one with the same O, OU and DC";
	if (quarrel->by == BY_KEY)
		return "give every host the same keyfile (mongoconf keyfile check tells keys apart), and restart the server there";
	switch (quarrel->code) {
	case PAIR_TLS:
		return "bring their TLS modes together first; mongoconf rollout status enable-tls says how";
	case PAIR_CA:
		return quarrel->by == BY_TRUST ? "put the CAs of all certificates into the CA file of each"
					       : "give it a certificate to show (net.tls.clusterFile or certificateKeyFile), and take "
						 "tlsWithholdClientCertificate away";
	default:
		return "bring their security settings together first; mongoconf lint shows what stands in the way";
	}
}

static void hold_quarrels(struct holding *holding)
{
	struct quarrels all = { .holding = holding };
	const struct step *steps = holding->stand->variant->steps;
	find_quarrels(&all);
	for (uint32_t i = 0; i < all.count; i++) {
		const struct quarrel *one = &all.at[i];
		struct buf out = BUF_INIT(holding->arena);
		if (one->low != one->high)
			buf_printf(&out, "%s %s while %s %s: ", one->a->name, steps[one->a->step].words, one->b->name,
				   steps[one->b->step].words);
		buf_printf(&out, "%s; %s", reason_words(holding->arena, one), help_words(holding, one));
		hold(holding, buf_done(&out).at);
	}
}

/* ---- conditions, and what isn't among the files ---- */

/* What speaks against one phase speaks against the next as well: it is said once. */
static void hold_obstacles(struct holding *holding)
{
	const struct stand *stand = holding->stand;
	const char **told = NULL;
	uint32_t told_count = 0, told_room = 0;
	for (int i = stand->next; i <= stand->edit && i < (int)stand->variant->phase_count; i++) {
		const char **obstacles;
		uint32_t count = stand_obstacles(holding->arena, stand, i, &obstacles);
		for (uint32_t k = 0; k < count; k++) {
			bool again = false;
			for (uint32_t t = 0; t < told_count; t++)
				again = again || !strcmp(told[t], obstacles[k]);
			if (again)
				continue;
			add(holding, &told, &told_count, &told_room, obstacles[k]);
			hold(holding, arena_printf(holding->arena, "before phase %d (%s): %s", i + 1, stand->variant->phases[i].title,
						   obstacles[k]));
		}
	}
}

static void note_missing_parts(struct holding *holding)
{
	const struct field *field = holding->stand->field;
	bool has[ROLE_ROUTER + 1] = { false };
	for (uint32_t i = 0; i < field->count; i++)
		has[field->members[i]->role] = true;
	bool shards = has[ROLE_MEMBER] || has[ROLE_SHARD];
	if (!field->sharded || (has[ROLE_ROUTER] && has[ROLE_CONFIG_SERVER] && shards))
		return;
	const char *const missing[] = { has[ROLE_ROUTER] ? NULL : "mongos", has[ROLE_CONFIG_SERVER] ? NULL : "config servers",
					shards ? NULL : "shards" };
	struct buf words = BUF_INIT(holding->arena);
	for (unsigned i = 0; i < sizeof missing / sizeof *missing; i++)
		if (missing[i])
			buf_printf(&words, "%s%s", words.len ? " and the " : "the ", missing[i]);
	const char *sentence = arena_printf(holding->arena, "%s of this cluster are not among the files that were read: they have to be at a "
					    "step beside these, and nothing here can tell", buf_done(&words).at);
	if (has[ROLE_CONFIG_SERVER] || shards)
		note(holding, sentence);
	else
		hold(holding, arena_printf(holding->arena, "%s; name their configs as well", sentence));
}

/* Of what comes next: what can't be done without downtime. */
static void note_downtime(struct holding *holding)
{
	const struct stand *stand = holding->stand;
	if (stand->edit == (int)stand->variant->phase_count)
		return;
	const struct condition *before = stand->variant->phases[stand->edit].before;
	for (; before && before->text; before++) {
		const char *why_not = NULL;
		if (before->downtime && before->holds(holding->arena, stand->field, &why_not) == ANSWER_NO)
			note(holding, why_not);
	}
}

void held_find(struct arena *arena, struct stand *stand, const struct position *positions)
{
	struct holding holding = { .arena = arena, .stand = stand, .positions = positions };
	hold_strays(&holding);
	hold_quarrels(&holding);
	/* Who is to be brought back first has no next phase yet. */
	if (!stand->held_count)
		hold_obstacles(&holding);
	note_downtime(&holding);
	note_missing_parts(&holding);
	const char *remark = stand->variant->note ? stand->variant->note(arena, stand->field, positions) : NULL;
	if (remark)
		note(&holding, remark);
}
