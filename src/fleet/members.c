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
	member->state = pair_state_of(config, NULL);
}

/* Whose file is it, as far as its path tells? */
static void fill_from_path(struct build *build, struct member *member)
{
	struct trait *trait = build_trait(build, member);
	struct str path = str_of(member->file->source->name);
	while (str_starts(path, "./"))
		path = str_sub(path, 2, path.len);
	trait->path = path;
	trait->host_folder = sibling_host_folder(path, &trait->surely_host);
	if (trait->host_folder.len)
		member->host = str_cstr(build->arena, sibling_last(trait->host_folder));
}

void members_gather(struct build *build)
{
	const struct fleet_facts *facts = build->facts;
	struct fleet *fleet = build->fleet;
	fleet->members = arena_array(build->arena, facts->count, sizeof *fleet->members);
	build->traits = arena_array(build->arena, facts->count, sizeof *build->traits);
	fleet->member_count = facts->count;
	for (uint32_t i = 0; i < facts->count; i++) {
		struct member *member = &fleet->members[i];
		member->file = facts->configs[i];
		fill(build, member, facts->configs[i]);
		fill_from_path(build, member);
	}
}

void members_name(struct build *build)
{
	for (uint32_t i = 0; i < build->fleet->member_count; i++) {
		struct member *member = &build->fleet->members[i];
		struct str folder = build->traits[i].host_folder, path = build->traits[i].path;
		if (!member->name)
			member->name = str_cstr(build->arena, folder.len ? sibling_last(folder) : sibling_stem(path));
	}
}
