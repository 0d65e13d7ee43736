#include "cli/rewrite.h"

#include <string.h>

#include "cli/found.h"
#include "cli/opened.h"
#include "cli/result.h"
#include "cli/rewrite_file.h"
#include "cli/workers.h"
#include "fleet/project.h"
#include "fleet/walk.h"

struct run {
	struct cli *cli;
	struct rewrite_file *files;
	uint32_t count;
	bool standard_input;
	const struct project *project;
	const struct err *slow;   /* one of its patterns takes too long, as the last file showed */
	const struct rewrite *rewrite;
	struct rewrite_about about;
};

/* ---- each file ---- */

/* What the project file says of it. Which server it is for, too; the flags of a transform are its own matter. */
static void ask_project(struct run *run, struct rewrite_file *file)
{
	const struct rewrite *rewrite = run->rewrite;
	struct arena *arena = run->cli->arena;
	struct err slow = ERR_INIT(arena);
	file->read_as = project_read_as(arena, run->project, file->name);
	if (rewrite->target)
		rewrite->target(rewrite->context, file->path, &file->target);
	else if (run->project)
		project_target(arena, run->project, file->name, &file->target);
	if (run->project && !run->slow && !project_check_effort(run->project, &slow)) {
		struct err *kept = arena_alloc(arena, sizeof *kept);
		*kept = slow;
		run->slow = kept;
	}
	file->slow = run->slow;
}

/* What isn't about one file is said once: it would be said of every other one, too. */
static void say_errors(struct run *run)
{
	bool unread = false, more = true;
	for (uint32_t i = 0; i < run->count; i++)
		unread |= run->files[i].unread;
	for (uint32_t i = 0; more && i < run->count; i++) {
		if (!run->files[i].err || run->files[i].unread != unread)
			continue;
		/* Whoever found it is not at work any more, and has taken his arena along. */
		struct err err = *run->files[i].err;
		err.arena = run->cli->arena;
		cli_fail(run->cli, &err);
		more = unread || err.path;
	}
}

static void change_one(void *context, uint32_t index, struct worker *worker)
{
	const struct run *run = context;
	const struct rewrite_room room = { worker->cli.arena, &worker->scratch };
	rewrite_file(&run->about, &run->files[index], &room);
}

/* The project's patterns are one worker's. */
static void change_files(struct run *run)
{
	for (uint32_t i = 0; i < run->count; i++)
		ask_project(run, &run->files[i]);
	workers_run(run->cli, &(const struct work){
		.count = run->count, .jobs = run->rewrite->alone ? 1 : workers_jobs(run->cli, run->count), .task = change_one,
		.context = run,
	});
	say_errors(run);
}

/* ---- the members of one set ---- */

static void say_state(struct run *run, const struct rewrite_file *file, const struct rewrite_piece *piece)
{
	const char *was = auth_state_words(piece->before), *is = auth_state_words(piece->after);
	const char *label = piece->label;
	cli_say_more(run->cli, strcmp(was, is) ? "%s%s%s: now it %s; with this change it %s" : "%s%s%s: it %s, as before",
		     file->name, label ? " " : "", label ? label : "", was, is);
}

static void say_states(struct run *run)
{
	for (uint32_t i = 0; run->cli->flags.verbose && i < run->count; i++)
		for (uint32_t k = 0; k < run->files[i].piece_count; k++)
			say_state(run, &run->files[i], &run->files[i].pieces[k]);
}

static void judge(struct run *run)
{
	struct rewritten *files = arena_array(run->cli->arena, run->count, sizeof *files);
	uint32_t count = 0;
	for (uint32_t i = 0; i < run->count; i++)
		if (run->files[i].member)
			files[count++] = (struct rewritten){ run->files[i].name, run->files[i].now };
	run->rewrite->judge(run->rewrite->context, files, count);
}

static void check_fleet(struct run *run)
{
	struct arena scratch = ARENA_INIT;
	struct err err = ERR_INIT(run->cli->arena);
	if (run->cli->flags.force) {
		cli_say_more(run->cli, "--force: whether members would be cut off from each other was not looked at");
		return;
	}
	struct fleet_change *changes = arena_array(&scratch, run->count, sizeof *changes);
	uint32_t used = 0;
	for (uint32_t i = 0; i < run->count; i++)
		if (run->files[i].peers)
			changes[used++] = run->files[i].change;
	if (!fleet_check_all(changes, used, &err))
		cli_fail(run->cli, &err);
	arena_free(&scratch);
}

/* ---- remarks ---- */

/* A line, and how many files have it. */
struct remark {
	struct str line;
	uint32_t count, last;  /* the last of these, counted from 1: two steps may say the same */
	bool said;
};

struct remarks {
	struct remark *at;     /* by hash of the line */
	uint32_t used, room;   /* a power of 2 */
};

static struct remark *remark_find(const struct remarks *remarks, struct str line)
{
	uint32_t slot = (uint32_t)str_hash(line) & (remarks->room - 1);
	while (remarks->at[slot].count && !str_eq(remarks->at[slot].line, line))
		slot = (slot + 1) & (remarks->room - 1);
	return &remarks->at[slot];
}

static void remark_count(struct arena *arena, struct remarks *remarks, struct str line, uint32_t file)
{
	if (remarks->used * 2 >= remarks->room) {
		struct remarks old = *remarks;
		remarks->room = old.room ? old.room * 2 : 16;
		remarks->at = arena_array(arena, remarks->room, sizeof *remarks->at);
		for (uint32_t i = 0; i < old.room; i++)
			if (old.at[i].count)
				*remark_find(remarks, old.at[i].line) = old.at[i];
	}
	struct remark *remark = remark_find(remarks, line);
	remarks->used += !remark->count;
	remark->line = line;
	remark->count += remark->last != file;
	remark->last = file;
}

/* What holds for several files is said once. */
static void say_remarks(struct run *run)
{
	struct arena scratch = ARENA_INIT;
	struct remarks remarks = { 0 };
	struct str line;
	for (uint32_t i = 0; i < run->count; i++)
		for (struct str rest = run->files[i].remarks; str_split(&rest, '\n', &line);)
			if (line.len)
				remark_count(&scratch, &remarks, line, i + 1);
	for (uint32_t i = 0; i < run->count; i++) {
		for (struct str rest = run->files[i].remarks; str_split(&rest, '\n', &line);) {
			struct remark *remark = line.len ? remark_find(&remarks, line) : NULL;
			if (!remark || remark->said)
				continue;
			if (remark->count == 1)
				cli_say(run->cli, "%s: note: %.*s", run->files[i].name, STR_ARG(line));
			else
				cli_say(run->cli, "note for %u files: %.*s", remark->count, STR_ARG(line));
			remark->said = true;
		}
	}
	arena_free(&scratch);
}

/* ---- output ---- */


static struct result result_of(const struct rewrite_file *file)
{
	return (struct result){ file->path, file->name, &file->id, file->text, file->now, &file->edits };
}

/* What is said of a file, and what goes to standard output; when it is to be written, that is
 * done by now. */
static void show_file(struct run *run, const struct rewrite_file *file)
{
	struct cli *cli = run->cli;
	struct result result = result_of(file);
	result_show(cli, &result, run->standard_input);
	if (!result_prints(cli, run->standard_input))
		cli_say(cli, "%s: %s", file->name, !file->edits.count ? "unchanged"
			: cli->flags.check ? "would change" : "changed");
}

static bool show_or_write(struct run *run)
{
	struct result *all = arena_array(run->cli->arena, run->count, sizeof *all);
	for (uint32_t i = 0; i < run->count; i++)
		all[i] = result_of(&run->files[i]);
	if (result_writes(run->cli, run->standard_input) && !result_write(run->cli, all, run->count))
		return false;
	for (uint32_t i = 0; i < run->count; i++)
		show_file(run, &run->files[i]);
	say_remarks(run);
	return true;
}

static bool gather(struct run *run, int count, char *const *arguments)
{
	struct cli *cli = run->cli;
	struct found found;
	found_files(cli, count, arguments, &found);
	run->count = found.paths.count;
	run->files = arena_array(cli->arena, found.paths.count, sizeof *run->files);
	for (uint32_t i = 0; i < found.paths.count; i++) {
		bool standard_input = !strcmp(found.paths.at[i], "-");
		run->files[i].path = found.paths.at[i];
		run->files[i].plain = found.plain[i];
		run->files[i].name = standard_input ? opened_stdin_name(cli) : found.paths.at[i];
		run->standard_input |= standard_input;
	}
	result_flags_fit(cli, run->count, run->standard_input);
	if (!found.paths.count && !cli->status)
		cli_usage(cli, "no config found; name a file, or a folder that has files such as mongod.conf");
	if (!cli->status)
		found_settled(cli, &found);
	return cli->status == 0;
}

bool rewrite_all(struct cli *cli, int count, char *const *paths, const struct rewrite *rewrite)
{
	struct run run = { .cli = cli, .rewrite = rewrite };
	if (!cli_project(cli, count, paths, &run.project))
		return false;
	if (gather(&run, count, paths)) {
		run.about = (struct rewrite_about){
			cli, rewrite, rewrite->judge || cli->flags.diff || result_prints(cli, run.standard_input) ||
				      result_writes(cli, run.standard_input),
		};
		change_files(&run);
	}
	if (cli->status == 0)
		say_states(&run);
	if (cli->status == 0)
		(rewrite->judge ? judge : check_fleet)(&run);
	if (cli->status == 0)
		return show_or_write(&run);
	if (cli->status > ERR_USAGE)
		cli_say(cli, "no file was changed");
	return false;
}

void rewrite_run(struct cli *cli, int count, char *const *paths, rewrite_change *change, void *context)
{
	rewrite_all(cli, count, paths, &(struct rewrite){ .change = change, .context = context });
}
