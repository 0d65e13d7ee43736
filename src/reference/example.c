#include "reference/example.h"

#include "config/edit.h"
#include "config/keyfile_write.h"
#include "text/diff.h"
#include "transforms/steps.h"

/* ---- the command line ---- */

enum { COLUMNS = 70, INDENT = 6 };

/* One word or two that belong together. */
static void put_words(struct buf *out, uint32_t *column, const char *words)
{
	uint32_t len = str_of(words).len;
	bool full = *column + 1 + len > COLUMNS;
	buf_printf(out, "%s%s", !*column ? "" : full ? " \\\n      " : " ", words);
	*column = full ? INDENT + len : *column + (*column > 0) + len;
}

static void put_flag(struct buf *out, uint32_t *column, const struct transform_flag *flag, const struct parameters *parameters)
{
	const char *field = (const char *)parameters + flag->field;
	const char *text = flag->argument ? *(const char *const *)(const void *)field : NULL;
	if (text)
		put_words(out, column, arena_printf(out->arena, "--%s %.*s", flag->flag,
						    STR_ARG(str_shell_word(out->arena, str_of(text)))));
	else if (!flag->argument && *(const bool *)field)
		put_words(out, column, arena_printf(out->arena, "--%s", flag->flag));
}

static const char *command_of(struct arena *arena, const struct transform *transform, const struct transform_example *example,
			      const char *file)
{
	struct buf out = BUF_INIT(arena);
	uint32_t column = 0;
	put_words(&out, &column, arena_printf(arena, "mongoconf apply %s", transform->name));
	for (const struct transform_flag *flag = transform->takes; flag && flag->flag; flag++)
		put_flag(&out, &column, flag, &example->parameters);
	put_words(&out, &column, transform->apply_keyfile ? file : arena_printf(arena, "--diff %s", file));
	return str_cstr(arena, buf_done(&out));
}

/* ---- configs ---- */

static bool run_config(struct arena *arena, const struct transform *transform, const struct transform_example *example,
		       struct outcome *outcome, struct err *err)
{
	struct transform_step step = { .transform = transform, .parameters = example->parameters };
	struct source *source = arena_alloc(arena, sizeof *source);
	struct buf remarks = BUF_INIT(arena), diff = BUF_INIT(arena);
	struct draft draft;
	source_init(arena, outcome->file, str_of(example->text), source);
	struct target target = { .server = example->parameters.server };
	if (!config_draft_open(arena, source, &target, &draft, err) || !transform_accepts(&draft, err) || !transform_run(&step, 1, &draft, &remarks, err))
		return false;
	diff_unified(&diff, source, &draft.edits);
	outcome->diff = str_cstr(arena, buf_done(&diff));
	outcome->after = str_cstr(arena, draft.now.text);
	return true;
}

/* ---- keyfiles ---- */

/* Those of the examples are no secrets. */
static bool run_keyfile(struct arena *arena, const struct transform *transform, const struct transform_example *example,
			struct outcome *outcome, struct err *err)
{
	struct keyfile_change change = { .arena = arena, .scratch = arena, .path = outcome->file, .bytes = str_of(example->text),
					 .normalise = example->parameters.normalise };
	struct keyfile_change other = { .arena = arena, .scratch = arena, .path = example->parameters.from_keyfile };
	struct keyfile_application application = { .change = &change, .parameters = &example->parameters, .err = err };
	if (example->other) {
		other.bytes = str_of(example->other);
		if (!keyfile_change_open(&other, err))
			return false;
		application.key = other.keys[0];
	}
	if (!keyfile_change_open(&change, err) || !transform->apply_keyfile(&application))
		return false;
	outcome->after = str_cstr(arena, change.changes ? change.result : change.bytes);
	return true;
}

bool example_run(struct arena *arena, const struct transform *transform, const struct transform_example *example,
		 struct outcome *outcome)
{
	struct err err = ERR_INIT(arena);
	*outcome = (struct outcome){ .file = transform->apply_keyfile ? "keyfile" : "mongod.conf" };
	outcome->command = command_of(arena, transform, example, outcome->file);
	bool done = transform->apply_keyfile ? run_keyfile(arena, transform, example, outcome, &err)
					     : run_config(arena, transform, example, outcome, &err);
	if (!done)
		outcome->refusal = arena_printf(arena, "mongoconf: refused: %s", err_line(&err));
	return done;
}

/* ---- for programs ---- */

static void put_file(struct json_t *files, const char *name, const char *text)
{
	struct json_t *file = json_map();
	json_put_text(file, "file", str_of(name));
	json_put_text(file, "text", str_of(text));
	json_add(files, file);
}

struct json_t *example_json(struct arena *arena, const struct transform *transform, const struct transform_example *example)
{
	struct outcome outcome;
	bool done = example_run(arena, transform, example, &outcome);
	struct json_t *object = json_map(), *files = json_put_list(object, "files");
	put_file(files, outcome.file, example->text);
	if (example->other)
		put_file(files, example->parameters.from_keyfile, example->other);
	json_put_text(object, "command", str_of(outcome.command));
	if (done)
		json_put_text(object, "after", str_of(outcome.after));
	else
		json_put_text(object, "refusal", str_of(outcome.refusal));
	return object;
}
