#include "cli/linting.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "base/os.h"
#include "base/path.h"
#include "cli/aside.h"
#include "cli/pods.h"
#include "fleet/project.h"
#include "input/parts.h"
#include "rules/directives.h"

/* The configs of one unit. */
struct batch {
	struct linting *linting;
	struct unit *unit;
	const bool *selected;          /* rules */
	const struct config **configs;
	uint32_t count;
	const struct source **judged;  /* those that are judged */
	uint32_t judged_count;
	struct witness *unused;        /* containers that are started without the config that they have */
	uint32_t unused_count;
};

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

/* ---- input ---- */

static void say_skipped(struct linting *linting, const struct source *source, const char *why)
{
	if (!linting->again)
		cli_say(linting->cli, "%s: skipped: it %s", source->name, why);
}

/* What holds no config. In a walk, nobody asked about a manifest of something else. */
static void refuse(struct batch *batch, const struct input *input, const struct source *source, const struct parts *parts)
{
	struct linting *linting = batch->linting;
	struct place at = source_place(source, parts->refused_at);
	struct err err = ERR_INIT(linting->cli->arena);
	bool named = inputs_have(&batch->unit->named, input->whole);
	if (named && parts->lack != LACK_WISH) {
		err_set_at(&err, ERR_INPUT, source->name, at.line, at.column, "%s", parts->refused);
		cli_fail(linting->cli, &err);
	} else if (parts->lack == LACK_SYNTAX || named) {
		say_skipped(linting, source, parts->refused);
	} else if (!linting->again) {
		cli_say_more(linting->cli, "%s: passed over: it %s", source->name, parts->refused);
	}
}

/* "Go template (its name has .tpl), ConfigMap, data.mongod.conf, ": what the config stands in, and what that was told by. */
static const char *around(struct arena *arena, const struct parts *parts, const struct part *part)
{
	struct buf out = BUF_INIT(arena);
	if (parts->language)
		buf_text(&out, parts->language);
	if (parts->language && parts->why)
		buf_printf(&out, " (%s)", parts->why);
	if (part->source->label && part->read_as)
		buf_printf(&out, "%s%s", out.len ? ", " : "", part->read_as);
	buf_text(&out, out.len ? ", " : "");
	return buf_done(&out).at;
}

static void say_reading(struct linting *linting, const struct config *config, const struct parts *parts, const struct part *part,
			bool judged)
{
	static const char *const format[] = {
		[CONFIG_YAML] = "YAML", [CONFIG_INI] = "the old INI format",
		[CONFIG_UNREADABLE] = "nothing that a server could read",
	};
	struct arena *arena = linting->cli->arena;
	if (linting->again)
		return;
	if (config->format == CONFIG_TEMPLATE && judged)
		say_skipped(linting, source_file(config->source), arena_printf(arena, "is a %s that can't be read before "
			    "it is rendered; lint what it is rendered to", part->read_as));
	if (config->format != CONFIG_TEMPLATE && linting->cli->flags.verbose)
		cli_say_more(linting->cli, "%s: read as: %s%s, for %s%s", config->source->name, around(arena, parts, part),
			     format[config->format], config->target.binary == BINARY_MONGOS ? "mongos" : "mongod",
			     judged ? "" : ", only as context");
}

static int by_path(const void *a, const void *b)
{
	const struct linting_text *left = a, *right = b;
	return strcmp(left->path, right->path);
}

static const struct linting_text *text_of(const struct linting *linting, const char *path)
{
	const struct linting_text wanted = { .path = path };
	return !linting->text_count ? NULL
		: bsearch(&wanted, linting->texts, linting->text_count, sizeof wanted, by_path);
}

static void remember(struct linting *linting, struct identity id)
{
	if (linting->reads == linting->read_room) {
		linting->read_room = linting->read_room ? 2 * linting->read_room : 64;
		linting->read = arena_grow(linting->cli->arena, linting->read, linting->reads, linting->read_room,
					   sizeof *linting->read);
	}
	linting->read[linting->reads++] = id;
}

static void add_judged(struct linting *linting, const struct source *source, bool template)
{
	if (linting->judged_count == linting->judged_room) {
		linting->judged_room = linting->judged_room ? 2 * linting->judged_room : 64;
		linting->judged = arena_grow(linting->cli->arena, linting->judged, linting->judged_count, linting->judged_room,
					     sizeof *linting->judged);
	}
	linting->judged[linting->judged_count++] = (struct judged_file){ source, template };
}

static bool read_source(struct linting *linting, const struct input *input, struct source *source)
{
	struct arena *arena = linting->cli->arena;
	const struct linting_text *instead = text_of(linting, input->path);
	struct err err = ERR_INIT(arena);
	struct str text;
	bool standard_input = !strcmp(input->path, "-");
	if (instead) {
		source_init(arena, input->name, instead->text, source);
		return true;
	}
	bool ok = standard_input ? os_read_stdin(arena, &text, &err)
		: gather_is_plain(&linting->gathering, input) ? source_read_listed(arena, input->path, source, &err)
		: source_read(arena, input->path, source, &err);
	if (!ok) {
		cli_fail(linting->cli, &err);
		return false;
	}
	if (standard_input)
		source_init(arena, input->name, text, source);
	remember(linting, source->id);
	return true;
}

/* What Compose or a manifest tells of the server that is started with it. */
static void target_of(struct batch *batch, const struct input *input, const struct pods *pods, const struct part *part,
		      struct target *target)
{
	const struct inventory_entry *entry = gather_entry(batch->unit, input);
	struct target told = { 0 };
	if (entry)
		told = (struct target){ .server = entry->server, .edition = entry->edition, .binary = entry->command.binary };
	pods_target(pods, part, &told);
	cli_target_of(batch->linting->cli, &batch->linting->target, batch->unit->project, input->name, &told, target);
}

/* The rules of the file run at once, so that all but its settings can be given up. Of what stands in a manifest or a template
 * nobody knows which members it makes: it is judged by itself. */
static bool read_part(struct batch *batch, const struct input *input, const struct parts *parts, const struct pods *pods,
		      const struct part *part, bool judged)
{
	struct linting *linting = batch->linting;
	struct arena *arena = linting->cli->arena;
	struct config *config = arena_alloc(arena, sizeof *config);
	struct target target;
	target_of(batch, input, pods, part, &target);
	if (!target.edition)
		target.edition = part->edition;
	config_read_lean(arena, &linting->scratch, part->source, &target, config);
	gather_decide(arena, batch->unit, input, config);
	pods_decide(pods, part, config);
	if (part->managed)
		config_may_have_more(config, "");
	say_reading(linting, config, parts, part, judged);
	if (config->format != CONFIG_TEMPLATE) {
		linting->lint.server = target.server;
		if (judged)
			rules_run_file(&linting->lint, batch->selected, config);
		else if (linting->lint.ignores)
			directives_read(config, linting->lint.ignores);
		if (!part->source->whole)
			batch->configs[batch->count++] = config;
		pods_unused(pods, part, config, &batch->unused, &batch->unused_count);
	}
	bool is_read = config->format != CONFIG_TEMPLATE;
	config_shrink(config, &linting->same);
	arena_reset(&linting->scratch);
	return is_read;
}

static void read_one(struct batch *batch, const struct input *input, bool judged)
{
	struct linting *linting = batch->linting;
	struct arena *arena = linting->cli->arena;
	struct source *source = arena_alloc(arena, sizeof *source);
	struct parts parts;
	struct pods pods;
	progress_step(linting->cli);
	if (!read_source(linting, input, source))
		return;
	source->path = batch->unit->root ? path_below(batch->unit->root, input->whole) : NULL;
	parts_read(arena, &linting->scratch, source, project_read_as(arena, batch->unit->project, input->name), &parts);
	arena_reset(&linting->scratch);
	bool some = false;
	if (!parts.count && judged)
		refuse(batch, input, source, &parts);
	if (parts.lack == LACK_CONFIG || parts.lack == LACK_WISH)
		return;
	pods_open(arena, batch->unit, input, source, &parts, &pods);
	for (uint32_t i = 0; i < parts.count; i++)
		some |= read_part(batch, input, &parts, &pods, &parts.at[i], judged);
	if (some && judged)
		batch->judged[batch->judged_count++] = source;
	if (judged)
		add_judged(linting, source, !some);
	linting->count += judged && some;
	linting->skipped += judged && !some;
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
	if (batch->count)
		qsort(batch->configs, batch->count, sizeof *batch->configs, by_name);
	struct fleet_facts facts = {
		.configs = batch->configs, .count = batch->count, .project = unit->project,
		.inventories = unit->inventories, .inventory_count = unit->inventory_count,
		.witnesses = (const struct inventory *const *)unit->found, .witness_count = unit->found_count,
		.claims = (const struct claims *const *)unit->claims, .claims_count = unit->claims_count,
		.unused = batch->unused, .unused_count = batch->unused_count,
		.lists = (const struct rsconf *const *)unit->lists, .list_count = unit->list_count,
		.key_file_root = linting->cli->flags.key_file_root, .on_host = linting->cli->flags.on_host,
		.trust_paths = linting->cli->flags.trust_paths, .homes = unit->homes, .seen = &linting->gathering.seen,
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
	bool some = false;
	for (uint32_t i = 0; i < batch->unit->maybe.count; i++) {
		const struct input *input = &batch->unit->maybe.at[i];
		if (is_keyfile_of(linting, batch->unit, fleet, input->whole))
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

/* What is said of a file is of little use while its rewrite is half done. */
static void say_pending(struct cli *cli, const struct gathering *gathering, const struct unit *unit)
{
	const char **paths = arena_array(cli->arena, unit->files.count + (size_t)unit->maybe.count, sizeof *paths);
	uint32_t count = 0;
	for (uint32_t i = 0; i < unit->files.count; i++)
		if (!gather_is_plain(gathering, &unit->files.at[i]))
			paths[count++] = unit->files.at[i].path;
	for (uint32_t i = 0; i < unit->maybe.count; i++)
		paths[count++] = unit->maybe.at[i].path;
	cli_settled(cli, paths, count);
}

static void say_pending_keyfiles(struct cli *cli, const struct gathering *gathering, const struct fleet *fleet)
{
	const char **paths = arena_array(cli->arena, fleet->keyfile_count, sizeof *paths);
	uint32_t count = 0;
	for (uint32_t i = 0; i < fleet->keyfile_count; i++)
		if (fleet->keyfiles[i].keyfile->state != KEYFILE_OUTSIDE && !gather_shows(gathering, fleet->keyfiles[i].keyfile->path))
			paths[count++] = fleet->keyfiles[i].keyfile->path;
	cli_settled(cli, paths, count);
}

static void judge(struct linting *linting, struct unit *unit)
{
	struct arena *arena = linting->cli->arena;
	struct batch batch = { .linting = linting, .unit = unit };
	struct fleet *fleet = arena_alloc(arena, sizeof *fleet);
	uint32_t first = linting->sink.count, first_aside = linting->aside.count;
	int fail_on;
	linting->ignores = (struct ignores)IGNORES_INIT(arena);
	batch.selected = choice_rules(&linting->choice, arena, unit->project);
	batch.configs = arena_array(arena, unit->files.count + unit->context.count + (size_t)unit->maybe.count,
				      sizeof *batch.configs);
	batch.judged = arena_array(arena, unit->files.count + (size_t)unit->maybe.count, sizeof(void *));
	for (uint32_t i = 0; i < unit->files.count; i++)
		read_one(&batch, &unit->files.at[i], true);
	for (uint32_t i = 0; i < unit->context.count; i++)
		read_one(&batch, &unit->context.at[i], false);
	build_fleet(&batch, fleet);
	if (unit->maybe.count && read_maybe(&batch, fleet))
		build_fleet(&batch, fleet);
	if (!linting->again)
		say_pending_keyfiles(linting->cli, &linting->gathering, fleet);
	if (linting->cli->flags.verbose && !linting->again)
		explain(linting->cli, fleet);
	linting->lint.fleet = fleet;
	linting->lint.server = linting->target.server;
	if (unit->project && !version_known(linting->lint.server))
		linting->lint.server = unit->project->server;
	rules_run_fleet(&linting->lint, batch.selected);
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
	if (!take_flags(linting) || !gather(cli, count, arguments, &linting->gathering))
		return false;
	for (uint32_t i = 0; i < linting->gathering.count; i++)
		say_pending(cli, &linting->gathering, &linting->gathering.units[i]);
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
	if (!linting->count)
		linting->count = inventories;
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
	linting->again = true;
}

struct report linting_report(struct linting *linting)
{
	struct cli *cli = linting->cli;
	const struct gathering *gathering = &linting->gathering;
	sink_trim(&linting->sink);
	return (struct report){
		.sink = &linting->sink, .aside = &linting->aside, .files = linting->count, .skipped = linting->skipped,
		.judged = linting->judged, .judged_count = linting->judged_count,
		.fleets = linting->fleets, .fleet_count = linting->fleet_count,
		.unchanged = linting->since.dropped, .here = gathering->here, .status = cli->status,
		.repository = project_repository(cli->arena, gathering->here),
		.color = cli->color_out && !cli_to_file(cli), .to_file = cli_to_file(cli),
		.host = cli_to_file(cli) ? NULL : cli->link_host, .columns = cli_to_file(cli) ? 0 : cli->out_columns,
		/* "no findings" in what could not be read would be a strange comfort. */
		.quiet = cli->flags.quiet || (!linting->count && !linting->skipped && cli->status),
	};
}

bool linting_has_read(const struct linting *linting, const char *path)
{
	const struct words *others = &linting->gathering.read;
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
}
