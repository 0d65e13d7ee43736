#include "fix_files.h"

#include <criterion/criterion.h>
#include <string.h>

#include "diag/fingerprint.h"

struct context {
	struct arena *arena;
	const struct lint_file *files;
	const struct fix_wish *wish;
};

static bool is_wanted(const void *context, const struct diag *diag)
{
	const char *rule = ((const struct context *)context)->wish->rule;
	return !rule || rule_is_named(rule_find(str_of(diag->kind->id)), str_of(rule));
}

static void judge(void *context, const struct fixing_text *texts, uint32_t count, struct judgement *judgement)
{
	const struct context *run = context;
	const struct config **configs = arena_array(run->arena, LINT_FILES_MAX, sizeof *configs);
	uint32_t files = 0;
	for (; run->files[files].file; files++) {
		struct str text = str_of(run->files[files].text);
		for (uint32_t i = 0; i < count; i++)
			if (!strcmp(texts[i].name, run->files[files].file))
				text = texts[i].text;
		cr_assert_lt(files, LINT_FILES_MAX);
		configs[files] = lint_config_of(run->arena, run->files[files].file, text, run->wish->server);
	}
	const struct sink *found = lint_run(run->arena, configs, files, run->wish->server, NULL);
	struct sink *sink = arena_alloc(run->arena, sizeof *sink);
	*sink = *found;
	fingerprint_sink(sink);
	*judgement = (struct judgement){ .sink = sink, .configs = configs, .count = files };
}

const struct fixing *fix_files(struct arena *arena, const struct lint_file *files, const struct fix_wish *wish)
{
	struct fixing *fixing = arena_alloc(arena, sizeof *fixing);
	struct context *context = arena_alloc(arena, sizeof *context);
	const char **names = arena_array(arena, LINT_FILES_MAX, sizeof *names);
	*context = (struct context){ arena, files, wish };
	*fixing = (struct fixing){
		.arena = arena, .names = names, .unsafe = wish->unsafe, .force = wish->force, .wanted = is_wanted, .judge = judge,
		.context = context,
	};
	for (; files[fixing->name_count].file && (!wish->named || fixing->name_count < wish->named); fixing->name_count++)
		names[fixing->name_count] = files[fixing->name_count].file;
	fixing_run(fixing);
	cr_assert_null(fixing->stuck, "%s", fixing->stuck);
	return fixing;
}

struct str fix_text(const struct fixing *fixing, const char *file)
{
	const struct fixing_file *found = fixing_find(fixing, file);
	cr_assert(found && found->now, "%s", file);
	return found->now->text;
}

const char *fix_rest(struct arena *arena, const struct fixing *fixing)
{
	return lint_lines(arena, fixing->last.sink);
}
