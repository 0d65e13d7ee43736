/* The project file: read, then asked about paths. */
#include "fuzz.h"

#include "files.h"

static const char *const paths[] = {
	"hosts/db1/etc/mongod.conf", "hosts/db1/mongod.conf", "mongod.conf", "../mongod.conf", "/r/hosts/shop-2/etc/mongod.conf", "",
	"/", "a//b/./c/../mongod.conf", "hosts/\xff/mongod.conf", "hosts/old-9/a/b/c/d/e/f/g/h/i/j/k/l/mongod.conf",
	"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab",
};

static int names(const void *rule, struct str key)
{
	(void)rule;
	return str_is(key, "default-port") ? 2 : str_is(key, "net");
}

static void check_list(const struct source *source, const struct project_list *list)
{
	for (uint32_t i = 0; i < list->count; i++)
		FUZZ_HOLDS(span_end(list->at[i]) <= source->text.len && (list->glob ? list->glob[i] != NULL : list->path[i] != NULL),
			   "entry %u of a list", i);
}

static void ask(struct arena *arena, const struct project *project, const struct source *source)
{
	check_list(source, &project->files);
	check_list(source, &project->inventories);
	for (uint32_t i = 0; i < project->deployment_count; i++) {
		const struct project_deployment *deployment = &project->deployments[i];
		FUZZ_HOLDS(deployment->name && span_end(deployment->at) <= source->text.len, "deployment %u", i);
		check_list(source, &deployment->files);
		check_list(source, &deployment->rs_config);
		check_list(source, &deployment->rs_status);
	}
	for (unsigned i = 0; i < sizeof paths / sizeof *paths; i++) {
		struct project_place place;
		struct target target = { 0 };
		int severity;
		project_place(arena, project, paths[i], &place);
		project_target(arena, project, paths[i], &target);
		project_rule(project, place.path, names, NULL, &severity);
		project_name(arena, project, place.path);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = ARENA_INIT;
	struct source source;
	struct project project;
	struct err err = ERR_INIT(&arena);
	files_begin();
	source_init(&arena, "/r/.mongoconf.yaml", fuzz_text(data, size), &source);
	if (!project_parse(&arena, &source, "/r", "/r", &project, &err)) {
		FUZZ_HOLDS(err.kind == ERR_INPUT && err.line, "an error without a place: %s", err_line(&err));
		fuzz_check_err(&err, &source);
	} else {
		ask(&arena, &project, &source);
		struct err paths_err = ERR_INIT(&arena), exports_err = ERR_INIT(&arena);
		if (!project_check_paths(&arena, &project, &paths_err))
			fuzz_check_err(&paths_err, &source);
		if (!project_read_exports(&arena, &project, &exports_err))
			fuzz_check_err(&exports_err, &source);
	}
	files_end();
	arena_free(&arena);
	return 0;
}
