/* Names of INI files that are no option's own, and what may not stand together. Server source:
 * mongod_options.cpp, mongos_options.cpp, server_options_helpers.cpp and ssl_options.cpp, 3.4 to
 * 4.0; the *_options_*.idl of late 4.3; server_options_server_helpers.cpp of both. */
#include "schema/ini.h"

#define MONGOD BINARY_MONGOD
#define MONGOS BINARY_MONGOS
#define BOTH (BINARY_MONGOD | BINARY_MONGOS)

#define ALWAYS .from = { 0 }
#define SINCE(...) .from = VERSION(__VA_ARGS__)
#define UNTIL(...) .to = VERSION(__VA_ARGS__)
#define UNIX .platform = PLATFORM_UNIX
#define LINUX .platform = PLATFORM_LINUX
#define WINDOWS .platform = PLATFORM_WINDOWS

#define KEEP(name, type, who, ...) { name, name, NULL, PARSER_##type, INI_KEEP, NULL, NULL, who, __VA_ARGS__, .now = NULL }
#define QUIT(name, who, ...) { name, name, NULL, PARSER_SWITCH, INI_QUIT, NULL, NULL, who, __VA_ARGS__, .now = NULL }
#define FLAG(name, option, yes, no, who, ...) \
	{ name, name, option, PARSER_SWITCH, INI_SWITCH, yes, no, who, __VA_ARGS__, .now = NULL }
#define ROLE(name) \
	{ name, name, "sharding.clusterRole", PARSER_SWITCH, INI_NO_FALSE, name, NULL, MONGOD, ALWAYS, .now = NULL }
#define REFUSED(name, type, message) \
	{ name, name, NULL, PARSER_##type, INI_REFUSED, message, NULL, MONGOD, ALWAYS, .now = NULL }

#define PAIRS "****\nReplica Pairs have been deprecated. Invalid options: --pairwith, --arbiter, and/or --opIdMem\n" \
	      "<http://dochub.mongodb.org/core/replicapairs>\n****"

const struct ini_name ini_table[] = {
	/* canonicalizeBaseOptions(); before 3.6 in canonicalizeServerOptions() */
	{ "verbose", "verbose", "systemLog.verbosity", PARSER_STRING, INI_VERBOSE, NULL, NULL, BOTH, ALWAYS, .now = NULL },
	{ "logpath", "logpath", "systemLog.path", PARSER_STRING, INI_LOGPATH, NULL, NULL, BOTH, ALWAYS, .now = NULL },
	{ "syslog", "syslog", "systemLog.destination", PARSER_SWITCH, INI_IF_TRUE, "syslog", NULL, BOTH, ALWAYS, UNIX,
	  .now = NULL },
	/* canonicalizeServerOptions() */
	FLAG("objcheck", "net.wireObjectCheck", "true", "false", BOTH, ALWAYS),
	FLAG("noobjcheck", "net.wireObjectCheck", "false", "true", BOTH, ALWAYS),
	FLAG("nohttpinterface", "net.http.enabled", "false", "true", BOTH, UNTIL(3, 6)),
	FLAG("httpinterface", "net.http.enabled", "true", "false", BOTH, UNTIL(3, 6)),
	FLAG("nounixsocket", "net.unixDomainSocket.enabled", "false", "true", BOTH, ALWAYS, UNIX),
	FLAG("noauth", "security.authorization", "disabled", "enabled", BOTH, ALWAYS),
	/* canonicalizeSSLServerOptions() */
	{ "sslOnNormalPorts", "net.ssl.sslOnNormalPorts", "net.ssl.mode", PARSER_SWITCH, INI_IF_TRUE, "requireSSL",
	  NULL, BOTH, UNTIL(4, 2), .now = NULL },
	{ "tlsOnNormalPorts", "net.tls.tlsOnNormalPorts", "net.tls.mode", PARSER_SWITCH, INI_IF_TRUE, "requireTLS",
	  NULL, BOTH, SINCE(4, 2), .now = NULL },
	{ "sslOnNormalPorts", "net.tls.tlsOnNormalPorts", "net.tls.mode", PARSER_SWITCH, INI_IF_TRUE, "requireTLS",
	  NULL, BOTH, SINCE(4, 2), .now = "tlsOnNormalPorts" },
	/* canonicalizeMongodOptions(). Up to 4.0 each spelling of the journal is a key of its own; the
	 * rows of 4.2 stand before them so that they count where no release is said. */
	{ "dur", "storage.journal.enabled", "storage.journal.enabled", PARSER_SWITCH, INI_PLAIN, NULL, NULL, MONGOD,
	  SINCE(4, 2), UNTIL(6, 1), .now = "journal" },
	{ "nodur", "nojournal", "storage.journal.enabled", PARSER_SWITCH, INI_SWITCH, "false", "true", MONGOD,
	  SINCE(4, 2), UNTIL(6, 1), .now = "nojournal" },
	FLAG("journal", "storage.journal.enabled", "true", "false", MONGOD, UNTIL(4, 2)),
	FLAG("nojournal", "storage.journal.enabled", "false", "true", MONGOD, UNTIL(6, 1)),
	FLAG("dur", "storage.journal.enabled", "true", "false", MONGOD, UNTIL(4, 2)),
	FLAG("nodur", "storage.journal.enabled", "false", "true", MONGOD, UNTIL(4, 2)),
	{ "durOptions", "durOptions", "storage.mmapv1.journal.debugFlags", PARSER_INT, INI_PLAIN, NULL, NULL, MONGOD,
	  UNTIL(4, 2), .now = "journalOptions" },
	FLAG("auth", "security.authorization", "enabled", "disabled", MONGOD, ALWAYS),
	FLAG("noprealloc", "storage.mmapv1.preallocDataFiles", "false", "true", MONGOD, UNTIL(4, 2)),
	FLAG("noMoveParanoia", "sharding.archiveMovedChunks", "false", "true", MONGOD, UNTIL(7, 1)),
	FLAG("moveParanoia", "sharding.archiveMovedChunks", "true", "false", MONGOD, UNTIL(7, 1)),
	FLAG("noIndexBuildRetry", "storage.indexBuildRetry", "false", "true", MONGOD, UNTIL(4, 4)),
	ROLE("configsvr"),
	ROLE("shardsvr"),
	{ "profile", "profile", "operationProfiling.mode", PARSER_INT, INI_PROFILE, NULL, NULL, MONGOD, ALWAYS,
	  .now = NULL },
	/* Not the same as replSetName: seeds may follow a slash. It stays what it is, and wins. */
	{ "replSet", "replication.replSet", "replication.replSetName", PARSER_STRING, INI_KEEP, NULL, NULL, MONGOD,
	  ALWAYS, .now = NULL },
	FLAG("noscripting", "security.javascriptEnabled", "false", "true", MONGOD, ALWAYS),
	FLAG("noscripting", "security.javascriptEnabled", "false", "true", MONGOS, SINCE(4, 4)),
	KEEP("noscripting", SWITCH, MONGOS, UNTIL(4, 4)),
	{ "jsonp", "net.http.JSONPEnabled", NULL, PARSER_SWITCH, INI_KEEP, NULL, NULL, MONGOS, UNTIL(3, 6), .now = NULL },

	/* handlePreValidationMongodOptions(), handlePreValidationMongosOptions() */
	QUIT("help", BOTH, ALWAYS),
	QUIT("version", BOTH, ALWAYS),
	QUIT("sysinfo", MONGOD, ALWAYS),
	QUIT("test", MONGOS, ALWAYS),
	QUIT("shutdown", MONGOD, ALWAYS, LINUX),  /* of the server that runs; after all checks */
	QUIT("install", BOTH, ALWAYS, WINDOWS),
	QUIT("reinstall", BOTH, ALWAYS, WINDOWS),
	QUIT("remove", BOTH, ALWAYS, WINDOWS),
	{ "master", "master", NULL, PARSER_SWITCH, INI_QUIT_ANY, NULL, NULL, MONGOD, SINCE(4, 0), .now = NULL },
	{ "slave", "slave", NULL, PARSER_SWITCH, INI_QUIT_ANY, NULL, NULL, MONGOD, SINCE(4, 0), .now = NULL },

	/* stored under their own names */
	{ "config", "config", NULL, PARSER_STRING, INI_DROP, NULL, NULL, BOTH, ALWAYS, .now = NULL },
	KEEP("service", SWITCH, BOTH, ALWAYS, WINDOWS),
	KEEP("enableExperimentalStorageDetailsCmd", SWITCH, BOTH, UNTIL(5, 0)),
	KEEP("cpu", SWITCH, MONGOD, ALWAYS),
	KEEP("notablescan", SWITCH, MONGOD, ALWAYS),
	KEEP("repair", SWITCH, MONGOD, ALWAYS),
	KEEP("upgrade", SWITCH, MONGOD, ALWAYS),
	KEEP("command", STRING_VECTOR, MONGOD, ALWAYS),
	KEEP("diaglog", INT, MONGOD, UNTIL(3, 6)),
	KEEP("master", SWITCH, MONGOD, UNTIL(4, 0)),
	KEEP("slave", SWITCH, MONGOD, UNTIL(4, 0)),
	KEEP("source", STRING, MONGOD, UNTIL(4, 0)),
	KEEP("only", STRING, MONGOD, UNTIL(4, 0)),
	KEEP("slavedelay", INT, MONGOD, UNTIL(4, 0)),
	KEEP("autoresync", SWITCH, MONGOD, UNTIL(4, 0)),
	KEEP("fastsync", SWITCH, MONGOD, UNTIL(4, 0)),
	KEEP("pretouch", INT, MONGOD, UNTIL(4, 0)),

	REFUSED("cacheSize", LONG, "--cacheSize option not currently supported"),
	REFUSED("pairwith", SWITCH, PAIRS),
	REFUSED("arbiter", SWITCH, PAIRS),
	REFUSED("opIdMem", SWITCH, PAIRS),
};
const unsigned ini_count = sizeof(ini_table) / sizeof(ini_table[0]);

#define FROM_4_2 VERSION(4, 2), { 0 }
#define TO_4_0 { 0 }, VERSION(4, 2)
#define TO_3_6 { 0 }, VERSION(4, 0)
#define EVER { 0 }, { 0 }
#define JOURNAL "Can't specify both --journal and --nojournal options."
#define BACKUP(other, ...) \
	{ "storage.queryableBackupMode", other, MONGOD, __VA_ARGS__, "Cannot specify both queryable backup mode and " other }
#define NO_REPLICA_SET(name) \
	{ name, "replication.replSet", MONGOD, TO_3_6, NULL }

const struct ini_conflict ini_conflicts[] = {
	/* Constraints, in the order of registration. noauth also names auth's other friends without
	 * their dots (clusterAuthMode; up to 4.0 all of them), which never fires. */
	{ "objcheck", "noobjcheck", BOTH, FROM_4_2, NULL },
	{ "security.keyFile", "noauth", BOTH, TO_4_0, NULL },
	{ "logpath", "syslog", BOTH, EVER, NULL },
	{ "noauth", "auth", MONGOD, EVER, NULL },
	{ "noauth", "security.keyFile", BOTH, FROM_4_2, NULL },
	{ "noauth", "security.transitionToAuth", BOTH, FROM_4_2, NULL },
	{ "httpinterface", "nohttpinterface", BOTH, { 0 }, VERSION(3, 6), NULL },
	{ "security.transitionToAuth", "noauth", BOTH, TO_4_0, NULL },
	{ "objcheck", "noobjcheck", BOTH, TO_4_0, NULL },
	NO_REPLICA_SET("master"),
	NO_REPLICA_SET("slave"),
	NO_REPLICA_SET("source"),
	NO_REPLICA_SET("only"),
	NO_REPLICA_SET("slavedelay"),
	NO_REPLICA_SET("autoresync"),
	{ "configsvr", "shardsvr", MONGOD, EVER, NULL },
	{ "configsvr", "nojournal", MONGOD, { 0 }, VERSION(6, 1), NULL },
	{ "shardsvr", "master", MONGOD, TO_3_6, NULL },
	{ "shardsvr", "slave", MONGOD, TO_3_6, NULL },
	{ "noMoveParanoia", "moveParanoia", MONGOD, { 0 }, VERSION(7, 1), NULL },
	{ "storage.indexBuildRetry", "replication.replSet", MONGOD, VERSION(4, 0), VERSION(4, 4), NULL },
	{ "storage.indexBuildRetry", "replication.replSetName", MONGOD, VERSION(4, 0), VERSION(4, 4), NULL },
	{ "noIndexBuildRetry", "replication.replSet", MONGOD, VERSION(4, 0), VERSION(4, 4), NULL },
	{ "storage.mmapv1.journal.debugFlags", "durOptions", MONGOD, TO_4_0, NULL },
	{ "net.ssl.sslOnNormalPorts", "net.ssl.mode", BOTH, TO_4_0, NULL },
	{ "net.tls.tlsOnNormalPorts", "net.tls.mode", BOTH, FROM_4_2, NULL },
	{ "net.tls.tlsOnNormalPorts", "net.ssl.mode", BOTH, FROM_4_2, NULL },
	{ "net.tls.mode", "net.ssl.mode", BOTH, FROM_4_2, NULL },

	/* validateMongodOptions() */
	{ "nojournal", "storage.journal.enabled", MONGOD, VERSION(4, 2), VERSION(6, 1), JOURNAL },
	{ "nojournal", "journal", MONGOD, TO_4_0, JOURNAL },
	{ "nojournal", "dur", MONGOD, TO_4_0, JOURNAL },
	{ "nodur", "journal", MONGOD, TO_4_0, JOURNAL },
	{ "nodur", "dur", MONGOD, TO_4_0, JOURNAL },
	BACKUP("replication.replSet", EVER),
	BACKUP("configsvr", EVER),
	BACKUP("upgrade", EVER),
	BACKUP("repair", EVER),
	BACKUP("profile", EVER),
	BACKUP("master", TO_3_6),
	BACKUP("slave", TO_3_6),
	BACKUP("source", TO_3_6),
	BACKUP("only", TO_3_6),
	BACKUP("slavedelay", TO_3_6),
	BACKUP("autoresync", TO_3_6),
	BACKUP("fastsync", TO_3_6),
};
const unsigned ini_conflict_count = sizeof(ini_conflicts) / sizeof(ini_conflicts[0]);
