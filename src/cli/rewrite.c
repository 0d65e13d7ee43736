#include "cli/rewrite.h"

#include <string.h>

#include "base/os.h"
#include "fleet/walk.h"
#include "save/replace.h"
#include "text/diff.h"
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
};

static bool read_file(struct run *run, struct file *file)
{
	struct arena *arena = run->cli->arena;
	struct err err = ERR_INIT(arena);
	struct str text;
	if (strcmp(file->path, "-")) {
		if (source_read(arena, file->path, &file->source, &err))
			return true;
	} else if (os_read_stdin(arena, &text, &err)) {
		source_init(arena, "<stdin>", text, &file->source);
		run->standard_input = true;
		return true;
	}
	cli_fail(run->cli, &err);
	return false;
}

static void change_file(struct run *run, struct file *file, rewrite_change *change, void *context)
{
	struct arena *arena = run->cli->arena;
	struct err err = ERR_INIT(arena);
	file->remarks = (struct buf)BUF_INIT(arena);
	if (!draft_open(arena, &file->source, &file->draft, &err) ||
	    !change(context, &file->draft, &file->remarks, &err)) {
		cli_fail(run->cli, &err);
		return;
	}
	config_read(arena, &file->source, 0, &file->before);
	config_read(arena, &file->draft.now, 0, &file->after);
}

/* ---- the members of one set ---- */

static void check_fleet(struct run *run)
{
	struct arena *arena = run->cli->arena;
	const struct config **before = arena_array(arena, run->count, sizeof *before);
	const struct config **after = arena_array(arena, run->count, sizeof *after);
	for (uint32_t i = 0; i < run->count; i++) {
		before[i] = &run->files[i].before;
		after[i] = &run->files[i].after;
	}
	struct err err = ERR_INIT(arena);
	if (!run->cli->flags.force && !transform_fleet_check(before, after, run->count, &err))
		cli_fail(run->cli, &err);
}

static void remark_enforcing(struct file *file)
{
	enum auth_state before = auth_state_of(&file->before), after = auth_state_of(&file->after);
	if (after == AUTH_ENFORCED && before == AUTH_NONE)
		buf_text(&file->remarks, "from its next restart on this member demands authentication, and is cut off from "
					 "members that have no keyfile yet; enable-transition in the same run avoids that\n");
}

static void say_remarks(struct run *run, const struct file *file)
{
	struct buf remarks = file->remarks;
	struct str rest = buf_done(&remarks), line;
	while (draft_changed(&file->draft) && str_split(&rest, '\n', &line))
		if (line.len)
			cli_say(run->cli, "%s: note: %.*s", file->source.name, STR_ARG(line));
}

/* ---- output ---- */

static void print_diff(struct run *run, const struct file *file)
{
	struct buf diff = BUF_INIT(run->cli->arena), out = BUF_INIT(run->cli->arena);
	diff_unified(&diff, &file->source, &file->draft.edits);
	struct str rest = buf_done(&diff);
	if (!run->cli->color_out) {
		cli_print(run->cli, rest);
		return;
	}
	while (rest.len) {
		uint32_t end = str_find_char(rest, '\n', 0);
		struct str line = str_sub(rest, 0, end);
		bool header = str_starts(line, "---") || str_starts(line, "+++");
		enum term_role role = header ? TERM_PLACE : line.at[0] == '+' ? TERM_FIX
				    : line.at[0] == '-' ? TERM_ERROR : line.at[0] == '@' ? TERM_NOTE : TERM_PLAIN;
		term_paint(&out, true, role, line);
		buf_char(&out, '\n');
		rest = str_sub(rest, end + 1, rest.len);
	}
	cli_print(run->cli, buf_done(&out));
}

static void write_files(struct run *run)
{
	struct cli *cli = run->cli;
	struct replacement *all = arena_array(cli->arena, run->count, sizeof *all);
	const char *suffix = cli->flags.backup_suffix ? cli->flags.backup_suffix : ".bak";
	for (uint32_t i = 0; i < run->count; i++) {
		const struct file *file = &run->files[i];
		all[i] = (struct replacement){ file->path, &file->source.id, file->source.text, file->draft.now.text };
	}
	struct err err = ERR_INIT(cli->arena);
	const char *left = NULL;
	if (!save_replace(cli->arena, all, run->count, cli->flags.backup ? suffix : NULL, &left, &err)) {
		cli_fail(cli, &err);
		return;
	}
	if (left)
		cli_say(cli, "done, but these temporary files could not be removed: %s", left);
	for (uint32_t i = 0; i < run->count; i++)
		cli_say(cli, "%s: %s", run->files[i].path, draft_changed(&run->files[i].draft) ? "changed" : "unchanged");
}

static void show_or_write(struct run *run)
{
	const struct flags *flags = &run->cli->flags;
	bool changed = false;
	for (uint32_t i = 0; i < run->count; i++) {
		struct file *file = &run->files[i];
		bool here = draft_changed(&file->draft);
		changed |= here;
		remark_enforcing(file);
		if (!flags->check)
			say_remarks(run, file);
		if (flags->diff)
			print_diff(run, file);
		else if (flags->to_stdout || (run->standard_input && !flags->check))
			cli_print(run->cli, file->draft.now.text);
		else if (flags->check && here)
			cli_say(run->cli, "%s: would change", file->source.name);
	}
	if (flags->check && changed)
		cli_raise(run->cli, 1);
	if (!flags->check && !flags->to_stdout && !run->standard_input)
		write_files(run);
}

static bool gather(struct run *run, int count, char *const *arguments)
{
	struct paths paths = PATHS_INIT(run->cli->arena);
	for (int i = 0; i < count; i++) {
		struct err err = ERR_INIT(run->cli->arena);
		if (!strcmp(arguments[i], "-"))
			paths_add(&paths, "-");
		else if (!walk_path(&paths, arguments[i], &err))
			cli_fail(run->cli, &err);
	}
	if (run->cli->status)
		return false;
	run->count = paths.count;
	run->files = arena_array(run->cli->arena, paths.count, sizeof *run->files);
	for (uint32_t i = 0; i < paths.count; i++)
		run->files[i].path = paths.at[i];
	for (uint32_t i = 0; i < paths.count; i++)
		if (!strcmp(paths.at[i], "-") && paths.count > 1)
			cli_usage(run->cli, "- (standard input) goes alone: its result is printed");
	if (!paths.count)
		cli_usage(run->cli, "no config found; name a file, or a folder that has files such as mongod.conf");
	else if (run->cli->flags.to_stdout && paths.count > 1)
		cli_usage(run->cli, "--stdout prints the result of one file, and %u are named", paths.count);
	else if (run->cli->flags.to_stdout && (run->cli->flags.check || run->cli->flags.diff))
		cli_usage(run->cli, "--stdout prints the result; it does not go with --check or --diff");
	return run->cli->status == 0;
}

void rewrite_run(struct cli *cli, int count, char *const *paths, rewrite_change *change, void *context)
{
	struct run run = { .cli = cli };
	if (!gather(&run, count, paths))
		return;
	bool all_read = true;
	for (uint32_t i = 0; i < run.count; i++)
		all_read &= read_file(&run, &run.files[i]);
	for (uint32_t i = 0; all_read && i < run.count; i++)
		change_file(&run, &run.files[i], change, context);
	if (cli->status == 0)
		check_fleet(&run);
	if (cli->status == 0)
		show_or_write(&run);
	else if (cli->status == ERR_INPUT || cli->status == ERR_REFUSED)
		cli_say(cli, "no file was changed");
}
