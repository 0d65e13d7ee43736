#include "cli/gather.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "base/regex.h"
#include "cli/workers.h"

/* Absolute, and of a project's files from its root on, by whatever links they were named. */
const char *gather_whole_in(struct arena *arena, const struct gathering *gathering, const struct unit *unit, const char *path)
{
	const char *whole = path_join(arena, gathering->here, str_of(path));
	if (!unit->project || path_below(unit->project->root, whole))
		return whole;
	struct str relative = project_relative(arena, unit->project, path);
	return relative.len ? path_join(arena, unit->project->root, relative) : whole;
}

const char *gather_whole(const struct gathering *gathering, const struct unit *unit, const char *path)
{
	return gather_whole_in(gathering->cli->arena, gathering, unit, path);
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

struct input gather_walked(struct arena *arena, const char *whole, const char *path, bool remembered)
{
	size_t len = strlen(path), all = strlen(whole);
	bool ends = all > len && whole[all - len - 1] == '/' && !strcmp(whole + all - len, path);
	const char *name = ends ? whole + all - len : arena_copy(arena, path, len);
	return (struct input){ .path = name, .name = name, .whole = whole, .listed = remembered };
}

bool gather_is_plain(const struct gathering *gathering, const struct input *input)
{
	return input->listed && folders_show_file(&gathering->seen, input->whole);
}

bool gather_read(const struct gathering *gathering, struct arena *arena, const struct input *input, struct source *source,
		 struct err *err)
{
	return (gather_is_plain(gathering, input) ? source_read_listed : source_read)(arena, input->path, source, err);
}

bool gather_shows(const struct gathering *gathering, const char *path)
{
	return folders_show_named(&gathering->seen, gathering->here, path);
}

/* ---- units ---- */

void gather_remember(struct gathering *gathering, const char *path)
{
	paths_add(&gathering->read, path);
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

static const char *file_of(const struct gathering *gathering, uint32_t i)
{
	return gathering->units[gathering->by_file[i]].project->source->name;
}

/* Where the unit of a project file stands in their order, or would. */
static uint32_t place_of(const struct gathering *gathering, const char *file)
{
	uint32_t low = 0, high = gathering->by_file_count;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		if (strcmp(file_of(gathering, middle), file) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The unit of a project file, or of what has none (NULL); NULL when there is none yet. */
static struct unit *project_unit(const struct gathering *gathering, const char *file)
{
	uint32_t at = file ? place_of(gathering, file) : 0;
	if (file)
		return at < gathering->by_file_count && !strcmp(file_of(gathering, at), file)
			? &gathering->units[gathering->by_file[at]] : NULL;
	return gathering->has_plain ? &gathering->units[gathering->plain] : NULL;
}

/* The last unit is a new one. */
static void enter_unit(struct gathering *gathering, const char *file)
{
	uint32_t at = file ? place_of(gathering, file) : 0, *all = gathering->by_file;
	if (!file) {
		gathering->has_plain = true;
		gathering->plain = gathering->count - 1;
		return;
	}
	if (gathering->by_file_count == gathering->by_file_room) {
		gathering->by_file_room = gathering->by_file_room ? gathering->by_file_room * 2 : 4;
		all = arena_grow(gathering->cli->arena, all, gathering->by_file_count, gathering->by_file_room, sizeof *all);
	}
	memmove(all + at + 1, all + at, (gathering->by_file_count++ - at) * sizeof *all);
	all[at] = gathering->count - 1;
	gathering->by_file = all;
}

/* The same, which is made; the name is copied then. NULL and raised when the project file can't be read. */
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
	file = file ? arena_copy(gathering->cli->arena, file, strlen(file)) : NULL;
	if (file && !open_project(gathering, file, &unit->project))
		return NULL;
	if (file) {
		cli_say_more(gathering->cli, "%s: read as the project file", file);
		unit->root = unit->project->root;
	}
	unit->beside = (struct paths)PATHS_INIT(gathering->cli->arena);
	gathering->count++;
	enter_unit(gathering, file);
	return unit;
}

static const char *project_file_of(struct gathering *gathering, const char *path)
{
	const struct flags *flags = &gathering->cli->flags;
	return flags->no_project ? NULL : flags->project ? flags->project : project_find(gathering->cli->arena, path);
}

/* Thousands may be named. */
static const char *project_file_above(struct gathering *gathering, const char *file)
{
	const struct flags *flags = &gathering->cli->flags;
	if (flags->no_project || flags->project)
		return project_file_of(gathering, file);
	return project_find_from(gathering->cli->arena, path_folder(gathering->cli->arena, file), &gathering->search);
}

struct nearest gather_nearest(const struct gathering *gathering, struct paths *projects, const char *above)
{
	const struct flags *flags = &gathering->cli->flags;
	struct nearest nearest;
	if (flags->no_project || flags->project)
		projects->count = 0;
	nearest_open(&nearest, projects, above);
	return nearest;
}

/* How far a walk in the unit follows links, and where it remembers what it saw. */
void gather_prepare_walk(struct gathering *gathering, const struct unit *unit, struct paths *paths)
{
	paths->seen = &gathering->seen;
	paths->trust = gathering->cli->flags.trust_paths;
	/* How many files there are, nobody knows yet; few folders are listed by one worker anyway. */
	paths->jobs = workers_most(gathering->cli);
	paths->around = unit->project ? unit->project->root : NULL;
}

/* ---- PATHs ---- */

static bool take_folder(struct gathering *gathering, const char *folder)
{
	struct arena *arena = gathering->cli->arena, scratch = ARENA_INIT;
	struct paths projects = PATHS_INIT(arena), witnesses = PATHS_INIT(arena), found = PATHS_INIT(&scratch);
	struct err err = ERR_INIT(arena);
	const char *above = project_file_of(gathering, folder);
	struct unit *unit = unit_of(gathering, above);
	if (!unit)
		return false;
	inputs_add(arena, &unit->folders, gather_input(gathering, unit, folder));
	unit->walked = true;
	found.projects = &projects;
	found.witnesses = &witnesses;
	gather_prepare_walk(gathering, unit, &found);
	found.kept = &gathering->kept;
	if (!walk_path(&found, folder, &err))
		cli_fail(gathering->cli, &err);
	cli_say_walk(gathering->cli, &found);
	struct nearest nearest = gather_nearest(gathering, &projects, above);
	for (uint32_t i = 0; i < found.count; i++) {
		const char *file = nearest_project(&nearest, found.at[i]);
		uint32_t before = gathering->count;
		unit = unit_of(gathering, file);
		if (!unit)
			break;
		if (gathering->count > before)
			inputs_add(arena, &unit->folders, gather_input(gathering, unit, folder));
		/* With no more than one project file, nearly all are mostly of one unit. */
		if (i == 0 && projects.count < 2)
			inputs_expect(arena, &unit->files, found.count);
		const char *whole = gather_whole(gathering, unit, found.at[i]);
		inputs_add(arena, &unit->files, gather_walked(arena, whole, found.at[i], found.remembered));
	}
	for (uint32_t i = 0; unit && i < witnesses.count; i++)
		gather_beside(gathering, project_unit(gathering, nearest_project(&nearest, witnesses.at[i])),
			      witnesses.at[i]);
	arena_free(&scratch);
	return unit;
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
	struct unit *unit = unit_of(gathering, project_file_above(gathering, path));
	if (!unit)
		return false;
	struct input input = gather_input(gathering, unit, path);
	inputs_add(gathering->cli->arena, &unit->named, input);
	inputs_add(gathering->cli->arena, &unit->maybe, input);
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
	uint32_t lists = unit->list_count;
	for (uint32_t i = 0; i < project->deployment_count; i++)
		lists += project->deployments[i].list_count;
	unit->lists = arena_grow(arena, unit->lists, unit->list_count, lists, sizeof *unit->lists);
	for (uint32_t i = 0; i < project->deployment_count; i++) {
		const struct project_deployment *deployment = &project->deployments[i];
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

/* A Compose file or an export: what says by itself that it is one. */
static bool is_inventory(const char *path)
{
	struct arena scratch = ARENA_INIT;
	struct err err = ERR_INIT(&scratch);
	struct source source;
	struct str name = str_of(path_last(path));
	bool compose = regex_matches("compose[^/]*\\.ya?ml$", name);
	bool is = source_read(&scratch, path, &source, &err) &&
		  (compose ? regex_matches("(?m)^services:", source.text)
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
	struct inputs read = { 0 };
	for (uint32_t i = 0; unit->maybe.count && i < gathering->read.count; i++)
		inputs_add(arena, &read, gather_input(gathering, unit, gathering->read.at[i]));
	inputs_sort(&read, inputs_by_whole);
	for (uint32_t i = 0; i < unit->maybe.count; i++)
		if (!inputs_have(&read, unit->maybe.at[i].whole))
			paths_add(&configs, unit->maybe.at[i].path);
		else if (unit->project)
			unit->everything = true;
	unit->maybe.count = 0;
	walk_part(&configs, &others);
	for (uint32_t i = 0; i < configs.count; i++)
		inputs_add(arena, &unit->files, gather_input(gathering, unit, configs.at[i]));
	for (uint32_t i = 0; i < others.count; i++) {
		bool inventory = is_inventory(others.at[i]);
		if (inventory && !take_inventory(gathering, unit, others.at[i]))
			return false;
		if (!inventory)
			inputs_add(arena, &unit->maybe, gather_input(gathering, unit, others.at[i]));
	}
	return true;
}

/* ---- the rest of the fleet ---- */

bool gather_below_folder(const struct unit *unit, const char *whole)
{
	struct arena scratch = ARENA_INIT;
	const char *folder = unit->tops.count ? whole : "";
	bool below = unit->everything;
	while (!below && *folder) {
		below = inputs_have(&unit->tops, folder);
		folder = strcmp(folder, "/") ? path_folder(&scratch, folder) : "";
	}
	arena_free(&scratch);
	return below;
}

bool gather_is_named(const struct unit *unit, const char *whole)
{
	return gather_below_folder(unit, whole) || inputs_have(&unit->named, whole);
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

static bool gather_all(struct gathering *gathering, int count, char *const *arguments)
{
	const struct cli *cli = gathering->cli;
	if (!count && !take_all(gathering))
		return false;
	for (int i = 0; i < count; i++)
		if (!take_path(gathering, arguments[i]))
			return false;
	for (uint32_t i = 0; i < gathering->count; i++) {
		struct unit *unit = &gathering->units[i];
		gather_homes(gathering, unit);
		if (unit->project && !take_project_inventories(gathering, unit))
			return false;
		for (uint32_t k = 0; k < cli->flags.inventory.count; k++)
			if (!take_inventory(gathering, unit, cli->flags.inventory.at[k]))
				return false;
		if (!sort_named(gathering, unit))
			return false;
		gather_mounted(gathering, unit);
		gather_complete(gathering, unit);
	}
	return true;
}

bool gather(struct cli *cli, int count, char *const *arguments, struct gathering *out)
{
	char *here = os->realpath(".", NULL);
	*out = (struct gathering){ .cli = cli, .here = here ? arena_copy(cli->arena, here, strlen(here)) : "/" };
	free(here);
	out->seen = (struct folders)FOLDERS_INIT(cli->arena);
	out->read = (struct paths)PATHS_INIT(cli->arena);
	bool standard_input = false;
	for (int i = 0; i < count; i++)
		standard_input |= !strcmp(arguments[i], "-");
	if (cli->flags.stdin_filename && !standard_input)
		cli_usage(cli, "--stdin-filename names standard input, and no PATH is -");
	if (cli->flags.project && cli->flags.no_project)
		cli_usage(cli, "--project names a project file, and --no-project reads none; give one of them");
	if (cli->status)
		return false;
	bool ok = gather_all(out, count, arguments);
	walk_kept_free(out->kept, &out->seen);
	out->kept = NULL;
	return ok;
}
