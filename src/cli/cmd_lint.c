#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "base/os.h"
#include "cli/cli.h"
#include "report/report.h"
#include "rules/rule.h"

/* What was read, and what is asked of it. */
struct job {
	struct cli *cli;
	const struct config **configs;
	uint32_t count, skipped;
	struct identity *read;  /* every file, templates too */
	uint32_t reads;
	const struct format *format;
	int fail_on;            /* a severity, or above all of them for `never` */
	bool *selected;         /* per rule */
	struct target target;
	bool expand_rest, expand_exec;
	struct sink sink;
	struct lint lint;
	struct arena scratch;   /* of one file at a time */
};

/* ---- flags ---- */

/* The nearest rule, or NULL. */
static const char *similar_rule(struct str name)
{
	const char *best = NULL;
	unsigned least = 4;
	for (unsigned i = 0; i < rule_count; i++) {
		unsigned edits = str_distance(name, str_of(rule_table[i]->kind.id), 3);
		if (edits < least) {
			least = edits;
			best = rule_table[i]->kind.id;
		}
	}
	return best;
}

static bool unknown_name(struct job *job, const char *flag, struct str name)
{
	const char *near = similar_rule(name);
	if (!name.len)
		cli_usage(job->cli, "--%s: a name is empty; see mongoconf list rules", flag);
	else if (near)
		cli_usage(job->cli, "--%s: there is no rule or group %.*s; did you mean %s?", flag, STR_ARG(name), near);
	else
		cli_usage(job->cli, "--%s: there is no rule or group %.*s; see mongoconf list rules", flag, STR_ARG(name));
	return false;
}

static bool take_names(struct job *job, const char *list, bool value, const char *flag)
{
	struct str rest = str_of(list), name;
	while (str_split(&rest, ',', &name)) {
		bool known = false;
		for (unsigned i = 0; i < rule_count; i++) {
			if (rule_is_named(rule_table[i], name)) {
				job->selected[i] = value;
				known = true;
			}
		}
		if (!known)
			return unknown_name(job, flag, name);
	}
	return true;
}

static bool take_severity(struct job *job, const char *name)
{
	for (int severity = SEVERITY_INFO; severity <= SEVERITY_ERROR; severity++) {
		if (!strcmp(name, severity_name(severity))) {
			job->fail_on = severity;
			return true;
		}
	}
	job->fail_on = SEVERITY_ERROR + 1;
	if (!strcmp(name, "never"))
		return true;
	cli_usage(job->cli, "--fail-on is error, warning, info or never, not %s", name);
	return false;
}

/* The server's own words (server source, options_parser.cpp, parseConfigExpand(), 4.2). */
static bool take_expand(struct job *job, const char *words)
{
	struct str rest = str_of(words ? words : "none"), word;
	while (str_split(&rest, ',', &word)) {
		job->expand_rest |= str_is(word, "rest");
		job->expand_exec |= str_is(word, "exec");
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
	job->selected = arena_array(job->cli->arena, rule_count, sizeof *job->selected);
	for (unsigned i = 0; i < rule_count; i++)
		job->selected[i] = !flags->select && !rule_table[i]->off;
	job->format = report_format_find(flags->format ? flags->format : "text");
	if (!job->format) {
		cli_usage(job->cli, "there is no format %s in this version; see mongoconf list formats", flags->format);
		return false;
	}
	if (flags->key_file_root && flags->on_host) {
		cli_usage(job->cli, "--key-file-root and --on-host say two places to look for keyfiles; give one");
		return false;
	}
	return take_severity(job, flags->fail_on ? flags->fail_on : "error") &&
	       (!flags->select || take_names(job, flags->select, true, "select")) &&
	       (!flags->ignore || take_names(job, flags->ignore, false, "ignore")) &&
	       cli_target(job->cli, &job->target) && take_expand(job, flags->config_expand);
}

/* ---- input ---- */

static void say_reading(struct job *job, const struct config *config)
{
	static const char *const format[] = {
		[CONFIG_YAML] = "YAML", [CONFIG_INI] = "the old INI format",
		[CONFIG_UNREADABLE] = "nothing that a server could read",
	};
	if (config->format == CONFIG_TEMPLATE) {
		cli_say(job->cli, "%s: skipped: a template; lint what it is rendered to", config->source->name);
		return;
	}
	cli_say_more(job->cli, "%s: read as %s, for %s", config->source->name, format[config->format],
		     config->target.binary == BINARY_MONGOS ? "mongos" : "mongod");
}

static void read_one(struct job *job, const char *path)
{
	struct arena *arena = job->cli->arena;
	const char *stdin_name = job->cli->flags.stdin_filename;
	struct source *source = arena_alloc(arena, sizeof *source);
	struct config *config = arena_alloc(arena, sizeof *config);
	struct err err = ERR_INIT(arena);
	struct str text;
	bool standard_input = !strcmp(path, "-");
	bool ok = standard_input ? os_read_stdin(arena, &text, &err) : source_read(arena, path, source, &err);
	if (!ok) {
		cli_fail(job->cli, &err);
		return;
	}
	if (standard_input)
		source_init(arena, stdin_name ? stdin_name : "<stdin>", text, source);
	job->read[job->reads++] = source->id;
	config_read_lean(arena, &job->scratch, source, &job->target, config);
	say_reading(job, config);
	job->skipped += config->format == CONFIG_TEMPLATE;
	if (config->format != CONFIG_TEMPLATE) {
		rules_run_file(&job->lint, job->selected, config);
		job->configs[job->count++] = config;
	}
	config_shrink(config);
	arena_reset(&job->scratch);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* In the order of names, so that the report is the same however they are named. */
static bool read_all(struct job *job, int count, char *const *arguments)
{
	struct cli *cli = job->cli;
	struct paths paths;
	bool standard_input = false;
	cli_paths(cli, count, arguments, &paths);
	for (uint32_t i = 0; i < paths.count; i++)
		standard_input |= !strcmp(paths.at[i], "-");
	if (cli->flags.stdin_filename && !standard_input) {
		cli_usage(cli, "--stdin-filename names standard input, and no PATH is -");
		return false;
	}
	if (paths.count)
		qsort(paths.at, paths.count, sizeof *paths.at, by_name);
	job->configs = arena_array(cli->arena, paths.count, sizeof *job->configs);
	job->read = arena_array(cli->arena, paths.count, sizeof *job->read);
	for (uint32_t i = 0; i < paths.count; i++)
		read_one(job, paths.at[i]);
	if (!paths.count && cli->status == 0)
		cli_say(cli, "no config found; name a file, or a folder that has files such as mongod.conf");
	return true;
}

/* ---- output ---- */

/* A report must not take the place of what it is about. */
static bool is_input(const struct job *job, const char *path)
{
	struct stat st;
	if (os->fstatat(AT_FDCWD, path, &st, 0) < 0)
		return false;
	for (uint32_t i = 0; i < job->reads; i++)
		if (job->read[i].dev == st.st_dev && job->read[i].ino == st.st_ino)
			return true;
	return false;
}

static void report(struct job *job, struct sink *sink)
{
	struct report report = {
		.sink = sink, .files = job->count, .skipped = job->skipped,
		.color = job->cli->color_out && !job->cli->flags.output,
		/* "no findings" in what could not be read would be a strange comfort. */
		.quiet = job->cli->flags.quiet || (!job->count && !job->skipped && job->cli->status),
	};
	struct buf out = BUF_INIT(job->cli->arena);
	sink_sort(sink);
	job->format->write(&out, &report);
	const char *path = job->cli->flags.output;
	if (path && *path && is_input(job, path))
		cli_usage(job->cli, "--output %s: that is one of the configs; it was left as it is", path);
	else
		cli_write(job->cli, buf_done(&out));
	for (uint32_t i = 0; i < sink->count; i++)
		if ((int)sink->at[i]->severity >= job->fail_on)
			cli_raise(job->cli, 1);
}

/* The project that holds for what is read. */
static bool find_project(struct job *job, const char *path, const struct project **out)
{
	struct arena *arena = job->cli->arena;
	struct project *project = arena_alloc(arena, sizeof *project);
	struct err err = ERR_INIT(arena);
	const char *file = job->cli->flags.project ? job->cli->flags.project : project_find(arena, path);
	*out = NULL;
	if (job->cli->flags.no_project || !file)
		return true;
	if (!project_read(arena, file, project, &err) || !project_check_paths(arena, project, &err)) {
		cli_fail(job->cli, &err);
		return false;
	}
	*out = project;
	return true;
}

void cmd_lint(struct cli *cli, int count, char *const *arguments)
{
	static char here[] = ".";
	static char *const current[] = { here };
	struct job job = { .cli = cli };
	const struct project *project;
	if (!take_flags(&job) || !find_project(&job, count ? arguments[0] : here, &project))
		return;
	job.sink = (struct sink)SINK_INIT(cli->arena);
	job.lint = (struct lint){
		.arena = cli->arena, .sink = &job.sink, .server = job.target.server,
		.key_file_root = cli->flags.key_file_root, .on_host = cli->flags.on_host,
		.expand_rest = job.expand_rest, .expand_exec = job.expand_exec,
	};
	if (!read_all(&job, count ? count : 1, count ? arguments : current))
		return;

	struct fleet fleet;
	struct fleet_facts facts = { .configs = job.configs, .count = job.count, .project = project,
				     .key_file_root = cli->flags.key_file_root, .on_host = cli->flags.on_host };
	fleet_build(cli->arena, &facts, &fleet);
	if (cli->flags.verbose) {
		struct str lines = fleet_explain(cli->arena, &fleet), line;
		while (str_split(&lines, '\n', &line))
			if (line.len)
				cli_say_more(cli, "%.*s", STR_ARG(line));
	}
	job.lint.fleet = &fleet;
	rules_run_fleet(&job.lint, job.selected);
	report(&job, &job.sink);
	arena_free(&job.scratch);
}
