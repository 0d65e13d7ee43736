#include <criterion/criterion.h>

#include "fleet_facts.h"

/* What the files alone tell, in the layouts that people keep them in. */

static struct arena arena;

static void tear_down(void)
{
	arena_free(&arena);
}

TestSuite(fleet_layouts, .fini = tear_down);

#define SET(name) "replication:\n  replSetName: " name "\n"
#define AT(address, port, path) "net:\n  bindIp: " address "\n  port: " port "\nstorage:\n  dbPath: " path "\n"
#define ON(address) "net:\n  bindIp: " address "\n"
#define SHARD(name) "sharding:\n  clusterRole: shardsvr\n" SET(name)
#define CONFIG(name) "sharding:\n  clusterRole: configsvr\n" SET(name)
#define ROUTER(list) "sharding:\n  configDB: " list "\n"

static const struct {
	struct lint_file files[LINT_FILES_MAX];
	const char *fleet;
} table[] = {
	/* Numbered files in one folder. */
	{ { { "configserver1.conf", CONFIG("csrs") ON("c1") }, { "configserver2.conf", CONFIG("csrs") ON("c2") },
	    { "db0.conf", SHARD("rs0") ON("d0") }, { "db1.conf", SHARD("rs0") ON("d1") }, { "mongos.conf", ROUTER("csrs/c1:27019") } },
	  "rs0: db0 db1 (unknown)\ncsrs: configserver1 configserver2 (unknown)\nmongos of csrs: mongos (unknown)\n"
	  "cluster csrs: csrs mongos of csrs rs0\n" },
	{ { { "mongod-27017.conf", SET("a") AT("0.0.0.0", "27017", "/d/1") }, { "mongod-27018.conf", SET("a") AT("0.0.0.0", "27018", "/d/2") },
	    { "mongod-27019.conf", SET("a") AT("0.0.0.0", "27018", "/d/3") } },
	  "a: mongod-27017 mongod-27018 mongod-27019 (one)\nhost a: mongod-27017:27017 mongod-27018:27018 mongod-27019:27018\n" },
	{ { { "n1.conf", SET("a") AT("0.0.0.0", "1", "/d/1") }, { "n2.conf", SET("a") AT("0.0.0.0", "2", "/d/2") },
	    { "n3.conf", SET("a") AT("0.0.0.0", "3", "/d/2") } }, "a: n1 n2 n3 (one)\nhost a: n1:1 n2:2 n3:3\n" },
	/* A container's dbPath, and as many ports: nobody knows. */
	{ { { "n1.conf", SET("a") AT("0.0.0.0", "1", "/d") }, { "n2.conf", SET("a") AT("0.0.0.0", "2", "/d") },
	    { "n3.conf", SET("a") AT("0.0.0.0", "3", "/d") } }, "a: n1 n2 n3 (many)\n" },
	{ { { "n1.conf", SET("a") AT("0.0.0.0", "1", "/d/1") }, { "n2.conf", SET("a") AT("0.0.0.0", "1", "/d/2") },
	    { "n3.conf", SET("a") AT("0.0.0.0", "1", "/d/3") } }, "a: n1 n2 n3 (many)\n" },
	{ { { "n1.conf", SET("a") AT("127.0.0.1", "1", "/d/1") }, { "n2.conf", SET("a") AT("127.0.0.1", "2", "/d/2") },
	    { "n3.conf", SET("a") AT("127.0.0.1", "2", "/d/3") } }, "a: n1 n2 n3 (one)\nhost a: n1:1 n2:2 n3:2\n" },
	/* A folder for each shard or role. */
	{ { { "shard1/mongod.conf", SHARD("s1") }, { "shard2/mongod.conf", SHARD("s2") }, { "configsvr/mongod.conf", CONFIG("c") },
	    { "mongos/mongos.conf", ROUTER("c/h:1") } },
	  "c: configsvr (unknown)\nmongos of c: mongos (unknown)\ns1: shard1 (unknown)\ns2: shard2 (unknown)\n"
	  "cluster c: c mongos of c s1 s2\n" },
	{ { { "rs0/db1/m.conf", SHARD("rs0") }, { "rs0/db2/m.conf", SHARD("rs0") }, { "rs1/db1/m.conf", SHARD("rs1") },
	    { "rs1/db2/m.conf", SHARD("rs1") }, { "cfg/db1/m.conf", CONFIG("cfg") }, { "cfg/db2/m.conf", CONFIG("cfg") },
	    { "mongos/m.conf", ROUTER("cfg/db1:27019") } },
	  "cfg: db1 db2 (many)\nrs0: db1 db2 (many)\nrs1: db1 db2 (many)\nmongos of cfg: m (unknown)\n"
	  "cluster cfg: cfg mongos of cfg rs0 rs1\n" },
	/* A folder for each host, with several roles. */
	{ { { "10.0.0.1/shard1.conf", SHARD("s1") AT("10.0.0.1", "1", "/1") }, { "10.0.0.2/shard1.conf", SHARD("s1") AT("10.0.0.2", "1", "/1") },
	    { "10.0.0.1/shard2.conf", SHARD("s2") AT("10.0.0.1", "2", "/2") }, { "10.0.0.2/shard2.conf", SHARD("s2") AT("10.0.0.2", "2", "/2") },
	    { "10.0.0.1/config.conf", CONFIG("c") AT("10.0.0.1", "3", "/3") }, { "10.0.0.2/config.conf", CONFIG("c") AT("10.0.0.2", "3", "/3") },
	    { "10.0.0.1/mongos.conf", ROUTER("c/10.0.0.1:3") ON("10.0.0.1") }, { "10.0.0.2/mongos.conf", ROUTER("c/10.0.0.1:3") ON("10.0.0.2") } },
	  "c: 10.0.0.1 10.0.0.2 (many)\ns1: 10.0.0.1 10.0.0.2 (many)\ns2: 10.0.0.1 10.0.0.2 (many)\n"
	  "mongos of c: 10.0.0.1 10.0.0.2 (many)\ncluster c: c mongos of c s1 s2\n"
	  "host 10.0.0.1: 10.0.0.1:1 10.0.0.1:2 10.0.0.1:3 10.0.0.1:27017\nhost 10.0.0.2: 10.0.0.2:1 10.0.0.2:2 10.0.0.2:3 10.0.0.2:27017\n" },
	/* The same port twice on one host is a mistake, and no second host. */
	{ { { "hosts/db1/a.conf", SET("a") AT("db1", "1", "/1") }, { "hosts/db1/b.conf", SET("a") AT("db1", "1", "/2") } },
	  "a: a b (one)\nhost db1: a:1 b:1\n" },
	{ { { "hosts/db1/m.conf", SET("a") ON("db1") }, { "hosts/db2/m.conf", SET("a") ON("db1") } }, "a: db1 db2 (many)\n" },
	/* One address of one host. */
	{ { { "r/node0/m.conf", SET("a") AT("127.0.0.1,10.0.0.1", "1", "/1") }, { "r/node1/m.conf", SET("a") AT("10.0.0.1", "2", "/2") } },
	  "a: node0 node1 (one)\nhost a: node0:1 node1:2\n" },
	/* Clusters of two environments, and of two examples. */
	{ { { "prod/c.conf", CONFIG("c") }, { "prod/s.conf", SHARD("s") }, { "prod/mongos.conf", ROUTER("c/h:1") },
	    { "test/c.conf", CONFIG("c") }, { "test/s.conf", SHARD("s") }, { "test/mongos.conf", ROUTER("c/h:1") } },
	  "c: c (unknown)\nc: c (unknown)\nmongos of c: mongos (unknown)\nmongos of c: mongos (unknown)\ns: s (unknown)\ns: s (unknown)\n"
	  "cluster c: c mongos of c s\ncluster c: c mongos of c s\n" },
	{ { { "mongos.conf", ROUTER("c/h:1") }, { "test/c.conf", CONFIG("c") } }, "alone: mongos c\n" },
	/* A configDB with the wrong name: a slip, or the right hosts; else it means others. */
	{ { { "mongos.conf", ROUTER("csr/h:1") }, { "cfg1.conf", CONFIG("csrs") }, { "cfg2.conf", CONFIG("csrs") } },
	  "csrs: cfg1 cfg2 (many)\nmongos of csrs: mongos (unknown)\ncluster csrs: csrs mongos of csrs\n" },
	{ { { "mongos.conf", ROUTER("other/cfg2.example.net:1") }, { "cfg1/m.conf", CONFIG("csrs") }, { "cfg2/m.conf", CONFIG("csrs") } },
	  "csrs: cfg1 cfg2 (many)\nmongos of csrs: mongos (unknown)\ncluster csrs: csrs mongos of csrs\n" },
	{ { { "mongos.conf", ROUTER("other/h:1") }, { "db1/m.conf", CONFIG("csrs") }, { "db2/m.conf", CONFIG("csrs") } },
	  "csrs: db1 db2 (many)\nalone: mongos\n" },
	/* Spare routers are none. */
	{ { { "mongos.conf", ROUTER("c/h:1") }, { "mongos_bak.conf", ROUTER("c/h:1") }, { "c1.conf", CONFIG("c") }, { "c2.conf", CONFIG("c") } },
	  "c: c1 c2 (many)\nmongos of c: mongos (unknown)\ncluster c: c mongos of c\nalone: mongos_bak\n" },
	/* One of three with another role. */
	{ { { "db1/m.conf", CONFIG("c") }, { "db2/m.conf", SET("c") }, { "db3/m.conf", CONFIG("c") } }, "c: db1 db2 db3 (many)\n" },
	{ { { "db1/m.conf", SHARD("c") }, { "db2/m.conf", SHARD("c") }, { "db3/m.conf", CONFIG("c") } }, "c: db1 db2 db3 (many)\n" },
	{ { { "db1/m.conf", SHARD("c") }, { "db2/m.conf", SHARD("c") }, { "db3/m.conf", CONFIG("c") }, { "db4/m.conf", CONFIG("c") } },
	  "c: db1 db2 (many)\nc: db3 db4 (many)\n" },
	/* What can't be read is there all the same. */
	{ { { "db1/m.conf", SET("a") }, { "db2/m.conf", SET("a") }, { "db3/m.conf", "net: [" } }, "a: db1 db2 (db3) (many)\n" },
};

Test(fleet_layouts, fleets)
{
	for (unsigned i = 0; i < sizeof table / sizeof *table; i++) {
		struct fleet fleet;
		fleet_build(&arena, fleet_facts_of(&arena, table[i].files), &fleet);
		const char *described = fleet_described(&arena, &fleet);
		cr_expect_str_eq(described, table[i].fleet, "row %u:\n%s", i, described);
	}
}
