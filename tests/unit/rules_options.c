#include <criterion/criterion.h>
#include <string.h>

#include "base/buf.h"
#include "lint_files.h"
#include "text/edit.h"

/* The rules on logging, network, replication, sharding, storage, values and setParameter. */

static struct arena arena;

static void tear_down(void)
{
	arena_free(&arena);
}

/* Many rows are about addresses, and none of them about who may log in. */
static void set_up(void)
{
	lint_without = "exposed-without-auth";
}

TestSuite(rules_options, .init = set_up, .fini = tear_down);

/* What these tests are about; other rules may find more in the same texts. */
static const char *const ids[] = {
	"bindip-invalid-token", "bindip-ipv6-without-flag", "bindip-then-bindipall", "cachesize-in-configstring",
	"cluster-role-case", "cluster-role-ignored", "cluster-role-without-replset", "configdb-missing",
	"compressor-unknown", "configdb-not-replset-string", "duplicate-option", "duplicate-section",
	"expansion-not-enabled", "fork-under-supervisor", "fork-without-log",
	"journal-off-in-replset", "log-append-missing", "log-file-without-path", "logrotate-reopen-needs-append",
	"majority-read-concern-false", "non-active-engine-section", "option-conflict", "option-requires", "option-value", "path-relative",
	"path-without-file-destination", "queryable-shard-without-identity", "removed-option", "removed-option-journal",
	"set-parameter-value", "set-parameter-with-role", "shard-identity-not-document", "socket-permissions-decimal", "storage-engine-removed",
	"storage-engine-unknown", "timestamp-ctime", "unknown-option", "unknown-set-parameter",
	"unrendered-placeholder", "value-cut-by-comment",
};

static bool is_ours(struct str line)
{
	for (unsigned i = 0; i < sizeof ids / sizeof *ids; i++)
		if (str_ends(line, arena_printf(&arena, " %s", ids[i])))
			return true;
	return false;
}

/* The findings of one file, without its name. */
static const char *findings(const char *file, const char *server, const char *text)
{
	struct lint_file files[] = { { file, text }, { 0 } };
	struct str rest = str_of(lint_findings(&arena, files, server, NULL)), line;
	struct buf out = BUF_INIT(&arena);
	while (str_split(&rest, '\n', &line))
		if (is_ours(line))
			buf_printf(&out, "%.*s\n", STR_ARG(str_sub(line, (uint32_t)strlen(file) + 1, line.len)));
	return buf_done(&out).at;
}

#define LOG_FILE "systemLog:\n  destination: file\n  path: /l\n  logAppend: true\n"
#define SHARD "sharding:\n  clusterRole: shardsvr\nreplication:\n  replSetName: a\n"
#define CONFIGDB(text) "sharding:\n  configDB: " text "\n"

static const struct {
	const char *file, *server, *text, *said;
} rows[] = {
	/* logging */
	{ "m.conf", 0, "systemLog:\n  destination: file\n", "2:16+4 error log-file-without-path\n" },
	{ "m.conf", "4.2", "systemLog:\n  destination: file\n", "2:16+4 error log-file-without-path\n" },
	{ "m.conf", "4.2", "systemLog:\n  destination: file\n  path: {__exec: x}\n  logAppend: true\n", "" },
	{ "m.conf", "4.2", "systemLog:\n  destination: file\n  path:\n  logAppend: true\n", "" },
	{ "m.conf", "4.2", "systemLog: {__rest: 'https://c/log'}\n", "1:1+9 error expansion-not-enabled\n" },
	{ "m.conf", 0, "systemLog:\n  path: /l\n  logAppend: true\n", "2:3+4 error path-without-file-destination\n" },
	{ "m.conf", 0, "systemLog:\n  destination: syslog\n  path: /l\n", "3:3+4 error path-without-file-destination\n" },
	{ "m.conf", 0, "systemLog:\n  destination: {__exec: x}\n  path: /l\n", "" },
	{ "m.conf", 0, "systemLog:\n  destination: File\n  path: /l\n", "2:16+4 error option-value\n" },
	{ "m.conf", 0, "systemLog:\n  logRotate: reopen\n  logAppend: false\n", "2:14+6 error logrotate-reopen-needs-append\n" },
	{ "m.conf", 0, "systemLog:\n  logRotate: rename\n", "" },
	{ "m.conf", 0, "systemLog:\n  logRotate: Reopen\n", "2:14+6 error option-value\n" },
	{ "m.conf", 0, "systemLog:\n  logRotate: reopen\n  logAppend: {__exec: x}\n", "" },
	{ "m.conf", 0, LOG_FILE, "" },
	{ "m.conf", 0, "systemLog:\n  destination: file\n  path: /dev/stdout\n", "" },
	{ "m.conf", 0, "systemLog:\n  destination: file\n  path: /l\n  logAppend: false\n", "4:14+5 warning log-append-missing\n" },
	{ "m.conf", 0, "systemLog:\n  timeStampFormat: ctime\n", "2:20+5 warning timestamp-ctime\n" },
	{ "m.conf", "4.2", "systemLog:\n  timeStampFormat: ctime\n", "" },
	{ "m.conf", "4.4", "systemLog:\n  timeStampFormat: ctime\n", "2:20+5 error option-value\n" },
	{ "m.conf", "4.2", "systemLog:\n  verbosity: -1\n", "2:14+2 error option-value\n" },
	{ "m.conf", "4.2", "systemLog:\n  component:\n    query:\n      verbosity: -1\n", "" },

	/* forking */
	{ "m.conf", 0, "processManagement:\n  fork: true\n  pidFilePath: /p\n", "2:9+4 error fork-without-log\n" },
	{ "m.conf", 0, "processManagement:\n  fork: true\n", "2:9+4 error fork-without-log\n" },
	{ "m.conf", 0, "processManagement:\n  fork: false\n", "" },
	{ "m.conf", 0, "processManagement:\n  fork: \"true\"\n  pidFilePath: /p\n" LOG_FILE, "" },
	{ "m.conf", "4.2", "processManagement:\n  fork: true\n  pidFilePath: /p\nsystemLog:\n  destination: file\n  path: ''\n"
	  "  logAppend: true\n", "2:9+4 error fork-without-log\n" },
	{ "m.conf", 0, "processManagement:\n  fork: true\n  pidFilePath: /p\nsystemLog:\n  destination: file\n",
	  "5:16+4 error log-file-without-path\n" },
	{ "m.conf", 0, "processManagement:\n  fork: {__exec: x}\n", "" },

	/* bindIp and bindIpAll, in their order */
	{ "m.conf", "4.2", "net:\n  bindIp: a\n  bindIpAll: true\n", "2:3+6 error bindip-then-bindipall\n" },
	{ "m.conf", "4.2", "net:\n  bindIpAll: true\n  bindIp: a\n", "3:3+6 error duplicate-option\n" },
	{ "m.conf", "4.2", "net:\n  bindIpAll: true\n  bindIpAll: true\n", "" },
	{ "m.conf", "4.2", "net:\n  bindIpAll: false\n  bindIpAll: true\n  bindIp: a\n", "4:3+6 error duplicate-option\n" },
	{ "m.conf", "4.2", "net:\n  bindIpAll: false\n  bindIp: a\n", "" },
	{ "m.conf", "4.2", "net:\n  bindIp: a\n  bindIpAll: true\n  bindIp: a\n",
	  "2:3+6 error bindip-then-bindipall\n4:3+6 error duplicate-option\n" },
	{ "m.conf", "4.0", "net:\n  bindIpAll: true\n  bindIpAll: true\n", "3:3+9 error duplicate-option\n" },
	{ "m.conf", "3.6", "net:\n  bindIp: a\n  bindIpAll: true\n", "2:3+6 error bindip-then-bindipall\n" },
	{ "m.conf", "4.2", "net:\n  bindIp: [a, b]\n", "2:11+6 error option-value\n" },
	{ "m.conf", 0, "net:\n  bindIp: 10.0.0.0/8\n", "2:11+10 warning bindip-invalid-token\n" },
	{ "m.conf", 0, "net:\n  bindIp: a b\n", "2:11+3 warning bindip-invalid-token\n" },
	{ "m.conf", 0, "net:\n  bindIp: 'a,*'\n", "2:11+5 warning bindip-invalid-token\n" },
	{ "m.conf", 0, "net:\n  bindIp: ${IP}:27017\n", "2:11+11 warning unrendered-placeholder\n" },
	{ "m.conf", 0, "net:\n  bindIp: /tmp/a:1,a\n", "2:11+10 warning bindip-invalid-token\n" },
	{ "m.conf", 0, "net:\n  bindIp: \"::\"\n", "2:11+4 warning bindip-ipv6-without-flag\n" },
	{ "m.conf", 0, "net:\n  ipv6: true\n  bindIp: fe80::1%eth0\n", "" },
	{ "m.conf", 0, "net:\n  unixDomainSocket:\n    filePermissions: 0770\n", "" },
	{ "m.conf", 0, "net:\n  unixDomainSocket:\n    filePermissions: 448\n", "" },

	/* ranges and words by release */
	{ "m.conf", "4.2", "net:\n  port: 0\n", "" },
	{ "mongos.conf", "4.2", "net:\n  port: 0\nsharding.configDB: c/a\n", "2:9+1 error option-value\n" },
	{ "m.conf", "4.2", "net:\n  port: 65536\n", "2:9+5 error option-value\n" },
	{ "m.conf", "4.2", "net:\n  maxIncomingConnections: 4\n", "2:27+1 error option-value\n" },
	{ "m.conf", "4.2", "net:\n  port:\n", "2:3+4 error option-value\n" },
	{ "m.conf", "4.2", "operationProfiling:\n  mode: SlowOp\n", "2:9+6 error option-value\n" },
	{ "m.conf", "4.2", "replication:\n  oplogSizeMB: 0\n", "2:16+1 error option-value\n" },
	{ "m.conf", "4.2", "replication:\n  replSetName: a/b\n", "2:16+3 error option-value\n" },
	{ "m.conf", "4.2", "cloud:\n  monitoring:\n    free:\n      state: On\n", "4:14+2 error option-value\n" },
	{ "m.conf", "4.2", "storage:\n  syncPeriodSecs: 4000\n", "" },
	{ "m.conf", "4.4", "storage:\n  syncPeriodSecs: 4000\n", "2:19+4 error option-value\n" },
	{ "m.conf", 0, "storage:\n  syncPeriodSecs: 4000\n", "2:19+4 warning option-value\n" },
	{ "m.conf", "4.2", "replication:\n  enableMajorityReadConcern: false\n", "" },
	{ "m.conf", "5.0", "replication:\n  enableMajorityReadConcern: false\n", "2:30+5 error option-value\n" },
	{ "m.conf", "4.4", "replication:\n  enableMajorityReadConcern: false\n  replSetName: a\nsharding:\n  clusterRole: configsvr\n",
	  "2:30+5 warning majority-read-concern-false\n" },
	{ "m.conf", 0, "replication:\n  replSetName: ''\n", "" },
	{ "m.conf", 0, "net:\n  compression:\n    compressors: zstd\n", "" },
	/* not an option of this server: said once */
	{ "m.conf", "4.2", "storage:\n  mmapv1:\n    smallFiles: yes\n", "3:5+10 error unknown-option\n" },
	{ "m.conf", "4.2", "setParameter:\n  a: {b: 1}\n", "2:6+6 error option-value\n" },

	/* duplicates */
	{ "m.conf", "4.2", "setParameter: {}\nsetParameter: {}\n", "2:1+12 error duplicate-option\n" },
	{ "m.conf", "4.2", "setParameter:\n  cursorTimeoutMillis: 1\nsetParameter:\n  cursorTimeoutMillis: 1\n",
	  "3:1+12 error duplicate-option\n" },
	{ "m.conf", "4.2", "setParameter:\n  cursorTimeoutMillis: 1\n  cursorTimeoutMillis: 1\n", "3:3+19 error duplicate-option\n" },
	{ "m.conf", "4.2", "security:\n  clusterIpSourceWhitelist: [a]\n  clusterIpSourceWhitelist: [b]\n", "3:3+24 error duplicate-option\n" },
	{ "m.conf", "4.2", "net:\n  ssl:\n    mode: disabled\n    mode: disabled\n", "4:5+4 error duplicate-option\n" },
	{ "m.conf", "4.2", "net: {port: 1, port: {value: 1}}\n", "1:23+5 error duplicate-option\n" },
	{ "m.conf", "4.2", "net:\n  port: 1\nnet:\n  port: {}\n", "3:1+3 warning duplicate-section\n" },

	/* sharding */
	{ "mongos.conf", "4.2", "", "1:1+0 error configdb-missing\n" },
	{ "mongos.conf", "4.2", "sharding: {__exec: x}\n", "1:1+8 error expansion-not-enabled\n" },
	{ "mongos.conf", "4.2", CONFIGDB("c/a:27019,[::1]:27019,[fe80::1]"), "" },
	{ "mongos.conf", "4.2", CONFIGDB("c/a:027019"), "" },
	{ "mongos.conf", "4.2", CONFIGDB("c/a,b c,d"), "" },
	{ "mongos.conf", "4.2", CONFIGDB("c/a/b"), "" },
	{ "mongos.conf", "4.2", CONFIGDB("a:1,b:1,c:1"), "2:13+11 error configdb-not-replset-string\n" },
	{ "mongos.conf", "4.2", CONFIGDB("a:1,b:1"), "2:13+7 error configdb-not-replset-string\n" },
	{ "mongos.conf", "4.2", CONFIGDB("''"), "2:13+2 error configdb-not-replset-string\n" },
	{ "mongos.conf", "4.2", CONFIGDB("c/"), "2:13+2 error configdb-not-replset-string\n" },
	{ "mongos.conf", "4.2", CONFIGDB("/a"), "2:13+2 error configdb-not-replset-string\n" },
	{ "mongos.conf", "4.2", CONFIGDB("c/a,"), "2:13+4 error configdb-not-replset-string\n" },
	{ "mongos.conf", "4.2", CONFIGDB("c//a"), "2:13+4 error configdb-not-replset-string\n" },
	{ "mongos.conf", "4.2", CONFIGDB("c/$a"), "2:13+4 error configdb-not-replset-string\n" },
	{ "mongos.conf", "4.2", CONFIGDB("c/a:0"), "2:13+5 error configdb-not-replset-string\n" },
	{ "mongos.conf", "4.2", CONFIGDB("c/a:65536"), "2:13+9 error configdb-not-replset-string\n" },
	{ "mongos.conf", "4.2", CONFIGDB("c/a:0x10"), "2:13+8 error configdb-not-replset-string\n" },
	{ "mongos.conf", "4.2", CONFIGDB("'c/a:'"), "2:13+6 error configdb-not-replset-string\n" },
	{ "mongos.conf", "4.2", CONFIGDB("c/::1"), "2:13+5 error configdb-not-replset-string\n" },
	{ "mongos.conf", "4.2", CONFIGDB("c/[::1"), "2:13+6 error configdb-not-replset-string\n" },
	{ "mongos.conf", "4.2", CONFIGDB("c/[a]"), "2:13+5 error configdb-not-replset-string\n" },
	{ "mongos.conf", "4.2", CONFIGDB("c/[::1]x:1"), "2:13+10 error configdb-not-replset-string\n" },
	{ "mongos.conf", "4.2", CONFIGDB("c/a]"), "2:13+4 error configdb-not-replset-string\n" },
	{ "m.conf", "4.2", "sharding:\n  clusterRole: ShardSvr\n", "2:16+8 error cluster-role-case\n" },
	{ "m.conf", "4.2", "net:\n  port: 1\nsharding:\n  clusterRole: ShardSvr\n", "4:16+8 warning cluster-role-ignored\n" },
	{ "m.conf", "4.0", "net:\n  port: 1\nsharding:\n  clusterRole: ShardSvr\n", "4:16+8 error option-value\n" },
	{ "m.conf", "8.0", "net:\n  port: 1\nsharding:\n  clusterRole: ShardSvr\n", "4:16+8 error option-value\n" },
	{ "m.conf", "4.2", "sharding:\n  clusterRole: shard\n", "2:16+5 error option-value\n" },
	{ "m.conf", "4.2", "sharding:\n  clusterRole: shardsvr\n", "" },
	{ "m.conf", "7.0", "sharding:\n  clusterRole: shardsvr\n", "2:16+8 error cluster-role-without-replset\n" },
	{ "m.conf", "4.2", SHARD "storage:\n  queryableBackupMode: false\n", "6:3+19 error queryable-shard-without-identity\n" },
	{ "m.conf", "4.2", SHARD "setParameter:\n  skipShardingConfigurationChecks: 1\n", "6:3+31 error set-parameter-with-role\n" },
	{ "m.conf", "4.2", SHARD "setParameter:\n  skipShardingConfigurationChecks: false\n", "" },
	{ "m.conf", 0, SHARD "setParameter:\n  requireApiVersion: true\n", "6:3+17 warning set-parameter-with-role\n" },

	{ "m.conf", "4.2", "sharding:\n  _overrideShardIdentity: ''\nstorage:\n  queryableBackupMode: true\n", "" },
	{ "m.conf", "4.2", "sharding:\n  _overrideShardIdentity: a\nstorage:\n  queryableBackupMode: true\n",
	  "2:27+1 error shard-identity-not-document\n" },
	{ "m.conf", "4.2", "sharding:\n  _overrideShardIdentity: '{}'\n", "2:3+22 error option-requires\n" },

	/* storage */
	{ "m.conf", "4.2", "storage:\n  engine: wiredtiger\n", "2:11+10 warning storage-engine-unknown\n" },
	{ "m.conf", "4.2", "storage:\n  engine: mmapv1\n", "2:11+6 error storage-engine-removed\n" },
	{ "m.conf", "4.0", "storage:\n  engine: mmapv1\n", "" },
	{ "m.conf", 0, "storage:\n  engine: inMemory\n", "" },
	{ "m.conf", "4.2", "storage:\n  indexBuildRetry: true\nreplication:\n  replSetName: a\n", "4:3+11 error option-conflict\n" },
	{ "m.conf", "4.2", "storage:\n  journal:\n    enabled: false\nreplication:\n  replSetName: a\n",
	  "3:14+5 warning journal-off-in-replset\n" },
	{ "m.conf", "4.2", "storage:\n  engine: inMemory\n  journal:\n    enabled: false\nreplication:\n  replSetName: a\n", "" },
	{ "m.conf", 0, "storage:\n  dbPath: C:\\data\n", "" },
	{ "m.conf", 0, "storage:\n  dbPath: ./data\n", "2:11+6 info path-relative\n" },
	{ "m.conf", 0, "net:\n  tls:\n    certificateKeyFilePassword: a #b\n", NULL },

	/* editions and platforms that nobody said: one question, none where the file answers it */
	{ "m.conf", 0, "auditLog:\n  destination: syslog\n  format: JSON\nsecurity:\n  redactClientLogData: true\n",
	  "2:3+11 warning unknown-option\n" },
	{ "m.conf", 0, "operationProfiling:\n  rateLimit: 100\nauditLog:\n  destination: syslog\n", "" },
	{ "m.conf", 0, "processManagement:\n  windowsService:\n    serviceName: a\n    displayName: a\n",
	  "3:5+11 warning unknown-option\n" },
	{ "mongod.cfg", 0, "processManagement:\n  windowsService:\n    serviceName: a\n", "" },
	{ "m.conf", 0, "setParameter:\n  auditAuthorizationSuccess: true\n  ldapForceMultiThreadMode: true\n",
	  "2:3+25 warning unknown-set-parameter\n" },

	/* the merge key is the culprit, not what it stands for */
	{ "m.conf", 0, "systemLog:\n  component:\n    query: &low\n      verbosity: 1\n    command:\n      <<: *low\n",
	  "6:7+2 error unknown-option\n" },

	/* setParameter */
	{ "m.conf", "4.2", "setParameter:\n  bogus: 1\n", "2:3+5 error unknown-set-parameter\n" },
	/* Little is known of these releases, but that these came later. */
	{ "m.conf", "4.0", "setParameter:\n  tlsX509ClusterAuthDNOverride: O=a\n", "2:3+28 error unknown-set-parameter\n" },
	{ "m.conf", "6.0", "setParameter:\n  tlsX509ClusterAuthDNOverride: O=a\n", "" },
	{ "m.conf", "6.0", "setParameter:\n  tlsClusterAuthX509Override: '{}'\n", "2:3+26 error unknown-set-parameter\n" },
	{ "m.conf", "7.0", "setParameter:\n  tlsClusterAuthX509Override: '{}'\n", "" },
	{ "m.conf", "7.0", "setParameter:\n  bogus: 1\n", "" },
	{ "m.conf", 0, "setParameter:\n  bogus: 1\n", "" },
	{ "m.conf", 0, "setParameter:\n  CursorTimeoutMillis: 1\n", "2:3+19 warning unknown-set-parameter\n" },
	{ "m.conf", "4.2", "setParameter:\n  cursorTimeoutMillis:\n", "2:3+19 error set-parameter-value\n" },
	{ "m.conf", "4.2", "setParameter:\n  cursorTimeoutMillis: {__exec: x}\n", "" },
	{ "m.conf", "4.2", "setParameter:\n  roleGraphInvalidationIsFatal: true\n", "2:3+28 error set-parameter-value\n" },
	{ "m.conf", "4.2", "setParameter:\n  enableTestCommands: 1\n  roleGraphInvalidationIsFatal: true\n", "" },
};

Test(rules_options, findings)
{
	for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
		const char *said = findings(rows[i].file, rows[i].server, rows[i].text);
		if (rows[i].said)
			cr_expect_str_eq(said, rows[i].said, "%s (%s) gives\n%s", rows[i].text,
					 rows[i].server ? rows[i].server : "-", said);
		else
			cr_expect(*said, "%s gives nothing", rows[i].text);
	}
}

/* What the server prints, word for word (4.2.8 and the 4.4 branch point said these). */
static const struct {
	const char *file, *server, *text, *prints;
} prints[] = {
	{ "m.conf", "4.2", "net:\n  port: -1\n", "bad --port number" },
	{ "m.conf", "4.2", "systemLog:\n  timeStampFormat: iso\n",
	  "Value of logTimestampFormat must be one of ctime, iso8601-utc or iso8601-local; not \"iso\"." },
	{ "m.conf", "4.2", "net:\n  tls:\n    clusterCAFile: /a\n  ssl:\n    clusterCAFile: /a\n",
	  "Error parsing YAML config: duplicate key: net.ssl.clusterCAFile(canonical key: net.tls.clusterCAFile)" },
	{ "m.conf", "4.0", "net:\n  port: 1\n  port: 1\n",
	  "Error parsing YAML config: duplicate key: net.port(canonical key: net.port)" },
	{ "m.conf", "4.2", "setParameter: {}\nsetParameter: {}\n", "Error parsing YAML config: duplicate key: setParameter" },
	{ "m.conf", "4.2", "setParameter:\n  cursorTimeoutMillis: 1\n  cursorTimeoutMillis: 1\n",
	  "String Map Option: setParameter has duplicate keys in YAML Config: cursorTimeoutMillis" },
	{ "mongos.conf", "4.2", CONFIGDB("127.0.0.1:270190"),
	  "Port number 270190 out of range parsing HostAndPort from \"127.0.0.1:270190\"" },
	{ "mongos.conf", "4.2", CONFIGDB("''"), "Empty host component parsing HostAndPort from \"\"" },
	{ "mongos.conf", "4.2", CONFIGDB("c//a"), "Must specify set name for replica set ConnectionStrings" },
	{ "mongos.conf", "4.2", CONFIGDB("a:1"), "configdb supports only replica set connection string" },
	{ "m.conf", "4.4", "setParameter:\n  cursorTimeoutMillis: soon\n",
	  "Bad value for parameter \"cursorTimeoutMillis\": Did not consume whole string." },
	{ "m.conf", "4.2", "setParameter:\n  bogus: 1\n", "Unknown --setParameter 'bogus'" },
};

/* The first of ours. */
static const struct diag *first_finding(const char *file, const char *server, const char *text)
{
	const struct config *config = lint_config_of(&arena, file, str_of(text), server);
	const struct sink *sink = lint_run(&arena, &config, 1, server, NULL);
	for (uint32_t i = 0; i < sink->count; i++)
		if (is_ours(str_format(&arena, " %s", sink->at[i]->kind->id)))
			return sink->at[i];
	cr_assert_fail("%s", text);
	return NULL;
}

Test(rules_options, words)
{
	for (unsigned i = 0; i < sizeof prints / sizeof *prints; i++) {
		const struct diag *diag = first_finding(prints[i].file, prints[i].server, prints[i].text);
		const char *whole = arena_printf(&arena, "stops with: %s", prints[i].prints);
		cr_expect_str_eq(diag->server, whole, "%s: %s", prints[i].text, diag->server);
	}
}

/* Safe fixes: the text after them, in which nothing is found any more. */
static const struct {
	const char *server, *text, *fixed;
} fixes[] = {
	{ "4.2", "net:\n  ipv6: Yes  # all\n", "net:\n  ipv6: true  # all\n" },
	{ "4.2", "net:\n  ipv6: \"0\"\n", "net:\n  ipv6: \"false\"\n" },
	{ "4.2", "net:\n  bindIp: [localhost, 10.0.0.1]  # x\n", "net:\n  bindIp: localhost,10.0.0.1  # x\n" },
	{ "4.2", "net:\n  bindIp:\n    - localhost\n    - ::1\n  ipv6: true\n", "net:\n  bindIp: localhost,::1\n  ipv6: true\n" },
	{ "4.2", "net:\n  compression:\n    compressors: [snappy, zlib]\n", "net:\n  compression:\n    compressors: snappy,zlib\n" },
	{ "4.2", "operationProfiling:\n  mode: 1\n", "operationProfiling:\n  mode: slowOp\n" },
	{ "4.2", "operationProfiling:\n  mode: ALL\n", "operationProfiling:\n  mode: all\n" },
	{ "4.2", "security:\n  authorization: yes\n", "security:\n  authorization: enabled\n" },
	{ "4.4", "systemLog:\n  timeStampFormat: ctime\n", "systemLog:\n  timeStampFormat: iso8601-local\n" },
	{ "4.2", "systemLog:\n  path: /l\n  logAppend: true\n", "systemLog:\n  path: /l\n  logAppend: true\n  destination: file\n" },
	{ "4.2", "systemLog:\n  logRotate: reopen\n", "systemLog:\n  logRotate: reopen\n  logAppend: true\n" },
	{ "4.2", "net:\n  port: 1\n  ipv6: true\n  port: 1\n", "net:\n  port: 1\n  ipv6: true\n" },
	{ "4.2", "sharding:\n  clusterRole: ShardSvr\n", "sharding:\n  clusterRole: shardsvr\n" },
	{ "4.2", "setParameter:\n  CursorTimeoutMillis: 1\n", "setParameter:\n  cursorTimeoutMillis: 1\n" },
	{ "4.2", "setParameter:\n  ttlMonitorEnabled: no\n", "setParameter:\n  ttlMonitorEnabled: false\n" },
	{ "7.0", "net:\n  port: 1\n  serviceExecutor: adaptive\n", "net:\n  port: 1\n" },
	{ "7.0", "storage:\n  dbPath: /d\n  journal:\n    enabled: false\n", "storage:\n  dbPath: /d\n" },
	{ NULL, "storage:\n  dbPath: /d\n  journal:\n    enabled: true\n", "storage:\n  dbPath: /d\n" },
};

Test(rules_options, safe_fixes)
{
	for (unsigned i = 0; i < sizeof fixes / sizeof *fixes; i++) {
		const struct diag *diag = first_finding("m.conf", fixes[i].server, fixes[i].text);
		cr_assert_not_null(diag->fix, "%s", fixes[i].text);
		cr_expect_eq(diag->fix->safety, SAFETY_SAFE, "%s", fixes[i].text);
		struct edits edits = EDITS_INIT(&arena);
		for (uint32_t k = 0; k < diag->fix->count; k++)
			cr_assert(edits_add(&edits, diag->fix->edits[k].cut, diag->fix->edits[k].put));
		const char *fixed = str_cstr(&arena, edits_splice(&edits, diag->source->text));
		cr_expect_str_eq(fixed, fixes[i].fixed, "%s", fixed);
		cr_expect_str_eq(findings("m.conf", fixes[i].server, fixed), "", "%s", fixed);
	}
}

/* Where a safe fix would take more away than the finding is about. */
Test(rules_options, no_fix)
{
	static const char *const table[] = {
		"net:\n  bindIp: [a, # one\n    b]\n", "net:\n  bindIp: [a b]\n", "net:\n  bindIp: []\n", "net:\n  port: [1]\n",
		"net:\n  port: 1\n  port: 1  # why\n", "net:\n  port: 1\n  port: 2\n", "net:\n  port: 1\nnet:\n  port: 1\n",
		"net: {port: 1, port: 1}\n", "net:\n  ipv6:\n", "security:\n  authorization: maybe\n",
	};
	for (unsigned i = 0; i < sizeof table / sizeof *table; i++)
		cr_expect_null(first_finding("m.conf", "4.2", table[i])->fix, "%s", table[i]);
}
