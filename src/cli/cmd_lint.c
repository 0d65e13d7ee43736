#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "base/os.h"
#include "cli/cli.h"
#include "fleet/walk.h"
#include "report/report.h"
#include "rules/rule.h"

/* What was read, and what is asked of it. */
struct job {
	struct cli *cli;
	const struct config **configs;
	uint32_t count, skipped;
	const struct format *format;
	unsigned binary;
	int fail_on;            /* a severity, or above all of them for `never` */
	bool *selected;         /* per rule */
	struct version server;
};

/* ---- flags ---- */

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
		if (!known) {
			cli_usage(job->cli, "--%s: there is no rule or group %.*s; see mongoconf list rules", flag,
				  STR_ARG(name));
			return false;
		}
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

static bool take_binary(struct job *job, const char *name)
{
	job->binary = !name ? 0 : !strcmp(name, "mongod") ? BINARY_MONGOD : BINARY_MONGOS;
	if (!name || !strcmp(name, "mongod") || !strcmp(name, "mongos"))
		return true;
	cli_usage(job->cli, "--binary is mongod or mongos, not %s", name);
	return false;
}

static bool take_flags(struct job *job)
{
	const struct flags *flags = &job->cli->flags;
	job->selected = arena_array(job->cli->arena, rule_count, sizeof *job->selected);
	for (unsigned i = 0; i < rule_count; i++)
		job->selected[i] = !flags->select;
	job->format = report_format_find(flags->format ? flags->format : "text");
	if (!job->format) {
		cli_usage(job->cli, "there is no format %s; see mongoconf list formats", flags->format);
		return false;
	}
	if (flags->key_file_root && flags->on_host) {
		cli_usage(job->cli, "--key-file-root and --on-host say two places to look for keyfiles; give one");
		return false;
	}
	return take_severity(job, flags->fail_on ? flags->fail_on : "error") && take_binary(job, flags->binary) &&
	       (!flags->select || take_names(job, flags->select, true, "select")) &&
	       (!flags->ignore || take_names(job, flags->ignore, false, "ignore")) &&
	       cli_server_version(job->cli, &job->server);
}

/* ---- input ---- */

static void say_reading(struct job *job, const struct config *config)
{
	static const char *const format[] = {
		[CONFIG_YAML] = "YAML", [CONFIG_INI] = "the old INI format",
		[CONFIG_TEMPLATE] = "a template, which is not checked before it is rendered",
		[CONFIG_UNREADABLE] = "nothing that a server could read",
	};
	cli_say_more(job->cli, "%s: read as %s, for %s", config->source->name, format[config->format],
		     config->binary == BINARY_MONGOS ? "mongos" : "mongod");
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
	config_read(arena, source, job->binary, config);
	say_reading(job, config);
	job->skipped += config->format == CONFIG_TEMPLATE;
	if (config->format != CONFIG_TEMPLATE)
		job->configs[job->count++] = config;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Every file once, in the order of names, so that the report is the same however they are named. */
static void read_all(struct job *job, int count, char *const *arguments)
{
	struct paths paths = PATHS_INIT(job->cli->arena);
	for (int i = 0; i < count; i++) {
		struct err err = ERR_INIT(job->cli->arena);
		if (!strcmp(arguments[i], "-"))
			paths_add(&paths, "-");
		else if (!walk_path(&paths, arguments[i], &err))
			cli_fail(job->cli, &err);
	}
	if (paths.count)
		qsort(paths.at, paths.count, sizeof *paths.at, by_name);
	job->configs = arena_array(job->cli->arena, paths.count, sizeof *job->configs);
	for (uint32_t i = 0; i < paths.count; i++)
		if (i == 0 || strcmp(paths.at[i], paths.at[i - 1]))
			read_one(job, paths.at[i]);
	if (!paths.count && job->cli->status == 0)
		cli_say(job->cli, "no config found; name a file, or a folder that has files such as mongod.conf");
}

/* ---- output ---- */

static void write_output(struct job *job, struct str text)
{
	const char *path = job->cli->flags.output;
	if (!path) {
		cli_print(job->cli, text);
		return;
	}
	struct err err = ERR_INIT(job->cli->arena);
	if (!os_write_report(path, text, &err))
		cli_fail(job->cli, &err);
}

static void report(struct job *job, struct sink *sink)
{
	struct report report = {
		.sink = sink, .files = job->count, .skipped = job->skipped,
		.color = job->cli->color_out && !job->cli->flags.output, .quiet = job->cli->flags.quiet,
	};
	struct buf out = BUF_INIT(job->cli->arena);
	sink_sort(sink);
	job->format->write(&out, &report);
	write_output(job, buf_done(&out));
	for (uint32_t i = 0; i < sink->count; i++)
		if ((int)sink->at[i]->severity >= job->fail_on)
			cli_raise(job->cli, 1);
}

void cmd_lint(struct cli *cli, int count, char *const *arguments)
{
	static char here[] = ".";
	static char *const current[] = { here };
	struct job job = { .cli = cli };
	if (!take_flags(&job))
		return;
	read_all(&job, count ? count : 1, count ? arguments : current);

	struct fleet fleet;
	fleet_infer(cli->arena, job.configs, job.count, &fleet);
	if (cli->flags.verbose) {
		struct str lines = fleet_explain(cli->arena, &fleet), line;
		while (str_split(&lines, '\n', &line))
			if (line.len)
				cli_say_more(cli, "%.*s", STR_ARG(line));
	}
	struct sink sink = SINK_INIT(cli->arena);
	struct lint lint = {
		.arena = cli->arena, .sink = &sink, .fleet = &fleet, .server = job.server,
		.key_file_root = cli->flags.key_file_root, .on_host = cli->flags.on_host,
	};
	rules_run(&lint, job.selected, job.configs, job.count);
	report(&job, &sink);
}
