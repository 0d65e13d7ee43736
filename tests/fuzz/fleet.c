/* A fleet: several files in one input, each behind a line "=NAME". What each is, is told from the name: .mongoconf.yaml,
 * inventory, rs.json, a keyfile (keys/...), else a config. All rules, and what add-keyfile would do to the members. */
#include "fuzz.h"

#include "files.h"
#include "transforms/fleet_check.h"

enum { CONFIGS_MAX = 8, LISTS_MAX = 3 };

struct parts {
	struct arena *arena;
	struct project *project;
	const struct config *configs[CONFIGS_MAX];
	const struct inventory *inventories[LISTS_MAX];
	const struct rsconf *lists[LISTS_MAX];
	uint32_t count, inventory_count, list_count;
	struct target target;
};

static const struct source *source_of(struct parts *parts, struct str name, struct str text)
{
	struct source *source = arena_alloc(parts->arena, sizeof *source);
	source_init(parts->arena, str_cstr(parts->arena, name), text, source);
	return source;
}

static void take_config(struct parts *parts, const struct source *source)
{
	struct config *config = arena_alloc(parts->arena, sizeof *config);
	struct target target = parts->target;
	if (parts->project)
		project_target(parts->arena, parts->project, source->name, &target);
	config_read(parts->arena, source, &target, config);
	/* Templates are no members. */
	if (config->format != CONFIG_TEMPLATE)
		parts->configs[parts->count++] = config;
}

static void take(struct parts *parts, struct str name, struct str text)
{
	struct err err = ERR_INIT(parts->arena);
	if (str_ends(name, ".mongoconf.yaml") && !parts->project) {
		struct project *project = arena_alloc(parts->arena, sizeof *project);
		if (project_parse(parts->arena, source_of(parts, name, text), "/r", "/r", project, &err))
			parts->project = project;
	} else if (str_starts(name, "inventory") && parts->inventory_count < LISTS_MAX) {
		struct inventory *inventory = arena_alloc(parts->arena, sizeof *inventory);
		if (inventory_read_source(parts->arena, source_of(parts, name, text), inventory, &err) && inventory->count <= 100)
			parts->inventories[parts->inventory_count++] = inventory;
	} else if (str_starts(name, "rs") && parts->list_count < LISTS_MAX) {
		struct rsconf *list = arena_alloc(parts->arena, sizeof *list);
		if (rsconf_read_source(parts->arena, source_of(parts, name, text), list, &err))
			parts->lists[parts->list_count++] = list;
	} else if (str_starts(name, "keys/")) {
		files_add(str_cstr(parts->arena, name), text, 0400);
	} else if (parts->count < CONFIGS_MAX) {
		struct str given = name.len ? name : str_format(parts->arena, "hosts/db%u/mongod.conf", parts->count);
		take_config(parts, source_of(parts, given, text));
	}
}

static void lint(struct parts *parts)
{
	struct fleet fleet;
	struct fleet_facts facts = {
		.configs = parts->configs, .count = parts->count, .project = parts->project,
		.inventories = parts->inventories, .inventory_count = parts->inventory_count,
		.lists = parts->lists, .list_count = parts->list_count, .key_file_root = "keys",
	};
	fleet_build(parts->arena, &facts, &fleet);
	fleet_explain(parts->arena, &fleet);
	fuzz_lint(parts->arena, &fleet, parts->configs, parts->count, parts->target.server);
}

/* Nothing changes: then nobody is cut off by it. */
static void check_no_change(struct parts *parts)
{
	struct err err = ERR_INIT(parts->arena);
	FUZZ_HOLDS(transform_fleet_check(parts->configs, parts->configs, parts->count, &err), "no change: %s", err_line(&err));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = ARENA_INIT;
	struct str rest = fuzz_text(data, size), name, text;
	struct fuzz_dice dice = fuzz_dice(rest);
	struct parts parts = { .arena = &arena, .target = fuzz_target(&dice) };
	files_begin();
	while (fuzz_part(&rest, &name, &text))
		take(&parts, name, text);
	lint(&parts);
	check_no_change(&parts);
	files_end();
	arena_free(&arena);
	return 0;
}
