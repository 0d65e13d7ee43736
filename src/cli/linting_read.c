#include "cli/linting_read.h"

#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "cli/asked.h"
#include "cli/pods.h"
#include "cli/workers.h"
#include "input/parts.h"
#include "rules/directives.h"
#include "text/shelf.h"

/* What one worker makes of its files, each file's behind the one before. */
struct reader {
	struct linting *linting;       /* nothing of it changes while there are several */
	const struct unit *unit;
	const bool *selected;
	bool judged;                   /* the files are asked about */
	bool survey;                   /* ... but judged later */
	struct worker *worker;
	struct lint lint;
	struct sink sink;
	struct ignores ignores;
	struct arena held;             /* the text of one file at a time, and what configs are in it */
	struct intern own, *same;      /* what the settings of its files have in common: its own, or the run's */
	uint32_t findings_taken, ignores_taken;
	char apart[64];                /* as in workers.c */
};

/* What comes of one file. */
struct record {
	const struct source *source;   /* NULL: it could not be read */
	const struct shard_file *file;
	const struct config *config;   /* that it is as a whole; or NULL */
	struct witness *unused;
	uint32_t unused_count;
	uint32_t findings, ignores;    /* of its reader's, how many */
	bool on_disk;
	bool some;                     /* it has a config */
	bool passed;                   /* it is something else, which nobody misses */
};

struct assignment {
	struct batch *batch;
	const struct input *inputs;
	const struct shard_file **files;  /* instead: what a survey has read */
	bool judged;
	struct asked asked;
	struct reader *readers;        /* for each worker */
	struct record *records;        /* for each file */
};

/* ---- one file ---- */

static void say_skipped(struct reader *reader, const struct source *source, const char *why)
{
	if (!reader->linting->again)
		cli_say(&reader->worker->cli, "%s: skipped: it %s", source->name, why);
}

/* What holds no config. In a walk, nobody asked about a manifest of something else. */
static void refuse(struct reader *reader, const struct input *input, const struct source *source, const struct parts *parts)
{
	struct cli *cli = &reader->worker->cli;
	struct place at = source_place(source, parts->refused_at);
	struct err err = ERR_INIT(cli->arena);
	bool named = inputs_have(&reader->unit->named, input->whole);
	if (named && parts->lack != LACK_WISH) {
		err_set_at(&err, ERR_INPUT, source->name, at.line, at.column, "%s", parts->refused);
		cli_fail(cli, &err);
	} else if (parts->lack == LACK_SYNTAX || named) {
		say_skipped(reader, source, parts->refused);
	} else if (!reader->linting->again) {
		cli_say_more(cli, "%s: passed over: it %s", source->name, parts->refused);
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

static void say_reading(struct reader *reader, const struct config *config, const struct parts *parts, const struct part *part)
{
	static const char *const format[] = {
		[CONFIG_YAML] = "YAML", [CONFIG_INI] = "the old INI format",
		[CONFIG_UNREADABLE] = "nothing that a server could read",
	};
	struct cli *cli = &reader->worker->cli;
	if (reader->linting->again)
		return;
	if (config->format == CONFIG_TEMPLATE && reader->judged)
		say_skipped(reader, source_file(config->source), arena_printf(cli->arena, "is a %s that can't be read before "
			    "it is rendered; lint what it is rendered to", part->read_as));
	if (config->format != CONFIG_TEMPLATE && cli->flags.verbose)
		cli_say_more(cli, "%s: read as: %s%s, for %s%s", config->source->name, around(cli->arena, parts, part),
			     format[config->format], config->target.binary == BINARY_MONGOS ? "mongos" : "mongod",
			     reader->judged ? "" : ", only as context");
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

static bool read_source(struct reader *reader, const struct input *input, struct source *source, struct record *record)
{
	struct cli *cli = &reader->worker->cli;
	const struct linting_text *instead = text_of(reader->linting, input->path);
	struct err err = ERR_INIT(cli->arena);
	struct str text;
	bool standard_input = !strcmp(input->path, "-");
	if (instead) {
		source_init(cli->arena, input->name, instead->text, source);
		return true;
	}
	bool ok = standard_input ? os_read_stdin(cli->arena, &text, &err)
		: gather_read(&reader->linting->gathering, &reader->held, input, source, &err);
	if (!ok) {
		cli_fail(cli, &err);
		return false;
	}
	if (standard_input)
		source_init(cli->arena, input->name, text, source);
	record->on_disk = true;
	return true;
}

/* What Compose or a manifest tells of the server that is started with it. */
static void target_of(struct reader *reader, const struct input *input, const struct asked_file *said, const struct pods *pods,
		      const struct part *part, struct target *target)
{
	struct target told = gather_told(reader->unit, input);
	pods_target(pods, part, &told);
	cli_target_over(&reader->worker->cli, &reader->linting->target, &said->target, &told, target);
	if (!target->edition)
		target->edition = part->edition;
}

static void judge_part(struct reader *reader, const struct config *config)
{
	if (reader->judged)
		rules_run_file(&reader->lint, reader->selected, config);
	else if (reader->lint.ignores)
		directives_read(config, reader->lint.ignores);
}

/* What a command line decides of the config is told before its rules run. */
static void open_part(struct reader *reader, const struct shard_file *file, uint32_t number, struct arena *arena,
		      struct config *config)
{
	const struct part *part = &file->parts.at[number];
	struct target target = file->targets[number];
	config_read_lean(arena, &reader->worker->scratch, part->source, &target, config);
	/* As it was said, not as the file tells it. */
	reader->lint.server = target.server;
	gather_decide(arena, reader->unit, file->input, config);
	pods_decide(&file->pods, part, config);
	if (part->managed)
		config_may_have_more(config, "");
	if (!reader->survey)
		say_reading(reader, config, &file->parts, part);
}

/* The rules of the file run at once, so that all but its settings can be given up. Of what stands in a manifest or a template
 * nobody knows which members it makes: it is judged by itself. */
static void read_part(struct reader *reader, const struct shard_file *file, uint32_t number, struct record *record)
{
	struct arena *arena = reader->worker->cli.arena, *scratch = &reader->worker->scratch;
	const struct part *part = &file->parts.at[number];
	struct config *config = arena_alloc(arena, sizeof *config);
	open_part(reader, file, number, arena, config);
	if (config->format != CONFIG_TEMPLATE) {
		if (!reader->survey)
			judge_part(reader, config);
		if (!part->source->whole)
			record->config = config;
		record->some = true;
		pods_unused(&file->pods, part, config, &record->unused, &record->unused_count);
	}
	config_shrink(config, reader->same);
	config_move(config, reader->linting->cli->arena, &reader->linting->scratch);
	arena_reset(scratch);
}

/* A template's text, and what configs a manifest carries, are needed as long as the file; most files are neither. True: it is
 * one plain config. */
static bool read_parts(struct reader *reader, struct source *source, const struct asked_file *said, struct parts *parts)
{
	struct arena *arena = reader->worker->cli.arena, *scratch = &reader->worker->scratch;
	if (parts_seem_one(source)) {
		/* What a shard has read it goes through once more. */
		parts_read(reader->survey ? arena : &reader->held, scratch, source, said->read_as, parts);
		arena_reset(scratch);
		if (parts->count == 1 && parts->at->source == source)
			return true;
	}
	source_settle(arena, source);
	parts_read(arena, scratch, source, said->read_as, parts);
	arena_reset(scratch);
	return false;
}

/* The text is what a file has most of. What is said of the file already needs it, and so does what may still be asked of some
 * configs. */
static void put_away(struct reader *reader, struct source *source, const struct config *config, uint32_t findings, uint32_t ignores)
{
	struct arena *arena = reader->worker->cli.arena;
	bool said = reader->sink.count > findings || reader->ignores.count > ignores;
	if (!said && config && !config_needs_text(config)) {
		shelf_put(&reader->linting->shelf, arena, source);
		return;
	}
	source_settle(arena, source);
	sink_keep(&reader->sink, findings, &reader->held);
	for (uint32_t i = ignores; i < reader->ignores.count; i++) {
		struct ignore *ignore = &reader->ignores.at[i];
		for (uint32_t k = 0; k < ignore->count; k++)
			ignore->names[k].text = source_str(source, ignore->names[k].at);
	}
}

static void read_file(struct reader *reader, const struct input *input, const struct asked_file *said, struct record *record)
{
	uint32_t findings = reader->sink.count, ignores = reader->ignores.count;
	struct arena *arena = reader->worker->cli.arena;
	struct source *source = arena_alloc(arena, sizeof *source);
	struct shard_file own, *file = reader->survey ? arena_alloc(arena, sizeof *file) : &own;
	if (!read_source(reader, input, source, record))
		return;
	record->source = source;
	source->path = reader->unit->root ? path_below(reader->unit->root, input->whole) : NULL;
	*file = (struct shard_file){ .source = source, .input = input, .judged = reader->judged };
	if (reader->survey)
		file->hash = str_hash(source->text);
	bool plain = read_parts(reader, source, said, &file->parts);
	if (!file->parts.count && reader->judged)
		refuse(reader, input, source, &file->parts);
	record->passed = file->parts.lack == LACK_CONFIG || file->parts.lack == LACK_WISH;
	if (record->passed)
		return;
	pods_open(arena, reader->unit, input, source, &file->parts, &file->pods);
	struct target one, *targets = file->parts.count == 1 && !reader->survey ? &one
		: arena_array(arena, file->parts.count, sizeof *targets);
	file->targets = targets;
	for (uint32_t i = 0; i < file->parts.count; i++) {
		target_of(reader, input, said, &file->pods, &file->parts.at[i], &targets[i]);
		read_part(reader, file, i, record);
	}
	record->file = reader->survey ? file : NULL;
	if (plain)
		put_away(reader, source, record->config, findings, ignores);
}

/* Once more, for its rules alone: nothing of it stays. */
static void judge_file(struct reader *reader, const struct shard_file *file, struct record *record)
{
	struct arena *scratch = &reader->worker->scratch;
	source_fetch(file->source);
	record->source = file->source;
	reader->judged = file->judged;
	for (uint32_t i = 0; i < file->parts.count; i++) {
		struct config *config = arena_alloc(scratch, sizeof *config);
		open_part(reader, file, i, scratch, config);
		record->some |= config->format != CONFIG_TEMPLATE;
		if (config->format != CONFIG_TEMPLATE)
			judge_part(reader, config);
		arena_reset(scratch);
	}
}

static void open_reader(const struct assignment *assignment, struct worker *worker, struct reader *reader)
{
	struct linting *linting = assignment->batch->linting;
	struct arena *arena = worker->cli.arena;
	*reader = (struct reader){ .linting = linting, .unit = assignment->batch->unit, .selected = assignment->batch->selected };
	reader->judged = assignment->judged;
	reader->survey = assignment->batch->survey;
	reader->worker = worker;
	reader->sink = (struct sink)SINK_INIT(arena);
	reader->ignores = (struct ignores)IGNORES_INIT(arena);
	reader->own = (struct intern)INTERN_INIT(arena);
	reader->same = worker->number ? &reader->own : &linting->same;
	reader->lint = linting->lint;
	reader->lint.arena = arena;
	reader->lint.sink = &reader->sink;
	reader->lint.ignores = linting->lint.ignores ? &reader->ignores : NULL;
}

static void read_one(void *context, uint32_t index, struct worker *worker)
{
	struct assignment *assignment = context;
	struct reader *reader = &assignment->readers[worker->number];
	struct record *record = &assignment->records[index];
	uint32_t findings = reader->sink.count, ignores = reader->ignores.count;
	if (!reader->worker)
		open_reader(assignment, worker, reader);
	if (assignment->files)
		judge_file(reader, assignment->files[index], record);
	else
		read_file(reader, &assignment->inputs[index], asked_at(&assignment->asked, index), record);
	arena_reset(&reader->held);
	record->findings = reader->sink.count - findings;
	record->ignores = reader->ignores.count - ignores;
}

/* ---- all of them, in their order ---- */

/* Only a report that goes to a file could take its place. */
static void remember(struct linting *linting, struct identity id)
{
	if (!cli_to_file(linting->cli))
		return;
	if (linting->reads == linting->read_room) {
		linting->read_room = linting->read_room ? 2 * linting->read_room : 64;
		linting->read = arena_grow(linting->cli->arena, linting->read, linting->reads, linting->read_room,
					   sizeof *linting->read);
	}
	linting->read[linting->reads++] = id;
}

/* So many more at most, at once: what is left behind in growing would be as much again. */
static void expect_judged(struct linting *linting, uint32_t more)
{
	if (linting->judged_room - linting->judged_count >= more)
		return;
	linting->judged_room = linting->judged_count + more;
	linting->judged = arena_grow(linting->cli->arena, linting->judged, linting->judged_count, linting->judged_room,
				     sizeof *linting->judged);
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

static void take_lists(struct batch *batch, struct reader *reader, const struct record *record)
{
	struct linting *linting = batch->linting;
	for (uint32_t i = 0; i < record->findings; i++)
		sink_take(&linting->sink, reader->sink.at[reader->findings_taken++]);
	for (uint32_t i = 0; i < record->ignores; i++)
		ignores_add(&linting->ignores, &reader->ignores.at[reader->ignores_taken++]);
	if (record->unused_count)
		batch->unused = arena_grow(linting->cli->arena, batch->unused, batch->unused_count,
					   (size_t)batch->unused_count + record->unused_count, sizeof *batch->unused);
	for (uint32_t i = 0; i < record->unused_count; i++)
		batch->unused[batch->unused_count++] = record->unused[i];
	/* Else they would be there twice. */
	if (reader->findings_taken == reader->sink.count)
		reader->findings_taken = reader->sink.count = 0;
	if (reader->ignores_taken == reader->ignores.count)
		reader->ignores_taken = reader->ignores.count = 0;
}

static void take_one(void *context, uint32_t index, uint32_t worker)
{
	struct assignment *assignment = context;
	struct batch *batch = assignment->batch;
	struct linting *linting = batch->linting;
	struct record *record = &assignment->records[index];
	if (record->on_disk)
		remember(linting, record->source->id);
	take_lists(batch, &assignment->readers[worker], record);
	if (record->config)
		batch->configs[batch->count++] = record->config;
	if (record->file)
		shard_opened(linting->cli->arena, &linting->shard, record->file);
	bool judged = assignment->files ? assignment->files[index]->judged : assignment->judged;
	if (!judged || !record->source || record->passed || batch->survey)
		return;
	if (record->some)
		batch->judged[batch->judged_count++] = record->source;
	add_judged(linting, record->source, !record->some);
	linting->count += record->some;
	linting->skipped += !record->some;
}

static void run(struct assignment *assignment, uint32_t count)
{
	struct cli *cli = assignment->batch->linting->cli;
	struct arena arena = ARENA_INIT;
	struct work work = { .count = count, .jobs = workers_jobs(cli, count), .task = read_one, .done = take_one };
	if (!count)
		return;
	if (assignment->judged || assignment->files)
		expect_judged(assignment->batch->linting, count);
	assignment->readers = arena_array(&arena, work.jobs, sizeof *assignment->readers);
	assignment->records = arena_array(&arena, count, sizeof *assignment->records);
	work.context = assignment;
	work.steps = !assignment->files;
	workers_run(cli, &work);
	for (uint32_t i = 0; i < work.jobs; i++) {
		arena_free(&assignment->readers[i].held);
		intern_close(&assignment->readers[i].own);
	}
	arena_free(&arena);
}

void linting_read(struct batch *batch, const struct input *inputs, uint32_t count, bool judged)
{
	struct assignment assignment = { .batch = batch, .inputs = inputs, .judged = judged };
	if (count)
		asked_of(batch->linting->cli, batch->unit->project, inputs, count, &assignment.asked);
	run(&assignment, count);
}

void linting_judge(struct batch *batch)
{
	const struct shard *shard = &batch->linting->shard;
	struct arena scratch = ARENA_INIT;
	struct assignment assignment = { .batch = batch, .files = arena_array(&scratch, shard->count, sizeof(void *)) };
	uint32_t count = 0;
	batch->survey = false;
	for (uint32_t i = 0; i < shard->count; i++)
		if (shard_has(shard, shard->files[i]->source))
			assignment.files[count++] = shard->files[i];
	run(&assignment, count);
	arena_free(&scratch);
}
