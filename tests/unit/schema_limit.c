#include <criterion/criterion.h>

#include <stdlib.h>
#include <string.h>

#include "schema/canon.h"
#include "schema/limit.h"

static const struct option *must_find(const char *path)
{
	const struct option *option = option_find(str_of(path));
	cr_assert(option, "%s is not in the table", path);
	return option;
}

static struct target target_of(const char *server, unsigned binary)
{
	struct target target = { .binary = binary, .edition = EDITION_COMMUNITY, .platform = PLATFORM_LINUX };
	if (server)
		cr_assert(version_parse(str_of(server), &target.server));
	return target;
}

static double number_of(const struct option *option, const char *text)
{
	return option->type == OPTION_INT || option->type == OPTION_DOUBLE ? strtod(text, NULL) : 0;
}

enum { D = BINARY_MONGOD, R = BINARY_MONGOS };

/* What the server prints, or NULL where it takes the value. */
static const struct {
	const char *path, *value, *server;
	unsigned binary;
	const char *said;
} checks[] = {
	{ "net.port", "0", "3.4", D, "bad --port number" },
	{ "net.port", "0", "3.6", D, NULL },
	{ "net.port", "0", "4.2.8", D, NULL },
	{ "net.port", "-1", "4.2.8", D, "bad --port number" },
	{ "net.port", "65535", "4.4", D, NULL },
	{ "net.port", "65536", "4.4", D, "bad --port number" },
	{ "net.port", "0", "4.4", R, "error: port number must be between 1 and 65535" },
	{ "net.port", "70000", "4.2", R, "error: port number must be between 1 and 65535" },
	{ "net.port", "1", "4.2", R, NULL },
	{ "net.port", "65536", "8.0", D, "net.port must be less than or equal to 65535" },
	{ "net.maxIncomingConnections", "4", "4.2", D, "maxConns has to be at least 5" },
	{ "net.maxIncomingConnections", "5", "4.2", R, NULL },
	{ "net.http.port", "true", "3.4", D, "The net.http.port option is not currently supported" },

	{ "net.compression.compressors", "snappy", "3.4", D, NULL },
	{ "net.compression.compressors", "zlib", "3.4", D,
	  "Invalid network message compressor specified in configuration: zlib" },
	{ "net.compression.compressors", "zlib", "3.6", D, NULL },
	{ "net.compression.compressors", "snappy,zstd", "4.0", D,
	  "Invalid network message compressor specified in configuration: zstd" },
	{ "net.compression.compressors", "snappy,zstd zlib", "4.2", R, NULL },
	{ "net.compression.compressors", "noop", "4.2", D, NULL },
	{ "net.compression.compressors", "snappy, zlib", "4.2", D,
	  "Invalid network message compressor specified in configuration: " },
	{ "net.compression.compressors", "snappy,", "4.2", D,
	  "Invalid network message compressor specified in configuration: " },
	{ "net.compression.compressors", "", "4.2", D,
	  "Invalid network message compressor specified in configuration: " },
	{ "net.compression.compressors", "disabled", "4.2", D, NULL },
	{ "net.compression.compressors", "disabled,snappy", "4.2", D,
	  "Invalid network message compressor specified in configuration: disabled" },
	{ "net.compression.compressors", "Snappy", "4.4", D,
	  "Invalid network message compressor specified in configuration: Snappy" },

	{ "net.tls.mode", "requireTLS", "4.2", D, NULL },
	{ "net.tls.mode", "requireSSL", "4.2", D, "unsupported value for tlsMode requireSSL" },
	{ "net.tls.mode", "", "4.2", D, "unsupported value for tlsMode " },
	{ "net.ssl.mode", "requireSSL", "4.2", D, NULL },
	{ "net.ssl.mode", "requireTLS", "4.2", D, NULL },
	{ "net.ssl.mode", "fooSSL", "4.2", D, "unsupported value for tlsMode fooTLS" },
	{ "net.ssl.mode", "requireTLS", "4.0", D, "unsupported value for sslMode requireTLS" },
	{ "net.ssl.mode", "RequireSSL", "4.0", D, "unsupported value for sslMode RequireSSL" },
	{ "net.tls.disabledProtocols", "TLS1_0,TLS1_1", "4.2", D, NULL },
	{ "net.tls.disabledProtocols", "none", "4.2", D, NULL },
	{ "net.tls.disabledProtocols", "", "4.2", D, NULL },
	{ "net.tls.disabledProtocols", "TLS1_0,,TLS1_1,", "4.2", D, NULL },
	{ "net.tls.disabledProtocols", ",TLS1_0", "4.2", D, "Unrecognized disabledProtocols ''" },
	{ "net.tls.disabledProtocols", "TLS1_0, TLS1_1", "4.2", D, "Unrecognized disabledProtocols ' TLS1_1'" },
	{ "net.tls.disabledProtocols", "TLS1.0", "4.2", D, "Unrecognized disabledProtocols 'TLS1.0'" },
	{ "net.tls.disabledProtocols", "TLS1_0,none", "4.4", D, "Unrecognized disabledProtocols 'none'" },
	{ "net.ssl.disabledProtocols", "noTLS1_3", "4.2", D, NULL },
	{ "net.ssl.disabledProtocols", "TLS1_3", "3.4", D, "Unrecognized disabledProtocols 'TLS1_3'" },
	{ "net.ssl.disabledProtocols", "TLS1_3", "4.0", D, NULL },
	{ "net.tls.logVersions", "TLS1_2,TLS1_3", "4.2", D, NULL },
	{ "net.tls.logVersions", "none", "4.2", D, "Unrecognized tlsLogVersions 'none'" },
	{ "net.transportLayer", "legacy", "3.6", D, NULL },
	{ "net.transportLayer", "legacy", "4.2", D, "Unsupported value for transportLayer. Must be \"asio\"" },
	{ "net.serviceExecutor", "adaptive", "4.2", D, NULL },
	{ "net.serviceExecutor", "fast", "4.2", D, "Unsupported value for serviceExecutor" },

	{ "operationProfiling.mode", "slowOp", "4.2", D, NULL },
	{ "operationProfiling.mode", "fast", "4.2", D, "operationProfiling.mode expects 'off', 'slowOp', or 'all'" },
	{ "operationProfiling.mode", "slowop", "4.2", D,
	  "Bad value for operationProfiling.mode: slowop.  Supported modes are: (off|slowOp|all)" },
	{ "operationProfiling.mode", "slowop", "4.0", D,
	  "operationProfiling.mode must be a string of the format: (off/slowOp/all)" },
	{ "operationProfiling.mode", ":all", "4.0", D,
	  "Bad value for operationProfiling.mode: :all.  Supported modes are: (off|slowOp|all)" },
	{ "security.authorization", "enabled", "4.2", D, NULL },
	{ "security.authorization", "Enabled", "4.2", D, NULL },
	{ "security.authorization", "Enabled", "4.0", D,
	  "security.authorization must be a string of the format: (disabled/enabled)" },
	{ "security.authorization", ":enabled", "4.0", D, NULL },
	{ "security.authorization", "::enabled", "4.0", D,
	  "security.authorization must be a string of the format: (disabled/enabled)" },
	{ "security.authorization", ":enabled", "4.2", D,
	  "security.authorization expects either 'enabled' or 'disabled'" },
	{ "security.authorization", "true", "4.4", D, "security.authorization expects either 'enabled' or 'disabled'" },
	{ "security.clusterAuthMode", "x509", "4.2", D, NULL },
	{ "security.clusterAuthMode", "X509", "4.2", D, "unsupported value for clusterAuthMode X509" },
	{ "security.clusterAuthMode", "X509", "5.0", D, "Invalid clusterAuthMode 'X509'" },
	{ "security.clusterAuthMode", "cert", "4.2", R,
	  "security.clusterAuthMode expects one of 'keyFile', 'sendKeyFile', 'sendX509', or 'X509'" },
	{ "security.clusterAuthMode", "", "4.0", R,
	  "security.clusterAuthMode must be a string of the format: (keyFile/sendKeyFile/sendX509/x509)" },
	{ "security.authSchemaVersion", "3", "4.2", D,
	  "security.authSchemaVersion is currently not supported in config files" },
	{ "security.enableLocalhostAuthBypass", "", "4.4", D,
	  "security.enableLocalhostAuthBypass is currently not supported in config files" },
	{ "sharding.clusterRole", "ConfigSvr", "4.2", D, NULL },
	{ "sharding.clusterRole", "ConfigSvr", "8.0", D,
	  "Bad value for sharding.clusterRole: ConfigSvr.  Supported modes are: (configsvr|shardsvr)" },
	{ "sharding.clusterRole", "router", "4.4", D, "sharding.clusterRole must be one of 'configsvr' or 'shardsvr'" },

	{ "replication.oplogSizeMB", "0", "4.2", D, "bad --oplogSize, arg must be greater than 0,found: 0" },
	{ "replication.oplogSizeMB", "-5", "4.4", D, "bad --oplogSize, arg must be greater than 0,found: -5" },
	{ "replication.oplogSizeMB", "1", "4.4", D, NULL },
	{ "replication.replSetName", "rs0/a:1", "4.2", D, "replication.replSetName must not contain a '/' character" },
	{ "replication.replSetName", "rs0/a:1", "4.0", D,
	  "replication.replSetName must be a string of the format: [replica set name with no \"/\"]" },
	{ "replication.replSetName", "", "4.0", D,
	  "replication.replSetName must be a string of the format: [replica set name with no \"/\"]" },
	{ "replication.replSetName", "", "4.2", D, NULL },
	{ "replication.enableMajorityReadConcern", "false", "4.4", D, NULL },
	{ "replication.enableMajorityReadConcern", "false", "5.0", D,
	  "enableMajorityReadConcern:false is no longer supported" },

	{ "storage.journal.commitIntervalMs", "0", "4.2.8", D,
	  "storage.journal.commitIntervalMs must be greater than or equal to 1" },
	{ "storage.journal.commitIntervalMs", "501", "4.4", D,
	  "storage.journal.commitIntervalMs must be less than or equal to 500" },
	{ "storage.journal.commitIntervalMs", "0", "4.0", D, "--journalCommitInterval out of allowed range (1-500ms)" },
	{ "storage.mmapv1.journal.commitIntervalMs", "501", "4.0", D,
	  "--journalCommitInterval out of allowed range (1-500ms)" },
	{ "storage.nsSize", "2048", "3.6", D, "bad --nssize arg" },
	{ "storage.nsSize", "2047", "3.6", D, NULL },
	{ "storage.repairPath", "", "4.0", D, "repairpath is empty" },
	{ "storage.syncPeriodSecs", "-1", "3.4", D, NULL },
	{ "storage.syncPeriodSecs", "-1", "4.0", D, "syncdelay out of allowed range (0-9000000s)" },
	{ "storage.syncPeriodSecs", "nan", "4.0", D, NULL },
	{ "storage.syncPeriodSecs", "nan", "4.2", D, "storage.syncPeriodSecs must be greater than or equal to 0" },
	{ "storage.syncPeriodSecs", "3600.5", "4.2", D, NULL },
	{ "storage.syncPeriodSecs", "9000001", "4.2", D, "storage.syncPeriodSecs must be less than or equal to 9000000" },
	{ "storage.syncPeriodSecs", "3600.5", "4.4", D, "storage.syncPeriodSecs must be less than or equal to 3600" },
	{ "storage.oplogMinRetentionHours", "-0.5", "4.4", D,
	  "storage.oplogMinRetentionHours must be greater than or equal to 0" },
	{ "storage.wiredTiger.engineConfig.cacheSizeGB", "10001", "4.2", D, NULL },
	{ "storage.wiredTiger.engineConfig.cacheSizeGB", "nan", "4.2", D, NULL },
	{ "storage.wiredTiger.engineConfig.cacheSizeGB", "inf", "4.4", D,
	  "storage.wiredTiger.engineConfig.cacheSizeGB must be less than or equal to 10000" },
	{ "storage.wiredTiger.engineConfig.cacheSizeGB", "nan", "4.4", D,
	  "storage.wiredTiger.engineConfig.cacheSizeGB must be less than or equal to 10000" },
	{ "storage.wiredTiger.engineConfig.cacheSizeGB", "-1", "4.4", D, NULL },
	{ "storage.wiredTiger.engineConfig.cacheSizeGB", "0.2", "5.0", D,
	  "storage.wiredTiger.engineConfig.cacheSizeGB must be greater than or equal to 0.25" },
	{ "storage.wiredTiger.engineConfig.statisticsLogDelaySecs", "100001", "4.0", D,
	  "Error: Attempting to set storage.wiredTiger.engineConfig.statisticsLogDelaySecs to value: 100001 "
	  "which is out of range: (0,100000)" },
	{ "storage.wiredTiger.engineConfig.statisticsLogDelaySecs", "-1", "4.2", D,
	  "storage.wiredTiger.engineConfig.statisticsLogDelaySecs must be greater than or equal to 0" },
	{ "storage.wiredTiger.engineConfig.maxCacheOverflowFileSizeGB", "0", "4.2", D, NULL },
	{ "storage.wiredTiger.engineConfig.maxCacheOverflowFileSizeGB", "0.05", "4.2", D,
	  "MaxCacheOverflowFileSizeGB must be either 0 (unbounded) or greater than 0.1." },
	{ "storage.wiredTiger.collectionConfig.blockCompressor", "zstd", "4.0", D,
	  "storage.wiredTiger.collectionConfig.blockCompressor must be a string of the format: (none/snappy/zlib)" },
	{ "storage.wiredTiger.collectionConfig.blockCompressor", "ZSTD", "4.2", D, NULL },
	{ "storage.wiredTiger.engineConfig.journalCompressor", "lz4", "4.4", D,
	  "Compression option must be one of: 'none', 'snappy', 'zlib', or 'zstd'" },

	{ "systemLog.destination", "file", "4.2", D, NULL },
	{ "systemLog.destination", "SYSLOG", "4.2", D,
	  "Bad value for systemLog.destination: SYSLOG.  Supported targets are: (syslog|file)" },
	{ "systemLog.destination", "stdout", "4.4", R,
	  "systemLog.destination expects one of 'syslog' or 'file'" },
	{ "systemLog.logRotate", "Reopen", "4.2", D, "unsupported value for logRotate Reopen" },
	{ "systemLog.syslogFacility", "local7", "4.2", D, NULL },
	{ "systemLog.syslogFacility", "mark", "4.2", D, NULL },
	{ "systemLog.syslogFacility", "LOCAL0", "4.2", D,
	  "ERROR: syslogFacility must be set to a string representing one of the possible syslog facilities" },
	{ "systemLog.timeStampFormat", "ctime", "4.2", D, NULL },
	{ "systemLog.timeStampFormat", "ctime", "4.4", D,
	  "Value of logTimestampFormat must be one of iso8601-utc or iso8601-local; not \"ctime\"." },
	{ "systemLog.timeStampFormat", "iso", "4.2", R,
	  "Value of logTimestampFormat must be one of ctime, iso8601-utc or iso8601-local; not \"iso\"." },
	{ "systemLog.verbosity", "-1", "4.2", D, "systemLog.verbosity YAML Config cannot be negative" },
	{ "systemLog.verbosity", "99", "4.2", D, NULL },
	{ "systemLog.component.query.verbosity", "-7", "4.2", D, NULL },
	{ "cloud.monitoring.free.state", "On", "4.2", D, "Unrecognized state" },
	{ "operationProfiling.slowOpSampleRate", "7", "4.2", D, NULL },
	{ "net.listenBacklog", "-1", "4.2", D, NULL },
	{ "storage.engine", "nonsense", "4.2", D, NULL },

	/* no release: what all refuse, in the words of the newest */
	{ "systemLog.timeStampFormat", "ctime", NULL, D, NULL },
	{ "systemLog.timeStampFormat", "iso", NULL, D,
	  "Value of logTimestampFormat must be one of iso8601-utc or iso8601-local; not \"iso\"." },
	{ "net.port", "0", NULL, D, NULL },
	{ "net.port", "-1", NULL, D, "net.port must be greater than or equal to 0" },
	{ "net.http.port", "false", NULL, D, "The net.http.port option is not currently supported" },
	{ "security.keyFile", "anything", NULL, D, NULL },
};

Test(schema_limit, checks)
{
	struct arena arena = ARENA_INIT;
	for (unsigned i = 0; i < sizeof(checks) / sizeof(checks[0]); i++) {
		const struct option *option = must_find(checks[i].path);
		struct target target = target_of(checks[i].server, checks[i].binary);
		struct buf said = BUF_INIT(&arena);
		bool taken = limit_check(option, &target, str_of(checks[i].value),
					 number_of(option, checks[i].value), &said);
		cr_expect(taken == !checks[i].said, "row %u: %s: '%s' in %s", i, checks[i].path, checks[i].value,
			  checks[i].server ? checks[i].server : "any");
		cr_expect_str_eq(buf_done(&said).at, checks[i].said ? checks[i].said : "", "row %u", i);
	}
	arena_free(&arena);
}

Test(schema_limit, percona_has_its_own)
{
	struct target target = target_of("4.2", D);
	const struct option *rate = must_find("operationProfiling.rateLimit");
	cr_expect(limit_check(rate, &target, STR("1001"), 1001, NULL));
	target.edition = EDITION_PERCONA;
	cr_expect(!limit_check(rate, &target, STR("1001"), 1001, NULL));
	cr_expect(limit_check(rate, &target, STR("1000"), 1000, NULL));
}

Test(schema_limit, what_depends_on_the_release)
{
	static const struct {
		const char *path, *value;
		unsigned binary;
		bool varies;
		struct version from, to;
	} cases[] = {
		{ "systemLog.timeStampFormat", "ctime", D, true, VERSION(4, 4), { 0 } },
		{ "systemLog.timeStampFormat", "iso", D, false, { 0 }, { 0 } },
		{ "systemLog.timeStampFormat", "iso8601-utc", D, false, { 0 }, { 0 } },
		{ "net.port", "0", D, true, { 0 }, VERSION(3, 6) },
		{ "net.port", "0", R, false, { 0 }, { 0 } },
		{ "replication.enableMajorityReadConcern", "false", D, true, VERSION(5, 0), { 0 } },
		{ "storage.syncPeriodSecs", "5000", D, true, VERSION(4, 4), { 0 } },
		{ "storage.wiredTiger.collectionConfig.blockCompressor", "zstd", D, true, { 0 }, VERSION(4, 2) },
		{ "security.authorization", ":enabled", D, true, VERSION(4, 2), { 0 } },
		{ "security.authorization", "Enabled", D, true, { 0 }, VERSION(4, 2) },
		{ "net.ssl.mode", "requireTLS", D, true, { 0 }, VERSION(4, 2) },
	};
	for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct option *option = must_find(cases[i].path);
		struct target target = target_of(NULL, cases[i].binary);
		struct limit_span when;
		bool varies = limit_varies(option, &target, str_of(cases[i].value),
					   number_of(option, cases[i].value), &when);
		cr_expect(varies == cases[i].varies, "row %u: %s", i, cases[i].path);
		if (!varies)
			continue;
		cr_expect(version_compare(when.from, cases[i].from) == 0, "row %u: from", i);
		cr_expect(version_compare(when.to, cases[i].to) == 0, "row %u: to", i);
	}
}

/* What limit_varies() says without asking each release is what each release says. */
static bool asked_one_by_one(const struct option *option, const struct target *any, struct str value, double number)
{
	static const struct version releases[] = {
		VERSION(3, 4), VERSION(3, 6), VERSION(4, 0), VERSION(4, 2), VERSION(4, 4), VERSION(5, 0),
		VERSION(6, 0), VERSION(7, 0), VERSION(8, 0), VERSION(8, 2),
	};
	bool taken = false, refused = false;
	for (unsigned i = 0; i < sizeof releases / sizeof *releases; i++) {
		struct target target = *any;
		target.server = releases[i];
		target.server.patch = VERSION_NEWEST;
		enum option_state state = option_state(option, &target);
		if (state != OPTION_LIVE && state != OPTION_DEPRECATED && state != OPTION_UNSURE)
			continue;
		bool takes = limit_check(option, &target, value, number, NULL);
		taken |= takes;
		refused |= !takes;
	}
	return taken && refused;
}

Test(schema_limit, the_quick_answer_is_that_of_all_releases)
{
	static const char *const values[] = {
		"", "-1", "0", "0.1", "1", "3", "99", "1001", "5000", "65536", "9000001", "1e12", "true", "false", ":enabled", "enabled",
		"Enabled", "*", "ctime", "iso8601-utc", "zlib", "zstd", "snappy,zstd", "none", "requireSSL", "requireTLS", "fooSSL", "x",
		"wiredTiger", "mmapv1", "a b", "disabled",
	};
	unsigned varying = 0, constant = 0;
	for (unsigned i = 0; i < option_count; i++) {
		for (unsigned k = 0; k < 2 * sizeof values / sizeof *values; k++) {
			const struct option *option = &option_table[i];
			const char *value = values[k / 2];
			struct target target = target_of(NULL, k % 2 ? D : R);
			struct limit_span when;
			bool varies = limit_varies(option, &target, str_of(value), number_of(option, value), &when);
			cr_expect(varies == asked_one_by_one(option, &target, str_of(value), number_of(option, value)),
				  "%s: %s", option->path, value);
			varying += varies;
			constant += !varies;
		}
	}
	cr_expect(varying > 20 && constant > 1000, "%u and %u", varying, constant);
}

Test(schema_limit, bounds_and_choices)
{
	static const struct {
		const char *path, *server;
		unsigned binary;
		const char *min, *max, *choices;
	} cases[] = {
		{ "net.port", "3.4", D, "1", "65535", NULL },
		{ "net.port", "4.2", D, "0", "65535", NULL },
		{ "net.port", "4.2", R, "1", "65535", NULL },
		{ "net.port", NULL, R, "1", "65535", NULL },
		{ "storage.syncPeriodSecs", "3.4", D, NULL, NULL, NULL },
		{ "storage.syncPeriodSecs", "4.2", D, "0", "9000000", NULL },
		{ "storage.syncPeriodSecs", NULL, D, "0", "3600", NULL },
		{ "storage.wiredTiger.engineConfig.cacheSizeGB", "4.4", D, NULL, "10000", NULL },
		{ "storage.wiredTiger.engineConfig.cacheSizeGB", "7.0", D, "0.25", "10000", NULL },
		{ "security.vault.port", "4.2", D, NULL, NULL, NULL },
		{ "systemLog.timeStampFormat", "4.2", D, NULL, NULL, "ctime|iso8601-utc|iso8601-local" },
		{ "systemLog.timeStampFormat", NULL, D, NULL, NULL, "iso8601-utc|iso8601-local" },
		{ "security.clusterAuthMode", "4.2", D, NULL, NULL, "keyFile|sendKeyFile|sendX509|x509" },
		{ "net.ssl.mode", "4.2", D, NULL, NULL, "disabled|allowSSL|preferSSL|requireSSL" },
		{ "storage.engine", "4.2", D, NULL, NULL,
		  "wiredTiger|inMemory|mmapv1|ephemeralForTest|devnull|mobile|rocksdb" },
		{ "replication.replSetName", "4.2", D, NULL, NULL, NULL },
		{ "security.keyFile", "4.2", D, NULL, NULL, NULL },
	};
	for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct option *option = must_find(cases[i].path);
		struct target target = target_of(cases[i].server, cases[i].binary);
		const char *choices = limit_choices(option, &target);
		double min = 0, max = 0;
		cr_expect(limit_min(option, &target, &min) == (cases[i].min != NULL), "row %u: min", i);
		cr_expect(limit_max(option, &target, &max) == (cases[i].max != NULL), "row %u: max", i);
		cr_expect(!cases[i].min || min == strtod(cases[i].min, NULL), "row %u: min %g", i, min);
		cr_expect(!cases[i].max || max == strtod(cases[i].max, NULL), "row %u: max %g", i, max);
		cr_expect(!choices == !cases[i].choices, "row %u: choices", i);
		if (choices && cases[i].choices)
			cr_expect_str_eq(choices, cases[i].choices, "row %u", i);
	}
}

/* A text that fills its room to the last byte is no error to the compiler. */
#define ends(text) (memchr(text, 0, sizeof(text)) != NULL)

Test(schema_limit, rows_make_sense)
{
	for (unsigned i = 0; i < limit_count; i++) {
		const struct limit *limit = &limit_table[i];
		cr_assert(ends(limit->path) && ends(limit->message) && ends(limit->words) && ends(limit->alone), "%u", i);
		const struct option *option = must_find(limit->path);
		cr_expect(!i || strcmp(limit[-1].path, limit->path) <= 0, "%s stands in the wrong place", limit->path);
		bool words = limit->kind >= LIMIT_WORD && limit->kind <= LIMIT_WITHOUT;
		cr_expect(!*option->replaced_by || strcmp(limit->path, "net.ssl.mode") == 0 ||
			  strcmp(limit->path, "net.ssl.disabledProtocols") == 0, "%s is no present name", limit->path);
		cr_expect(words == (*limit->words != 0), "%s: words", limit->path);
		cr_expect(limit->binaries && !(limit->binaries & ~option->binaries), "%s: binaries", limit->path);
		cr_expect(!version_known(limit->from) || !version_known(limit->to) ||
			  version_compare(limit->from, limit->to) < 0, "%s: releases", limit->path);
		for (const char *c = strchr(limit->message, '%'); c; c = strchr(c + 1, '%'))
			cr_expect(strchr("pvb", c[1]), "%s: %s", limit->path, limit->message);
	}
}

/* A default is a value that the server takes. */
Test(schema_limit, defaults_pass)
{
	for (unsigned i = 0; i < option_count; i++) {
		const struct option *option = &option_table[i];
		if (!*option->default_text || option->refused)
			continue;
		struct target target = target_of(NULL, option->binaries & D ? D : R);
		target.edition = EDITION_PERCONA;
		double number = strcmp(option->default_text, "SOMAXCONN") ? number_of(option, option->default_text) : 0;
		cr_expect(limit_check(option, &target, str_of(option->default_text), number, NULL), "%s",
			  option->path);
	}
}

Test(schema_canon, settings)
{
	static const struct {
		const char *path, *value, *server;
		unsigned binary;
		const char *kept, *kept_value, *also;
	} cases[] = {
		{ "net.bindIpAll", "true", "4.2", D, "net.bindIp", "*", NULL },
		{ "net.bindIpAll", "false", "4.2", R, NULL, NULL, NULL },
		{ "net.bindIpAll", "true", "4.0", D, "net.bindIpAll", "true", NULL },
		{ "net.bindIpAll", "true", NULL, D, "net.bindIp", "*", NULL },
		{ "net.ssl.mode", "requireSSL", "4.2", D, "net.tls.mode", "requireTLS", NULL },
		{ "net.ssl.mode", "disabled", "4.4", R, "net.tls.mode", "disabled", NULL },
		{ "net.ssl.mode", "SSL", "4.4", R, "net.tls.mode", "TLS", NULL },
		{ "net.ssl.mode", "", "4.4", R, "net.tls.mode", "", NULL },
		{ "net.ssl.mode", "requireSSL", "4.0", D, "net.ssl.mode", "requireSSL", NULL },
		{ "net.ssl.CAFile", "/ca", "4.2", D, "net.tls.CAFile", "/ca", NULL },
		{ "net.ssl.CAFile", "/ca", "4.0", D, "net.ssl.CAFile", "/ca", NULL },
		{ "net.ssl.weakCertificateValidation", "true", "4.2", D,
		  "net.tls.allowConnectionsWithoutCertificates", "true", NULL },
		{ "security.clusterIpSourceWhitelist", "", "4.4", D, "security.clusterIpSourceWhitelist", "", NULL },
		{ "security.clusterIpSourceWhitelist", "", "5.0", D, "security.clusterIpSourceAllowlist", "", NULL },
		{ "storage.smallFiles", "true", "3.6", D, "storage.mmapv1.smallFiles", "true", NULL },
		{ "net.http.RESTInterfaceEnabled", "true", "3.4", D, "net.http.RESTInterfaceEnabled", "true",
		  "net.http.enabled" },
		{ "net.http.RESTInterfaceEnabled", "false", "3.4", D, "net.http.RESTInterfaceEnabled", "false", NULL },
		{ "net.port", "27017", "4.2", D, "net.port", "27017", NULL },
	};
	struct arena arena = ARENA_INIT;
	for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct target target = target_of(cases[i].server, cases[i].binary);
		struct canon canon;
		canon_apply(&arena, must_find(cases[i].path), &target, str_of(cases[i].value), &canon);
		cr_expect(canon.option == (cases[i].kept ? must_find(cases[i].kept) : NULL), "row %u", i);
		cr_expect(!cases[i].kept_value || str_is(canon.value, cases[i].kept_value), "row %u: %.*s", i,
			  STR_ARG(canon.value));
		cr_expect(canon.also == (cases[i].also ? must_find(cases[i].also) : NULL), "row %u: also", i);
	}
	for (unsigned i = 0; i < canon_count; i++)
		must_find(canon_table[i].path);
	arena_free(&arena);
}
