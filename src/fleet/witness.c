#include "fleet/witness.h"

#include <fcntl.h>
#include <string.h>

#include "base/os.h"
#include "base/path.h"
#include "fleet/build.h"
#include "fleet/compose.h"
#include "fleet/git.h"
#include "fleet/home.h"

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

/* The unit at `first` and its drop-ins, or drop-ins whose unit is not there; `done` marks what was read. */
static struct inventory *read_unit(struct arena *arena, const char *const *paths, uint32_t count, uint32_t first, bool *done)
{
	const struct source **sources = arena_array(arena, count, sizeof *sources);
	struct str unit = unit_of(paths[first]);
	uint32_t used = 0;
	for (uint32_t dropped = 0; dropped < 2; dropped++) {
		for (uint32_t i = first; i < count; i++) {
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

/* Services that are included from a file that is read itself are told of once: there. */
static void drop_included(struct inventory *const *found, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		uint32_t kept = 0;
		for (uint32_t k = 0; k < found[i]->count; k++) {
			const struct inventory_entry *entry = &found[i]->entries[k];
			bool twice = false;
			for (uint32_t n = 0; entry->included && !twice && n < count; n++)
				twice = n != i && str_eq(build_path(entry->included), build_path(found[n]->source->name));
			if (!twice)
				found[i]->entries[kept++] = *entry;
		}
		found[i]->count = kept;
	}
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

enum fit { FIT_NONE, FIT_NAME, FIT_PATH, FIT_TREE };

/* `host` is absolute: /etc/mongod.conf is that of hosts/db1/etc/mongod.conf. */
static enum fit fit_of(const char *name, struct str host, const struct str *tree)
{
	struct str path = build_path(name), inner = str_sub(host, 1, host.len);
	if (!str_is(str_of(path_last(name)), path_last(host.at)))
		return FIT_NONE;
	if (tree && path.len == tree->len + inner.len && str_eq(str_sub(path, 0, tree->len), *tree) &&
	    str_eq(str_sub(path, tree->len, path.len), inner))
		return FIT_TREE;
	bool ends = path.len >= inner.len && str_eq(str_sub(path, path.len - inner.len, path.len), inner) &&
		    (path.len == inner.len || path.at[path.len - inner.len - 1] == '/');
	return ends ? FIT_PATH : FIT_NAME;
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
static const char *misnamed(struct arena *arena, struct str host, const struct str *tree, const char *const *names, uint32_t count)
{
	const char *other = other_name(arena, host), *found = NULL;
	for (uint32_t i = 0; other && i < count; i++) {
		if (str_find(str_of(path_last(names[i])), str_of(path_last(host.at)), 0) != STR_NONE)
			return NULL;
		if (fit_of(names[i], str_of(other), tree) < FIT_PATH)
			continue;
		if (found)
			return NULL;
		found = names[i];
	}
	return found;
}

static void match_unit(struct arena *arena, struct inventory *inventory, const char *const *names, uint32_t count)
{
	struct inventory_entry entry = inventory->entries[0];
	struct str tree, host = str_of(str_cstr(arena, entry.command.config));
	bool has_tree = tree_of(build_path(inventory->source->name), &tree);
	enum fit best = FIT_NONE;
	uint32_t bearers = 0;
	if (!str_starts(host, "/"))
		return;
	for (uint32_t i = 0; i < count; i++) {
		enum fit fit = fit_of(names[i], host, has_tree ? &tree : NULL);
		bearers = fit > best ? 1 : bearers + (fit == best);
		best = fit > best ? fit : best;
	}
	if (best == FIT_NONE)
		inventory->entries[0].misnamed = misnamed(arena, host, has_tree ? &tree : NULL, names, count);
	/* A name alone says nothing of one of several. */
	if (best == FIT_NONE || (best == FIT_NAME && bearers > 1))
		return;
	inventory->entries = arena_array(arena, bearers, sizeof entry);
	inventory->count = 0;
	for (uint32_t i = 0; i < count; i++) {
		if (fit_of(names[i], host, has_tree ? &tree : NULL) != best)
			continue;
		entry.config = names[i];
		inventory->entries[inventory->count++] = entry;
	}
}

void witness_match(struct arena *arena, struct inventory *inventory, const char *const *names, uint32_t count)
{
	if (inventory->kind == INVENTORY_UNIT) {
		match_unit(arena, inventory, names, count);
		return;
	}
	for (uint32_t i = 0; i < inventory->count; i++) {
		struct inventory_entry *entry = &inventory->entries[i];
		const char *config = entry->config;
		entry->config = NULL;
		for (uint32_t k = 0; config && !entry->config && k < count; k++)
			if (str_eq(build_path(names[k]), build_path(config)))
				entry->config = names[k];
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

/* The config of this path, or NULL. */
static const struct config *config_at(const struct build *build, const char *path)
{
	for (uint32_t i = 0; path && i < build->facts->count; i++)
		if (str_eq(build_path(build->facts->configs[i]->source->name), build_path(path)))
			return build->facts->configs[i];
	return NULL;
}

static void add_witness(struct build *build, struct witness witness)
{
	struct fleet *fleet = build->fleet;
	uint32_t mounts = witness.mounted ? 0 : witness.entry->mount_count;
	witness.misnamed = config_at(build, witness.entry->misnamed);
	if (!witness.mounted)
		witness.mounted = arena_array(build->arena, mounts, sizeof *witness.mounted);
	for (uint32_t i = 0; i < mounts; i++)
		witness.mounted[i] = config_at(build, witness.entry->mounts[i].from);
	if (!(fleet->witness_count & (fleet->witness_count - 1)))
		fleet->witnesses = arena_grow(build->arena, fleet->witnesses, fleet->witness_count,
					      fleet->witness_count ? 2 * fleet->witness_count : 1, sizeof witness);
	fleet->witnesses[fleet->witness_count++] = witness;
}

static void add_found(struct build *build, const struct inventory *inventory, const struct inventory_entry *entry)
{
	const struct config *file = config_at(build, entry->config);
	struct target target = { .server = entry->server, .edition = entry->edition };
	struct command_line line = entry->command;
	struct config *config = arena_alloc(build->arena, sizeof *config);
	line.unknown |= line.config.len && !file;
	flags_lay_over(build->arena, file, &line, inventory->source, &target, config);
	if (file)
		inventory_decide(build->arena, file, entry);
	add_witness(build, (struct witness){ .inventory = inventory, .entry = entry, .file = file, .config = config, .found = true });
}

static void add_rotations(struct build *build, const struct inventory *inventory)
{
	struct fleet *fleet = build->fleet;
	struct log_rotation *all = arena_array(build->arena, fleet->rotation_count + (size_t)inventory->rotation_count, sizeof *all);
	for (uint32_t i = 0; i < fleet->rotation_count; i++)
		all[i] = fleet->rotations[i];
	for (uint32_t i = 0; i < inventory->rotation_count; i++)
		all[fleet->rotation_count++] = inventory->rotations[i];
	fleet->rotations = all;
}

void witness_gather(struct build *build)
{
	const struct fleet_facts *facts = build->facts;
	for (uint32_t i = 0; i < build->fleet->member_count; i++) {
		const struct member *member = &build->fleet->members[i];
		if (member->inventory && member->inventory->kind == INVENTORY_COMPOSE)
			add_witness(build, (struct witness){ .inventory = member->inventory, .entry = member->entry,
							     .file = member->file, .config = member->config });
	}
	for (uint32_t i = 0; i < facts->witness_count; i++)
		add_rotations(build, facts->witnesses[i]);
	for (uint32_t i = 0; i < facts->witness_count; i++)
		for (uint32_t k = 0; k < facts->witnesses[i]->count; k++)
			if (facts->witnesses[i]->entries[k].starts_server)
				add_found(build, facts->witnesses[i], &facts->witnesses[i]->entries[k]);
	for (uint32_t i = 0; i < facts->unused_count; i++)
		add_witness(build, facts->unused[i]);
}
