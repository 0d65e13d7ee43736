#include <criterion/criterion.h>
#include <string.h>

#include "base/buf.h"
#include "fleet/hosts.h"
#include "lint_files.h"

static struct arena arena;

static void tear_down(void)
{
	arena_free(&arena);
}

TestSuite(fleet_fleet, .fini = tear_down);

#define SET(name) "replication:\n  replSetName: " name "\n"
#define AT(address, port, path) \
	"net:\n  bindIp: " address "\n  port: " port "\nstorage:\n  dbPath: " path "\n"

/* A line for each deployment: "set: member member ... (hosts)", a member with a guessed set as name?
 * and one without a set as name!; "unlike" where they aren't called like members. */
static const char *described(const struct fleet *fleet)
{
	static const char *const hosts[] = { [HOSTS_UNKNOWN] = "unknown", [HOSTS_ONE] = "one", [HOSTS_MANY] = "many" };
	static const char *const marks[] = { [GUESS_NONE] = "", [GUESS_NEAR_NAME] = "?", [GUESS_NO_NAME] = "!" };
	struct buf out = BUF_INIT(&arena);
	for (uint32_t i = 0; i < fleet->count; i++) {
		const struct deployment *deployment = &fleet->deployments[i];
		buf_printf(&out, "%.*s:", STR_ARG(deployment->set));
		for (uint32_t k = 0; k < deployment->count; k++)
			buf_printf(&out, " %s%s", deployment->members[k]->name, marks[deployment->members[k]->guess]);
		buf_printf(&out, " (%s%s)\n", hosts[deployment->hosts], deployment->alike ? "" : ", unlike");
	}
	return buf_done(&out).at;
}

static const struct {
	struct lint_file files[8];
	const char *fleet;
} table[] = {
	{ { { "mongod.conf", SET("a") } }, "" },
	{ { { "db1/mongod.conf", "" }, { "db2/mongod.conf", "" } }, "" },
	{ { { "db1/mongod.conf", SET("a") }, { "db2/mongod.conf", SET("b") } }, "" },
	{ { { "db2/mongod.conf", SET("a") }, { "db1/mongod.conf", SET("a") } }, "a: db1 db2 (many)\n" },
	/* Near misses need two bearers. */
	{ { { "db1/m.conf", SET("shop") }, { "db2/m.conf", SET("Shop") } }, "" },
	{ { { "db1/m.conf", SET("shop") }, { "db2/m.conf", SET("shop") }, { "db3/m.conf", SET("SHOP") } },
	  "shop: db1 db2 db3? (many)\n" },
	{ { { "db1/m.conf", SET("shop") }, { "db2/m.conf", SET("shop") }, { "db3/m.conf", SET("'shop '") } },
	  "shop: db1 db2 db3? (many)\n" },
	{ { { "db1/m.conf", SET("shop") }, { "db2/m.conf", SET("shop") }, { "db3/m.conf", SET("shpo") } },
	  "shop: db1 db2 db3? (many)\n" },
	{ { { "db1/m.conf", SET("shop") }, { "db2/m.conf", SET("shop") }, { "db3/m.conf", SET("shopxx") } },
	  "shop: db1 db2 db3? (many)\n" },
	{ { { "db1/m.conf", SET("shop") }, { "db2/m.conf", SET("shop") }, { "db3/m.conf", SET("shopxxx") } },
	  "shop: db1 db2 (many)\n" },
	{ { { "db1/m.conf", SET("rs") }, { "db2/m.conf", SET("rs") }, { "db3/m.conf", SET("ab") } }, "rs: db1 db2 (many)\n" },
	/* Shards: equal but for what counts them. */
	{ { { "db1/m.conf", SET("rs0") }, { "db2/m.conf", SET("rs0") }, { "db3/m.conf", SET("rs1") } }, "rs0: db1 db2 (many)\n" },
	{ { { "db1/m.conf", SET("rs9") }, { "db2/m.conf", SET("rs9") }, { "db3/m.conf", SET("rs10") } }, "rs9: db1 db2 (many)\n" },
	{ { { "db1/m.conf", SET("x-a") }, { "db2/m.conf", SET("x-a") }, { "db3/m.conf", SET("x-b") } }, "x-a: db1 db2 (many)\n" },
	{ { { "db1/m.conf", SET("shA") }, { "db2/m.conf", SET("shA") }, { "db3/m.conf", SET("shB") } }, "shA: db1 db2 (many)\n" },
	{ { { "db1/m.conf", SET("rs0") }, { "db2/m.conf", SET("rs0") }, { "db3/m.conf", SET("rs1") },
	    { "db4/m.conf", SET("rs1") } }, "rs0: db1 db2 (many)\nrs1: db3 db4 (many)\n" },
	/* As near to one set as to the other: no guess. */
	{ { { "db1/m.conf", SET("rs0") }, { "db2/m.conf", SET("rs0") }, { "db3/m.conf", SET("rs1") },
	    { "db4/m.conf", SET("rs1") }, { "db5/m.conf", SET("rs") } }, "rs0: db1 db2 (many)\nrs1: db3 db4 (many)\n" },
	/* None at all: where there is one set, and they are few. */
	{ { { "db1/m.conf", SET("a") }, { "db2/m.conf", SET("a") }, { "db3/m.conf", "" } }, "a: db1 db2 db3! (many)\n" },
	{ { { "db1/m.conf", SET("a") }, { "db2/m.conf", SET("a") }, { "db3/m.conf", "replication:\n  replSetName:\n" } },
	  "a: db1 db2 db3! (many)\n" },
	{ { { "db1/m.conf", SET("a") }, { "db2/m.conf", SET("a") }, { "db3/m.conf", "" }, { "db4/m.conf", "" } },
	  "a: db1 db2 (many)\n" },
	{ { { "db1/m.conf", SET("a") }, { "db2/m.conf", SET("a") }, { "db3/m.conf", SET("xyz") }, { "db4/m.conf", "" } },
	  "a: db1 db2 (many)\n" },
	/* The name comes from elsewhere: nobody knows. */
	{ { { "db1/m.conf", SET("a") }, { "db2/m.conf", SET("a") }, { "db3/m.conf", SET("{__exec: n}") } }, "a: db1 db2 (many)\n" },
	{ { { "db1/m.conf", SET("$S") }, { "db2/m.conf", SET("$S") } }, "" },
	{ { { "db1/m.conf", SET("'{{ s }}'") }, { "db2/m.conf", SET("'{{ s }}'") } }, "" },
	/* The old format says as much; what nobody can read, and a router, are members of nothing. */
	{ { { "db1/m.conf", SET("a") }, { "db2/m.conf", SET("a") }, { "db3/m.conf", "replSet=a\n" }, { "db4/m.conf", "net: [" },
	    { "db5/m.conf", "sharding:\n  configDB: a/b:1\n" } }, "a: db1 db2 db3 (many)\n" },
	/* Config servers and shards are never one set. */
	{ { { "db1/m.conf", SET("a") "sharding:\n  clusterRole: configsvr\n" }, { "db2/m.conf", SET("a") } }, "" },
	{ { { "db1/m.conf", SET("a") "sharding:\n  clusterRole: configsvr\n" },
	    { "db2/m.conf", SET("a") "sharding:\n  clusterRole: configsvr\n" } }, "a: db1 db2 (many)\n" },
	/* Environments. */
	{ { { "staging/m.conf", SET("a") }, { "production/m.conf", SET("a") } }, "" },
	{ { { "test/db1/m.conf", SET("a") }, { "test/db2/m.conf", SET("a") }, { "prod/db1/m.conf", SET("a") },
	    { "prod/db2/m.conf", SET("a") } }, "a: db1 db2 (many)\na: db1 db2 (many)\n" },
	/* Who shares a host? */
	{ { { "n1.conf", SET("a") AT("127.0.0.1", "1", "/1") }, { "n2.conf", SET("a") AT("localhost", "2", "/2") } },
	  "a: n1 n2 (one)\n" },
	{ { { "n1.conf", SET("a") AT("127.0.0.1", "1", "/1") }, { "n2.conf", SET("a") AT("localhost", "2", "/1") } },
	  "a: n1 n2 (one)\n" },
	{ { { "n1.conf", SET("a") AT("127.0.0.1", "1", "/1") }, { "n2.conf", SET("a") AT("localhost", "1", "/2") } },
	  "a: n1 n2 (many)\n" },
	{ { { "node1/m.conf", SET("a") AT("127.0.0.1", "1", "/1") }, { "node2/m.conf", SET("a") AT("127.0.0.1", "2", "/2") } },
	  "a: node1 node2 (one)\n" },
	{ { { "n1.conf", SET("a") AT("10.0.0.1", "1", "/1") }, { "n2.conf", SET("a") AT("10.0.0.1", "2", "/2") } },
	  "a: n1 n2 (one)\n" },
	{ { { "n1.conf", SET("a") AT("10.0.0.1", "1", "/1") }, { "n2.conf", SET("a") AT("10.0.0.2", "1", "/2") } },
	  "a: n1 n2 (unknown)\n" },
	{ { { "n1.conf", SET("a") AT("10.0.0.1", "1", "/1") }, { "n2.conf", SET("a") AT("10.0.0.2", "1", "/1") } },
	  "a: n1 n2 (many)\n" },
	{ { { "n1.conf", SET("a") AT("10.0.0.1,localhost", "1", "/1") }, { "n2.conf", SET("a") AT("10.0.0.2, 127.0.0.1", "1", "/2") } },
	  "a: n1 n2 (many)\n" },
	{ { { "n1.conf", SET("a") AT("0.0.0.0", "1", "/1") }, { "n2.conf", SET("a") AT("10.0.0.2", "1", "/2") } }, "a: n1 n2 (many)\n" },
	{ { { "n1.conf", SET("a") AT("10.0.0.0", "1", "/1") }, { "n2.conf", SET("a") AT("10.0.0.2", "1", "/2") } }, "a: n1 n2 (unknown)\n" },
	{ { { "n1.conf", SET("a") AT("'*'", "1", "/1") }, { "n2.conf", SET("a") AT("10.0.0.2", "1", "/2") } }, "a: n1 n2 (many)\n" },
	{ { { "db1/m.conf", SET("a") AT("10.0.0.1", "1", "/1") }, { "db2/m.conf", SET("a") AT("10.0.0.2", "2", "/2") } },
	  "a: db1 db2 (many)\n" },
	{ { { "hosts/paris.conf", SET("a") AT("10.0.0.1", "1", "/1") }, { "hosts/rome.conf", SET("a") AT("10.0.0.2", "2", "/2") } },
	  "a: paris rome (many)\n" },
	{ { { "orders/m.conf", SET("a") AT("10.0.0.1", "1", "/1") }, { "billing/m.conf", SET("a") AT("10.0.0.2", "2", "/2") } },
	  "a: billing orders (unknown, unlike)\n" },
	{ { { "shop-1/m.conf", SET("a") AT("10.0.0.1", "1", "/1") }, { "shop-2/m.conf", SET("a") AT("10.0.0.2", "2", "/2") } },
	  "a: shop-1 shop-2 (unknown)\n" },
};

Test(fleet_fleet, deployments)
{
	for (unsigned i = 0; i < sizeof table / sizeof *table; i++) {
		const struct config *configs[8];
		uint32_t count = 0;
		for (; count < 8 && table[i].files[count].file; count++)
			configs[count] = lint_config(&arena, table[i].files[count].file, str_of(table[i].files[count].text), 0);
		struct fleet fleet;
		fleet_infer(&arena, configs, count, &fleet);
		cr_expect_str_eq(described(&fleet), table[i].fleet, "row %u: %s", i, described(&fleet));
	}
	struct fleet fleet;
	fleet_infer(&arena, NULL, 0, &fleet);
	cr_expect_eq(fleet.count, 0);
	cr_expect_eq(fleet_explain(&arena, &fleet).len, 0);
}

Test(fleet_fleet, explains)
{
	uint32_t count;
	const struct config *const *configs = lint_folder(&arena, lint_fixture(&arena, "fixtures/fleets/two-environments"), &count);
	struct fleet fleet;
	fleet_infer(&arena, configs, count, &fleet);
	cr_expect_str_eq(fleet_explain(&arena, &fleet).at,
		"replica set shop: 3 members (db1, db2, db3) on different hosts: db1 and db2 both have the port 27017\n"
		"  the files production/*/mongod.conf stand side by side and bear one name\n"
		"replica set shop: 3 members (db1, db2, db3) on different hosts: db1 and db2 both have the port 27017\n"
		"  the files staging/*/mongod.conf stand side by side and bear one name\n");
	configs = lint_folder(&arena, lint_fixture(&arena, "fixtures/fleets/one-host-three-ports"), &count);
	fleet_infer(&arena, configs, count, &fleet);
	cr_expect_str_eq(fleet_explain(&arena, &fleet).at,
		"replica set dev: 3 members (mongod-27017, mongod-27018, mongod-27019) on one host: "
		"different ports on loopback addresses\n"
		"  the files *.conf stand side by side and bear one name\n"
		"host dev: mongod-27017, mongod-27018, mongod-27019: different ports on loopback addresses\n");
}

Test(fleet_fleet, bindings)
{
	static const struct {
		const char *text, *server;
		enum binding binding;
		const char *said;
	} rows[] = {
		{ "", NULL, BINDING_LOOPBACK, NULL },
		{ "", "3.4", BINDING_OTHER, NULL },
		{ "", "3.6", BINDING_LOOPBACK, NULL },
		{ "net:\n  bindIp: 127.0.0.1\n", "3.4", BINDING_LOOPBACK, "net.bindIp" },
		{ "net:\n  bindIp: localhost,127.0.0.2, ::1\n", NULL, BINDING_LOOPBACK, "net.bindIp" },
		{ "net:\n  bindIp: localhost,/run/m.sock\n", NULL, BINDING_LOOPBACK, "net.bindIp" },
		{ "net:\n  bindIp: ''\n", NULL, BINDING_LOOPBACK, "net.bindIp" },
		{ "net:\n  bindIp:\n", NULL, BINDING_LOOPBACK, "net.bindIp" },
		{ "net:\n  bindIp: localhost,10.0.0.1\n", NULL, BINDING_OTHER, "net.bindIp" },
		{ "net:\n  bindIp: 0.0.0.0\n", NULL, BINDING_OTHER, "net.bindIp" },
		{ "net:\n  bindIp: '::'\n", NULL, BINDING_OTHER, "net.bindIp" },
		{ "net:\n  bindIp: '*'\n", NULL, BINDING_OTHER, "net.bindIp" },
		{ "net:\n  bindIp: db1\n", NULL, BINDING_OTHER, "net.bindIp" },
		{ "net:\n  bindIp: localhost,$IP\n", NULL, BINDING_UNKNOWN, "net.bindIp" },
		{ "net:\n  bindIp: [a]\n", NULL, BINDING_UNKNOWN, "net.bindIp" },
		{ "net:\n  bindIp: {__exec: a}\n", NULL, BINDING_UNKNOWN, "net.bindIp" },
		{ "net: {__exec: a}\n", NULL, BINDING_UNKNOWN, NULL },
		{ "net:\n  bindIpAll: true\n", NULL, BINDING_OTHER, "net.bindIpAll" },
		{ "net:\n  bindIpAll: true\n  bindIp: localhost\n", NULL, BINDING_OTHER, "net.bindIpAll" },
		{ "net:\n  bindIpAll: false\n", NULL, BINDING_LOOPBACK, NULL },
	};
	for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct config *config = lint_config(&arena, "mongod.conf", str_of(rows[i].text), 0);
		const struct setting *said;
		struct version server = { 0 };
		if (rows[i].server)
			cr_assert(version_parse(str_of(rows[i].server), &server));
		cr_expect_eq(hosts_binding(config, server, &said), rows[i].binding, "%s", rows[i].text);
		cr_expect_eq(hosts_binding(config, server, NULL), rows[i].binding, "%s", rows[i].text);
		cr_expect(rows[i].said ? said && str_is(said->path, rows[i].said) : !said, "%s", rows[i].text);
	}
}

/* Ten thousand files: a cost that grows with the square of their number would be seen. */
Test(fleet_fleet, many, .timeout = 60)
{
	enum { COUNT = 10000 };
	const struct config **configs = arena_array(&arena, COUNT, sizeof *configs);
	struct config *config = arena_array(&arena, COUNT, sizeof *config);
	struct source *source = arena_array(&arena, COUNT, sizeof *source);
	const struct config *model = lint_config(&arena, "mongod.conf", STR(SET("shop")), 0);
	for (unsigned i = 0; i < COUNT; i++) {
		source[i].name = arena_printf(&arena, "sites/%u/hosts/db%u/etc/mongod.conf", i / 100, i % 100);
		config[i] = *model;
		config[i].source = &source[i];
		configs[i] = &config[i];
	}
	struct fleet fleet;
	fleet_infer(&arena, configs, COUNT, &fleet);
	cr_expect_eq(fleet.count, 100, "%u", fleet.count);
	for (uint32_t i = 0; i < fleet.count; i++)
		cr_expect_eq(fleet.deployments[i].count, 100);
}

/* Several workers fill the members, and configs share arenas: what is made of one may not lie there. */
Test(fleet_fleet, members_take_no_memory_of_configs)
{
	enum { COUNT = 300, JOBS = 4 };
	struct arena shared = ARENA_INIT;
	const struct config **configs = arena_array(&shared, COUNT, sizeof *configs);
	struct fleet fleet;
	for (uint32_t i = 0; i < COUNT; i++)
		configs[i] = lint_config(&shared, arena_printf(&shared, "db%u/mongod.conf", i), str_of(arena_printf(&shared,
			SET("rs") "security:\n  keyFile: /etc/key%u\nnet:\n  tls:\n    mode: requireTLS\n    certificateKeyFile: /etc/%u.pem\n", i, i)), 0);
	fleet_build(&arena, &(struct fleet_facts){ .configs = configs, .count = COUNT, .jobs = JOBS }, &fleet);
	cr_assert_eq(fleet.member_count, COUNT);
	for (uint32_t i = 0; i < COUNT; i++) {
		const struct member *member = &fleet.members[i];
		const struct pair_state *state = &member->state;
		cr_assert(state->certificates && state->keyfile_path);
		cr_expect_str_eq(state->keyfile_path, str_cstr(&arena, config_text(member->config, "security.keyFile")));
		cr_expect(!arena_owns(&shared, state->keyfile_path) && !arena_owns(&shared, state->certificates), "%u", (unsigned)i);
	}
	arena_free(&shared);
}

static int by_set(const struct member *a, const struct member *b)
{
	return str_compare(a->set, b->set);
}

/* Each letter is a member of the class that it names. */
static const struct {
	const char *classes, *in;
	uint32_t most;
} majorities[] = {
	{ "", "", 0 }, { "a", "1", 1 }, { "aba", "101", 2 }, { "abb", "011", 2 }, { "ba", "10", 1 }, { "baab", "1001", 2 },
	{ "cab", "100", 1 }, { "bcacab", "100001", 2 }, { "zyxxyz", "100001", 2 }, { "aaaa", "1111", 4 }, { "cbbacc", "100011", 3 },
};

Test(fleet_fleet, majority)
{
	for (unsigned i = 0; i < sizeof majorities / sizeof *majorities; i++) {
		struct member members[8] = { 0 }, *all[8];
		bool in[8];
		struct deployment deployment = { .members = all, .count = (uint32_t)strlen(majorities[i].classes) };
		for (uint32_t k = 0; k < deployment.count; k++) {
			members[k].set = (struct str){ majorities[i].classes + k, 1 };
			all[k] = &members[k];
		}
		cr_expect_eq(deployment_majority(&deployment, by_set, in), majorities[i].most, "%s", majorities[i].classes);
		for (uint32_t k = 0; k < deployment.count; k++)
			cr_expect_eq(in[k], majorities[i].in[k] == '1', "%s: %u", majorities[i].classes, (unsigned)k);
	}
}
