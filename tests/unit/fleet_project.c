#include "fleet/project.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/path.h"

static struct arena arena;

static void tear_down(void)
{
	arena_free(&arena);
}

TestSuite(fleet_project, .fini = tear_down);

static bool parse(const char *name, const char *text, const char *here, struct project *project, struct err *err)
{
	struct source *source = arena_alloc(&arena, sizeof *source);
	source_init(&arena, name, str_of(text), source);
	return project_parse(&arena, source, "/srv/repo", here, project, err);
}

static const char PROJECT[] =
	"server-version: \"7.0\"\n"
	"members:\n"
	"  - path: '^hosts/(?<host>(?<set>[a-z]+)-[0-9]+)/(?<port>[0-9]+)?'\n"
	"  - path: '^(?<environment>[^/]+)/(?<set>[^/]+)/(?<host>[^/]+)/(?:(?<role>arbiter)/)?'\n"
	"  - path: '^never$'\n"
	"key-file-root: 'keys/{host}/{set}'\n"
	"deployments:\n"
	"  first: {files: 'hosts/{shop,bill}-1/**'}\n"
	"  shop: {hosts: many}\n"
	"  rs0:\n"
	"  live/rs0: {hosts: one}\n"
	"  live: {kind: sharded-cluster}\n"
	"  test: {kind: replica-set}\n"
	"overrides:\n"
	"  - {files: 'hosts/old-*/**', server-version: '4.0', edition: percona}\n"
	"  - {files: ['**/router.conf', hosts/old-2/], binary: mongos}\n"
	"  - {files: hosts/old-2/**, server-version: 4.2}\n";

/* "host set role port environment", "-" for none; the keyfiles' root; the deployment. */
static const struct {
	const char *path, *groups, *root, *deployment;
} places[] = {
	{ "hosts/shop-1/m.conf", "shop-1 shop - - -", "keys/shop-1/shop", "first" },
	{ "hosts/shop-2/27018/m.conf", "shop-2 shop - 27018 -", "keys/shop-2/shop", "shop" },
	{ "./hosts//shop-2/../shop-3/m.conf", "shop-3 shop - - -", "keys/shop-3/shop", "shop" },
	{ "/srv/repo/hosts/bill-1/m.conf", "bill-1 bill - - -", "keys/bill-1/bill", "first" },
	{ "hosts/bill-2/m.conf", "bill-2 bill - - -", "keys/bill-2/bill", "" },
	{ "live/rs0/a/m.conf", "a rs0 - - live", "keys/a/rs0", "live/rs0" },
	{ "test/rs0/a/m.conf", "a rs0 - - test", "keys/a/rs0", "rs0" },
	{ "live/rs1/b/arbiter/m.conf", "b rs1 arbiter - live", "keys/b/rs1", "live" },
	{ "test/rs1/b/m.conf", "b rs1 - - test", "keys/b/rs1", "" },
	{ "m.conf", "none", "", "" },
	{ "../m.conf", "outside", "", "" },
	{ "/srv/repository/m.conf", "outside", "", "" },
};

static const char *word(struct str text)
{
	return text.len ? str_cstr(&arena, text) : "-";
}

Test(fleet_project, places)
{
	struct project project;
	struct err err = ERR_INIT(&arena);
	cr_assert(parse(".mongoconf.yaml", PROJECT, "/srv/repo", &project, &err), "%s", err_line(&err));
	for (unsigned i = 0; i < sizeof places / sizeof *places; i++) {
		struct project_place place;
		project_place(&arena, &project, places[i].path, &place);
		const char *groups = !place.path.len ? "outside" : !place.matched ? "none"
			: arena_printf(&arena, "%s %s %s %s %s", word(place.host), word(place.set), word(place.role),
				       word(place.port), word(place.environment));
		cr_expect_str_eq(groups, places[i].groups, "%s", places[i].path);
		cr_expect_str_eq(place.key_file_root ? place.key_file_root : "", places[i].root, "%s", places[i].path);
		cr_expect_str_eq(place.deployment ? place.deployment->name : "", places[i].deployment, "%s", places[i].path);
	}
}

/* Paths are named as the run names its own, from wherever it stands. */
Test(fleet_project, names)
{
	static const struct { const char *file, *here, *relative, *name; } table[] = {
		{ ".mongoconf.yaml", "/srv/repo", "hosts/a", "hosts/a" },
		{ "../.mongoconf.yaml", "/srv/repo/hosts", "hosts/a", "a" },
		{ "../../.mongoconf.yaml", "/srv/repo/hosts/a", "hosts/b/m.conf", "../b/m.conf" },
		{ "../../.mongoconf.yaml", "/srv/repo/hosts/a", "", "../.." },
		{ "srv/repo/.mongoconf.yaml", "/", "hosts/a", "srv/repo/hosts/a" },
		{ "/srv/repo/.mongoconf.yaml", "/srv/repo", "hosts/a", "/srv/repo/hosts/a" },
		{ ".mongoconf.yaml", "/srv/repo", "../a", "../a" },
	};
	for (unsigned i = 0; i < sizeof table / sizeof *table; i++) {
		struct project project;
		struct err err = ERR_INIT(&arena);
		cr_assert(parse(table[i].file, "", table[i].here, &project, &err));
		cr_expect_str_eq(project_name(&arena, &project, str_of(table[i].relative)), table[i].name, "%u", i);
		struct str back = project_relative(&arena, &project, table[i].name);
		cr_expect(str_is(back, table[i].relative) || !strncmp(table[i].relative, "..", 2), "%u: %.*s", i, STR_ARG(back));
	}
}

static const struct {
	const char *path, *server;
	unsigned edition, binary;
} targets[] = {
	{ "hosts/new-1/m.conf", "7.0", 0, 0 },
	{ "hosts/old-1/m.conf", "4.0", EDITION_PERCONA, 0 },
	{ "hosts/old-2/m.conf", "4.2", EDITION_PERCONA, BINARY_MONGOS },
	{ "hosts/old-1/router.conf", "4.0", EDITION_PERCONA, BINARY_MONGOS },
	{ "router.conf", "7.0", 0, BINARY_MONGOS },
	{ "../router.conf", "7.0", 0, 0 },
};

Test(fleet_project, targets)
{
	struct project project;
	struct err err = ERR_INIT(&arena);
	cr_assert(parse(".mongoconf.yaml", PROJECT, "/srv/repo", &project, &err));
	for (unsigned i = 0; i < sizeof targets / sizeof *targets; i++) {
		struct target target;
		project_target(&arena, &project, targets[i].path, &target);
		cr_expect_str_eq(version_text(&arena, target.server), targets[i].server, "%s", targets[i].path);
		cr_expect_eq(target.edition, targets[i].edition, "%s", targets[i].path);
		cr_expect_eq(target.binary, targets[i].binary, "%s", targets[i].path);
	}
}

static int is_named(const void *rule, struct str key)
{
	return str_is(key, rule) ? 2 : 0;
}

/* Of overrides the last wins that says the thing, whatever those behind it say. */
Test(fleet_project, last_of_overrides)
{
	static const char text[] =
		"rules: {one: error}\n"
		"overrides:\n"
		"  - {files: 'a/**', read-as: none, rules: {one: info, two: warning}}\n"
		"  - {files: ['**/m.conf', 'a/b/**'], read-as: config}\n"
		"  - {files: 'a/b/c/*', rules: {one: 'off'}}\n";
	static const struct { const char *path, *read_as; int one, two; } table[] = {
		{ "a/x", "none", 0, 1 }, { "a/m.conf", "config", 0, 1 }, { "a/b/x", "config", 0, 1 }, { "a/b/c/x", "config", -1, 1 },
		{ "b/x", NULL, 2, 9 }, { "b/m.conf", "config", 2, 9 }, { "../a/x", NULL, 2, 9 },
	};
	struct project project;
	struct err err = ERR_INIT(&arena);
	cr_assert(parse(".mongoconf.yaml", text, "/srv/repo", &project, &err), "%s", err_line(&err));
	cr_expect(project_has_rules(&project));
	for (unsigned i = 0; i < sizeof table / sizeof *table; i++) {
		const char *read_as = project_read_as(&arena, &project, table[i].path);
		struct str path = project_relative(&arena, &project, table[i].path);
		int one = 9, two = 9;
		cr_expect_str_eq(read_as ? read_as : "-", table[i].read_as ? table[i].read_as : "-", "%s", table[i].path);
		cr_expect(project_rule(&project, path, is_named, "one", &one) && one == table[i].one, "%s: %d", table[i].path, one);
		cr_expect_eq(project_rule(&project, path, is_named, "two", &two), table[i].two != 9, "%s", table[i].path);
		cr_expect_eq(two, table[i].two, "%s: %d", table[i].path, two);
	}
}

/* What tests/golden/lint/project-errors does not reach: places in texts of every style. */
static const struct { const char *text, *error; } wrong[] = {
	{ "members:\n- path: 'a''(b'\n", "2:9" },
	{ "members:\n- path: >-\n    a(b\n", "3:8" },
	{ "members:\n- path: \"a\\t(b\"\n", "2:9" },
	{ "? [a]\n: b\n", "1:3" },
	{ "&a files: b\n", "1:4" },
	{ "<<: {files: a}\n", "1:1" },
	{ "server-version: &v \"7\"\nedition: *v\n", "1:20" },
	{ "edition: &v community\nfail-on: *v\n", "1:13" },
	{ "deployments: {\"\": {}}\n", "1:15" },
	{ "deployments: {a: b}\n", "1:18" },
	{ "rules: [a]\n", "1:8" },
	{ "rules: {a: {b: c}}\n", "1:12" },
	{ "overrides: [a]\n", "1:13" },
	{ "members: [{path: [a]}]\n", "1:18" },
	{ "key-file-root: [a]\n", "1:16" },
	{ "inventory: {a: b}\n", "1:12" },
};

Test(fleet_project, wrong)
{
	for (unsigned i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		struct project project;
		struct err err = ERR_INIT(&arena);
		cr_expect_not(parse("p", wrong[i].text, "/srv/repo", &project, &err), "%s", wrong[i].text);
		const char *at = arena_printf(&arena, "%u:%u", err.line, err.column);
		cr_expect_str_eq(at, wrong[i].error, "%s: %s", wrong[i].text, err_line(&err));
		cr_expect_eq(err.kind, ERR_INPUT);
	}
}

Test(fleet_project, everything)
{
	struct project project;
	struct err err = ERR_INIT(&arena);
	cr_assert(parse("p", "edition: enterprise\nfiles: [a, b/**]\ninventory: [x.ini, ../y]\n"
			"deployments:\n  s:\n    kind: replica-set\n    hosts: many\n    procedure: rotate-keyfile\n"
			"    replica-set-config: [a.json, b.json]\n    replica-set-status: c.json\n    users: false\n"
			"    clients: {authenticate: true}\n"
			"rules: {port-zero: off, fleet: info, all: error}\nfail-on: never\n", "/srv/repo", &project, &err),
		  "%s", err_line(&err));
	const struct project_deployment *shop = &project.deployments[0];
	cr_expect_eq(project.edition, EDITION_ENTERPRISE);
	cr_expect_eq(project.files.count, 2);
	cr_expect_str_eq(project.inventories.path[1], "../y");
	cr_expect_eq(shop->kind, PROJECT_REPLICA_SET);
	cr_expect_eq(shop->many_hosts, SAID_YES);
	cr_expect_str_eq(shop->procedure, "rotate-keyfile");
	cr_expect_eq(shop->rs_config.count, 2);
	cr_expect_eq(shop->rs_status.count, 1);
	cr_expect_eq(shop->users, SAID_NO);
	cr_expect_eq(shop->clients_authenticate, SAID_YES);
	cr_expect_eq(shop->clients_tls, SAID_NOTHING);
	cr_expect_eq(project.severity_count, 3);
	cr_expect_eq(project.severities[0].severity, -1);
	cr_expect_eq(project.severities[2].severity, 2);
	cr_expect_str_eq(project.fail_on, "never");
}
