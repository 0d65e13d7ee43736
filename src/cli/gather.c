#include "cli/gather.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "base/regex.h"
#include "cli/workers.h"

/* Absolute, and of a project's files from its root on, by whatever links they were named. */
const char *gather_whole(const struct gathering *gathering, const struct unit *unit, const char *path)
{
	struct arena *arena = gathering->cli->arena;
	struct str relative = unit->project ? project_relative(arena, unit->project, path) : (struct str){ 0 };
	return relative.len ? path_join(arena, unit->project->root, relative)
			    : path_join(arena, gathering->here, str_of(path));
}

const char *gather_keyfile(const struct gathering *gathering, const struct unit *unit, const struct keyfile *keyfile)
{
	return keyfile->state == KEYFILE_OUTSIDE
		? path_join(gathering->cli->arena, gathering->here, str_of(keyfile->path))
		: gather_whole(gathering, unit, keyfile->path);
}

struct input gather_input(const struct gathering *gathering, const struct unit *unit, const char *path)
{
	return (struct input){ .path = path, .name = path, .whole = gather_whole(gathering, unit, path) };
}

bool gather_is_plain(const struct gathering *gathering, const struct input *input)
{
	return input->listed && folders_show_file(&gathering->seen, input->whole);
}

bool gather_shows(const struct gathering *gathering, const char *path)
{
	struct arena scratch = ARENA_INIT;
	struct str rest = str_of(path), part;
	bool plain = true;
	/* What is above a ".." is not above it as text. */
	while (plain && rest.len && str_split(&rest, '/', &part))
		plain = !str_is(part, "..");
	bool shows = plain && folders_show_file(&gathering->seen, path_join(&scratch, gathering->here, str_of(path)));
	arena_free(&scratch);
	return shows;
}

/* ---- units ---- */

void gather_remember(struct gathering *gathering, const char *path)
{
	struct words *read = &gathering->read;
	read->at = arena_grow(gathering->cli->arena, read->at, read->count, read->count + 1U, sizeof *read->at);
	read->at[read->count++] = path;
}

static bool open_project(struct gathering *gathering, const char *file, struct project **out)
{
	struct cli *cli = gathering->cli;
	struct project *project = arena_alloc(cli->arena, sizeof *project);
	struct err err = ERR_INIT(cli->arena);
	*out = project;
	gather_remember(gathering, file);
	bool trusted = cli->flags.trust_paths;
	if ((trusted || cli->flags.project || project_check_file(cli->arena, file, &err)) &&
	    project_read(cli->arena, file, project, &err) &&
	    (trusted || project_check_paths(cli->arena, project, &err)) &&
	    project_read_exports(cli->arena, project, &err))
		return choice_check(cli, project);
	cli_fail(cli, &err);
	return false;
}

/* The unit of a project file, or of what has none (NULL); NULL when there is none yet. */
static struct unit *project_unit(const struct gathering *gathering, const char *file)
{
	for (uint32_t i = 0; i < gathering->count; i++) {
		const struct project *project = gathering->units[i].project;
		if (file ? project && !strcmp(project->source->name, file) : !project)
			return &gathering->units[i];
	}
	return NULL;
}

/* The same, which is made. NULL and raised when the project file can't be read. */
static struct unit *unit_of(struct gathering *gathering, const char *file)
{
	struct unit *there = project_unit(gathering, file);
	if (there)
		return there;
	if (gathering->count == gathering->room) {
		gathering->room = gathering->room ? gathering->room * 2 : 4;
		gathering->units = arena_grow(gathering->cli->arena, gathering->units, gathering->count, gathering->room,
					      sizeof *gathering->units);
	}
	struct unit *unit = &gathering->units[gathering->count];
	if (file && !open_project(gathering, file, &unit->project))
		return NULL;
	if (file) {
		cli_say_more(gathering->cli, "%s: read as the project file", file);
		unit->root = unit->project->root;
	}
	gathering->count++;
	return unit;
}

static const char *project_file_of(struct gathering *gathering, const char *path)
{
	const struct flags *flags = &gathering->cli->flags;
	return flags->no_project ? NULL : flags->project ? flags->project : project_find(gathering->cli->arena, path);
}

/* Of the project files that a walk came by, the nearest above a path; else that of where it began. */
static const char *nearest_project(struct gathering *gathering, const struct paths *projects, const char *path,
				   const char *above)
{
	const struct flags *flags = &gathering->cli->flags;
	const char *best = above;
	size_t most = 0;
	for (uint32_t i = 0; !flags->no_project && !flags->project && i < projects->count; i++) {
		size_t len = strlen(projects->at[i]) - strlen(path_last(projects->at[i]));
		if (len > most && !strncmp(projects->at[i], path, len)) {
			most = len;
			best = projects->at[i];
		}
	}
	return best;
}

/* How far a walk in the unit follows links, and where it remembers what it saw. */
static void prepare_walk(struct gathering *gathering, const struct unit *unit, struct paths *paths)
{
	paths->seen = &gathering->seen;
	paths->trust = gathering->cli->flags.trust_paths;
	paths->jobs = workers_most(gathering->cli);
	paths->around = unit->project ? unit->project->root : NULL;
}

/* ---- PATHs ---- */

static bool take_folder(struct gathering *gathering, const char *folder)
{
	struct arena *arena = gathering->cli->arena;
	struct paths projects = PATHS_INIT(arena), witnesses = PATHS_INIT(arena), found = PATHS_INIT(arena);
	struct err err = ERR_INIT(arena);
	const char *above = project_file_of(gathering, folder);
	struct unit *unit = unit_of(gathering, above);
	if (!unit)
		return false;
	inputs_add(arena, &unit->folders, gather_input(gathering, unit, folder));
	unit->walked = true;
	found.projects = &projects;
	found.witnesses = &witnesses;
	prepare_walk(gathering, unit, &found);
	if (!walk_path(&found, folder, &err))
		cli_fail(gathering->cli, &err);
	cli_say_walk(gathering->cli, &found);
	for (uint32_t i = 0; i < found.count; i++) {
		const char *file = nearest_project(gathering, &projects, found.at[i], above);
		uint32_t before = gathering->count;
		unit = unit_of(gathering, file);
		if (!unit)
			return false;
		if (gathering->count > before)
			inputs_add(arena, &unit->folders, gather_input(gathering, unit, folder));
		struct input input = gather_input(gathering, unit, found.at[i]);
		input.listed = found.remembered;
		inputs_add(arena, &unit->files, input);
	}
	for (uint32_t i = 0; i < witnesses.count; i++)
		gather_beside(gathering, project_unit(gathering, nearest_project(gathering, &projects, witnesses.at[i], above)),
			      witnesses.at[i]);
	return true;
}

static bool take_stdin(struct gathering *gathering)
{
	struct cli *cli = gathering->cli;
	const char *name = cli->flags.stdin_filename;
	struct unit *unit = unit_of(gathering, project_file_of(gathering, name ? name : "."));
	if (!unit)
		return false;
	struct input input = gather_input(gathering, unit, name ? name : "<stdin>");
	input.path = "-";
	unit->walked |= !name;
	inputs_add(cli->arena, &unit->files, input);
	inputs_add(cli->arena, &unit->named, input);
	return true;
}

/* A file that is named may be any: what it is, is found out when it is known what the fleet has. */
static bool take_file(struct gathering *gathering, const char *path)
{
	struct unit *unit = unit_of(gathering, project_file_of(gathering, path));
	if (!unit)
		return false;
	inputs_add(gathering->cli->arena, &unit->named, gather_input(gathering, unit, path));
	inputs_add(gathering->cli->arena, &unit->maybe, gather_input(gathering, unit, path));
	return true;
}

static bool take_path(struct gathering *gathering, const char *path)
{
	struct err err = ERR_INIT(gathering->cli->arena);
	struct stat st;
	if (!*path) {
		cli_usage(gathering->cli, "a PATH is empty; is a variable of the script unset?");
		return true;
	}
	if (!strcmp(path, "-"))
		return take_stdin(gathering);
	if (os->fstatat(AT_FDCWD, path, &st, 0) == 0)
		return S_ISDIR(st.st_mode) ? take_folder(gathering, path) : take_file(gathering, path);
	err_set(&err, ERR_INPUT, path, errno, "can't be read");
	cli_fail(gathering->cli, &err);
	return true;
}

/* Without a PATH: what the project says, wherever in it the run stands. */
static bool take_all(struct gathering *gathering)
{
	const char *file = project_file_of(gathering, ".");
	struct unit *unit = file ? unit_of(gathering, file) : NULL;
	if (file && !unit)
		return false;
	if (!unit || !unit->project->files.count)
		return take_folder(gathering, ".");
	unit->everything = true;
	return true;
}

/* ---- inventories and exports ---- */

/* One long word would be taken for the name of a host, and told. */
static bool looks_like_key(const struct gathering *gathering, const char *path)
{
	struct keyfile keyfile;
	keyfile_read(gathering->cli->arena, path, (struct version){ 0 }, &keyfile);
	return keyfile.state == KEYFILE_READ && keyfile.fault == KEYFILE_FINE && keyfile.count && keyfile.keys[0].length >= 32;
}

static bool take_inventory(struct gathering *gathering, struct unit *unit, const char *path)
{
	struct arena *arena = gathering->cli->arena;
	struct err err = ERR_INIT(arena);
	struct source source;
	struct inventory *inventory = arena_alloc(arena, sizeof *inventory);
	gather_remember(gathering, path);
	bool ok = source_read(arena, path, &source, &err);
	if (ok && looks_like_key(gathering, path))
		ok = err_set(&err, ERR_INPUT, path, 0, "looks like a keyfile, and not like an inventory");
	if (ok && inventory_is_rsconf(source.text)) {
		ok = project_add_export(arena, path, &unit->lists, &unit->list_count, &err);
	} else if (ok && (ok = inventory_read(arena, path, inventory, &err))) {
		unit->inventories = arena_grow(arena, unit->inventories, unit->inventory_count, unit->inventory_count + 1U,
					       sizeof(void *));
		unit->inventories[unit->inventory_count++] = inventory;
	}
	if (!ok)
		cli_fail(gathering->cli, &err);
	return ok;
}

static bool take_project_inventories(struct gathering *gathering, struct unit *unit)
{
	struct arena *arena = gathering->cli->arena;
	const struct project *project = unit->project;
	for (uint32_t i = 0; i < project->inventories.count; i++) {
		struct err err = ERR_INIT(arena);
		if (!project_is_there(project, &project->inventories, i, &err)) {
			cli_fail(gathering->cli, &err);
			return false;
		}
		if (!take_inventory(gathering, unit, project->inventories.path[i]))
			return false;
	}
	for (uint32_t i = 0; i < project->deployment_count; i++) {
		const struct project_deployment *deployment = &project->deployments[i];
		unit->lists = arena_grow(arena, unit->lists, unit->list_count, unit->list_count + deployment->list_count,
					 sizeof *unit->lists);
		for (uint32_t k = 0; k < deployment->list_count; k++)
			unit->lists[unit->list_count++] = deployment->lists[k];
		for (uint32_t k = 0; k < deployment->rs_config.count; k++)
			gather_remember(gathering, deployment->rs_config.path[k]);
		for (uint32_t k = 0; k < deployment->rs_status.count; k++)
			gather_remember(gathering, deployment->rs_status.path[k]);
	}
	return true;
}

/* ---- what is no config ---- */

static bool is_read(const struct gathering *gathering, const struct unit *unit, const char *whole)
{
	for (uint32_t i = 0; i < gathering->read.count; i++)
		if (!strcmp(gather_whole(gathering, unit, gathering->read.at[i]), whole))
			return true;
	return false;
}

/* A Compose file or an export: what says by itself that it is one. */
static bool is_inventory(struct gathering *gathering, const char *path)
{
	struct arena scratch = ARENA_INIT;
	struct err err = ERR_INIT(&scratch);
	struct source source;
	struct str name = str_of(path_last(path));
	bool compose = regex_matches(gathering->cli->arena, "compose[^/]*\\.ya?ml$", name);
	bool is = source_read(&scratch, path, &source, &err) &&
		  (compose ? regex_matches(&scratch, "(?m)^services:", source.text)
			   : str_ends(name, ".json") && inventory_is_rsconf(source.text));
	arena_free(&scratch);
	return is;
}

/* The named files become configs, parts of the fleet, or stay what may be a keyfile. A project file, and what it reads
 * besides, is about every config: whatever it says now may be what breaks one that nobody named. */
static bool sort_named(struct gathering *gathering, struct unit *unit)
{
	struct arena *arena = gathering->cli->arena;
	struct paths configs = PATHS_INIT(arena), others = PATHS_INIT(arena);
	for (uint32_t i = 0; i < unit->maybe.count; i++)
		if (!is_read(gathering, unit, unit->maybe.at[i].whole))
			paths_add(&configs, unit->maybe.at[i].path);
		else if (unit->project)
			unit->everything = true;
	unit->maybe.count = 0;
	walk_part(&configs, &others);
	for (uint32_t i = 0; i < configs.count; i++)
		inputs_add(arena, &unit->files, gather_input(gathering, unit, configs.at[i]));
	for (uint32_t i = 0; i < others.count; i++) {
		bool inventory = is_inventory(gathering, others.at[i]);
		if (inventory && !take_inventory(gathering, unit, others.at[i]))
			return false;
		if (!inventory)
			inputs_add(arena, &unit->maybe, gather_input(gathering, unit, others.at[i]));
	}
	return true;
}

/* ---- the rest of the fleet ---- */

static bool below_folder(const struct unit *unit, const char *whole)
{
	for (uint32_t i = 0; i < unit->folders.count; i++)
		if (path_below(unit->folders.at[i].whole, whole))
			return true;
	return unit->everything;
}

bool gather_is_named(const struct unit *unit, const char *whole)
{
	return below_folder(unit, whole) || inputs_have(&unit->named, whole);
}

static bool is_touched(const struct gathering *gathering, const struct unit *unit, const char *name, bool of_key)
{
	const char *whole = gather_whole(gathering, unit, name);
	return gather_is_named(unit, whole) || (of_key && inputs_have(&unit->held, whole));
}

bool gather_touches(const struct gathering *gathering, const struct unit *unit, const struct diag *diag)
{
	bool of_key = str_starts(str_of(diag->kind->id), "keyfile");
	bool touches = is_touched(gathering, unit, diag->source->name, of_key);
	for (uint32_t i = 0; !touches && i < diag->note_count; i++)
		touches = diag->notes[i].source && is_touched(gathering, unit, diag->notes[i].source->name, of_key);
	return touches;
}

void gather_hold(struct gathering *gathering, struct unit *unit, const char *config)
{
	inputs_add(gathering->cli->arena, &unit->held, gather_input(gathering, unit, config));
	inputs_sort(&unit->held, inputs_by_whole);
}

/* Adds what is not there yet: to judge it, or to know it. `known` has all that is there. */
static void add_rest(struct gathering *gathering, struct unit *unit, const struct inputs *known, const char *path, bool listed)
{
	if (path[0] != '/')
		path = path_from(gathering->cli->arena, gathering->here,
				 path_join(gathering->cli->arena, gathering->here, str_of(path)));
	struct input input = gather_input(gathering, unit, path);
	input.listed = listed;
	if (!inputs_have(known, input.whole))
		inputs_add(gathering->cli->arena, below_folder(unit, input.whole) ? &unit->files : &unit->context, input);
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
static void drop_others(struct gathering *gathering, const struct unit *unit, const struct paths *projects, struct paths *rest,
			const char *root)
{
	struct arena *arena = gathering->cli->arena;
	const struct project *project = unit->project;
	uint32_t kept = 0;
	for (uint32_t i = 0; i < rest->count; i++) {
		const char *own = nearest_project(gathering, projects, rest->at[i], NULL);
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
	prepare_walk(gathering, unit, rest);
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
	drop_others(gathering, unit, &projects, rest, root);
	drop_others(gathering, unit, &projects, &witnesses, root);
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

static void complete(struct gathering *gathering, struct unit *unit)
{
	struct arena *arena = gathering->cli->arena;
	struct inputs known = { 0 };
	struct paths rest = PATHS_INIT(arena);
	inputs_once(arena, &unit->files);
	inputs_once(arena, &unit->maybe);
	for (uint32_t i = 0; i < unit->files.count; i++)
		inputs_add(arena, &known, unit->files.at[i]);
	for (uint32_t i = 0; i < unit->named.count; i++)
		inputs_add(arena, &known, unit->named.at[i]);
	inputs_sort(&known, inputs_by_whole);
	inputs_sort(&unit->named, inputs_by_whole);
	find_rest(gathering, unit, &rest);
	for (uint32_t i = 0; i < rest.count; i++)
		add_rest(gathering, unit, &known, rest.at[i], rest.remembered);
	for (uint32_t i = 0; i < unit->mounted.count; i++)
		add_rest(gathering, unit, &known, unit->mounted.at[i].path, false);
	inputs_once(arena, &unit->files);
	inputs_once(arena, &unit->context);
	inputs_sort(&unit->files, inputs_by_name);
	inputs_sort(&unit->context, inputs_by_name);
	gather_found(gathering, unit);
	place_inventories(gathering, unit);
}

bool gather(struct cli *cli, int count, char *const *arguments, struct gathering *out)
{
	char *here = os->realpath(".", NULL);
	*out = (struct gathering){ .cli = cli, .here = here ? arena_copy(cli->arena, here, strlen(here)) : "/" };
	free(here);
	out->seen = (struct folders)FOLDERS_INIT(cli->arena);
	bool standard_input = false;
	for (int i = 0; i < count; i++)
		standard_input |= !strcmp(arguments[i], "-");
	if (cli->flags.stdin_filename && !standard_input)
		cli_usage(cli, "--stdin-filename names standard input, and no PATH is -");
	if (cli->flags.project && cli->flags.no_project)
		cli_usage(cli, "--project names a project file, and --no-project reads none; give one of them");
	if (cli->status)
		return false;
	if (!count && !take_all(out))
		return false;
	for (int i = 0; i < count; i++)
		if (!take_path(out, arguments[i]))
			return false;
	for (uint32_t i = 0; i < out->count; i++) {
		struct unit *unit = &out->units[i];
		gather_homes(out, unit);
		if (unit->project && !take_project_inventories(out, unit))
			return false;
		for (uint32_t k = 0; k < cli->flags.inventory.count; k++)
			if (!take_inventory(out, unit, cli->flags.inventory.at[k]))
				return false;
		if (!sort_named(out, unit))
			return false;
		gather_mounted(out, unit);
		complete(out, unit);
	}
	return true;
}
