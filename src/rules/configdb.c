#include "rules/configdb.h"

#include <stdlib.h>


static bool is_config_set(const struct deployment *deployment)
{
	return deployment->kind == DEPLOYMENT_REPLICA_SET && deployment->count &&
	       deployment->members[0]->role == ROLE_CONFIG_SERVER;
}

/* "db1:27019", "[fd00::1]:27019", "db1". False where it is none of them. */
static bool read_seed(struct str text, struct seed *seed)
{
	enum { CONFIG_SERVER_PORT = 27019 };
	uint32_t colon = STR_NONE;
	for (uint32_t i = 0; i < text.len; i++)
		colon = text.at[i] == ':' ? i : text.at[i] == ']' ? STR_NONE : colon;
	struct str port = colon == STR_NONE ? STR("") : str_sub(text, colon + 1, text.len);
	*seed = (struct seed){ .host = str_sub(text, 0, colon), .port = port.len ? 0 : CONFIG_SERVER_PORT, .fit = SEED_OPEN };
	for (uint32_t i = 0; i < port.len; i++) {
		if (port.at[i] < '0' || port.at[i] > '9' || seed->port > UINT16_MAX)
			return false;
		seed->port = 10 * seed->port + (uint32_t)(port.at[i] - '0');
	}
	if (str_starts(seed->host, "[") && str_ends(seed->host, "]"))
		seed->host = str_sub(seed->host, 1, seed->host.len - 1);
	return hostname_kind_of(seed->host) != HOSTNAME_UNKNOWN;
}

static bool read_configdb(struct arena *arena, const struct member *router, struct configdb *out)
{
	const struct setting *setting = config_find(router->config, "sharding.configDB");
	uint32_t slash = setting && setting->kind == SETTING_SCALAR ? str_find_char(setting->text, '/', 0) : STR_NONE;
	if (slash == STR_NONE || slash == 0)
		return false;
	*out = (struct configdb){ .router = router, .set = str_sub(setting->text, 0, slash) };
	struct str rest = str_sub(setting->text, slash + 1, setting->text.len), host;
	if (hostname_kind_of(out->set) == HOSTNAME_UNKNOWN)
		return false;
	uint32_t room = 1;
	for (uint32_t i = 0; i < rest.len; i++)
		room += rest.at[i] == ',';
	out->seeds = arena_array(arena, room, sizeof *out->seeds);
	while (str_split(&rest, ',', &host))
		if (!read_seed(str_trim(host), &out->seeds[out->count++]))
			return false;
	return out->count > 0;
}

/* ---- which config servers are meant ---- */

/* A config server under one of its names. */
struct named {
	struct str name;
	const struct member *member;
};

struct names {
	struct named *at;
	uint32_t count, room;
	const struct deployment *only;  /* the one set of config servers, if there is one */
	uint32_t sets;
};

static void add_name(struct arena *arena, struct names *names, struct str name, const struct member *member)
{
	uint32_t dot = str_find_char(name, '.', 0);
	if (hostname_kind_of(name) != HOSTNAME_NAME && !hostname_is_address(hostname_kind_of(name)))
		return;
	if (names->count == names->room) {
		names->room = names->room ? 2 * names->room : 64;
		names->at = arena_grow(arena, names->at, names->count, names->room, sizeof *names->at);
	}
	/* Names are looked for by their first label. */
	bool address = hostname_kind_of(name) != HOSTNAME_NAME;
	names->at[names->count++] = (struct named){ address || dot == STR_NONE ? name : str_sub(name, 0, dot), member };
}

static int by_name(const void *a, const void *b)
{
	return str_compare(((const struct named *)a)->name, ((const struct named *)b)->name);
}

static void names_of(struct arena *arena, const struct fleet *fleet, struct names *names)
{
	for (uint32_t i = 0; i < fleet->count; i++) {
		const struct deployment *deployment = &fleet->deployments[i];
		if (!is_config_set(deployment))
			continue;
		names->only = names->sets++ ? NULL : deployment;
		for (uint32_t k = 0; k < deployment->count; k++) {
			const struct member *member = deployment->members[k];
			add_name(arena, names, str_of(member->host ? member->host : member->name), member);
			for (uint32_t n = 0; member->entry && n < member->entry->address_count; n++)
				add_name(arena, names, str_of(member->entry->addresses[n]), member);
		}
	}
	if (names->count)
		qsort(names->at, names->count, sizeof *names->at, by_name);
}

/* The set that a host is of; NULL: none, or several. */
static const struct deployment *set_with(const struct names *names, const struct seed *seed)
{
	bool name = hostname_kind_of(seed->host) == HOSTNAME_NAME;
	uint32_t dot = name ? str_find_char(seed->host, '.', 0) : STR_NONE;
	struct named key = { .name = dot == STR_NONE ? seed->host : str_sub(seed->host, 0, dot) };
	const struct named *found = names->count ? bsearch(&key, names->at, names->count, sizeof *names->at, by_name) : NULL;
	if (!found)
		return NULL;
	while (found > names->at && str_eq(found[-1].name, key.name))
		found--;
	const struct deployment *set = NULL;
	for (; found < names->at + names->count && str_eq(found->name, key.name); found++) {
		if (!hostname_same(str_of(found->member->host ? found->member->host : found->member->name), seed->host) &&
		    !roster_is_called(found->member, seed->host))
			continue;
		if (set && set != found->member->deployment)
			return NULL;
		set = found->member->deployment;
	}
	return set;
}

static const struct deployment *of_cluster(const struct member *router)
{
	const struct cluster *cluster = router->deployment ? router->deployment->cluster : NULL;
	const struct deployment *found = NULL;
	for (uint32_t i = 0; cluster && i < cluster->count; i++)
		if (is_config_set(cluster->deployments[i])) {
			if (found)
				return NULL;
			found = cluster->deployments[i];
		}
	return found;
}

static bool is_near(struct str a, struct str b)
{
	enum { EDITS = 2, SHORT = 3 };
	bool number = a.len && b.len && a.at[a.len - 1] >= '0' && a.at[a.len - 1] <= '9' && b.at[b.len - 1] >= '0' &&
		      b.at[b.len - 1] <= '9';
	return str_eq_nocase(a, b) || (!number && a.len > SHORT && str_distance(a, b, EDITS) <= EDITS);
}

/* By most of its hosts, if they are of one set. */
static const struct deployment *by_hosts(const struct names *names, const struct configdb *configdb)
{
	const struct deployment *found = NULL;
	uint32_t votes = 0;
	for (uint32_t i = 0; i < configdb->count; i++) {
		const struct deployment *set = set_with(names, &configdb->seeds[i]);
		if (set && found && set != found)
			return NULL;
		found = set ? set : found;
		votes += set != NULL;
	}
	return 2 * votes > configdb->count ? found : NULL;
}

/* ---- seed by seed ---- */

static bool has_name(const struct member *member)
{
	return member->host && hostname_kind_of(str_of(member->host)) == HOSTNAME_NAME;
}

static void match_seed(const struct deployment *servers, struct seed *seed)
{
	for (uint32_t i = 0; i < servers->count; i++) {
		const struct member *member = servers->members[i];
		if (!roster_is_called(member, seed->host))
			continue;
		bool same = !member->port || member->port == seed->port;
		if (!seed->member || same)
			seed->member = member;
		seed->fit = same ? SEED_SAME : seed->fit == SEED_SAME ? SEED_SAME : SEED_OTHER_PORT;
	}
	/* Members without a config here are in the list. */
	for (uint32_t i = 0; seed->fit == SEED_OPEN && servers->list && i < servers->list->count; i++)
		if (hostname_same(servers->list->members[i].host, seed->host) && servers->list->members[i].port == seed->port)
			seed->fit = SEED_SAME;
}

static void match_seeds(struct configdb *configdb)
{
	const struct deployment *servers = configdb->servers;
	bool named = true;
	uint32_t names = 0, members = 0;
	for (uint32_t i = 0; i < configdb->count; i++) {
		struct seed *seed = &configdb->seeds[i];
		match_seed(servers, seed);
		names += seed->member && hostname_kind_of(seed->host) == HOSTNAME_NAME;
		members += seed->member != NULL;
	}
	for (uint32_t i = 0; i < servers->count; i++)
		named = named && has_name(servers->members[i]);
	configdb->left = servers->count > members ? servers->count - members : 0;
	/* What their files are called may be no host's name; where all others are meant by it, it is one. */
	if (configdb->left == 1 && members + 1 == configdb->count && names == members && names > 1)
		named = true;
	for (uint32_t i = 0; named && names && i < configdb->count; i++)
		if (configdb->seeds[i].fit == SEED_OPEN && hostname_kind_of(configdb->seeds[i].host) == HOSTNAME_NAME)
			configdb->seeds[i].fit = SEED_STRANGE;
}

/* Another name and other hosts: perhaps another cluster, whose config servers are elsewhere. */
static bool is_surely_meant(const struct configdb *configdb)
{
	const struct member *router = configdb->router, *server = configdb->servers->members[0];
	if (!configdb->other_set || (router->place && router->place->deployment))
		return true;
	for (uint32_t i = 0; i < configdb->count; i++)
		if (configdb->seeds[i].fit != SEED_OPEN)
			return true;
	return is_near(configdb->servers->set, configdb->set) &&
	       !(has_name(server) && hostname_kind_of(configdb->seeds[0].host) == HOSTNAME_NAME);
}

enum { SERVERS_MAX = 1000 };

uint32_t configdb_all(struct arena *arena, const struct fleet *fleet, struct configdb **all)
{
	struct names names = { 0 };
	uint32_t count = 0;
	names_of(arena, fleet, &names);
	*all = arena_array(arena, fleet->member_count, sizeof **all);
	for (uint32_t i = 0; i < fleet->member_count; i++) {
		struct configdb *configdb = &(*all)[count];
		const struct member *router = &fleet->members[i];
		if (router->role != ROLE_ROUTER || !read_configdb(arena, router, configdb))
			continue;
		configdb->servers = of_cluster(router);
		if (!configdb->servers)
			configdb->servers = by_hosts(&names, configdb);
		if (!configdb->servers && names.only && is_near(names.only->set, configdb->set))
			configdb->servers = names.only;
		if (!configdb->servers || configdb->servers->count > SERVERS_MAX)
			continue;
		configdb->other_set = !str_eq(configdb->servers->set, configdb->set) && configdb->servers->set.len;
		match_seeds(configdb);
		count += is_surely_meant(configdb);
	}
	return count;
}

bool configdb_server_is_odd(const struct configdb *configdb, const struct seed *seed)
{
	uint32_t same = 0, others = 0;
	for (uint32_t i = 0; i < configdb->count; i++) {
		const struct seed *peer = &configdb->seeds[i];
		if (peer == seed || !peer->member)
			continue;
		others++;
		same += peer->fit == SEED_SAME && peer->port == seed->port;
	}
	return others > 0 && same == others;
}
