#include "lint_files.h"

#include <criterion/criterion.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

const struct rule *lint_also;
const char *lint_without;
struct fleet_facts lint_beside;
struct baseline *lint_baseline;

bool lint_expands = true;

static const struct config *config_for(struct arena *arena, const char *file, struct str text,
				       const struct target *target)
{
	struct source *source = arena_alloc(arena, sizeof *source);
	struct config *config = arena_alloc(arena, sizeof *config);
	source_init(arena, file, text, source);
	config_read(arena, source, target, config);
	return config;
}

const struct config *lint_config(struct arena *arena, const char *file, struct str text, unsigned binary)
{
	return config_for(arena, file, text, &(struct target){ .binary = binary });
}

/* As on the command line: who names a release means a community server. */
const struct config *lint_config_of(struct arena *arena, const char *file, struct str text, const char *server)
{
	struct target target = { 0 };
	if (lint_beside.project)
		project_target(arena, lint_beside.project, file, &target);
	if (server)
		cr_assert(version_parse(str_of(server), &target.server), "%s", server);
	if (version_known(target.server) && !target.edition)
		target.edition = EDITION_COMMUNITY;
	return config_for(arena, file, text, &target);
}

/* All that is asked of a run: every rule is on, and there are the files that were given. */
struct asked {
	struct lint_run run;
	const struct config *const *configs;
	uint32_t count;
};

static bool is_on(const struct lint_run *run, const struct rule *rule, const struct source *source)
{
	(void)run;
	(void)rule;
	(void)source;
	return true;
}

static const struct source *judged(const struct lint_run *run, struct str path, bool *gone)
{
	const struct asked *asked = (const void *)run;
	*gone = false;
	for (uint32_t i = 0; i < asked->count; i++)
		if (str_is(path, source_path(asked->configs[i]->source)))
			return asked->configs[i]->source;
	*gone = true;
	return NULL;
}

const struct sink *lint_run(struct arena *arena, const struct config *const *configs, uint32_t count,
			    const char *server, const char *key_file_root)
{
	struct sink *sink = arena_alloc(arena, sizeof *sink);
	struct fleet *fleet = arena_alloc(arena, sizeof *fleet);
	*sink = (struct sink)SINK_INIT(arena);
	struct fleet_facts facts = lint_beside;
	facts.configs = configs;
	facts.count = count;
	facts.key_file_root = key_file_root;
	fleet_build(arena, &facts, fleet);
	struct ignores ignores = IGNORES_INIT(arena);
	struct sink aside = SINK_INIT(arena);
	struct lint lint = {
		.ignores = &ignores, .aside = &aside, .whole = true,
		.arena = arena, .sink = sink, .fleet = fleet, .key_file_root = key_file_root,
		.expand_rest = lint_expands, .expand_exec = lint_expands,
	};
	if (server)
		cr_assert(version_parse(str_of(server), &lint.server), "%s", server);
	bool *selected = arena_array(arena, rule_count, sizeof *selected);
	for (unsigned i = 0; i < rule_count; i++)
		selected[i] = (!rule_table[i]->off || rule_table[i] == lint_also) &&
			      !(lint_without && rule_is_named(rule_table[i], str_of(lint_without)));
	rules_run(&lint, selected, configs, count);
	sink_sort(sink);
	if (lint_baseline) {
		struct asked asked = { { is_on, judged }, configs, count };
		fingerprint_sink(sink);
		baseline_apply(lint_baseline, sink, 0, &aside);
		lint.baseline = lint_baseline;
		lint.run = &asked.run;
		rules_run_baseline(&lint, selected);
		sink_sort(sink);
	}
	return sink;
}

const char *lint_lines(struct arena *arena, const struct sink *sink)
{
	struct buf out = BUF_INIT(arena);
	for (uint32_t i = 0; i < sink->count; i++) {
		const struct diag *diag = sink->at[i];
		struct place place = source_place(diag->source, diag->at.at);
		cr_assert_leq(span_end(diag->at), diag->source->text.len, "%s", diag->message);
		cr_assert(*diag->message && diag->message[strlen(diag->message) - 1] != '.', "%s", diag->message);
		buf_printf(&out, "%s:%u:%u+%u %s %s\n", diag->source->name, place.line, place.column, diag->at.len,
			   severity_name(diag->severity), diag->kind->id);
	}
	return buf_done(&out).at;
}

const char *lint_findings(struct arena *arena, const struct lint_file *files, const char *server,
			  const char *key_file_root)
{
	const struct config *configs[LINT_FILES_MAX];
	uint32_t count = 0;
	for (; files[count].file; count++) {
		cr_assert_lt(count, LINT_FILES_MAX);
		configs[count] = lint_config_of(arena, files[count].file, str_of(files[count].text), server);
	}
	return lint_lines(arena, lint_run(arena, configs, count, server, key_file_root));
}

const struct config *const *lint_folder(struct arena *arena, const char *folder, uint32_t *count)
{
	glob_t found = { 0 };
	int flags = 0;
	for (const char *depth = "/*.conf\0/*/*.conf\0/*/*/*.conf\0"; *depth; depth += strlen(depth) + 1) {
		glob(arena_printf(arena, "%s%s", folder, depth), flags, NULL, &found);
		flags = GLOB_APPEND;
	}
	cr_assert_gt(found.gl_pathc, 0, "%s", folder);
	const struct config **configs = arena_array(arena, found.gl_pathc, sizeof *configs);
	struct err err = ERR_INIT(arena);
	for (*count = 0; *count < found.gl_pathc; (*count)++) {
		struct source source;
		const char *path = arena_printf(arena, "%s", found.gl_pathv[*count]);
		cr_assert(source_read(arena, path, &source, &err), "%s", path);
		configs[*count] = lint_config(arena, path + strlen(folder) + 1, source.text, 0);
	}
	globfree(&found);
	return configs;
}

const char *lint_fixture(struct arena *arena, const char *path)
{
	const char *top = getenv("top_srcdir");
	return arena_printf(arena, "%s/%s", top ? top : ".", path);
}
