#include "cli/rewrite.h"

#include <string.h>

#include "base/os.h"
#include "cli/result.h"
#include "config/keyfile_text.h"
#include "fleet/project.h"
#include "fleet/walk.h"
#include "transforms/fleet_check.h"
#include "transforms/transform.h"

struct file {
	const char *path;
	struct source source;
	struct draft draft;
	struct config before, after;
	struct buf remarks;
};

struct run {
	struct cli *cli;
	struct file *files;
	uint32_t count;
	bool standard_input;
	const struct project *project;
	const struct rewrite *rewrite;
};

static void read_file(struct run *run, struct file *file)
{
	struct arena *arena = run->cli->arena;
	struct err err = ERR_INIT(arena);
	struct str text;
	if (strcmp(file->path, "-")) {
		if (source_read(arena, file->path, &file->source, &err))
			return;
	} else if (os_read_stdin(arena, &text, &err)) {
		source_init(arena, "<stdin>", text, &file->source);
		return;
	}
	cli_fail(run->cli, &err);
}

/* What is something else on purpose is not told that it has a syntax error. */
static bool is_yaml(const struct file *file, struct err *err)
{
	const struct config *config = &file->before;
	uint32_t at = config_yaml(config)->fyaml.at;
	/* Neither in a diff nor in a message. */
	if (keyfile_taken_for_config(config))
		return source_refuse(&file->source, 0, err, "this is no config, and may hold keys; mongoconf keyfile rotate "
				     "writes keyfiles");
	if (config_yaml(config)->reading == READING_NONE && config->marks)
		return source_refuse(&file->source, at, err,
				     "this is a template, and no YAML before it is rendered; edit the rendered file, "
				     "or the template by hand");
	if (config_yaml(config)->reading == READING_NONE && config->format == CONFIG_INI)
		return source_refuse(&file->source, at, err,
				     "this is a file in the old `key = value` format (INI), and only YAML is edited; "
				     "write it as YAML first");
	return true;
}

/* False when there is no point in trying the next file. */
static bool change_file(struct run *run, struct file *file)
{
	struct arena *arena = run->cli->arena;
	const struct rewrite *rewrite = run->rewrite;
	struct err err = ERR_INIT(arena);
	file->remarks = (struct buf)BUF_INIT(arena);
	/* Which server it is for, a project file may tell; the flags of a transform are its own matter. */
	struct target target = { 0 };
	if (rewrite->target)
		rewrite->target(rewrite->context, file->path, &target);
	else if (run->project)
		project_target(arena, run->project, file->path, &target);
	config_read(arena, &file->source, &target, &file->before);
	if ((run->project && !project_check_effort(run->project, &err)) || !is_yaml(file, &err) || !draft_open(arena, &file->source, &file->draft, &err) ||
	    !transform_accepts(&file->draft, &err) || !rewrite->change(rewrite->context, &file->draft, &file->remarks, &err)) {
		cli_fail(run->cli, &err);
		/* What isn't about this file would be said of every other one too. */
		return err.path != NULL;
	}
	config_read(arena, &file->draft.now, &target, &file->after);
	return true;
}

/* ---- the members of one set ---- */

static void say_states(struct run *run)
{
	for (uint32_t i = 0; i < run->count; i++) {
		const struct file *file = &run->files[i];
		const char *was = auth_state_words(auth_state_of(&file->before)), *is = auth_state_words(auth_state_of(&file->after));
		cli_say_more(run->cli, strcmp(was, is) ? "%s: now it %s; with this change it %s" : "%s: it %s, as before",
			     file->source.name, was, is);
	}
}

static void judge(struct run *run)
{
	struct rewritten *files = arena_array(run->cli->arena, run->count, sizeof *files);
	for (uint32_t i = 0; i < run->count; i++) {
		const struct file *file = &run->files[i];
		files[i] = (struct rewritten){ file->path, &file->source, &file->draft.now, &file->before, &file->after };
	}
	run->rewrite->judge(run->rewrite->context, files, run->count);
}

static void check_fleet(struct run *run)
{
	struct arena *arena = run->cli->arena;
	const struct config **before = arena_array(arena, run->count, sizeof *before);
	const struct config **after = arena_array(arena, run->count, sizeof *after);
	for (uint32_t i = 0; i < run->count; i++) {
		before[i] = &run->files[i].before;
		after[i] = &run->files[i].after;
	}
	if (run->cli->flags.force)
		cli_say_more(run->cli, "--force: whether members would be cut off from each other was not looked at");
	struct err err = ERR_INIT(arena);
	if (!run->cli->flags.force && !transform_fleet_check(before, after, run->count, &err))
		cli_fail(run->cli, &err);
}

static void remark_enforcing(struct file *file)
{
	enum auth_state before = auth_state_of(&file->before), after = auth_state_of(&file->after);
	if (after != AUTH_ENFORCED)
		return;
	if (before == AUTH_NONE)
		buf_text(&file->remarks, "from its next restart on this member demands authentication, and is cut off from "
					 "members that have no keyfile yet; enable-transition in the same run avoids that\n");
	else if (before == AUTH_TRANSITION)
		buf_text(&file->remarks, "from its next restart on this member demands authentication: every other member "
					 "must run with the keyfile by then, and every client must authenticate\n");
}

/* How many files have this line among their remarks. */
static uint32_t count_remark(const struct run *run, struct str remark)
{
	uint32_t count = 0;
	for (uint32_t i = 0; i < run->count; i++) {
		struct str rest = buf_done(&run->files[i].remarks), line;
		bool has = false;  /* two steps may say the same */
		while (!has && str_split(&rest, '\n', &line))
			has = str_eq(line, remark);
		count += has;
	}
	return count;
}

/* What holds for several files is said once. */
static void say_remarks(struct run *run)
{
	struct buf said = BUF_INIT(run->cli->arena);
	for (uint32_t i = 0; i < run->count; i++) {
		struct file *file = &run->files[i];
		if (!draft_changed(&file->draft))
			file->remarks.len = 0;
		else
			remark_enforcing(file);
	}
	for (uint32_t i = 0; i < run->count; i++) {
		struct str rest = buf_done(&run->files[i].remarks), line;
		while (str_split(&rest, '\n', &line)) {
			if (!line.len || str_find(buf_done(&said), line, 0) != STR_NONE)
				continue;
			uint32_t count = count_remark(run, line);
			if (count == 1)
				cli_say(run->cli, "%s: note: %.*s", run->files[i].source.name, STR_ARG(line));
			else
				cli_say(run->cli, "note for %u files: %.*s", count, STR_ARG(line));
			buf_str(&said, line);
			buf_char(&said, '\n');
		}
	}
}

/* ---- output ---- */

static struct result result_of(const struct file *file)
{
	return (struct result){ file->path, &file->source, file->draft.now.text, &file->draft.edits };
}

/* What is said of a file, and what goes to standard output; when it is to be written, that is
 * done by now. */
static void show_file(struct run *run, struct file *file)
{
	struct cli *cli = run->cli;
	struct result result = result_of(file);
	result_show(cli, &result, run->standard_input);
	if (!result_prints(cli, run->standard_input))
		cli_say(cli, "%s: %s", file->source.name, !draft_changed(&file->draft) ? "unchanged"
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
	struct paths paths;
	cli_paths(cli, count, arguments, &paths);
	run->count = paths.count;
	run->files = arena_array(cli->arena, paths.count, sizeof *run->files);
	for (uint32_t i = 0; i < paths.count; i++) {
		run->files[i].path = paths.at[i];
		run->standard_input |= !strcmp(paths.at[i], "-");
	}
	result_flags_fit(cli, run->count, run->standard_input);
	if (!paths.count && !cli->status)
		cli_usage(cli, "no config found; name a file, or a folder that has files such as mongod.conf");
	if (!cli->status)
		cli_settled(cli, paths.at, paths.count);
	for (uint32_t i = 0; cli->status == 0 && i < paths.count; i++)
		read_file(run, &run->files[i]);
	return cli->status == 0;
}

bool rewrite_all(struct cli *cli, int count, char *const *paths, const struct rewrite *rewrite)
{
	struct run run = { .cli = cli, .rewrite = rewrite };
	if (!cli_project(cli, count, paths, &run.project))
		return false;
	bool go_on = gather(&run, count, paths);
	for (uint32_t i = 0; go_on && i < run.count; i++)
		go_on = change_file(&run, &run.files[i]);
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
