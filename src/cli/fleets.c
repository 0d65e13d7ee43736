#include "cli/fleets.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "base/os.h"
#include "base/path.h"
#include "base/sort.h"
#include "input/parts.h"

/* One reading of a tree. */
struct visit {
	struct cli *cli;
	struct fleets *fleets;
	struct target target;   /* of the command line */
	struct arena scratch;   /* of one file at a time */
	struct intern same;     /* what their settings have in common */
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
	for (uint32_t i = 0; i < fleets->gathering.count; i++) {
		const struct unit *unit = &fleets->gathering.units[i];
		const char **paths = arena_array(cli->arena, unit->files.count + (size_t)unit->maybe.count, sizeof *paths);
		uint32_t used = 0;
		for (uint32_t k = 0; k < unit->files.count; k++)
			paths[used++] = unit->files.at[k].path;
		for (uint32_t k = 0; k < unit->maybe.count; k++)
			paths[used++] = unit->maybe.at[k].path;
		cli_settled(cli, paths, used);
	}
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

static bool read_text(struct visit *visit, const struct input *input, struct source *source, struct err *err)
{
	const struct fleets *fleets = visit->fleets;
	const struct fleets_text wanted = { .name = input->name };
	const struct fleets_text *text = !fleets->text_count ? NULL
		: bsearch(&wanted, fleets->texts, fleets->text_count, sizeof wanted, by_text);
	if (!text)
		return source_read(visit->cli->arena, input->path, source, err);
	source_init(visit->cli->arena, input->name, text->text, source);
	return true;
}

static void read_one(struct visit *visit, struct fleets_part *part, const struct input *input)
{
	struct cli *cli = visit->cli;
	struct err err = ERR_INIT(cli->arena);
	struct source *source = arena_alloc(cli->arena, sizeof *source);
	struct config *config = arena_alloc(cli->arena, sizeof *config);
	const struct inventory_entry *entry = gather_entry(part->unit, input);
	struct target told = { 0 }, target;
	if (!read_text(visit, input, source, &err)) {
		cli_fail(cli, &err);
		return;
	}
	struct parts parts;
	parts_read(cli->arena, &visit->scratch, source, project_read_as(cli->arena, part->unit->project, input->name), &parts);
	arena_reset(&visit->scratch);
	/* Which members a template or a manifest makes, nobody knows. */
	if (parts.count != 1 || parts.at[0].source != source) {
		if (!visit->fleets->again)
			cli_say(cli, "%s: left out: it %s", source->name, parts.refused ? parts.refused
				: arena_printf(cli->arena, "is a %s; look at what comes of it", parts.at[0].read_as));
		return;
	}
	source->path = part->unit->root ? path_below(part->unit->root, input->whole) : NULL;
	if (entry)
		told = (struct target){ .server = entry->server, .edition = entry->edition, .binary = entry->command.binary };
	cli_target_of(cli, &visit->target, part->unit->project, input->name, &told, &target);
	config_read_lean(cli->arena, &visit->scratch, source, &target, config);
	gather_decide(cli->arena, part->unit, input, config);
	if (visit->fleets->each)
		visit->fleets->each(visit->fleets->context, config);
	part->configs[part->count++] = config;
	config_shrink(config, &visit->same);
	arena_reset(&visit->scratch);
}

static void read_list(struct visit *visit, struct fleets_part *part, const struct inputs *inputs)
{
	for (uint32_t i = 0; i < inputs->count; i++)
		if (is_within(visit->fleets, &inputs->at[i]))
			read_one(visit, part, &inputs->at[i]);
}

static int by_name(const void *a, const void *b)
{
	const struct config *left = *(const struct config *const *)a, *right = *(const struct config *const *)b;
	return strcmp(left->source->name, right->source->name);
}

static void build(struct cli *cli, struct fleets_part *part, bool again)
{
	const struct unit *unit = part->unit;
	sort_items(part->configs, part->count, sizeof *part->configs, by_name);
	struct fleet_facts facts = {
		.configs = part->configs, .count = part->count, .project = unit->project,
		.inventories = unit->inventories, .inventory_count = unit->inventory_count,
		.lists = (const struct rsconf *const *)unit->lists, .list_count = unit->list_count,
		.key_file_root = cli->flags.key_file_root, .on_host = cli->flags.on_host,
		.trust_paths = cli->flags.trust_paths, .homes = unit->homes,
	};
	fleet_build(cli->arena, &facts, &part->fleet);
	if (again)
		return;
	const char **keyfiles = arena_array(cli->arena, part->fleet.keyfile_count, sizeof *keyfiles);
	uint32_t count = 0;
	for (uint32_t i = 0; i < part->fleet.keyfile_count; i++)
		if (part->fleet.keyfiles[i].keyfile->state != KEYFILE_OUTSIDE)
			keyfiles[count++] = part->fleet.keyfiles[i].keyfile->path;
	cli_settled(cli, keyfiles, count);
	struct str lines = fleet_explain(cli->arena, &part->fleet), line;
	while (cli->flags.verbose && lines.len && str_split(&lines, '\n', &line))
		if (line.len)
			cli_say_more(cli, "%.*s", STR_ARG(line));
}

bool fleets_read(struct cli *cli, struct fleets *fleets)
{
	struct visit visit = { .cli = cli, .fleets = fleets, .scratch = ARENA_INIT, .same = INTERN_INIT(cli->arena) };
	if (!cli_target(cli, &visit.target))
		return false;
	fleets->parts = arena_array(cli->arena, fleets->gathering.count, sizeof *fleets->parts);
	for (uint32_t i = 0; i < fleets->gathering.count; i++) {
		struct fleets_part *part = &fleets->parts[fleets->count++];
		part->unit = &fleets->gathering.units[i];
		part->configs = arena_array(cli->arena, part->unit->files.count + part->unit->context.count +
						    (size_t)part->unit->maybe.count, sizeof *part->configs);
		read_list(&visit, part, &part->unit->files);
		read_list(&visit, part, &part->unit->context);
		read_list(&visit, part, &part->unit->maybe);
		build(cli, part, fleets->again);
		cli_effort(cli, part->unit->project);
	}
	arena_free(&visit.scratch);
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
