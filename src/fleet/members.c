#include <stdlib.h>

#include "base/sort.h"
#include "fleet/build.h"

/* The set's name, as far as the config tells; false when it is told elsewhere. */
static bool set_of(const struct config *config, struct str *set)
{
	*set = STR("");
	if (config_is_opaque(config, "replication.replSetName"))
		return false;
	struct str name = config_text(config, "replication.replSetName");
	if (str_has_char(name, '$') || str_find(name, STR("{{"), 0) != STR_NONE)
		return false;
	*set = name;
	return true;
}

/* The server's own case does not matter here: a wrong one stops it, for which there is a rule. */
static enum role role_of(const struct config *config)
{
	struct str role = config_text(config, "sharding.clusterRole");
	return config->target.binary == BINARY_MONGOS ? ROLE_ROUTER
	     : str_eq_nocase(role, STR("configsvr")) ? ROLE_CONFIG_SERVER
	     : str_eq_nocase(role, STR("shardsvr")) ? ROLE_SHARD : ROLE_MEMBER;
}

/* Where it listens; 0 where that is decided elsewhere, or a mistake. (Defaults: server source,
 * mongod_options.cpp, 3.4 to 5.1-dev.) */
static uint32_t port_of(const struct config *config, enum role role)
{
	static const uint32_t defaults[] = {
		[ROLE_MEMBER] = 27017, [ROLE_SHARD] = 27018, [ROLE_CONFIG_SERVER] = 27019, [ROLE_ROUTER] = 27017,
	};
	const struct setting *port = config_find(config, "net.port");
	if (config_is_opaque(config, "net.port") || config_is_opaque(config, "sharding.clusterRole"))
		return 0;
	if (!port)
		return defaults[role];
	bool good = port->kind == SETTING_SCALAR && !port->refusal && port->typed.integer > 0 &&
		    port->typed.integer <= UINT16_MAX;
	return good ? (uint32_t)port->typed.integer : 0;
}

static bool can_be_read(const struct config *config)
{
	return config->format == CONFIG_YAML || config->format == CONFIG_INI;
}

/* All that its config tells. */
static void fill(struct build *build, struct member *member, const struct config *config)
{
	struct trait *trait = build_trait(build, member);
	member->config = config;
	member->role = role_of(config);
	member->server = config->target.server;
	trait->no_file = !can_be_read(config);
	trait->set_elsewhere = trait->no_file || !set_of(config, &member->set);
	member->port = trait->no_file ? 0 : port_of(config, member->role);
	member->state = pair_state_of(build->arena, config, NULL);
}

static void take_place(struct build *build, struct member *member, const struct project_place *place)
{
	struct trait *trait = build_trait(build, member);
	if (!place->path.len)
		return;
	member->place = place;
	if (str_eq_nocase(place->role, STR("arbiter")) || str_eq_nocase(place->role, STR("arb")))
		member->arbiter = true;
	if (!place->host.len || trait->service)
		return;
	member->host = member->name = str_cstr(build->arena, place->host);
	trait->host_key = place->environment.len
		? str_format(build->arena, "%.*s of %.*s", STR_ARG(place->host), STR_ARG(place->environment)) : place->host;
}

static void fill_from_project(struct build *build, struct member *member)
{
	const struct project *project = build->facts->project;
	if (!project || !member->file)
		return;
	struct project_place *place = arena_alloc(build->arena, sizeof *place);
	project_place(build->arena, project, member->file->source->name, place);
	take_place(build, member, place);
}

/* While others do the same. */
static void fill_from_project_quick(struct build *build, struct member *member)
{
	const struct project *project = build->facts->project;
	struct project_place *place = project ? arena_alloc(build->arena, sizeof *place) : NULL;
	if (place && project_place_quick(build->arena, project, member->file->source->name, place))
		take_place(build, member, place);
	else
		build_trait(build, member)->unplaced = place;
}

/* Whose file is it, as far as its path tells? */
static void fill_from_path(struct build *build, struct member *member)
{
	struct trait *trait = build_trait(build, member);
	trait->path = build_path(source_path(member->file->source));
	trait->host_folder = sibling_host_folder(trait->path, &trait->surely_host);
	if (trait->host_folder.len)
		member->host = str_cstr(build->arena, sibling_last(trait->host_folder));
}

struct str build_path(const char *name)
{
	struct str path = str_of(name);
	while (str_starts(path, "./"))
		path = str_sub(path, 2, path.len);
	return path;
}

/* ---- services ---- */

/* A config of the run, to be found by its path. */
struct file {
	struct str path;
	const struct config *config;
	bool used;   /* by a service: then it is no member of its own */
};

static int by_path(const void *a, const void *b)
{
	return str_compare(((const struct file *)a)->path, ((const struct file *)b)->path);
}

static struct file *sorted_files(struct build *build)
{
	const struct fleet_facts *facts = build->facts;
	struct file *files = arena_array(build->arena, facts->count, sizeof *files);
	for (uint32_t i = 0; i < facts->count; i++)
		files[i] = (struct file){ build_path(facts->configs[i]->source->name), facts->configs[i], false };
	sort_items(files, facts->count, sizeof *files, by_path);
	return files;
}

static struct file *file_of(const struct build *build, struct file *files, const char *path)
{
	struct file wanted = { .path = path ? build_path(path) : STR("") };
	return path && build->facts->count
		? bsearch(&wanted, files, build->facts->count, sizeof *files, by_path) : NULL;
}

/* What it is started with, when it can be known. */
static void fill_from_service(struct build *build, struct member *member, const struct inventory *inventory,
			      const struct inventory_entry *entry, const struct config *file)
{
	struct config *config = arena_alloc(build->arena, sizeof *config);
	struct target target = { .server = entry->server, .edition = entry->edition };
	struct command_line line = entry->command;
	/* What stands in a file that was not read may be anything. */
	line.unknown |= line.config.len && !file;
	flags_lay_over(build->arena, file, &line, inventory->source, &target, config);
	if (file)
		inventory_decide(build->arena, file, entry);
	member->file = file;
	member->inventory = inventory;
	member->entry = entry;
	member->name = entry->name;
	struct trait *trait = build_trait(build, member);
	trait->service = true;
	fill(build, member, config);
	if (entry->command.config.len && !file) {
		trait->no_file = true;
		member->port = config_find(config, "net.port") ? member->port : 0;
		buf_printf(&build->notes, "%s: the config of the service %s, %.*s, was not read\n", inventory->source->name,
			   entry->name, STR_ARG(entry->command.config));
	}
	if (version_known(entry->server)) {
		member->server = entry->server;
		member->server_source = inventory->source;
		member->server_at = entry->server_at;
	}
	struct str path = build_path(source_path(inventory->source));
	trait->path = str_format(build->arena, "%.*s/%s", STR_ARG(path), entry->name);
	member->host = entry->host_network ? NULL : entry->name;
	trait->host_key = str_format(build->arena, "%s of %.*s", entry->host_network ? "the host" : entry->name,
				     STR_ARG(path));
	fill_from_project(build, member);
}

static uint32_t count_services(const struct fleet_facts *facts)
{
	uint32_t count = 0;
	for (uint32_t i = 0; i < facts->inventory_count; i++)
		for (uint32_t k = 0; k < facts->inventories[i]->count; k++)
			count += facts->inventories[i]->entries[k].starts_server;
	return count;
}

static void gather_services(struct build *build, struct file *files)
{
	for (uint32_t i = 0; i < build->facts->inventory_count; i++) {
		const struct inventory *inventory = build->facts->inventories[i];
		for (uint32_t k = 0; k < inventory->count; k++) {
			const struct inventory_entry *entry = &inventory->entries[k];
			if (!entry->starts_server)
				continue;
			struct file *file = file_of(build, files, entry->config);
			if (file)
				file->used = true;
			fill_from_service(build, &build->fleet->members[build->fleet->member_count++], inventory, entry,
					  file ? file->config : NULL);
		}
	}
}

/* A config that no service uses. */
static void fill_member(struct build *build, uint32_t index)
{
	struct member *member = &build->fleet->members[index];
	if (build->traits[index].service)
		return;
	fill(build, member, member->file);
	fill_from_path(build, member);
	fill_from_project_quick(build, member);
}

void members_gather(struct build *build)
{
	const struct fleet_facts *facts = build->facts;
	struct fleet *fleet = build->fleet;
	uint32_t services = count_services(facts), room = facts->count + services;
	fleet->members = arena_array(build->arena, room, sizeof *fleet->members);
	build->traits = arena_array(build->scratch, room, sizeof *build->traits);
	struct file *files = services ? sorted_files(build) : NULL;
	if (services)
		gather_services(build, files);
	for (uint32_t i = 0; i < facts->count; i++) {
		const struct config *config = facts->configs[i];
		const struct file *file = services ? file_of(build, files, config->source->name) : NULL;
		if (file && file->used)
			continue;
		fleet->members[fleet->member_count++].file = config;
	}
	build_each(build, fleet->member_count, fill_member);
	for (uint32_t i = 0; i < fleet->member_count; i++)
		if (build->traits[i].unplaced)
			fill_from_project(build, &fleet->members[i]);
}

/* What tells the members of a declared deployment apart: the part of their paths in which they differ. */
static void name_deployment(struct build *build, const struct deployment *deployment)
{
	struct str folder = build_trait(build, deployment->members[0])->path;
	for (uint32_t i = 0; i < deployment->count; i++)
		folder = sibling_common(folder, build_trait(build, deployment->members[i])->path);
	for (uint32_t i = 0; i < deployment->count; i++) {
		struct member *member = deployment->members[i];
		struct str path = build_trait(build, member)->path;
		struct str part = str_sub(path, folder.len, path.len);
		uint32_t slash = str_find_char(part, '/', 0);
		part = slash == STR_NONE ? sibling_stem(part) : str_sub(part, 0, slash);
		if (!member->name)
			member->name = str_cstr(build->arena, part);
	}
}

void members_name(struct build *build)
{
	for (uint32_t i = 0; i < build->fleet->count; i++)
		if (build->fleet->deployments[i].count > 1)
			name_deployment(build, &build->fleet->deployments[i]);
	for (uint32_t i = 0; i < build->fleet->member_count; i++) {
		struct member *member = &build->fleet->members[i];
		struct str folder = build->traits[i].host_folder, path = build->traits[i].path;
		if (!member->name)
			member->name = str_cstr(build->arena, folder.len ? sibling_last(folder) : sibling_stem(path));
	}
}
