/* What the files of a run lead it to: the configs that the services of Compose files are started with, and how far. */

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "base/os.h"
#include "base/path.h"
#include "cli/gather.h"
#include "cli/pods.h"
#include "fleet/path_index.h"
#include "fleet/witness.h"

void gather_homes(const struct gathering *gathering, struct unit *unit)
{
	struct arena *arena = gathering->cli->arena;
	for (uint32_t i = 0; i < unit->folders.count; i++) {
		struct home *home = arena_alloc(arena, sizeof *home);
		home_of(arena, unit->folders.at[i].path, unit->project ? unit->project->root : NULL, home);
		home->other = unit->homes;
		unit->homes = home;
	}
}

/* By its text alone: what a file names is not looked at before it is known to be inside. */
static bool is_named(const struct gathering *gathering, const struct unit *unit, const char *path)
{
	struct arena scratch = ARENA_INIT;
	const char *whole = path_join(&scratch, gathering->here, str_of(path));
	bool named = false;
	for (uint32_t i = 0; !named && i < unit->named.count; i++) {
		const char *one = unit->named.at[i].path;
		named = !strcmp(path_last(one), path_last(whole)) && !strcmp(path_join(&scratch, gathering->here, str_of(one)), whole);
	}
	arena_free(&scratch);
	return named;
}

/* A Compose file that comes with a repository must not make a run read others, or tell which there are. Absolute, it may
 * well mean a file of the host that Compose runs on. */
static bool may_mount(struct gathering *gathering, const struct unit *unit, const struct inventory *inventory,
		      const struct home *home, const struct inventory_entry *entry)
{
	struct cli *cli = gathering->cli;
	if (cli->flags.trust_paths || home_holds(home, entry->config) || is_named(gathering, unit, entry->config))
		return true;
	struct place at = source_place(inventory->source, entry->config_at.at);
	(entry->config[0] == '/' ? cli_say_more : cli_say)(cli, "%s%s:%u:%u: the config %s of the service %s leads out of the "
		"repository, and is not read; --trust-paths allows it", entry->config[0] == '/' ? "" : "warning: ",
		inventory->source->name, at.line, at.column, entry->config, entry->name);
	return false;
}

/* The configs that the services of Compose files are started with. */
static void list_mounted(struct gathering *gathering, struct unit *unit, const struct inventory *inventory)
{
	struct arena *arena = gathering->cli->arena;
	struct home home;
	home_of(arena, path_folder(arena, inventory->source->name), unit->project ? unit->project->root : NULL, &home);
	home.other = unit->homes;
	for (uint32_t k = 0; k < inventory->count; k++) {
		struct inventory_entry *entry = &inventory->entries[k];
		struct stat st;
		if (!entry->config || !may_mount(gathering, unit, inventory, &home, entry) ||
		    os->fstatat(AT_FDCWD, entry->config, &st, 0) < 0 || !S_ISREG(st.st_mode))
			continue;
		struct input input = gather_input(gathering, unit, entry->config);
		input.entry = entry;
		inputs_add(arena, &unit->mounted, input);
	}
}

void gather_mounted(struct gathering *gathering, struct unit *unit)
{
	for (uint32_t i = 0; i < unit->inventory_count; i++) {
		list_mounted(gathering, unit, unit->inventories[i]);
		witness_look(gathering->cli->arena, unit->inventories[i], unit->project ? unit->project->root : NULL);
	}
	if (unit->mounted.count)
		qsort(unit->mounted.at, unit->mounted.count, sizeof *unit->mounted.at, inputs_by_whole);
}

/* ---- what walks came by ---- */

void gather_beside(struct gathering *gathering, struct unit *unit, const char *path)
{
	if (unit)
		paths_add(&unit->beside, arena_copy(gathering->cli->arena, path, strlen(path)));
}

/* Is it an inventory, or included by one? */
static bool is_inventory_of(const struct gathering *gathering, const struct unit *unit, const char *path)
{
	const char *whole = gather_whole(gathering, unit, path);
	for (uint32_t i = 0; i < unit->inventory_count; i++) {
		const struct inventory *inventory = unit->inventories[i];
		if (!strcmp(gather_whole(gathering, unit, inventory->source->name), whole))
			return true;
		for (uint32_t k = 0; k < inventory->count; k++)
			if (inventory->entries[k].included && !strcmp(gather_whole(gathering, unit, inventory->entries[k].included), whole))
				return true;
	}
	return false;
}

/* By path, so that drop-ins come in their order. */
static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Out of the list of what is beside: the files that say which mode a keyfile gets. */
static uint32_t take_claims(struct gathering *gathering, struct unit *unit, uint32_t count)
{
	struct arena *arena = gathering->cli->arena;
	uint32_t kept = 0;
	unit->claims = arena_array(arena, count, sizeof *unit->claims);
	for (uint32_t i = 0; i < count; i++) {
		const char *path = unit->beside.at[i];
		struct claims *claims = claims_is_called(path) ? claims_read(arena, path) : NULL;
		if (!claims_is_called(path))
			unit->beside.at[kept++] = path;
		if (!claims)
			continue;
		unit->claims[unit->claims_count++] = claims;
		cli_say_more(gathering->cli, "%s: read for the modes that it gives to files", path);
	}
	return kept;
}


/* Moves manifests behind Compose files and units; returns how many of these there are. */
static uint32_t part_manifests(struct arena *arena, struct paths *beside)
{
	const char **sorted = arena_array(arena, beside->count, sizeof *sorted);
	uint32_t first = 0, count = 0;
	for (unsigned called = 2; called-- > 0;) {
		for (uint32_t i = 0; i < beside->count; i++)
			if (witness_is_called(beside->at[i]) == called)
				sorted[count++] = beside->at[i];
		first = called ? count : first;
	}
	beside->at = sorted;
	return first;
}

/* The inputs that the entry starts a server with, of all. */
static void add_mounted(struct arena *arena, struct unit *unit, const struct inputs *all, const struct path_index *index,
			struct inventory_entry *entry)
{
	struct path_range range = entry->config ? path_index_at(index, str_of(entry->config)) : (struct path_range){ 0, 0 };
	for (; range.from < range.to; range.from++) {
		struct input input = all->at[index->by_path[range.from].at];
		if (strcmp(input.name, entry->config) != 0)
			continue;
		input.entry = entry;
		inputs_add(arena, &unit->mounted, input);
	}
}

/* Compose files, units and manifests are given to the configs of the run; what they name besides is not read. */
void gather_found(struct gathering *gathering, struct unit *unit)
{
	struct arena *arena = gathering->cli->arena;
	const struct inputs *const lists[] = { &unit->files, &unit->context };
	const char **names = arena_array(arena, unit->files.count + (size_t)unit->context.count, sizeof *names);
	uint32_t count = 0, kept = 0;
	struct inputs all = { 0 };
	struct arena scratch = ARENA_INIT;
	struct path_index index;
	/* Two walks may have come by one. */
	if (unit->beside.count)
		qsort(unit->beside.at, unit->beside.count, sizeof *unit->beside.at, by_text);
	for (uint32_t i = 0; i < unit->beside.count; i++)
		if ((!i || strcmp(unit->beside.at[i - 1], unit->beside.at[i])) && !is_inventory_of(gathering, unit, unit->beside.at[i]))
			unit->beside.at[kept++] = unit->beside.at[i];
	unit->beside.count = kept;
	for (size_t k = 0; kept && k < sizeof lists / sizeof *lists; k++)
		for (uint32_t i = 0; i < lists[k]->count; i++) {
			names[count++] = lists[k]->at[i].name;
			inputs_add(arena, &all, lists[k]->at[i]);
		}
	if (!kept)
		return;
	unit->beside.count = kept = take_claims(gathering, unit, kept);
	uint32_t services = part_manifests(arena, &unit->beside);
	pods_read(gathering, unit, unit->beside.at + services, kept - services);
	witness_read(arena, unit->beside.at, services, &unit->found, &unit->found_count);
	path_index_make(&scratch, &index, names, count);
	for (uint32_t i = 0; i < unit->found_count; i++) {
		struct inventory *inventory = unit->found[i];
		witness_look(arena, inventory, unit->project ? unit->project->root : NULL);
		witness_match(arena, inventory, names, &index);
		cli_say_more(gathering->cli, "%s: read for %s", inventory->source->name,
			     inventory->kind == INVENTORY_LOGROTATE ? "which logs it rotates" : "how it starts servers");
		for (uint32_t k = 0; k < inventory->count; k++)
			add_mounted(arena, unit, &all, &index, &inventory->entries[k]);
	}
	arena_free(&scratch);
	if (unit->mounted.count)
		qsort(unit->mounted.at, unit->mounted.count, sizeof *unit->mounted.at, inputs_by_whole);
}

/* Where those of one file begin. */
static uint32_t first_mounted(const struct unit *unit, const struct input *input)
{
	uint32_t low = 0, high = unit->mounted.count;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		if (inputs_by_whole(&unit->mounted.at[middle], input) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

struct target gather_told(const struct unit *unit, const struct input *input)
{
	const struct inventory_entry *found = NULL;
	const struct inputs *mounted = &unit->mounted;
	for (uint32_t i = first_mounted(unit, input); i < mounted->count && !inputs_by_whole(&mounted->at[i], input); i++) {
		const struct inventory_entry *entry = mounted->at[i].entry;
		if (found && (version_compare(found->server, entry->server) || found->edition != entry->edition ||
			      found->command.binary != entry->command.binary))
			return (struct target){ 0 };
		found = entry;
	}
	if (!found)
		return (struct target){ 0 };
	return (struct target){ .server = found->server, .edition = found->edition, .binary = found->command.binary };
}

void gather_decide(struct arena *arena, const struct unit *unit, const struct input *input, const struct config *config)
{
	const struct inputs *mounted = &unit->mounted;
	for (uint32_t i = first_mounted(unit, input); i < mounted->count && !inputs_by_whole(&mounted->at[i], input); i++)
		inventory_decide(arena, config, mounted->at[i].entry);
}
