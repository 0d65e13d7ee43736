#include <criterion/criterion.h>

#include <string.h>

#include "schema/document.h"
#include "schema/parameter.h"

static struct arena arena = ARENA_INIT;

static void tear_down(void)
{
	arena_free(&arena);
}

TestSuite(schema_parameter, .fini = tear_down);

#define COUNT(array) (sizeof (array) / sizeof *(array))

static const struct parameter *row_of(unsigned i)
{
	return &parameter_table[i];
}

static struct target target_of(const char *server, unsigned binary)
{
	struct target target = { .binary = binary, .edition = EDITION_COMMUNITY,
				 .platform = PLATFORM_LINUX };
	if (*server)
		cr_assert(version_parse(str_of(server), &target.server), "%s", server);
	return target;
}

static bool is_before(struct version a, struct version b)
{
	return version_compare(a, b) < 0;
}

/* A text that fills its room to the last byte is no error to the compiler. */
#define ends(text) (memchr(text, 0, sizeof(text)) != NULL)

Test(schema_parameter, table)
{
	for (unsigned i = 0; i < parameter_count; i++) {
		const struct parameter *row = row_of(i), *next = row_of(i + 1);
		const char *name = row->name;
		cr_assert(ends(row->name) && ends(row->alias_of) && ends(row->default_text) && ends(row->note), "%u", i);
		cr_expect(*name && version_known(row->since), "%s", name);
		cr_expect(row->binaries || row->maybe_binaries, "%s", name);
		cr_expect_not(row->binaries & row->maybe_binaries, "%s", name);
		cr_expect(row->rule < PARAMETER_RULE_COUNT, "%s", name);
		cr_expect_not(version_known(row->maybe_since) && !is_before(row->maybe_since, row->since),
			      "%s: maybe_since", name);
		cr_expect_not(version_known(row->maybe_removed) && version_known(row->removed) &&
			      !is_before(row->maybe_removed, row->removed), "%s: maybe_removed", name);
		bool is_number = row->type != PARAMETER_BOOL && row->type != PARAMETER_STRING &&
				 row->type != PARAMETER_LIST;
		cr_expect(is_number || (!row->low.set && !row->high.set), "%s: bounds", name);
		cr_expect_not(row->low.set && row->high.set && row->low.value > row->high.value, "%s",
			      name);
		cr_expect(parameter_type_name(row->type), "%s", name);
		if (*row->alias_of) {
			const struct parameter *other = parameter_find(str_of(row->alias_of), row->since);
			cr_expect(other && other->type == row->type && !*other->alias_of, "%s", name);
		}
		/* A default that the server would refuse is a slip of the table. */
		for (unsigned binary = BINARY_MONGOD; *row->default_text && binary <= BINARY_MONGOS; binary *= 2) {
			struct target target = target_of("4.4.29", binary);
			const char *message = NULL;
			enum parameter_refusal refusal =
				parameter_check(&arena, str_of(name), str_of(row->default_text), &target,
						true, &message);
			if (parameter_find(str_of(name), target.server) == row)
				cr_expect_neq(refusal, PARAMETER_BAD_VALUE, "%s: %s", name, message);
		}
		if (i + 1 == parameter_count)
			break;
		int order = strcmp(name, next->name);
		cr_expect_leq(order, 0, "%s stands before %s", name, next->name);
		/* Two forms of one parameter follow each other without a gap. */
		if (order == 0)
			cr_expect_eq(version_compare(row->removed, next->since), 0, "%s", name);
	}
}

Test(schema_parameter, rows_by_release)
{
	static const struct {
		const char *name, *server;
		enum parameter_when when;
		double low;
	} rows[] = {
		{ "journalCommitInterval", "4.2", PARAMETER_RUNTIME_ONLY, 0 },
		{ "journalCommitInterval", "4.4", PARAMETER_ANY_TIME, 1 },
		{ "journalCommitInterval", "", PARAMETER_ANY_TIME, 1 },
		{ "journalCommitInterval", "3.2", PARAMETER_RUNTIME_ONLY, 0 },
		{ "maxIndexBuildMemoryUsageMegabytes", "4.2.2", PARAMETER_ANY_TIME, 100 },
		{ "maxIndexBuildMemoryUsageMegabytes", "4.2.3", PARAMETER_ANY_TIME, 50 },
		{ "wiredTigerMaxCacheOverflowSizeGB", "4.2", PARAMETER_ENGINE_ONLY, 0 },
		{ "failIndexKeyTooLong", "8.0", PARAMETER_ANY_TIME, 0 },
	};
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct target target = target_of(rows[i].server, BINARY_MONGOD);
		const struct parameter *row = parameter_find(str_of(rows[i].name), target.server);
		cr_assert(row, "%s", rows[i].name);
		cr_expect_eq(row->when, rows[i].when, "%s %s", rows[i].name, rows[i].server);
		cr_expect_eq(row->low.value, rows[i].low, "%s %s", rows[i].name, rows[i].server);
	}
	struct version none = { 0, 0, 0 };
	cr_expect_null(parameter_find(STR("CursorTimeoutMillis"), none));
	cr_expect_null(parameter_find(STR(""), none));
	cr_expect_null(parameter_find(STR("zzz"), none));
	cr_expect(parameter_find(STR("writePeriodicNoops"), none));
	cr_expect(parameter_find(STR("AlwaysRecordTraffic"), none));
}

#define D BINARY_MONGOD
#define S BINARY_MONGOS
#define BAD(name, why) "Bad value for parameter \"" name "\": " why

Test(schema_parameter, verdicts)
{
	static const struct {
		const char *server;
		unsigned binary;
		const char *name, *text;
		enum parameter_refusal refusal;
		const char *message;
	} rows[] = {
		/* What was measured. */
		{ "4.2.8", D, "cursorTimeoutMillis", "", PARAMETER_BAD_VALUE,
		  BAD("cursorTimeoutMillis", "No digits") },
		{ "4.4", D, "cursorTimeoutMillis", "", PARAMETER_BAD_VALUE,
		  BAD("cursorTimeoutMillis", "No digits") },
		{ "4.2.8", D, "cursorTimeoutMillis", "soon", PARAMETER_BAD_VALUE,
		  BAD("cursorTimeoutMillis", "Bad digit \"s\" while parsing soon") },
		{ "4.4", D, "cursorTimeoutMillis", "soon", PARAMETER_BAD_VALUE,
		  BAD("cursorTimeoutMillis", "Did not consume whole string.") },
		{ "4.2.8", D, "cursorTimeoutMillis", "300000", PARAMETER_OK, NULL },
		{ "4.2.8", D, "authenticationMechanisms", "SCRAM-SHA-1,SCRAM-SHA-256", PARAMETER_OK, NULL },
		{ "4.4", D, "enableTestCommands", "1", PARAMETER_OK, NULL },
		{ "4.4", D, "ttlMonitorEnabled", "false", PARAMETER_OK, NULL },
		{ "4.2.8", D, "roleGraphInvalidationIsFatal", "true", PARAMETER_TEST_ONLY,
		  "--setParameter 'roleGraphInvalidationIsFatal' only available when used with "
		  "'enableTestCommands'" },
		{ "4.2", D, "mongotHost", "localhost:27027", PARAMETER_UNKNOWN,
		  "Unknown --setParameter 'mongotHost'" },
		{ "4.4", D, "maxNumActiveUserIndexBuilds", "3", PARAMETER_UNKNOWN,
		  "Unknown --setParameter 'maxNumActiveUserIndexBuilds'" },
		{ "4.2", D, "internalQueryMaxBlockingSortMemoryUsageBytes", "335544320",
		  PARAMETER_UNKNOWN,
		  "Unknown --setParameter 'internalQueryMaxBlockingSortMemoryUsageBytes'" },
		{ "4.4", D, "internalQueryMaxBlockingSortMemoryUsageBytes", "335544320", PARAMETER_OK,
		  NULL },
		/* Names: exact, of the release, of the binary. */
		{ "4.4", D, "cursortimeoutmillis", "1", PARAMETER_UNKNOWN,
		  "Unknown --setParameter 'cursortimeoutmillis'" },
		{ "4.4", D, "net.port", "1", PARAMETER_UNKNOWN, "Unknown --setParameter 'net.port'" },
		{ "4.2.7", D, "foo", "bar", PARAMETER_UNKNOWN, "Illegal --setParameter parameter: \"foo\"" },
		{ "4.0", D, "foo", "bar", PARAMETER_UNSURE, "Illegal --setParameter parameter: \"foo\"" },
		{ "5.0", D, "foo", "bar", PARAMETER_UNSURE, "Unknown --setParameter 'foo'" },
		{ "", D, "foo", "bar", PARAMETER_UNSURE, "Unknown --setParameter 'foo'" },
		{ "4.2", D, "failIndexKeyTooLong", "true", PARAMETER_OK, NULL },
		{ "4.4", D, "failIndexKeyTooLong", "true", PARAMETER_UNKNOWN,
		  "Unknown --setParameter 'failIndexKeyTooLong'" },
		{ "6.0", D, "failIndexKeyTooLong", "true", PARAMETER_UNSURE,
		  "Unknown --setParameter 'failIndexKeyTooLong'" },
		{ "4.2", S, "ttlMonitorEnabled", "true", PARAMETER_UNKNOWN,
		  "Unknown --setParameter 'ttlMonitorEnabled'" },
		{ "4.2", S, "userCacheInvalidationIntervalSecs", "30", PARAMETER_OK, NULL },
		{ "4.2", D, "userCacheInvalidationIntervalSecs", "30", PARAMETER_UNKNOWN,
		  "Unknown --setParameter 'userCacheInvalidationIntervalSecs'" },
		{ "4.2", S, "enableFlowControl", "true", PARAMETER_UNSURE,
		  "Unknown --setParameter 'enableFlowControl'" },
		{ "4.2", D, "cachePressureThreshold", "50", PARAMETER_UNSURE,
		  "Unknown --setParameter 'cachePressureThreshold'" },
		/* Not known whether it is there, but refused either way. */
		{ "4.2", D, "cachePressureThreshold", "101", PARAMETER_BAD_VALUE,
		  BAD("cachePressureThreshold", "Invalid value for parameter cachePressureThreshold: 101 "
		      "is not less than or equal to 100") },
		{ "4.2", D, "disableIndexSpecNamespaceGeneration", "true", PARAMETER_TEST_ONLY,
		  "--setParameter 'disableIndexSpecNamespaceGeneration' only available when used with "
		  "'enableTestCommands'" },
		{ "4.2", S, "enableFlowControl", "on", PARAMETER_BAD_VALUE,
		  BAD("enableFlowControl", "Value is not a valid boolean") },
		{ "4.2", D, "redactClientLogData", "true", PARAMETER_OTHER_BUILD,
		  "Unknown --setParameter 'redactClientLogData'" },
		/* When. */
		{ "4.4", D, "sslMode", "preferSSL", PARAMETER_NOT_AT_STARTUP,
		  "Cannot use --setParameter to set \"sslMode\" at startup" },
		{ "4.2", D, "traceExceptions", "true", PARAMETER_NOT_AT_STARTUP,
		  "Cannot use --setParameter to set \"traceExceptions\" at startup" },
		{ "4.2", D, "journalCommitInterval", "100", PARAMETER_NOT_AT_STARTUP,
		  "Cannot use --setParameter to set \"journalCommitInterval\" at startup" },
		{ "4.4", D, "wiredTigerEngineRuntimeConfig", "x", PARAMETER_UNKNOWN,
		  "Unknown --setParameter 'wiredTigerEngineRuntimeConfig'" },
		{ "6.0", D, "sslMode", "preferSSL", PARAMETER_UNSURE,
		  "Cannot use --setParameter to set \"sslMode\" at startup" },
		/* Booleans. */
		{ "4.2", D, "ttlMonitorEnabled", "0", PARAMETER_OK, NULL },
		{ "4.2", D, "ttlMonitorEnabled", "TRUE", PARAMETER_BAD_VALUE,
		  BAD("ttlMonitorEnabled", "Value is not a valid boolean") },
		{ "4.2", D, "ttlMonitorEnabled", "yes", PARAMETER_BAD_VALUE,
		  BAD("ttlMonitorEnabled", "Value is not a valid boolean") },
		{ "4.4", D, "enableLocalhostAuthBypass", "", PARAMETER_BAD_VALUE,
		  BAD("enableLocalhostAuthBypass", "Value is not a valid boolean") },
		{ "7.0", D, "ttlMonitorEnabled", "2", PARAMETER_BAD_VALUE,
		  BAD("ttlMonitorEnabled", "Value is not a valid boolean") },
		/* Numbers and bounds. */
		{ "4.2", D, "ttlMonitorSleepSecs", "0", PARAMETER_BAD_VALUE,
		  BAD("ttlMonitorSleepSecs", "Invalid value for parameter ttlMonitorSleepSecs: 0 is not "
		      "greater than 0") },
		{ "4.2", D, "ttlMonitorSleepSecs", "0x10", PARAMETER_OK, NULL },
		{ "4.2", D, "ttlMonitorSleepSecs", "2147483648", PARAMETER_BAD_VALUE,
		  BAD("ttlMonitorSleepSecs", "Overflow") },
		{ "7.0", D, "ttlMonitorSleepSecs", "soon", PARAMETER_BAD_VALUE,
		  BAD("ttlMonitorSleepSecs", "Did not consume whole string.") },
		{ "7.0", S, "ShardingTaskExecutorPoolMaxSize", "18446744073709551615", PARAMETER_UNSURE,
		  BAD("ShardingTaskExecutorPoolMaxSize", "Overflow") },
		{ "8.0", D, "storageEngineConcurrentReadTransactions", "64", PARAMETER_OK, NULL },
		{ "4.4", D, "storageEngineConcurrentReadTransactions", "64", PARAMETER_UNKNOWN,
		  "Unknown --setParameter 'storageEngineConcurrentReadTransactions'" },
		{ "7.0", D, "ttlMonitorSleepSecs", "0", PARAMETER_UNSURE,
		  BAD("ttlMonitorSleepSecs", "Invalid value for parameter ttlMonitorSleepSecs: 0 is not "
		      "greater than 0") },
		{ "4.4", D, "replBatchLimitBytes", "104857601", PARAMETER_BAD_VALUE,
		  BAD("replBatchLimitBytes", "Invalid value for parameter replBatchLimitBytes: 104857601 "
		      "is not less than or equal to 104857600") },
		{ "4.4", D, "maxIndexBuildDrainMemoryUsageMegabytes", "2048", PARAMETER_BAD_VALUE,
		  BAD("maxIndexBuildDrainMemoryUsageMegabytes", "Invalid value for parameter "
		      "maxIndexBuildDrainMemoryUsageMegabytes: 2048 is not less than 2048") },
		{ "4.4", D, "scramIterationCount", "4999", PARAMETER_BAD_VALUE,
		  BAD("scramIterationCount", "Invalid value for parameter scramIterationCount: 4999 is not "
		      "greater than or equal to 5000") },
		{ "4.4", D, "syncdelay", "59.5", PARAMETER_OK, NULL },
		{ "4.4", D, "syncdelay", "-0.5", PARAMETER_BAD_VALUE,
		  BAD("syncdelay", "Invalid value for parameter syncdelay: -0.5 is not greater than or "
		      "equal to 0") },
		{ "4.4", D, "syncdelay", "nan", PARAMETER_BAD_VALUE,
		  BAD("syncdelay", "Invalid value for parameter syncdelay: nan is not less than or equal "
		      "to 3600") },
		{ "4.2", D, "syncdelay", "", PARAMETER_BAD_VALUE, BAD("syncdelay", "Empty string") },
		{ "4.4", D, "tcmallocMaxTotalThreadCacheBytes", "-1", PARAMETER_BAD_VALUE,
		  BAD("tcmallocMaxTotalThreadCacheBytes", "Negative value") },
		{ "4.4", D, "tcmallocMaxTotalThreadCacheBytes", "1073741824", PARAMETER_OK, NULL },
		/* Deprecated names. */
		{ "4.2", D, "sslWithholdClientCertificate", "true", PARAMETER_OK, NULL },
		{ "4.2", D, "sslWithholdClientCertificate", "on", PARAMETER_BAD_VALUE,
		  BAD("sslWithholdClientCertificate", "Value is not a valid boolean") },
		/* Rules. */
		{ "4.2", D, "wiredTigerConcurrentReadTransactions", "0", PARAMETER_BAD_VALUE,
		  BAD("wiredTigerConcurrentReadTransactions",
		      "wiredTigerConcurrentReadTransactions has to be > 0") },
		{ "4.2", D, "wiredTigerConcurrentWriteTransactions", "4", PARAMETER_BAD_VALUE,
		  BAD("wiredTigerConcurrentWriteTransactions",
		      "Minimum value for semaphore is 5; given 4") },
		{ "4.2", D, "wiredTigerConcurrentWriteTransactions", "256", PARAMETER_OK, NULL },
		{ "4.2", D, "logLevel", "-1", PARAMETER_BAD_VALUE,
		  BAD("logLevel", "Invalid value for logLevel: -1") },
		{ "4.2", D, "logLevel", "9", PARAMETER_OK, NULL },
		{ "4.2", D, "watchdogPeriodSeconds", "59", PARAMETER_BAD_VALUE,
		  BAD("watchdogPeriodSeconds", "watchdogPeriodSeconds must be greater than or equal to 60s") },
		{ "4.2", D, "watchdogPeriodSeconds", "-1", PARAMETER_OK, NULL },
		{ "4.2", D, "authSchemaVersion", "5", PARAMETER_BAD_VALUE,
		  BAD("authSchemaVersion", "set called on unsettable server parameter") },
		{ "4.2", D, "featureCompatibilityVersion", "4.2", PARAMETER_BAD_VALUE,
		  BAD("featureCompatibilityVersion",
		      "featureCompatibilityVersion cannot be set via setParameter.") },
		{ "4.2", S, "ShardingTaskExecutorPoolReplicaSetMatching", "disabled", PARAMETER_OK, NULL },
		{ "4.2.8", S, "ShardingTaskExecutorPoolReplicaSetMatching", "automatic", PARAMETER_BAD_VALUE,
		  BAD("ShardingTaskExecutorPoolReplicaSetMatching",
		      "Unrecognized matching strategy 'automatic'") },
		{ "4.4.4", S, "ShardingTaskExecutorPoolReplicaSetMatching", "automatic", PARAMETER_BAD_VALUE,
		  BAD("ShardingTaskExecutorPoolReplicaSetMatching",
		      "Unrecognized matching strategy 'automatic'") },
		{ "4.2", S, "ShardingTaskExecutorPoolReplicaSetMatching", "automatic", PARAMETER_OK, NULL },
		{ "4.4", S, "ShardingTaskExecutorPoolHostTimeoutMS", "79999", PARAMETER_BAD_VALUE,
		  BAD("ShardingTaskExecutorPoolHostTimeoutMS",
		      "ShardingTaskExecutorPoolHostTimeoutMS (79999) set below "
		      "ShardingTaskExecutorPoolRefreshRequirementMS (60000) + "
		      "ShardingTaskExecutorPoolRefreshTimeoutMS (20000).") },
		{ "4.4", S, "readHedgingMode", "off", PARAMETER_OK, NULL },
		{ "4.4", S, "readHedgingMode", "OFF", PARAMETER_BAD_VALUE,
		  BAD("readHedgingMode", "Enumeration value 'OFF' for field 'readHedgingMode' is not a "
		      "valid value.") },
		{ "4.4", D, "replicaSetMonitorProtocol", "fast", PARAMETER_BAD_VALUE,
		  BAD("replicaSetMonitorProtocol", "Unrecognized replicaSetMonitorProtocol 'fast'") },
		{ "4.4", D, "initialSyncSourceReadPreference", "nearest", PARAMETER_OK, NULL },
		{ "4.4", D, "initialSyncSourceReadPreference", "", PARAMETER_BAD_VALUE,
		  BAD("initialSyncSourceReadPreference",
		      "Enumeration value '' for field 'mode' is not a valid value.") },
		{ "4.4", D, "processUmask", "0027", PARAMETER_OK, NULL },
		{ "4.4", D, "processUmask", "", PARAMETER_OK, NULL },
		{ "4.4", D, "processUmask", "028", PARAMETER_BAD_VALUE,
		  BAD("processUmask", "'028' is not a valid octal value") },
		{ "4.4", D, "processUmask", "0700", PARAMETER_BAD_VALUE,
		  BAD("processUmask", "'0700' attempted to set invalid umask bits") },
		{ "4.4", D, "honorSystemUmask", "maybe", PARAMETER_BAD_VALUE,
		  BAD("honorSystemUmask", "honorSystemUmask must be 'true' or 'false'") },
		{ "4.2", D, "cloudFreeMonitoringEndpointURL", "ftp://x", PARAMETER_BAD_VALUE,
		  BAD("cloudFreeMonitoringEndpointURL",
		      "cloudFreeMonitoringEndpointURL only supports http:// URLs") },
		{ "4.2", D, "automationServiceDescriptor",
		  "0123456789012345678901234567890123456789012345678901234567890123", PARAMETER_OK, NULL },
		{ "4.2", D, "automationServiceDescriptor",
		  "01234567890123456789012345678901234567890123456789012345678901234",
		  PARAMETER_BAD_VALUE,
		  BAD("automationServiceDescriptor", "Value for parameter automationServiceDescriptor must "
		      "be no more than 64 bytes") },
		{ "4.4", D, "tcmallocReleaseRate", "-2", PARAMETER_BAD_VALUE,
		  BAD("tcmallocReleaseRate", "tcmallocReleaseRate cannot be negative: -2") },
		/* Fail points. */
		{ "4.4", D, "failpoint.x", "{mode: 'alwaysOn'}", PARAMETER_UNKNOWN,
		  "Unknown --setParameter 'failpoint.x'" },
		/* Documents. */
		{ "4.2", D, "logComponentVerbosity", "", PARAMETER_OK, NULL },
		{ "4.2", D, "logComponentVerbosity", "{verbosity: 1, storage: {journal: {verbosity: 2}}, "
		  "query: 3} and more", PARAMETER_OK, NULL },
		{ "4.2", D, "logComponentVerbosity", "5", PARAMETER_BAD_VALUE,
		  BAD("logComponentVerbosity", "code FailedToParse: FailedToParse: Expecting '{': of:5") },
		{ "4.2", D, "logComponentVerbosity", "{verbosity: 'high'}", PARAMETER_BAD_VALUE,
		  BAD("logComponentVerbosity",
		      "Expected default.verbosity to be a number, but found string") },
		{ "4.2", D, "logComponentVerbosity", "{storage: {journals: 1}}", PARAMETER_BAD_VALUE,
		  BAD("logComponentVerbosity", "Invalid component name storage.journals") },
		{ "4.2", D, "logComponentVerbosity", "{storage: true}", PARAMETER_BAD_VALUE,
		  BAD("logComponentVerbosity", "Invalid type boolfor component default.storage") },
		{ "4.2", D, "logComponentVerbosity", "{journal: 1}", PARAMETER_BAD_VALUE,
		  BAD("logComponentVerbosity", "Invalid component name default.journal") },
		{ "4.4", D, "mirrorReads", "{samplingRate: 0.5, maxTimeMS: 100}", PARAMETER_OK, NULL },
		{ "4.4", D, "mirrorReads", "{samplingRate: 1}", PARAMETER_BAD_VALUE,
		  BAD("mirrorReads", "BSON field 'mirrorReads.samplingRate' is the wrong type 'int', "
		      "expected type 'double'") },
		{ "4.4", D, "mirrorReads", "{samplingRate: 1.5}", PARAMETER_BAD_VALUE,
		  BAD("mirrorReads", "BSON field 'samplingRate' value must be >= 0 and <= 1") },
		{ "4.4", D, "mirrorReads", "{maxTime: 1}", PARAMETER_BAD_VALUE,
		  BAD("mirrorReads", "BSON field 'mirrorReads.maxTime' is an unknown field.") },
	};
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct target target = target_of(rows[i].server, rows[i].binary);
		const char *message = "not set";
		enum parameter_refusal refusal =
			parameter_check(&arena, str_of(rows[i].name), str_of(rows[i].text), &target, false,
					&message);
		cr_expect_eq(refusal, rows[i].refusal, "%s %s=%s: %d %s", rows[i].server, rows[i].name,
			     rows[i].text, (int)refusal, message ? message : "");
		if (rows[i].message && message)
			cr_expect_str_eq(message, rows[i].message, "%s", message);
		else
			cr_expect(!rows[i].message && !message, "%s=%s", rows[i].name, rows[i].text);
	}

	const char *message;
	struct target target = target_of("4.4", BINARY_MONGOD);
	cr_expect_eq(parameter_check(&arena, STR("roleGraphInvalidationIsFatal"), STR("true"), &target, true,
				     &message), PARAMETER_OK);
	cr_expect_eq(parameter_check(&arena, STR("failpoint.x"), STR("{}"), &target, true, &message),
		     PARAMETER_UNSURE);
	target.edition = EDITION_PERCONA;
	cr_expect_eq(parameter_check(&arena, STR("redactClientLogData"), STR("true"), &target, false,
				     &message), PARAMETER_OK);
	target.edition = 0;
	cr_expect_eq(parameter_check(&arena, STR("redactClientLogData"), STR("true"), &target, false,
				     &message), PARAMETER_OTHER_BUILD);
	target.platform = PLATFORM_WINDOWS;
	cr_expect_eq(parameter_check(&arena, STR("processUmask"), STR("0"), &target, false, &message),
		     PARAMETER_OTHER_BUILD);
}

Test(schema_parameter, all_together)
{
	static const struct {
		const char *server;
		const char *settings;  /* name=text, one a line */
		unsigned told;
		enum parameter_refusal refusal;
	} rows[] = {
		{ "4.4", "", 0, PARAMETER_OK },
		{ "4.4", "logLevel=1\nquiet=true\n", 2, PARAMETER_OK },
		/* Names are looked up first; within a kind, byte order of the names. */
		{ "4.4", "logLevel=x\nttlMonitorEnable=true\n", 1, PARAMETER_UNKNOWN },
		{ "4.2.7", "logLevel=x\nttlMonitorEnable=true\n", 0, PARAMETER_BAD_VALUE },
		{ "4.4", "quiet=x\nlogLevel=x\n", 1, PARAMETER_BAD_VALUE },
		{ "4.4", "b=1\na=1\nB=1\n", 2, PARAMETER_UNKNOWN },
		/* Test commands, wherever they stand. */
		{ "4.4", "roleGraphInvalidationIsFatal=true\nenableTestCommands=true\n", 2, PARAMETER_OK },
		{ "4.4", "roleGraphInvalidationIsFatal=true\nenableTestCommands=0\n", 0,
		  PARAMETER_TEST_ONLY },
		{ "4.4", "roleGraphInvalidationIsFatal=true\nenableTestCommands=yes\n", 0,
		  PARAMETER_TEST_ONLY },
		/* What others were set to. */
		{ "4.4", "diagnosticDataCollectionFileSizeMB=300\n", 0, PARAMETER_BAD_VALUE },
		{ "4.4", "diagnosticDataCollectionFileSizeMB=300\n"
			 "diagnosticDataCollectionDirectorySizeMB=300\n", 2, PARAMETER_OK },
		{ "4.4", "ShardingTaskExecutorPoolRefreshTimeoutMS=60000\n", 0, PARAMETER_BAD_VALUE },
		{ "4.4", "ShardingTaskExecutorPoolRefreshTimeoutMS=60000\n"
			 "ShardingTaskExecutorPoolRefreshRequirementMS=60001\n", 2, PARAMETER_OK },
		{ "4.4", "honorSystemUmask=true\nprocessUmask=022\n", 1, PARAMETER_BAD_VALUE },
		{ "4.4", "honorSystemUmask=false\nprocessUmask=022\n", 2, PARAMETER_OK },
	};
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct parameter_setting settings[4];
		struct parameter_verdict verdicts[4];
		struct target target = target_of(rows[i].server, BINARY_MONGOD);
		struct str rest = str_of(rows[i].settings), line;
		unsigned count = 0;
		while (str_split(&rest, '\n', &line) && line.len > 0) {
			uint32_t equal = str_find_char(line, '=', 0);
			settings[count++] = (struct parameter_setting){
				str_sub(line, 0, equal), str_sub(line, equal + 1, line.len)
			};
		}
		unsigned told = parameter_check_all(&arena, settings, count, &target, verdicts);
		cr_expect_eq(told, rows[i].told, "%s: %u", rows[i].settings, told);
		if (told < count)
			cr_expect_eq(verdicts[told].refusal, rows[i].refusal, "%s", rows[i].settings);
	}
}

Test(schema_parameter, suggestions)
{
	static const struct {
		const char *server;
		unsigned binary;
		const char *name, *suggestion;
	} rows[] = {
		{ "4.4", D, "CursorTimeoutMillis", "cursorTimeoutMillis" },
		{ "4.4", D, "cursorTimeoutMilis", "cursorTimeoutMillis" },
		{ "4.4", D, "ttlMonitorEnable", "ttlMonitorEnabled" },
		{ "4.4", D, "authenticationMechanism", "authenticationMechanisms" },
		{ "4.4", D, "loglevel", "logLevel" },
		{ "4.4", D, "quite", "quiet" },
		{ "4.4", D, "quit", "quiet" },
		{ "4.4", S, "sslmode", "sslMode" },
		{ "4.4", D, "nothingLikeIt", NULL },
		{ "4.4", D, "", NULL },
	};
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct target target = target_of(rows[i].server, rows[i].binary);
		const struct parameter *found = parameter_suggest(str_of(rows[i].name), &target);
		const char *got = found ? found->name : "nothing";
		cr_expect_str_eq(got, rows[i].suggestion ? rows[i].suggestion : "nothing", "%s: %s",
				 rows[i].name, got);
	}
}

Test(schema_parameter, documents)
{
	static const struct {
		const char *text, *fields, *fault;
	} rows[] = {
		{ "", "", NULL },
		{ "{}", "", NULL },
		{ " { } x", "", NULL },
		{ "{a:1}", "a int 1;", NULL },
		{ "{ 'a b' : 1 , \"c\":-2.5 }", "a b int 1;c double -2.5;", NULL },
		{ "{a: 3000000000, b: 1e400, c: 99999999999999999999}",
		  "a long 3e+09;b double inf;c double 1e+20;", NULL },
		{ "{a: {b: [1, 'x', {}], c: null}, d: true}", "a object 0;d bool 0;", NULL },
		{ "{$a_1: [], b: 'it\\'s'}", "$a_1 array 0;b string 0;", NULL },
		{ "{a: undefined}", "a null 0;", NULL },
		{ "[]", "", "Expecting '{'" },
		{ "a", "", "Expecting '{'" },
		{ "{", "", "First character in field must be [A-Za-z$_]" },
		{ "{1: 2}", "", "First character in field must be [A-Za-z$_]" },
		{ "{a}", "", "Expecting ':'" },
		{ "{a 1}", "", "Expecting ':'" },
		{ "{a:}", "", "Bad characters in value" },
		{ "{a:1", "", "Expecting '}' or ','" },
		{ "{a:1,}", "", "First character in field must be [A-Za-z$_]" },
		{ "{a:1 b:2}", "", "Expecting '}' or ','" },
		{ "{a:[1}", "", "Expecting ']' or ','" },
		{ "{a:'b}", "", "Unexpected end of input" },
		{ "{a:'b\\", "", "Unexpected end of input" },
		{ "{a:word}", "", "Bad characters in value" },
	};
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct str inside;
		struct document_field field;
		const char *fault = document_open(str_of(rows[i].text), &inside);
		struct str fields = STR("");
		while (document_next(&inside, &field))
			fields = str_format(&arena, "%.*s%.*s %s %g;", STR_ARG(fields), STR_ARG(field.name),
					    document_kind_name(field.kind), field.number);
		cr_expect(str_is(fields, rows[i].fields), "%s: %.*s", rows[i].text, STR_ARG(fields));
		if (fault && rows[i].fault)
			cr_expect_str_eq(fault, rows[i].fault, "%s: %s", rows[i].text, fault);
		else
			cr_expect(!fault && !rows[i].fault, "%s: %s", rows[i].text, fault ? fault : "-");
	}

	/* However deep a hostile one is. */
	static char deep[1000 * 5 + 1];
	for (size_t i = 0; i + 5 < sizeof deep; i += 5)
		memcpy(deep + i, "{\"a\":", 5);
	struct str inside;
	cr_expect_str_eq(document_open(str_of(deep), &inside), "Reached nested object limit");
}
