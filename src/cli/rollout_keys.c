#include <string.h>

#include "cli/keyfile_verb.h"
#include "cli/rollout_round.h"

/* The keyfiles of a field; fields that share one are rotated together. */
struct ring {
	struct rotation rotation;
	struct replacement *all;      /* of the whole run's */
	const struct task *task;      /* the first */
	uint32_t changes;
	struct keyfile *after;        /* by rotation.files: as they will be */
};

struct turning {
	struct round *round;
	struct arena scratch;         /* keys; wiped at the end */
	uint32_t *ring_of;            /* by tasks */
	struct ring *rings;           /* by tasks; those that others were merged into have no files */
	struct replacement *all;
	uint32_t count;
};

/* ---- which files ---- */

static bool has_file(const struct rotation *rotation, const char *path)
{
	for (uint32_t i = 0; i < rotation->count; i++)
		if (!strcmp(rotation->files[i].path, path))
			return true;
	return false;
}

static void merge(struct turning *turning, uint32_t from, uint32_t to)
{
	struct rotation *source = &turning->rings[from].rotation, *target = &turning->rings[to].rotation;
	target->files = arena_grow(&turning->scratch, target->files, target->count, (size_t)target->count + source->count,
				   sizeof *target->files);
	for (uint32_t i = 0; i < source->count; i++)
		if (!has_file(target, source->files[i].path))
			target->files[target->count++] = source->files[i];
	source->count = 0;
	for (uint32_t i = 0; i < turning->round->count; i++)
		if (turning->ring_of[i] == from)
			turning->ring_of[i] = to;
}

static void collect(struct turning *turning, uint32_t at)
{
	const struct task *task = &turning->round->tasks[at];
	struct ring *ring = &turning->rings[at];
	struct rotation *rotation = &ring->rotation;
	*ring = (struct ring){ .task = task };
	*rotation = (struct rotation){ .arena = turning->round->cli->arena, .scratch = &turning->scratch,
				       .phase = (enum rotation_phase)task->phase->to };
	rotation->files = arena_array(&turning->scratch, task->stand->count, sizeof *rotation->files);
	turning->ring_of[at] = at;
	for (uint32_t i = 0; i < task->stand->count; i++) {
		const struct keyfile *keyfile = task->stand->members[i].member->keyfile;
		if (keyfile && !has_file(rotation, keyfile->path))
			rotation->files[rotation->count++] = (struct rotation_file){ .path = keyfile->path };
	}
	for (uint32_t other = 0; other < at; other++)
		for (uint32_t i = 0; turning->ring_of[other] != turning->ring_of[at] && i < rotation->count; i++)
			if (has_file(&turning->rings[turning->ring_of[other]].rotation, rotation->files[i].path))
				merge(turning, turning->ring_of[at], turning->ring_of[other]);
}

/* ---- what they become ---- */

static bool plan(struct turning *turning, struct ring *ring)
{
	struct cli *cli = turning->round->cli;
	struct rotation *rotation = &ring->rotation;
	struct err err = ERR_INIT(cli->arena);
	const char **paths = arena_array(cli->arena, rotation->count, sizeof *paths);
	for (uint32_t i = 0; i < rotation->count; i++)
		paths[i] = rotation->files[i].path;
	ring->all = turning->all + turning->count;
	if (!cli_settled(cli, paths, rotation->count) || !keyfile_rotation_read(cli, rotation, ring->all))
		return false;
	if (!rotation_plan(rotation, &err)) {
		cli_fail(cli, &err);
		return false;
	}
	ring->changes = keyfile_rotation_results(cli, rotation, ring->all);
	turning->count += rotation->count;
	ring->after = arena_array(cli->arena, rotation->count, sizeof *ring->after);
	for (uint32_t i = 0; i < rotation->count; i++) {
		struct str keys[KEYS_MAX];
		const struct rotation_file *file = &rotation->files[i];
		if (!keyfile_secrets(cli->arena, &turning->scratch, file->path, ring->all[i].new_text, &ring->after[i], keys))
			bug("rotation_plan() has read its result");
	}
	return true;
}

static const struct keyfile *after_of(const struct turning *turning, const struct member *member)
{
	for (uint32_t i = 0; member->keyfile && i < turning->round->count; i++) {
		const struct rotation *rotation = &turning->rings[i].rotation;
		for (uint32_t k = 0; k < rotation->count; k++)
			if (!strcmp(rotation->files[k].path, member->keyfile->path))
				return rotation->files[k].changes ? &turning->rings[i].after[k] : NULL;
	}
	return NULL;
}

static struct pair_state state_with(struct arena *arena, const struct member *member, const struct keyfile *keyfile)
{
	struct pair_state state = pair_state_of(arena, member->config, keyfile);
	state.certificates = member->state.certificates;
	return state;
}

/* False: its keyfile does not change. */
static bool next_state(const void *context, const struct member *member, struct pair_state *state)
{
	const struct turning *turning = context;
	const struct keyfile *after = after_of(turning, member);
	if (after)
		*state = state_with(turning->round->cli->arena, member, after);
	return after != NULL;
}

/* ---- when they are written ---- */

static void find_then(struct turning *turning)
{
	struct round *round = turning->round;
	struct arena *arena = round->cli->arena;
	for (uint32_t i = 0; i < round->stands.fleets.count; i++) {
		struct fleet *fleet = &round->stands.fleets.parts[i].fleet;
		for (uint32_t k = 0; k < fleet->member_count; k++) {
			struct member *member = &fleet->members[k];
			const struct keyfile *after = after_of(turning, member);
			if (!after)
				continue;
			member->state = state_with(arena, member, after);
			member->keyfile = after;
		}
	}
	for (uint32_t i = 0; i < round->count; i++) {
		struct stand *then = arena_alloc(arena, sizeof *then);
		stand_find(arena, round->stands.procedure, round->tasks[i].stand->field, then);
		round->tasks[i].then = then;
	}
}

static void say_keys(const struct turning *turning)
{
	struct cli *cli = turning->round->cli;
	for (uint32_t i = 0; i < turning->round->count; i++) {
		const struct ring *ring = &turning->rings[i];
		const struct rotation *rotation = &ring->rotation;
		const char *words = rollout_phase_words(cli->arena, ring->task->stand, ring->task->index);
		const char *holding = rotation->count == 1 ? "keyfile; it holds" : "keyfiles; they hold";
		if (rotation->count && cli->flags.check)
			cli_say(cli, "%s: would change %u of %u keyfile%s", words, ring->changes, rotation->count, rotation->count == 1 ? "" : "s");
		else if (rotation->count && rotation->phase == ROTATION_ADD)
			cli_say(cli, "%s: changed %u of %u %s the old key (%s) and the new one (%s)", words, ring->changes,
				rotation->count, holding, rotation->old_id, rotation->new_id);
		else if (rotation->count)
			cli_say(cli, "%s: changed %u of %u %s the new key (%s) alone", words, ring->changes, rotation->count,
				holding, rotation->new_id);
	}
}

static void turn(struct turning *turning)
{
	struct round *round = turning->round;
	struct cli *cli = round->cli;
	struct err err = ERR_INIT(cli->arena);
	for (uint32_t i = 0; i < round->count; i++)
		if (turning->rings[i].rotation.count && !plan(turning, &turning->rings[i]))
			return;
	rollout_judge_keys(round, next_state, turning);
	if (cli->status)
		return;
	if (cli->flags.check) {
		say_keys(turning);
		cli_raise(cli, 1);
	} else if (cli_save(cli, &turning->scratch, turning->all, turning->count, &err)) {
		say_keys(turning);
		find_then(turning);
		rollout_say_next(round);
	}
}

void rollout_rotate(struct round *round)
{
	struct cli *cli = round->cli;
	struct turning turning = { .round = round, .scratch = ARENA_INIT };
	uint32_t all = 0;
	if (cli->flags.diff || cli->flags.backup) {
		cli_usage(cli, "--%s is for configs: keys are never printed, and no old one is left beside the new", cli->flags.diff ? "diff" : "backup");
		return;
	}
	turning.rings = arena_array(cli->arena, round->count, sizeof *turning.rings);
	turning.ring_of = arena_array(cli->arena, round->count, sizeof *turning.ring_of);
	for (uint32_t i = 0; i < round->count; i++) {
		collect(&turning, i);
		all += round->tasks[i].stand->count;
	}
	turning.all = arena_array(&turning.scratch, all, sizeof *turning.all);
	turn(&turning);
	if (cli->status > 1)
		cli_say(cli, "no file was changed");
	arena_wipe(&turning.scratch);
}
