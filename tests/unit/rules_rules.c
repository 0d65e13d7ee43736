#include <criterion/criterion.h>
#include <string.h>

#include "base/buf.h"
#include "lint_files.h"

static struct arena arena;

static void tear_down(void)
{
	arena_free(&arena);
}

/* What is to be said of each server's security is in rules_security.c. */
static void set_up(void)
{
	lint_without = "exposed-without-auth";
}

TestSuite(rules_rules, .init = set_up, .fini = tear_down);

/* What must not be reported: every row gives nothing. */
static const struct lint_file fine[] = {
	{ "mongod.conf", "" },
	{ "mongod.conf", "# only a comment\n" },
	{ "mongod.conf", "---\nnet:\n  port: 27017\n...\n" },
	{ "mongod.conf", "net:\n  port: \"27017\"\nsystemLog:\n  quiet: \"false\"\nsecurity:\n  authorization: 'enabled'\n" },
	{ "mongod.conf", "net.port: 27017\nnet:\n  ipv6: true\n" },
	{ "mongod.conf", "net:\n  bindIp: 127.0.0.1, 10.0.0.1\n" },
	{ "mongod.conf", "net:\n  bindIp: \"*\"\n" },
	{ "mongod.conf", "net:\n  bindIp: localhost,/run/mongodb.sock\n" },
	{ "mongod.conf", "net:\r\n  port: 27017\r\n" },
	{ "mongod.conf", "\xef\xbb\xbfnet:\n  port: 27017\n" },
	{ "mongod.conf", "{\"net\": {\"port\": 27017}, \"security\": {}}\n" },
	{ "mongod.conf", "security:\n  keyFile: /etc/mongodb/keyfile\nreplication:\n  replSetName: rs0\n" },
	{ "mongod.conf", "security:\n  keyFile: C:\\keys\\mongodb.key\nreplication:\n  replSetName: rs0\n" },
	{ "mongod.conf", "security:\n  transitionToAuth: false\n" },
	{ "mongod.conf", "security:\n  authorization: enabled\n" },
	{ "mongod.conf", "security:\n  authorization: enabled\n  clusterAuthMode: x509\nreplication:\n  replSetName: rs0\nnet:\n  tls:\n    mode: requireTLS\n    certificateKeyFile: /c\n    CAFile: /c\n" },
	{ "mongod.conf", "security:\n  authorization: enabled\n  keyFile: {__exec: 'x'}\nreplication:\n  replSetName: rs0\n" },
	{ "mongod.conf", "net:\n  bindIp: {__rest: 'https://c/ip'}\n" },
	{ "mongod.conf", "__rest: https://c/all\ntype: yaml\n" },
	{ "mongod.conf", "setParameter:\n  enableLocalhostAuthBypass: false\n  anything: 1\n" },
	{ "mongod.conf", "systemLog:\n  verbosity: {value: 1}\n" },
	{ "mongod.conf", "#security:\n#  authorization: enabled\nnet:\n  port: 27017\n" },
	{ "mongod.conf", "operationProfiling:\n  slowOpThresholdMs: 100\n" },
	{ "mongod.conf", "net: &n\n  port: 27017\n" },
	{ "mongod.conf", "net:\n  port: 27017  # caf\xc3\xa9 \xe4\xb8\xad\n" },
	{ "mongod.conf", "net:\n  port: 27017 # one\r# two\n" },
	{ "mongod.conf", "net:\n  bindIpAll: false\n  bindIp: a\n" },
	{ "mongos.conf", "sharding:\n  configDB: cfg/a:27019,b:27019,c:27019\nsecurity:\n  keyFile: /k\n" },
	{ NULL, NULL },
};

Test(rules_rules, are_silent)
{
	for (const struct lint_file *file = fine; file->file; file++) {
		struct lint_file files[] = { *file, { 0 } };
		const char *said = lint_findings(&arena, files, NULL, NULL);
		cr_expect_str_eq(said, "", "%s gives %s", file->text, said);
	}
}

/* One file; the findings without its name. */
static const struct {
	const char *file, *server, *text, *said;
} single[] = {
	/* ini-syntax: one finding for all lines that are no pair */
	{ "m.conf", 0, "dbpath=/d\nand\nso\non\n", "2:1+3 error ini-syntax\n" },

	/* yaml-syntax */
	{ "m.conf", 0, "net:\n\tport: 1\n", "2:1+1 error tab-indentation\n" },
	{ "m.conf", 0, "- a\n- b\n", "1:1+3 error yaml-syntax\n" },
	{ "m.conf", 0, "hello\n", "1:1+5 error ini-syntax\n" },
	{ "m.conf", 0, "net: *n\n", "1:6+2 error yaml-syntax\n" },
	{ "m.conf", 0, "net:\r  port: 1\r", "1:5+1 error stray-cr\n" },
	{ "m.conf", 0, "# a\rnet:\n  port: 1\n", "1:4+1 error stray-cr\n" },
	{ "m.conf", 0, "net:\r\r\n  port: 1\r\r\n", "1:5+1 error stray-cr\n" },
	/* wrong-encoding */
	{ "m.conf", 0, "# \xe9\nnet:\n  port: 1\n", "1:3+1 warning wrong-encoding\n" },
	{ "m.conf", 0, "net:\n  bindIp: \xc0\xaf\n", "2:11+1 warning wrong-encoding\n" },
	/* empty-section */
	{ "m.conf", 0, "security:\nnet:\n  port: 1\n", "1:1+8 error empty-section\n" },
	{ "m.conf", 0, "net:\n  tls:\n  port: 1\n", "2:3+3 error empty-section\n" },
	{ "m.conf", 0, "security: ~\nsharding: null\n", "1:1+8 error empty-section\n2:1+8 error empty-section\n" },
	/* duplicate-option */
	{ "m.conf", 0, "net:\n  port: 1\nnet.port: 2\n", "3:1+8 error duplicate-option\n" },
	{ "m.conf", 0, "net:\n  port: 1\n  port: 1\n  port: 1\n", "3:3+4 error duplicate-option\n4:3+4 error duplicate-option\n" },
	{ "m.conf", 0, "net:\n  tls:\n    clusterCAFile: /a\n  ssl:\n    clusterCAFile: /a\n", "5:5+13 error duplicate-option\n" },
	{ "m.conf", 0, "systemLog:\n  verbosity: {value: 1}\n  verbosity: 1\n", "3:3+9 error duplicate-option\n" },
	{ "m.conf", 0, "setParameter:\n  a: 1\n  a: 1\n", "3:3+1 error duplicate-option\n" },
	{ "m.conf", 0, "net:\n  bindIpAll: true\n  bindIp: a\n", "3:3+6 error duplicate-option\n" },
	{ "m.conf", "4.0", "net:\n  bindIpAll: true\n  bindIp: a\n", "3:3+6 error bindip-then-bindipall\n" },
	/* unknown-option */
	{ "m.conf", 0, "net:\n  bindip: a\n", "2:3+6 error unknown-option\n" },
	{ "m.conf", 0, "net:\n  \"bind_ip\": a\n", "2:3+9 error cli-name-in-yaml\n" },
	{ "m.conf", 0, "nett:\n  port: 1\n  ipv6: true\nx:\n  y: 1\n", "1:1+4 error unknown-option\n4:1+1 error unknown-option\n" },
	{ "m.conf", 0, "net: port:1\n", "1:6+6 error missing-space-after-colon\n" },
	{ "m.conf", 0, "net:\nport: 1\n", "2:1+4 error option-at-column-zero\n" },
	{ "m.conf", 0, "net:\n  <<: {port: 1}\n", "2:3+2 error unknown-option\n" },
	{ "m.conf", 0, "net:\n  port:\n    x: 1\n", "3:5+1 error unknown-option\n" },
	{ "m.conf", 0, "storage:\n  dbPath: /d\n#net:\n  port: 1\n", "4:3+4 error orphan-child-of-commented-section\n" },
	{ "m.conf", 0, "? [a]\n: 1\n", "1:3+3 error unknown-option\n" },
	{ "m.conf", 0, "services:\n  m:\n    image: mongo\n", "1:1+8 error unknown-option\n" },
	/* The other binary's. */
	{ "mongos.conf", 0, "storage:\n  dbPath: /d\nsharding:\n  configDB: c/a:1,b:1,c:1\n", "2:3+6 error unknown-option\n" },
	{ "mongos.conf", 0, "security:\n  authorization: enabled\nsharding.configDB: c/a:1,b:1,c:1\n", "2:3+13 error unknown-option\n" },
	{ "m.conf", 0, "sharding:\n  configDB: c/a:1,b:1,c:1\nstorage.dbPath: /d\n", "3:1+14 error unknown-option\n" },
	/* Another release's. */
	{ "m.conf", "6.0", "storage:\n  journal:\n    enabled: true\n", "" },
	{ "m.conf", "7.0", "storage:\n  journal:\n    enabled: true\n", "3:5+7 error unknown-option\n" },
	{ "m.conf", "4.0", "net:\n  tls:\n    mode: requireTLS\n", "3:5+4 error unknown-option\n" },
	{ "m.conf", "4.2", "net:\n  tls:\n    mode: disabled\n", "" },
	{ "m.conf", "3.2", "security:\n  keyFile: /k\n  transitionToAuth: true\nreplication:\n  replSetName: rs0\n",
	  "3:3+16 warning transition-to-auth-left-on\n3:3+16 error unknown-option\n" },
	/* Older than the table begins: what it calls new may be older, but for what is known to have come with 3.4. */
	{ "m.conf", "3.2", "net.compression.compressors: snappy\nnet.ssl: {mode: requireSSL, PEMKeyFile: /c, CAFile: /ca}\n",
	  "1:1+27 error unknown-option\n" },
	/* transition-without-keyfile */
	{ "m.conf", 0, "security:\n  transitionToAuth: true\n", "2:3+16 error transition-without-keyfile\n" },
	{ "m.conf", 0, "security:\n  transitionToAuth: true\n  authorization: enabled\nreplication:\n  replSetName: a\n",
	  "2:3+16 error transition-without-keyfile\n" },
	{ "m.conf", 0, "security:\n  clusterAuthMode: sendX509\n  keyFile: /k\n  transitionToAuth: true\nreplication:\n  replSetName: rs0\nnet:\n  tls:\n    mode: requireTLS\n    certificateKeyFile: /c\n    CAFile: /c\n",
	  "4:3+16 error transition-without-keyfile\n" },
	/* keyfile-required */
	{ "m.conf", 0, "security:\n  authorization: enabled\nreplication:\n  replSetName: a\n", "2:18+7 error keyfile-required\n" },
	{ "m.conf", "5.0", "security:\n  authorization: enabled\nreplication:\n  replSetName: a\n", "2:18+7 error keyfile-required\n" },
	{ "m.conf", "4.4", "security:\n  authorization: enabled\nreplication:\n  replSetName: a\n", "2:18+7 warning keyfile-required\n" },
	{ "m.conf", 0, "security:\n  authorization: enabled\nsharding:\n  clusterRole: shardsvr\n", "2:18+7 error keyfile-required\n4:16+8 warning cluster-role-without-replset\n" },
	{ "m.conf", 0, "security:\n  clusterAuthMode: keyFile\nreplication:\n  replSetName: a\n", "2:20+7 warning cluster-auth-needs-keyfile\n" },
	/* keyfile-path-relative */
	{ "m.conf", 0, "security:\n  keyFile: 'keys/k'\nreplication:\n  replSetName: rs0\n", "2:12+8 warning keyfile-path-relative\n" },
	/* ini-format */
	{ "m.conf", 0, "# old\nport = 1\n", "2:1+8 warning ini-format\n" },
	{ "m.conf", 0, "dbPath=/d\nport=1\n", "1:1+6 error ini-syntax\n" },
	{ "m.conf", "3.4", "rest=true\nvvv=true\nmaster=true\nnojournal=true # on\n", "1:1+9 warning ini-format\n" },
	{ "m.conf", "4.2", "rest=true\nport=1\n", "1:1+4 error ini-syntax\n" },
	{ "mongos.conf", 0, "port=1\ndbpath=/d\n", "1:1+4 error configdb-missing\n2:1+6 error ini-syntax\n" },
};

Test(rules_rules, findings_of_one_file)
{
	for (unsigned i = 0; i < sizeof single / sizeof *single; i++) {
		struct lint_file files[] = { { single[i].file, single[i].text }, { 0 } };
		const char *said = lint_findings(&arena, files, single[i].server, NULL);
		/* Without the file's name. */
		struct str rest = str_of(said), line;
		struct buf out = BUF_INIT(&arena);
		while (str_split(&rest, '\n', &line))
			if (line.len)
				buf_printf(&out, "%.*s\n", STR_ARG(str_sub(line, (uint32_t)strlen(single[i].file) + 1, line.len)));
		cr_expect_str_eq(buf_done(&out).at, single[i].said, "%s gives\n%s", single[i].text, buf_done(&out).at);
	}
}

Test(rules_rules, bytes_that_are_no_text)
{
	static const struct {
		struct str text;
		const char *said;
	} table[] = {
		{ STR("# a\0b\nnet:\n  port: 1\n"), "m.conf:1:4+1 error wrong-encoding\n" },
		{ STR("\xff\xfen\0e\0t\0:\0"), "m.conf:1:4+1 error wrong-encoding\n" },
		{ STR("\0n\0e\0t\0:"), "m.conf:1:1+1 error wrong-encoding\n" },
	};
	for (unsigned i = 0; i < sizeof table / sizeof *table; i++) {
		const struct config *config = lint_config(&arena, "m.conf", table[i].text, 0);
		const char *said = lint_lines(&arena, lint_run(&arena, &config, 1, NULL, NULL));
		cr_expect_str_eq(said, table[i].said, "%u: %s", i, said);
	}
}

/* The words of some findings: message, server, help, and the fix. */
static const struct {
	const char *file, *server, *text;
	const char *message, *prints, *help;
	const char *fixed;
} words[] = {
	{ "m.conf", 0, "net:\n  BindIP: a\n", "net.BindIP is not an option of mongod", "stops with: Unrecognized option: net.BindIP",
	  "did you mean net.bindIp? (names are case-sensitive)", "net:\n  bindIp: a\n" },
	{ "m.conf", 0, "nett:\n  port: 1\n", "nett is not a section of mongod's options", "stops with: Unrecognized option: nett.port",
	  "did you mean net.port?", NULL },
	{ "m.conf", 0, "bogusness: 1\n", "bogusness is not an option of mongod", NULL, "see mongoconf list options, or remove it", NULL },
	{ "m.conf", 0, "security:\n", "the section security has nothing below it", "stops with: Unrecognized option: security", NULL,
	  "#security:\n" },
	{ "m.conf", 0, "\xef\xbb\xbfsecurity:\n", "the section security has nothing below it", NULL, NULL, "\xef\xbb\xbf#security:\n" },
	{ "m.conf", 0, "net:\n  tls:\n  port: 1\n", "the section net.tls has nothing below it", NULL, NULL, "net:\n  #tls:\n  port: 1\n" },
	{ "m.conf", 0, "{security: }\n", "the section security has nothing below it", NULL, "give it an option, or remove it", NULL },
	{ "mongos.conf", 0, "storage:\n  dbPath: /d\nsharding:\n  configDB: c/a:1,b:1,c:1\n", "storage.dbPath is an option of mongod, not of mongos",
	  "stops with: Unrecognized option: storage.dbPath", NULL, NULL },
	{ "m.conf", "7.0", "storage:\n  journal:\n    enabled: true\n    commitIntervalMs: 5\n",
	  "storage.journal.enabled is gone since 6.1",
	  "stops with: Unrecognized option: storage.journal.enabled", "remove it: mongod 7.0 does not start with it",
	  "storage:\n  journal:\n    commitIntervalMs: 5\n" },
	{ "m.conf", "4.0", "net:\n  tls:\n    mode: requireTLS\n", "net.tls.mode came with 4.2", NULL,
	  "for 4.0, write net.ssl.mode", NULL },
	{ "m.conf", "4.0", "net:\n  tls:\n    CAFile: /c\n", "net.tls.CAFile came with 4.2", NULL, "for 4.0, write net.ssl.CAFile", NULL },
	{ "m.conf", "3.4", "port=1\n", NULL, "reads it still, with the names of the command line and not those of the manual", NULL, NULL },
	{ "m.conf", "4.2", "rest=true\n", "rest is gone since 3.6", "stops with: Error parsing INI config file: unrecognised option 'rest'",
	  "remove it", NULL },
	{ "m.conf", "7.0", "journal=true\n", "journal is gone since 6.1", NULL, "remove it", NULL },
	{ "m.conf", 0, "dbPath=/d\n", "dbPath is not an option of the old format", NULL, "write dbpath", NULL },
	{ "mongos.conf", 0, "dbpath=/d\nconfigdb=c/a:1\n", "dbpath is an option of mongod, not of mongos", NULL, NULL, NULL },
	{ "m.conf", 0, "net:\n  port: 1\n-----\nsecurity:\n  keyFile: /k\n",
	  "not YAML: this line is neither an option nor a comment", NULL, "put a # before it, or remove it", NULL },
	{ "m.conf", 0, "dur=true\n\n# Data files.\nstorage:\n  dbPath: {/d}\n",
	  "a line of YAML in a file that the server reads in the old format",
	  "stops with: Error parsing INI config file: the options configuration file contains an invalid line 'storage:'",
	  "write the whole file as YAML: what stands above this line is not", NULL },
	{ "m.conf", 0, "port=1\nport=2\n", "port is set twice", NULL, NULL, NULL },
	{ "m.conf", "5.0", "replication:\n  enableMajorityReadConcern: false\n",
	  "replication.enableMajorityReadConcern must be true, and is \"false\"", NULL, "write true",
	  "replication:\n  enableMajorityReadConcern: true\n" },
	{ "m.conf", 0, "replication:\n  enableMajorityReadConcern: on\n",
	  "replication.enableMajorityReadConcern must be true or false, and is \"on\"", NULL, "write true",
	  "replication:\n  enableMajorityReadConcern: true\n" },
	{ "m.conf", 0, "setParameter:\n  auditAuthorizationSuccess: true\n",
	  "auditAuthorizationSuccess is not a parameter of mongod: only Enterprise or Percona servers know it", NULL,
	  "say whose server it is with --edition, or remove it", NULL },
};

Test(rules_rules, words_and_fixes)
{
	for (unsigned i = 0; i < sizeof words / sizeof *words; i++) {
		const struct config *config = lint_config_of(&arena, words[i].file, str_of(words[i].text), words[i].server);
		const struct sink *sink = lint_run(&arena, &config, 1, words[i].server, NULL);
		cr_assert_gt(sink->count, 0, "%s", words[i].text);
		const struct diag *diag = sink->at[0];
		if (words[i].message)
			cr_expect_str_eq(diag->message, words[i].message, "%s", diag->message);
		if (words[i].prints)
			cr_expect_str_eq(diag->server, words[i].prints, "%s", diag->server);
		if (words[i].help)
			cr_expect(diag->help && strcmp(diag->help, words[i].help) == 0, "%s: %s", words[i].text, diag->help);
		cr_assert_eq(diag->fix != NULL, words[i].fixed != NULL, "%s", words[i].text);
		if (!diag->fix)
			continue;
		const struct fix_edit *edit = diag->fix->edits;
		struct str text = config->source->text;
		const char *fixed = arena_printf(&arena, "%.*s%.*s%.*s", STR_ARG(str_sub(text, 0, edit->cut.at)), STR_ARG(edit->put),
						 STR_ARG(str_sub(text, span_end(edit->cut), text.len)));
		/* A release that takes but one boolean, and the file says the other. */
		bool contrary = strstr(words[i].text, "Concern: false") != NULL;
		cr_expect_eq(diag->fix->safety, contrary ? SAFETY_UNSAFE : SAFETY_SAFE, "%s", words[i].text);
		cr_expect_str_eq(fixed, words[i].fixed, "%s", fixed);
		config = lint_config_of(&arena, words[i].file, str_of(fixed), words[i].server);
		cr_expect_eq(lint_run(&arena, &config, 1, words[i].server, NULL)->count, 0, "%s", fixed);
	}
}

Test(rules_rules, a_flood_of_aliases)
{
	struct buf text = BUF_INIT(&arena);
	buf_text(&text, "a0: &a0 {}\n");
	for (unsigned k = 1; k < 40; k++)
		buf_printf(&text, "a%u: &a%u {x: *a%u, y: *a%u}\n", k, k, k - 1, k - 1);
	const struct config *config = lint_config(&arena, "m.conf", buf_done(&text), 0);
	const char *said = lint_lines(&arena, lint_run(&arena, &config, 1, NULL, NULL));
	cr_expect_not_null(strstr(said, "error yaml-syntax\n"), "%s", said);
}
