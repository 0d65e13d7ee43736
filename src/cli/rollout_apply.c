#include <stdlib.h>
#include <string.h>

#include "cli/rollout_round.h"
#include "cli/rollout_verb.h"

const char *rollout_phase_words(struct arena *arena, const struct stand *stand, unsigned index)
{
	return arena_printf(arena, "%s: phase %u of %u (%s)", stand->field->name, index + 1, stand->variant->phase_count,
			    stand->variant->phases[index].title);
}

static void refuse(struct cli *cli, const char *words, const char *sentence)
{
	struct err err = ERR_INIT(cli->arena);
	err_set(&err, ERR_REFUSED, NULL, 0, "%s: %s", words, sentence);
	cli_fail(cli, &err);
}

/* ---- the command line ---- */

/* 0: next. */
static bool take_phase(struct cli *cli, unsigned *number)
{
	const char *text = cli->flags.phase;
	char *end;
	if (!text) {
		cli_usage(cli, "say which phase: --phase next, or its number as rollout plan prints it");
		return false;
	}
	*number = 0;
	if (!strcmp(text, "next"))
		return true;
	unsigned long value = *text >= '1' && *text <= '9' ? strtoul(text, &end, 10) : 0;
	*number = value && !*end && value < 1000 ? (unsigned)value : 0;
	if (!*number)
		cli_usage(cli, "--phase is next, or a number from 1 on as rollout plan prints it, not %s", text);
	return *number != 0;
}

static bool take_arguments(struct cli *cli, int count, char *const *arguments)
{
	for (int i = 1; i < count; i++)
		if (!strcmp(arguments[i], "-")) {
			cli_usage(cli, "rollout apply changes files of a fleet, and standard input (-) is none");
			return false;
		}
	return cli_server_version(cli, &cli->flags.with.server);
}

/* Phases of different ways have different numbers. */
static bool check_number(struct cli *cli, const struct stands *stands, unsigned number)
{
	const struct stand *first = &stands->at[0];
	for (uint32_t i = 0; number && i < stands->count; i++) {
		const struct stand *stand = &stands->at[i];
		if (stand->variant != first->variant) {
			cli_usage(cli, "%s and %s go different ways (%s; %s), so that phase %u is not the same for both: use --phase next, or "
				  "name the files of one of them", first->field->name, stand->field->name, first->variant->name,
				  stand->variant->name, number);
			return false;
		}
	}
	if (number <= first->variant->phase_count)
		return true;
	cli_usage(cli, "%s has %u phases here (%s), and no phase %u", stands->procedure->name, first->variant->phase_count,
		  first->variant->name, number);
	return false;
}

/* ---- work for people ---- */

static void say_people(struct cli *cli, const struct stand *stand, unsigned index)
{
	const struct phase *phase = &stand->variant->phases[index];
	cli_say(cli, "%s: %s", rollout_phase_words(cli->arena, stand, index), phase->about);
	for (const struct condition *one = phase->after; one && one->text; one++) {
		const char *why_not = NULL;
		enum answer answer = one->holds ? one->holds(cli->arena, stand->field, &why_not) : ANSWER_UNKNOWN;
		if (answer == ANSWER_IDLE || answer == ANSWER_YES)
			continue;
		cli_say(cli, "  %s: %s%s%s", answer == ANSWER_NO && why_not ? "not so yet" : "make sure", answer == ANSWER_NO && why_not ?
			why_not : one->text, one->command ? ": " : "", one->command ? one->command : "");
	}
}

/* Between here and the next phase that changes files. Whether people have done it, is theirs to know. */
static void say_passed(struct cli *cli, const struct stand *stand, unsigned to)
{
	for (unsigned i = (unsigned)stand->next; i < to; i++)
		cli_say(cli, "%s is people's work, and taken to be done; --phase %u tells what it is",
			rollout_phase_words(cli->arena, stand, i), i + 1);
}

/* ---- which phase of which field ---- */

static const struct fleets_part *part_of(const struct stands *stands, const struct field *field)
{
	for (uint32_t i = 0; i < stands->fleets.count; i++)
		if (&stands->fleets.parts[i].fleet == field->fleet)
			return &stands->fleets.parts[i];
	bug("a field belongs to one of the fleets that were read");
}

static bool is_named(const struct round *round, const struct unit *unit, const struct source *source)
{
	const struct gathering *gathering = &round->stands.fleets.gathering;
	return source && gather_is_named(unit, gather_whole(gathering, unit, source->name));
}

/* Who names a Compose file means the servers that it starts. Keyfiles go together: each member must have both keys. */
static bool is_wanted(const struct round *round, const struct task *task, const struct member *member)
{
	const struct unit *unit = task->part->unit;
	return task->phase->keyfiles || is_named(round, unit, member->file ? member->file->source : NULL) ||
	       is_named(round, unit, member->inventory ? member->inventory->source : NULL);
}

static bool has_named(const struct round *round, const struct stand *stand)
{
	const struct unit *unit = part_of(&round->stands, stand->field)->unit;
	for (uint32_t i = 0; i < stand->count; i++) {
		const struct member *member = stand->members[i].member;
		if (is_named(round, unit, member->file ? member->file->source : NULL) ||
		    is_named(round, unit, member->inventory ? member->inventory->source : NULL) ||
		    is_named(round, unit, member->keyfile ? member->keyfile->source : NULL))
			return true;
	}
	return false;
}

static bool rotates(const struct procedure *procedure)
{
	for (unsigned i = 0; i < procedure->variant_count; i++)
		for (unsigned k = 0; k < procedure->variants[i].phase_count; k++)
			if (procedure->variants[i].phases[k].keyfiles)
				return true;
	return false;
}

static bool share_keyfile(const struct stand *a, const struct stand *b)
{
	for (uint32_t i = 0; i < a->count; i++) {
		const struct keyfile *one = a->members[i].member->keyfile;
		for (uint32_t k = 0; one && k < b->count; k++) {
			const struct keyfile *other = b->members[k].member->keyfile;
			if (other && !strcmp(one->path, other->path))
				return true;
		}
	}
	return false;
}

/* A keyfile changes for all that read it: their fields are in it together. */
static void mark_sharing(const struct stands *stands, bool *wanted)
{
	for (bool more = true; more;) {
		more = false;
		for (uint32_t i = 0; i < stands->count; i++)
			for (uint32_t k = 0; !wanted[i] && k < stands->count; k++)
				if (wanted[k] && share_keyfile(&stands->at[i], &stands->at[k]))
					wanted[i] = more = true;
	}
}

/* Where another field stands does not hold up those whose files were named, nor do keyfiles of its own change with theirs. */
static void keep_named(struct round *round)
{
	struct stands *stands = &round->stands;
	bool *wanted = arena_array(round->cli->arena, stands->count, sizeof *wanted);
	uint32_t kept = 0;
	for (uint32_t i = 0; i < stands->count; i++)
		wanted[i] = has_named(round, &stands->at[i]);
	if (rotates(stands->procedure))
		mark_sharing(stands, wanted);
	for (uint32_t i = 0; i < stands->count; i++)
		if (wanted[i])
			stands->at[kept++] = stands->at[i];
	/* Of none: to be told so, of each. */
	if (kept)
		stands->count = kept;
}

static void add_task(struct round *round, const struct stand *stand, unsigned index)
{
	struct cli *cli = round->cli;
	struct task *task = &round->tasks[round->count];
	*task = (struct task){ .stand = stand, .part = part_of(&round->stands, stand->field), .index = index,
			       .phase = &stand->variant->phases[index] };
	task->edits = arena_array(cli->arena, stand->count, sizeof *task->edits);
	for (uint32_t i = 0; i < stand->count; i++) {
		const struct member_stand *one = &stand->members[i];
		if (!phase_has(task->phase, one->member) || one->step >= task->phase->to)
			continue;
		task->edits[i] = is_wanted(round, task, one->member);
		*(task->edits[i] ? &task->count : &task->left) += 1;
	}
	if (task->count)
		round->count++;
	else
		cli_say(cli, "%s: nothing to do in what was named; %u %s concerned", rollout_phase_words(cli->arena, stand, index),
			task->left, task->left == 1 ? "other member is" : "other members are");
}

static void refuse_held(struct cli *cli, const struct stand *stand)
{
	for (uint32_t i = 0; i < stand->held_count; i++)
		refuse(cli, arena_printf(cli->arena, "%s is held back", stand->field->name), stand->held[i]);
}

static void refuse_early(struct cli *cli, const struct stand *stand, unsigned index)
{
	unsigned first = (unsigned)stand->edit;
	refuse(cli, rollout_phase_words(cli->arena, stand, index),
	       arena_printf(cli->arena, "phase %u (%s) comes first: %u of %u members are done", first + 1, stand->variant->phases[first].title,
			    stand->there, stand->of));
}

/* What must hold before the phase, and is known not to. */
static bool check_obstacles(struct cli *cli, const struct stand *stand, unsigned index)
{
	const char **obstacles;
	uint32_t count = stand_obstacles(cli->arena, stand, (int)index, &obstacles);
	for (uint32_t i = 0; i < count; i++)
		refuse(cli, rollout_phase_words(cli->arena, stand, index), obstacles[i]);
	return !count;
}

static void choose(struct round *round, const struct stand *stand, unsigned number)
{
	struct cli *cli = round->cli;
	const struct variant *variant = stand->variant;
	unsigned index = number ? number - 1 : (unsigned)stand->edit;
	if (number && !phase_edits(&variant->phases[index])) {
		say_people(cli, stand, index);
	} else if (number && (int)index < stand->edit) {
		cli_say(cli, "%s: nothing to do: it is done", rollout_phase_words(cli->arena, stand, index));
	} else if (stand->held_count) {
		refuse_held(cli, stand);
	} else if (index == variant->phase_count) {
		for (unsigned i = (unsigned)stand->next; i < variant->phase_count; i++)
			say_people(cli, stand, i);
		cli_say(cli, "%s: nothing to do: %s %s", stand->field->name, round->stands.procedure->name,
			stand->next == (int)variant->phase_count ? "is done" : "changes no file any more");
	} else if ((int)index > stand->edit) {
		refuse_early(cli, stand, index);
	} else if (check_obstacles(cli, stand, index)) {
		say_passed(cli, stand, index);
		add_task(round, stand, index);
	}
}

/* ---- parameters ---- */

static bool take_steps(struct round *round)
{
	struct cli *cli = round->cli;
	for (uint32_t i = 0; i < round->count; i++) {
		struct task *task = &round->tasks[i];
		struct err err = ERR_INIT(cli->arena);
		if (task->phase->keyfiles ||
		    transform_steps(cli->arena, str_of(task->phase->transforms), &cli->flags.with, &task->steps, &task->step_count, &err))
			continue;
		cli_fail(cli, &err);
		return false;
	}
	return true;
}

/* ---- the whole ---- */

static bool read_fleets(struct round *round, int count, char *const *arguments)
{
	struct cli *cli = round->cli;
	struct fleets *fleets = &round->stands.fleets;
	if (!fleets_gather(cli, count - 1, arguments + 1, fleets))
		return false;
	if (rotates(round->stands.procedure)) {
		refusals_begin(cli, &round->refusals);
		refusals_watch(&round->refusals, fleets);
	}
	return fleets_read(cli, fleets) && stands_find(cli, &round->stands);
}

void rollout_apply(struct cli *cli, int count, char *const *arguments)
{
	struct round round = { .cli = cli };
	unsigned number;
	if (!stands_take(cli, "apply", count, arguments, &round.stands) || !take_phase(cli, &number) ||
	    !take_arguments(cli, count, arguments) || !read_fleets(&round, count, arguments))
		return;
	keep_named(&round);
	if (!check_number(cli, &round.stands, number))
		return;
	round.tasks = arena_array(cli->arena, round.stands.count, sizeof *round.tasks);
	for (uint32_t i = 0; i < round.stands.count; i++)
		choose(&round, &round.stands.at[i], number);
	if (cli->status > 1)
		cli_say(cli, "no file was changed");
	else if (round.count && take_steps(&round))
		(round.tasks[0].phase->keyfiles ? rollout_rotate : rollout_edit)(&round);
}
