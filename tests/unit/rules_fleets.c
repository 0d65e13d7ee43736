#include <criterion/criterion.h>

#include <string.h>

#include "base/buf.h"
#include "lint_files.h"

/* What each fleet of the fixtures gives, and some layouts of their own. */

static struct arena arena;

static void tear_down(void)
{
	arena_free(&arena);
}

/* What is to be said of each server's security is in rules_security.c. */
static void set_up(void)
{
	lint_without = "security";
}

TestSuite(rules_fleets, .init = set_up, .fini = tear_down);

/* A clone has keyfiles in it, and a tarball has modes; in neither are the fixtures anybody's keys. */
static const char *without_place(const char *said)
{
	struct buf out = BUF_INIT(&arena);
	struct str rest = str_of(said), line;
	while (str_split(&rest, '\n', &line))
		if (line.len && !str_ends(line, "keyfile-committed") && !str_ends(line, "keyfile-permissions"))
			buf_printf(&out, "%.*s\n", STR_ARG(line));
	return buf_done(&out).at;
}

static const struct {
	const char *fleet;
	bool root;         /* with its rootfs as --key-file-root */
	const char *said;
} fixtures[] = {
	{ "bindip-absent", false, "hosts/db3/mongod.conf:17:3+11 error bind-loopback-in-replset\n" },
	{ "demo", false, "hosts/db2/mongod.conf:30:16+4 warning replset-name-mismatch\n"
			 "hosts/db3/mongod.conf:18:11+9 error bind-loopback-in-replset\n" },
	{ "healthy", false, "" },
	{ "healthy", true, "" },
	{ "keyfile-empty", false, "" },
	{ "keyfile-empty", true, "rootfs/etc/mongodb/keyfile:1:1+0 error keyfile-shape\n" },
	{ "keyfile-missing-on-one", false, "hosts/db3/mongod.conf:15:3+11 error auth-state-mixed\n" },
	{ "localhost-only", false, "hosts/db2/mongod.conf:12:11+9 error bind-loopback-in-replset\n" },
	{ "mid-transition", false, "" },
	{ "mid-transition", true, "hosts/db1/mongod.conf:15:12+20 error keyfile-missing\n" },
	{ "name-case", false, "hosts/db3/mongod.conf:18:16+4 warning replset-name-mismatch\n" },
	{ "name-missing", false, "hosts/db2/mongod.conf:3:3+6 warning replset-name-mismatch\n" },
	{ "name-typo", false, "hosts/db2/mongod.conf:18:16+5 warning replset-name-mismatch\n" },
	{ "no-auth", false, "" },
	{ "one-host-three-ports", false, "" },
	{ "sharded", false, "" },
	{ "sharded", true, "" },
	{ "two-environments", false, "" },
};

/* The modes of a release's files are none of the fixtures': git keeps none, and an archive makes them readable. */
static const char *without_modes(const char *lines)
{
	struct buf kept = BUF_INIT(&arena);
	struct str rest = str_of(lines), line;
	while (rest.len && str_split(&rest, '\n', &line))
		if (line.len && str_find(line, STR(" keyfile-permissions"), 0) == STR_NONE)
			buf_printf(&kept, "%.*s\n", STR_ARG(line));
	return str_cstr(&arena, buf_done(&kept));
}

Test(rules_fleets, fixtures)
{
	for (unsigned i = 0; i < sizeof fixtures / sizeof *fixtures; i++) {
		const char *folder = lint_fixture(&arena, arena_printf(&arena, "fixtures/fleets/%s", fixtures[i].fleet));
		const char *root = fixtures[i].root ? arena_printf(&arena, "%s/rootfs", folder) : NULL;
		uint32_t count;
		const struct config *const *configs = lint_folder(&arena, folder, &count);
		const char *said = without_modes(without_place(lint_lines(&arena, lint_run(&arena, configs, count, NULL, root))));
		/* Keyfiles have the name under which they were opened. */
		if (root && str_starts(str_of(said), folder))
			said += strlen(folder) + 1;
		cr_expect_str_eq(said, fixtures[i].said, "%s gives\n%s", fixtures[i].fleet, said);
	}
}

#define AT(address) "net:\n  bindIp: " address "\n"
#define SET "replication:\n  replSetName: a\n"
#define KEY "security:\n  keyFile: /k\n"
#define BETWEEN "security:\n  keyFile: /k\n  transitionToAuth: true\n"

#define TLS(n, mode) { "db" n "/m.conf", AT("h" n) "  tls:\n    mode: " mode "\n    certificateKeyFile: /s.pem\n" \
		       "    CAFile: /ca.pem\n" SET KEY }
#define CONFIG_SERVER(n) { "cfg" n "/m.conf", AT("h" n) "  port: 27019\nsharding:\n  clusterRole: configsvr\n" \
			   "replication:\n  replSetName: c\n" KEY }
#define ROUTER(string) { "r1/mongos.conf", "sharding:\n  configDB: " string "\n" KEY }

static const struct {
	struct lint_file files[8];
	const char *server, *said;
} layouts[] = {
	/* Neighbouring states of the procedure go together. */
	{ { { "db1/m.conf", AT("h1") SET }, { "db2/m.conf", AT("h2") SET BETWEEN } }, 0, "" },
	{ { { "db1/m.conf", AT("h1") SET KEY }, { "db2/m.conf", AT("h2") SET BETWEEN } }, 0, "" },
	{ { { "db1/m.conf", AT("h1") SET KEY }, { "db2/m.conf", AT("h2") SET BETWEEN }, { "db3/m.conf", AT("h3") SET } }, 0,
	  "db3/m.conf:4:3+11 error auth-state-mixed\n" },
	/* Of two halves, those without are the odd ones; else the smaller side. */
	{ { { "db1/m.conf", AT("h1") SET KEY }, { "db2/m.conf", AT("h2") SET } }, 0, "db2/m.conf:4:3+11 error auth-state-mixed\n" },
	{ { { "db1/m.conf", AT("h1") SET KEY }, { "db2/m.conf", AT("h2") SET }, { "db3/m.conf", AT("h3") SET } }, 0,
	  "db1/m.conf:6:12+2 error auth-state-mixed\n" },
	/* A config that says it elsewhere goes with everything. */
	{ { { "db1/m.conf", AT("h1") SET KEY }, { "db2/m.conf", AT("h2") SET "security: {__exec: s}\n" } }, 0,
	  "db2/m.conf:5:1+8 warning expansion-not-enabled\n" },
	/* Not called like members of one set, so perhaps none. */
	{ { { "orders/m.conf", AT("h1") SET KEY }, { "billing/m.conf", AT("h2") SET } }, 0,
	  "billing/m.conf:4:3+11 warning auth-state-mixed\n" },
	{ { { "chapter1/m.conf", AT("h1") SET KEY }, { "chapter2/m.conf", AT("h2") SET } }, 0, "" },
	{ { { "m.conf", AT("h1") SET KEY }, { "m-auth.conf", AT("h2") SET } }, 0, "" },
	/* The guess that it is a member is a guess already. */
	{ { { "db1/m.conf", AT("h1") SET KEY }, { "db2/m.conf", AT("h2") SET KEY }, { "db3/m.conf", "" } }, 0,
	  "db3/m.conf:1:1+0 warning replset-name-mismatch\n" },
	{ { { "db1/m.conf", AT("h1") SET KEY }, { "db2/m.conf", AT("h2") SET KEY },
	    { "db3/m.conf", AT("h3") "replication:\n  replSetName: A\n" } }, 0,
	  "db3/m.conf:4:3+11 warning auth-state-mixed\ndb3/m.conf:4:16+1 warning replset-name-mismatch\n" },
	/* A fault of the file itself is not one of the set, nor is it two. */
	{ { { "db1/m.conf", AT("h1") SET KEY }, { "db2/m.conf", AT("h2") SET KEY },
	    { "db3/m.conf", AT("h3") SET "security:\n  keyfile: /k\n" } }, 0, "db3/m.conf:6:3+7 error unknown-option\n" },
	{ { { "db1/m.conf", AT("h1") SET KEY }, { "db2/m.conf", AT("h2") SET KEY },
	    { "db3/m.conf", AT("h3") SET "security:\n  keyfile: /k\n  authorization: enabled\n" } }, 0,
	  "db3/m.conf:6:3+7 error unknown-option\n" },
	/* text-after-document, of the group that is left out here. */
	{ { { "db1/m.conf", AT("h1") SET KEY }, { "db2/m.conf", AT("h2") SET KEY }, { "db3/m.conf", AT("h3") SET "---\n" KEY } }, 0, "" },
	{ { { "db1/m.conf", AT("h1") SET KEY }, { "db2/m.conf", AT("h2") SET KEY },
	    { "db3/m.conf", AT("h3") SET "security:\n  authorization: enabled\n  keyFile:\n" } }, 0,
	  "db3/m.conf:6:18+7 error keyfile-required\n" },
	{ { { "db1/m.conf", AT("h1") SET KEY }, { "db2/m.conf", AT("h2") SET KEY },
	    { "db3/m.conf", AT("h3") SET "security:\n  authorization: enabled\n  clusterAuthMode: keyFile\n" } }, 0,
	  "db3/m.conf:7:20+7 error cluster-auth-needs-keyfile\n" },
	/* Loopback. */
	{ { { "db1/m.conf", AT("localhost") SET }, { "db2/m.conf", AT("127.0.0.1") SET } }, 0,
	  "db1/m.conf:2:11+9 error bind-loopback-in-replset\ndb2/m.conf:2:11+9 error bind-loopback-in-replset\n" },
	{ { { "db1/m.conf", SET }, { "db2/m.conf", SET } }, 0,
	  "db1/m.conf:2:3+11 warning bind-loopback-in-replset\ndb2/m.conf:2:3+11 warning bind-loopback-in-replset\n" },
	{ { { "db1/m.conf", SET }, { "db2/m.conf", SET } }, "3.4", "" },
	{ { { "db1/m.conf", SET }, { "db2/m.conf", AT("h2") SET } }, 0, "db1/m.conf:2:3+11 error bind-loopback-in-replset\n" },
	{ { { "db1/m.conf", "net:\n  bindIp:\n" SET }, { "db2/m.conf", AT("h2") SET } }, 0,
  "db1/m.conf:2:3+6 error bind-loopback-in-replset\ndb1/m.conf:2:3+6 warning empty-value\n" },
	{ { { "db1/m.conf", "net:\n  port: 1\n" SET }, { "db2/m.conf", "net:\n  port: 2\n" SET } }, 0, "" },
	{ { { "orders/m.conf", AT("localhost") SET }, { "billing/m.conf", AT("::1") "  ipv6: true\n" SET "storage:\n  dbPath: /d\n" } }, 0, "" },
	/* Neighbours of the ladder can talk; who is a step behind is odd all the same. */
	{ { TLS("1", "requireTLS"), TLS("2", "preferTLS"), TLS("3", "requireTLS") }, 0, "db2/m.conf:4:11+9 info odd-one-out\n" },
	{ { TLS("1", "requireTLS"), TLS("2", "allowTLS"), TLS("3", "requireTLS") }, 0, "db2/m.conf:4:11+8 error tls-mode-mixed\n" },
	/* Hosts that a mongos calls as the folders are called; and some that it does not. */
	{ { CONFIG_SERVER("1"), CONFIG_SERVER("2"), CONFIG_SERVER("3"), ROUTER("c/cfg1:27019,cfg2:27019,cfg4:27019") }, 0,
	  "r1/mongos.conf:2:13+34 error configdb-vs-members\n" },
	{ { CONFIG_SERVER("1"), CONFIG_SERVER("2"), CONFIG_SERVER("3"), ROUTER("c/cfg1:27019,x:27019,y:27019") }, 0, "" },
	/* A forgotten net.ipv6 is one fault, not odd as well. */
	{ { { "db1/m.conf", AT("fd00::1") "  ipv6: true\n" SET }, { "db2/m.conf", AT("fd00::2") SET },
	    { "db3/m.conf", AT("fd00::3") "  ipv6: true\n" SET } }, 0, "db2/m.conf:2:11+7 warning bindip-ipv6-without-flag\n" },
	/* The old format has the same states. */
	{ { { "db1/mongodb.conf", "port = 27017\nbind_ip = h1\nreplSet = rs0\nkeyFile = /k\n" },
	    { "db2/mongodb.conf", "port = 27017\nreplSet = rs0\nbind_ip = h2\n" },
	    { "db3/mongodb.conf", "port = 27017\nbind_ip = h3\nreplSet = rs0\nkeyFile = /k\n" } }, 0,
	  "db1/mongodb.conf:1:1+12 warning ini-format\ndb2/mongodb.conf:1:1+12 warning ini-format\n"
	  "db2/mongodb.conf:2:1+7 error auth-state-mixed\ndb3/mongodb.conf:1:1+12 warning ini-format\n" },
};

Test(rules_fleets, layouts)
{
	for (unsigned i = 0; i < sizeof layouts / sizeof *layouts; i++) {
		const char *said = lint_findings(&arena, layouts[i].files, layouts[i].server, NULL);
		cr_expect_str_eq(said, layouts[i].said, "row %u gives\n%s", i, said);
	}
}

/* A finding names its peers, but not hundreds of them. */
Test(rules_fleets, notes)
{
	enum { COUNT = 60 };
	const struct config *configs[COUNT];
	for (unsigned i = 0; i < COUNT; i++)
		configs[i] = lint_config(&arena, arena_printf(&arena, "hosts/db%02u/m.conf", i),
					 i ? STR(AT("h") SET KEY) : STR(AT("h") SET), 0);
	const struct sink *sink = lint_run(&arena, configs, COUNT, NULL, NULL);
	cr_assert_eq(sink->count, 1);
	cr_expect_eq(sink->at[0]->note_count, 7);
	cr_expect_str_eq(sink->at[0]->message, "db00 has no keyFile, and its peers demand one");
	cr_expect_str_eq(sink->at[0]->notes[0].text, "db01 enforces authentication");
	cr_expect_str_eq(sink->at[0]->member, "db00");
	cr_expect_str_eq(sink->at[0]->deployment, "a");
}
