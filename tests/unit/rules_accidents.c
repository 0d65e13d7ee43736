#include <criterion/criterion.h>

#include "base/buf.h"
#include "lint_files.h"
#include "text/edit.h"

/* What newer servers and Percona's refuse, and what is lost, empty, too long or of no use. */

static struct arena arena;

static void tear_down(void)
{
	arena_free(&arena);
}

TestSuite(rules_accidents, .fini = tear_down);

#define SET "replication:\n  replSetName: rs0\n"
#define SHARD "sharding:\n  clusterRole: shardsvr\n" SET
#define LOG(path) "systemLog:\n  destination: file\n  path: " path "\n  logAppend: true\n"
#define TLS "net:\n  tls:\n    mode: requireTLS\n    certificateKeyFile: /c.pem\n    CAFile: /ca.pem\n"
#define SECURITY "security:\n  authorization: enabled\n"
#define CONFIGDB(text) "sharding:\n  configDB: " text "\n"
#define ENGINE "storage:\n  wiredTiger:\n    engineConfig:\n"
#define FIFTY "/a-folder-deep-below-others/and-one-more-below-it-"

static const char *const ids[] = {
	"audit-incomplete", "bindip-invalid-token", "configdb-hosts", "dbpath-missing", "empty-value",
	"encryption-needs-wiredtiger",
	"file-path-is-folder", "keyfile-unused", "ldap-without-servers", "managed-by-automation", "option-and-parameter",
	"path-relative", "port-zero", "quoted-path-in-ini", "rate-limit-with-sample-rate", "router-port-without-role",
	"serverless-with-replset", "socket-path-too-long", "tls-no-version-left",
};

static bool is_ours(struct str line)
{
	for (unsigned i = 0; i < sizeof ids / sizeof *ids; i++)
		if (str_ends(line, arena_printf(&arena, " %s", ids[i])))
			return true;
	return false;
}

static const char *findings(const char *file, const char *server, const char *text)
{
	struct lint_file files[] = { { file, text }, { 0 } };
	struct str rest = str_of(lint_findings(&arena, files, server, NULL)), line;
	struct buf out = BUF_INIT(&arena);
	while (str_split(&rest, '\n', &line))
		if (is_ours(line))
			buf_printf(&out, "%.*s\n", STR_ARG(str_sub(line, str_of(file).len + 1, line.len)));
	return str_cstr(&arena, buf_done(&out));
}

static const struct {
	const char *file, *server, *text, *said;
} table[] = {
	/* What came after 5.0; it looks at what is there. */
	{ "m.conf", "7.0", SET "  serverless: false\n", "3:3+10 error serverless-with-replset\n" },
	{ "m.conf", "7.0", "replication:\n  serverless: true\n", "" },
	{ "m.conf", "4.4", SET "  serverless: true\n", "" },  /* unknown-option */
	{ "m.conf", "8.0", "net:\n  routerPort: 1\n", "2:3+10 error router-port-without-role\n" },
	{ "m.conf", "4.4", "net:\n  routerPort: 1\n", "" },
	{ "m.conf", "8.0", "net:\n  routerPort: 1\n" SHARD, "" },
	{ "m.conf", "8.0", "net:\n  routerPort: 1\nsharding: {__exec: x}\n", "" },
	{ "m.conf", "8.0", "storage:\n  syncPeriodSecs: 30\nsetParameter:\n  syncdelay: 60\n", "4:3+9 error option-and-parameter\n" },
	{ "m.conf", "7.0", "storage:\n  syncPeriodSecs: 30\nsetParameter:\n  syncdelay: 60\n", "" },
	{ "m.conf", 0, "storage:\n  journal.commitIntervalMs: 30\nsetParameter:\n  journalCommitInterval: 60\n",
	  "4:3+21 warning option-and-parameter\n" },
	{ "m.conf", "8.0", "storage:\n  syncPeriodSecs: 30\nsetParameter:\n  journalCommitInterval: 60\n", "" },

	/* Percona's. */
	{ "m.conf", 0, "security:\n  enableEncryption: true\nstorage:\n  engine: inMemory\n", "4:11+8 warning encryption-needs-wiredtiger\n" },
	{ "m.conf", 0, "security:\n  enableEncryption: false\nstorage:\n  engine: inMemory\n", "" },
	{ "m.conf", 0, "security:\n  enableEncryption: true\nstorage:\n  engine: wiredTiger\n", "" },
	{ "m.conf", 0, "operationProfiling:\n  slowOpSampleRate: 0.5\n  rateLimit: 100\n", "3:3+9 warning rate-limit-with-sample-rate\n" },
	{ "m.conf", 0, "operationProfiling:\n  slowOpSampleRate: 1.0\n  rateLimit: 100\n", "" },
	{ "m.conf", 0, "operationProfiling:\n  slowOpSampleRate: 0.5\n  rateLimit: 0\n", "" },
	{ "m.conf", 0, "security:\n  ldap:\n    timeoutMS: 1\n", "3:5+9 warning ldap-without-servers\n" },
	{ "m.conf", 0, "security:\n  ldap:\n    servers: {__exec: x}\n    timeoutMS: 1\n", "" },
	{ "m.conf", 0, "security:\n  ldap:\n    authz: {queryTemplate: x}\n    timeoutMS: 1\n", "" },  /* option-requires */

	/* Auditing */
	{ "m.conf", 0, "auditLog:\n  format: JSON\n  path: /a\n", "2:3+6 warning audit-incomplete\n" },
	{ "m.conf", 0, "auditLog:\n  destination: file\n  format: JSON\n", "2:3+11 warning audit-incomplete\n" },
	{ "m.conf", 0, "auditLog:\n  destination: file\n  path: /a\n", "2:3+11 warning audit-incomplete\n" },
	{ "m.conf", 0, "auditLog:\n  destination: file\n  path: /a\n  format: {__exec: x}\n", "" },
	{ "m.conf", 0, "auditLog:\n  destination: syslog\n", "" },
	{ "m.conf", 0, "auditLog:\n  runtimeConfiguration: true\n", "" },
	{ "m.conf", 0, "auditLog: {__exec: x}\n", "" },

	/* Who writes the file: a name or a claim, not a mention. */
	{ "automation-mongod.conf", 0, "storage:\n  dbPath: /d\n", "2:3+6 info managed-by-automation\n" },
	{ "m.conf", 0, "# Managed by Ops Manager\nnet:\n  port: 1\n", "1:14+11 info managed-by-automation\n" },
	{ "m.conf", 0, "\n# DO NOT EDIT\n# MongoDB Kubernetes Operator\nnet:\n  port: 1\n", "3:11+19 info managed-by-automation\n" },
	{ "m.conf", 0, "# see the manual of Ops Manager\nnet:\n  port: 1\n", "" },
	{ "m.conf", 0, "# managed by Ansible, do not edit\nnet:\n  port: 1\n", "" },
	{ "m.conf", 0, "net:\n  # managed by Ops Manager\n  port: 1\n", "" },

	/* dbPath: an installed server's, with options of storage. */
	{ "m.conf", 0, "storage:\n  directoryPerDB: true\n" LOG("/var/log/m.log"), "2:3+14 warning dbpath-missing\n" },
	{ "m.conf", 0, "storage:\n  directoryPerDB: true\n  dbPath: {__exec: x}\n" LOG("/var/log/m.log"), "" },
	{ "m.conf", 0, "storage:\n  directoryPerDB: true\n" LOG("/dev/stdout"), "" },
	{ "m.conf", 0, "storage:\n  directoryPerDB: true\n", "" },
	{ "m.conf", 0, LOG("/var/log/m.log"), "" },

	/* Values that are empty. */
	{ "m.conf", 0, "storage:\n  dbPath: ''\n", "2:3+6 warning empty-value\n" },
	{ "m.conf", 0, "replication:\n  replSetName: ~\n", "2:3+11 warning empty-value\n" },
	{ "m.conf", 0, "net:\n  bindIp: ' '\n", "2:3+6 warning empty-value\n" },
	{ "m.conf", 0, "net:\n  tls:\n    certificateKeyFilePassword: ''\n", "" },
	{ "m.conf", 0, "storage:\n  dbPath: {__exec: x}\n", "" },

	/* Files and folders. */
	{ "m.conf", 0, LOG("/var/log/"), "3:9+9 warning file-path-is-folder\n" },
	{ "m.conf", 0, "storage:\n  dbPath: /d/\n", "" },
	{ "m.conf", 0, "net:\n  unixDomainSocket:\n    pathPrefix: /run/\n", "" },
	{ "m.conf", 0, "net:\n  unixDomainSocket:\n    pathPrefix: /run/m.sock\n", "3:17+11 warning file-path-is-folder\n" },
	{ "m.conf", 0, "storage:\n  dbPath: ~/d\n", "2:11+3 info path-relative\n" },
	{ "m.conf", 0, "dbpath = \"/d\"\n", "1:10+4 warning quoted-path-in-ini\n" },
	{ "m.conf", 0, "dbpath = '/d'\nport = 1\n", "1:10+4 warning quoted-path-in-ini\n" },
	{ "m.conf", 0, "dbpath = /d\"\n", "" },
	{ "m.conf", 0, "storage:\n  dbPath: \"/d\"\n", "" },

	/* 107 bytes, with the name that the server adds. */
	{ "m.conf", 0, "net:\n  unixDomainSocket:\n    pathPrefix: " FIFTY FIFTY "\n", "3:17+100 warning socket-path-too-long\n" },
	{ "m.conf", 0, "net:\n  unixDomainSocket:\n    pathPrefix: " FIFTY "/a-folder-deep-below-others/and-one-xx\n", "" },
	{ "m.conf", 0, "net:\n  unixDomainSocket:\n    pathPrefix: " FIFTY "/a-folder-deep-below-others/and-one-xxx\n",
	  "3:17+89 warning socket-path-too-long\n" },
	{ "m.conf", 0, "net:\n  port: 1\n  unixDomainSocket:\n    pathPrefix: " FIFTY "/a-folder-deep-below-others/and-one-xxx\n", "" },
	{ "m.conf", 0, "net:\n  unixDomainSocket:\n    enabled: false\n    pathPrefix: " FIFTY FIFTY "\n", "" },
	{ "m.conf", 0, "net:\n  bindIp: 127.0.0.1," FIFTY FIFTY "/m.sock\n", "" },
	{ "m.conf", 0, "net:\n  bindIp: 127.0.0.1," FIFTY FIFTY "/m.socket\n", "2:11+119 warning socket-path-too-long\n" },

	/* Port 0: addresses count, names and sockets may be any number. */
	{ "m.conf", 0, "net:\n  port: 0\n  bindIp: 127.0.0.1, 127.0.0.2\n", "2:9+1 warning port-zero\n" },
	{ "m.conf", "3.6", "net:\n  port: 0\n  bindIp: 127.0.0.1,127.0.0.2\n", "" },
	{ "m.conf", 0, "net:\n  port: 0\n  bindIp: 127.0.0.1,localhost,/run/m.sock,name\n", "" },
	{ "m.conf", 0, "net:\n  port: 0\n  bindIp: 127.0.0.1,::1\n", "" },
	{ "m.conf", 0, "net:\n  port: 0\n  bindIp: 127.0.0.1,::1\n  ipv6: true\n", "2:9+1 warning port-zero\n" },
	{ "m.conf", 0, "net:\n  port: 0\n  bindIpAll: true\n  ipv6: true\n" SECURITY, "2:9+1 warning port-zero\n" },
	{ "m.conf", 0, "net:\n  port: 0\n  bindIpAll: true\n" SECURITY, "" },

	/* bindIp */
	{ "m.conf", 0, "net:\n  bindIp: 127.0.0.256\n", "2:11+11 warning bindip-invalid-token\n" },
	{ "m.conf", 0, "net:\n  bindIp: 127.1\n", "2:11+5 warning bindip-invalid-token\n" },
	{ "m.conf", 0, "net:\n  bindIp: 127.0.0.1.\n", "2:11+10 warning bindip-invalid-token\n" },
	{ "m.conf", 0, "net:\n  bindIp: 127.0.0.255,localhost,::1\n  ipv6: true\n", "" },
	{ "m.conf", 0, "net:\n  bindIp: ',127.0.0.1'\n", "2:11+12 info bindip-invalid-token\n" },
	{ "m.conf", "4.4", "net:\n  bindIp: 127.0.0.1, 127.0.0.2\n", "" },
	{ "m.conf", "3.4", "net:\n  bindIp: 127.0.0.1, 127.0.0.2\n", "2:11+20 warning bindip-invalid-token\n" },

	/* sharding.configDB */
	{ "mongos.conf", 0, CONFIGDB("c/a:1,b:1"), "2:13+9 info configdb-hosts\n" },
	{ "mongos.conf", 0, CONFIGDB("c/a:1,b:1, c:1"), "2:13+14 warning configdb-hosts\n" },
	{ "mongos.conf", 0, CONFIGDB("c/a:1,b:1,c:1"), "" },
	{ "mongos.conf", 0, CONFIGDB("a:1, b:1, c:1"), "" },  /* configdb-not-replset-string */
	{ "mongos.conf", 0, CONFIGDB("'{{ set }}/{{ hosts }}'"), "" },

	/* TLS and keyfiles */
	{ "m.conf", "4.4", TLS "    disabledProtocols: TLS1_3,noTLS1_2,TLS1_1,TLS1_0\n", "6:24+29 warning tls-no-version-left\n" },
	{ "m.conf", "4.4", TLS "    disabledProtocols: TLS1_2,TLS1_1,TLS1_0\n", "" },
	{ "m.conf", "4.4", TLS "security:\n  keyFile: /k\n  clusterAuthMode: x509\n" SET, "7:3+7 info keyfile-unused\n" },
	{ "m.conf", "4.4", TLS "security:\n  keyFile: /k\n  clusterAuthMode: sendX509\n" SET, "" },
};

Test(rules_accidents, findings_of_one_file)
{
	for (unsigned i = 0; i < sizeof table / sizeof *table; i++) {
		const char *said = findings(table[i].file, table[i].server, table[i].text);
		cr_expect_str_eq(said, table[i].said, "%s, %s gives\n%s", table[i].text, table[i].server ? table[i].server : "any", said);
	}
}

static const struct {
	const char *id, *server, *text, *fixed;
	enum safety safety;
} fixes[] = {
	{ "bindip-invalid-token", 0, "net:\n  bindIp: 127.0.0.1,\n", "net:\n  bindIp: 127.0.0.1\n", SAFETY_SAFE },
	{ "bindip-invalid-token", "3.4", "net:\n  bindIp: 127.0.0.1, ::1\n", "net:\n  bindIp: 127.0.0.1,::1\n", SAFETY_SAFE },
	{ "bindip-then-bindipall", 0, "net:\n  bindIp: 127.0.0.1\n  bindIpAll: true\n", "net:\n  bindIp: 127.0.0.1\n", SAFETY_UNSAFE },
	{ "cachesize-in-configstring", 0, ENGINE "      configString: cache_size=4G\n", ENGINE "      cacheSizeGB: 4\n", SAFETY_UNSAFE },
	{ "cachesize-in-configstring", 0, ENGINE "      cacheSizeGB: 2\n      configString: cache_size=4GB\n",
	  ENGINE "      cacheSizeGB: 4\n", SAFETY_UNSAFE },
	{ "exposed-without-auth", 0, "net:\n  bindIp: 0.0.0.0  # all\n", "net:\n  bindIp: 127.0.0.1  # all\n", SAFETY_UNSAFE },
	{ "exposed-without-auth", 0, "net:\n  bindIp: '::, 0.0.0.0, /tmp/s'\n  ipv6: true\n", "net:\n  bindIp: '127.0.0.1,/tmp/s'\n  ipv6: true\n", SAFETY_UNSAFE },
	{ "exposed-without-auth", 0, "net:\n  bindIp: localhost,10.0.0.1,8.8.8.8\n", "net:\n  bindIp: localhost\n", SAFETY_UNSAFE },
	{ "exposed-without-auth", 0, "net:\n  port: 1\n  bindIpAll: true\n", "net:\n  port: 1\n", SAFETY_UNSAFE },
	{ "fork-under-supervisor", 0, "processManagement:\n  fork: true\n  timeZoneInfo: /z\n" LOG("/l"),
	  "processManagement:\n  timeZoneInfo: /z\n" LOG("/l"), SAFETY_UNSAFE },
	{ "keyfile-unused", 0, TLS "security:\n  keyFile: /k\n  clusterAuthMode: x509\n", TLS "security:\n  clusterAuthMode: x509\n", SAFETY_UNSAFE },
	{ "option-and-parameter", "8.0", "storage:\n  syncPeriodSecs: 30\nsetParameter:\n  a: 1\n  syncdelay: 30\n",
	  "storage:\n  syncPeriodSecs: 30\nsetParameter:\n  a: 1\n", SAFETY_SAFE },
	{ "configdb-hosts", 0, CONFIGDB("c/a, b ,c"), CONFIGDB("c/a,b,c"), SAFETY_SAFE },
	{ "quoted-path-in-ini", 0, "dbpath = '/d'\n", "dbpath = /d\n", SAFETY_SAFE },
	{ "serverless-with-replset", 0, SET "  serverless: true\n", SET, SAFETY_UNSAFE },
	{ "storage-engine-removed", 0, "storage:\n  engine: mmapv1\n  dbPath: /d\n", "storage:\n  dbPath: /d\n", SAFETY_UNSAFE },
	{ "tls-no-version-left", 0, TLS "    disabledProtocols: TLS1_0,TLS1_1,TLS1_2,TLS1_3\n",
	  TLS "    disabledProtocols: TLS1_0,TLS1_1\n", SAFETY_UNSAFE },
	{ "trailing-blank-or-invisible", 0, "storage:\n  dbPath: \xe2\x80\x9c/d\xe2\x80\x9d\n", "storage:\n  dbPath: \"/d\"\n", SAFETY_UNSAFE },
	{ "trailing-blank-or-invisible", 0, "storage:\n  dbPath: /d\xe2\x80\x8b\n", "storage:\n  dbPath: /d\n", SAFETY_UNSAFE },
	{ "transition-without-keyfile", 0, SECURITY "  transitionToAuth: true\n", SECURITY, SAFETY_UNSAFE },
};

static const struct diag *first_of(const char *id, const char *file, const char *server, const char *text)
{
	const struct config *config = lint_config_of(&arena, file, str_of(text), server);
	const struct sink *sink = lint_run(&arena, &config, 1, server, NULL);
	for (uint32_t i = 0; i < sink->count; i++)
		if (str_is(str_of(sink->at[i]->kind->id), id))
			return sink->at[i];
	return NULL;
}

Test(rules_accidents, fixes)
{
	for (unsigned i = 0; i < sizeof fixes / sizeof *fixes; i++) {
		const char *file = str_is(str_of(fixes[i].id), "configdb-hosts") ? "mongos.conf" : "m.conf";
		const struct diag *diag = first_of(fixes[i].id, file, fixes[i].server, fixes[i].text);
		cr_assert(diag && diag->fix, "%s: %s", fixes[i].id, fixes[i].text);
		cr_expect_eq(diag->fix->safety, fixes[i].safety, "%s", fixes[i].id);
		struct edits edits = EDITS_INIT(&arena);
		for (uint32_t k = 0; k < diag->fix->count; k++)
			cr_assert(edits_add(&edits, diag->fix->edits[k].cut, diag->fix->edits[k].put));
		const char *fixed = str_cstr(&arena, edits_splice(&edits, diag->source->text));
		cr_expect_str_eq(fixed, fixes[i].fixed, "%s", fixed);
		cr_expect_null(first_of(fixes[i].id, file, fixes[i].server, fixed), "%s", fixed);
	}
}

/* Where there is no saying what the line would become, or who else counts on it. */
Test(rules_accidents, no_fix)
{
	static const struct {
		const char *id, *text;
	} rows[] = {
		{ "trailing-blank-or-invisible", "storage:\n  dbPath: \xe2\x80\x9c/d\xe2\x80\x9d/e\n" },
		{ "trailing-blank-or-invisible", "storage:\n  dbPath: /d\xe2\x80\x99s\n" },
		{ "cachesize-in-configstring", ENGINE "      configString: cache_size=4G,eviction_target=80\n" },
		{ "cachesize-in-configstring", ENGINE "      configString: cache_size=512M\n" },
		{ "exposed-without-auth", "net:\n  bindIp: 0.0.0.0\n" SET },
		{ "option-and-parameter", "{storage: {syncPeriodSecs: 30}, setParameter: {syncdelay: {__exec: x}}}\n" },
	};
	for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct diag *diag = first_of(rows[i].id, "m.conf", NULL, rows[i].text);
		cr_assert(diag, "%s: %s", rows[i].id, rows[i].text);
		cr_expect_null(diag->fix, "%s: %s", rows[i].id, rows[i].text);
	}
}
