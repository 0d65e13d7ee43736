#include <criterion/criterion.h>

#include "fleet_facts.h"

static struct arena arena;

static void tear_down(void)
{
	arena_free(&arena);
}

TestSuite(fleet_declared, .fini = tear_down);

#define SET(name) "replication:\n  replSetName: " name "\n"
#define AT(address, port) "net:\n  bindIp: " address "\n  port: " port "\n"
#define SHARD(name) "sharding:\n  clusterRole: shardsvr\n" SET(name)
#define CONFIG(name) "sharding:\n  clusterRole: configsvr\n" SET(name)
#define ROUTER(name) "sharding:\n  configDB: " name "/c1:27019\n"
#define LIST(name, members) "{\"_id\": \"" name "\", \"members\": [" members "]}"
#define HOST(id, host) "{\"_id\": " id ", \"host\": \"" host "\"}"

static const struct {
	struct lint_file files[LINT_FILES_MAX];
	const char *fleet;
} table[] = {
	/* A project's replica set is one, whatever its members say; the majority has the name. */
	{ { { ".mongoconf.yaml", "deployments:\n  shop:\n    files: ['*/mongod.conf']\n    kind: replica-set\n" },
	    { "paris/mongod.conf", SET("shop") }, { "rome/mongod.conf", SET("orders") }, { "oslo/mongod.conf", SET("shop") } },
	  "shop: oslo paris rome? (many, declared)\n" },
	{ { { ".mongoconf.yaml", "deployments:\n  shop:\n    files: ['*.conf']\n    kind: replica-set\n    hosts: one\n" },
	    { "a.conf", SET("x") }, { "b.conf", "" }, { "c.conf", SET("x") } },
	  "shop: a b! c (one, declared)\nhost shop: a:27017 b:27017 c:27017\n" },
	/* Of two halves, the name that the project has. */
	{ { { ".mongoconf.yaml", "deployments:\n  shop:\n    files: ['*.conf']\n    kind: replica-set\n" },
	    { "a.conf", SET("old") }, { "b.conf", SET("shop") } }, "shop: a? b (many, declared)\n" },
	/* A name that is decided elsewhere is no other name, and what can't be read is nothing at all. */
	{ { { ".mongoconf.yaml", "deployments:\n  shop:\n    files: ['*.conf']\n    kind: replica-set\n" },
	    { "a.conf", SET("shop") }, { "b.conf", SET("{__exec: n}") }, { "c.conf", "net: [" }, { "d.conf", ROUTER("c") } },
	  "shop: a b (c) (many, declared)\nalone: d\n" },
	/* Two environments of one pattern. */
	{ { { ".mongoconf.yaml", "deployments:\n  shop:\n    files: ['**/mongod.conf']\n    kind: replica-set\n"
	      "members:\n  - path: '^(?<environment>[^/]+)/(?<host>[^/]+)/'\n" },
	    { "prod/a/mongod.conf", SET("rs0") }, { "prod/b/mongod.conf", SET("rs0") },
	    { "test/a/mongod.conf", SET("rs0") }, { "test/b/mongod.conf", SET("rs1") } },
	  "shop/prod: a b (many, declared)\nshop/test: a b? (many, declared)\n" },
	/* A pattern that says the set. */
	{ { { ".mongoconf.yaml", "members:\n  - path: '^(?<set>[^/]+)/(?<host>[^/]+)/'\n" },
	    { "rs0/a/mongod.conf", SET("rs0") }, { "rs0/b/mongod.conf", SET("rs1") }, { "rs1/c/mongod.conf", SET("rs1") },
	    { "rs1/d/mongod.conf", SET("rs1") } },
	  "rs0: a b? (many, declared)\nrs1: c d (many, declared)\n" },
	/* One host, several servers. */
	{ { { ".mongoconf.yaml", "members:\n  - path: '^(?<host>[^/]+)/(?<set>[^/]+)\\.conf'\n" },
	    { "a/x.conf", SET("x") AT("a", "1") }, { "b/x.conf", SET("x") AT("b", "1") }, { "a/y.conf", SET("y") AT("a", "2") } },
	  "x: a b (many, declared)\ny: a (unknown, declared)\nhost a: a:1 a:2\n" },
	/* A cluster: its parts by role and name. */
	{ { { ".mongoconf.yaml", "deployments:\n  c:\n    files: ['*.conf']\n    kind: sharded-cluster\n" },
	    { "c1.conf", CONFIG("csrs") }, { "c2.conf", CONFIG("csrs") }, { "s1.conf", SHARD("alpha") }, { "s2.conf", SHARD("alpha") },
	    { "t1.conf", SHARD("beta") }, { "mongos.conf", ROUTER("csrs") } },
	  "c/alpha: s1 s2 (many, declared)\nc/beta: t1 (unknown, declared)\nc/csrs: c1 c2 (many, declared)\n"
	  "c/mongos: mongos (unknown, declared)\ncluster c: c/alpha c/beta c/csrs c/mongos (declared)\n" },
	{ { { ".mongoconf.yaml", "deployments:\n  c:\n    files: ['**']\n    kind: sharded-cluster\n"
	      "members:\n  - path: '^(?<set>[^/]+)/(?<host>[^/]+)\\.conf'\n" },
	    { "csrs/a.conf", CONFIG("csrs") }, { "csrs/b.conf", CONFIG("csrs") }, { "csrs/c.conf", SET("csrs") },
	    { "s/d.conf", SHARD("s") }, { "s/e.conf", SHARD("csrs") }, { "s/f.conf", SHARD("s") } },
	  "c/csrs: a b c (many, declared)\nc/s: d e? f (many, declared)\ncluster c: c/csrs c/s (declared)\n" },
	/* Standalone servers. */
	{ { { ".mongoconf.yaml", "deployments:\n  dev:\n    files: ['*.conf']\n    kind: standalone\n" },
	    { "a.conf", "" }, { "b.conf", SET("x") } }, "dev: a b (many, declared)\n" },
	/* What a project declares without a kind may be several sets. */
	{ { { ".mongoconf.yaml", "deployments:\n  all:\n    files: ['*.conf']\n" },
	    { "a.conf", SET("x") }, { "b.conf", SET("x") }, { "c.conf", SET("y") }, { "d.conf", SET("y") } },
	  "all/x: a b (many, declared)\nall/y: c d (many, declared)\n" },
	{ { { ".mongoconf.yaml", "deployments:\n  all:\n    files: ['*.conf']\n" },
	    { "a.conf", SET("x") }, { "b.conf", SET("x") }, { "c.conf", SET("orders") } }, "all: a b c? (many, declared)\n" },

	/* Groups of an inventory are sets; hosts are found by folder, file name, domain, address. */
	{ { { "hosts.hosts", "db1 shop\ndb2.example.net shop\ndb3 shop =10.0.0.3" }, { "conf/db1/mongod.conf", SET("rs0") },
	    { "conf/mongod-db2.conf", SET("rs0") }, { "other/x.conf", SET("typo") AT("127.0.0.1,10.0.0.3", "1") } },
	  "shop: db1 db2.example.net db3? (many, declared)\n" },
	{ { { "hosts.hosts", "db1 shop\ndb2 shop\ndb3 shop" }, { "db1.conf", SET("a") }, { "db2.conf", SET("a") },
	    { "db3.conf", SET("z") } }, "shop: db1 db2 db3? (many, declared)\n" },
	/* An inventory that is named twice is one. */
	{ { { "hosts.hosts", "a1 g\na2 g" }, { "./hosts.hosts", "a1 g\na2 g" }, { "a1.conf", SET("a") }, { "a2.conf", SET("a") } },
	  "g: a1 a2 (many, declared)\n" },
	/* Two sets in one group, and outer groups, which say less. */
	{ { { "hosts.hosts", "a1 mongo dc1\na2 mongo dc2\nb1 mongo dc1\nb2 mongo dc2" }, { "a1.conf", SET("a") },
	    { "a2.conf", SET("a") }, { "b1.conf", SET("b") }, { "b2.conf", SET("b") } },
	  "mongo/a: a1 a2 (many, declared)\nmongo/b: b1 b2 (many, declared)\n" },
	{ { { "hosts.hosts", "a1 a mongo\na2 a mongo\nb1 b mongo\nb2 b mongo\nb3 b mongo" }, { "a1.conf", SET("a") },
	    { "a2.conf", SET("a") }, { "b1.conf", SET("b") }, { "b2.conf", SET("b") }, { "b3.conf", SET("q") } },
	  "a: a1 a2 (many, declared)\nb: b1 b2 b3? (many, declared)\n" },
	/* Arbiters in a group of their own, or in one around it. */
	{ { { "hosts.hosts", "a1 shop\na2 shop\na3 shop_arbiters" }, { "a1.conf", SET("s") }, { "a2.conf", SET("s") },
	    { "a3.conf", SET("s") } }, "shop: a1 a2 a3* (many, declared)\n" },
	{ { { "hosts.hosts", "a1 data shop\na2 data shop\na3 arb shop" }, { "a1.conf", SET("s") }, { "a2.conf", SET("s") },
	    { "a3.conf", SET("s") } }, "shop: a1 a2 a3* (many, declared)\n" },
	{ { { "hosts.hosts", "a1 primary\na2 secondary\na3 arbiter" }, { "a1.conf", SET("s") }, { "a2.conf", SET("s") },
	    { "a3.conf", SET("s") } }, "primary: a1 a2 a3* (many, declared)\n" },
	/* Environments. */
	{ { { "hosts.hosts", "p1 prod mongo\np2 prod mongo\nt1 staging mongo" }, { "p1.conf", SET("s") }, { "p2.conf", SET("s") },
	    { "t1.conf", SET("s") } }, "prod: p1 p2 (many, declared)\nstaging: t1 (unknown, declared)\n" },
	{ { { "prod/x.hosts", "db1 shop\ndb2 shop" }, { "test/x.hosts", "db1 shop\ndb2 shop" }, { "prod/db1.conf", SET("s") },
	    { "prod/db2.conf", SET("s") }, { "test/db1.conf", SET("s") }, { "test/db2.conf", SET("s") } },
	  "shop: db1 db2 (many, declared)\nshop: db1 db2 (many, declared)\n" },
	/* Roles in groups: a cluster, and hosts with several servers. */
	{ { { "hosts.hosts", "h1 cfg s1\nh2 cfg s1\nh3 routers" }, { "h1/cfg.conf", CONFIG("c") }, { "h2/cfg.conf", CONFIG("c") },
	    { "h1/s1.conf", SHARD("s") }, { "h2/s1.conf", SHARD("s") }, { "h3/mongos.conf", ROUTER("c") } },
	  "cfg/s: h1 h2 (many, declared)\ncfg/c: h1 h2 (many, declared)\nmongos of cfg/c: h3 (unknown, declared)\n"
	  "cluster cfg/c: cfg/c mongos of cfg/c cfg/s (declared)\nhost h1: h1:27019 h1:27018\nhost h2: h2:27019 h2:27018\n" },

	/* Services. */
	{ { { "docker-compose.yml", "services:\n  m1: {image: 'mongo:4.4', command: mongod --replSet rs0}\n"
	      "  m2: {image: 'mongo:4.4', command: mongod --replSet rs0}\n  m3: {image: 'mongo:4.4', command: mongod --replSet rs1}\n"
	      "  app: {image: node}\n" } }, "rs0: m1 m2 m3? (many, declared)\n" },
	{ { { "docker-compose.yml", "services:\n  m1: {image: 'mongo:4.4', command: mongod --replSet rs0}\n"
	      "  m2: {image: 'mongo:4.4', command: mongod --replSet rs0}\n  orders: {image: mongo, command: mongod --replSet o}\n"
	      "  mongo: {image: mongo}\n" } },
	  "o: orders (unknown, declared)\nrs0: m1 m2 (many, declared)\nalone: mongo\n" },
	{ { { "docker-compose.yml", "services:\n"
	      "  m1: {image: mongo, command: mongod -f /etc/m.conf, volumes: ['./m.conf:/etc/m.conf']}\n"
	      "  m2: {image: mongo, command: mongod -f /etc/m.conf --port 27018, volumes: ['./m.conf:/etc/m.conf']}\n" },
	    { "m.conf", SET("a") }, { "n.conf", SET("a") } }, "a: m1 m2 (many, declared)\nalone: n\n" },

	/* Lists. */
	{ { { "rs.json", LIST("a", HOST("0", "db1:27017") "," HOST("1", "db2.example.net:27017")) },
	    { "db1/m.conf", SET("a") }, { "db2/m.conf", SET("a") }, { "db3/m.conf", SET("a") } },
	  "a: db1=0 db2=1 db3=- (many)\n" },
	{ { { "rs.json", LIST("a", HOST("0", "10.0.0.1:1") "," HOST("1", "10.0.0.2:1")) },
	    { "x1.conf", SET("a") AT("10.0.0.1", "1") }, { "x2.conf", SET("a") AT("127.0.0.1,10.0.0.2", "2") } },
	  "a: x1=0 x2=1 (unknown)\n" },
	{ { { "rs.json", LIST("a", HOST("5", "localhost:1") "," HOST("6", "localhost:2")) },
	    { "x1.conf", SET("a") AT("localhost", "1") }, { "x2.conf", SET("a") AT("localhost", "2") } },
	  "a: x1=5 x2=6 (one)\nhost a: x1:1 x2:2\n" },
	/* A listed host with another set's name is a member with a mistake; not that of another environment. */
	{ { { "rs.json", LIST("a", HOST("0", "db1") "," HOST("1", "db2") "," HOST("2", "db3")) },
	    { "x/db1/m.conf", SET("a") }, { "x/db2/m.conf", SET("a") }, { "x/db3/m.conf", SET("orders") },
	    { "y/db3/n.conf", SET("orders") AT("db3", "2") } },
	  "a: db1=0 db2=1 db3?=2 (many)\nalone: db3\n" },
	{ { { "rs.json", LIST("a", HOST("0", "db1") "," HOST("1", "db2") "," HOST("2", "db3")) },
	    { "db1/m.conf", SET("a") }, { "db2/m.conf", SET("a") }, { "test/db3/m.conf", SET("orders") } },
	  "a: db1=0 db2=1 (many)\nalone: db3\n" },
	/* One file of a set of three. */
	{ { { "rs.json", LIST("a", HOST("0", "db1") "," HOST("1", "db2") "," HOST("2", "db3")) }, { "mongod.conf", SET("a") } },
	  "a: mongod=- (unknown)\n" },
	/* Two environments with one name: the one whose hosts are listed. */
	{ { { "rs.json", LIST("a", HOST("0", "p1") "," HOST("1", "p2")) }, { "prod/p1/m.conf", SET("a") },
	    { "prod/p2/m.conf", SET("a") }, { "test/t1/m.conf", SET("a") }, { "test/t2/m.conf", SET("a") } },
	  "a: p1=0 p2=1 (many)\na: t1 t2 (many)\n" },
};

Test(fleet_declared, fleets)
{
	for (unsigned i = 0; i < sizeof table / sizeof *table; i++) {
		struct fleet fleet;
		fleet_build(&arena, fleet_facts_of(&arena, table[i].files), &fleet);
		const char *described = fleet_described(&arena, &fleet);
		cr_expect_str_eq(described, table[i].fleet, "row %u:\n%s", i, described);
	}
}
