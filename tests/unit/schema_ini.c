#include <criterion/criterion.h>

#include <string.h>

#include "schema/ini.h"

enum { D = BINARY_MONGOD, R = BINARY_MONGOS };

static struct target target_of(const char *server, unsigned binary)
{
	struct target target = { .binary = binary, .edition = EDITION_COMMUNITY, .platform = PLATFORM_LINUX };
	if (server)
		cr_assert(version_parse(str_of(server), &target.server));
	return target;
}

/* Which names are read, under which key. NULL: unrecognised. */
static const struct {
	const char *name, *server;
	unsigned binary;
	const char *key;
} names[] = {
	{ "dbpath", "4.2", D, "storage.dbPath" },
	{ "dbPath", "4.2", D, NULL },
	{ "dbpath", "4.2", R, NULL },
	{ "port", "4.2", R, "net.port" },
	{ "", "4.2", D, NULL },
	{ "net.port", "4.2", D, NULL },
	{ "configdb", "4.2", R, "sharding.configDB" },
	{ "configdb", "4.2", D, NULL },
	{ "rest", "4.2", D, NULL },
	{ "rest", "3.4", D, "net.http.RESTInterfaceEnabled" },
	{ "rest", "3.4", R, NULL },
	{ "jsonp", "3.4", R, "net.http.JSONPEnabled" },
	{ "nohttpinterface", "3.4", R, "nohttpinterface" },
	{ "nohttpinterface", "3.6", D, NULL },
	{ "smallfiles", "4.0", D, "storage.mmapv1.smallFiles" },
	{ "smallfiles", "4.2", D, NULL },
	{ "noprealloc", "4.0", D, "noprealloc" },
	{ "noprealloc", "4.2", D, NULL },
	{ "nssize", "3.6", D, "storage.mmapv1.nsSize" },
	{ "noIndexBuildRetry", "4.2", D, "noIndexBuildRetry" },
	{ "noIndexBuildRetry", "4.4", D, NULL },
	{ "journal", "4.0", D, "journal" },
	{ "journal", "4.2", D, "storage.journal.enabled" },
	{ "journal", NULL, D, "storage.journal.enabled" },
	{ "journal", "6.1", D, NULL },
	{ "journal", "4.2", R, NULL },
	{ "dur", "4.0", D, "dur" },
	{ "dur", "4.2", D, "storage.journal.enabled" },
	{ "nodur", "4.2", D, "nojournal" },
	{ "nodur", "4.0", D, "nodur" },
	{ "auth", "4.2", D, "auth" },
	{ "auth", "4.2", R, NULL },
	{ "noauth", "4.2", R, "noauth" },
	{ "replSet", "4.2", D, "replication.replSet" },
	{ "replSetName", "4.2", D, NULL },
	{ "oplogSize", "4.2", D, "replication.oplogSizeMB" },
	{ "setParameter", "4.2", R, "setParameter" },
	{ "sslMode", "4.0", D, "net.ssl.mode" },
	{ "sslMode", "4.2", D, "net.ssl.mode" },
	{ "tlsMode", "4.0", D, NULL },
	{ "sslPEMKeyFile", "4.0", D, "net.ssl.PEMKeyFile" },
	{ "sslPEMKeyFile", "4.2", D, "net.tls.certificateKeyFile" },
	{ "sslOnNormalPorts", "4.0", D, "net.ssl.sslOnNormalPorts" },
	{ "sslOnNormalPorts", "4.4", R, "net.tls.tlsOnNormalPorts" },
	{ "tlsOnNormalPorts", "4.0", D, NULL },
	{ "sslCertificateSelector", "4.2", D, NULL },
	{ "enableFreeMonitoring", "4.2", D, NULL },
	{ "outputConfig", "4.2", D, NULL },
	{ "configExpand", "4.2", D, NULL },
	{ "auditPath", "4.2", D, NULL },
	{ "serviceName", "4.2", D, NULL },
	{ "install", "4.2", D, NULL },
	{ "v", "4.2", D, NULL },
	{ "vv", "4.2", R, "vv" },
	{ "vvvvvvvvvvvv", "4.2", D, "vvvvvvvvvvvv" },
	{ "vvvvvvvvvvvvv", "4.2", D, NULL },
	{ "cpu", "4.4", D, "cpu" },
	{ "diaglog", "3.4", D, "diaglog" },
	{ "diaglog", "3.6", D, NULL },
	{ "slavedelay", "3.6", D, "slavedelay" },
	{ "slavedelay", "4.0", D, NULL },
	{ "test", "4.2", R, "test" },
	{ "test", "4.2", D, NULL },
	{ "noscripting", "4.2", R, "noscripting" },
	{ "clusterIpSourceWhitelist", "4.4", D, "security.clusterIpSourceWhitelist" },
	{ "clusterIpSourceWhitelist", "5.0", D, "security.clusterIpSourceAllowlist" },
};

Test(schema_ini, names)
{
	for (unsigned i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct target target = target_of(names[i].server, names[i].binary);
		struct ini_name found;
		bool known = ini_find(str_of(names[i].name), &target, &found);
		cr_expect(known == (names[i].key != NULL), "row %u: %s", i, names[i].name);
		if (!known || !names[i].key)
			continue;
		cr_expect_str_eq(found.name, names[i].name);
		cr_expect_str_eq(found.key, names[i].key, "row %u: %s", i, found.key);
	}
}

/* What one line leaves behind. */
static const struct {
	const char *name, *text, *server;
	unsigned binary;
	const char *path, *value, *refusal;
	bool quits;
} lines[] = {
	{ "dbpath", "/d", "4.2", D, "storage.dbPath", "/d", NULL, false },
	{ "port", "x", "4.2", D, "net.port", "x", NULL, false },
	{ "fork", "yes", "4.2", D, "processManagement.fork", "true", NULL, false },
	{ "fork", "", "4.2", D, "processManagement.fork", "true", NULL, false },
	{ "fork", "OFF", "4.2", D, "processManagement.fork", "false", NULL, false },
	{ "fork", "2", "4.2", D, NULL, NULL,
	  "Error parsing INI config file: the argument ('2') for option 'fork' is invalid. Valid choices are "
	  "'on|off', 'yes|no', '1|0' and 'true|false'", false },
	{ "auth", "true", "4.2", D, "security.authorization", "enabled", NULL, false },
	{ "auth", "false", "4.2", D, "security.authorization", "disabled", NULL, false },
	{ "noauth", "true", "4.2", R, "security.authorization", "disabled", NULL, false },
	{ "noauth", "false", "4.2", D, "security.authorization", "enabled", NULL, false },
	{ "nojournal", "true", "4.2", D, "storage.journal.enabled", "false", NULL, false },
	{ "nodur", "false", "4.0", D, "storage.journal.enabled", "true", NULL, false },
	{ "dur", "true", "4.2", D, "storage.journal.enabled", "true", NULL, false },
	{ "nounixsocket", "true", "4.2", D, "net.unixDomainSocket.enabled", "false", NULL, false },
	{ "objcheck", "false", "4.2", R, "net.wireObjectCheck", "false", NULL, false },
	{ "noscripting", "true", "4.2", D, "security.javascriptEnabled", "false", NULL, false },
	{ "noscripting", "true", "4.2", R, "noscripting", "true", NULL, false },
	{ "noscripting", "true", "4.4", R, "security.javascriptEnabled", "false", NULL, false },
	{ "replSet", "rs0/a:1", "4.2", D, "replication.replSet", "rs0/a:1", NULL, false },
	{ "logpath", "/l", "4.2", D, "systemLog.path", "/l", NULL, false },
	{ "logpath", "", "4.2", D, "systemLog.path", "", "logpath cannot be empty if supplied", false },
	{ "syslog", "true", "4.2", D, "systemLog.destination", "syslog", NULL, false },
	{ "syslog", "false", "4.2", D, "syslog", "false", NULL, false },
	{ "sslOnNormalPorts", "true", "4.2", D, "net.tls.mode", "requireTLS", NULL, false },
	{ "sslOnNormalPorts", "true", "4.0", D, "net.ssl.mode", "requireSSL", NULL, false },
	{ "sslMode", "requireSSL", "4.2", D, "net.tls.mode", "requireTLS", NULL, false },
	{ "bind_ip_all", "true", "4.2", D, "net.bindIp", "*", NULL, false },
	{ "bind_ip_all", "false", "4.2", D, NULL, NULL, NULL, false },
	{ "configsvr", "true", "4.2", D, "sharding.clusterRole", "configsvr", NULL, false },
	{ "shardsvr", "false", "4.2", D, "sharding.clusterRole", "shardsvr",
	  "shardsvr option cannot be set to false in config file", false },
	{ "profile", "1", "4.2", D, "operationProfiling.mode", "slowOp", NULL, false },
	{ "profile", "3", "4.2", D, NULL, NULL,
	  "Bad value for profile: 3.  Supported modes are: (0=off|1=slowOp|2=all)", false },
	{ "profile", "x", "4.2", D, NULL, NULL,
	  "Error parsing option \"profile\" as int: Bad digit \"x\" while parsing x", false },
	{ "verbose", "true", "4.2", D, "systemLog.verbosity", "1", NULL, false },
	{ "verbose", "", "4.2", D, "systemLog.verbosity", "0", NULL, false },
	{ "verbose", "vvvvv", "4.2", D, "systemLog.verbosity", "5", NULL, false },
	{ "verbose", "vvvvvvvvvvvvvvv", "4.2", D, "verbose", "vvvvvvvvvvvvvvv", NULL, false },
	{ "verbose", "3", "4.2", D, NULL, NULL,
	  "The \"verbose\" option string cannot contain any characters other than \"v\"", false },
	{ "vvv", "true", "4.2", D, "systemLog.verbosity", "3", NULL, false },
	{ "vvv", "false", "4.2", D, NULL, NULL, NULL, false },
	{ "cpu", "true", "4.2", D, "cpu", "true", NULL, false },
	{ "config", "/x", "4.2", D, NULL, NULL, NULL, false },
	{ "help", "true", "4.2", D, "help", "true", NULL, true },
	{ "help", "false", "4.2", R, "help", "false", NULL, false },
	{ "master", "false", "4.2", D, "master", "false", NULL, true },
	{ "master", "true", "3.6", D, "master", "true", NULL, false },
	{ "cacheSize", "1", "4.2", D, NULL, NULL, "--cacheSize option not currently supported", false },
	{ "enableMajorityReadConcern", "0", "4.2", D, "replication.enableMajorityReadConcern", "false", NULL, false },
};

Test(schema_ini, lines)
{
	struct arena arena = ARENA_INIT;
	for (unsigned i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		struct target target = target_of(lines[i].server, lines[i].binary);
		struct ini_name name;
		struct ini_kept kept;
		cr_assert(ini_find(str_of(lines[i].name), &target, &name), "row %u", i);
		ini_apply(&arena, &name, &target, str_of(lines[i].text), &kept);
		cr_expect_str_eq(kept.refusal ? kept.refusal : "", lines[i].refusal ? lines[i].refusal : "", "row %u", i);
		cr_expect_str_eq(kept.path ? kept.path : "", lines[i].path ? lines[i].path : "", "row %u", i);
		cr_expect(!lines[i].value || str_is(kept.value, lines[i].value), "row %u: %.*s", i, STR_ARG(kept.value));
		cr_expect(kept.quits == lines[i].quits, "row %u: quits", i);
		cr_expect((kept.also_path != NULL) == (strcmp(lines[i].name, "logpath") == 0), "row %u", i);
	}
	arena_free(&arena);
}

Test(schema_ini, rows_make_sense)
{
	for (unsigned i = 0; i < ini_count; i++) {
		const struct ini_name *row = &ini_table[i];
		bool needs_yes = row->way == INI_SWITCH || row->way == INI_IF_TRUE || row->way == INI_NO_FALSE ||
				 row->way == INI_REFUSED;
		cr_expect(row->name && row->key && row->binaries && row->type != PARSER_BY_TYPE, "row %u", i);
		cr_expect(needs_yes == (row->yes != NULL), "%s: yes", row->name);
		cr_expect((row->way == INI_SWITCH) == (row->no != NULL), "%s: no", row->name);
		const struct option *option = row->option ? option_find(str_of(row->option)) : NULL;
		cr_expect(!row->option || option, "%s: %s is no option", row->name, row->option ? row->option : "");
		cr_expect(!option || row->way == INI_REFUSED || !row->yes || option_has_choice(option, str_of(row->yes)),
			  "%s: %s", row->name, row->yes ? row->yes : "");
	}
}

/* Each key of a conflict is one that some name of an INI file or some option leaves. */
Test(schema_ini, conflicts_name_keys)
{
	struct arena arena = ARENA_INIT;
	for (unsigned i = 0; i < ini_conflict_count; i++) {
		const struct ini_conflict *conflict = &ini_conflicts[i];
		const char *both[] = { conflict->key, conflict->other };
		for (unsigned k = 0; k < 2; k++) {
			bool known = option_find(str_of(both[k])) != NULL;
			for (unsigned j = 0; j < ini_count && !known; j++)
				known = strcmp(ini_table[j].key, both[k]) == 0;
			cr_expect(known, "%s is no key", both[k]);
		}
		if (strcmp(conflict->key, "noauth") == 0 && strcmp(conflict->other, "auth") == 0)
			cr_expect_str_eq(ini_conflict_text(&arena, conflict),
					 "auth is not allowed when noauth is specified");
		if (strcmp(conflict->key, "nojournal") == 0 && strcmp(conflict->other, "journal") == 0)
			cr_expect_str_eq(ini_conflict_text(&arena, conflict),
					 "Can't specify both --journal and --nojournal options.");
	}
	arena_free(&arena);
}

Test(schema_ini, words_of_boost)
{
	static const char *const yes[] = { "", "on", "ON", "Yes", "1", "true", "TRUE" };
	static const char *const no[] = { "off", "No", "0", "false", "False" };
	static const char *const neither[] = { "2", "y", "n", "t", "true ", "01", "enabled" };
	bool value;
	for (unsigned i = 0; i < sizeof(yes) / sizeof(yes[0]); i++)
		cr_expect(ini_bool(str_of(yes[i]), &value) && value, "%s", yes[i]);
	for (unsigned i = 0; i < sizeof(no) / sizeof(no[0]); i++)
		cr_expect(ini_bool(str_of(no[i]), &value) && !value, "%s", no[i]);
	for (unsigned i = 0; i < sizeof(neither) / sizeof(neither[0]); i++)
		cr_expect(!ini_bool(str_of(neither[i]), &value), "%s", neither[i]);
}
