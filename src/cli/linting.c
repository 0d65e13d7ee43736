#include "cli/linting.h"

#include <fcntl.h>
#include <string.h>

#include "base/os.h"
#include "base/path.h"
#include "base/sort.h"
#include "cli/aside.h"
#include "cli/linting_read.h"
#include "cli/reporting.h"
#include "cli/workers.h"
#include "fleet/project.h"
#include "rules/follow.h"

/* Bytes of the texts in which nothing is found that stay in memory all the same: of some ten thousand packaged configs. What
 * a rule about the fleet finds in one of the others costs a second read of its file. */
enum { TEXTS_KEPT = 4 * 1024 * 1024 };

/* ---- flags ---- */

/* The server's own words (server source, options_parser.cpp, parseConfigExpand(), 4.2). */
static bool take_expand(struct linting *linting, const char *words)
{
	struct str rest = str_of(words ? words : "none"), word;
	while (str_split(&rest, ',', &word)) {
		linting->lint.expand_rest |= str_is(word, "rest");
		linting->lint.expand_exec |= str_is(word, "exec");
		if (str_is(word, "rest") || str_is(word, "exec") || !words || !strcmp(words, "none"))
			continue;
		cli_usage(linting->cli, "--config-expand is none, rest, exec or rest,exec, not %s", words);
		return false;
	}
	return true;
}

static bool take_flags(struct linting *linting)
{
	struct cli *cli = linting->cli;
	int severity;
	if (cli->flags.key_file_root && cli->flags.on_host) {
		cli_usage(cli, "--key-file-root and --on-host say two places to look for keyfiles; give one");
		return false;
	}
	return choice_fail_on(cli, NULL, &severity) && choice_flags(cli, &linting->choice) && cli_target(cli, &linting->target) &&
	       take_expand(linting, cli->flags.config_expand);
}

static int by_name(const void *a, const void *b)
{
	const struct config *left = *(const struct config *const *)a, *right = *(const struct config *const *)b;
	return strcmp(left->source->name, right->source->name);
}

/* ---- the fleet ---- */

static void build_fleet(struct batch *batch, struct fleet *fleet)
{
	struct linting *linting = batch->linting;
	const struct unit *unit = batch->unit;
	/* In the order of names, so that the report is the same however the files are named. */
	sort_items(batch->configs, batch->count, sizeof *batch->configs, by_name);
	struct fleet_facts facts = {
		.configs = batch->configs, .count = batch->count, .project = unit->project,
		.inventories = unit->inventories, .inventory_count = unit->inventory_count,
		.witnesses = (const struct inventory *const *)unit->found, .witness_count = unit->found_count,
		.claims = (const struct claims *const *)unit->claims, .claims_count = unit->claims_count,
		.unused = batch->unused, .unused_count = batch->unused_count,
		.lists = (const struct rsconf *const *)unit->lists, .list_count = unit->list_count,
		.key_file_root = linting->cli->flags.key_file_root, .on_host = linting->cli->flags.on_host,
		.trust_paths = linting->cli->flags.trust_paths, .homes = unit->homes, .seen = &linting->gathering.seen,
		.jobs = workers_jobs(linting->cli, batch->count),
		.slice = batch->survey ? &linting->shard.slice : NULL,
	};
	fleet_build(linting->cli->arena, &facts, fleet);
}

/* Is it a keyfile of the fleet? Then what is said of it at the configs of its members is about it, too. */
static bool is_keyfile_of(struct linting *linting, struct unit *unit, const struct fleet *fleet, const char *whole)
{
	bool is = false;
	for (uint32_t i = 0; i < fleet->keyfile_count; i++) {
		const struct fleet_keyfile *one = &fleet->keyfiles[i];
		if (strcmp(gather_keyfile(&linting->gathering, unit, one->keyfile), whole) != 0)
			continue;
		for (uint32_t k = 0; k < one->count; k++)
			gather_hold(&linting->gathering, unit, one->members[k]->config->source->name);
		is = true;
	}
	return is;
}

/* What was named and looks like no config is one all the same, unless it is a keyfile of the fleet. True: there were some. */
static bool read_maybe(struct batch *batch, const struct fleet *fleet)
{
	struct linting *linting = batch->linting;
	struct inputs others = { 0 };
	for (uint32_t i = 0; i < batch->unit->maybe.count; i++)
		if (!is_keyfile_of(linting, batch->unit, fleet, batch->unit->maybe.at[i].whole))
			inputs_add(linting->cli->arena, &others, batch->unit->maybe.at[i]);
	linting_read(batch, others.at, others.count, true);
	return others.count;
}

static void explain(struct cli *cli, const struct fleet *fleet)
{
	struct str lines = fleet_explain(cli->arena, fleet), line;
	while (lines.len && str_split(&lines, '\n', &line))
		if (line.len)
			cli_say_more(cli, "%.*s", STR_ARG(line));
}

/* Of what was read before, this shard's share. */
static void judge_share(struct batch *batch, const struct fleet *fleet)
{
	struct linting *linting = batch->linting;
	shard_deal(linting->cli->arena, &linting->shard, batch->unit, fleet);
	linting->lint.slice = &linting->shard.slice;
	linting_judge(batch);
}

static void judge(struct linting *linting, struct unit *unit)
{
	struct arena *arena = linting->cli->arena;
	struct batch batch = { .linting = linting, .unit = unit, .survey = shard_is_part(&linting->shard) };
	struct fleet *fleet = arena_alloc(arena, sizeof *fleet);
	uint32_t first = linting->sink.count, first_aside = linting->aside.count;
	int fail_on;
	linting->ignores = (struct ignores)IGNORES_INIT(arena);
	shard_begin(&linting->shard, unit, linting->baselines[unit - linting->gathering.units]);
	batch.selected = choice_rules(&linting->choice, arena, unit->project);
	batch.configs = arena_array(arena, unit->files.count + unit->context.count + (size_t)unit->maybe.count,
				      sizeof *batch.configs);
	batch.judged = arena_array(arena, unit->files.count + (size_t)unit->maybe.count, sizeof(void *));
	linting_read(&batch, unit->files.at, unit->files.count, true);
	linting_read(&batch, unit->context.at, unit->context.count, false);
	/* A run that reads its files several times changes a few of them at a time. */
	if (!linting->again)
		intern_close(&linting->same);
	build_fleet(&batch, fleet);
	if (unit->maybe.count && read_maybe(&batch, fleet))
		build_fleet(&batch, fleet);
	if (batch.survey)
		judge_share(&batch, fleet);
	if (!linting->again)
		gather_keyfiles_settled(&linting->gathering, fleet);
	if (linting->cli->flags.verbose && !linting->again)
		explain(linting->cli, fleet);
	linting->lint.fleet = fleet;
	linting->lint.server = linting->target.server;
	if (unit->project && !version_known(linting->lint.server))
		linting->lint.server = unit->project->server;
	linting->lint.jobs = workers_jobs(linting->cli, batch.count);
	rules_run_fleet(&linting->lint, batch.selected);
	follow_drop(&linting->sink, first);
	if (shard_is_part(&linting->shard))
		shard_keep(&linting->shard, &linting->sink, first);
	aside_apply(linting, &(struct aside_part){ unit, batch.judged, batch.judged_count, batch.selected, first, first_aside });
	choice_fail_on(linting->cli, unit->project, &fail_on);
	if (!linting->again)
		cli_effort(linting->cli, unit->project);
	for (uint32_t i = first; i < linting->sink.count; i++)
		linting->sink.at[i]->fails = (int)linting->sink.at[i]->severity >= fail_on;
	linting->fleets[linting->fleet_count++] = fleet;
}

/* ---- the run ---- */

bool linting_open(struct linting *linting, int count, char *const *arguments)
{
	struct cli *cli = linting->cli;
	linting->lint = (struct lint){ .key_file_root = cli->flags.key_file_root, .on_host = cli->flags.on_host };
	linting->scratch = (struct arena)ARENA_INIT;
	linting->same = (struct intern)INTERN_INIT(cli->arena);
	linting->shelf = (struct shelf)SHELF_INIT(TEXTS_KEPT);
	if (!take_flags(linting) || !shard_open(cli, &linting->shard) || !gather(cli, count, arguments, &linting->gathering))
		return false;
	for (uint32_t i = 0; i < linting->gathering.count; i++)
		gather_settled(&linting->gathering, &linting->gathering.units[i]);
	return aside_open(linting) && since_open(cli, &linting->gathering, &linting->since);
}

/* A Compose file may say all there is. */
static void count_inventories(struct linting *linting)
{
	const struct gathering *gathering = &linting->gathering;
	uint32_t named = 0, inventories = 0;
	for (uint32_t i = 0; i < gathering->count; i++) {
		const struct unit *unit = &gathering->units[i];
		named += unit->files.count + unit->named.count + unit->inventory_count;
		inventories += unit->inventory_count;
	}
	if (!linting->count && !shard_is_part(&linting->shard))
		linting->count = inventories;
	linting->shard.report.inventories = inventories;
	if (!named && linting->cli->status == 0)
		cli_say(linting->cli, "no config found; name a file, or a folder that has files such as mongod.conf");
}

static uint32_t count_files(const struct gathering *gathering)
{
	uint32_t count = 0;
	for (uint32_t i = 0; i < gathering->count; i++)
		count += gathering->units[i].files.count + gathering->units[i].context.count + gathering->units[i].maybe.count;
	return count;
}

/* What was found in it before is true of what it was, and nobody knows where it stands now. */
static void say_changed(struct linting *linting)
{
	struct err err = ERR_INIT(linting->cli->arena);
	const char *changed = shelf_changed(&linting->shelf);
	if (changed) {
		err_set(&err, ERR_INPUT, changed, 0, "changed while it was looked at, so what is said of it is not sure; run mongoconf again");
		cli_fail(linting->cli, &err);
	}
}

void linting_run(struct linting *linting)
{
	struct arena *arena = linting->cli->arena;
	const struct gathering *gathering = &linting->gathering;
	linting->sink = (struct sink)SINK_INIT(arena);
	linting->aside = (struct sink)SINK_INIT(arena);
	linting->lint.arena = arena;
	linting->lint.sink = &linting->sink;
	linting->lint.aside = &linting->aside;
	linting->lint.ignores = linting->cli->flags.no_suppress ? NULL : &linting->ignores;
	linting->fleets = arena_array(arena, gathering->count, sizeof(void *));
	linting->fleet_count = linting->count = linting->skipped = linting->judged_count = 0;
	linting->failing = false;
	linting->since.dropped = 0;
	progress_start(linting->cli, count_files(gathering));
	for (uint32_t i = 0; i < gathering->count; i++)
		judge(linting, &gathering->units[i]);
	progress_end(linting->cli);
	if (!linting->again)
		count_inventories(linting);
	sink_sort(&linting->sink);
	sink_sort(&linting->aside);
	for (uint32_t i = 0; i < linting->sink.count; i++)
		linting->failing |= linting->sink.at[i]->fails;
	say_changed(linting);
	linting->again = true;
}

struct report linting_report(struct linting *linting)
{
	struct cli *cli = linting->cli;
	const struct gathering *gathering = &linting->gathering;
	sink_trim(&linting->sink);
	struct report report = {
		.sink = &linting->sink, .aside = &linting->aside, .files = linting->count, .skipped = linting->skipped,
		.judged = linting->judged, .judged_count = linting->judged_count,
		.fleets = linting->fleets, .fleet_count = linting->fleet_count,
		.unchanged = linting->since.dropped, .here = gathering->here, .status = cli->status,
		.repository = project_repository(cli->arena, gathering->here),
		.shard = shard_report(cli->arena, &linting->shard), .jobs = workers_most(cli),
	};
	reporting_look(cli, &report);
	return report;
}

bool linting_has_read(const struct linting *linting, const char *path)
{
	const struct paths *others = &linting->gathering.read;
	struct stat st, other;
	if (os->fstatat(AT_FDCWD, path, &st, 0) < 0)
		return false;
	for (uint32_t i = 0; i < linting->reads; i++)
		if (linting->read[i].dev == st.st_dev && linting->read[i].ino == st.st_ino)
			return true;
	for (uint32_t i = 0; i < others->count; i++)
		if (os->fstatat(AT_FDCWD, others->at[i], &other, 0) == 0 && other.st_dev == st.st_dev && other.st_ino == st.st_ino)
			return true;
	return false;
}

void linting_close(struct linting *linting)
{
	arena_free(&linting->scratch);
	intern_close(&linting->same);
	arena_adopt(linting->cli->arena, &linting->shelf.arena);
}
