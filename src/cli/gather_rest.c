/* The rest of a fleet: what lies beside the files that were named, and the paths of it all. */

#include <stdlib.h>
#include <string.h>

#include "base/os.h"
#include "base/path.h"
#include "cli/gather.h"

static const char *from_here(struct arena *arena, const struct gathering *gathering, const char *path)
{
	return path[0] == '/' ? path : path_from(arena, gathering->here, path_join(arena, gathering->here, str_of(path)));
}

/* Adds what is not there yet: to judge it, or to know it. `known` has all that is there. */
static void add_rest(struct gathering *gathering, struct unit *unit, const struct inputs *known, const char *path, bool listed)
{
	struct arena *arena = gathering->cli->arena, scratch = ARENA_INIT;
	path = from_here(&scratch, gathering, path);
	const char *whole = gather_whole_in(&scratch, gathering, unit, path);
	if (!inputs_have(known, whole)) {
		struct input input = gather_walked(arena, arena_copy(arena, whole, strlen(whole)), path, listed);
		inputs_add(arena, gather_below_folder(unit, whole) ? &unit->files : &unit->context, input);
	}
	arena_free(&scratch);
}

/* What is judged or known already, by the whole names of `known`. */
struct already {
	const struct gathering *gathering;
	const struct unit *unit;
	const struct inputs *known;
};

static bool is_known(const void *context, const char *path)
{
	const struct already *already = context;
	struct arena scratch = ARENA_INIT;
	const struct gathering *gathering = already->gathering;
	bool known = already->known->count &&
		     inputs_have(already->known,
				 gather_whole_in(&scratch, gathering, already->unit, from_here(&scratch, gathering, path)));
	arena_free(&scratch);
	return known;
}

/* The root of the git work tree that all named files lie in, or NULL. */
static const char *work_tree(struct gathering *gathering, const struct unit *unit)
{
	struct arena *arena = gathering->cli->arena;
	const char *root = NULL;
	for (uint32_t i = 0; i < unit->folders.count + unit->named.count; i++) {
		bool folder = i < unit->folders.count;
		const char *whole = folder ? unit->folders.at[i].whole : unit->named.at[i - unit->folders.count].whole;
		if (root && (path_below(root, whole) || !strcmp(root, whole)))
			continue;
		const char *one = project_repository(arena, folder ? whole : path_folder(arena, whole));
		if (!one || root)
			return NULL;
		root = one;
	}
	return root;
}

/* Was the project's own folder named, or one above it? */
static bool covers_root(const struct unit *unit)
{
	for (uint32_t i = 0; i < unit->folders.count; i++) {
		char *real = os->realpath(unit->folders.at[i].path, NULL);
		bool covers = real && path_below(real, unit->project->root);
		free(real);
		if (covers)
			return true;
	}
	return false;
}

/* What has a project file of its own is of another fleet. Walked from above `root`, named from here. */
static void drop_others(struct gathering *gathering, const struct unit *unit, struct nearest nearest, struct paths *rest,
			const char *root)
{
	struct arena *arena = gathering->cli->arena;
	const struct project *project = unit->project;
	uint32_t kept = 0;
	for (uint32_t i = 0; i < rest->count; i++) {
		const char *own = nearest_project(&nearest, rest->at[i]);
		if (!own || (project && !strcmp(path_join(arena, gathering->here, str_of(path_folder(arena, own))), project->root)))
			rest->at[kept++] = rest->at[i];
	}
	rest->count = kept;
	for (uint32_t i = 0; root && str_starts(str_of(root), "..") && i < rest->count; i++)
		rest->at[i] = path_from(arena, gathering->here, path_join(arena, gathering->here, str_of(rest->at[i])));
}

static void find_rest(struct gathering *gathering, struct unit *unit, struct paths *rest)
{
	struct arena *arena = gathering->cli->arena;
	const struct project *project = unit->project;
	struct err err = ERR_INIT(arena);
	struct paths projects = PATHS_INIT(arena), witnesses = PATHS_INIT(arena);
	const char *root = NULL;
	bool ok = true;
	rest->projects = &projects;
	rest->witnesses = &witnesses;
	gather_prepare_walk(gathering, unit, rest);
	if (project && project->files.count)
		ok = project_files(project, rest, &err);
	else if (project && !covers_root(unit))
		root = project_name(arena, project, STR(""));
	else if (!project && (!unit->walked || unit->folders.count) && !gathering->cli->flags.no_project)
		unit->root = work_tree(gathering, unit);
	/* Who names a folder says what the fleet is. */
	if (!project && unit->root && !unit->walked)
		root = path_from(arena, gathering->here, unit->root);
	if (root)
		ok = walk_path(rest, root, &err);
	if (!ok)
		cli_fail(gathering->cli, &err);
	if (root || (project && project->files.count))
		cli_say_walk(gathering->cli, rest);
	struct nearest nearest = gather_nearest(gathering, &projects, NULL);
	drop_others(gathering, unit, nearest, rest, root);
	drop_others(gathering, unit, nearest, &witnesses, root);
	for (uint32_t i = 0; i < witnesses.count; i++)
		gather_beside(gathering, unit, witnesses.at[i]);
}

static void place_source(const struct gathering *gathering, const struct unit *unit, struct inventory *inventory)
{
	struct source *source = arena_alloc(gathering->cli->arena, sizeof *source);
	*source = *inventory->source;
	source->path = path_below(unit->root, gather_whole(gathering, unit, source->name));
	inventory->source = source;
}

/* Their services stand beside configs, by paths from the same root. */
static void place_inventories(const struct gathering *gathering, struct unit *unit)
{
	struct arena *arena = gathering->cli->arena;
	for (uint32_t i = 0; unit->root && i < unit->found_count; i++)
		place_source(gathering, unit, unit->found[i]);
	for (uint32_t i = 0; unit->root && i < unit->inventory_count; i++) {
		struct inventory *inventory = arena_alloc(arena, sizeof *inventory);
		*inventory = *unit->inventories[i];
		place_source(gathering, unit, inventory);
		unit->inventories[i] = inventory;
	}
	/* The fleet finds a service's config by the name that it is read by. */
	struct inputs all = { 0 };
	for (uint32_t i = 0; unit->mounted.count && i < unit->files.count; i++)
		inputs_add(arena, &all, unit->files.at[i]);
	for (uint32_t i = 0; unit->mounted.count && i < unit->context.count; i++)
		inputs_add(arena, &all, unit->context.at[i]);
	inputs_sort(&all, inputs_by_whole);
	for (uint32_t i = 0; all.count && i < unit->mounted.count; i++) {
		const struct input *input = bsearch(&unit->mounted.at[i], all.at, all.count, sizeof *all.at, inputs_by_whole);
		if (input && strcmp(input->path, "-") != 0)
			unit->mounted.at[i].entry->config = input->name;
	}
}

/* What was named may lie where a walk has been, too. */
static void mark_listed(const struct gathering *gathering, const struct inputs *inputs)
{
	for (uint32_t i = 0; i < inputs->count; i++) {
		struct input *input = &inputs->at[i];
		input->listed = input->listed || (strcmp(input->path, "-") && gather_shows(gathering, input->path));
	}
}

void gather_complete(struct gathering *gathering, struct unit *unit)
{
	struct arena *arena = gathering->cli->arena, scratch = ARENA_INIT;
	const struct inputs *const lists[] = { &unit->files, &unit->named };
	struct inputs known = { 0 };
	struct paths rest = PATHS_INIT(&scratch);
	inputs_once(&unit->files);
	inputs_once(&unit->maybe);
	inputs_expect(&scratch, &known, unit->files.count + unit->named.count);
	for (size_t k = 0; k < sizeof lists / sizeof *lists; k++)
		for (uint32_t i = 0; i < lists[k]->count; i++)
			inputs_add(&scratch, &known, lists[k]->at[i]);
	for (uint32_t i = 0; i < unit->folders.count; i++)
		inputs_add(arena, &unit->tops, unit->folders.at[i]);
	inputs_sort(&known, inputs_by_whole);
	inputs_sort(&unit->tops, inputs_by_whole);
	inputs_sort(&unit->named, inputs_by_whole);
	rest.knows = is_known;
	rest.context = &(const struct already){ gathering, unit, &known };
	find_rest(gathering, unit, &rest);
	if (!unit->files.count)
		inputs_expect(arena, &unit->files, rest.count);
	for (uint32_t i = 0; i < rest.count; i++)
		add_rest(gathering, unit, &known, rest.at[i], rest.remembered);
	for (uint32_t i = 0; i < unit->mounted.count; i++)
		add_rest(gathering, unit, &known, unit->mounted.at[i].path, false);
	inputs_once(&unit->files);
	inputs_once(&unit->context);
	inputs_sort(&unit->files, inputs_by_name);
	inputs_sort(&unit->context, inputs_by_name);
	struct inputs *const all[] = { &unit->files, &unit->context, &unit->maybe, &unit->named, &unit->mounted };
	for (size_t k = 0; k < sizeof all / sizeof *all; k++)
		mark_listed(gathering, all[k]);
	gather_found(gathering, unit);
	place_inventories(gathering, unit);
	arena_free(&scratch);
}
