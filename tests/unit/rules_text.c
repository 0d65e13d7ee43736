#include <criterion/criterion.h>
#include <string.h>

#include "base/buf.h"
#include "lint_files.h"
#include "text/edit.h"

/* The rules on the shape of the text: what the server refuses of it and why, and what it silently does not read. */

static struct arena arena;

static void tear_down(void)
{
	lint_expands = true;
	arena_free(&arena);
}

TestSuite(rules_text, .fini = tear_down);

static const char *findings(const char *file, const char *text, const char *server)
{
	struct lint_file files[] = { { file, text }, { 0 } };
	struct str rest = str_of(lint_findings(&arena, files, server, NULL)), line;
	struct buf out = BUF_INIT(&arena);
	while (str_split(&rest, '\n', &line))
		if (line.len)
			buf_printf(&out, "%.*s\n", STR_ARG(str_sub(line, (uint32_t)strlen(file) + 1, line.len)));
	return str_cstr(&arena, buf_done(&out));
}

/* One refusal, one finding; `fixed` is the text after the fix of the first, which must leave nothing of its
 * rule; NULL: it has none. */
static const struct {
	const char *text, *said, *fixed;
	enum safety safety;
} table[] = {
	/* tab-indentation */
	{ "net:\n\tport: 1\n\tipv6: true\n", "2:1+1 error tab-indentation\n", "net:\n  port: 1\n  ipv6: true\n", SAFETY_SAFE },
	{ "net:\n  port: 27018\n\tipv6: true\n", "3:1+1 error tab-indentation\n", "net:\n  port: 27018\n  ipv6: true\n", SAFETY_SAFE },
	{ "net:\n    port: 27018\n\tipv6: true\n", "3:1+1 error tab-indentation\n", "net:\n    port: 27018\n    ipv6: true\n",
	  SAFETY_SAFE },
	{ "net:\n\t\n  port: 1\n", "", NULL, 0 },
	{ "net:\n\t# a comment\n  port: 1\t# another\n", "", NULL, 0 },
	/* missing-space-after-colon */
	{ "net:\n  port:1\n  ipv6: true\n", "2:3+5 error missing-space-after-colon\n", "net:\n  port: 1\n  ipv6: true\n", SAFETY_SAFE },
	{ "net:\n  port:1\n  ipv6:true\n", "2:3+5 error missing-space-after-colon\n", "net:\n  port: 1\n  ipv6: true\n", SAFETY_SAFE },
	{ "net:\n  port: 1\n  ipv6:true\n", "3:3+5 error missing-space-after-colon\n", "net:\n  port: 1\n  ipv6: true\n", SAFETY_SAFE },
	{ "net: port:1\n", "1:6+6 error missing-space-after-colon\n", "net:\n  port: 1\n", SAFETY_SAFE },
	{ "storage.dbPath:/d\n", "1:1+15 error missing-space-after-colon\n", "storage.dbPath: /d\n", SAFETY_SAFE },
	{ "net: nothing\n", "1:1+3 error unknown-option\n", NULL, 0 },
	{ "net:\n  bindIp: ::1,127.0.0.1\n  ipv6: true\n", "", NULL, 0 },
	/* no-value-after-reserved-char */
	{ "net:\n  bindIp: *\n", "2:11+1 error no-value-after-reserved-char\n", "net:\n  bindIp: '*'\n", SAFETY_SAFE },
	{ "storage:\n  dbPath: @x\n", "2:11+2 error no-value-after-reserved-char\n", "storage:\n  dbPath: '@x'\n", SAFETY_SAFE },
	{ "storage:\n  dbPath: `pwd`  # here\n", "2:11+5 error no-value-after-reserved-char\n",
	  "storage:\n  dbPath: '`pwd`'  # here\n", SAFETY_SAFE },
	/* windows-path-in-double-quotes */
	{ "storage:\n  dbPath: \"C:\\data\\mongo\"\n", "2:11+15 error windows-path-in-double-quotes\n",
	  "storage:\n  dbPath: 'C:\\data\\mongo'\n", SAFETY_SAFE },
	{ "storage:\n  dbPath: \"C:\\temp\\new\"\n", "2:11+13 warning windows-path-in-double-quotes\n",
	  "storage:\n  dbPath: 'C:\\temp\\new'\n", SAFETY_SAFE },
	{ "storage:\n  dbPath: \"C:\\\\temp\"\n", "", NULL, 0 },
	/* option-at-column-zero */
	{ "storage:\ndbPath: /d\nnet:\n  port: 1\n", "2:1+6 error option-at-column-zero\n",
	  "storage:\n  dbPath: /d\nnet:\n  port: 1\n", SAFETY_UNSAFE },
	{ "storage:\ndbPath: /d\nwiredTiger:\nengineConfig:\ncacheSizeGB: 1\nnet:\nport: 1\n",
	  "2:1+6 error option-at-column-zero\n7:1+4 error option-at-column-zero\n",
	  "storage:\n  dbPath: /d\n  wiredTiger:\n    engineConfig:\n      cacheSizeGB: 1\nnet:\nport: 1\n", SAFETY_UNSAFE },
	{ "setParameter:\nttlMonitorEnabled: false\n", "2:1+17 error option-at-column-zero\n",
	  "setParameter:\n  ttlMonitorEnabled: false\n", SAFETY_UNSAFE },
	{ "security:\nnet:\n  port: 1\n", "1:1+8 error empty-section\n", "#security:\nnet:\n  port: 1\n", SAFETY_SAFE },
	/* orphan-child-of-commented-section */
	{ "storage:\n  dbPath: /d\n#net:\n  port: 1\n  ipv6: true\n", "4:3+4 error orphan-child-of-commented-section\n",
	  "storage:\n  dbPath: /d\nnet:\n  port: 1\n  ipv6: true\n", SAFETY_UNSAFE },
	{ "#net:\n  port: 1\n", "2:3+4 error orphan-child-of-commented-section\n", "net:\n  port: 1\n", SAFETY_UNSAFE },
	{ "storage:\n  dbPath: /d\n#net:\n#  port: 1\n  directoryPerDB: true\n", "", NULL, 0 },
	/* tls-section-at-top */
	{ "tls:\n  mode: disabled\n", "1:1+3 error tls-section-at-top\n", "net.tls:\n  mode: disabled\n", SAFETY_UNSAFE },
	/* cli-name-in-yaml */
	{ "net:\n  bind_ip: localhost\n", "2:3+7 error cli-name-in-yaml\n", "net:\n  bindIp: localhost\n", SAFETY_SAFE },
	{ "systemLog:\n  destination: file\n  logpath: /l\n  logappend: true\n",
	  "2:16+4 error log-file-without-path\n3:3+7 error cli-name-in-yaml\n4:3+9 error unknown-option\n", NULL, 0 },
	/* misplaced-option */
	{ "net:\n  port: 1\n  keyFile: /k\n", "3:3+7 error misplaced-option\n", "net:\n  port: 1\nsecurity.keyFile: /k\n", SAFETY_UNSAFE },
	/* mixed-ini-and-yaml */
	{ "net:\n  port: 1\ndbpath = /d\n", "3:1+11 error mixed-ini-and-yaml\n", "net:\n  port: 1\nstorage.dbPath: /d\n", SAFETY_UNSAFE },
	{ "net:\n  port = 1\n", "2:3+8 error mixed-ini-and-yaml\n", "net:\n  port: 1\n", SAFETY_UNSAFE },
	/* stray-shell-text */
	{ "net:\n  port: 1\nEOF\n", "3:1+3 error stray-shell-text\n", NULL, 0 },
	{ "sudo tee /etc/mongod.conf <<EOF\nnet:\n  port: 1\n", "1:1+31 error stray-shell-text\n", NULL, 0 },
	/* merge-conflict */
	{ "net:\n<<<<<<< HEAD\n  port: 1\n=======\n  port: 2\n>>>>>>> other\n", "2:1+12 error merge-conflict\n", NULL, 0 },
	/* trailing-blank-or-invisible */
	{ "net:\n  port\xc2\xa0: 1\n", "2:7+2 error trailing-blank-or-invisible\n", "net:\n  port : 1\n", SAFETY_SAFE },
	{ "net:\n\xc2\xa0\xc2\xa0port: 1\n", "2:1+2 error trailing-blank-or-invisible\n", "net:\n  port: 1\n", SAFETY_SAFE },
	{ "net\xef\xbc\x9a\n  port: 1\n", "1:4+3 error trailing-blank-or-invisible\n", "net:\n  port: 1\n", SAFETY_SAFE },
	{ "replication:\n  replSetName: 'rs0 '\nnet:\n  bindIp: a\nsecurity:\n  keyFile: /k\n", "2:16+6 warning trailing-blank-or-invisible\n", NULL, 0 },
	/* unrendered-placeholder */
	{ "net:\n  port: ${PORT}\n", "2:9+7 error unrendered-placeholder\n", NULL, 0 },
	{ "net:\n  port: @PORT@\n", "2:9+6 error unrendered-placeholder\n", NULL, 0 },
	{ "storage:\n  dbPath: CHANGEME\n", "2:11+8 info path-relative\n2:11+8 warning unrendered-placeholder\n", NULL, 0 },
	{ "storage:\n  dbPath: /srv/${HOSTNAME}/db\n", "2:11+19 warning unrendered-placeholder\n", NULL, 0 },
	{ "{% if x %}\nnet:\n  port: 1\n{% endif %}\n", "1:1+10 error unrendered-placeholder\n", NULL, 0 },
	/* stray-cr */
	{ "net:\r  port: 1\r", "1:5+1 error stray-cr\n", "net:\n  port: 1\n", SAFETY_SAFE },
	{ "net:\n  port: 1 # one\r# two\n", "", NULL, 0 },
	/* yaml-syntax: the line that is wrong, not the one where it was noticed */
	{ "net:\n  port: 1\nsystemLog\nstorage:\n  dbPath: /d\n", "3:1+9 error yaml-syntax\n", NULL, 0 },
	{ "systemLog:\n  destination: file\n  path: /l: x\n", "3:11+3 error yaml-syntax\n", NULL, 0 },
	{ "- net:\n    port: 1\n", "1:1+6 error yaml-syntax\n", NULL, 0 },
	{ "~\n", "", NULL, 0 },
	/* what is not read */
	{ " net:\n   port: 1\nsecurity:\n  javascriptEnabled: true\n", "3:1+9 error ignored-after-dedent\n",
	  " net:\n   port: 1\n security:\n   javascriptEnabled: true\n", SAFETY_UNSAFE },
	{ " net:\n   port: 1\n# only a comment\n", "", NULL, 0 },
	{ "net:\n  port: 1\n...\nsecurity:\n  javascriptEnabled: true\n", "3:1+3 error text-after-document\n",
	  "net:\n  port: 1\nsecurity:\n  javascriptEnabled: true\n", SAFETY_UNSAFE },
	{ "net:\n  port: 1\n...\n# only a comment\n---\n", "", NULL, 0 },
	{ "{net: {port: 1}}\nsecurity:\n  javascriptEnabled: true\n", "2:1+9 error text-after-document\n", NULL, 0 },
	{ "storage:\n  dbPath: \"/d\nnet:\n  port: 1\n", "2:11+3 error unclosed-quote\n",
	  "storage:\n  dbPath: \"/d\"\nnet:\n  port: 1\n", SAFETY_UNSAFE },
	{ "%net.port: 1\n---\nstorage:\n  dbPath: /d\n", "1:1+12 error directive-line\n", NULL, 0 },
	{ "%YAML 1.2\n---\nstorage:\n  dbPath: /d\n", "", NULL, 0 },
	/* duplicate-section */
	{ "net:\n  port: 1\nstorage:\n  dbPath: /d\nnet:\n  ipv6: true\n", "5:1+3 warning duplicate-section\n",
	  "net:\n  port: 1\n  ipv6: true\nstorage:\n  dbPath: /d\n", SAFETY_SAFE },
	{ "net:\n  port: 1\nnet: # again\n  ipv6: true\n", "3:1+3 warning duplicate-section\n", "net:\n  port: 1\n  ipv6: true\n",
	  SAFETY_UNSAFE },
	/* value-cut-by-comment */
	{ "storage:\n  dbPath: /srv/volume #2/db\n", "2:22+6 warning value-cut-by-comment\n", "storage:\n  dbPath: '/srv/volume #2/db'\n",
	  SAFETY_UNSAFE },
	{ "storage:\n  dbPath: /d #default\n", "", NULL, 0 },
	{ "storage:\n  dbPath: /d #/data/db\n", "", NULL, 0 },
	{ "storage:\n  dbPath: /d# the data\n", "2:13+10 warning value-cut-by-comment\n", "storage:\n  dbPath: /d # the data\n",
	  SAFETY_UNSAFE },
};

static const char *apply(const struct fix *fix, struct str text)
{
	struct edits edits = EDITS_INIT(&arena);
	for (uint32_t i = 0; i < fix->count; i++)
		cr_expect(edits_add(&edits, fix->edits[i].cut, fix->edits[i].put));
	return str_cstr(&arena, edits_splice(&edits, text));
}

Test(rules_text, findings_and_fixes)
{
	for (unsigned i = 0; i < sizeof table / sizeof *table; i++) {
		const char *text = table[i].text, *said = findings("m.conf", text, "4.4");
		cr_expect_str_eq(said, table[i].said, "%s gives\n%s", text, said);
		const struct config *config = lint_config_of(&arena, "m.conf", str_of(text), "4.4");
		const struct sink *sink = lint_run(&arena, &config, 1, "4.4", NULL);
		const struct diag *diag = sink->count ? sink->at[0] : NULL;
		cr_expect_eq(diag && diag->fix, table[i].fixed != NULL, "%s", text);
		if (!table[i].fixed || !diag || !diag->fix)
			continue;
		const char *fixed = apply(diag->fix, str_of(text));
		cr_expect_eq(diag->fix->safety, table[i].safety, "%s", text);
		cr_expect_str_eq(fixed, table[i].fixed, "%s becomes\n%s", text, fixed);
		const char *rest = findings("m.conf", fixed, "4.4");
		uint32_t before = 0, after = 0;
		for (const char *at = said; (at = strstr(at, diag->kind->id)); at++)
			before++;
		for (const char *at = rest; (at = strstr(at, diag->kind->id)); at++)
			after++;
		cr_expect_lt(after, before, "%s still gives\n%s", fixed, rest);
	}
}

/* __rest and __exec: not enabled, enabled, and what stands beside them. */
static const struct {
	const char *server, *text, *off, *on;
} expansions[] = {
	{ "4.4", "net:\n  port: {__rest: 'https://c/port'}\n", "2:10+6 error expansion-not-enabled\n", "" },
	{ NULL, "net:\n  port: {__rest: 'https://c/port'}\n", "2:10+6 warning expansion-not-enabled\n", "" },
	{ "4.0", "net:\n  port: {__rest: 'https://c/port'}\n", "2:10+6 error unknown-option\n", "2:10+6 error unknown-option\n" },
	{ "4.4", "__rest: https://c/all\ntype: yaml\n", "1:1+6 error expansion-not-enabled\n", "" },
	{ "4.4", "__rest: https://c/all\n", "1:1+6 error expansion-not-enabled\n", "1:1+6 error expansion-not-enabled\n" },
	{ "4.4", "net: {__exec: a}\n", "1:7+6 error expansion-not-enabled\n", "1:1+3 error expansion-not-enabled\n" },
	{ "4.4", "net:\n  port: {__exec: a, trim: whitespace}\n", "2:10+6 error expansion-not-enabled\n", "" },
	{ "4.4", "net:\n  port: {__exec: a, trim: both}\n", "2:10+6 error expansion-not-enabled\n",
	  "2:27+4 error expansion-not-enabled\n" },
	{ "4.4", "net:\n  port: {__exec: a, type: yaml}\n", "2:10+6 error expansion-not-enabled\n",
	  "2:27+4 error expansion-not-enabled\n" },
	{ "4.4", "net:\n  port: {__exec: a, other: b}\n", "2:10+6 error expansion-not-enabled\n",
	  "2:21+5 error expansion-not-enabled\n" },
	{ "4.4", "net:\n  port: {__exec: a, __rest: b}\n", "2:21+6 error expansion-not-enabled\n",
	  "2:10+6 error expansion-not-enabled\n" },
	{ "4.4", "net:\n  port: {__exec: [a]}\n", "2:10+6 error expansion-not-enabled\n", "2:10+6 error expansion-not-enabled\n" },
	{ "4.4", "net:\n  port: {__exec: a, digest: 00}\n", "2:10+6 error expansion-not-enabled\n",
	  "2:21+6 error expansion-not-enabled\n2:29+2 error expansion-not-enabled\n" },
};

Test(rules_text, expansions)
{
	for (unsigned i = 0; i < sizeof expansions / sizeof *expansions; i++) {
		const char *text = expansions[i].text, *said;
		lint_expands = false;
		said = findings("m.conf", text, expansions[i].server);
		cr_expect_str_eq(said, expansions[i].off, "%s gives\n%s", text, said);
		lint_expands = true;
		said = findings("m.conf", text, expansions[i].server);
		cr_expect_str_eq(said, expansions[i].on, "%s, enabled, gives\n%s", text, said);
	}
}

/* Only so many are tried, but those that --unsafe makes alone do not keep the others from being offered. */
Test(rules_text, sections_again)
{
	enum { AGAIN = 100, TRIED = 64 };
	struct buf text = BUF_INIT(&arena);
	unsigned safe = 0, unsafe = 0, found = 0;
	buf_text(&text, "net:\n  port: 27018\nstorage:\n  dbPath: /x\n");
	for (unsigned i = 0; i < AGAIN; i++)
		buf_printf(&text, "net:\n  # %u\n  other%u: 1\n", i, i);
	buf_text(&text, "storage:\n  directoryPerDB: true\n");
	const struct config *config = lint_config(&arena, "mongod.conf", buf_done(&text), 0);
	const struct sink *sink = lint_run(&arena, &config, 1, NULL, NULL);
	for (uint32_t i = 0; i < sink->count; i++) {
		const struct diag *diag = sink->at[i];
		bool again = !strcmp(diag->kind->id, "duplicate-section");
		found += again;
		safe += again && diag->fix && diag->fix->safety == SAFETY_SAFE;
		unsafe += again && diag->fix && diag->fix->safety == SAFETY_UNSAFE;
	}
	cr_expect(found == AGAIN + 1 && unsafe == TRIED && safe == 1, "%u, %u, %u", found, unsafe, safe);
}
