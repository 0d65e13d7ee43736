#include <stdlib.h>

#include "config/address.h"
#include "fleet/aliases.h"
#include "fleet/build.h"
#include "fleet/near.h"

/* The part of a cluster that is looked for by name and place: config servers, or a shard. */
struct part {
	struct str set;
	struct str folder;             /* that holds all of it, and those above; each its own entry */
	uint32_t depth;                /* how far above */
	struct deployment *deployment; /* or NULL, and */
	struct member *lone;
};

static struct str folder_of(struct str path)
{
	uint32_t at = path.len;
	while (at > 0 && path.at[at - 1] != '/')
		at--;
	return str_sub(path, 0, at);
}

static struct str folder_above(struct str folder)
{
	return folder_of(str_sub(folder, 0, folder.len ? folder.len - 1 : 0));
}

static struct str folder_of_members(const struct build *build, struct member *const *members, uint32_t count)
{
	struct str folder = folder_of(build_trait(build, members[0])->path);
	for (uint32_t i = 1; i < count; i++)
		folder = sibling_common(folder, build_trait(build, members[i])->path);
	return folder;
}

/* Is a folder between `outer` and `inner`, which it holds, one of an environment, an example, ...? */
static bool is_apart(struct str outer, struct str inner)
{
	struct str rest = str_sub(inner, outer.len, inner.len), name;
	while (rest.len && str_split(&rest, '/', &name))
		if (name.len && sibling_is_apart(name))
			return true;
	return false;
}

static int by_set_and_folder(const void *a, const void *b)
{
	const struct part *left = a, *right = b;
	int order = str_compare(left->set, right->set);
	if (!order)
		order = str_compare(left->folder, right->folder);
	if (!order)
		order = !left->deployment - !right->deployment;
	return order ? order : (int)left->depth - (int)right->depth;
}

struct parts {
	struct arena *arena;
	struct part *at;
	uint32_t count, room;
};

static void add_part(struct parts *parts, struct part part)
{
	struct str innermost = part.folder;
	for (bool more = true; more; part.depth++) {
		if (parts->count == parts->room) {
			parts->room = parts->room ? 2 * parts->room : 64;
			parts->at = arena_grow(parts->arena, parts->at, parts->count, parts->room, sizeof *parts->at);
		}
		parts->at[parts->count++] = part;
		more = part.folder.len > 0;
		part.folder = folder_above(part.folder);
		more = more && !is_apart(part.folder, innermost);
	}
}

static enum role role_of(const struct deployment *deployment)
{
	uint32_t count[ROLE_ROUTER + 1] = { 0 };
	for (uint32_t i = 0; i < deployment->count; i++)
		count[deployment->members[i]->role]++;
	return 2 * count[ROLE_CONFIG_SERVER] > deployment->count ? ROLE_CONFIG_SERVER
	     : 2 * count[ROLE_SHARD] > deployment->count ? ROLE_SHARD : ROLE_MEMBER;
}

/* Sets and lone servers of one role, by their names (config servers) or by place alone (shards). */
static struct parts parts_of(struct build *build, enum role role)
{
	struct fleet *fleet = build->fleet;
	struct parts parts = { .arena = build->arena };
	for (uint32_t i = 0; i < fleet->count; i++) {
		struct deployment *deployment = &fleet->deployments[i];
		if (!deployment->cluster && deployment->set.len && role_of(deployment) == role)
			add_part(&parts, (struct part){ deployment->set,
				folder_of_members(build, deployment->members, deployment->count), 0, deployment, NULL });
	}
	for (uint32_t i = 0; i < fleet->member_count; i++) {
		struct member *member = &fleet->members[i];
		if (!member->deployment && member->role == role && member->set.len &&
		    !sibling_is_apart(sibling_stem(build_trait(build, member)->path)))
			add_part(&parts, (struct part){ member->set, folder_of(build_trait(build, member)->path), 0, NULL,
							member });
	}
	if (parts.count)
		qsort(parts.at, parts.count, sizeof *parts.at, by_set_and_folder);
	return parts;
}

static uint32_t first_part(const struct parts *parts, struct str set, struct str folder)
{
	uint32_t low = 0, high = parts->count;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		int order = str_compare(parts->at[middle].set, set);
		if (!order)
			order = str_compare(parts->at[middle].folder, folder);
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The nearest of that name: in the member's folder or below, else in the one above, and so on. NULL:
 * none, or two as near. A set is nearer than a lone server. */
static struct part *nearest_part(const struct parts *parts, struct str set, struct str innermost)
{
	struct str folder = innermost;
	for (;;) {
		uint32_t i = first_part(parts, set, folder);
		if (i < parts->count && str_eq(parts->at[i].set, set) && str_eq(parts->at[i].folder, folder)) {
			struct part *next = i + 1 < parts->count ? &parts->at[i + 1] : NULL;
			bool two = next && str_eq(next->set, set) && str_eq(next->folder, folder) &&
				   !next->deployment == !parts->at[i].deployment;
			return two ? NULL : &parts->at[i];
		}
		struct str outer = folder_above(folder);
		if (!folder.len || is_apart(outer, innermost))
			return NULL;
		folder = outer;
	}
}

static struct deployment *deployment_of(struct build *build, const struct part *part)
{
	if (part->deployment)
		return part->deployment;
	if (part->lone->deployment)
		return part->lone->deployment;
	struct deployment *deployment = build_deployment(build, 1);
	deployment->members[deployment->count++] = part->lone;
	deployment->set = part->set;
	deployment->name = str_cstr(build->arena, part->set);
	deployment->alike = true;
	deployment->because = "it is the only one with this set's name";
	part->lone->deployment = deployment;
	return deployment;
}

/* ---- clusters ---- */

/* A router that found its config servers. */
struct found {
	struct member *router;
	struct deployment *config;
};

static int by_config(const void *a, const void *b)
{
	const struct found *left = a, *right = b;
	int order = (left->config > right->config) - (left->config < right->config);
	return order ? order : (left->router > right->router) - (left->router < right->router);
}

/* csrs of csrs/h1:27019,h2:27019; empty where there is none. */
static struct str set_of_configdb(const struct member *router)
{
	struct str text = config_text(router->config, "sharding.configDB");
	uint32_t slash = str_find_char(text, '/', 0);
	return slash == STR_NONE || config_is_opaque(router->config, "sharding.configDB") ? STR("")
	     : str_sub(text, 0, slash);
}

/* Does the configDB name a host of this part? */
static bool names_host_of(struct build *build, const struct member *router, const struct part *part)
{
	struct aliases all = { .arena = build->arena };
	struct str list = config_text(router->config, "sharding.configDB"), entry;
	for (uint32_t i = 0; part->deployment && i < part->deployment->count; i++)
		aliases_add(&all, part->deployment->members[i]);
	if (part->lone)
		aliases_add(&all, part->lone);
	aliases_sort(&all);
	list = str_sub(list, str_find_char(list, '/', 0) + 1, list.len);
	while (address_next(&list, &entry)) {
		uint32_t colon = str_find_char(entry, ':', 0);
		struct rs_member line = { .host = str_sub(entry, 0, colon == STR_NONE ? entry.len : colon) };
		if (!address_is_loopback(line.host) && aliases_find(&all, &line))
			return true;
	}
	return false;
}

/* The config servers that a configDB means although it calls them otherwise: the nearest, where that is a
 * slip of the pen, or the hosts are theirs, or one Compose file starts them all. */
static struct part *meant_part(struct build *build, const struct parts *places, const struct member *router)
{
	struct part *part = nearest_part(places, STR(""), folder_of(build_trait(build, router)->path));
	if (!part)
		return NULL;
	const struct member *config = part->lone ? part->lone : part->deployment->members[0];
	struct str set = part->lone ? part->lone->set : part->deployment->set;
	bool composed = build_trait(build, router)->service && router->inventory == config->inventory;
	return composed || near_distance(set_of_configdb(router), set) != NEAR_NO || names_host_of(build, router, part)
		? part : NULL;
}

static struct cluster *add_cluster(struct build *build, const struct found *found, uint32_t count)
{
	struct fleet *fleet = build->fleet;
	struct cluster *cluster = &fleet->clusters[fleet->cluster_count++];
	struct deployment *routers = build_deployment(build, count), *config = found[0].config;
	routers->kind = DEPLOYMENT_ROUTERS;
	routers->name = arena_printf(build->arena, "mongos of %s", config->name);
	routers->alike = true;
	routers->because = "their configDB names the same config servers";
	for (uint32_t i = 0; i < count; i++) {
		routers->members[routers->count++] = found[i].router;
		found[i].router->deployment = routers;
	}
	routers->cluster = config->cluster = cluster;
	routers->declared = cluster->declared = config->declared;
	cluster->name = config->name;
	cluster->deployments = arena_array(build->arena, 2, sizeof *cluster->deployments);
	cluster->deployments[cluster->count++] = config;
	cluster->deployments[cluster->count++] = routers;
	bool named = str_eq(set_of_configdb(found[0].router), config->set);
	cluster->because = arena_printf(build->arena, "the configDB of %s %s the config servers %.*s", found[0].router->name,
					named ? "names" : "seems to mean", STR_ARG(config->set));
	return cluster;
}

/* The folder that holds a cluster's routers and config servers: its shards are there as well. */
static struct str folder_of_cluster(const struct build *build, const struct cluster *cluster)
{
	struct str folder = { 0 };
	for (uint32_t i = 0; i < cluster->count; i++) {
		const struct deployment *deployment = cluster->deployments[i];
		struct str own = folder_of_members(build, deployment->members, deployment->count);
		folder = i ? sibling_common(folder, own) : own;
	}
	return folder;
}

static bool has_set(const struct cluster *cluster, struct str set)
{
	for (uint32_t i = 0; i < cluster->count; i++)
		if (str_eq(cluster->deployments[i]->set, set))
			return true;
	return false;
}

struct share {
	struct cluster *cluster;
	struct part *part;
};

static int by_cluster(const void *a, const void *b)
{
	const struct share *left = a, *right = b;
	int order = (left->cluster > right->cluster) - (left->cluster < right->cluster);
	if (!order)
		order = !left->part->deployment - !right->part->deployment;
	return order ? order : (left->part > right->part) - (left->part < right->part);
}

/* Shards go to the cluster that is nearest, if only one is; the declared ones, before `first`, have theirs. */
static void add_shards(struct build *build, uint32_t first)
{
	struct fleet *fleet = build->fleet;
	struct parts shards = parts_of(build, ROLE_SHARD), places = { .arena = build->arena };
	for (uint32_t i = first; i < fleet->cluster_count; i++) {
		struct cluster *cluster = &fleet->clusters[i];
		add_part(&places, (struct part){ STR(""), folder_of_cluster(build, cluster), 0,
						 cluster->deployments[0], NULL });
	}
	if (places.count)
		qsort(places.at, places.count, sizeof *places.at, by_set_and_folder);
	struct share *shares = arena_array(build->arena, shards.count, sizeof *shares);
	uint32_t used = 0;
	for (uint32_t i = 0; i < shards.count; i++) {
		struct part *near = shards.at[i].depth ? NULL : nearest_part(&places, STR(""), shards.at[i].folder);
		if (near)
			shares[used++] = (struct share){ near->deployment->cluster, &shards.at[i] };
	}
	if (used)
		qsort(shares, used, sizeof *shares, by_cluster);
	for (uint32_t from = 0, to; from < used; from = to) {
		struct cluster *cluster = shares[from].cluster;
		for (to = from + 1; to < used && shares[to].cluster == cluster;)
			to++;
		cluster->deployments = arena_grow(build->arena, cluster->deployments, cluster->count,
						  cluster->count + to - from, sizeof *cluster->deployments);
		/* Two of one name can't be in one cluster: the second is another's, or a pattern of the first. */
		for (uint32_t i = from; i < to; i++) {
			if (has_set(cluster, shares[i].part->set))
				continue;
			struct deployment *shard = deployment_of(build, shares[i].part);
			shard->cluster = cluster;
			cluster->deployments[cluster->count++] = shard;
		}
	}
}

/* The same parts by place alone. */
static struct parts places_of(struct build *build, const struct parts *parts)
{
	struct parts places = { .arena = build->arena };
	for (uint32_t i = 0; i < parts->count; i++) {
		struct part part = parts->at[i];
		part.set = STR("");
		if (!part.depth)
			add_part(&places, part);
	}
	if (places.count)
		qsort(places.at, places.count, sizeof *places.at, by_set_and_folder);
	return places;
}

void cluster_group(struct build *build)
{
	struct fleet *fleet = build->fleet;
	/* A cluster has a deployment of config servers, or is declared, and has at least one. */
	fleet->clusters = arena_array(build->arena, fleet->member_count, sizeof *fleet->clusters);
	declared_clusters(build);
	struct parts config = parts_of(build, ROLE_CONFIG_SERVER), places = places_of(build, &config);
	struct found *found = arena_array(build->arena, fleet->member_count, sizeof *found);
	uint32_t used = 0, declared = fleet->cluster_count;
	for (uint32_t i = 0; i < fleet->member_count; i++) {
		struct member *router = &fleet->members[i];
		struct str set = router->role == ROLE_ROUTER ? set_of_configdb(router) : STR("");
		struct str path = build_trait(build, router)->path;
		if (!set.len || router->deployment || sibling_is_apart(sibling_stem(path)))
			continue;
		struct part *part = nearest_part(&config, set, folder_of(path));
		if (!part)
			part = meant_part(build, &places, router);
		if (part)
			found[used++] = (struct found){ router, deployment_of(build, part) };
	}
	if (used)
		qsort(found, used, sizeof *found, by_config);
	for (uint32_t from = 0, to; from < used; from = to) {
		for (to = from + 1; to < used && found[to].config == found[from].config;)
			to++;
		add_cluster(build, found + from, to - from);
	}
	add_shards(build, declared);
}
