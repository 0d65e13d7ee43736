#include "rules/ask.h"
#include "rules/cluster_role.h"
#include "rules/odd.h"

/* What a member's config makes of it in a sharded cluster. */
enum part { PART_UNKNOWN, PART_NONE, PART_SHARD, PART_CONFIG, PARTS };

static const char *const role[PARTS] = { [PART_SHARD] = "shardsvr", [PART_CONFIG] = "configsvr" };
static const char option[] = "sharding.clusterRole";

/* A role in the wrong case counts as what it was meant to be: cluster-role-case, cluster-role-ignored. */
static enum part part_of(const struct member *member)
{
	const struct config *config = member->config;
	const struct setting *setting = config_find(config, option);
	const char *right;
	if (config_is_opaque(config, option) || (!setting && !ask_whole(config)))
		return PART_UNKNOWN;
	if (!setting)
		return PART_NONE;
	struct str text = cluster_role_miscased(config, &right) ? str_of(right) : setting->text;
	for (enum part part = PART_SHARD; part < PARTS; part++)
		if (str_is(text, role[part]))
			return part;
	return PART_UNKNOWN;
}

struct count {
	uint32_t of[PARTS];
};

static struct count count_parts(const struct deployment *deployment)
{
	struct count count = { { 0 } };
	for (uint32_t i = 0; i < deployment->count; i++)
		count.of[part_of(deployment->members[i])]++;
	return count;
}

/* What the set says of itself wins, then most members; of two as many those that have a role. */
static enum part majority(const struct deployment *deployment, const struct count *count)
{
	enum part most = PART_NONE;
	if (deployment->list && deployment->list->config_server && count->of[PART_CONFIG])
		return PART_CONFIG;
	for (enum part part = PART_SHARD; part < PARTS; part++)
		if (count->of[part] && count->of[part] >= count->of[most])
			most = part;
	return most;
}

static const char *words(struct arena *arena, enum part part)
{
	return role[part] ? arena_printf(arena, "has the role %s", role[part]) : "has no role";
}

/* ---- one member among its peers ---- */

static const char *message(struct arena *arena, const struct member *member, enum part odd, enum part meant)
{
	if (!role[odd])
		return arena_printf(arena, "%s has no sharding.clusterRole, the others of its set have %s", member->name,
				    role[meant]);
	return arena_printf(arena, "%s has the role %s, the others of its set %s%s", member->name, role[odd],
			    role[meant] ? "have " : "have none", role[meant] ? role[meant] : "");
}

/* Where the port is not said, it comes from the role. */
static const char *server_of(const struct lint *lint, const struct member *member, enum part odd)
{
	static const char *const does[PARTS] = {
		[PART_NONE] = "starts as a member of no cluster", [PART_SHARD] = "starts as a shard",
		[PART_CONFIG] = "starts as a config server, which refuses a set's configuration without configsvr: true",
	};
	static const unsigned port[PARTS] = { [PART_NONE] = 27017, [PART_SHARD] = 27018, [PART_CONFIG] = 27019 };
	return ask_set(member->config, "net.port") ? does[odd]
	     : arena_printf(lint->arena, "%s, and on port %u, since none is said", does[odd], port[odd]);
}

static void report(const struct lint *lint, const struct rule *rule, const struct deployment *deployment,
		   const struct member *member, enum part meant)
{
	enum part odd = part_of(member);
	struct diag *diag = odd_add(lint, rule, member_is_sure(member) ? SEVERITY_ERROR : SEVERITY_WARNING, member,
				    option, message(lint->arena, member, odd, meant));
	diag->server = server_of(lint, member, odd);
	diag->help = role[meant] ? arena_printf(lint->arena, "write sharding.clusterRole: %s", role[meant])
				 : "take sharding.clusterRole away";
	for (uint32_t i = 0; diag->note_count < ODD_NOTES && i < deployment->count; i++) {
		const struct member *peer = deployment->members[i];
		enum part part = part_of(peer);
		if (part == meant)
			odd_note(lint, diag, peer, option,
				 arena_printf(lint->arena, "%s %s", peer->name, words(lint->arena, part)));
	}
}

static bool is_mixed(const struct count *count)
{
	unsigned kinds = 0;
	for (enum part part = PART_NONE; part < PARTS; part++)
		kinds += count->of[part] > 0;
	return kinds > 1;
}

static void check_set(const struct lint *lint, const struct rule *rule, const struct deployment *deployment)
{
	struct count count = count_parts(deployment);
	if (!is_mixed(&count))
		return;
	enum part meant = majority(deployment, &count);
	/* Of files that nobody said belong together, several without the role are those of another day. */
	if (!deployment->declared && count.of[meant] + count.of[PART_UNKNOWN] + 1 != deployment->count)
		return;
	for (uint32_t i = 0; i < deployment->count; i++) {
		enum part part = part_of(deployment->members[i]);
		if (part != PART_UNKNOWN && part != meant)
			report(lint, rule, deployment, deployment->members[i], meant);
	}
}

/* ---- one set among those of its cluster ---- */

static bool has_set(const struct cluster *cluster, struct str name)
{
	for (uint32_t i = 0; i < cluster->count; i++)
		if (cluster->deployments[i]->kind == DEPLOYMENT_REPLICA_SET && str_eq(cluster->deployments[i]->set, name))
			return true;
	return false;
}

/* The set that the routers' configDB names, and that is there; empty: not known. */
static struct str config_set(const struct cluster *cluster)
{
	for (uint32_t i = 0; i < cluster->count; i++) {
		const struct deployment *routers = cluster->deployments[i];
		for (uint32_t k = 0; routers->kind == DEPLOYMENT_ROUTERS && k < routers->count; k++) {
			struct str hosts = config_text(routers->members[k]->config, "sharding.configDB");
			uint32_t slash = str_find_char(hosts, '/', 0);
			if (slash != STR_NONE && slash && has_set(cluster, str_sub(hosts, 0, slash)))
				return str_sub(hosts, 0, slash);
		}
	}
	return STR("");
}

/* The part that all of a set's members have, or unknown. */
static enum part common_part(const struct deployment *deployment)
{
	struct count count = count_parts(deployment);
	for (enum part part = PART_NONE; part < PARTS; part++)
		if (count.of[part] == deployment->count)
			return part;
	return PART_UNKNOWN;
}

/* The part that the set should have in its cluster: a shard needs its role since 3.6 (server source,
 * s/catalog/sharding_catalog_manager_shard_operations.cpp, _validateHostAsShard()). */
static enum part part_in_cluster(const struct deployment *deployment, struct str config, bool declared)
{
	static const struct version shards_need_it = VERSION(3, 6);
	struct version server = deployment->members[0]->server;
	if (config.len && str_eq(config, deployment->set))
		return PART_CONFIG;
	if (!config.len || !declared || (version_known(server) && !version_at_least(server, shards_need_it)))
		return PART_UNKNOWN;
	return PART_SHARD;
}

/* One finding for the whole set, at its first member. */
static void report_set(const struct lint *lint, const struct rule *rule, const struct deployment *deployment,
		       enum part part, enum part meant)
{
	struct arena *arena = lint->arena;
	enum severity severity = deployment->cluster->declared ? SEVERITY_ERROR : SEVERITY_WARNING;
	const char *text = role[part] ? arena_printf(arena, "the members of %s have the role %s, and are no config servers: "
						     "the routers name another set", deployment->name, role[part])
			 : meant == PART_CONFIG ? arena_printf(arena, "the members of %s have no sharding.clusterRole, and the "
							       "routers take them for their config servers", deployment->name)
			 : arena_printf(arena, "the members of %s have no sharding.clusterRole, and are of a sharded cluster",
					deployment->name);
	if (role[part] && meant == PART_CONFIG)
		text = arena_printf(arena, "the members of %s have the role %s, and the routers take them for their config "
				    "servers", deployment->name, role[part]);
	struct diag *diag = odd_add(lint, rule, severity, deployment->members[0], option, text);
	diag->server = meant == PART_SHARD ? "addShard refuses it: it must be started with --shardsvr"
					   : "starts, and serves no cluster: the routers find no configsvr: true";
	diag->help = arena_printf(arena, "write sharding.clusterRole: %s in each of its configs", role[meant]);
	for (uint32_t i = 1; i < deployment->count; i++)
		odd_note(lint, diag, deployment->members[i], option, "and here");
}

static void check_cluster(const struct lint *lint, const struct rule *rule, const struct deployment *deployment)
{
	const struct cluster *cluster = deployment->cluster;
	enum part part = common_part(deployment);
	enum part meant = part_in_cluster(deployment, config_set(cluster), cluster->declared);
	if (part != PART_UNKNOWN && meant != PART_UNKNOWN && part != meant)
		report_set(lint, rule, deployment, part, meant);
}

static void check(const struct lint *lint, const struct rule *rule, const struct deployment *deployment)
{
	if (deployment->kind != DEPLOYMENT_REPLICA_SET)
		return;
	check_set(lint, rule, deployment);
	if (deployment->cluster)
		check_cluster(lint, rule, deployment);
}

#define MEMBER(address, role) \
	"net:\n  bindIp: " address "\n  port: 27018\nreplication:\n  replSetName: shard1\n" role
#define SHARD "sharding:\n  clusterRole: shardsvr\n"

const struct rule rule_cluster_role_mixed = {
	.kind = { "cluster-role-mixed", "fleet" },
	.severity = SEVERITY_ERROR,
	.scope = SCOPE_FLEET,
	.title = "members of one set with different roles in a sharded cluster",
	.why = "All members of a shard are shardsvr and all config servers are configsvr. A member without the role, or with "
	       "the other one, does not take part as its peers do once it is elected; and where the port is not said, it "
	       "listens on another one, since the role decides on the default (27018 of a shard, 27019 of a config server).",
	.server = "starts; a set with configsvr: true refuses a member without the role, and the other way round",
	.bad = (const struct example[]){
		{ "hosts/db1/mongod.conf", MEMBER("10.0.0.1", SHARD) },
		{ "hosts/db2/mongod.conf", MEMBER("10.0.0.2", "") },
		{ "hosts/db3/mongod.conf", MEMBER("10.0.0.3", SHARD) }, { 0 } },
	.good = (const struct example[]){
		{ "hosts/db1/mongod.conf", MEMBER("10.0.0.1", SHARD) },
		{ "hosts/db2/mongod.conf", MEMBER("10.0.0.2", SHARD) },
		{ "hosts/db3/mongod.conf", MEMBER("10.0.0.3", SHARD) }, { 0 } },
	.check_deployment = check,
};
