#include <stdlib.h>
#include <string.h>

#include "cli/rewrite.h"
#include "cli/rollout_round.h"

/* A config that changes, for one member or for several. */
struct change {
	const char *path;
	const struct task *task;
	const struct member *member;
};

struct editing {
	struct round *round;
	struct change *edits;    /* in the order of paths, none twice */
	uint32_t count;
};

static int by_path(const void *a, const void *b)
{
	const struct change *left = a, *right = b;
	return strcmp(left->path, right->path);
}

static const struct change *find(const struct editing *editing, const char *path)
{
	struct change wanted = { .path = path };
	return bsearch(&wanted, editing->edits, editing->count, sizeof wanted, by_path);
}

/* ---- which files ---- */

static const char *path_of(const struct member *member)
{
	return member->file ? member->file->source->name : NULL;
}

static bool refuse_fileless(const struct editing *editing, const struct task *task, const struct member_stand *one)
{
	struct cli *cli = editing->round->cli;
	struct err err = ERR_INIT(cli->arena);
	const struct source *source = one->member->inventory ? one->member->inventory->source : NULL;
	err_set(&err, ERR_REFUSED, source ? source->name : NULL, 0, "%s has no config file: its settings stand on its command line, and only config "
		"files are edited here; do it by hand: %s", one->name, task->phase->change);
	cli_fail(cli, &err);
	return false;
}

static bool collect(struct editing *editing)
{
	struct round *round = editing->round;
	uint32_t all = 0;
	bool ok = true;
	for (uint32_t i = 0; i < round->count; i++)
		all += round->tasks[i].count;
	editing->edits = arena_array(round->cli->arena, all, sizeof *editing->edits);
	for (uint32_t i = 0; i < round->count; i++) {
		const struct task *task = &round->tasks[i];
		for (uint32_t k = 0; k < task->stand->count; k++) {
			const struct member_stand *one = &task->stand->members[k];
			if (!task->edits[k])
				continue;
			if (path_of(one->member))
				editing->edits[editing->count++] = (struct change){ path_of(one->member), task, one->member };
			else
				ok = refuse_fileless(editing, task, one);
		}
	}
	qsort(editing->edits, editing->count, sizeof *editing->edits, by_path);
	return ok;
}

static bool refuse_shared(const struct editing *editing, const struct change *edit, const struct member *other)
{
	struct cli *cli = editing->round->cli;
	struct err err = ERR_INIT(cli->arena);
	err_set(&err, ERR_REFUSED, edit->path, 0, "is the config of %s, which phase %u (%s) is about, and of %s, which it is not; give each a config "
		"of its own first", edit->member->name, edit->task->index + 1, edit->task->phase->title, other->name);
	cli_fail(cli, &err);
	return false;
}

/* Servers that share a file change together, so all of them must be about to. */
static bool check_shared(const struct editing *editing)
{
	const struct fleets *fleets = &editing->round->stands.fleets;
	bool ok = true;
	for (uint32_t i = 0; i < fleets->count; i++) {
		const struct fleet *fleet = &fleets->parts[i].fleet;
		for (uint32_t k = 0; k < fleet->member_count; k++) {
			const struct member *member = &fleet->members[k];
			const struct change *edit = path_of(member) ? find(editing, path_of(member)) : NULL;
			bool same = !edit || member == edit->member;
			for (uint32_t n = 0; !same && n < edit->task->stand->count; n++)
				same = edit->task->stand->members[n].member == member && edit->task->edits[n];
			if (!same)
				ok = refuse_shared(editing, edit, member);
		}
	}
	return ok;
}

static void drop_doubles(struct editing *editing)
{
	uint32_t kept = 0;
	for (uint32_t i = 0; i < editing->count; i++)
		if (!kept || strcmp(editing->edits[kept - 1].path, editing->edits[i].path) != 0)
			editing->edits[kept++] = editing->edits[i];
	editing->count = kept;
}

/* ---- what is asked of rewrite.h ---- */

static bool change(void *context, const struct target *known, struct draft *draft, struct buf *remarks, struct err *err)
{
	const struct change *edit = find(context, draft->original->name);
	const struct task *task = edit->task;
	(void)known;
	if (!str_eq(draft->original->text, edit->member->file->source->text))
		return source_refuse(draft->original, 0, err, "was changed while it was looked at; run this again");
	/* What is known of the member may be more than what it was asked to be written for. */
	struct target target = { 0 };
	if (task->part->unit->project)
		project_target(draft->arena, task->part->unit->project, draft->original->name, &target);
	const struct transform_step *steps = transform_steps_for(task->steps, task->step_count, &target, draft->arena);
	return transform_run(steps, task->step_count, draft, remarks, err);
}

static void target_of(void *context, const char *path, struct target *target)
{
	*target = find(context, path)->member->file->target;
}

static void judge(void *context, const struct rewritten *files, uint32_t count)
{
	const struct editing *editing = context;
	struct cli *cli = editing->round->cli;
	struct refusals refusals;
	struct fleets_text *texts = arena_array(cli->arena, count, sizeof *texts);
	/* In the order of the paths, which is that of the names. */
	for (uint32_t i = 0; i < count; i++)
		texts[i] = (struct fleets_text){ files[i].name, files[i].now };
	refusals_begin(cli, &refusals);
	struct fleets after = {
		.gathering = editing->round->stands.fleets.gathering, .texts = texts, .text_count = count, .again = true,
	};
	refusals_watch(&refusals, &after);
	if (fleets_read(cli, &after))
		rollout_judge_fleets(editing->round, &after, &refusals);
}

void rollout_edit(struct round *round)
{
	struct cli *cli = round->cli;
	struct editing editing = { .round = round };
	struct rewrite rewrite = { .change = change, .target = target_of, .judge = judge, .alone = true, .context = &editing };
	if (!collect(&editing) || !check_shared(&editing)) {
		cli_say(cli, "no file was changed");
		return;
	}
	drop_doubles(&editing);
	char **paths = arena_array(cli->arena, editing.count, sizeof *paths);
	for (uint32_t i = 0; i < editing.count; i++)
		paths[i] = arena_copy(cli->arena, editing.edits[i].path, strlen(editing.edits[i].path));
	if (rewrite_all(cli, (int)editing.count, paths, &rewrite) && !cli->flags.check)
		rollout_say_next(round);
}
