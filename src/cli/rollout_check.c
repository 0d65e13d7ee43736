#include <stdlib.h>
#include <string.h>

#include "cli/choice.h"
#include "cli/confine.h"
#include "cli/past.h"
#include "cli/refusals.h"
#include "cli/rollout_verb.h"
#include "cli/fleets.h"
#include "fleet/revision.h"
#include "report/check_report.h"

struct job {
	struct cli *cli;
	struct fleets before, after;
	struct survey survey;
	struct check check;
	struct revision revision;
	int fail_on;
	bool json;
};

/* ---- the command line ---- */

static bool take_number(struct cli *cli, const char *text, uint32_t *number)
{
	char *end;
	unsigned long value = text ? strtoul(text, &end, 10) : 1;
	if (text && (*text < '1' || *text > '9' || *end || value > UINT32_MAX)) {
		cli_usage(cli, "--batch says how many servers restart at a time, as a number from 1 on, not %s", text);
		return false;
	}
	*number = (uint32_t)value;
	return true;
}

static bool is_stdin(const char *path)
{
	return path && !strcmp(path, "-");
}

static bool take_flags(struct job *job, int count, char *const *arguments)
{
	struct cli *cli = job->cli;
	const struct flags *flags = &cli->flags;
	if (flags->format && strcmp(flags->format, "text") != 0 && strcmp(flags->format, "json") != 0)
		cli_usage(cli, "rollout check has the formats text and json, not %s", flags->format);
	else if (!flags->from == !flags->from_git)
		cli_usage(cli, "say what runs now: --from DIR, or --from-git REV");
	else if (flags->from && !flags->to_tree && !count)
		cli_usage(cli, "say what will run: mongoconf rollout check --from A --to B");
	else if (count > 1 || (count && flags->to_tree))
		cli_usage(cli, "one tree is compared with one other; what is %s?", arguments[count - 1]);
	else if (is_stdin(flags->from) || is_stdin(flags->to_tree) || (count && is_stdin(arguments[0])))
		cli_usage(cli, "rollout check compares trees of configs, and standard input (-) is none");
	else if (flags->project && flags->from)
		cli_usage(cli, "each of the two trees has its own project file; --project can't say both");
	else if (flags->all_at_once && flags->batch)
		cli_usage(cli, "--all-at-once stops everything first: there is no --batch then");
	if (cli->status)
		return false;
	job->json = flags->format && !strcmp(flags->format, "json");
	job->check.all_at_once = flags->all_at_once;
	return take_number(cli, flags->batch, &job->check.batch) && cli_may_write(cli);
}

/* Every server that restarts, once. */
static bool take_order(struct job *job)
{
	struct cli *cli = job->cli;
	const struct server **given;
	struct str rest, name;
	uint32_t expected = 0;
	if (!cli->flags.order)
		return true;
	rest = str_of(cli->flags.order);
	for (uint32_t i = 0; i < job->survey.count; i++)
		expected += job->survey.servers[i].restarts;
	given = arena_array(cli->arena, job->survey.count + 1U, sizeof *given);
	bool *named = arena_array(cli->arena, job->survey.count + 1U, sizeof *named);
	while (str_split(&rest, ',', &name)) {
		bool ambiguous;
		if (!str_trim(name).len) {
			cli_usage(cli, "--order has an empty name; it takes all servers that restart, with a comma between two of them");
			return false;
		}
		const struct server *server = survey_find(&job->survey, str_trim(name), &ambiguous);
		if (!server) {
			cli_usage(cli, ambiguous ? "--order: several servers are called %.*s; write DEPLOYMENT/NAME"
						 : "--order: there is no server %.*s in these trees", STR_ARG(name));
			return false;
		}
		if (named[server - job->survey.servers]) {
			cli_usage(cli, "--order names %.*s twice", STR_ARG(name));
			return false;
		}
		named[server - job->survey.servers] = true;
		/* One that does not change may be named: it does no harm, and counts for nothing. */
		if (server->restarts)
			given[job->check.given_count++] = server;
	}
	for (uint32_t i = 0; job->check.given_count < expected && i < job->survey.count; i++)
		if (job->survey.servers[i].restarts && !named[i]) {
			cli_usage(cli, "--order leaves out %s, which changes as well", job->survey.servers[i].name);
			return false;
		}
	job->check.given = given;
	return true;
}

/* ---- the trees ---- */

static bool gather_tree(struct job *job, struct fleets *fleets, const char *folder)
{
	char *arguments[] = { (char *)folder };
	fleets->within = folder;
	return fleets_gather(job->cli, 1, arguments, fleets);
}

/* A whole fleet seldom comes or goes at once: the path is of the wrong folder, more likely. A commit may be from before the fleet. */
static bool has_both(struct job *job, const char *from, const char *to)
{
	const struct survey *survey = &job->survey;
	bool before = false, after = false;
	for (uint32_t i = 0; i < survey->count; i++) {
		before |= survey->servers[i].runs;
		after |= survey->servers[i].stays;
	}
	if (after && (before || job->cli->flags.from_git))
		return true;
	cli_usage(job->cli, "no config found in %s%s%s", before ? to : from, before || after ? "" : " and ", before || after ? "" : to);
	return false;
}

static bool compare(struct job *job, const char *from, const char *to)
{
	struct cli *cli = job->cli;
	struct refusals refusals;
	refusals_begin(cli, &refusals);
	refusals_watch(&refusals, &job->after);
	struct flags now = past_flags(cli);
	bool gathered = gather_tree(job, &job->before, from);
	cli->flags = now;
	if (!gathered || !gather_tree(job, &job->after, to))
		return false;
	confine_reading(cli, (const struct gathering *[]){ &job->before.gathering, &job->after.gathering }, 2, false);
	now = past_flags(cli);
	bool before_read = fleets_read(cli, &job->before);
	cli->flags = now;
	if (!before_read || !fleets_read(cli, &job->after))
		return false;
	past_keyfiles(cli, &job->before, &job->after);
	job->survey = (struct survey){
		.before = fleets_list(cli->arena, &job->before), .before_count = job->before.count, .before_root = from,
		.after = fleets_list(cli->arena, &job->after), .after_count = job->after.count, .after_root = to,
	};
	survey_make(cli->arena, &job->survey);
	if (!has_both(job, from, to))
		return false;
	job->check.servers = job->survey.servers;
	job->check.count = job->survey.count;
	refusals_end(&refusals, &job->after, &job->survey, &job->check);
	return take_order(job);
}

/* ---- output ---- */

static void report(struct job *job)
{
	struct cli *cli = job->cli;
	struct buf out = BUF_INIT(cli->arena);
	struct check_report report = {
		.check = &job->check, .color = cli->color_out && !cli->flags.output, .quiet = cli->flags.quiet };
	if (job->json)
		check_report_json(&out, &report);
	else
		check_report_text(&out, &report);
	struct str text = buf_done(&out);
	fleets_report(cli, (const struct fleets *const[]){ &job->before, &job->after }, 2,
		      cli->revision ? revision_words(cli->arena, cli->revision, text) : text);
	for (uint32_t i = 0; i < job->check.reason_count; i++) {
		const struct reason *reason = &job->check.reasons[i];
		/* An order is no finding, whatever counts as one. */
		if (reason->code != CODE_ORDER && (int)code_severity(reason->code) >= job->fail_on)
			cli_raise(cli, 1);
	}
}

/* The tree that runs, as a folder: that of --from, or what git has of the other. */
static bool open_from(struct job *job, const char *to, const char **from)
{
	struct cli *cli = job->cli;
	struct err err = ERR_INIT(cli->arena);
	*from = cli->flags.from;
	if (*from)
		return true;
	if (!revision_open(cli->arena, to, cli->flags.from_git, &job->revision, &err)) {
		cli_fail(cli, &err);
		return false;
	}
	cli->revision = &job->revision;
	struct str rest = str_of(job->revision.left), line;
	while (rest.len && str_split(&rest, '\n', &line))
		if (line.len)
			cli_say(cli, "%.*s", STR_ARG(line));
	*from = job->revision.folder;
	return true;
}

static void judge(struct job *job, const char *path)
{
	struct cli *cli = job->cli;
	const char *to = cli->flags.to_tree ? cli->flags.to_tree : path ? path : ".", *from;
	if (!open_from(job, to, &from))
		return;
	confine(cli);
	if (compare(job, from, to)) {
		check_run(cli->arena, &job->check);
		report(job);
	}
}

void rollout_check(struct cli *cli, int count, char *const *arguments)
{
	struct job job = { .cli = cli };
	if (!take_flags(&job, count, arguments) || !choice_fail_on(cli, NULL, &job.fail_on))
		return;
	judge(&job, count ? arguments[0] : NULL);
	const bool left = cli->revision && !revision_close(&job.revision);
	cli->revision = NULL;
	if (left) {
		struct err err = ERR_INIT(cli->arena);
		err_set(&err, ERR_INPUT, job.revision.root, 0, "holds what the commit has, and could not be removed; remove it by hand");
		cli_fail(cli, &err);
	}
}
