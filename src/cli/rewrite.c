#include "cli/rewrite.h"

#include <string.h>

#include "base/os.h"
#include "cli/opened.h"
#include "cli/result.h"
#include "config/edit.h"
#include "config/keyfile_text.h"
#include "fleet/project.h"
#include "fleet/walk.h"
#include "input/parts.h"
#include "text/mask.h"
#include "text/splice.h"
#include "transforms/fleet_check.h"
#include "transforms/transform.h"

/* One config of a file; most files have but one. */
struct piece {
	const struct part *part;
	bool asked;                    /* the others of the file stay as they are */
	struct draft draft;
	struct config before, after;
};

struct file {
	const char *path;
	struct source source;
	struct parts parts;
	struct piece *pieces;          /* one for each part */
	struct edits edits;            /* of all of them */
	struct source now;             /* the file with these */
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
		source_init(arena, opened_stdin_name(run->cli), text, &file->source);
		return;
	}
	cli_fail(run->cli, &err);
}

/* What is something else on purpose is not told that it has a syntax error. */
static bool is_editable(const struct file *file, const struct piece *piece, struct err *err)
{
	const struct config *config = &piece->before;
	/* Neither in a diff nor in a message. */
	if (keyfile_taken_for_config(config))
		return source_refuse(&file->source, 0, err, "this is no config, and may hold keys; mongoconf keyfile rotate "
				     "writes keyfiles");
	if (piece->part->locked)
		return source_refuse(config->source, config->source->part.at, err, "%s, and can't be edited here", piece->part->locked);
	if (config->format == CONFIG_TEMPLATE)
		return source_refuse(config->source, config_yaml(config)->fyaml.at, err,
				     "this is a %s that can't be read before it is rendered; edit the rendered file, or the "
				     "template by hand", piece->part->read_as);
	if (config->format != CONFIG_INI && config_yaml(config)->reading == READING_NONE && config->marks)
		return source_refuse(config->source, config_yaml(config)->fyaml.at, err,
				     "this is a template, and no YAML before it is rendered; edit the rendered file, or the "
				     "template by hand");
	return true;
}

/* Which server it is for, a project file may tell; the flags of a transform are its own matter. */
static struct target target_of(const struct run *run, const struct file *file)
{
	const struct rewrite *rewrite = run->rewrite;
	struct target target = { 0 };
	if (rewrite->target)
		rewrite->target(rewrite->context, file->path, &target);
	else if (run->project)
		project_target(run->cli->arena, run->project, file->source.name, &target);
	return target;
}

static bool change_piece(struct run *run, struct file *file, struct piece *piece, struct err *err)
{
	struct arena *arena = run->cli->arena;
	const struct rewrite *rewrite = run->rewrite;
	struct target target = target_of(run, file);
	config_read(arena, piece->part->source, &target, &piece->before);
	if (run->project && !project_check_effort(run->project, err))
		return false;
	if (!is_editable(file, piece, err) || !config_draft_open(arena, piece->part->source, &target, &piece->draft, err) ||
	    !transform_accepts(&piece->draft, err) || !rewrite->change(rewrite->context, &piece->draft, &file->remarks, err))
		return false;
	config_read(arena, &piece->draft.now, &target, &piece->after);
	return true;
}

/* Where the file with all edits is read differently than this part of it was left, or STR_NONE. What other parts became is
 * around it: only its own bytes count, but for blank lines at their end, which are as well between it and the next. */
static uint32_t first_difference(struct arena *arena, const struct edits *edits, const struct piece *piece, bool alone,
				 const struct source *read)
{
	const struct source *left = piece->asked ? &piece->draft.now : piece->part->source;
	struct source next;
	uint32_t at = 0;
	if (left->decoded || read->decoded)
		return left->decoded && read->decoded ? STR_NONE : read->part.at;
	struct str is = source_str(read, read->part), was = source_str(left, left->part);
	while (at < is.len && at < was.len && is.at[at] == was.at[at])
		at++;
	if (str_trim(str_sub(is, at, is.len)).len || str_trim(str_sub(was, at, was.len)).len)
		return read->part.at + at;
	/* Alone in its file, it was left with all the edits there are. */
	if (alone)
		return mask_difference(left->mask, read->mask);
	splice_source(arena, piece->part->source, edits, &next);
	return mask_difference(next.mask, read->mask);
}

/* Are they read out of the whole file again as they were left? An edit of one could end it, begin another, or be the
 * template's own words. */
static bool prove_parts(struct run *run, const struct file *file, struct err *err)
{
	struct arena *arena = run->cli->arena;
	struct parts parts;
	parts_read(arena, arena, &file->now, project_read_as(arena, run->project, file->source.name), &parts);
	if (!parts.count)
		return source_refuse(&file->source, edits_origin(&file->edits, parts.refused_at), err, "with this edit the file %s; so it "
				     "is not made: edit it by hand", parts.refused);
	if (parts.count != file->parts.count)
		return source_refuse(&file->source, file->edits.at[0].cut.at, err, "with this edit the file would have %u configs and not "
				     "%u; so it is not made: edit it by hand", parts.count, file->parts.count);
	for (uint32_t i = 0; i < parts.count; i++) {
		const struct piece *piece = &file->pieces[i];
		uint32_t at = first_difference(arena, &file->edits, piece, parts.count == 1, parts.at[i].source);
		if (at != STR_NONE)
			return source_refuse(&file->source, edits_origin(&file->edits, at), err, "with this edit %s would be read as "
					     "something else from here on; so it is not made: edit it by hand",
					     piece->part->source->label ? piece->part->source->label :
					     piece->part->source->mask ? "the template" : "the file");
	}
	return true;
}

/* The edits of all pieces, which lie apart. */
static bool join_pieces(struct run *run, struct file *file, struct err *err)
{
	struct arena *arena = run->cli->arena;
	file->edits = (struct edits)EDITS_INIT(arena);
	for (uint32_t i = 0; i < file->parts.count; i++) {
		const struct edits *edits = &file->pieces[i].draft.edits;
		for (uint32_t k = 0; file->pieces[i].asked && k < edits->count; k++)
			if (!edits_add(&file->edits, edits->at[k].cut, edits->at[k].put))
				return edits_refuse(&file->source, edits->at[k].cut.at, err);
	}
	file->now = file->source;
	if (!file->edits.count)
		return true;
	source_init(arena, file->source.name, edits_splice(&file->edits, file->source.text), &file->now);
	file->now.path = file->source.path;
	return file->parts.at[0].source == &file->source || prove_parts(run, file, err);
}

static bool is_chosen(const struct parts *chosen, const struct part *part)
{
	bool is = false;
	for (uint32_t i = 0; !is && i < chosen->count; i++)
		is = chosen->at[i].source == part->source;
	return is;
}

/* False when there is no point in trying the next file. */
static bool change_file(struct run *run, struct file *file)
{
	struct arena *arena = run->cli->arena;
	struct err err = ERR_INIT(arena);
	file->remarks = (struct buf)BUF_INIT(arena);
	parts_read(arena, arena, &file->source, project_read_as(arena, run->project, file->source.name), &file->parts);
	file->pieces = arena_array(arena, file->parts.count, sizeof *file->pieces);
	struct parts chosen = file->parts;
	bool ok = true;
	if (!file->parts.count)
		ok = source_refuse(&file->source, file->parts.refused_at, &err, "this %s", file->parts.refused);
	ok = ok && opened_choose(run->cli, &file->source, &chosen, ERR_REFUSED, &err);
	for (uint32_t i = 0; ok && i < file->parts.count; i++) {
		struct piece *piece = &file->pieces[i];
		piece->part = &file->parts.at[i];
		piece->asked = is_chosen(&chosen, piece->part);
		ok = !piece->asked || change_piece(run, file, piece, &err);
	}
	if (ok && join_pieces(run, file, &err))
		return true;
	cli_fail(run->cli, &err);
	/* What isn't about this file would be said of every other one too. */
	return err.path != NULL;
}

/* ---- the members of one set ---- */

static void say_state(struct run *run, const struct file *file, const struct piece *piece)
{
	const char *was = auth_state_words(auth_state_of(&piece->before)), *is = auth_state_words(auth_state_of(&piece->after));
	const char *label = piece->part->source->label;
	cli_say_more(run->cli, strcmp(was, is) ? "%s%s%s: now it %s; with this change it %s" : "%s%s%s: it %s, as before",
		     file->source.name, label ? " " : "", label ? label : "", was, is);
}

static void say_states(struct run *run)
{
	for (uint32_t i = 0; i < run->count; i++)
		for (uint32_t k = 0; k < run->files[i].parts.count; k++)
			if (run->files[i].pieces[k].asked)
				say_state(run, &run->files[i], &run->files[i].pieces[k]);
}

/* Which members a template or a manifest makes, nobody knows. */
static bool is_member(const struct file *file)
{
	return file->parts.count == 1 && file->parts.at[0].source == &file->source;
}

static void judge(struct run *run)
{
	struct rewritten *files = arena_array(run->cli->arena, run->count, sizeof *files);
	uint32_t count = 0;
	for (uint32_t i = 0; i < run->count; i++) {
		const struct file *file = &run->files[i];
		const struct piece *piece = file->pieces;
		if (is_member(file))
			files[count++] = (struct rewritten){ file->path, &file->source, &file->now, &piece->before, &piece->after };
	}
	run->rewrite->judge(run->rewrite->context, files, count);
}

static void check_fleet(struct run *run)
{
	struct arena *arena = run->cli->arena;
	const struct config **before = arena_array(arena, run->count, sizeof *before);
	const struct config **after = arena_array(arena, run->count, sizeof *after);
	uint32_t count = 0;
	for (uint32_t i = 0; i < run->count; i++) {
		if (!is_member(&run->files[i]))
			continue;
		before[count] = &run->files[i].pieces->before;
		after[count++] = &run->files[i].pieces->after;
	}
	if (run->cli->flags.force)
		cli_say_more(run->cli, "--force: whether members would be cut off from each other was not looked at");
	struct err err = ERR_INIT(arena);
	if (!run->cli->flags.force && !transform_fleet_check(before, after, count, &err))
		cli_fail(run->cli, &err);
}

static void remark_enforcing(struct file *file, const struct piece *piece)
{
	enum auth_state before = auth_state_of(&piece->before), after = auth_state_of(&piece->after);
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
		if (!file->edits.count)
			file->remarks.len = 0;
		for (uint32_t k = 0; file->edits.count && k < file->parts.count; k++)
			if (file->pieces[k].asked)
				remark_enforcing(file, &file->pieces[k]);
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
	return (struct result){ file->path, &file->source, file->now.text, &file->edits };
}

/* What is said of a file, and what goes to standard output; when it is to be written, that is
 * done by now. */
static void show_file(struct run *run, struct file *file)
{
	struct cli *cli = run->cli;
	struct result result = result_of(file);
	result_show(cli, &result, run->standard_input);
	if (!result_prints(cli, run->standard_input))
		cli_say(cli, "%s: %s", file->source.name, !file->edits.count ? "unchanged"
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
