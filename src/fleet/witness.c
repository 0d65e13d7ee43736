#include "fleet/witness.h"

#include <fcntl.h>
#include <string.h>

#include "base/os.h"
#include "base/path.h"
#include "fleet/build.h"
#include "fleet/compose.h"
#include "fleet/git.h"
#include "fleet/home.h"
#include "fleet/path_index.h"

/* ---- names ---- */

static bool is_drop_in(struct str path)
{
	return str_ends(path, ".conf") && str_find(path, STR(".service.d/"), 0) != STR_NONE;
}

bool witness_is_unit(const char *path)
{
	return str_ends(str_of(path), ".service") || is_drop_in(str_of(path));
}

static bool is_rotation(const char *path)
{
	return str_starts(str_of(path_last(path)), "logrotate") || str_find(str_of(path), STR("logrotate.d/"), 0) != STR_NONE;
}

bool witness_is_called(const char *path)
{
	struct str name = str_of(path_last(path));
	bool yaml = str_ends(name, ".yml") || str_ends(name, ".yaml");
	return yaml ? str_find(name, STR("compose"), 0) != STR_NONE : witness_is_unit(path) || is_rotation(path);
}

/* ---- reading ---- */

static const struct source *read_one(struct arena *arena, const char *path)
{
	struct err err = ERR_INIT(arena);
	struct source *source = arena_alloc(arena, sizeof *source);
	bool read = source_read(arena, path, source, &err) && str_find(source->text, STR("mongo"), 0) != STR_NONE;
	return read ? source : NULL;
}

static struct inventory *compose_of(struct arena *arena, const struct source *source)
{
	struct err err = ERR_INIT(arena);
	struct inventory *inventory = arena_alloc(arena, sizeof *inventory);
	bool read = (str_find(source->text, STR("services:"), 0) != STR_NONE || str_find(source->text, STR("include:"), 0) != STR_NONE) &&
		    inventory_read_source(arena, source, inventory, &err);
	return read && inventory->kind == INVENTORY_COMPOSE ? inventory : NULL;
}

static struct inventory *rotations_of(struct arena *arena, const struct source *source)
{
	struct inventory *inventory = arena_alloc(arena, sizeof *inventory);
	struct log_rotation *rotations;
	*inventory = (struct inventory){ .kind = INVENTORY_LOGROTATE, .source = source };
	log_rotation_read(arena, source, &rotations, &inventory->rotation_count);
	inventory->rotations = rotations;
	return inventory->rotation_count ? inventory : NULL;
}

/* The unit that a drop-in belongs to, or the unit itself: etc/systemd/system/mongod.service */
static struct str unit_of(const char *path)
{
	struct str whole = str_of(path);
	uint32_t at = is_drop_in(whole) ? str_find(whole, STR(".service.d/"), 0) : STR_NONE;
	return at == STR_NONE ? whole : str_sub(whole, 0, at + 8);
}

static struct inventory *unit_inventory(struct arena *arena, const struct source *const *sources, uint32_t count)
{
	struct inventory *inventory = arena_alloc(arena, sizeof *inventory);
	struct inventory_entry *entry = arena_alloc(arena, sizeof *entry);
	struct unit_file *unit = arena_alloc(arena, sizeof *unit);
	*entry = (struct inventory_entry){ 0 };
	unit_file_read(arena, sources, count, unit, &entry->command);
	struct str path = unit_of(sources[0]->name);
	unit->name = path_last(str_cstr(arena, path));
	unit->whole = !is_drop_in(str_of(sources[0]->name));
	entry->name = unit->name;
	entry->unit = unit;
	entry->source = unit->start.source;
	entry->at = unit->start.at;
	entry->config_at = entry->command.config_at;
	entry->starts_server = entry->command.binary != 0;
	*inventory = (struct inventory){ .kind = INVENTORY_UNIT, .source = unit->start.source, .entries = entry, .count = 1 };
	return entry->starts_server && inventory->source ? inventory : NULL;
}

/* The unit at `first` and its drop-ins, or drop-ins whose unit is not there; `done` marks what was read. In the order of paths
 * nothing stands between them but what begins as the unit does. */
static struct inventory *read_unit(struct arena *arena, const char *const *paths, uint32_t count, uint32_t first, bool *done)
{
	struct str unit = unit_of(paths[first]);
	uint32_t used = 0, end = first;
	while (end < count && str_eq(str_sub(str_of(paths[end]), 0, unit.len), unit))
		end++;
	const struct source **sources = arena_array(arena, end - first, sizeof *sources);
	for (uint32_t dropped = 0; dropped < 2; dropped++) {
		for (uint32_t i = first; i < end; i++) {
			if (done[i] || !witness_is_unit(paths[i]) || is_drop_in(str_of(paths[i])) != dropped ||
			    !str_eq(unit_of(paths[i]), unit))
				continue;
			/* A drop-in of mongod.service may not name it. */
			struct err err = ERR_INIT(arena);
			struct source *source = arena_alloc(arena, sizeof *source);
			done[i] = true;
			if (source_read(arena, paths[i], source, &err))
				sources[used++] = source;
		}
	}
	bool speaks = false;
	for (uint32_t i = 0; i < used; i++)
		speaks |= str_find(sources[i]->text, STR("mongo"), 0) != STR_NONE;
	return speaks ? unit_inventory(arena, sources, used) : NULL;
}

/* Is a file of this path there, but for the one at `i`? */
static bool is_another(const struct path_index *index, const char *path, uint32_t i)
{
	struct path_range range = path_index_at(index, str_of(path));
	while (range.from < range.to && index->by_path[range.from].at == i)
		range.from++;
	return range.from < range.to;
}

/* Services that are included from a file that is read itself are told of once: there. */
static void drop_included(struct inventory *const *found, uint32_t count)
{
	struct arena scratch = ARENA_INIT;
	const char **names = arena_array(&scratch, count, sizeof *names);
	struct path_index index;
	for (uint32_t i = 0; i < count; i++)
		names[i] = found[i]->source->name;
	path_index_make(&scratch, &index, names, count);
	for (uint32_t i = 0; i < count; i++) {
		uint32_t kept = 0;
		for (uint32_t k = 0; k < found[i]->count; k++) {
			const struct inventory_entry *entry = &found[i]->entries[k];
			if (!entry->included || !is_another(&index, entry->included, i))
				found[i]->entries[kept++] = *entry;
		}
		found[i]->count = kept;
	}
	arena_free(&scratch);
}

void witness_read(struct arena *arena, const char *const *paths, uint32_t count, struct inventory ***found,
		  uint32_t *found_count)
{
	bool *done = arena_array(arena, count, sizeof *done);
	*found = arena_array(arena, count, sizeof **found);
	*found_count = 0;
	for (uint32_t i = 0; i < count; i++) {
		struct inventory *inventory = NULL;
		if (done[i])
			continue;
		if (witness_is_unit(paths[i])) {
			inventory = read_unit(arena, paths, count, i, done);
		} else {
			const struct source *source = compose_overrides(arena, paths[i]) ? NULL : read_one(arena, paths[i]);
			inventory = !source ? NULL : is_rotation(paths[i]) ? rotations_of(arena, source) : compose_of(arena, source);
		}
		if (inventory)
			(*found)[(*found_count)++] = inventory;
	}
	drop_included(*found, *found_count);
}

/* ---- which configs ---- */

/* In the unit's tree: what stands before etc/systemd/, lib/systemd/ or usr/lib/systemd/ in its path; NULL: none. */
static bool tree_of(struct str unit, struct str *tree)
{
	static const char *const folders[] = { "usr/lib/systemd/", "etc/systemd/", "lib/systemd/" };
	for (unsigned i = 0; i < sizeof folders / sizeof *folders; i++) {
		uint32_t at = str_find(unit, str_of(folders[i]), 0);
		if (at == STR_NONE || (at && unit.at[at - 1] != '/'))
			continue;
		*tree = str_sub(unit, 0, at);
		return true;
	}
	return false;
}

/* Places of the index: of what a unit may mean by its --config. */
struct fit {
	const struct path_place **at;
	uint32_t count;
};

static void take_range(struct arena *arena, struct fit *fit, const struct path_place *places, struct path_range range, struct str end)
{
	fit->at = arena_array(arena, range.to - range.from, sizeof *fit->at);
	for (uint32_t i = range.from; i < range.to; i++)
		if (path_index_ends(places[i].path, end))
			fit->at[fit->count++] = &places[i];
}

/* `inner` is /etc/mongod.conf without its first slash: that of hosts/db1/etc/mongod.conf. Of several those that are nearest to the
 * unit, and where that is no nearer to one than to the others, all. */
static struct fit fit_of(struct arena *arena, const struct path_index *index, struct str unit, struct str inner, const struct str *tree)
{
	struct fit fit = { 0 };
	if (tree) {
		struct path_range range = path_index_at(index, str_format(arena, "%.*s%.*s", STR_ARG(*tree), STR_ARG(inner)));
		take_range(arena, &fit, index->by_path, range, inner);
	}
	struct path_range anywhere = path_index_behind(index, inner);
	bool some = false;
	for (uint32_t i = anywhere.from; !fit.count && !some && i < anywhere.to; i++)
		some = path_index_ends(index->by_end[i].path, inner);
	while (some && !fit.count) {
		uint32_t slash = unit.len;
		while (slash && unit.at[slash - 1] != '/')
			slash--;
		unit = str_sub(unit, 0, slash ? slash - 1 : 0);
		take_range(arena, &fit, index->by_path, path_index_below(index, unit), inner);
		some = unit.len > 0;
	}
	return fit;
}

/* mongod.conf and mongodb.conf: which of the two is read depends on the package that the unit came with. */
static const char *other_name(struct arena *arena, struct str host)
{
	bool old = str_ends(host, "/mongodb.conf");
	uint32_t stem = host.len - (old ? 12 : 11);
	return old || str_ends(host, "/mongod.conf") ? arena_printf(arena, "%.*s%s", (int)stem, host.at, old ? "mongod.conf" : "mongodb.conf")
						     : NULL;
}

/* The only file at the other one's place, where nothing is, or becomes, what the unit reads. */
static const char *misnamed(struct arena *arena, struct str host, const char *const *names, const struct path_index *index)
{
	const char *other = other_name(arena, host), *found = NULL;
	struct path_range range = other ? path_index_behind(index, str_of(other + 1)) : (struct path_range){ 0, 0 };
	for (uint32_t i = range.from; i < range.to; i++) {
		if (!path_index_ends(index->by_end[i].path, str_of(other + 1)))
			continue;
		if (found)
			return NULL;
		found = names[index->by_end[i].at];
	}
	for (uint32_t i = 0; found && i < index->last_count; i++)
		if (str_find(index->by_last[index->lasts[i]].path, str_of(path_last(host.at)), 0) != STR_NONE)
			found = NULL;
	return found;
}

static void match_unit(struct arena *arena, struct inventory *inventory, const char *const *names, const struct path_index *index)
{
	struct inventory_entry entry = inventory->entries[0];
	struct str unit = build_path(inventory->source->name), tree, host = str_of(str_cstr(arena, entry.command.config));
	if (!str_starts(host, "/"))
		return;
	struct path_range called = path_index_called(index, str_of(path_last(host.at)));
	if (called.from == called.to) {
		inventory->entries[0].misnamed = misnamed(arena, host, names, index);
		return;
	}
	struct fit fit = fit_of(arena, index, unit, str_sub(host, 1, host.len), tree_of(unit, &tree) ? &tree : NULL);
	/* A name alone says nothing of one of several. */
	const struct path_place *alone = &index->by_last[called.from];
	if (!fit.count && called.to - called.from == 1)
		fit = (struct fit){ &alone, 1 };
	if (!fit.count)
		return;
	inventory->entries = arena_array(arena, fit.count, sizeof entry);
	inventory->count = 0;
	for (uint32_t i = 0; i < fit.count; i++) {
		entry.config = names[fit.at[i]->at];
		inventory->entries[inventory->count++] = entry;
	}
}

void witness_match(struct arena *arena, struct inventory *inventory, const char *const *names, const struct path_index *index)
{
	if (inventory->kind == INVENTORY_UNIT) {
		match_unit(arena, inventory, names, index);
		return;
	}
	for (uint32_t i = 0; i < inventory->count; i++) {
		struct inventory_entry *entry = &inventory->entries[i];
		struct path_range range = entry->config ? path_index_at(index, str_of(entry->config)) : (struct path_range){ 0, 0 };
		entry->config = range.from < range.to ? names[index->by_path[range.from].at] : NULL;
	}
}

/* ---- mounts ---- */

/* mongod.conf of mongod.conf.j2, or of mongod.example.conf */
static bool has_template(struct arena *arena, const char *path)
{
	static const char *const endings[] = {
		"j2", "jinja2", "erb", "epp", "tpl", "tmpl", "template", "example", "sample", "dist", "in", "default",
	};
	struct stat st;
	bool has = false;
	const char *dot = strrchr(path_last(path), '.');
	int stem = dot ? (int)(dot - path) : (int)strlen(path);
	for (unsigned i = 0; !has && i < sizeof endings / sizeof *endings; i++)
		has = os->fstatat(AT_FDCWD, arena_printf(arena, "%s.%s", path, endings[i]), &st, 0) == 0 ||
		      os->fstatat(AT_FDCWD, arena_printf(arena, "%.*s.%s%s", stem, path, endings[i], path + stem), &st, 0) == 0;
	return has;
}

/* Does git say that it would be there in a checkout? */
static bool is_kept(struct arena *arena, const struct home *home, const char *path)
{
	struct str output, name = str_of(path_join(arena, home->here, str_of(path)));
	return project_repository(arena, home->real) && git_ignored(arena, home->real, (struct str){ name.at, name.len + 1 }, &output) == GIT_IGNORES_NONE;
}

static enum mount_lead lead_of(struct arena *arena, const struct home *home, const char *path)
{
	struct stat st;
	if (path[0] == '/' || !home_holds(home, path))
		return MOUNT_NOT_LOOKED;
	if (os->fstatat(AT_FDCWD, path, &st, 0) == 0)
		return S_ISDIR(st.st_mode) ? MOUNT_FOLDER : MOUNT_FILE;
	return has_template(arena, path) || !is_kept(arena, home, path) ? MOUNT_NOT_LOOKED : MOUNT_NOTHING;
}

void witness_look(struct arena *arena, const struct inventory *inventory, const char *around)
{
	struct home home;
	home_of(arena, path_folder(arena, inventory->source->name), around, &home);
	for (uint32_t i = 0; i < inventory->count; i++) {
		struct inventory_entry *entry = &inventory->entries[i];
		for (uint32_t k = 0; entry->starts_server && k < entry->mount_count; k++)
			entry->mounts[k].lead = lead_of(arena, &home, entry->mounts[k].from);
	}
}

/* ---- in a fleet ---- */

/* The configs of the run, to be found by their paths. */
struct at_hand {
	struct build *build;
	struct path_index index;
};

static void find_configs(struct build *build, struct at_hand *at_hand)
{
	const struct fleet_facts *facts = build->facts;
	const char **names = arena_array(build->scratch, facts->count, sizeof *names);
	for (uint32_t i = 0; i < facts->count; i++)
		names[i] = facts->configs[i]->source->name;
	at_hand->build = build;
	path_index_make(build->scratch, &at_hand->index, names, facts->count);
}

/* The config of this path, or NULL. */
static const struct config *config_at(const struct at_hand *at_hand, const char *path)
{
	struct path_range range = path ? path_index_at(&at_hand->index, str_of(path)) : (struct path_range){ 0, 0 };
	return range.from < range.to ? at_hand->build->facts->configs[at_hand->index.by_path[range.from].at] : NULL;
}

static void add_witness(const struct at_hand *at_hand, struct witness witness)
{
	struct build *build = at_hand->build;
	struct fleet *fleet = build->fleet;
	uint32_t mounts = witness.mounted ? 0 : witness.entry->mount_count;
	witness.misnamed = config_at(at_hand, witness.entry->misnamed);
	if (!witness.mounted)
		witness.mounted = arena_array(build->arena, mounts, sizeof *witness.mounted);
	for (uint32_t i = 0; i < mounts; i++)
		witness.mounted[i] = config_at(at_hand, witness.entry->mounts[i].from);
	if (!(fleet->witness_count & (fleet->witness_count - 1)))
		fleet->witnesses = arena_grow(build->arena, fleet->witnesses, fleet->witness_count,
					      fleet->witness_count ? 2 * fleet->witness_count : 1, sizeof witness);
	fleet->witnesses[fleet->witness_count++] = witness;
}

static void add_found(const struct at_hand *at_hand, const struct inventory *inventory, const struct inventory_entry *entry)
{
	struct build *build = at_hand->build;
	const struct config *file = config_at(at_hand, entry->config);
	struct target target = { .server = entry->server, .edition = entry->edition };
	struct command_line line = entry->command;
	struct config *config = arena_alloc(build->arena, sizeof *config);
	line.unknown |= line.config.len && !file;
	flags_lay_over(build->arena, file, &line, inventory->source, &target, config);
	if (file)
		inventory_decide(build->arena, file, entry);
	add_witness(at_hand, (struct witness){ .inventory = inventory, .entry = entry, .file = file, .config = config, .found = true });
}

static void add_rotations(struct build *build)
{
	const struct fleet_facts *facts = build->facts;
	struct fleet *fleet = build->fleet;
	uint32_t count = 0;
	for (uint32_t i = 0; i < facts->witness_count; i++)
		count += facts->witnesses[i]->rotation_count;
	struct log_rotation *all = arena_array(build->arena, count, sizeof *all);
	for (uint32_t i = 0; i < facts->witness_count; i++)
		for (uint32_t k = 0; k < facts->witnesses[i]->rotation_count; k++)
			all[fleet->rotation_count++] = facts->witnesses[i]->rotations[k];
	fleet->rotations = all;
}

void witness_gather(struct build *build)
{
	const struct fleet_facts *facts = build->facts;
	struct at_hand at_hand = { 0 };
	bool some = facts->witness_count || facts->unused_count;
	for (uint32_t i = 0; i < build->fleet->member_count && !some; i++)
		some = build->fleet->members[i].inventory != NULL;
	if (!some)
		return;
	find_configs(build, &at_hand);
	for (uint32_t i = 0; i < build->fleet->member_count; i++) {
		const struct member *member = &build->fleet->members[i];
		if (member->inventory && member->inventory->kind == INVENTORY_COMPOSE)
			add_witness(&at_hand, (struct witness){ .inventory = member->inventory, .entry = member->entry,
								.file = member->file, .config = member->config });
	}
	add_rotations(build);
	for (uint32_t i = 0; i < facts->witness_count; i++)
		for (uint32_t k = 0; k < facts->witnesses[i]->count; k++)
			if (facts->witnesses[i]->entries[k].starts_server)
				add_found(&at_hand, facts->witnesses[i], &facts->witnesses[i]->entries[k]);
	for (uint32_t i = 0; i < facts->unused_count; i++)
		add_witness(&at_hand, facts->unused[i]);
}
