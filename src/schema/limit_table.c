/* The checks of single values, in the server's order within each option. Only 3.4 and later
 * count: a check that is as old as 3.4 has no `from`.
 *
 * Up to 4.0 the parser checked words with patterns and whole numbers with ranges
 * (util/options_parser/constraints.cpp); from 4.2 on, validators that the options' IDL files name
 * (constraints.h). What the storing code checks again may come after either. */
#include "schema/limit.h"

#define MONGOD BINARY_MONGOD
#define MONGOS BINARY_MONGOS
#define BOTH (BINARY_MONGOD | BINARY_MONGOS)

#define ALWAYS { 0 }, { 0 }
#define SINCE(...) VERSION(__VA_ARGS__), { 0 }
#define UNTIL(...) { 0 }, VERSION(__VA_ARGS__)
#define BETWEEN(a, b, c, d) VERSION(a, b), VERSION(c, d)

#define PATTERN(words_, shown) \
	LIMIT_WORD_COLON, "%p must be a string of the format: (" shown ")", .words = words_
#define RANGE_CONSTRAINT(low, high) \
	LIMIT_WITHIN, "Error: Attempting to set %p to value: %v which is out of range: (" #low "," #high ")", \
	.min = (low), .max = (high)
#define AT_LEAST(low) LIMIT_AT_LEAST, "%p must be greater than or equal to %b", .min = (low)
#define AT_MOST(high) LIMIT_AT_MOST, "%p must be less than or equal to %b", .max = (high)
#define ABOVE(low) LIMIT_ABOVE, "%p must be greater than %b", .min = (low)
#define PERCONA .editions = EDITION_PERCONA

#define CLUSTER_AUTH_MODES "keyFile|sendKeyFile|sendX509|x509"
#define COMPRESSORS "storage.wiredTiger.collectionConfig.blockCompressor"
#define JOURNAL_COMPRESSORS "storage.wiredTiger.engineConfig.journalCompressor"
#define COMPRESSION_WORDS "Compression option must be one of: 'none', 'snappy', 'zlib', or 'zstd'"
#define PROTOCOLS_OF_3_4 "TLS1_0|TLS1_1|TLS1_2|noTLS1_0|noTLS1_1|noTLS1_2"
#define PROTOCOLS PROTOCOLS_OF_3_4 "|TLS1_3|noTLS1_3"
#define BAD_PROTOCOL LIMIT_COMMAS, "Unrecognized disabledProtocols '%v'"
#define BAD_COMPRESSOR LIMIT_SEPARATORS, "Invalid network message compressor specified in configuration: %v"
#define BAD_MODE "unsupported value for "

const struct limit limit_table[] = {
	{ "cloud.monitoring.free.state", MONGOD, ALWAYS, LIMIT_WORD, "Unrecognized state",
	  .words = "on|off|runtime" },

	/* noop is a compressor that tests use and every build has. */
	{ "net.compression.compressors", BOTH, UNTIL(3, 6), BAD_COMPRESSOR, .words = "noop|snappy",
	  .alone = "disabled" },
	{ "net.compression.compressors", BOTH, BETWEEN(3, 6, 4, 2), BAD_COMPRESSOR,
	  .words = "noop|snappy|zlib", .alone = "disabled" },
	{ "net.compression.compressors", BOTH, SINCE(4, 2), BAD_COMPRESSOR,
	  .words = "noop|snappy|zlib|zstd", .alone = "disabled" },
	{ "net.http.port", BOTH, ALWAYS, LIMIT_NEVER, .message = "The net.http.port option is not currently supported" },
	{ "net.maxIncomingConnections", BOTH, ALWAYS, LIMIT_AT_LEAST, "maxConns has to be at least 5", .min = 5 },
	/* mongod 3.4: from the notes on that release. A validator took over between 5.1 and 8.0. */
	{ "net.port", MONGOD, UNTIL(3, 6), LIMIT_WITHIN, "bad --port number", .min = 1, .max = 65535 },
	{ "net.port", BOTH, SINCE(8, 0), AT_LEAST(0) },
	{ "net.port", BOTH, SINCE(8, 0), AT_MOST(65535) },
	{ "net.port", MONGOD, BETWEEN(3, 6, 8, 0), LIMIT_WITHIN, "bad --port number", .min = 0, .max = 65535 },
	{ "net.port", MONGOS, ALWAYS, LIMIT_WITHIN, "error: port number must be between 1 and 65535", .min = 1, .max = 65535 },
	{ "net.priorityPort", BOTH, ALWAYS, AT_LEAST(1) },
	{ "net.priorityPort", BOTH, ALWAYS, AT_MOST(65535) },
	{ "net.secondaryPort", BOTH, ALWAYS, AT_LEAST(0) },
	{ "net.secondaryPort", BOTH, ALWAYS, AT_MOST(65535) },
	{ "net.serviceExecutor", BOTH, ALWAYS, LIMIT_WORD, "Unsupported value for serviceExecutor",
	  .words = "synchronous|adaptive" },
	/* The code of 3.6.13 and 4.0.10 knows TLS 1.3; which patch brought it is not known, so all
	 * of these lines are let have it. */
	{ "net.ssl.disabledProtocols", BOTH, UNTIL(3, 6), BAD_PROTOCOL, .words = PROTOCOLS_OF_3_4,
	  .alone = "none" },
	{ "net.ssl.disabledProtocols", BOTH, SINCE(3, 6), BAD_PROTOCOL, .words = PROTOCOLS, .alone = "none" },
	{ "net.ssl.mode", BOTH, UNTIL(4, 2), LIMIT_WORD, BAD_MODE "sslMode %v",
	  .words = "disabled|allowSSL|preferSSL|requireSSL" },
	{ "net.tls.disabledProtocols", BOTH, ALWAYS, BAD_PROTOCOL, .words = PROTOCOLS, .alone = "none" },
	{ "net.tls.logVersions", BOTH, ALWAYS, LIMIT_COMMAS, "Unrecognized tlsLogVersions '%v'",
	  .words = "TLS1_0|TLS1_1|TLS1_2|TLS1_3" },
	{ "net.tls.mode", BOTH, ALWAYS, LIMIT_WORD, BAD_MODE "tlsMode %v",
	  .words = "disabled|allowTLS|preferTLS|requireTLS" },
	{ "net.transportLayer", BOTH, UNTIL(4, 0), LIMIT_WORD,
	  "Unsupported value for transportLayer. Must be \"asio\" or \"legacy\"", .words = "asio|legacy" },
	{ "net.transportLayer", BOTH, SINCE(4, 0), LIMIT_WORD,
	  "Unsupported value for transportLayer. Must be \"asio\"", .words = "asio" },

	{ "operationProfiling.mode", MONGOD, UNTIL(4, 2), PATTERN("off|slowOp|all", "off/slowOp/all") },
	{ "operationProfiling.mode", MONGOD, SINCE(4, 2), LIMIT_WORD_ANY_CASE,
	  "operationProfiling.mode expects 'off', 'slowOp', or 'all'", .words = "off|slowOp|all" },
	{ "operationProfiling.mode", MONGOD, ALWAYS, LIMIT_WORD,
	  "Bad value for operationProfiling.mode: %v.  Supported modes are: (off|slowOp|all)",
	  .words = "off|slowOp|all" },
	{ "operationProfiling.rateLimit", BOTH, UNTIL(4, 2), RANGE_CONSTRAINT(0, 1000), PERCONA },
	{ "operationProfiling.rateLimit", BOTH, SINCE(4, 2), AT_LEAST(0), PERCONA },
	{ "operationProfiling.rateLimit", BOTH, SINCE(4, 2), AT_MOST(1000), PERCONA },

	{ "replication.enableMajorityReadConcern", MONGOD, SINCE(5, 0), LIMIT_WORD,
	  "enableMajorityReadConcern:false is no longer supported", .words = "true" },
	{ "replication.oplogSizeMB", MONGOD, ALWAYS, LIMIT_AT_LEAST,
	  "bad --oplogSize, arg must be greater than 0,found: %v", .min = 1 },
	/* The pattern of 3.4 to 4.0 wants at least one character. */
	{ "replication.replSetName", MONGOD, UNTIL(4, 2), LIMIT_FILLED,
	  .message = "%p must be a string of the format: [replica set name with no \"/\"]" },
	{ "replication.replSetName", MONGOD, UNTIL(4, 2), LIMIT_WITHOUT,
	  "%p must be a string of the format: [replica set name with no \"/\"]", .words = "/" },
	{ "replication.replSetName", MONGOD, SINCE(4, 2), LIMIT_WITHOUT,
	  "replication.replSetName must not contain a '/' character", .words = "/" },
	{ "replication.secondaryIndexPrefetch", MONGOD, ALWAYS, PATTERN("none|_id_only|all", "none/_id_only/all") },

	{ "security.authSchemaVersion", MONGOD, ALWAYS, LIMIT_NEVER, .message = "%p is currently not supported in config files" },
	/* Never compared again: what passes and is not "enabled" leaves authorization off. */
	{ "security.authorization", MONGOD, UNTIL(4, 2), PATTERN("enabled|disabled", "disabled/enabled") },
	{ "security.authorization", MONGOD, SINCE(4, 2), LIMIT_WORD_ANY_CASE,
	  "security.authorization expects either 'enabled' or 'disabled'", .words = "enabled|disabled" },
	{ "security.clusterAuthMode", BOTH, UNTIL(4, 2),
	  PATTERN(CLUSTER_AUTH_MODES, "keyFile/sendKeyFile/sendX509/x509") },
	{ "security.clusterAuthMode", BOTH, SINCE(4, 2), LIMIT_WORD_ANY_CASE,
	  "security.clusterAuthMode expects one of 'keyFile', 'sendKeyFile', 'sendX509', or 'X509'",
	  .words = CLUSTER_AUTH_MODES },
	{ "security.clusterAuthMode", BOTH, UNTIL(5, 0), LIMIT_WORD, BAD_MODE "clusterAuthMode %v",
	  .words = CLUSTER_AUTH_MODES },
	{ "security.clusterAuthMode", BOTH, SINCE(5, 0), LIMIT_WORD, "Invalid clusterAuthMode '%v'",
	  .words = CLUSTER_AUTH_MODES },
	{ "security.enableLocalhostAuthBypass", MONGOD, ALWAYS, LIMIT_NEVER,
	  .message = "%p is currently not supported in config files" },
	{ "security.encryptionCipherMode", MONGOD, UNTIL(4, 2),
	  PATTERN("AES256-CBC|AES256-GCM", "AES256-CBC/AES256-GCM"), PERCONA },
	{ "security.kmip.connectRetries", MONGOD, ALWAYS, AT_LEAST(0), PERCONA },
	{ "security.kmip.connectTimeoutMS", MONGOD, ALWAYS, AT_LEAST(1000), PERCONA },
	{ "security.vault.port", MONGOD, UNTIL(4, 2), RANGE_CONSTRAINT(0, 65535), PERCONA },
	{ "security.vault.port", MONGOD, SINCE(4, 2), AT_LEAST(0), PERCONA },
	{ "security.vault.port", MONGOD, SINCE(4, 2), AT_MOST(65535), PERCONA },

	/* Compared again, exactly, only where net.port is not set; from 8.0 always (notes, not source). */
	{ "sharding.clusterRole", MONGOD, UNTIL(4, 2), PATTERN("configsvr|shardsvr", "configsvr/shardsvr") },
	{ "sharding.clusterRole", MONGOD, SINCE(4, 2), LIMIT_WORD_ANY_CASE,
	  "sharding.clusterRole must be one of 'configsvr' or 'shardsvr'", .words = "configsvr|shardsvr" },
	{ "sharding.clusterRole", MONGOD, SINCE(8, 0), LIMIT_WORD,
	  "Bad value for sharding.clusterRole: %v.  Supported modes are: (configsvr|shardsvr)",
	  .words = "configsvr|shardsvr" },

	/* The storing code has the same range and other words, and is never reached from 4.2 on. */
	{ "storage.journal.commitIntervalMs", MONGOD, UNTIL(4, 2), LIMIT_WITHIN,
	  "--journalCommitInterval out of allowed range (1-500ms)", .min = 1, .max = 500 },
	{ "storage.journal.commitIntervalMs", MONGOD, SINCE(4, 2), AT_LEAST(1) },
	{ "storage.journal.commitIntervalMs", MONGOD, SINCE(4, 2), AT_MOST(500) },
	{ "storage.mmapv1.nsSize", MONGOD, ALWAYS, LIMIT_WITHIN, "bad --nssize arg", .min = 1, .max = 2047 },
	{ "storage.mobile.cacheSizeKB", MONGOD, ALWAYS, AT_LEAST(0) },
	{ "storage.mobile.durabilityLevel", MONGOD, ALWAYS, AT_LEAST(0) },
	{ "storage.mobile.durabilityLevel", MONGOD, ALWAYS, AT_MOST(3) },
	{ "storage.mobile.journalSizeLimitKB", MONGOD, ALWAYS, AT_LEAST(0) },
	{ "storage.mobile.mmapSizeKB", MONGOD, ALWAYS, AT_LEAST(0) },
	{ "storage.mobile.vacuumCheckIntervalMinutes", MONGOD, ALWAYS, ABOVE(0) },
	{ "storage.mobile.vacuumFreePageRatio", MONGOD, ALWAYS, ABOVE(0) },
	{ "storage.mobile.vacuumFreePageRatio", MONGOD, ALWAYS, AT_MOST(1) },
	{ "storage.mobile.vacuumFreeSizeMB", MONGOD, ALWAYS, ABOVE(0) },
	{ "storage.oplogMinRetentionHours", MONGOD, ALWAYS, AT_LEAST(0) },
	{ "storage.repairPath", MONGOD, ALWAYS, LIMIT_FILLED, .message = "repairpath is empty" },
	{ "storage.syncPeriodSecs", MONGOD, BETWEEN(3, 6, 4, 2), LIMIT_WITHIN,
	  "syncdelay out of allowed range (0-9000000s)", .min = 0, .max = 9000000 },
	{ "storage.syncPeriodSecs", MONGOD, SINCE(4, 2), AT_LEAST(0) },
	{ "storage.syncPeriodSecs", MONGOD, BETWEEN(4, 2, 4, 4), AT_MOST(9000000) },
	{ "storage.syncPeriodSecs", MONGOD, SINCE(4, 4), AT_MOST(3600) },

	{ COMPRESSORS, MONGOD, UNTIL(4, 2), PATTERN("none|snappy|zlib", "none/snappy/zlib") },
	{ COMPRESSORS, MONGOD, SINCE(4, 2), LIMIT_WORD_ANY_CASE, COMPRESSION_WORDS,
	  .words = "none|snappy|zlib|zstd" },
	{ "storage.wiredTiger.engineConfig.cacheSizeGB", MONGOD, SINCE(5, 0), AT_LEAST(0.25) },
	{ "storage.wiredTiger.engineConfig.cacheSizeGB", MONGOD, SINCE(4, 4), AT_MOST(10000) },
	/* From the manual of 8.2. */
	{ "storage.wiredTiger.engineConfig.cacheSizePct", MONGOD, ALWAYS, AT_MOST(80) },
	{ "storage.wiredTiger.engineConfig.checkpointSizeMB", MONGOD, UNTIL(4, 2), RANGE_CONSTRAINT(32, 2048), PERCONA },
	{ "storage.wiredTiger.engineConfig.checkpointSizeMB", MONGOD, SINCE(4, 2), AT_LEAST(32), PERCONA },
	{ "storage.wiredTiger.engineConfig.checkpointSizeMB", MONGOD, SINCE(4, 2), AT_MOST(2048), PERCONA },
	{ JOURNAL_COMPRESSORS, MONGOD, UNTIL(4, 2), PATTERN("none|snappy|zlib", "none/snappy/zlib") },
	{ JOURNAL_COMPRESSORS, MONGOD, SINCE(4, 2), LIMIT_WORD_ANY_CASE, COMPRESSION_WORDS,
	  .words = "none|snappy|zlib|zstd" },
	{ "storage.wiredTiger.engineConfig.liveRestoreThreads", MONGOD, ALWAYS, AT_LEAST(0) },
	{ "storage.wiredTiger.engineConfig.liveRestoreThreads", MONGOD, ALWAYS, AT_MOST(12) },
	/* Still so in late 4.3; from 4.4 on the option has no effect and no check. */
	{ "storage.wiredTiger.engineConfig.maxCacheOverflowFileSizeGB", MONGOD, UNTIL(4, 4), LIMIT_ZERO_OR_MORE,
	  "MaxCacheOverflowFileSizeGB must be either 0 (unbounded) or greater than 0.1.", .min = 0.1 },
	{ "storage.wiredTiger.engineConfig.statisticsLogDelaySecs", MONGOD, UNTIL(4, 2), RANGE_CONSTRAINT(0, 100000) },
	{ "storage.wiredTiger.engineConfig.statisticsLogDelaySecs", MONGOD, SINCE(4, 2), AT_LEAST(0) },
	{ "storage.wiredTiger.engineConfig.statisticsLogDelaySecs", MONGOD, SINCE(4, 2), AT_MOST(100000) },
	/* Below 8.2 from the manuals. */
	{ "storage.wiredTiger.engineConfig.zstdCompressionLevel", MONGOD, UNTIL(8, 2), AT_LEAST(1) },
	{ "storage.wiredTiger.engineConfig.zstdCompressionLevel", MONGOD, SINCE(8, 2), AT_LEAST(-7) },
	{ "storage.wiredTiger.engineConfig.zstdCompressionLevel", MONGOD, ALWAYS, AT_MOST(22) },

	{ "systemLog.destination", BOTH, UNTIL(4, 2), PATTERN("syslog|file", "syslog/file") },
	{ "systemLog.destination", BOTH, SINCE(4, 2), LIMIT_WORD_ANY_CASE,
	  "systemLog.destination expects one of 'syslog' or 'file'", .words = "syslog|file" },
	{ "systemLog.destination", BOTH, ALWAYS, LIMIT_WORD,
	  "Bad value for systemLog.destination: %v.  Supported targets are: (syslog|file)", .words = "syslog|file" },
	{ "systemLog.logRotate", BOTH, ALWAYS, LIMIT_WORD, BAD_MODE "logRotate %v", .words = "rename|reopen" },
	/* What <syslog.h> of the GNU C library lists, SYSLOG_NAMES. */
	{ "systemLog.syslogFacility", BOTH, ALWAYS, LIMIT_WORD,
	  "ERROR: syslogFacility must be set to a string representing one of the possible syslog facilities",
	  .words = "auth|authpriv|cron|daemon|ftp|kern|lpr|mail|mark|news|security|syslog|user|uucp|"
		   "local0|local1|local2|local3|local4|local5|local6|local7" },
	{ "systemLog.timeStampFormat", BOTH, UNTIL(4, 4), LIMIT_WORD,
	  "Value of logTimestampFormat must be one of ctime, iso8601-utc or iso8601-local; not \"%v\".",
	  .words = "ctime|iso8601-utc|iso8601-local" },
	{ "systemLog.timeStampFormat", BOTH, SINCE(4, 4), LIMIT_WORD,
	  "Value of logTimestampFormat must be one of iso8601-utc or iso8601-local; not \"%v\".",
	  .words = "iso8601-utc|iso8601-local" },
	{ "systemLog.verbosity", BOTH, ALWAYS, LIMIT_AT_LEAST,
	  "systemLog.verbosity YAML Config cannot be negative", .min = 0 },
};
const unsigned limit_count = sizeof(limit_table) / sizeof(limit_table[0]);
