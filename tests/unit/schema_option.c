#include <criterion/criterion.h>

#include <string.h>

#include "schema/option.h"

static const struct option *must_find(const char *path)
{
	const struct option *option = option_find(str_of(path));
	cr_assert(option, "%s is not in the table", path);
	return option;
}

Test(schema_option, rows_are_sorted_and_unique)
{
	for (unsigned i = 1; i < option_count; i++) {
		const char *last = option_table[i - 1].path, *path = option_table[i].path;
		cr_expect(strcmp(last, path) < 0, "%s must not stand before %s", last, path);
	}
}

Test(schema_option, every_row_finds_itself)
{
	cr_assert(option_count > 250);
	for (unsigned i = 0; i < option_count; i++) {
		const char *path = option_table[i].path;
		cr_expect(option_find(str_of(path)) == &option_table[i], "%s", path);
		cr_expect(option_find_holder(str_of(path)) == &option_table[i], "%s", path);
	}
}

/* Behind a row's path there are NULs, which are no part of it. */
Test(schema_option, nul_bytes_end_no_path)
{
	char bytes[sizeof option_table->path] = { 0 };
	for (unsigned i = 0; i < option_count; i++) {
		uint32_t len = (uint32_t)strlen(option_table[i].path);
		memcpy(bytes, option_table[i].path, len + 1);
		for (uint32_t more = 0; len + more <= sizeof bytes; more++)
			cr_expect_eq(option_find((struct str){ bytes, len + more }), more ? NULL : &option_table[i], "%s and %u",
				     option_table[i].path, more);
		memset(bytes, 0, sizeof bytes);
	}
}

/* An old name leads to a path that is no old name itself, and that checks the same values. */
Test(schema_option, replacements_exist_and_agree)
{
	unsigned replaced = 0;
	for (unsigned i = 0; i < option_count; i++) {
		const struct option *option = &option_table[i];
		if (!*option->replaced_by)
			continue;
		const struct option *now = must_find(option->replaced_by);
		replaced++;
		cr_expect(!*now->replaced_by, "%s leads in two steps", option->path);
		cr_expect(now->type == option->type, "%s has another type", option->path);
		cr_expect(version_known(option->deprecated) || version_known(option->removed),
			  "%s is replaced but in no release", option->path);
	}
	cr_expect(replaced > 25);
}

/* A text that fills its room to the last byte is no error to the compiler. */
#define ends(text) (memchr(text, 0, sizeof(text)) != NULL)

Test(schema_option, texts_end)
{
	for (unsigned i = 0; i < option_count; i++) {
		const struct option *o = &option_table[i];
		cr_expect(ends(o->path) && ends(o->replaced_by) && ends(o->default_text) && ends(o->choices) && ends(o->cli) &&
			  ends(o->note), "%.60s", o->path);
	}
	for (unsigned i = 0; i < option_gap_count; i++)
		cr_expect(ends(option_gaps[i].path), "%u", i);
	for (unsigned i = 0; i < option_parser_count; i++)
		cr_expect(ends(option_parsers[i].path), "%u", i);
}

/* That the side tables are looked at for a row, and only for those, is said by the row. */
Test(schema_option, rows_know_of_the_side_tables)
{
	for (unsigned i = 0; i < option_count; i++) {
		const struct option *option = &option_table[i];
		bool gaps = false, parsers = false;
		for (unsigned k = 0; k < option_gap_count; k++)
			gaps |= !strcmp(option_gaps[k].path, option->path);
		for (unsigned k = 0; k < option_parser_count; k++)
			parsers |= !strcmp(option_parsers[k].path, option->path);
		cr_expect_eq(option->gaps, gaps, "%s: gaps", option->path);
		cr_expect_eq(option->parsers, parsers, "%s: parsers", option->path);
	}
	for (unsigned k = 0; k < option_gap_count; k++)
		must_find(option_gaps[k].path);
	for (unsigned k = 0; k < option_parser_count; k++)
		must_find(option_parsers[k].path);
}

Test(schema_option, rows_make_sense)
{
	for (unsigned i = 0; i < option_count; i++) {
		const struct option *o = &option_table[i];
		bool words = o->type == OPTION_ENUM || o->type == OPTION_WORDS;
		cr_expect(o->binaries == 1 || o->binaries == 2 || o->binaries == 3, "%s", o->path);
		cr_expect(words == (*o->choices != 0), "%s: choices without a type", o->path);
		cr_expect(!*o->choices || !*o->default_text || o->type == OPTION_WORDS ||
			  option_has_choice(o, str_of(o->default_text)), "%s: default", o->path);
		cr_expect(!o->has_min || !o->has_max || o->min <= o->max, "%s: range", o->path);
		cr_expect(!version_known(o->removed) || version_compare(o->since, o->removed) < 0,
			  "%s was removed before it came", o->path);
		cr_expect(!*o->cli || o->cli[0] != '-', "%s: dashes", o->path);
		cr_expect(strlen(option_type_name(o->type)) > 0, "%s", o->path);
	}
}

Test(schema_option, side_tables_name_rows)
{
	for (unsigned i = 0; i < option_gap_count; i++)
		must_find(option_gaps[i].path);
}

Test(schema_option, facts_that_rules_rest_on)
{
	const struct option *key_file = must_find("security.keyFile");
	cr_expect(key_file->type == OPTION_PATH);
	cr_expect(key_file->binaries == (BINARY_MONGOD | BINARY_MONGOS));
	cr_expect(!version_known(key_file->removed));
	const struct option *port = must_find("net.port");
	cr_expect(port->has_min && port->has_max && port->min == 0 && port->max == 65535);
	cr_expect_str_eq(port->default_text, "27017");
	cr_expect(must_find("security.transitionToAuth")->type == OPTION_BOOL);
	cr_expect(must_find("replication.replSetName")->binaries == BINARY_MONGOD);
	cr_expect(must_find("sharding.configDB")->binaries == BINARY_MONGOS);
	cr_expect(!must_find("systemLog.destination")->hidden);
	cr_expect(must_find("security.enableLocalhostAuthBypass")->refused);
	cr_expect(option_in_edition(key_file, EDITION_COMMUNITY));
	cr_expect(!option_in_edition(must_find("auditLog.path"), EDITION_COMMUNITY));
	cr_expect(option_in_edition(must_find("auditLog.path"), EDITION_PERCONA));
	cr_expect(!option_in_edition(must_find("security.vault.port"), EDITION_ENTERPRISE));
}

Test(schema_option, find_is_exact)
{
	static const char *const none[] = {
		"", "net", "net.", ".net.port", "net.Port", "net.por", "net.portx", "net.port.x",
		"net port", "zzz", "setParameter.",
	};
	for (unsigned i = 0; i < sizeof(none) / sizeof(none[0]); i++)
		cr_expect(!option_find(str_of(none[i])), "'%s' was found", none[i]);
	cr_expect(!option_find(STR("net.port\0x")));
	cr_expect(!option_find(STR("net.port\0")));
	cr_expect(option_find(str_sub(STR("net.ports"), 0, 8)));
}

Test(schema_option, sections)
{
	static const char *const sections[] = {
		"audit", "auditLog", "cloud", "cloud.monitoring", "net", "net.ssl", "net.tls",
		"operationProfiling", "security", "security.kmip", "snmp", "storage",
		"storage.wiredTiger", "storage.wiredTiger.engineConfig", "systemLog",
		"systemLog.component.storage.wt", "taskExecutorProfiling",
	};
	static const char *const none[] = {
		"", ".", "Net", "ne", "netx", "net.", "net.port", "net.s", "audi", "zzz", "a",
		"storage.wired", "systemLog.component.storage.wt.verbosity", "setParameter",
	};
	for (unsigned i = 0; i < sizeof(sections) / sizeof(sections[0]); i++)
		cr_expect(option_is_section(str_of(sections[i])), "%s", sections[i]);
	for (unsigned i = 0; i < sizeof(none) / sizeof(none[0]); i++)
		cr_expect(!option_is_section(str_of(none[i])), "'%s' is a section", none[i]);
	cr_expect(!option_is_section(STR("net\0")));
}

/* The fast answer and the plain one. */
Test(schema_option, every_beginning_of_a_path_is_a_section)
{
	for (unsigned i = 0; i < option_count; i++) {
		struct str path = str_of(option_table[i].path);
		for (uint32_t end = 1; end < path.len; end++) {
			bool below = false;
			for (unsigned j = 0; j < option_count && !below; j++)
				below = strncmp(option_table[j].path, path.at, end) == 0 &&
					option_table[j].path[end] == '.';
			cr_expect(option_is_section(str_sub(path, 0, end)) == below, "%.*s",
				  (int)end, path.at);
		}
	}
}

Test(schema_option, maps)
{
	const struct option *map = must_find("setParameter");
	cr_expect(map->type == OPTION_MAP);
	cr_expect(option_find_holder(STR("setParameter.enableTestCommands")) == map);
	cr_expect(option_find_holder(STR("setParameter.a.b")) == map);
	cr_expect(!option_find_holder(STR("setParameters.x")));
	cr_expect(!option_find_holder(STR("net.setParameter.x")));
	cr_expect(!option_find_holder(STR("net.port.x")));
	cr_expect(!option_find_holder(STR("")));
}

Test(schema_option, choices)
{
	const struct option *mode = must_find("net.tls.mode");
	cr_expect(option_has_choice(mode, STR("requireTLS")));
	cr_expect(!option_has_choice(mode, STR("RequireTLS")));
	cr_expect(!option_has_choice(mode, STR("requireTL")));
	cr_expect(!option_has_choice(mode, STR("")));
	cr_expect(!option_has_choice(mode, STR("allowTLS|preferTLS")));
	cr_expect(option_has_choice(must_find("net.bindIp"), STR("anything")));
}

Test(schema_option, states)
{
	enum { D = BINARY_MONGOD, R = BINARY_MONGOS };
	enum { COMMUNITY = EDITION_COMMUNITY, ENTERPRISE = EDITION_ENTERPRISE, PERCONA = EDITION_PERCONA };
	static const struct {
		const char *path, *server;
		unsigned binary;
		enum option_state state;
		unsigned edition;
		enum platform platform;
	} cases[] = {
		{ "security.keyFile", "3.4", D, OPTION_LIVE, 0, 0 },
		{ "security.keyFile", "8.0", R, OPTION_LIVE, COMMUNITY, 0 },
		{ "storage.dbPath", "7.0", R, OPTION_FOREIGN, 0, 0 },
		{ "sharding.configDB", "7.0", D, OPTION_FOREIGN, 0, 0 },
		{ "storage.journal.enabled", "6.0.14", D, OPTION_LIVE, 0, 0 },
		{ "storage.journal.enabled", "6.1", D, OPTION_REMOVED, 0, 0 },
		{ "storage.journal.enabled", "7.0", D, OPTION_REMOVED, COMMUNITY, 0 },
		{ "storage.journal.enabled", "7.0", D, OPTION_LIVE, PERCONA, 0 },
		{ "net.ssl.mode", "4.0", D, OPTION_LIVE, 0, 0 },
		{ "net.ssl.mode", "4.2", D, OPTION_DEPRECATED, 0, 0 },
		{ "net.tls.mode", "4.0", D, OPTION_FUTURE, 0, 0 },
		{ "net.tls.mode", "4.2.0", D, OPTION_LIVE, 0, 0 },
		{ "security.clusterIpSourceAllowlist", "4.2.8", D, OPTION_FUTURE, 0, 0 },
		{ "operationProfiling.filter", "4.4.1", D, OPTION_FUTURE, 0, 0 },
		{ "operationProfiling.filter", "4.4", D, OPTION_LIVE, 0, 0 },
		{ "operationProfiling.slowOpThresholdMs", "3.6", R, OPTION_FUTURE, 0, 0 },
		{ "operationProfiling.slowOpThresholdMs", "3.6", D, OPTION_LIVE, 0, 0 },
		{ "operationProfiling.slowOpThresholdMs", "4.0", R, OPTION_LIVE, 0, 0 },
		{ "storage.journal.commitIntervalMs", "4.2.0", D, OPTION_FUTURE, 0, 0 },
		{ "storage.journal.commitIntervalMs", "4.2.1", D, OPTION_LIVE, 0, 0 },
		{ "storage.journal.commitIntervalMs", "4.2", D, OPTION_LIVE, 0, 0 },
		{ "net.priorityPort", "4.4", D, OPTION_FUTURE, 0, 0 },
		{ "net.priorityPort", "8.0", D, OPTION_UNSURE, 0, 0 },
		/* no release: nothing is too old or too new */
		{ "net.priorityPort", NULL, D, OPTION_LIVE, 0, 0 },
		{ "storage.journal.enabled", NULL, D, OPTION_LIVE, 0, 0 },
		{ "storage.dbPath", NULL, R, OPTION_FOREIGN, 0, 0 },
		{ "auditLog.path", NULL, D, OPTION_OTHER_EDITION, 0, 0 },
		/* editions */
		{ "auditLog.path", "4.2", D, OPTION_OTHER_EDITION, COMMUNITY, 0 },
		{ "auditLog.path", "4.2", D, OPTION_LIVE, ENTERPRISE, 0 },
		{ "auditLog.path", "4.2", D, OPTION_LIVE, PERCONA, 0 },
		{ "security.vault.port", "4.2", D, OPTION_OTHER_EDITION, ENTERPRISE, 0 },
		{ "security.vault.port", "4.2", R, OPTION_FOREIGN, COMMUNITY, 0 },
		{ "snmp.master", "7.0", D, OPTION_REMOVED, COMMUNITY, 0 },
		/* platforms */
		{ "processManagement.fork", "4.2", D, OPTION_LIVE, COMMUNITY, PLATFORM_LINUX },
		{ "processManagement.fork", "4.2", D, OPTION_LIVE, COMMUNITY, PLATFORM_ANY },
		{ "processManagement.fork", "4.2", D, OPTION_OTHER_PLATFORM, COMMUNITY, PLATFORM_WINDOWS },
		{ "processManagement.windowsService.serviceName", "4.2", D, OPTION_OTHER_PLATFORM,
		  COMMUNITY, PLATFORM_LINUX },
		{ "processManagement.windowsService.serviceName", NULL, D, OPTION_OTHER_PLATFORM,
		  0, PLATFORM_ANY },
		{ "processManagement.windowsService.serviceName", "4.2", D, OPTION_LIVE,
		  COMMUNITY, PLATFORM_WINDOWS },
		{ "net.tls.certificateSelector", "4.2", D, OPTION_OTHER_PLATFORM, COMMUNITY,
		  PLATFORM_LINUX },
		{ "net.tls.certificateSelector", "4.2", D, OPTION_LIVE, COMMUNITY, PLATFORM_WINDOWS },
		{ "storage.mobile.cacheSizeKB", "4.2", D, OPTION_OTHER_PLATFORM, COMMUNITY, PLATFORM_LINUX },
		{ "storage.mobile.cacheSizeKB", "4.4", D, OPTION_REMOVED, COMMUNITY, PLATFORM_LINUX },
	};
	for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct target target = { .binary = cases[i].binary, .edition = cases[i].edition,
					 .platform = cases[i].platform };
		if (cases[i].server)
			cr_assert(version_parse(str_of(cases[i].server), &target.server));
		enum option_state state = option_state(must_find(cases[i].path), &target);
		cr_expect(state == cases[i].state, "row %u: %s in %s: %d", i, cases[i].path,
			  cases[i].server ? cases[i].server : "any", (int)state);
	}
}

Test(schema_option, parser_types)
{
	static const struct {
		const char *path, *server;
		enum parser_type parser;
	} cases[] = {
		{ "net.ipv6", "4.2", PARSER_SWITCH },
		{ "net.wireObjectCheck", "4.2", PARSER_BOOL },
		{ "net.unixDomainSocket.enabled", "8.0", PARSER_BOOL },
		{ "storage.journal.enabled", "4.0", PARSER_BOOL },
		{ "storage.journal.enabled", "4.2", PARSER_SWITCH },
		{ "storage.journal.enabled", NULL, PARSER_SWITCH },
		{ "storage.indexBuildRetry", "3.6", PARSER_BOOL },
		{ "storage.indexBuildRetry", "4.2", PARSER_SWITCH },
		{ "replication.enableMajorityReadConcern", "3.4", PARSER_SWITCH },
		{ "replication.enableMajorityReadConcern", "3.6", PARSER_BOOL },
		{ "replication.enableMajorityReadConcern", "5.0", PARSER_BOOL },
		{ "net.port", "4.4", PARSER_INT },
		{ "security.vault.secretVersion", "7.0", PARSER_UNSIGNED_LONG_LONG },
		{ "storage.syncPeriodSecs", "4.4", PARSER_DOUBLE },
		{ "security.keyFile", "4.4", PARSER_STRING },
		{ "net.tls.mode", "4.4", PARSER_STRING },
		{ "security.authenticationMechanisms", "4.4", PARSER_STRING_VECTOR },
		{ "setParameter", "4.4", PARSER_STRING_MAP },
	};
	for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct target target = { .binary = BINARY_MONGOD };
		if (cases[i].server)
			cr_assert(version_parse(str_of(cases[i].server), &target.server));
		cr_expect(option_parser_type(must_find(cases[i].path), &target) == cases[i].parser,
			  "%s", cases[i].path);
	}
	for (unsigned i = 0; i < option_parser_count; i++)
		must_find(option_parsers[i].path);
}

Test(schema_option, canonical_names)
{
	static const struct {
		const char *path, *server, *canonical;
	} cases[] = {
		{ "net.ssl.CAFile", "4.0", "net.ssl.CAFile" },
		{ "net.ssl.CAFile", "4.2", "net.tls.CAFile" },
		{ "net.ssl.CAFile", NULL, "net.tls.CAFile" },
		{ "net.ssl.mode", "4.2", "net.ssl.mode" },
		{ "security.clusterIpSourceWhitelist", "4.4", "security.clusterIpSourceWhitelist" },
		{ "security.clusterIpSourceWhitelist", "5.0", "security.clusterIpSourceAllowlist" },
		{ "storage.journal.debugFlags", "4.0", "storage.mmapv1.journal.debugFlags" },
		{ "net.port", "4.2", "net.port" },
	};
	for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct target target = { .binary = BINARY_MONGOD };
		if (cases[i].server)
			cr_assert(version_parse(str_of(cases[i].server), &target.server));
		cr_expect_str_eq(option_canonical(must_find(cases[i].path), &target)->path,
				 cases[i].canonical, "%s", cases[i].path);
	}
}

Test(schema_option, command_line_names)
{
	static const struct {
		const char *name, *path, *value;
	} cases[] = {
		{ "bind_ip", "net.bindIp", NULL },
		{ "dbpath", "storage.dbPath", NULL },
		{ "keyFile", "security.keyFile", NULL },
		{ "replSet", "replication.replSetName", NULL },
		{ "auth", "security.authorization", "enabled" },
		{ "noauth", "security.authorization", "disabled" },
		{ "nojournal", "storage.journal.enabled", "false" },
		{ "sslOnNormalPorts", "net.tls.mode", "requireTLS" },
		{ "dur", "storage.journal.enabled", NULL },
		{ "v", "systemLog.verbosity", "1" },
		{ "profile", "operationProfiling.mode", NULL },
		{ "cpu", NULL, NULL },
		{ "journalCommitInterval", "storage.journal.commitIntervalMs", NULL },
		{ "nssize", "storage.mmapv1.nsSize", NULL },
		{ "auditPath", "auditLog.path", NULL },
		{ "dbPath", NULL, NULL },
		{ "--dbpath", NULL, NULL },
		{ "", NULL, NULL },
	};
	for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *value = "unset";
		const struct option *option = option_find_cli(str_of(cases[i].name), &value);
		cr_expect(!cases[i].path ? !option : option == must_find(cases[i].path), "%s",
			  cases[i].name);
		cr_expect(cases[i].value ? value && strcmp(value, cases[i].value) == 0 : !value,
			  "%s", cases[i].name);
	}
}

enum { C = SUGGEST_CASE, N = SUGGEST_CLI_NAME, P = SUGGEST_PLACE, S = SUGGEST_SPELLING };

/* The whole answer, in order. */
static const struct {
	const char *unknown;
	struct {
		const char *path;
		int why;
	} want[4];
} suggestions[] = {
	{ "net.bindip", { { "net.bindIp", C } } },
	{ "NET.TLS.MODE", { { "net.tls.mode", C } } },
	{ "systemLog.Destination", { { "systemLog.destination", C } } },
	{ "storage.repairpath", { { "storage.repairPath", C } } },
	{ "net.ssl.PEMkeyFile", { { "net.ssl.PEMKeyFile", C } } },
	{ "SetParameter.foo", { { "setParameter", C } } },
	{ "security.sspiHostNameCanonicalization",
	  { { "security.sspiHostnamecanonicalization", C },
	    { "security.sspiHostnameCanonicalization", C } } },

	{ "bind_ip", { { "net.bindIp", N } } },
	{ "net.bind_ip", { { "net.bindIp", N } } },
	{ "--bind-ip", { { "net.bindIp", N } } },
	{ "dbpath", { { "storage.dbPath", N } } },
	{ "logpath", { { "systemLog.path", N } } },
	{ "systemLog.logpath", { { "systemLog.path", N } } },
	{ "replSet", { { "replication.replSetName", N } } },
	{ "replication.replSet", { { "replication.replSetName", N } } },
	{ "keyFile", { { "security.keyFile", N } } },
	{ "keyfile", { { "security.keyFile", N } } },
	{ "auth", { { "security.authorization", N } } },
	{ "nojournal", { { "storage.journal.enabled", N } } },
	{ "pidfilepath", { { "processManagement.pidFilePath", N } } },
	{ "storage.journal", { { "storage.journal.enabled", N } } },
	{ "sslPEMKeyFile", { { "net.tls.certificateKeyFile", N }, { "net.ssl.PEMKeyFile", N } } },
	{ "smallfiles", { { "storage.mmapv1.smallFiles", N }, { "storage.smallFiles", N } } },

	{ "net.keyFile", { { "security.keyFile", P } } },
	{ "security.replSetName", { { "replication.replSetName", P } } },
	{ "net.authorization", { { "security.authorization", P } } },
	{ "dbPath", { { "storage.dbPath", P } } },
	{ "tls.mode", { { "net.tls.mode", P } } },
	{ "storage.wiredTiger.cacheSizeGB",
	  { { "storage.wiredTiger.engineConfig.cacheSizeGB", P } } },
	{ "systemLog.network.verbosity", { { "systemLog.component.network.verbosity", P } } },
	{ "foo.verbosity", { { "systemLog.verbosity", P } } },
	{ "net.tls.PEMKeyFile",
	  { { "net.tls.certificateKeyFile", P }, { "net.ssl.PEMKeyFile", P } } },
	{ "net.ssl.certificateKeyFile", { { "net.tls.certificateKeyFile", P } } },
	{ "storage.enabled",
	  { { "net.unixDomainSocket.enabled", P }, { "storage.journal.enabled", P } } },
	{ "security.port",
	  { { "net.port", P }, { "security.kmip.port", P }, { "security.vault.port", P } } },
	{ "security.setParameter.x", { { "setParameter", P } } },

	{ "securty.keyFile", { { "security.keyFile", S } } },
	{ "processManagment.fork", { { "processManagement.fork", S } } },
	{ "systemLog.component.querry.verbosity",
	  { { "systemLog.component.query.verbosity", S } } },
	{ "net.prot", { { "net.port", S } } },
	{ "net.bindIpp", { { "net.bindIp", S } } },
	{ "security.authorisation", { { "security.authorization", S } } },
	{ "secuirty.keyfle", { { "security.keyFile", S } } },
	{ "net.keyfle", { { "security.keyFile", S } } },
	{ "net.sl.mode", { { "net.tls.mode", S }, { "net.ssl.mode", S } } },
	{ "setParameters.foo", { { "setParameter", S } } },

	{ "net.host", { { NULL, 0 } } },
	{ "sharding.autoSplit", { { NULL, 0 } } },
	{ "enableLocalhostAuthBypass", { { NULL, 0 } } },
	{ "v", { { NULL, 0 } } },
	{ "", { { NULL, 0 } } },
	{ ".", { { NULL, 0 } } },
	{ "net.", { { NULL, 0 } } },
	{ "a.b.c.d.e.f.g.h.i.j.k.l.m.n.keyFile", { { NULL, 0 } } },
};

Test(schema_option, did_you_mean)
{
	for (unsigned i = 0; i < sizeof(suggestions) / sizeof(suggestions[0]); i++) {
		const char *unknown = suggestions[i].unknown;
		struct suggestion got[5];
		unsigned count = option_suggest(str_of(unknown), got, 5), want = 0;
		while (want < 4 && suggestions[i].want[want].path)
			want++;
		cr_expect(count == want, "%s: %u answers, not %u", unknown, count, want);
		for (unsigned k = 0; k < count && k < want; k++) {
			cr_expect_str_eq(got[k].option->path, suggestions[i].want[k].path,
					 "%s: %s", unknown, got[k].option->path);
			cr_expect((int)got[k].why == suggestions[i].want[k].why, "%s: %s: %d",
				  unknown, got[k].option->path, (int)got[k].why);
		}
	}
}

Test(schema_option, suggestions_keep_to_max_and_carry_values)
{
	struct suggestion got[2] = { { NULL, SUGGEST_CASE, NULL }, { NULL, SUGGEST_CASE, NULL } };
	cr_expect(option_suggest(STR("security.port"), got, 0) == 0);
	cr_expect(!got[0].option);
	cr_expect(option_suggest(STR("security.port"), got, 1) == 1);
	cr_expect_str_eq(got[0].option->path, "net.port");
	cr_expect(!got[1].option);
	cr_assert(option_suggest(STR("noauth"), got, 2) == 1);
	cr_expect_str_eq(got[0].value, "disabled");
	cr_assert(option_suggest(STR("dbpath"), got, 2) == 1);
	cr_expect(!got[0].value);
}

/* Every live name, after the commonest slips, leads back to itself, and first. */
Test(schema_option, one_wrong_letter_is_found)
{
	for (unsigned i = 0; i < option_count; i++) {
		const struct option *option = &option_table[i];
		struct str path = str_of(option->path);
		struct suggestion got[3];
		char bytes[128];
		if (version_known(option->removed) || option->refused || path.len > 100)
			continue;
		memcpy(bytes, path.at, path.len);
		bytes[path.len] = 'x';
		if (*option->replaced_by || option_find((struct str){ bytes, path.len + 1 }))
			continue;
		unsigned count = option_suggest((struct str){ bytes, path.len + 1 }, got, 3);
		cr_expect(count > 0 && got[0].option == option, "%s + x", option->path);
		bytes[0] = (char)(bytes[0] - 'a' + 'A');
		count = option_suggest((struct str){ bytes, path.len }, got, 3);
		cr_expect(count > 0 && got[0].option == option && got[0].why == SUGGEST_CASE,
			  "%s with a capital", option->path);
	}
}

/* In every answer the options differ, and nothing dead stands before something live, unless
 * only case was wrong. */
Test(schema_option, live_before_dead)
{
	for (unsigned i = 0; i < option_count; i++) {
		const char *dot = strrchr(option_table[i].path, '.');
		struct suggestion got[16];
		unsigned count = option_suggest(str_of(dot ? dot + 1 : "x"), got, 16);
		for (unsigned k = 0; k < count; k++) {
			const struct option *a = got[k].option;
			bool dead = version_known(a->removed) || a->hidden;
			for (unsigned m = k + 1; m < count; m++) {
				const struct option *b = got[m].option;
				cr_expect(a != b, "%s twice", a->path);
				cr_expect(!dead || version_known(b->removed) || b->hidden,
					  "%s before %s", a->path, b->path);
			}
		}
	}
}

Test(schema_option, long_and_odd_names)
{
	static char text[5000];
	struct suggestion got[3];
	memset(text, 'a', sizeof(text));
	cr_expect(option_suggest((struct str){ text, sizeof(text) }, got, 3) == 0);
	cr_expect(option_suggest((struct str){ text, 128 }, got, 3) == 0);
	cr_expect(option_suggest((struct str){ text, 129 }, got, 3) == 0);
	memset(text, '.', sizeof(text));
	cr_expect(option_suggest((struct str){ text, 128 }, got, 3) == 0);
	cr_expect(option_suggest(STR("net.port\0"), got, 3) == 1);
	cr_expect(option_suggest(STR("\xff\xfe.\x80"), got, 3) == 0);
}

Test(schema_option, versions_are_parsed)
{
	static const struct {
		const char *text;
		struct version version;
	} cases[] = {
		{ "7.0", VERSION(7, 0, VERSION_NEWEST) },
		{ "4.4.2", VERSION(4, 4, 2) },
		{ "8.0.0", VERSION(8, 0, 0) },
		{ "v6.0.14", VERSION(6, 0, 14) },
		{ "r4.0.10", VERSION(4, 0, 10) },
		{ "4.2.0-rc2", VERSION(4, 2, 0) },
		{ "4.4.0-1.el8", VERSION(4, 4, 0) },
		{ "10.12", VERSION(10, 12, VERSION_NEWEST) },
	};
	static const char *const wrong[] = {
		"", "7", "7.", ".0", "7.0.", "7.x", "7.0.1.2", "7,0", " 7.0", "7.0 ", "-7.0",
		"7.0-", "7.0-rc 1", "0.0", "v", "seven", "7.1000", "99999999999.0", "rv7.0",
	};
	struct version version;
	for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		cr_expect(version_parse(str_of(cases[i].text), &version), "%s", cases[i].text);
		cr_expect(version_compare(version, cases[i].version) == 0, "%s", cases[i].text);
	}
	for (unsigned i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		cr_expect(!version_parse(str_of(wrong[i]), &version), "'%s'", wrong[i]);
		cr_expect(!version_known(version), "'%s'", wrong[i]);
	}
}

Test(schema_option, versions_are_ordered_and_written)
{
	static const struct version ordered[] = {
		{ 0 }, VERSION(3, 4), VERSION(3, 4, 1), VERSION(3, 4, VERSION_NEWEST),
		VERSION(3, 6), VERSION(4, 0), VERSION(4, 10), VERSION(10, 0),
	};
	unsigned count = sizeof(ordered) / sizeof(ordered[0]);
	for (unsigned i = 0; i < count; i++)
		for (unsigned j = 0; j < count; j++) {
			int order = version_compare(ordered[i], ordered[j]);
			cr_expect((order < 0) == (i < j) && (order > 0) == (i > j), "%u %u", i, j);
			cr_expect(version_at_least(ordered[i], ordered[j]) == (i >= j));
		}
	struct arena arena = ARENA_INIT;
	cr_expect_str_eq(version_text(&arena, ordered[0]), "");
	cr_expect_str_eq(version_text(&arena, ordered[1]), "3.4");
	cr_expect_str_eq(version_text(&arena, ordered[2]), "3.4.1");
	cr_expect_str_eq(version_text(&arena, ordered[3]), "3.4");
	arena_free(&arena);
}
