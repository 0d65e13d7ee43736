#include <stdlib.h>
#include <string.h>

#include "cli/reporting.h"
#include "cli/result.h"
#include "config/auth.h"
#include "fix/fixing.h"
#include "rules/rule.h"

struct run {
	struct cli *cli;
	struct linting linting;
	bool *ruled;                   /* per rule: --rule names it; NULL: all */
	const struct input **inputs;   /* what may be edited, in the order of names */
	const char **names;
	uint32_t count;
	bool standard_input;
	struct fixing fixing;
	const struct sink *judged;     /* by the last run of the rules */
};

/* ---- what there is to edit ---- */

static int by_name(const void *a, const void *b)
{
	return strcmp((*(const struct input *const *)a)->name, (*(const struct input *const *)b)->name);
}

static void take_inputs(struct run *run, const struct inputs *inputs)
{
	for (uint32_t i = 0; i < inputs->count; i++)
		run->inputs[run->count++] = &inputs->at[i];
}

static void find_inputs(struct run *run)
{
	struct arena *arena = run->cli->arena;
	const struct gathering *gathering = &run->linting.gathering;
	uint32_t most = 0, kept = 0;
	for (uint32_t i = 0; i < gathering->count; i++)
		most += gathering->units[i].files.count + gathering->units[i].maybe.count;
	run->inputs = arena_array(arena, most, sizeof(void *));
	run->names = arena_array(arena, most, sizeof(void *));
	for (uint32_t i = 0; i < gathering->count; i++) {
		take_inputs(run, &gathering->units[i].files);
		take_inputs(run, &gathering->units[i].maybe);
	}
	if (run->count)
		qsort(run->inputs, run->count, sizeof *run->inputs, by_name);
	for (uint32_t i = 0; i < run->count; i++) {
		if (kept && !strcmp(run->inputs[kept - 1]->name, run->inputs[i]->name))
			continue;
		run->standard_input |= !strcmp(run->inputs[i]->path, "-");
		run->inputs[kept] = run->inputs[i];
		run->names[kept++] = run->inputs[i]->name;
	}
	run->count = kept;
}

static const char *path_of(const struct run *run, const char *name)
{
	const struct input wanted = { .name = name }, *key = &wanted;
	const struct input *const *found = bsearch(&key, run->inputs, run->count, sizeof key, by_name);
	return found ? (*found)->path : NULL;
}

/* Was it named though it is a config neither by its name nor by its content? */
static bool is_doubtful(const struct run *run, const char *name)
{
	const struct gathering *gathering = &run->linting.gathering;
	for (uint32_t i = 0; i < gathering->count; i++)
		for (uint32_t k = 0; k < gathering->units[i].maybe.count; k++)
			if (!strcmp(gathering->units[i].maybe.at[k].name, name))
				return true;
	return false;
}

/* The values of a Helm chart have a port, too: where no option is set that a server knows, and names stand at the top
 * that are no sections, every mistake of a config would be found, and none would be one. */
static const char *refuse(const void *context, const struct config *config)
{
	bool stranger = false;
	if (config->format != CONFIG_YAML || !is_doubtful(context, config->source->name))
		return NULL;
	for (uint32_t i = 0; i < config->count; i++) {
		const struct setting *setting = config_setting(config, i);
		struct str top = str_sub(setting->path, 0, str_find_char(setting->path, '.', 0));
		if (setting->option)
			return NULL;
		stranger |= !option_is_section(top);
	}
	return stranger ? "this does not look like a config: nothing in it is an option of mongod or mongos" : NULL;
}

/* ---- what the rules say ---- */

static bool is_wanted(const void *context, const struct diag *diag)
{
	const struct run *run = context;
	if (!choice_selects(&run->linting.choice, diag))
		return false;
	for (unsigned i = 0; run->ruled && i < rule_count; i++)
		if (&rule_table[i]->kind == diag->kind)
			return run->ruled[i];
	return true;
}

static int by_path(const void *a, const void *b)
{
	return strcmp(((const struct linting_text *)a)->path, ((const struct linting_text *)b)->path);
}

static int by_source(const void *a, const void *b)
{
	const struct config *left = *(const struct config *const *)a, *right = *(const struct config *const *)b;
	return strcmp(left->source->name, right->source->name);
}

/* Every file once, however many servers are started with it. */
static void find_configs(const struct linting *linting, struct arena *arena, struct judgement *judgement)
{
	uint32_t most = 0, count = 0, kept = 0;
	for (uint32_t i = 0; i < linting->fleet_count; i++)
		most += linting->fleets[i]->member_count;
	const struct config **configs = arena_array(arena, most, sizeof *configs);
	for (uint32_t i = 0; i < linting->fleet_count; i++)
		for (uint32_t k = 0; k < linting->fleets[i]->member_count; k++)
			if (linting->fleets[i]->members[k].file)
				configs[count++] = linting->fleets[i]->members[k].file;
	if (count)
		qsort(configs, count, sizeof *configs, by_source);
	for (uint32_t i = 0; i < count; i++)
		if (!kept || strcmp(configs[kept - 1]->source->name, configs[i]->source->name) != 0)
			configs[kept++] = configs[i];
	judgement->configs = configs;
	judgement->count = kept;
}

static int by_file(const void *a, const void *b)
{
	return strcmp((*(const struct source *const *)a)->name, (*(const struct source *const *)b)->name);
}

static void find_files(const struct linting *linting, struct arena *arena, struct judgement *judgement)
{
	const struct source **files = arena_array(arena, linting->judged_count, sizeof *files);
	uint32_t count = 0;
	for (uint32_t i = 0; i < linting->judged_count; i++)
		if (!linting->judged[i].template)
			files[count++] = linting->judged[i].source;
	if (count)
		qsort(files, count, sizeof *files, by_file);
	judgement->files = files;
	judgement->file_count = count;
}

static void judge(void *context, const struct fixing_text *texts, uint32_t count, struct judgement *judgement)
{
	struct run *run = context;
	struct arena *arena = run->cli->arena;
	struct linting_text *all = arena_array(arena, count, sizeof *all);
	struct sink *sink = arena_alloc(arena, sizeof *sink);
	for (uint32_t i = 0; i < count; i++)
		all[i] = (struct linting_text){ path_of(run, texts[i].name), texts[i].text };
	if (count)
		qsort(all, count, sizeof *all, by_path);
	run->linting.texts = all;
	run->linting.text_count = count;
	linting_run(&run->linting);
	*sink = run->linting.sink;
	judgement->sink = run->judged = sink;
	find_configs(&run->linting, arena, judgement);
	find_files(&run->linting, arena, judgement);
}

/* The state of linting is that of the last round, which may have failed. */
static void judge_result(struct run *run)
{
	const struct fixing *fixing = &run->fixing;
	struct fixing_text *texts = arena_array(run->cli->arena, run->count, sizeof *texts);
	struct judgement judgement;
	uint32_t count = 0;
	if (run->judged == fixing->last.sink)
		return;
	for (uint32_t i = 0; i < run->count; i++)
		if (fixing->files[i].edits.count)
			texts[count++] = (struct fixing_text){ fixing->files[i].name, fixing->files[i].now->text };
	judge(run, texts, count, &judgement);
}

/* ---- what is said ---- */

static int by_place(const void *a, const void *b)
{
	const struct fixing_done *left = *(const struct fixing_done *const *)a, *right = *(const struct fixing_done *const *)b;
	int order = strcmp(left->diag->source->name, right->diag->source->name);
	if (!order && left->offset != right->offset)
		order = left->offset < right->offset ? -1 : 1;
	return order ? order : strcmp(left->diag->kind->id, right->diag->kind->id);
}

static void say_done(const struct run *run)
{
	const struct fixing *fixing = &run->fixing;
	const struct fixing_done **all = arena_array(run->cli->arena, fixing->done_count, sizeof *all);
	for (uint32_t i = 0; i < fixing->done_count; i++)
		all[i] = &fixing->done[i];
	if (fixing->done_count)
		qsort(all, fixing->done_count, sizeof *all, by_place);
	for (uint32_t i = 0; i < fixing->done_count; i++) {
		const struct diag *diag = all[i]->diag;
		const struct fixing_file *file = fixing_find(fixing, diag->source->name);
		const struct source *source = file && file->was ? file->was : diag->source;
		cli_say(run->cli, "%s:%u: %s: %s: %s", diag->source->name, source_place(source, all[i]->offset).line,
			run->cli->flags.check ? "would fix" : "fixed", diag->kind->id, diag->fix->title);
	}
}

/* Nobody should learn of it at the next restart. */
static void say_access(const struct run *run)
{
	static const char *const words[] = {
		[AUTH_ACCESS_OPEN] = "clients need not authenticate", [AUTH_ACCESS_CONTROLLED] = "clients must authenticate",
		[AUTH_ACCESS_UNKNOWN] = "it can't be told whether clients must authenticate",
	};
	for (uint32_t i = 0; i < run->count; i++) {
		const struct fixing_file *file = &run->fixing.files[i];
		if (!file->edits.count || !file->before)
			continue;
		enum auth_access before = auth_access_of(file->before), after = auth_access_of(file->config);
		enum auth_state was = auth_state_of(file->before), is = auth_state_of(file->config);
		if (before != after)
			cli_say(run->cli, "%s: note: from its next restart on %s", file->name, words[after]);
		if (was != is && was != AUTH_UNKNOWN && config_find(file->config, "replication.replSetName"))
			cli_say(run->cli, "%s: note: to other members it is now one that %s", file->name, auth_state_words(is));
	}
}

static bool is_uncovered(const struct fixing *fixing, const struct diag *diag)
{
	for (uint32_t i = 0; i < fixing->uncovered_count; i++)
		if (!strcmp(fixing->uncovered[i]->fingerprint, diag->fingerprint))
			return true;
	return false;
}

/* Where standard output is taken by a result or a difference. */
static void say_finding(const struct run *run, const struct diag *diag)
{
	struct place at = source_place(diag->source, diag->at.at);
	cli_say(run->cli, "%s:%u:%u: %s: %s [%s]", diag->source->name, at.line, at.column, severity_name(diag->severity),
		diag->message, diag->kind->id);
}

static void say_left(const struct run *run, bool all)
{
	const struct sink *sink = &run->linting.sink;
	for (uint32_t i = 0; i < sink->count; i++) {
		const struct diag *diag = sink->at[i];
		const char *reason = fixing_reason(&run->fixing, diag);
		uint32_t line = source_place(diag->source, diag->at.at).line;
		if (all)
			say_finding(run, diag);
		if (reason)
			cli_say(run->cli, "%s:%u: left: %s: %s", diag->source->name, line, diag->kind->id, reason);
		if (is_uncovered(&run->fixing, diag))
			cli_say(run->cli, "%s:%u: uncovered: %s: the server had stopped before it came to this", diag->source->name, line,
				diag->kind->id);
	}
}

static void say_summary(const struct run *run)
{
	const struct fixing *fixing = &run->fixing;
	const struct sink *sink = &run->linting.sink;
	uint32_t files = 0, unsafe = 0;
	for (uint32_t i = 0; i < run->count; i++)
		files += fixing->files[i].edits.count > 0;
	for (uint32_t i = 0; i < sink->count; i++)
		unsafe += !fixing->unsafe && sink->at[i]->fix && sink->at[i]->fix->safety == SAFETY_UNSAFE &&
			  is_wanted(run, sink->at[i]);
	struct buf line = BUF_INIT(run->cli->arena);
	const char *done = run->cli->flags.check ? "would fix" : "fixed";
	if (fixing->done_count)
		buf_printf(&line, "%s %u %s in %u %s", done, fixing->done_count, fixing->done_count == 1 ? "finding" : "findings", files,
			   files == 1 ? "file" : "files");
	else
		buf_text(&line, "nothing to fix");
	if (sink->count)
		buf_printf(&line, "; %u left", sink->count);
	if (unsafe)
		buf_printf(&line, ", %u of them with --unsafe", unsafe);
	cli_say(run->cli, "%.*s", STR_ARG(buf_done(&line)));
}

/* ---- what is written ---- */

static bool show_or_write(struct run *run)
{
	struct cli *cli = run->cli;
	bool print = result_prints(cli, run->standard_input);
	struct result *all = arena_array(cli->arena, run->count, sizeof *all);
	uint32_t count = 0;
	for (uint32_t i = 0; i < run->count; i++) {
		const struct fixing_file *file = &run->fixing.files[i];
		if (file->was && (file->edits.count || print))
			all[count++] = (struct result){
				run->inputs[i]->path, file->was->name, &file->was->id, file->was->text, file->now->text, &file->edits,
			};
	}
	if (print && !count) {
		struct err err = ERR_INIT(cli->arena);
		err_set(&err, ERR_REFUSED, run->count ? run->names[0] : NULL, 0, "is no config that can be judged, so there is no result to print");
		cli_fail(cli, &err);
		return false;
	}
	if (count && result_writes(cli, run->standard_input) && !result_write(cli, all, count))
		return false;
	for (uint32_t i = 0; i < count; i++)
		result_show(cli, &all[i], run->standard_input);
	return true;
}

/* ---- the run ---- */

/* Of what --select does not ask for, nothing is reported. */
static void drop_unselected(struct run *run, struct sink *sink)
{
	uint32_t kept = 0;
	for (uint32_t i = 0; i < sink->count; i++)
		if (choice_selects(&run->linting.choice, sink->at[i]))
			sink->at[kept++] = sink->at[i];
	sink->count = kept;
}

static bool is_failing(const struct run *run)
{
	for (uint32_t i = 0; i < run->linting.sink.count; i++)
		if (run->linting.sink.at[i]->fails)
			return true;
	return false;
}

/* Standard output is for one thing. */
static bool formats_fit(struct run *run)
{
	struct cli *cli = run->cli;
	bool taken = cli->flags.diff || result_prints(cli, run->standard_input);
	if (!taken || !cli->flags.format || cli_to_file(cli))
		return true;
	cli_usage(cli, "--format is of the report of what is left, and standard output has the %s; give --output FILE for it",
		  cli->flags.diff ? "difference" : "result");
	return false;
}

static bool open_run(struct run *run, int count, char *const *arguments)
{
	struct cli *cli = run->cli;
	if (cli->flags.rule)
		run->ruled = arena_array(cli->arena, rule_count, sizeof *run->ruled);
	if (!choice_names(cli, cli->flags.rule, run->ruled, "rule") || !cli_may_write(cli) ||
	    !linting_open(&run->linting, count, arguments) || cli->status)
		return false;
	run->linting.choice.beside = true;
	find_inputs(run);
	return result_flags_fit(cli, run->count, run->standard_input) && formats_fit(run);
}

/* A report must not take the place of what was read, which by then would be another file of that name. */
static bool may_report(struct run *run)
{
	const char *path = run->cli->flags.output;
	if (!path || !*path || !linting_has_read(&run->linting, path))
		return true;
	cli_usage(run->cli, "--output %s: that is one of the configs; no file was changed", path);
	return false;
}

static void finish(struct run *run, const struct format *format)
{
	struct cli *cli = run->cli;
	if (!may_report(run))
		return;
	bool taken = cli->flags.diff || result_prints(cli, run->standard_input);
	judge_result(run);
	drop_unselected(run, &run->linting.sink);
	drop_unselected(run, &run->linting.aside);
	if (!show_or_write(run))
		return;
	say_done(run);
	say_access(run);
	say_left(run, taken && !cli_to_file(cli));
	bool failing = is_failing(run);
	if (!taken || cli_to_file(cli))
		reporting_write(&run->linting, format);
	say_summary(run);
	if (failing)
		cli_raise(cli, 1);
}

static int by_input_name(const void *a, const void *b)
{
	const struct input *left = a, *right = b;
	return strcmp(left->name, right->name);
}

/* As the project says that the file is in. */
static const char *read_as(const void *context, const char *name)
{
	const struct run *run = context;
	const struct gathering *gathering = &run->linting.gathering;
	const struct input wanted = { .name = name };
	for (uint32_t i = 0; i < gathering->count; i++) {
		const struct unit *unit = &gathering->units[i];
		bool is = unit->files.count && bsearch(&wanted, unit->files.at, unit->files.count, sizeof wanted,
							 by_input_name);
		for (uint32_t k = 0; !is && k < unit->maybe.count; k++)
			is = !strcmp(unit->maybe.at[k].name, name);
		if (is)
			return project_read_as(run->cli->arena, unit->project, name);
	}
	return NULL;
}

void cmd_fix(struct cli *cli, int count, char *const *arguments)
{
	struct run run = { .cli = cli, .linting = { .cli = cli, .fingerprints = true } };
	const struct format *format = reporting_format(cli);
	if (!format || !open_run(&run, count, arguments)) {
		if (cli->status > ERR_USAGE)
			cli_say(cli, "no file was changed");
		return;
	}
	run.fixing = (struct fixing){
		.arena = cli->arena, .names = run.names, .name_count = run.count, .unsafe = cli->flags.unsafe,
		.force = cli->flags.force, .wanted = is_wanted, .refuse = refuse, .read_as = read_as, .judge = judge,
		.context = &run,
	};
	fixing_run(&run.fixing);
	if (run.fixing.stuck)
		bug("the fixes of these rules go round in circles, so that nothing was written: %s", run.fixing.stuck);
	if (cli->status == 0)
		finish(&run, format);
	else
		cli_say(cli, "no file was changed");
	linting_close(&run.linting);
}
