#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "base/os.h"
#include "base/path.h"
#include "cli/confine.h"
#include "cli/gather.h"
#include "report/report.h"

/* What was read, and what is asked of it. */
struct job {
	struct cli *cli;
	struct gathering gathering;
	struct choice choice;
	const struct format *format;
	struct target target;          /* of the command line */
	struct identity *read;         /* every file, templates too */
	uint32_t reads, read_room;
	uint32_t count, skipped;       /* files that are judged, or are not */
	bool failing;                  /* a finding is as severe as --fail-on, or its project, says */
	struct sink sink;
	struct lint lint;
	struct arena scratch;          /* of one file at a time */
};

/* The configs of one unit. */
struct batch {
	struct job *job;
	struct unit *unit;
	const bool *selected;          /* rules */
	const struct config **configs;
	uint32_t count;
};

/* ---- flags ---- */

/* The server's own words (server source, options_parser.cpp, parseConfigExpand(), 4.2). */
static bool take_expand(struct job *job, const char *words)
{
	struct str rest = str_of(words ? words : "none"), word;
	while (str_split(&rest, ',', &word)) {
		job->lint.expand_rest |= str_is(word, "rest");
		job->lint.expand_exec |= str_is(word, "exec");
		if (str_is(word, "rest") || str_is(word, "exec") || !words || !strcmp(words, "none"))
			continue;
		cli_usage(job->cli, "--config-expand is none, rest, exec or rest,exec, not %s", words);
		return false;
	}
	return true;
}

static bool take_flags(struct job *job)
{
	const struct flags *flags = &job->cli->flags;
	int severity;
	job->format = report_format_find(flags->format ? flags->format : "text");
	if (!job->format) {
		cli_usage(job->cli, "there is no format %s in this version; see mongoconf list formats", flags->format);
		return false;
	}
	if (flags->key_file_root && flags->on_host) {
		cli_usage(job->cli, "--key-file-root and --on-host say two places to look for keyfiles; give one");
		return false;
	}
	return cli_may_write(job->cli) && choice_fail_on(job->cli, NULL, &severity) && choice_flags(job->cli, &job->choice) &&
	       cli_target(job->cli, &job->target) && take_expand(job, flags->config_expand);
}

/* ---- input ---- */

static void say_reading(struct job *job, const struct config *config, bool judged)
{
	static const char *const format[] = {
		[CONFIG_YAML] = "YAML", [CONFIG_INI] = "the old INI format",
		[CONFIG_UNREADABLE] = "nothing that a server could read",
	};
	if (config->format == CONFIG_TEMPLATE && judged) {
		cli_say(job->cli, "%s: skipped: a template; lint what it is rendered to", config->source->name);
		return;
	}
	if (config->format != CONFIG_TEMPLATE)
		cli_say_more(job->cli, "%s: read as %s, for %s%s", config->source->name, format[config->format],
			     config->target.binary == BINARY_MONGOS ? "mongos" : "mongod", judged ? "" : ", only as context");
}

static bool read_source(struct job *job, const struct input *input, struct source *source)
{
	struct arena *arena = job->cli->arena;
	struct err err = ERR_INIT(arena);
	struct str text;
	bool standard_input = !strcmp(input->path, "-");
	bool ok = standard_input ? os_read_stdin(arena, &text, &err) : source_read(arena, input->path, source, &err);
	if (!ok) {
		cli_fail(job->cli, &err);
		return false;
	}
	if (standard_input)
		source_init(arena, input->name, text, source);
	if (job->reads == job->read_room) {
		job->read_room = job->read_room ? 2 * job->read_room : 64;
		job->read = arena_grow(arena, job->read, job->reads, job->read_room, sizeof *job->read);
	}
	job->read[job->reads++] = source->id;
	return true;
}

/* What Compose tells of the server that is started with it. */
static void target_of(struct batch *batch, const struct input *input, struct target *target)
{
	const struct inventory_entry *entry = gather_entry(batch->unit, input);
	struct target told = { 0 };
	if (entry)
		told = (struct target){ .server = entry->server, .edition = entry->edition, .binary = entry->command.binary };
	cli_target_of(batch->job->cli, &batch->job->target, batch->unit->project, input->name, &told, target);
}

/* The rules of the file run at once, so that all but its settings can be given up. */
static void read_one(struct batch *batch, const struct input *input, bool judged)
{
	struct job *job = batch->job;
	struct arena *arena = job->cli->arena;
	struct source *source = arena_alloc(arena, sizeof *source);
	struct config *config = arena_alloc(arena, sizeof *config);
	struct target target;
	if (!read_source(job, input, source))
		return;
	source->path = batch->unit->root ? path_below(batch->unit->root, input->whole) : NULL;
	target_of(batch, input, &target);
	config_read_lean(arena, &job->scratch, source, &target, config);
	gather_decide(arena, batch->unit, input, config);
	say_reading(job, config, judged);
	if (config->format != CONFIG_TEMPLATE) {
		job->lint.server = target.server;
		if (judged)
			rules_run_file(&job->lint, batch->selected, config);
		batch->configs[batch->count++] = config;
	}
	job->count += judged && config->format != CONFIG_TEMPLATE;
	job->skipped += judged && config->format == CONFIG_TEMPLATE;
	config_shrink(config);
	arena_reset(&job->scratch);
}

static int by_name(const void *a, const void *b)
{
	const struct config *left = *(const struct config *const *)a, *right = *(const struct config *const *)b;
	return strcmp(left->source->name, right->source->name);
}

/* ---- the fleet ---- */

static void build_fleet(struct batch *batch, struct fleet *fleet)
{
	struct job *job = batch->job;
	const struct unit *unit = batch->unit;
	/* In the order of names, so that the report is the same however the files are named. */
	if (batch->count)
		qsort(batch->configs, batch->count, sizeof *batch->configs, by_name);
	struct fleet_facts facts = {
		.configs = batch->configs, .count = batch->count, .project = unit->project,
		.inventories = unit->inventories, .inventory_count = unit->inventory_count,
		.lists = (const struct rsconf *const *)unit->lists, .list_count = unit->list_count,
		.key_file_root = job->cli->flags.key_file_root, .on_host = job->cli->flags.on_host,
		.trust_paths = job->cli->flags.trust_paths, .homes = unit->homes,
	};
	fleet_build(job->cli->arena, &facts, fleet);
}

/* Is it a keyfile of the fleet? Then what is said of it at the configs of its members is about it, too. */
static bool is_keyfile_of(struct job *job, struct unit *unit, const struct fleet *fleet, const char *whole)
{
	bool is = false;
	for (uint32_t i = 0; i < fleet->keyfile_count; i++) {
		const struct fleet_keyfile *one = &fleet->keyfiles[i];
		if (strcmp(gather_keyfile(&job->gathering, unit, one->keyfile), whole) != 0)
			continue;
		for (uint32_t k = 0; k < one->count; k++)
			gather_hold(&job->gathering, unit, one->members[k]->config->source->name);
		is = true;
	}
	return is;
}

/* What was named and looks like no config is one all the same, unless it is a keyfile of the fleet. True: there were some. */
static bool read_maybe(struct batch *batch, const struct fleet *fleet)
{
	struct job *job = batch->job;
	bool some = false;
	for (uint32_t i = 0; i < batch->unit->maybe.count; i++) {
		const struct input *input = &batch->unit->maybe.at[i];
		if (is_keyfile_of(job, batch->unit, fleet, input->whole))
			continue;
		read_one(batch, input, true);
		some = true;
	}
	return some;
}

static void explain(struct cli *cli, const struct fleet *fleet)
{
	struct str lines = fleet_explain(cli->arena, fleet), line;
	while (lines.len && str_split(&lines, '\n', &line))
		if (line.len)
			cli_say_more(cli, "%.*s", STR_ARG(line));
}

/* Of a fleet that was read for the sake of a few files, what is about those. */
static void drop_untouched(struct job *job, const struct unit *unit, uint32_t from)
{
	struct sink *sink = &job->sink;
	uint32_t kept = from;
	if (!unit->context.count)
		return;
	for (uint32_t i = from; i < sink->count; i++)
		if (gather_touches(&job->gathering, unit, sink->at[i]))
			sink->at[kept++] = sink->at[i];
	sink->count = kept;
}

/* What is said of a file is of little use while its rewrite is half done. */
static void say_pending(struct cli *cli, const struct unit *unit)
{
	const char **paths = arena_array(cli->arena, unit->files.count + (size_t)unit->maybe.count, sizeof *paths);
	uint32_t count = 0;
	for (uint32_t i = 0; i < unit->files.count; i++)
		paths[count++] = unit->files.at[i].path;
	for (uint32_t i = 0; i < unit->maybe.count; i++)
		paths[count++] = unit->maybe.at[i].path;
	cli_settled(cli, paths, count);
}

static void say_pending_keyfiles(struct cli *cli, const struct fleet *fleet)
{
	const char **paths = arena_array(cli->arena, fleet->keyfile_count, sizeof *paths);
	uint32_t count = 0;
	for (uint32_t i = 0; i < fleet->keyfile_count; i++)
		if (fleet->keyfiles[i].keyfile->state != KEYFILE_OUTSIDE)
			paths[count++] = fleet->keyfiles[i].keyfile->path;
	cli_settled(cli, paths, count);
}

static void judge(struct job *job, struct unit *unit)
{
	struct arena *arena = job->cli->arena;
	struct batch batch = { .job = job, .unit = unit };
	struct fleet fleet;
	uint32_t first = job->sink.count;
	int fail_on;
	batch.selected = choice_rules(&job->choice, arena, unit->project);
	batch.configs = arena_array(arena, unit->files.count + unit->context.count + (size_t)unit->maybe.count,
				      sizeof *batch.configs);
	for (uint32_t i = 0; i < unit->files.count; i++)
		read_one(&batch, &unit->files.at[i], true);
	for (uint32_t i = 0; i < unit->context.count; i++)
		read_one(&batch, &unit->context.at[i], false);
	build_fleet(&batch, &fleet);
	if (unit->maybe.count && read_maybe(&batch, &fleet))
		build_fleet(&batch, &fleet);
	say_pending_keyfiles(job->cli, &fleet);
	if (job->cli->flags.verbose)
		explain(job->cli, &fleet);
	job->lint.fleet = &fleet;
	job->lint.server = job->target.server;
	if (unit->project && !version_known(job->lint.server))
		job->lint.server = unit->project->server;
	rules_run_fleet(&job->lint, batch.selected);
	drop_untouched(job, unit, first);
	choice_apply(&job->choice, arena, unit->project, &job->sink, first);
	choice_fail_on(job->cli, unit->project, &fail_on);
	cli_effort(job->cli, unit->project);
	for (uint32_t i = first; i < job->sink.count; i++)
		job->failing |= (int)job->sink.at[i]->severity >= fail_on;
}

/* ---- output ---- */

/* A report must not take the place of what it is about. */
static bool is_input(const struct job *job, const char *path)
{
	const struct words *others = &job->gathering.read;
	struct stat st, other;
	if (os->fstatat(AT_FDCWD, path, &st, 0) < 0)
		return false;
	for (uint32_t i = 0; i < job->reads; i++)
		if (job->read[i].dev == st.st_dev && job->read[i].ino == st.st_ino)
			return true;
	for (uint32_t i = 0; i < others->count; i++)
		if (os->fstatat(AT_FDCWD, others->at[i], &other, 0) == 0 && other.st_dev == st.st_dev && other.st_ino == st.st_ino)
			return true;
	return false;
}

static void report(struct job *job)
{
	struct report report = {
		.sink = &job->sink, .files = job->count, .skipped = job->skipped,
		.color = job->cli->color_out && !job->cli->flags.output,
		/* "no findings" in what could not be read would be a strange comfort. */
		.quiet = job->cli->flags.quiet || (!job->count && !job->skipped && job->cli->status),
	};
	struct buf out = BUF_INIT(job->cli->arena);
	sink_sort(&job->sink);
	sink_trim(&job->sink);
	job->format->write(&out, &report);
	const char *path = job->cli->flags.output;
	if (path && *path && is_input(job, path))
		cli_usage(job->cli, "--output %s: that is one of the configs; it was left as it is", path);
	else
		cli_write(job->cli, buf_done(&out));
	if (job->failing)
		cli_raise(job->cli, 1);
}

void cmd_lint(struct cli *cli, int count, char *const *arguments)
{
	struct job job = { .cli = cli, .sink = SINK_INIT(cli->arena) };
	job.lint = (struct lint){
		.arena = cli->arena, .sink = &job.sink,
		.key_file_root = cli->flags.key_file_root, .on_host = cli->flags.on_host,
	};
	if (!take_flags(&job) || !gather(cli, count, arguments, &job.gathering))
		return;
	for (uint32_t i = 0; i < job.gathering.count; i++)
		say_pending(cli, &job.gathering.units[i]);
	confine_reading(cli, &(const struct gathering *){ &job.gathering }, 1);
	uint32_t named = 0, inventories = 0;
	for (uint32_t i = 0; i < job.gathering.count; i++) {
		struct unit *unit = &job.gathering.units[i];
		named += unit->files.count + unit->named.count + unit->inventory_count;
		inventories += unit->inventory_count;
		judge(&job, unit);
	}
	/* A Compose file may say all there is. */
	if (!job.count)
		job.count = inventories;
	if (!named && cli->status == 0)
		cli_say(cli, "no config found; name a file, or a folder that has files such as mongod.conf");
	report(&job);
	arena_free(&job.scratch);
}
