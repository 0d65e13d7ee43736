#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "base/os.h"
#include "cli/confine.h"
#include "cli/gather.h"
#include "cli/keyfile_verb.h"
#include "fleet/project.h"
#include "report/report.h"
#include "input/parts.h"
#include "rules/follow.h"

/* Of one run. */
struct check {
	struct cli *cli;
	struct gathering gathering;
	struct choice choice;
	const struct format *format;
	struct target target;      /* of the command line */
	struct sink sink;
	const struct keyfile **told;   /* what is asked about */
	uint32_t told_count, told_room;
	uint32_t files;            /* configs and keyfiles */
	struct judged_file *judged;     /* these, and keyfiles that configs name */
	uint32_t judged_count, judged_room;
	bool failing;
};

static bool take_flags(struct check *check)
{
	struct cli *cli = check->cli;
	int severity;
	check->format = report_format_find(cli->flags.format ? cli->flags.format : "text");
	if (!check->format)
		cli_usage(cli, "there is no format %s in this version; see mongoconf list formats", cli->flags.format);
	else if (cli->flags.key_file_root && cli->flags.on_host)
		cli_usage(cli, "--key-file-root and --on-host say two places to look for keyfiles; give one");
	return !cli->status && cli_may_write(cli) && choice_fail_on(cli, NULL, &severity) && choice_flags(cli, &check->choice) &&
	       cli_target(cli, &check->target);
}

/* ---- what there is ---- */

static void add_judged(struct check *check, const struct source *source)
{
	if (check->judged_count == check->judged_room) {
		check->judged_room = check->judged_room ? 2 * check->judged_room : 16;
		check->judged = arena_grow(check->cli->arena, check->judged, check->judged_count, check->judged_room,
					   sizeof *check->judged);
	}
	check->judged[check->judged_count++] = (struct judged_file){ .source = source };
}

static bool read_config(struct check *check, const struct unit *unit, const struct input *input, struct config *config)
{
	struct arena *arena = check->cli->arena;
	struct err err = ERR_INIT(arena);
	struct source *source = arena_alloc(arena, sizeof *source);
	struct target target;
	if (!strcmp(input->path, "-")) {
		cli_usage(check->cli, "keyfile check reads no standard input: a keyfile is judged with its name, mode and owner");
		return false;
	}
	if (!source_read(arena, input->path, source, &err)) {
		cli_fail(check->cli, &err);
		return false;
	}
	cli_target_of(check->cli, &check->target, unit->project, input->name, NULL, &target);
	struct parts parts;
	parts_read(arena, arena, source, project_read_as(arena, unit->project, input->name), &parts);
	config_read(arena, source, &target, config);
	return parts.count == 1 && parts.at[0].source == source;
}

/* Named by itself, called like no config and naming no keyfile: something that is to be read as one. */
static bool is_keyfile_after_all(const struct unit *unit, const struct input *input, const struct config *config)
{
	static const char *const endings[] = { ".conf", ".cfg", ".yml", ".yaml" };
	bool named = false;
	for (uint32_t i = 0; !named && i < unit->named.count; i++)
		named = !strcmp(unit->named.at[i].whole, input->whole);
	for (unsigned i = 0; named && i < sizeof endings / sizeof *endings; i++)
		named = !str_ends(str_of(input->path), endings[i]);
	return named && !config_find(config, "security.keyFile");
}

static void add_maybe(struct arena *arena, struct unit *unit, const struct input *input)
{
	struct inputs *maybe = &unit->maybe;
	maybe->at = arena_grow(arena, maybe->at, maybe->count, maybe->count + 1U, sizeof *maybe->at);
	maybe->room = maybe->count + 1;
	maybe->at[maybe->count++] = *input;
}

static void build_fleet(struct check *check, struct unit *unit, struct fleet *fleet)
{
	struct arena *arena = check->cli->arena;
	const struct inputs *const both[] = { &unit->files, &unit->context };
	const struct config **configs = arena_array(arena, (size_t)unit->files.count + unit->context.count, sizeof *configs);
	struct config *room = arena_array(arena, (size_t)unit->files.count + unit->context.count, sizeof *room);
	uint32_t count = 0;
	for (unsigned k = 0; k < 2; k++) {
		for (uint32_t i = 0; i < both[k]->count; i++) {
			const struct input *input = &both[k]->at[i];
			if (!read_config(check, unit, input, &room[count]))
				continue;
			if (is_keyfile_after_all(unit, input, &room[count])) {
				add_maybe(arena, unit, input);
				continue;
			}
			configs[count] = &room[count];
			count++;
			check->files += k == 0;
			if (k == 0)
				add_judged(check, room[count - 1].source);
		}
	}
	struct fleet_facts facts = {
		.configs = configs, .count = count, .project = unit->project,
		.inventories = unit->inventories, .inventory_count = unit->inventory_count,
		.lists = (const struct rsconf *const *)unit->lists, .list_count = unit->list_count,
		.key_file_root = check->cli->flags.key_file_root, .on_host = check->cli->flags.on_host,
		.trust_paths = check->cli->flags.trust_paths, .homes = unit->homes,
	};
	fleet_build(arena, &facts, fleet);
}

static const struct fleet_keyfile *find_keyfile(const struct check *check, const struct unit *unit,
						const struct fleet *fleet, const char *whole)
{
	for (uint32_t i = 0; i < fleet->keyfile_count; i++)
		if (!strcmp(gather_keyfile(&check->gathering, unit, fleet->keyfiles[i].keyfile), whole))
			return &fleet->keyfiles[i];
	return NULL;
}

/* What was named and is no config is a keyfile; some are those of a config, too. */
static void add_named(struct check *check, const struct unit *unit, struct fleet *fleet)
{
	struct arena *arena = check->cli->arena;
	const char **paths = arena_array(arena, unit->maybe.count, sizeof *paths);
	struct version *servers = arena_array(arena, unit->maybe.count, sizeof *servers);
	uint32_t count = 0;
	for (uint32_t i = 0; i < unit->maybe.count; i++) {
		const struct input *input = &unit->maybe.at[i];
		struct target target;
		check->files++;
		if (find_keyfile(check, unit, fleet, input->whole))
			continue;
		cli_target_of(check->cli, &check->target, unit->project, input->name, NULL, &target);
		servers[count] = target.server;
		paths[count++] = input->path;
	}
	if (count)
		fleet_add_keyfiles(arena, fleet, paths, servers, count);
}

/* What was named must be there; what a config names is a matter of findings. */
static void fail_unreadable(struct check *check, const struct unit *unit, const struct fleet *fleet)
{
	for (uint32_t i = 0; i < unit->maybe.count; i++) {
		struct err err = ERR_INIT(check->cli->arena);
		const char *path = unit->maybe.at[i].path;
		const struct fleet_keyfile *named = find_keyfile(check, unit, fleet, unit->maybe.at[i].whole);
		if (!named || named->keyfile->state == KEYFILE_READ || named->keyfile->state == KEYFILE_ENCRYPTED)
			continue;
		if (named->keyfile->state == KEYFILE_NO_FILE)
			err_set(&err, ERR_INPUT, path, 0, "is no file, and is not opened");
		else if (named->keyfile->state == KEYFILE_OUTSIDE)
			err_set(&err, ERR_INPUT, path, 0, "leads out of the repository, where a config names it, and is not opened; "
				"--trust-paths allows it");
		else
			err_set(&err, ERR_INPUT, path, named->keyfile->cause, "can't be read");
		cli_fail(check->cli, &err);
	}
}

/* ---- findings ---- */

/* Rules about keyfiles, whatever their group. */
static bool *choose_rules(const struct check *check, const struct unit *unit)
{
	bool *selected = choice_rules(&check->choice, check->cli->arena, unit->project);
	for (unsigned i = 0; i < rule_count; i++)
		selected[i] &= str_starts(str_of(rule_table[i]->kind.id), "keyfile-") && rule_table[i]->scope == SCOPE_FLEET;
	return selected;
}

static void drop_untouched(struct check *check, const struct unit *unit, uint32_t from)
{
	struct sink *sink = &check->sink;
	uint32_t kept = from;
	for (uint32_t i = from; i < sink->count; i++)
		if (gather_touches(&check->gathering, unit, sink->at[i]))
			sink->at[kept++] = sink->at[i];
	sink->count = kept;
}

/* Is it asked about: named, or that of a config that is? */
static bool is_asked(const struct check *check, const struct unit *unit, const struct fleet_keyfile *named)
{
	bool asked = !named->count || gather_is_named(unit, gather_keyfile(&check->gathering, unit, named->keyfile));
	for (uint32_t i = 0; !asked && i < named->count; i++)
		asked = gather_is_named(unit, gather_whole(&check->gathering, unit, named->members[i]->config->source->name));
	return asked;
}

static void tell(struct check *check, const struct unit *unit, const struct fleet *fleet)
{
	for (uint32_t i = 0; i < fleet->keyfile_count; i++) {
		if (!is_asked(check, unit, &fleet->keyfiles[i]))
			continue;
		if (check->told_count == check->told_room) {
			check->told_room = check->told_room ? 2 * check->told_room : 16;
			check->told = arena_grow(check->cli->arena, check->told, check->told_count, check->told_room,
						 sizeof *check->told);
		}
		check->told[check->told_count++] = fleet->keyfiles[i].keyfile;
		add_judged(check, fleet->keyfiles[i].keyfile->source);
	}
}

static void judge(struct check *check, struct unit *unit)
{
	struct cli *cli = check->cli;
	struct fleet fleet;
	uint32_t first = check->sink.count;
	int fail_on;
	build_fleet(check, unit, &fleet);
	add_named(check, unit, &fleet);
	fail_unreadable(check, unit, &fleet);
	struct lint lint = {
		.arena = cli->arena, .sink = &check->sink, .fleet = &fleet, .server = check->target.server,
		.key_file_root = cli->flags.key_file_root, .on_host = cli->flags.on_host,
	};
	rules_run_fleet(&lint, choose_rules(check, unit));
	follow_drop(&check->sink, first);
	drop_untouched(check, unit, first);
	choice_apply(&check->choice, cli->arena, unit->project, &check->sink, first);
	choice_fail_on(cli, unit->project, &fail_on);
	for (uint32_t i = first; i < check->sink.count; i++) {
		struct diag *diag = check->sink.at[i];
		diag->fails = (int)diag->severity >= fail_on;
		check->failing |= diag->fails;
	}
	tell(check, unit, &fleet);
}

/* ---- output ---- */

static int by_path(const void *a, const void *b)
{
	return strcmp((*(const struct keyfile *const *)a)->path, (*(const struct keyfile *const *)b)->path);
}

/* Do the keyfiles go together? Of those that hold keys. */
static void say_shared(struct check *check)
{
	const struct keyfile *first = NULL;
	uint32_t count = 0, sharing = 0;
	for (uint32_t i = 0; i < check->told_count; i++) {
		if (!check->told[i]->count)
			continue;
		first = first ? first : check->told[i];
		sharing += keyfile_share(first, check->told[i]);
		count++;
	}
	if (count > 1 && sharing == count)
		cli_say_more(check->cli, "all %u keyfiles share a key with %s", count, first->path);
	else if (count > 1)
		cli_say_more(check->cli, "%u of %u keyfiles share no key with %s", count - sharing, count, first->path);
}

static bool same_file(const char *a, const char *b)
{
	struct stat st, other;
	return os->fstatat(AT_FDCWD, a, &st, 0) == 0 && os->fstatat(AT_FDCWD, b, &other, 0) == 0 &&
	       st.st_dev == other.st_dev && st.st_ino == other.st_ino;
}

/* A report must not take the place of what it is about. */
static bool is_input(const struct check *check, const char *path)
{
	const struct gathering *gathering = &check->gathering;
	bool is = false;
	for (uint32_t i = 0; !is && i < check->told_count; i++)
		is = same_file(path, check->told[i]->path);
	for (uint32_t i = 0; !is && i < gathering->read.count; i++)
		is = same_file(path, gathering->read.at[i]);
	for (uint32_t i = 0; !is && i < gathering->count; i++) {
		const struct inputs *const both[] = { &gathering->units[i].files, &gathering->units[i].context };
		for (unsigned k = 0; k < 2; k++)
			for (uint32_t j = 0; !is && j < both[k]->count; j++)
				is = same_file(path, both[k]->at[j].path);
	}
	return is;
}

static void report(struct check *check)
{
	struct cli *cli = check->cli;
	if (check->told_count)
		qsort(check->told, check->told_count, sizeof *check->told, by_path);
	const char **paths = arena_array(cli->arena, check->told_count, sizeof *paths);
	uint32_t count = 0;
	for (uint32_t i = 0; i < check->told_count; i++)
		if (check->told[i]->state != KEYFILE_OUTSIDE)
			paths[count++] = check->told[i]->path;
	cli_settled(cli, paths, count);
	for (uint32_t i = 0; i < check->gathering.count; i++)
		cli_effort(cli, check->gathering.units[i].project);
	say_shared(check);
	sink_sort(&check->sink);
	sink_trim(&check->sink);
	struct report report = {
		.sink = &check->sink, .files = check->files, .keyfiles = check->told, .keyfile_count = check->told_count,
		.here = check->gathering.here, .repository = project_repository(cli->arena, check->gathering.here), .status = cli->status,
		.judged = check->judged, .judged_count = check->judged_count,
		.color = cli->color_out && !cli_to_file(cli), .to_file = cli_to_file(cli),
		.host = cli_to_file(cli) ? NULL : cli->link_host, .columns = cli_to_file(cli) ? 0 : cli->out_columns,
		.quiet = cli->flags.quiet || (!check->files && cli->status),
	};
	struct buf out = BUF_INIT(cli->arena);
	check->format->write(&out, &report);
	if (cli->flags.output && *cli->flags.output && is_input(check, cli->flags.output))
		cli_usage(cli, "--output %s: that is one of the inputs; it was left as it is", cli->flags.output);
	else
		cli_write(cli, buf_done(&out));
	if (check->failing)
		cli_raise(cli, 1);
}

void keyfile_check(struct cli *cli, int count, char *const *paths)
{
	struct check check = { .cli = cli, .sink = SINK_INIT(cli->arena) };
	confine(cli);
	if (!take_flags(&check) || !gather(cli, count, paths, &check.gathering))
		return;
	confine_reading(cli, &(const struct gathering *){ &check.gathering }, 1, true);
	for (uint32_t i = 0; i < check.gathering.count; i++)
		judge(&check, &check.gathering.units[i]);
	if (!check.told_count && !cli->status)
		cli_say(cli, "no keyfile was found: name one, or configs with --key-file-root DIR or --on-host");
	report(&check);
}
