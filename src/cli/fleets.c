#include "cli/fleets.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "base/os.h"
#include "base/path.h"
#include "base/sort.h"
#include "cli/asked.h"
#include "cli/workers.h"
#include "input/parts.h"

/* Who reads some of the files. */
struct reader {
	struct worker *worker;  /* NULL: nothing was read yet */
	struct intern same;     /* what their settings have in common */
	struct sink sink;       /* what was found in them, */
	uint32_t taken;         /* of which so many went where all of it goes */
};

/* One reading of files of a tree. */
struct visit {
	struct cli *cli;
	const struct fleets *fleets;
	struct fleets_part *part;
	struct target target;   /* of the command line */
	const struct input *inputs;
	struct asked asked;
	struct reader *readers;
	struct record {
		const struct config *config;  /* NULL: it is left out */
		uint32_t found;
	} *records;
};

bool fleets_gather(struct cli *cli, int count, char *const *arguments, struct fleets *fleets)
{
	if (!gather(cli, count, arguments, &fleets->gathering))
		return false;
	if (fleets->within) {
		char *real = os->realpath(fleets->within, NULL);
		fleets->within_named = path_join(cli->arena, fleets->gathering.here, str_of(fleets->within));
		fleets->within_real = real ? arena_copy(cli->arena, real, strlen(real)) : fleets->within_named;
		free(real);
	}
	for (uint32_t i = 0; i < fleets->gathering.count; i++)
		gather_settled(&fleets->gathering, &fleets->gathering.units[i]);
	return cli->status <= 1;
}

/* A project file may name files that are none of the tree that was asked for. */
static bool is_within(const struct fleets *fleets, const struct input *input)
{
	return !fleets->within || path_below(fleets->within_real, input->whole) || path_below(fleets->within_named, input->whole);
}

static int by_text(const void *a, const void *b)
{
	const struct fleets_text *left = a, *right = b;
	return strcmp(left->name, right->name);
}

static bool read_text(const struct visit *visit, struct arena *arena, const struct input *input, struct source *source, struct err *err)
{
	const struct fleets *fleets = visit->fleets;
	const struct fleets_text wanted = { .name = input->name };
	const struct fleets_text *text = !fleets->text_count ? NULL
		: bsearch(&wanted, fleets->texts, fleets->text_count, sizeof wanted, by_text);
	if (!text)
		return gather_read(&fleets->gathering, arena, input, source, err);
	source_init(arena, input->name, text->text, source);
	return true;
}

/* The config that the file is, or NULL. */
static struct config *read_file(const struct visit *visit, struct worker *worker, const struct input *input, const struct asked_file *asked)
{
	struct arena *arena = worker->cli.arena;
	struct err err = ERR_INIT(arena);
	struct source *source = arena_alloc(arena, sizeof *source);
	struct config *config = arena_alloc(arena, sizeof *config);
	struct target target, told = gather_told(visit->part->unit, input);
	struct parts parts;
	if (!read_text(visit, arena, input, source, &err)) {
		cli_fail(&worker->cli, &err);
		return NULL;
	}
	parts_read(arena, &worker->scratch, source, asked->read_as, &parts);
	arena_reset(&worker->scratch);
	/* Which members a template or a manifest makes, nobody knows. */
	if (parts.count != 1 || parts.at[0].source != source) {
		if (!visit->fleets->again)
			cli_say(&worker->cli, "%s: left out: it %s", source->name, parts.refused ? parts.refused
				: arena_printf(arena, "is a %s; look at what comes of it", parts.at[0].read_as));
		return NULL;
	}
	const char *root = visit->part->unit->root;
	source->path = root ? path_below(root, input->whole) : NULL;
	cli_target_over(visit->cli, &visit->target, &asked->target, &told, &target);
	config_read_lean(arena, &worker->scratch, source, &target, config);
	gather_decide(arena, visit->part->unit, input, config);
	return config;
}

static void read_one(void *context, uint32_t index, struct worker *worker)
{
	struct visit *visit = context;
	struct reader *reader = &visit->readers[worker->number];
	if (!reader->worker)
		*reader = (struct reader){ worker, INTERN_INIT(worker->cli.arena), SINK_INIT(worker->cli.arena), 0 };
	uint32_t before = reader->sink.count;
	struct config *config = read_file(visit, worker, &visit->inputs[index], asked_at(&visit->asked, index));
	if (config && visit->fleets->each)
		visit->fleets->each(visit->fleets->context, &reader->sink, config);
	if (config) {
		config_shrink(config, &reader->same);
		config_move(config, visit->cli->arena, visit->cli->arena);
	}
	visit->records[index] = (struct record){ config, reader->sink.count - before };
}

static void take_one(void *context, uint32_t index, uint32_t worker)
{
	struct visit *visit = context;
	struct reader *reader = &visit->readers[worker];
	const struct record *record = &visit->records[index];
	for (uint32_t i = 0; i < record->found; i++)
		sink_take(visit->fleets->found, reader->sink.at[reader->taken++]);
	if (record->config)
		visit->part->configs[visit->part->count++] = record->config;
}

static void read_list(struct visit *visit, const struct inputs *inputs)
{
	struct cli *cli = visit->cli;
	struct arena arena = ARENA_INIT;
	struct input *within = arena_array(&arena, inputs->count, sizeof *within);
	struct work work = { .task = read_one, .done = take_one, .context = visit };
	for (uint32_t i = 0; i < inputs->count; i++)
		if (is_within(visit->fleets, &inputs->at[i]))
			within[work.count++] = inputs->at[i];
	work.jobs = workers_jobs(cli, work.count);
	visit->inputs = within;
	visit->readers = arena_array(&arena, work.jobs, sizeof *visit->readers);
	visit->records = arena_array(&arena, work.count, sizeof *visit->records);
	if (work.count)
		asked_of(cli, visit->part->unit->project, within, work.count, &visit->asked);
	workers_run(cli, &work);
	for (uint32_t i = 0; i < work.jobs; i++)
		intern_close(&visit->readers[i].same);
	arena_free(&arena);
}

static int by_name(const void *a, const void *b)
{
	const struct config *left = *(const struct config *const *)a, *right = *(const struct config *const *)b;
	return strcmp(left->source->name, right->source->name);
}

static void build(struct cli *cli, struct fleets *fleets, struct fleets_part *part)
{
	const struct unit *unit = part->unit;
	sort_items(part->configs, part->count, sizeof *part->configs, by_name);
	struct fleet_facts facts = {
		.configs = part->configs, .count = part->count, .project = unit->project,
		.inventories = unit->inventories, .inventory_count = unit->inventory_count,
		.lists = (const struct rsconf *const *)unit->lists, .list_count = unit->list_count,
		.key_file_root = cli->flags.key_file_root, .on_host = cli->flags.on_host,
		.trust_paths = cli->flags.trust_paths, .homes = unit->homes, .seen = &fleets->gathering.seen,
		.jobs = workers_jobs(cli, part->count),
	};
	fleet_build(cli->arena, &facts, &part->fleet);
	if (fleets->again)
		return;
	gather_keyfiles_settled(&fleets->gathering, &part->fleet);
	struct str lines = fleet_explain(cli->arena, &part->fleet), line;
	while (cli->flags.verbose && lines.len && str_split(&lines, '\n', &line))
		if (line.len)
			cli_say_more(cli, "%.*s", STR_ARG(line));
}

bool fleets_read(struct cli *cli, struct fleets *fleets)
{
	struct visit visit = { .cli = cli, .fleets = fleets };
	if (!cli_target(cli, &visit.target))
		return false;
	fleets->parts = arena_array(cli->arena, fleets->gathering.count, sizeof *fleets->parts);
	for (uint32_t i = 0; i < fleets->gathering.count; i++) {
		struct fleets_part *part = &fleets->parts[fleets->count++];
		part->unit = &fleets->gathering.units[i];
		part->configs = arena_array(cli->arena, part->unit->files.count + part->unit->context.count +
						    (size_t)part->unit->maybe.count, sizeof *part->configs);
		visit.part = part;
		read_list(&visit, &part->unit->files);
		read_list(&visit, &part->unit->context);
		read_list(&visit, &part->unit->maybe);
		build(cli, fleets, part);
		cli_effort(cli, part->unit->project);
	}
	return cli->status <= 1;
}

static bool is_file(const char *path, const struct stat *st)
{
	struct stat other;
	return path && os->fstatat(AT_FDCWD, path, &other, 0) == 0 && other.st_dev == st->st_dev && other.st_ino == st->st_ino;
}

static bool has_file(const struct fleets *fleets, const struct stat *st)
{
	for (uint32_t i = 0; i < fleets->count; i++) {
		const struct fleets_part *part = &fleets->parts[i];
		for (uint32_t k = 0; k < part->count; k++)
			if (is_file(part->configs[k]->source->name, st))
				return true;
		for (uint32_t k = 0; k < part->fleet.keyfile_count; k++)
			if (is_file(part->fleet.keyfiles[k].keyfile->path, st))
				return true;
	}
	return false;
}

void fleets_report(struct cli *cli, const struct fleets *const *read, unsigned count, struct str text)
{
	const char *path = cli->flags.output;
	struct stat st;
	bool there = path && *path && strcmp(path, "-") != 0 && os->fstatat(AT_FDCWD, path, &st, 0) == 0;
	for (unsigned i = 0; there && i < count; i++)
		if (has_file(read[i], &st)) {
			cli_usage(cli, "--output %s: that is one of the inputs; it was left as it is", path);
			return;
		}
	cli_write(cli, text);
}

const struct fleet **fleets_list(struct arena *arena, const struct fleets *fleets)
{
	const struct fleet **all = arena_array(arena, fleets->count, sizeof *all);
	for (uint32_t i = 0; i < fleets->count; i++)
		all[i] = &fleets->parts[i].fleet;
	return all;
}
