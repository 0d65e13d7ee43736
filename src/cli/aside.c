#include "cli/aside.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "base/os.h"
#include "base/path.h"
#include "fleet/project.h"

/* ---- the baselines ---- */

const char *aside_baseline_path(const struct linting *linting, const struct unit *unit)
{
	const struct cli *cli = linting->cli;
	const char *here = linting->gathering.here;
	if (cli->flags.baseline)
		return cli->flags.baseline;
	const char *root = unit->root ? unit->root : here;
	const char *whole = path_join(cli->arena, path_join(cli->arena, here, str_of(root)), STR(BASELINE_FILE));
	return unit->project && unit->project->absolute ? whole : path_from(cli->arena, here, whole);
}

/* Without the flag there need not be one. */
static bool is_missing(const struct linting *linting, const char *path)
{
	struct stat st;
	return (linting->accepting || !linting->cli->flags.baseline) && os->fstatat(AT_FDCWD, path, &st, 0) < 0 && errno == ENOENT;
}

/* A link that leads out of the repository is not followed, like any other that a stranger may have made. */
static bool is_outside(const struct linting *linting, const struct unit *unit, const char *path)
{
	struct home home;
	if (linting->cli->flags.baseline || linting->cli->flags.trust_paths)
		return false;
	return !home_of(linting->cli->arena, path_folder(linting->cli->arena, path), unit->root, &home) || !home_holds(&home, path);
}

static bool open_one(struct linting *linting, const struct unit *unit, struct baseline **out)
{
	struct cli *cli = linting->cli;
	struct err err = ERR_INIT(cli->arena);
	const char *path = aside_baseline_path(linting, unit);
	if (is_missing(linting, path))
		return true;
	*out = arena_alloc(cli->arena, sizeof **out);
	bool ok = is_outside(linting, unit, path)
		? err_set(&err, ERR_INPUT, path, 0, "is a link that leads out of the repository, and was not opened")
		: baseline_read(cli->arena, path, *out, &err);
	if (!ok) {
		cli_fail(cli, &err);
		return false;
	}
	gather_remember(&linting->gathering, path);
	cli_say_more(cli, "%s: %u accepted finding%s", path, (*out)->count, (*out)->count == 1 ? "" : "s");
	return true;
}

bool aside_open(struct linting *linting)
{
	struct cli *cli = linting->cli;
	const struct gathering *gathering = &linting->gathering;
	linting->fresh = arena_array(cli->arena, gathering->count, sizeof *linting->fresh);
	linting->servers = arena_array(cli->arena, gathering->count, sizeof *linting->servers);
	linting->baselines = arena_array(cli->arena, gathering->count, sizeof(void *));
	if (cli->flags.baseline && !*cli->flags.baseline) {
		cli_usage(cli, "--baseline: the name of the file is empty");
		return false;
	}
	/* Where nothing is read but what is named, no baseline is, unless it is named, too. */
	bool none = cli->flags.no_suppress || (cli->flags.no_project && !cli->flags.baseline);
	if (none && linting->accepting) {
		cli_usage(cli, "with --no-project no baseline is looked for; name the one to write: --baseline FILE");
		return false;
	}
	for (uint32_t i = 0; !none && i < gathering->count; i++)
		if (!open_one(linting, &gathering->units[i], &linting->baselines[i]))
			return false;
	return true;
}

/* ---- what the rules ask of the run ---- */

static bool is_first(const struct linting *linting)
{
	return linting->shard.slice.index == 0;
}

struct finished {
	const struct source *source;
	bool stopped;  /* something keeps it from being judged to its end */
};

struct asking {
	struct lint_run run;
	struct linting *linting;
	const struct aside_part *part;
	struct finished *files;  /* by path */
	struct home home;        /* what the baseline may speak of */
	bool at_home;
};

static bool is_on(const struct lint_run *run, const struct rule *rule, const struct source *source)
{
	const struct asking *asking = (const void *)run;
	return choice_is_on(&asking->linting->choice, asking->linting->cli->arena, asking->part->unit->project, rule, source->name);
}

static int by_path(const void *a, const void *b)
{
	const struct finished *left = a, *right = b;
	return strcmp(source_path(left->source), source_path(right->source));
}

static struct finished *find(const struct asking *asking, const struct source *source)
{
	struct finished wanted = { source, false };
	return !asking->part->judged_count ? NULL
		: bsearch(&wanted, asking->files, asking->part->judged_count, sizeof wanted, by_path);
}

/* 0, or why not. A stranger may have written the path: what lies elsewhere is not looked for. */
static int is_there(const struct asking *asking, const char *place)
{
	struct stat st;
	if (!home_holds(&asking->home, place))
		return EXDEV;
	return os->fstatat(AT_FDCWD, place, &st, 0) < 0 ? errno : 0;
}

static const struct source *judged(const struct lint_run *run, struct str path, bool *gone)
{
	const struct asking *asking = (const void *)run;
	struct arena *arena = asking->linting->cli->arena;
	const char *root = asking->part->unit->root;
	struct source wanted = { .name = str_cstr(arena, path) };
	const struct finished *file = find(asking, &wanted);
	*gone = false;
	if (file)
		return file->stopped ? NULL : file->source;
	/* Who says it of one that is gone, if all shards could? */
	if (!is_first(asking->linting))
		return NULL;
	/* Keyfiles are called as they lie from the current folder on. */
	const char *place = root ? path_join(arena, root, path) : wanted.name;
	*gone = asking->at_home && is_there(asking, place) == ENOENT && is_there(asking, wanted.name) != 0;
	return NULL;
}

static void list_judged(struct asking *asking, const struct sink *sink)
{
	const struct aside_part *part = asking->part;
	asking->files = arena_array(asking->linting->cli->arena, part->judged_count, sizeof *asking->files);
	for (uint32_t i = 0; i < part->judged_count; i++)
		asking->files[i].source = part->judged[i];
	if (part->judged_count)
		qsort(asking->files, part->judged_count, sizeof *asking->files, by_path);
	for (uint32_t i = part->first; i < sink->count; i++) {
		const struct diag *diag = sink->at[i];
		struct finished *file = rule_stops(diag) ? find(asking, diag->source) : NULL;
		if (file)
			file->stopped = true;
	}
}

/* ---- one unit ---- */

/* Of a fleet that was read for the sake of a few files, what is about those. */
static void drop_untouched(struct linting *linting, const struct unit *unit, struct sink *sink, uint32_t from)
{
	uint32_t kept = from;
	if (!unit->context.count)
		return;
	for (uint32_t i = from; i < sink->count; i++)
		if (gather_touches(&linting->gathering, unit, sink->at[i]))
			sink->at[kept++] = sink->at[i];
	sink->count = kept;
}

static void drop_all_untouched(struct linting *linting, const struct aside_part *part)
{
	drop_untouched(linting, part->unit, &linting->sink, part->first);
	drop_untouched(linting, part->unit, &linting->aside, part->first_aside);
}

/* Of the findings from number `from` on, in their order, and with fingerprints where anybody asks for them. Those that a comment
 * sets aside count, too: who takes it away finds all others as they were. */
static void fingerprint(struct linting *linting, const struct aside_part *part, uint32_t from)
{
	struct sink *sink = &linting->sink, own = { .arena = sink->arena, .at = sink->at + from, .count = sink->count - from };
	if (!own.count)
		return;
	sink_sort(&own);
	if (linting->fingerprints || linting->baselines[part->unit - linting->gathering.units])
		fingerprint_sink(&own);
}

/* What is said of comments and of the baseline is a choice like any other. */
static void choose(struct linting *linting, const struct aside_part *part, uint32_t from)
{
	choice_apply(&linting->choice, linting->cli->arena, part->unit->project, &linting->sink, from);
}

static void apply_baseline(struct linting *linting, const struct aside_part *part, struct asking *asking)
{
	const struct gathering *gathering = &linting->gathering;
	struct baseline *baseline = linting->baselines[part->unit - gathering->units];
	struct sink *sink = &linting->sink;
	if (!baseline)
		return;
	for (uint32_t i = 0; i < baseline->count; i++)
		/* What is wrong with an entry itself is the first shard's. */
		baseline->entries[i].used = !is_first(linting) && !rule_find(baseline->entries[i].rule);
	baseline_apply(baseline, sink, part->first, &linting->aside);
	list_judged(asking, sink);
	const char *root = part->unit->root ? part->unit->root : gathering->here;
	asking->at_home = home_of(linting->cli->arena, root, NULL, &asking->home);
	uint32_t said = sink->count;
	linting->lint.baseline = baseline;
	rules_run_baseline(&linting->lint, part->selected);
	linting->lint.baseline = NULL;
	fingerprint(linting, part, said);
	choose(linting, part, said);
}

void aside_apply(struct linting *linting, const struct aside_part *part)
{
	const struct unit *unit = part->unit;
	struct asking asking = { .run = { is_on, judged }, .linting = linting, .part = part };
	struct sink *sink = &linting->sink;
	choose(linting, part, part->first);
	linting->lint.whole = unit->project || unit->root || unit->walked;
	linting->lint.run = &asking.run;
	fingerprint(linting, part, part->first);
	uint32_t said = rules_run_ignores(&linting->lint, part->selected, part->first);
	fingerprint(linting, part, said);
	choose(linting, part, said);
	apply_baseline(linting, part, &asking);
	drop_all_untouched(linting, part);
	since_apply(&linting->since, sink, part->first);
	linting->lint.run = NULL;
	linting->servers[unit - linting->gathering.units] = linting->lint.server;
	struct sink *fresh = &linting->fresh[unit - linting->gathering.units];
	*fresh = (struct sink)SINK_INIT(sink->arena);
	for (uint32_t i = part->first; i < sink->count; i++)
		sink_take(fresh, sink->at[i]);
}
