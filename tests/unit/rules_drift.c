#include <criterion/criterion.h>

#include "lint_files.h"

/* What is said of members that differ: names, roles, options. The deployments are made by hand, as a project file or an
 * inventory would declare them; what is inferred from files alone is in rules_fleets.c. */

static struct arena arena;

static void tear_down(void)
{
	arena_free(&arena);
}

TestSuite(rules_drift, .fini = tear_down);

enum { MEMBERS_MAX = 8 };

/* What is declared of the files of one row. */
struct declared {
	const char *name;           /* NULL: nothing is, so the fleet is inferred */
	const char *export;         /* the set's name in its own export, or NULL */
	const char *config_set;     /* the routers' configDB, or NULL: it is of no cluster */
	const char *procedure;
	const char *arbiter, *hidden;  /* names of members */
	bool config_server;         /* by the export */
};

static struct rsconf list_of(const struct declared *declared)
{
	static const char text[] = "{\"_id\": \"shop\"}\n";
	struct source *source = arena_alloc(&arena, sizeof *source);
	source_init(&arena, "rs.conf.json", STR(text), source);
	return (struct rsconf){ .config = source, .set = str_of(declared->export), .set_at = { 8, 6 },
				.config_server = declared->config_server };
}

static void add_router(const char *config_set, struct cluster *cluster)
{
	const char *text = arena_printf(&arena, "sharding:\n  configDB: %s/a:1,b:1,c:1\n", config_set);
	struct member *member = arena_alloc(&arena, sizeof *member);
	struct deployment *routers = arena_alloc(&arena, sizeof *routers);
	*member = (struct member){ .config = lint_config(&arena, "mongos.conf", str_of(text), 0), .name = "mongos",
				   .role = ROLE_ROUTER, .deployment = routers };
	*routers = (struct deployment){ .name = "routers", .kind = DEPLOYMENT_ROUTERS, .count = 1, .declared = true,
					.members = arena_array(&arena, 1, sizeof *routers->members), .cluster = cluster };
	routers->members[0] = member;
	cluster->deployments[cluster->count++] = routers;
}

/* The config servers that they mean, where those are another set. */
static void add_config_servers(const char *config_set, struct cluster *cluster)
{
	struct deployment *servers = arena_alloc(&arena, sizeof *servers);
	*servers = (struct deployment){ .name = config_set, .kind = DEPLOYMENT_REPLICA_SET, .set = str_of(config_set),
					.declared = true, .cluster = cluster };
	cluster->deployments[cluster->count++] = servers;
}

static void declare(const struct declared *declared, struct deployment *deployment)
{
	if (declared->export) {
		struct rsconf *list = arena_alloc(&arena, sizeof *list);
		*list = list_of(declared);
		deployment->list = list;
	}
	if (declared->procedure) {
		struct project_deployment *project = arena_alloc(&arena, sizeof *project);
		project->procedure = declared->procedure;
		deployment->project = project;
	}
	if (declared->config_set) {
		struct cluster *cluster = arena_alloc(&arena, sizeof *cluster);
		cluster->deployments = arena_array(&arena, 3, sizeof *cluster->deployments);
		cluster->declared = true;
		cluster->deployments[cluster->count++] = deployment;
		add_router(declared->config_set, cluster);
		if (!str_eq(str_of(declared->config_set), deployment->set))
			add_config_servers(declared->config_set, cluster);
		deployment->cluster = cluster;
	}
}

static bool is(const char *name, const char *other)
{
	return other && str_is(str_of(name), other);
}

/* The findings of `rule` over one declared deployment. */
static const char *said_of(const struct rule *rule, const struct declared *declared, const struct lint_file *files)
{
	struct member members[MEMBERS_MAX] = { 0 }, *at[MEMBERS_MAX];
	struct rs_member hidden = { .hidden = true };
	struct deployment deployment = { .name = declared->name, .kind = DEPLOYMENT_REPLICA_SET, .members = at,
					 .declared = true, .alike = true };
	for (uint32_t i = 0; files[i].file; i++) {
		const struct config *config = lint_config(&arena, files[i].file, str_of(files[i].text), 0);
		members[i] = (struct member){ .config = config, .file = config, .name = files[i].file,
					      .set = config_text(config, "replication.replSetName"),
					      .arbiter = is(files[i].file, declared->arbiter), .deployment = &deployment };
		if (is(files[i].file, declared->hidden))
			members[i].listed = &hidden;
		if (!deployment.set.len)
			deployment.set = members[i].set;
		at[deployment.count++] = &members[i];
	}
	declare(declared, &deployment);
	struct sink sink = SINK_INIT(&arena);
	struct fleet fleet = { .deployments = &deployment, .count = 1 };
	rule->check_deployment(&(struct lint){ .arena = &arena, .sink = &sink, .fleet = &fleet }, rule, &deployment);
	sink_sort(&sink);
	return lint_lines(&arena, &sink);
}

struct row {
	struct declared declared;
	struct lint_file files[MEMBERS_MAX];
	const char *said;
};

static void expect(const char *id, const struct row *rows, size_t count)
{
	const struct rule *rule = rule_find(str_of(id));
	cr_assert_not_null(rule, "%s", id);
	for (size_t i = 0; i < count; i++) {
		const char *said = said_of(rule, &rows[i].declared, rows[i].files);
		cr_expect_str_eq(said, rows[i].said, "%s, row %zu gives\n%s", id, i, said);
	}
}
#define EXPECT(id, rows) expect(id, rows, sizeof(rows) / sizeof *(rows))

#define SET(name) "replication:\n  replSetName: " name "\n"
#define NAME "replset-name-mismatch"

static const struct row names[] = {
	{ { .name = "shop" }, { { "a", SET("shop") }, { "b", SET("shop") }, { "c", SET("orders") } }, "c:2:16+6 error " NAME "\n" },
	{ { .name = "shop" }, { { "a", SET("Shop") }, { "b", SET("shop") }, { "c", SET("shop") } }, "a:2:16+4 error " NAME "\n" },
	{ { .name = "shop" }, { { "a", SET("shop") }, { "b", SET("'shop '") }, { "c", SET("shop") } }, "b:2:16+7 error " NAME "\n" },
	{ { .name = "shop" }, { { "a", SET("rs0") }, { "b", SET("rs0") }, { "c", SET("rs1") } }, "c:2:16+3 error " NAME "\n" },
	{ { .name = "shop" }, { { "a", SET("shop") }, { "b", SET("shop") }, { "c", "net:\n  port: 1\n" } }, "c:2:3+4 error " NAME "\n" },
	{ { .name = "shop" }, { { "a", "net:\n  port: 1\n" }, { "b", SET("shop") }, { "c", "# nothing\n" } },
	  "a:2:3+4 error " NAME "\nc:1:1+0 error " NAME "\n" },
	/* Of two halves, the inventory's own name is right, or what the set says of itself. */
	{ { .name = "shop" }, { { "a", SET("orders") }, { "b", SET("shop") } }, "a:2:16+6 error " NAME "\n" },
	{ { .name = "set" }, { { "a", SET("orders") }, { "b", SET("shop") } }, "b:2:16+4 error " NAME "\n" },
	{ { .name = "set", .export = "shop" }, { { "a", SET("orders") }, { "b", SET("orders") }, { "c", SET("shop") } },
	  "a:2:16+6 error " NAME "\nb:2:16+6 error " NAME "\n" },
	{ { .name = "set", .export = "shop" }, { { "a", SET("orders") }, { "b", SET("orders") } },
	  "rs.conf.json:1:9+6 error " NAME "\n" },
	/* The name of a deployment need not be the set's. */
	{ { .name = "set", .export = "shop" }, { { "a", SET("shop") }, { "b", SET("shop") } }, "" },
	{ { .name = "set" }, { { "a", SET("shop/h1:1") }, { "b", SET("shop") } }, "" },
	/* What is said elsewhere is not known. */
	{ { .name = "shop" }, { { "a", SET("shop") }, { "b", SET("shop") }, { "c", SET("{__exec: n}") } }, "" },
	{ { .name = "shop" }, { { "a", SET("shop") }, { "b", SET("shop") }, { "c", "{% if x %}\nnet:\n  port: 1\n{% endif %}\n" } }, "" },
	{ { .name = "shop" }, { { "a", "net:\n  port: 1\n" }, { "b", "net:\n  port: 2\n" } }, "" },
};

Test(rules_drift, names)
{
	EXPECT(NAME, names);
}

#define LOST "started-without-replset"

/* Where nobody has a name, and there should be one. */
static const struct row nameless[] = {
	{ { .name = "shop", .export = "shop" }, { { "a", "net.port: 1\n" }, { "b", "net.port: 2\n" } },
	  "a:1:1+8 warning " LOST "\nb:1:1+8 warning " LOST "\n" },
	{ { .name = "shop", .export = "shop" }, { { "a", "net.port: 1\n" }, { "b", SET("shop") } }, "" },
	{ { .name = "shop", .export = "shop" }, { { "a", "net.port: 1\n" }, { "b", SET("{__exec: x}") } }, "" },
	/* That an inventory lists them together says not that they are a set. */
	{ { .name = "shop" }, { { "a", "net.port: 1\n" }, { "b", "net.port: 2\n" } }, "" },
};

Test(rules_drift, nameless)
{
	EXPECT(LOST, nameless);
}

#define ROLE(name) SET("s") "sharding:\n  clusterRole: " name "\n"
#define MIXED "cluster-role-mixed"

static const struct row roles[] = {
	{ { .name = "s" }, { { "a", ROLE("shardsvr") }, { "b", ROLE("shardsvr") }, { "c", SET("s") } }, "c:2:3+11 error " MIXED "\n" },
	{ { .name = "s" }, { { "a", ROLE("shardsvr") }, { "b", ROLE("configsvr") }, { "c", ROLE("shardsvr") } },
	  "b:4:16+9 error " MIXED "\n" },
	{ { .name = "s" }, { { "a", ROLE("configsvr") }, { "b", SET("s") }, { "c", ROLE("configsvr") } }, "b:2:3+11 error " MIXED "\n" },
	{ { .name = "s" }, { { "a", ROLE("configsvr") }, { "b", SET("s") }, { "c", SET("s") } }, "a:4:16+9 error " MIXED "\n" },
	{ { .name = "s" }, { { "a", SET("s") }, { "b", ROLE("shardsvr") } }, "a:2:3+11 error " MIXED "\n" },
	{ { .name = "s", .export = "s", .config_server = true }, { { "a", ROLE("configsvr") }, { "b", SET("s") }, { "c", SET("s") } },
	  "b:2:3+11 error " MIXED "\nc:2:3+11 error " MIXED "\n" },
	/* In the wrong case it is another rule's; from elsewhere it is nobody's. */
	{ { .name = "s" }, { { "a", ROLE("shardsvr") }, { "b", ROLE("ShardSvr") } }, "" },
	{ { .name = "s" }, { { "a", ROLE("shardsvr") }, { "b", ROLE("{__exec: r}") } }, "" },
	{ { .name = "s" }, { { "a", ROLE("shardsvr") }, { "b", ROLE("shard") } }, "" },
	/* A set among those of its cluster. */
	{ { .name = "s", .config_set = "cfg" }, { { "a", SET("s") }, { "b", SET("s") } }, "a:2:3+11 error " MIXED "\n" },
	{ { .name = "s", .config_set = "cfg" }, { { "a", ROLE("configsvr") }, { "b", ROLE("configsvr") } },
	  "a:4:16+9 error " MIXED "\n" },
	{ { .name = "s", .config_set = "s" }, { { "a", ROLE("shardsvr") }, { "b", ROLE("shardsvr") } }, "a:4:16+8 error " MIXED "\n" },
	{ { .name = "s", .config_set = "s" }, { { "a", SET("s") }, { "b", SET("s") } }, "a:2:3+11 error " MIXED "\n" },
	{ { .name = "s", .config_set = "s" }, { { "a", ROLE("configsvr") }, { "b", ROLE("configsvr") } }, "" },
	{ { .name = "s", .config_set = "cfg" }, { { "a", ROLE("shardsvr") }, { "b", ROLE("shardsvr") } }, "" },
	{ { .name = "s", .config_set = "cfg" }, { { "a", ROLE("shardsvr") }, { "b", SET("s") } }, "b:2:3+11 error " MIXED "\n" },
};

Test(rules_drift, roles)
{
	EXPECT(MIXED, roles);
}

#define PER_DB(value) SET("s") "storage:\n  directoryPerDB: " value "\n"
#define LAYOUT "data-layout-option-changed"

static const struct row layouts[] = {
	{ { .name = "s" }, { { "a", PER_DB("true") }, { "b", SET("s") }, { "c", PER_DB("true") } }, "b:2:3+11 warning " LAYOUT "\n" },
	{ { .name = "s" }, { { "a", PER_DB("true") }, { "b", PER_DB("false") }, { "c", SET("s") } }, "a:4:19+4 warning " LAYOUT "\n" },
	{ { .name = "s" }, { { "a", PER_DB("true") }, { "b", SET("s") } }, "a:4:19+4 warning " LAYOUT "\n" },
	{ { .name = "s" }, { { "a", PER_DB("false") }, { "b", SET("s") }, { "c", SET("s") } }, "" },
	{ { .name = "s" }, { { "a", SET("s") "storage:\n  engine: inMemory\n" }, { "b", SET("s") }, { "c", SET("s") } },
	  "a:4:11+8 warning " LAYOUT "\n" },
	{ { .name = "s" }, { { "a", SET("s") "storage:\n  engine: wiredTiger\n" }, { "b", SET("s") } }, "" },
	{ { .name = "s" }, { { "a", SET("s") }, { "b", SET("s") "storage.wiredTiger.engineConfig.directoryForIndexes: true\n" } },
	  "b:3:54+4 warning " LAYOUT "\n" },
	{ { .name = "s", .arbiter = "a" }, { { "a", PER_DB("true") }, { "b", SET("s") }, { "c", SET("s") } }, "" },
	{ { .name = "s", .hidden = "a" }, { { "a", SET("s") "storage:\n  engine: inMemory\n" }, { "b", SET("s") }, { "c", SET("s") } }, "" },
	{ { .name = "s" }, { { "a", PER_DB("yes") }, { "b", SET("s") }, { "c", SET("s") } }, "" },
	{ { .name = "s" }, { { "a", PER_DB("{__exec: x}") }, { "b", SET("s") }, { "c", SET("s") } }, "" },
};

Test(rules_drift, data_layout)
{
	EXPECT(LAYOUT, layouts);
}

#define CACHE(size) SET("s") "storage.wiredTiger.engineConfig.cacheSizeGB: " size "\n"
#define SLOW(ms) SET("s") "operationProfiling.slowOpThresholdMs: " ms "\n"
#define TTL(value) SET("s") "setParameter:\n  ttlMonitorEnabled: " value "\n"
#define TLS "net:\n  tls:\n    mode: requireTLS\n    CAFile: /c\n    certificateKeyFile: /p\n"
#define LOG "systemLog:\n  destination: file\n  logAppend: true\n"
#define ODD "odd-one-out"

static const struct row oddities[] = {
	{ { .name = "s" }, { { "a", CACHE("4") }, { "b", CACHE("4") }, { "c", CACHE("8") } }, "c:3:46+1 info " ODD "\n" },
	{ { .name = "s" }, { { "a", CACHE("8") }, { "b", CACHE("4") }, { "c", CACHE("4.0") } }, "a:3:46+1 info " ODD "\n" },
	{ { .name = "s" }, { { "a", CACHE("4") }, { "b", SET("s") }, { "c", CACHE("4") } }, "b:2:3+11 info " ODD "\n" },
	{ { .name = "s" }, { { "a", SET("s") }, { "b", SET("s") }, { "c", CACHE("4") } }, "c:3:46+1 info " ODD "\n" },
	/* It takes three, and one mind of all others. */
	{ { .name = "s" }, { { "a", CACHE("4") }, { "b", CACHE("8") } }, "" },
	{ { .name = "s" }, { { "a", CACHE("4") }, { "b", CACHE("8") }, { "c", CACHE("2") } }, "" },
	{ { .name = "s" }, { { "a", CACHE("4") }, { "b", CACHE("4") }, { "c", CACHE("2") }, { "d", CACHE("2") } }, "" },
	{ { .name = "s" }, { { "a", CACHE("4") }, { "b", CACHE("4") }, { "c", CACHE("2") }, { "d", SET("s") } }, "" },
	/* What is said may be the default. */
	{ { .name = "s" }, { { "a", SLOW("100") }, { "b", SET("s") }, { "c", SET("s") } }, "" },
	{ { .name = "s" }, { { "a", SLOW("0x64") }, { "b", SLOW("100") }, { "c", SET("s") }, { "d", SLOW("50") } },
	  "d:3:39+2 info " ODD "\n" },
	{ { .name = "s" }, { { "a", TTL("false") }, { "b", TTL("false") }, { "c", TTL("true") } }, "c:4:22+4 info " ODD "\n" },
	{ { .name = "s" }, { { "a", TTL("false") }, { "b", TTL("false") }, { "c", SET("s") } }, "c:2:3+11 info " ODD "\n" },
	/* One finding for each option, or for a section that is missing, or only there. */
	{ { .name = "s" }, { { "a", CACHE("4") "systemLog.verbosity: 1\n" }, { "b", CACHE("4") "systemLog.verbosity: 1\n" }, { "c", SET("s") } },
	  "c:2:3+11 info " ODD "\nc:2:3+11 info " ODD "\n" },
	{ { .name = "s" }, { { "a", SET("s") LOG }, { "b", SET("s") LOG }, { "c", SET("s") } }, "c:2:3+11 info " ODD "\n" },
	{ { .name = "s" }, { { "a", SET("s") LOG }, { "b", SET("s") }, { "c", SET("s") } }, "a:4:16+4 info " ODD "\n" },
	{ { .name = "s" }, { { "a", SET("s") LOG }, { "b", SET("s") LOG },
			     { "c", SET("s") "systemLog:\n  destination: syslog\n  logAppend: false\n" } },
	  "c:4:16+6 info " ODD "\nc:5:14+5 info " ODD "\n" },
	/* Lists. */
	{ { .name = "s" }, { { "a", SET("s") "security.authenticationMechanisms: [A, B]\n" }, { "b", SET("s") "security.authenticationMechanisms: [A, B]\n" },
		     { "c", SET("s") "security.authenticationMechanisms: [A]\n" } }, "c:3:36+3 info " ODD "\n" },
	/* What differs by nature, or is another rule's. */
	{ { .name = "s" }, { { "a", SET("s") "net.port: 1\n" }, { "b", SET("s") }, { "c", SET("s") } }, "" },
	{ { .name = "s" }, { { "a", SET("s") "security.keyFile: /k\n" }, { "b", SET("s") }, { "c", SET("s") } }, "" },
	{ { .name = "s" }, { { "a", SET("s") "storage.dbPath: /x\n" }, { "b", SET("s") }, { "c", SET("s") } }, "" },
	{ { .name = "s" }, { { "a", SET("s") "storage.engine: inMemory\n" }, { "b", SET("s") }, { "c", SET("s") } }, "" },
	{ { .name = "s" }, { { "a", SET("s") TLS "    certificateKeyFilePassword: x\n" }, { "b", SET("s") TLS }, { "c", SET("s") TLS } }, "" },
	/* No TLS, no options of it: that is tls-mode-mixed. */
	{ { .name = "s" }, { { "a", SET("s") TLS "    FIPSMode: true\n" }, { "b", SET("s") TLS "    FIPSMode: true\n" },
		     { "c", SET("s") TLS "    FIPSMode: true\n" }, { "d", SET("s") } }, "" },
	{ { .name = "s" }, { { "a", SET("s") TLS "    FIPSMode: true\n" }, { "b", SET("s") TLS "    FIPSMode: true\n" },
		     { "c", SET("s") TLS "    FIPSMode: true\n" }, { "d", SET("s") TLS } }, "d:2:3+11 info " ODD "\n" },
	{ { .name = "s", .procedure = "enable-tls" }, { { "a", SET("s") TLS "    FIPSMode: true\n" }, { "b", SET("s") TLS }, { "c", SET("s") TLS } }, "" },
	{ { .name = "s", .procedure = "upgrade" }, { { "a", CACHE("4") }, { "b", CACHE("4") }, { "c", CACHE("8") } }, "" },
	{ { .name = "s", .procedure = "rotate-keyfile" }, { { "a", CACHE("4") }, { "b", CACHE("4") }, { "c", CACHE("8") } },
	  "c:3:46+1 info " ODD "\n" },
	/* The section that makes it a member of the fleet is away: others speak of it. */
	{ { .name = "s" }, { { "a", SET("s") "security:\n  javascriptEnabled: false\n" }, { "b", SET("s") "security:\n  javascriptEnabled: false\n" },
		     { "c", SET("s") } }, "" },
	{ { .name = "s" }, { { "a", SET("s") "security:\n  javascriptEnabled: false\n" }, { "b", SET("s") "security:\n  javascriptEnabled: false\n" },
		     { "c", SET("s") "security:\n  redactClientLogData: false\n" } }, "c:2:3+11 info " ODD "\n" },
	{ { .name = "s" }, { { "a", CACHE("4") }, { "b", CACHE("4") }, { "c", "storage.wiredTiger.engineConfig.cacheSizeGB: 8\n" } }, "" },
	/* Arbiters have no data, and hidden members have a size of their own. */
	{ { .name = "s", .arbiter = "c" }, { { "a", CACHE("4") }, { "b", CACHE("4") }, { "c", CACHE("8") } }, "" },
	{ { .name = "s", .arbiter = "c" }, { { "a", CACHE("4") }, { "b", CACHE("4") }, { "c", SET("s") }, { "d", CACHE("8") } }, "d:3:46+1 info " ODD "\n" },
	{ { .name = "s", .hidden = "c" }, { { "a", CACHE("4") }, { "b", CACHE("4") }, { "c", SET("s") } }, "" },
	{ { .name = "s", .hidden = "c" }, { { "a", TTL("true") }, { "b", TTL("true") }, { "c", TTL("false") } }, "c:4:22+5 info " ODD "\n" },
	/* What is not known, or no value, is no odd one. */
	{ { .name = "s" }, { { "a", CACHE("4") }, { "b", CACHE("4") }, { "c", CACHE("{__exec: x}") } }, "" },
	{ { .name = "s" }, { { "a", CACHE("4") }, { "b", CACHE("4") }, { "c", CACHE("much") } }, "" },
	{ { .name = "s" }, { { "a", CACHE("4") }, { "b", CACHE("4") }, { "c", SET("s") "storage: {__exec: x}\n" } }, "" },
	{ { .name = "s" }, { { "a", CACHE("4") }, { "b", CACHE("4") }, { "c", SET("s") "# {% if x %}\n{% include y %}\n" } }, "" },
};

Test(rules_drift, odd_one_out)
{
	EXPECT(ODD, oddities);
}

/* ---- what follows from what ---- */

#define SHARD(name) "net:\n  bindIp: " name "\n" SET("s") "sharding:\n  clusterRole: shardsvr\n" "security:\n  keyFile: /k\n"
#define ALONE(name) "net:\n  bindIp: " name "\nsharding:\n  clusterRole: shardsvr\nsecurity:\n  keyFile: /k\n"
#define TO_FILE "systemLog:\n  destination: file\n  path: /log\n"

static const struct {
	struct lint_file files[4];
	const char *server, *said;
} followed[] = {
	/* A shard that lost its name is not also a shard alone, with a keyfile for nothing; where it does not start
	 * without one, that is an error. */
	{ { { "db1/m.conf", SHARD("h1") }, { "db2/m.conf", SHARD("h2") }, { "db3/m.conf", ALONE("h3") } }, NULL,
	  "db3/m.conf:2:3+6 warning " NAME "\n" },
	{ { { "db1/m.conf", SHARD("h1") }, { "db2/m.conf", SHARD("h2") }, { "db3/m.conf", ALONE("h3") } }, "7.0",
	  "db3/m.conf:2:3+6 error " NAME "\n" },
	/* What has a rule of its own is no odd one beside it; nor is anything in a file that stops the server. */
	{ { { "db1/m.conf", SET("s") "net.bindIp: h1\n" TO_FILE "  logAppend: true\n" },
	    { "db2/m.conf", SET("s") "net.bindIp: h2\n" TO_FILE "  logAppend: true\n" },
	    { "db3/m.conf", SET("s") "net.bindIp: h3\n" TO_FILE } }, NULL, "db3/m.conf:6:3+4 warning log-append-missing\n" },
	{ { { "db1/m.conf", CACHE("4") "net.bindIp: h1\n" }, { "db2/m.conf", CACHE("4") "net.bindIp: h2\n" },
	    { "db3/m.conf", SET("s") "net.bindIp: h3\nstorage.wiredTiger.engineConfig.cacheSize: 4\n" } }, "4.4",
	  "db3/m.conf:4:1+41 error unknown-option\n" },
	{ { { "db1/m.conf", SET("s") "net.bindIp: h1\n" }, { "db2/m.conf", SET("s") "net.bindIp: h2\n" },
	    { "db3/m.conf", SET("s") "net.bindIp: h3\nstorage:\n  engine: inMemory\n  wiredTiger.engineConfig.cacheSizeGB: 4\n" } },
	  NULL, "db3/m.conf:5:11+8 warning " LAYOUT "\n" },
};

Test(rules_drift, follow)
{
	lint_without = "security";
	for (size_t i = 0; i < sizeof followed / sizeof *followed; i++) {
		const char *said = lint_findings(&arena, followed[i].files, followed[i].server, NULL);
		cr_expect_str_eq(said, followed[i].said, "row %zu gives\n%s", i, said);
	}
	lint_without = NULL;
}

/* ---- servers of one host ---- */

#define ON(port, address, path) \
	"net:\n  port: " port "\n  bindIp: " address "\nstorage:\n  dbPath: /srv/" path "\n" SET("s")
#define AT(port, path) ON(port, "127.0.0.1", path)
#define LOGS(to, pid) \
	"systemLog:\n  destination: file\n  logAppend: true\n  path: " to "\nprocessManagement:\n  pidFilePath: " pid "\n"
#define BOTH "port-collision-on-host"

static const struct {
	struct lint_file files[6];
	const char *said;
} collisions[] = {
	{ { { "n1.conf", AT("27017", "n1") }, { "n2.conf", AT("27018", "n2") }, { "n3.conf", AT("27019", "n3") } }, "" },
	/* The odd one is told by its name, its port and its paths, not by its place. */
	{ { { "n1.conf", AT("27017", "n1") }, { "n2.conf", AT("27018", "n2") }, { "n3.conf", AT("27018", "n3") } },
	  "n3.conf:2:9+5 warning " BOTH "\n" },
	{ { { "n1.conf", AT("27018", "n1") }, { "n2.conf", AT("27018", "n2") }, { "n3.conf", AT("27019", "n3") },
	    { "n4.conf", AT("27020", "n4") } }, "n1.conf:2:9+5 warning " BOTH "\n" },
	{ { { "n1.conf", AT("27017", "n1") }, { "n2.conf", AT("27018", "n2") }, { "n3.conf", AT("27019", "n1//") } },
	  "n3.conf:5:11+9 warning " BOTH "\n" },
	{ { { "n1.conf", AT("27017", "n3") }, { "n2.conf", AT("27018", "n2") }, { "n3.conf", AT("27019", "n3") } },
	  "n1.conf:5:11+7 warning " BOTH "\n" },
	{ { { "n-a.conf", AT("27017", "b") }, { "n-b.conf", AT("27018", "b") }, { "n-c.conf", AT("27019", "c") } },
	  "n-a.conf:5:11+6 warning " BOTH "\n" },
	{ { { "mongod-27017.conf", AT("27017", "a") }, { "mongod-27018.conf", AT("27017", "b") }, { "mongod-27019.conf", AT("27019", "c") } },
	  "mongod-27018.conf:2:9+5 warning " BOTH "\n" },
	/* A copy of a whole file is one finding. */
	{ { { "n1.conf", AT("27017", "n1") LOGS("/l1", "/p1") }, { "n2.conf", AT("27018", "n2") LOGS("/l2", "/p2") },
	    { "n3.conf", AT("27018", "n2") LOGS("/l2", "/p2") }, { "n4.conf", AT("27020", "n4") LOGS("/l4", "/p4") } },
	  "n3.conf:2:9+5 warning " BOTH "\n" },
	{ { { "n1.conf", AT("27017", "n1") LOGS("/l1", "/p1") }, { "n2.conf", AT("27018", "n2") LOGS("/l1", "/p2") },
	    { "n3.conf", AT("27019", "n3") LOGS("/l3", "/p3") } }, "n2.conf:11:9+3 warning " BOTH "\n" },
	{ { { "n1.conf", AT("27017", "n1") LOGS("/l1", "/p1") }, { "n2.conf", AT("27018", "n2") LOGS("/l2", "/p2") },
	    { "n3.conf", AT("27019", "n3") LOGS("/l3", "/p2") } }, "n3.conf:13:16+3 warning " BOTH "\n" },
};

Test(rules_drift, one_host)
{
	lint_without = "security";
	for (size_t i = 0; i < sizeof collisions / sizeof *collisions; i++) {
		const char *said = lint_findings(&arena, collisions[i].files, NULL, NULL);
		cr_expect_str_eq(said, collisions[i].said, "row %zu gives\n%s", i, said);
	}
	lint_without = NULL;
}

/* The same of members that are declared to share a host. */
static const char *said_of_machine(const struct lint_file *files, enum inventory_kind *kind)
{
	struct member members[MEMBERS_MAX] = { 0 }, *at[MEMBERS_MAX];
	struct deployment deployment = { .name = "s", .kind = DEPLOYMENT_REPLICA_SET, .members = at, .declared = true, .alike = true };
	struct inventory inventory = { .kind = kind ? *kind : INVENTORY_ANSIBLE_INI };
	for (uint32_t i = 0; files[i].file; i++) {
		const struct config *config = lint_config(&arena, files[i].file, str_of(files[i].text), 0);
		const struct setting *port = config_find(config, "net.port");
		members[i] = (struct member){ .config = config, .file = config, .name = files[i].file, .deployment = &deployment,
					      .port = port ? (uint32_t)port->typed.integer : 27017, .set = STR("s"),
					      .inventory = kind ? &inventory : NULL };
		at[deployment.count++] = &members[i];
	}
	struct machine machine = { .name = "host", .members = at, .count = deployment.count };
	struct fleet fleet = { .machines = &machine, .machine_count = 1 };
	struct sink sink = SINK_INIT(&arena);
	const struct rule *rule = rule_find(STR(BOTH));
	rule->check_fleet(&(struct lint){ .arena = &arena, .sink = &sink, .fleet = &fleet }, rule, &fleet);
	sink_sort(&sink);
	return lint_lines(&arena, &sink);
}

static const struct {
	struct lint_file files[4];
	bool compose;
	const char *said;
} machines[] = {
	{ { { "a", SET("s") }, { "b", SET("s") } }, false, "b:2:3+11 error " BOTH "\n" },
	{ { { "a", ON("1", "10.0.0.1", "a") }, { "b", ON("1", "10.0.0.1", "b") } }, false, "b:2:9+1 error " BOTH "\n" },
	/* One port on two addresses: the socket is left, which has a place of its own or none. */
	{ { { "a", ON("1", "10.0.0.1", "a") }, { "b", ON("1", "10.0.0.2", "b") } }, false, "b:7:3+11 error " BOTH "\n" },
	{ { { "a", ON("1", "10.0.0.1", "a") "net.unixDomainSocket.pathPrefix: /run/a\n" }, { "b", ON("1", "10.0.0.2", "b") } }, false, "" },
	{ { { "a", ON("1", "10.0.0.1", "a") "net.unixDomainSocket.pathPrefix: /tmp/\n" }, { "b", ON("1", "10.0.0.2", "b") } }, false,
	  "b:7:3+11 error " BOTH "\n" },
	{ { { "a", ON("1", "10.0.0.1", "a") "net.unixDomainSocket.enabled: false\n" }, { "b", ON("1", "10.0.0.2", "b") } }, false, "" },
	{ { { "a", ON("1", "10.0.0.1", "a") }, { "b", ON("1", "0.0.0.0", "b") } }, false, "b:2:9+1 error " BOTH "\n" },
	/* All that have one port are told of the first. */
	{ { { "a", ON("1", "h", "a") }, { "b", ON("1", "h", "b") }, { "c", ON("1", "h", "c") } }, false,
	  "b:2:9+1 error " BOTH "\nc:2:9+1 error " BOTH "\n" },
	/* Containers share an address and no files. */
	{ { { "a", ON("1", "h", "a") }, { "b", ON("2", "h", "a") } }, true, "" },
	{ { { "a", ON("1", "h", "a") }, { "b", ON("1", "h", "a") } }, true, "b:2:9+1 error " BOTH "\n" },
	{ { { "a", ON("1", "h", "a") }, { "b", ON("2", "h", "a") } }, false, "b:5:11+6 error " BOTH "\n" },
	{ { { "a", SET("s") "storage:\n  dbPath: {__exec: x}\n" }, { "b", ON("2", "h", "a") } }, false, "" },
};

Test(rules_drift, machines)
{
	enum inventory_kind compose = INVENTORY_COMPOSE;
	for (size_t i = 0; i < sizeof machines / sizeof *machines; i++) {
		const char *said = said_of_machine(machines[i].files, machines[i].compose ? &compose : NULL);
		cr_expect_str_eq(said, machines[i].said, "row %zu gives\n%s", i, said);
	}
}
