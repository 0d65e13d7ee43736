#include <criterion/criterion.h>

#include "fix_files.h"

static struct arena arena;

static void tear_down(void)
{
	arena_free(&arena);
}

TestSuite(fix_fixing, .fini = tear_down);

#define FILES(text) (const struct lint_file[]){ { "mongod.conf", text }, { 0 } }
#define OK "security:\n  authorization: enabled\n"

/* ---- what is safe ---- */

enum fate { NO_FIX, UNSAFE, SAFE };

/* Where a server runs, a safe fix leaves it what it reads. */
static const struct {
	const char *rule, *file, *server, *text;
	enum fate fate;
} fates[] = {
	{ "authorization-case", "mongod.conf", NULL, "security:\n  authorization: Enabled\n", UNSAFE },
	{ "authorization-case", "mongod.conf", NULL, "security:\n  authorization: Disabled\n", SAFE },
	{ "authorization-case", "mongod.conf", NULL, "security:\n  keyFile: /k\n  authorization: Enabled\n", SAFE },
	{ "option-value", "mongod.conf", "4.0", "security:\n  authorization: Enabled\n", SAFE },
	{ "option-value", "mongod.conf", "5.0", "replication:\n  enableMajorityReadConcern: false\n", UNSAFE },
	{ "option-value", "mongod.conf", "5.0", "replication:\n  enableMajorityReadConcern: yes\n", SAFE },
	{ "cluster-role-ignored", "mongod.conf", NULL, "net:\n  port: 1\nsharding:\n  clusterRole: ShardSvr\n", UNSAFE },
	{ "cluster-role-case", "mongod.conf", NULL, "sharding:\n  clusterRole: ShardSvr\n", SAFE },
	{ "ignored-after-dedent", "mongod.conf", NULL, " net:\n   port: 1\nstorage:\n  dbPath: /d\n", UNSAFE },
	{ "log-append-missing", "mongod.conf", NULL, "systemLog:\n  destination: file\n  path: /l\n", UNSAFE },
	{ "timestamp-ctime", "mongod.conf", NULL, "systemLog:\n  timeStampFormat: ctime\n", UNSAFE },
	{ "option-value", "mongod.conf", "4.4", "systemLog:\n  timeStampFormat: ctime\n", SAFE },
	{ "tls-ssl-alias", "mongod.conf", NULL, "net:\n  ssl:\n    mode: disabled\n", UNSAFE },
	{ "tls-ssl-alias", "mongod.conf", "4.2", "net:\n  ssl:\n    mode: disabled\n", SAFE },
	{ "quoted-path-in-ini", "mongodb.conf", NULL, "dbpath = \"/d\"\n", SAFE },
	{ "quoted-path-in-ini", "mongodb.conf", NULL, "dbpath = \"d\"\n", UNSAFE },
	{ "quoted-path-in-ini", "mongodb.conf", NULL, "replSet = \"rs0\"\n", UNSAFE },
	{ "no-value-after-reserved-char", "mongod.conf", NULL, "net:\n  bindIp: *\n" OK, SAFE },
	{ "no-value-after-reserved-char", "mongod.conf", NULL, "net:\n  bindIp: - 127.0.0.1\n" OK, NO_FIX },
	{ "removed-option-journal", "mongod.conf", NULL, "storage:\n  journal:\n    enabled: true\n", SAFE },
	{ "removed-option-journal", "mongod.conf", NULL, "storage:\n  journal:\n    enabled: false\n", UNSAFE },
};

Test(fix_fixing, safety)
{
	for (unsigned i = 0; i < sizeof fates / sizeof *fates; i++) {
		const struct config *config = lint_config_of(&arena, fates[i].file, str_of(fates[i].text), fates[i].server);
		const struct sink *sink = lint_run(&arena, &config, 1, fates[i].server, NULL);
		const struct diag *diag = NULL;
		for (uint32_t k = 0; k < sink->count && !diag; k++)
			if (!strcmp(sink->at[k]->kind->id, fates[i].rule))
				diag = sink->at[k];
		cr_assert(diag, "%s: %s", fates[i].rule, fates[i].text);
		enum fate fate = !diag->fix ? NO_FIX : diag->fix->safety == SAFETY_SAFE ? SAFE : UNSAFE;
		cr_expect_eq(fate, fates[i].fate, "%s: %s", fates[i].rule, fates[i].text);
	}
}

/* ---- one file ---- */

static const struct {
	const char *text, *safe, *unsafe;  /* after the safe ones, after all; NULL: as it was */
} rows[] = {
	/* What meets waits, and comes behind what stopped the server. */
	{ "net:\n  bindIP: localhost,,10.0.0.1\n" OK, "net:\n  bindIp: localhost,10.0.0.1\n" OK, NULL },
	{ "net:\n  port:1\nstorage:\n" OK, "net:\n  port: 1\n#storage:\n" OK, NULL },
	/* Two sections are emptied from within, one after the other. */
	{ "storage:\n  wiredTiger:\nnet:\n  port: 1\n", "#storage:\n  #wiredTiger:\nnet:\n  port: 1\n", NULL },
	{ "storage:\n  wiredTiger:\n  wiredTiger:\n    engineConfig:\n    engineConfig:\n",
	  "#storage:\n  #wiredTiger:\n  #wiredTiger:\n    #engineConfig:\n    #engineConfig:\n", NULL },
	{ "# x\nstorage:\n  wiredTiger:\n    engineConfig:\n  wiredTiger:\n    engineConfig:\n",
	  "# x\n#storage:\n  #wiredTiger:\n    #engineConfig:\n  #wiredTiger:\n    #engineConfig:\n", NULL },
	/* Two at one place. */
	{ "net:\n  port: 1\nsystemLog:\n  path: /l\n  logRotate: reopen\n",
	  "net:\n  port: 1\nsystemLog:\n  path: /l\n  logRotate: reopen\n  destination: file\n  logAppend: true\n", NULL },
	{ "systemLog:\r\n  path: /l\r\n", "systemLog:\r\n  path: /l\r\n  destination: file\r\n",
	  "systemLog:\r\n  path: /l\r\n  destination: file\r\n  logAppend: true\r\n" },
	/* Equal edits count once, a value that stays wrong is left. */
	{ "net:\n  port: 1\n  port: 1\n  port: 1\n", "net:\n  port: 1\n", NULL },
	{ "net:\n  Port: abc\n", "net:\n  port: abc\n", NULL },
	/* Authorization comes on only with --unsafe, or where the server did not start. */
	{ "security:\n  authorization: Enabled\n", NULL, OK },
	{ "security:\n  authorization: enable\n", OK, NULL },
	/* Anchors, templates, expansions: not touched. */
	{ "net: &n\n  bindIp: localhost,,10.0.0.1\n" OK, NULL, NULL },
	{ "net:\n  bindIp: localhost,,{{ ip }}\n" OK, NULL, NULL },
	{ "# {% if x %}\nnet:\n  bindIP: localhost\n" OK, NULL, NULL },
	/* What no parser reads in the end is not half mended. */
	{ "net:\n  port:1\n  bindIp: localhost\n" OK "x: [\n", NULL, NULL },
	{ "net:\n\tport: 1\n" OK, "net:\n  port: 1\n" OK, NULL },
	{ "net:\r  port: 1\r", "net:\n  port: 1\n", NULL },
	{ "storage:\n  dbPath: \"/d\nnet:\n  port: 1\n", NULL, "storage:\n  dbPath: \"/d\"\nnet:\n  port: 1\n" },
	/* Removed, and put elsewhere. */
	{ "security:\n  enableLocalhostAuthBypass: false\n", "#security:\n\nsetParameter:\n  enableLocalhostAuthBypass: false\n", NULL },
	{ "{\"security\": {\"enableLocalhostAuthBypass\": false}}", "{\"security\": {}, \"setParameter\": {\"enableLocalhostAuthBypass\": false}}",
	  NULL },
	/* No final newline before, none behind; a line of nothing but a tab holds nothing. */
	{ "net:\n  port: 1\nreplication:\n  replSetName: a\n\nnet:\n  ipv6: true", "net:\n  port: 1\n  ipv6: true\nreplication:\n  replSetName: a", NULL },
	{ "net:\n  port: 1\n\nnet:\n  ipv6: true", "net:\n  port: 1\n  ipv6: true", NULL },
	{ "net:\n  port: 1\n\t\nstorage:\n  dbPath: /d\n", "net:\n  port: 1\n\nstorage:\n  dbPath: /d\n", NULL },
	/* The section whose options come and go is one. */
	{ "security:\n  enableLocalhostAuthBypass: true\n  authorization: enabled\nsetParameter:\n  ttlMonitorEnabled: no\n",
	  OK "setParameter:\n  ttlMonitorEnabled: false\n  enableLocalhostAuthBypass: true\n", NULL },
};

static void expect_text(const struct fixing *fixing, const char *text, const char *wanted, const char *how)
{
	struct str now = fix_text(fixing, "mongod.conf");
	const char *reason = fixing->last.sink->count ? fixing_reason(fixing, fixing->last.sink->at[0]) : NULL;
	cr_expect(str_is(now, wanted), "%s: %s became\n%.*s\n%s%s", how, text, STR_ARG(now), fix_rest(&arena, fixing), reason);
}

Test(fix_fixing, one_file)
{
	for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
		const char *text = rows[i].text, *safe = rows[i].safe ? rows[i].safe : text, *all = rows[i].unsafe ? rows[i].unsafe : safe;
		expect_text(fix_files(&arena, FILES(text), &(struct fix_wish){ 0 }), text, safe, "safe");
		expect_text(fix_files(&arena, FILES(text), &(struct fix_wish){ .unsafe = true }), text, all, "unsafe");
	}
}

Test(fix_fixing, narrowed_and_named)
{
	const char *text = "net:\n  bindIP: localhost\nstorage:\n";
	const struct fixing *fixing = fix_files(&arena, FILES(text), &(struct fix_wish){ .rule = "empty-section" });
	expect_text(fixing, text, "net:\n  bindIP: localhost\n#storage:\n", "a rule");
	cr_expect_eq(fixing->done_count, 1);
	cr_expect_null(fixing_reason(fixing, fixing->last.sink->at[0]), "what was not wanted needs no reason");
	fixing = fix_files(&arena, FILES(text), &(struct fix_wish){ .rule = "startup" });
	expect_text(fixing, text, "net:\n  bindIp: localhost\n#storage:\n", "a group");
	const struct lint_file two[] = { { "a/mongod.conf", text }, { "b/mongod.conf", text }, { 0 } };
	fixing = fix_files(&arena, two, &(struct fix_wish){ .named = 1 });
	cr_expect_eq(fixing->done_count, 2);
	cr_expect_null(fixing_find(fixing, "b/mongod.conf"));
	cr_expect_not_null(strstr(fix_rest(&arena, fixing), "b/mongod.conf:2:3+6 error unknown-option"));
}

/* What stops the server first, and what it never came to is judged anew behind that. */
Test(fix_fixing, order)
{
	const struct fixing *fixing = fix_files(&arena, FILES("storage:\n  journal:\n    enabled: true\nnet:\n  bindIP: localhost\n"),
						&(struct fix_wish){ 0 });
	cr_assert_eq(fixing->done_count, 2);
	cr_expect_str_eq(fixing->done[0].diag->kind->id, "unknown-option");
	cr_expect_str_eq(fixing->done[1].diag->kind->id, "removed-option-journal");
	cr_expect_neq(str_find(fixing->done[1].diag->source->text, STR("bindIp"), 0), STR_NONE);
	cr_expect_eq(fixing->done[1].offset, 24, "%u", fixing->done[1].offset);
}

/* ---- a fleet ---- */

#define MEMBER(text) "replication:\n  replSetName: rs0\nnet:\n  bindIp: 10.0.0.1\n" text

/* A member that could not talk to the others is left as it is, and the rest of its file is mended. */
Test(fix_fixing, nobody_is_cut_off)
{
	const struct lint_file fleet[] = {
		{ "db1/mongod.conf", MEMBER("security:\n  clusterAuthMode: X509\n  keyFile: /k\nstorage:\n") },
		{ "db2/mongod.conf", MEMBER("security:\n  keyFile: /k\n") },
		{ 0 },
	};
	const struct fixing *fixing = fix_files(&arena, fleet, &(struct fix_wish){ 0 });
	struct str text = fix_text(fixing, "db1/mongod.conf");
	cr_expect(str_is(text, MEMBER("security:\n  clusterAuthMode: X509\n  keyFile: /k\n#storage:\n")), "%.*s", STR_ARG(text));
	const char *reason = NULL;
	for (uint32_t i = 0; i < fixing->last.sink->count && !reason; i++)
		reason = fixing_reason(fixing, fixing->last.sink->at[i]);
	cr_expect(reason && strstr(reason, "they would be cut off from each other"), "%s", reason);
	text = fix_text(fix_files(&arena, fleet, &(struct fix_wish){ .force = true }), "db1/mongod.conf");
	cr_expect(str_is(text, MEMBER("security:\n  clusterAuthMode: x509\n  keyFile: /k\n#storage:\n")), "%.*s", STR_ARG(text));
}
