#include "transforms/upgrade.h"

/* The engine asks for its journal, and it is the default one from 3.2 on. */
static bool is_member_with_wired_tiger(const struct config *config)
{
	return config_find(config, "replication.replSetName") &&
	       (!config_find(config, "storage.engine") || config_is(config, "storage.engine", "wiredTiger"));
}

static bool is_member(const struct config *config)
{
	return config_find(config, "replication.replSetName") != NULL;
}

/* Sources: schema/limit.h for what the option parser refuses; db/db.cpp and storage_engine_init.cpp, 4.0 to 6.0, for what
 * the start refuses after it. */
const struct upgrade_value upgrade_values[] = {
	{ "net.transportLayer", "legacy", NULL, VERSION(4, 0), NULL,
	  "is removed: legacy is gone since 4.0, and asio is the default" },
	{ "replication.enableMajorityReadConcern", "false", NULL, VERSION(5, 0), NULL,
	  "is removed: false is refused since 5.0, and true is the default; in a set with an arbiter, know what that "
	  "costs the primary's cache while a member with data is down" },
	{ "storage.engine", "mmapv1", "wiredTiger", VERSION(4, 2), NULL,
	  "becomes wiredTiger: mmapv1 is gone since 4.2, and wiredTiger can't read its files; before the upgrade, copy "
	  "the data over with a server that knows both: a member with an empty dbPath syncs it, elsewhere dump and restore" },
	{ "storage.indexBuildRetry", NULL, NULL, VERSION(4, 0), is_member,
	  "is removed: since 4.0 it is refused in a member of a replica set" },
	{ "storage.journal.enabled", "false", NULL, VERSION(4, 0), is_member_with_wired_tiger,
	  "is removed: since 4.0 wiredTiger refuses to run a member of a replica set without its journal, so from its "
	  "next start on it has one, below dbPath" },
	/* An older server takes 0 for "not set" (wiredtiger_init.cpp, 3.4 to 4.4). */
	{ "storage.wiredTiger.engineConfig.cacheSizeGB", "0", NULL, VERSION(5, 0), NULL,
	  "is removed: 0 meant the default, and since 5.0 it is refused" },
	{ "systemLog.timeStampFormat", "ctime", "iso8601-local", VERSION(4, 4), NULL,
	  "becomes iso8601-local: ctime is gone since 4.4, where the log is JSON; what reads the log must be able to" },
};
const unsigned upgrade_value_count = sizeof upgrade_values / sizeof *upgrade_values;

/* The same limit under another name (query_knobs.idl, 4.2 and 4.4); its default was 32 MB, and is 100. */
const struct upgrade_parameter upgrade_parameters[] = {
	{ "internalQueryExecMaxBlockingSortBytes", "internalQueryMaxBlockingSortMemoryUsageBytes", VERSION(4, 4) },
};
const unsigned upgrade_parameter_count = sizeof upgrade_parameters / sizeof *upgrade_parameters;

#define FOR_MMAPV1 "it was for the storage engine mmapv1"
#define NO_QUOTA FOR_MMAPV1 "; databases have no quota any more"

const struct upgrade_reason upgrade_reasons[] = {
	{ "storage.journal.enabled", "false", "from its next start on this server has a journal, below dbPath" },
	{ "cloud.monitoring.free", NULL, "that service has ended" },
	{ "net.http", NULL, "the server has no HTTP interface any more" },
	{ "net.serviceExecutor", NULL, "adaptive is gone, and synchronous is all there is" },
	{ "net.transportLayer", NULL, "asio is all there is" },
	{ "replication.secondaryIndexPrefetch", NULL, FOR_MMAPV1 },
	{ "sharding.archiveMovedChunks", NULL, "chunks that move away are not kept" },
	{ "snmp", NULL, "watch the server by other means than SNMP" },
	{ "storage.indexBuildRetry", NULL, "a server that restarts takes up its index builds by itself" },
	{ "storage.journal.debugFlags", NULL, FOR_MMAPV1 },
	{ "storage.journal.enabled", NULL, "the journal is always on" },
	{ "storage.mmapv1.quota", NULL, NO_QUOTA },
	{ "storage.mmapv1", NULL, FOR_MMAPV1 },
	{ "storage.mobile", NULL, "that storage engine is gone" },
	{ "storage.nsSize", NULL, FOR_MMAPV1 },
	{ "storage.preallocDataFiles", NULL, FOR_MMAPV1 },
	{ "storage.quota", NULL, NO_QUOTA },
	{ "storage.repairPath", NULL, "mongod --repair works below dbPath, which must have room for it" },
	{ "storage.smallFiles", NULL, FOR_MMAPV1 },
};
const unsigned upgrade_reason_count = sizeof upgrade_reasons / sizeof *upgrade_reasons;
