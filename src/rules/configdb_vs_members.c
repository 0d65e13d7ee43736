#include "rules/configdb.h"

static struct diag *report(const struct lint *lint, const struct rule *rule, const struct configdb *configdb,
			   enum severity severity, const char *message, const char *server)
{
	struct diag *diag = odd_add(lint, rule, severity, configdb->router, "sharding.configDB",  message);
	diag->program = "mongos";
	diag->server = server;
	diag->help = "name the set and the hosts of the config servers as they call themselves";
	for (uint32_t i = 0; i < configdb->servers->count; i++) {
		const struct member *member = configdb->servers->members[i];
		odd_note(lint, diag, member, "replication.replSetName",
				    arena_printf(lint->arena, "the config server %s of %.*s", member->name, STR_ARG(configdb->servers->set)));
	}
	return diag;
}

static enum severity severity_of(const struct rule *rule, const struct configdb *configdb)
{
	for (uint32_t i = 0; i < configdb->servers->count; i++)
		if (!member_is_sure(configdb->servers->members[i]))
			return SEVERITY_WARNING;
	return rule->severity;
}

/* Another mongos of these config servers, that names only such as are here. */
static bool others_know_better(const struct configdb *configdb, const struct configdb *all, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		uint32_t strange = 0;
		for (uint32_t k = 0; k < all[i].count; k++)
			strange += all[i].seeds[k].fit != SEED_SAME;
		if (all[i].servers == configdb->servers && !strange && !all[i].other_set)
			return true;
	}
	return false;
}

/* Where no config server is left over, the one that is named may be one whose config is elsewhere. */
static bool is_known_to_be_wrong(const struct configdb *configdb, const struct configdb *all, uint32_t count)
{
	return configdb->left || configdb->servers->list || others_know_better(configdb, all, count);
}

static void check_seed(const struct lint *lint, const struct rule *rule, const struct configdb *configdb,
		       const struct seed *seed, bool known)
{
	static const char server[] = "starts with the others that are named; while they are down: Could not find host matching "
				     "read preference";
	const char *text = hostname_with_port(lint->arena, seed->host, seed->port), *router = configdb->router->name;
	if (seed->fit == SEED_STRANGE && known)
		report(lint, rule, configdb, severity_of(rule, configdb),
		       arena_printf(lint->arena, "%s names %s, and no config server is called so", router, text), server);
	if (seed->fit == SEED_OTHER_PORT && !configdb_server_is_odd(configdb, seed))
		report(lint, rule, configdb, severity_of(rule, configdb),
		       arena_printf(lint->arena, "%s names %s, and that config server listens on port %u", router, text,
				    (unsigned)seed->member->port), server);
}

/* One finding for a mongos: what is to be edited is one line. */
static void check_fleet(const struct lint *lint, const struct rule *rule, const struct fleet *fleet)
{
	struct configdb *all;
	uint32_t count = configdb_all(lint->arena, fleet, &all);
	for (uint32_t i = 0; i < count; i++) {
		const struct configdb *configdb = &all[i];
		if (configdb->other_set) {
			report(lint, rule, configdb, severity_of(rule, configdb),
			       arena_printf(lint->arena, "%s calls its config servers \"%.*s\", and they are the set \"%.*s\"",
					    configdb->router->name, STR_ARG(configdb->set), STR_ARG(configdb->servers->set)),
			       "waits for them: Could not find host matching read preference; they are of another set");
			continue;
		}
		uint32_t before = lint->sink->count;
		bool known = is_known_to_be_wrong(configdb, all, count);
		for (uint32_t k = 0; k < configdb->count && lint->sink->count == before; k++)
			check_seed(lint, rule, configdb, &configdb->seeds[k], known);
	}
}

#define SERVER(address) \
	"net:\n  port: 27019\n  bindIp: " address "\nsharding:\n  clusterRole: configsvr\nreplication:\n  replSetName: csrs\n"
#define ROUTER(string) "net:\n  bindIp: 127.0.0.1,10.0.0.9\nsharding:\n  configDB: " string "\n"

const struct rule rule_configdb_vs_members = {
	.kind = { "configdb-vs-members", "fleet" },
	.severity = SEVERITY_ERROR,
	.scope = SCOPE_FLEET,
	.title = "a mongos that names other config servers than there are",
	.why = "sharding.configDB is the name of the config servers' set and where they listen. With another name mongos never "
	       "takes them for its own; with a wrong host or port it depends on the others that it names. Compared with the "
	       "config servers' own configs, where these are called like their hosts.",
	.server = "Could not find host matching read preference { mode: \"nearest\" } for set ...",
	.bad = (const struct example[]){
		{ "hosts/cfg1/mongod.conf", SERVER("127.0.0.1,10.0.0.1") },
		{ "hosts/cfg2/mongod.conf", SERVER("127.0.0.1,10.0.0.2") },
		{ "hosts/cfg3/mongod.conf", SERVER("127.0.0.1,10.0.0.3") },
		{ "hosts/router/mongos.conf", ROUTER("csrs/cfg1:27019,cfg2:27019,cfg4:27019") }, { 0 } },
	.good = (const struct example[]){
		{ "hosts/cfg1/mongod.conf", SERVER("127.0.0.1,10.0.0.1") },
		{ "hosts/cfg2/mongod.conf", SERVER("127.0.0.1,10.0.0.2") },
		{ "hosts/cfg3/mongod.conf", SERVER("127.0.0.1,10.0.0.3") },
		{ "hosts/router/mongos.conf", ROUTER("csrs/cfg1:27019,cfg2:27019,cfg3:27019") }, { 0 } },
	.check_fleet = check_fleet,
};
