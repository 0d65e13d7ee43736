#include <criterion/criterion.h>
#include <string.h>

#include "lint_files.h"
#include "config/address.h"
#include "transforms/steps.h"

static struct arena arena;

static void tear_down(void)
{
	arena_free(&arena);
}

TestSuite(transforms_transforms, .fini = tear_down);

struct row {
	const char *transform;   /* one or more, commas between */
	const char *text;
	const char *result;      /* NULL: refused */
	const char *words;       /* part of the refusal or of the remarks; NULL: there are none */
	const char *key_file, *bind_ip, *server;
	bool replace;
};

#define ROW(does, on, gives, ...) \
	{ .transform = (does), .text = (on), .result = (gives), __VA_ARGS__ }
#define LIST(has, wants, gives, ...) \
	{ .list = (has), .wanted = (wants), .result = (gives), __VA_ARGS__ }
#define KEY "security:\n  keyFile: /k\n"

static const struct row rows[] = {
	/* add-keyfile */
	ROW("add-keyfile", "net:\n  port: 1\n", "net:\n  port: 1\nsecurity:\n  keyFile: /k\n"),
	ROW("add-keyfile", "#security:\n", "security:\n  keyFile: /k\n"),
	ROW("add-keyfile", "security:\n", "security:\n  keyFile: /k\n"),
	ROW("add-keyfile", "security:\n  keyFile:\n", "security:\n  keyFile: /k\n"),
	ROW("add-keyfile", "security:\n  authorization: enabled\n", "security:\n  authorization: enabled\n  keyFile: /k\n"),
	ROW("add-keyfile", KEY, KEY),
	ROW("add-keyfile", "security:\n  keyFile: \"/k\" # ours\n", "security:\n  keyFile: \"/k\" # ours\n"),
	ROW("add-keyfile", "security.keyFile: /k\n", "security.keyFile: /k\n"),
	ROW("add-keyfile", "security:\n  keyFile: /old\n", NULL, .words = "another keyfile is set here, /old; use --replace"),
	ROW("add-keyfile", "security:\n  keyFile: '/old' # x\n", "security:\n  keyFile: '/k' # x\n", .replace = true),
	ROW("add-keyfile", "security:\n  clusterAuthMode: x509\n", NULL, .words = "clusterAuthMode is x509"),
	ROW("add-keyfile", "security:\n  clusterAuthMode: sendX509\n", "security:\n  clusterAuthMode: sendX509\n  keyFile: /k\n"),
	ROW("add-keyfile", "security: {__exec: s}\n", NULL, .words = "__exec"),
	ROW("add-keyfile", "security: &s\n  authorization: enabled\n", NULL, .words = "&s"),
	ROW("add-keyfile", "security:\n  keyFile: '{{ k }}'\n", NULL, .words = "template", .replace = true),
	ROW("add-keyfile", "security:\n  keyFile: /k\nsecurity.keyFile: /k2\n", NULL, .words = "", .replace = true),
	ROW("add-keyfile", "net:\n  port: 1\n", NULL, .words = "give the absolute path", .key_file = "keys/k"),
	ROW("add-keyfile", "net:\n  port: 1\n", NULL, .words = "give the absolute path", .key_file = ""),
	ROW("add-keyfile", "", "security:\n  keyFile: /k\n"),
	/* enable-transition */
	ROW("enable-transition", KEY, KEY "  transitionToAuth: true\n", .words = "takes connections without authentication"),
	ROW("enable-transition", KEY "  transitionToAuth: true\n", KEY "  transitionToAuth: true\n"),
	ROW("enable-transition", KEY "  transitionToAuth: false\n", KEY "  transitionToAuth: true\n", .words = "written as false"),
	ROW("enable-transition", "security:\n  clusterAuthMode: x509\n", "security:\n  clusterAuthMode: x509\n  transitionToAuth: true\n", .words = "until drop-transition"),
	ROW("enable-transition", "net:\n  port: 1\n", NULL, .words = "add a keyfile first"),
	ROW("enable-transition", "security:\n  authorization: enabled\n", NULL, .words = "add a keyfile first"),
	ROW("enable-transition", "security:\n  keyFile:\n", NULL, .words = "add a keyfile first"),
	ROW("enable-transition", KEY "  clusterAuthMode: sendKeyFile\n", NULL, .words = "clusterAuthMode is sendKeyFile"),
	ROW("enable-transition", KEY "  clusterAuthMode: sendX509\n", NULL, .words = "clusterAuthMode is sendX509"),
	ROW("enable-transition", "security:\n  clusterAuthMode: keyFile\n", NULL, .words = "add a keyfile first"),
	ROW("enable-transition", KEY, NULL, .words = "came with 3.4; a mongod 3.2", .server = "3.2"),
	ROW("enable-transition", KEY, KEY "  transitionToAuth: true\n", .words = "until drop-transition", .server = "3.4"),
	ROW("enable-transition", "security: &s\n  keyFile: /k\n", NULL, .words = "&s"),
	/* drop-transition */
	ROW("drop-transition", KEY "  transitionToAuth: true\n", KEY),
	ROW("drop-transition", KEY "  transitionToAuth: false\n", KEY),
	ROW("drop-transition", KEY, KEY),
	ROW("drop-transition", "security:\n  clusterAuthMode: x509\n  transitionToAuth: true\n", "security:\n  clusterAuthMode: x509\n"),
	ROW("drop-transition", "security.keyFile: /k\nsecurity:\n  transitionToAuth: true\n", "security.keyFile: /k\n"),
	ROW("drop-transition", "security:\n  transitionToAuth: true\n", NULL, .words = "authentication would stay off"),
	ROW("drop-transition", "net:\n  port: 1\n", NULL, .words = "authentication would stay off"),
	ROW("drop-transition", "security:\n  authorization: enabled\n", NULL, .words = "authentication would stay off"),
	/* Several in a run. */
	ROW("add-keyfile,enable-transition", "net:\n  port: 1\n", "net:\n  port: 1\nsecurity:\n  keyFile: /k\n  transitionToAuth: true\n"),
	ROW("enable-transition,drop-transition", KEY "# end\n", KEY "# end\n", .words = "until drop-transition"),
	ROW("enable-transition,drop-transition", "security: {keyFile: /k}", "security: {keyFile: /k}", .words = "until drop-transition"),
	/* What is no config, or no YAML. */
	ROW("add-keyfile", "port=1\n", NULL, .words = "old `key = value` format"),
	ROW("add-keyfile", "services:\n  a: 1\n", NULL, .words = "a Compose file"),
	ROW("add-keyfile", "apiVersion: v1\n", NULL, .words = "a Kubernetes manifest"),
	ROW("add-keyfile", "net:\n  port: 1\nservices:\n  a: 1\n", "net:\n  port: 1\nservices:\n  a: 1\nsecurity:\n  keyFile: /k\n"),
	ROW("add-keyfile", "- a\n", NULL, .words = ""),
	ROW("add-keyfile", "net:\n\tport: 1\n", NULL, .words = "can't be parsed as YAML"),
	ROW("add-keyfile", "net:\n  port: 1\n---\na: 1\n", NULL, .words = "second YAML document"),
};

/* ensure-bindIp: the list, what is wanted, the new list; NULL: refused. */
static const struct {
	const char *list, *wanted, *result, *words;
} lists[] = {
	LIST("127.0.0.1", "10.0.0.1", "127.0.0.1,10.0.0.1"),
	LIST("127.0.0.1", "10.0.0.1,10.0.0.2", "127.0.0.1,10.0.0.1,10.0.0.2"),
	LIST("127.0.0.1", "10.0.0.1, 10.0.0.1", "127.0.0.1,10.0.0.1"),
	LIST("127.0.0.1,10.0.0.1", "10.0.0.1", "127.0.0.1,10.0.0.1"),
	LIST("10.0.0.1,127.0.0.1", "127.0.0.1,10.0.0.1", "10.0.0.1,127.0.0.1"),
	LIST("127.0.0.1, 10.0.0.1", "10.0.0.2", "127.0.0.1, 10.0.0.1, 10.0.0.2"),
	LIST("'127.0.0.1'", "10.0.0.1", "'127.0.0.1,10.0.0.1'"),
	LIST("\"127.0.0.1, a\"", "10.0.0.1", "\"127.0.0.1, a, 10.0.0.1\""),
	LIST("127.0.0.1,", "10.0.0.1", "127.0.0.1,10.0.0.1"),
	LIST("127.0.0.1  # ours", "10.0.0.1", "127.0.0.1,10.0.0.1  # ours"),
	LIST("", "10.0.0.1", "10.0.0.1 "),  /* behind the colon's blank */
	LIST("''", "10.0.0.1", "'10.0.0.1'"),
	/* localhost and 127.0.0.1 are one, names have no case. */
	LIST("localhost", "127.0.0.1", "localhost"),
	LIST("127.0.0.1", "localhost", "127.0.0.1"),
	LIST("127.0.0.1", "LOCALHOST", "127.0.0.1"),
	LIST("db1.example.net", "DB1.example.net", "db1.example.net"),
	LIST("127.0.0.1", "::1", "127.0.0.1,::1", .words = "net.ipv6 is not true"),
	LIST("127.0.0.1,fe80::AB", "fe80::ab", "127.0.0.1,fe80::AB"),
	LIST("127.0.0.1", "fe80::1%eth0", "127.0.0.1,fe80::1%eth0", .words = "net.ipv6 is not true"),
	LIST("127.0.0.1", "/run/mongodb.sock", "127.0.0.1,/run/mongodb.sock"),
	LIST("127.0.0.1,/run/mongodb.sock", "/run/mongodb.sock", "127.0.0.1,/run/mongodb.sock"),
	/* Lists that are wide already. */
	LIST("0.0.0.0", "10.0.0.1", "0.0.0.0"),
	LIST("127.0.0.1,0.0.0.0", "db1", "127.0.0.1,0.0.0.0"),
	LIST("10.0.0.0", "10.0.0.1", "10.0.0.0,10.0.0.1"),
	LIST("0.0.0.0", "::1", "0.0.0.0,::1", .words = "net.ipv6 is not true"),
	LIST("'::'", "::1", "'::'"),
	LIST("'::'", "10.0.0.1", "'::,10.0.0.1'", .words = "net.ipv6 is not true"),
	LIST("'::,0.0.0.0'", "::1,10.0.0.1,db1", "'::,0.0.0.0'"),
	LIST("'*'", "10.0.0.1", "'*'"),
	LIST("'*'\n  ipv6: true", "::1", "'*'\n  ipv6: true"),
	LIST("'*'", "::1", "'0.0.0.0,::1'", .words = "net.ipv6 is not true"),
	LIST("'*'", "10.0.0.1,/run/m.sock", "'0.0.0.0,/run/m.sock'"),
	LIST("'*'\n  ipv6: true", "/run/m.sock", "'0.0.0.0,::,/run/m.sock'\n  ipv6: true"),
	LIST("'*,localhost'", "10.0.0.1", "'*,localhost,10.0.0.1'"),
	LIST("0.0.0.0", "/run/m.sock", "0.0.0.0,/run/m.sock"),
	/* Nonsense, wanted and there. */
	LIST("127.0.0.1", "", NULL, .words = "is empty"),
	LIST("127.0.0.1", "10.0.0.1,", NULL, .words = "is empty"),
	LIST("127.0.0.1", "10.0.0.1:27017", NULL, .words = "has a port"),
	LIST("127.0.0.1", "[::1]", NULL, .words = "has brackets"),
	LIST("127.0.0.1", "db1:27017", NULL, .words = "has a port"),
	LIST("127.0.0.1", "10.0.0.0/8", NULL, .words = "has a mask"),
	LIST("127.0.0.1", "mongodb://db1", NULL, .words = "has a scheme"),
	LIST("127.0.0.1", "10.0.0.256", NULL, .words = "is neither an address"),
	LIST("127.0.0.1", "10.0.0.1 10.0.0.2", NULL, .words = "several addresses"),
	LIST("127.0.0.1", "*", NULL, .words = "is every address"),
	LIST("127.0.0.1", "a..b", NULL, .words = "is neither an address"),
	LIST("127.0.0.1:27017", "10.0.0.1", NULL, .words = "has a port"),
	LIST("127.0.0.1 10.0.0.2", "10.0.0.1", NULL, .words = "several addresses"),
	LIST("127.0.0.1;10.0.0.2", "10.0.0.1", NULL, .words = "several addresses"),
	LIST("$IP", "10.0.0.1", NULL, .words = "net.bindIp"),
	LIST("[127.0.0.1, 10.0.0.2]", "10.0.0.1", NULL, .words = "is a YAML list"),
	LIST("127.0.0.1\n  bindIpAll: true", "10.0.0.1", NULL, .words = "are both set"),
	LIST("127.0.0.1\n  bindIpAll: false", "10.0.0.1", "127.0.0.1,10.0.0.1\n  bindIpAll: false"),
};

/* Without a list. */
static const struct row unlisted[] = {
	ROW("ensure-bindIp", "net:\n  port: 1\n", "net:\n  port: 1\n  bindIp: localhost,10.0.0.1\n", .bind_ip = "10.0.0.1"),
	ROW("ensure-bindIp", "storage:\n  dbPath: /d\n", "storage:\n  dbPath: /d\nnet:\n  bindIp: localhost,10.0.0.1\n", .bind_ip = "10.0.0.1"),
	ROW("ensure-bindIp", "net:\n  port: 1\n", "net:\n  port: 1\n  bindIp: localhost\n", .bind_ip = "127.0.0.1"),
	ROW("ensure-bindIp", "net:\n  bindIpAll: true\n", "net:\n  bindIpAll: true\n", .bind_ip = "10.0.0.1"),
	ROW("ensure-bindIp", "net:\n  bindIpAll: false\n", "net:\n  bindIpAll: false\n  bindIp: localhost,10.0.0.1\n", .bind_ip = "10.0.0.1"),
	ROW("ensure-bindIp", "net:\n  port: 1\n", "net:\n  port: 1\n", .words = "before 3.6 that means all addresses", .bind_ip = "10.0.0.1", .server = "3.4"),
	ROW("ensure-bindIp", "net:\n  port: 1\n", "net:\n  port: 1\n  bindIp: localhost,10.0.0.1\n", .bind_ip = "10.0.0.1", .server = "3.6"),
	ROW("ensure-bindIp", "net: {__rest: 'https://c/n'}\n", NULL, .words = "__rest", .bind_ip = "10.0.0.1"),
	ROW("ensure-bindIp", "net:\n  bindIp: {a: b}\n", NULL, .words = "", .bind_ip = "10.0.0.1"),
};

/* "refused: ..." or the result; the words go to `*said`. */
static const char *applied(const struct row *row, const char *text, const char **said)
{
	struct source *source = arena_alloc(&arena, sizeof *source);
	struct err err = ERR_INIT(&arena);
	struct buf remarks = BUF_INIT(&arena);
	struct draft *draft = arena_alloc(&arena, sizeof *draft);
	struct parameters parameters = { .key_file = row->key_file ? row->key_file : "/k", .bind_ip = row->bind_ip,
					 .replace = row->replace };
	if (row->server)
		cr_assert(version_parse(str_of(row->server), &parameters.server));
	struct transform_step *steps;
	unsigned count;
	source_init(&arena, "mongod.conf", str_of(text), source);
	bool fine = transform_steps(&arena, str_of(row->transform), &parameters, &steps, &count, &err) &&
		    draft_open(&arena, source, draft, &err) && transform_accepts(draft, &err) &&
		    transform_run(steps, count, draft, &remarks, &err);
	*said = fine ? buf_done(&remarks).at : err_line(&err);
	if (fine)
		return draft->now.text.len ? str_cstr(&arena, draft->now.text) : "";
	cr_expect_neq(err.kind, ERR_NONE, "%s", text);
	return NULL;
}

static void check(const struct row *row)
{
	const char *said, *again, *result = applied(row, row->text, &said);
	if (!row->result) {
		cr_expect_null(result, "%s: on\n%s is not refused, gives\n%s", row->transform, row->text, result);
	} else {
		cr_assert_not_null(result, "%s on\n%s is refused: %s", row->transform, row->text, said);
		cr_expect_str_eq(result, row->result, "%s on\n%s gives\n%s", row->transform, row->text, result);
		/* Twice is once. */
		const char *twice = applied(row, result, &again);
		cr_expect(twice && strcmp(twice, result) == 0, "%s on\n%s", row->transform, result);
	}
	if (row->words)
		cr_expect_not_null(strstr(said, row->words), "%s on\n%s says: %s", row->transform, row->text, said);
	else
		cr_expect_str_eq(said, "", "%s on\n%s says: %s", row->transform, row->text, said);
}

Test(transforms_transforms, table)
{
	for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++)
		check(&rows[i]);
}

Test(transforms_transforms, bind_ip)
{
	for (unsigned i = 0; i < sizeof unlisted / sizeof *unlisted; i++)
		check(&unlisted[i]);
	for (unsigned i = 0; i < sizeof lists / sizeof *lists; i++) {
		const char *result = lists[i].result ? arena_printf(&arena, "net:\n  bindIp: %s\n", lists[i].result) : NULL;
		const char *text = arena_printf(&arena, "net:\n  bindIp: %s\n", lists[i].list);
		struct row row = ROW("ensure-bindIp", text, result, .words = lists[i].words, .bind_ip = lists[i].wanted);
		check(&row);
	}
}

Test(transforms_transforms, rows_are_whole)
{
	for (unsigned i = 0; i < transform_count; i++) {
		const struct transform *transform = transform_table[i];
		cr_expect(i == 0 || strcmp(transform_table[i - 1]->name, transform->name) < 0, "%s", transform->name);
		cr_expect_eq(transform_find(str_of(transform->name)), transform);
		cr_expect(transform->apply && *transform->title, "%s", transform->name);
		cr_expect_eq(transform->about[strlen(transform->about) - 1], '.', "%s", transform->name);
		cr_expect_eq(transform->refuses[strlen(transform->refuses) - 1], '.', "%s", transform->name);
	}
	cr_expect_null(transform_find(STR("")));
	cr_expect_null(transform_find(STR("ensure-bindip")));
}

Test(transforms_transforms, addresses)
{
	static const struct {
		const char *entry;
		enum address_kind kind;
	} table[] = {
		{ "10.0.0.1", ADDRESS_IPV4 }, { "::", ADDRESS_IPV6 }, { "fe80::1%eth0", ADDRESS_IPV6 }, { "::ffff:10.0.0.1", ADDRESS_IPV6 },
		{ "db1", ADDRESS_HOST }, { "db-1.example.net", ADDRESS_HOST }, { "db1.", ADDRESS_HOST }, { "3com.example", ADDRESS_HOST },
		{ "_mongodb", ADDRESS_HOST }, { "/run/m.sock", ADDRESS_SOCKET }, { "*", ADDRESS_STAR }, { "", ADDRESS_MALFORMED },
		{ "10.0.0", ADDRESS_MALFORMED }, { "-db", ADDRESS_MALFORMED }, { ".db", ADDRESS_MALFORMED }, { "/", ADDRESS_MALFORMED },
		{ "run/m.sock", ADDRESS_MALFORMED }, { "db1:1", ADDRESS_MALFORMED }, { "d\xc3\xa9", ADDRESS_MALFORMED },
	};
	for (unsigned i = 0; i < sizeof table / sizeof *table; i++)
		cr_expect_eq(address_kind(str_of(table[i].entry)), table[i].kind, "%s", table[i].entry);
	cr_expect(address_same(STR("::1"), STR("0:0:0:0:0:0:0:1")));
	cr_expect(address_same(STR("LOCALHOST"), STR("127.0.0.1")));
	cr_expect_not(address_same(STR("::1"), STR("127.0.0.1")));
	struct str huge = str_of(arena_printf(&arena, "%0300d", 1));
	cr_expect_eq(address_kind(huge), ADDRESS_MALFORMED);
}

#define TLS(mode) "net:\n  tls:\n    mode: " mode "TLS\n    certificateKeyFile: /c\n    CAFile: /a\n"

/* States of two members, before and after, as letters: None, Transition, Enforced, Lone; Allow, Prefer, Require of
 * TLS with a keyfile; sendKeyFile, sendX509 (c) and x509 with TLS. */
Test(transforms_transforms, fleet_check)
{
	static const struct {
		const char *before, *after;
		bool safe;
	} table[] = {
		{ "NN", "NN", true }, { "NN", "TT", true }, { "NN", "TN", true }, { "TT", "EE", true }, { "TT", "ET", true },
		{ "NT", "TE", true }, { "EE", "TT", true }, { "TT", "NN", true },
		{ "NN", "EE", false }, { "NN", "EN", false }, { "NN", "NE", false }, { "NN", "ET", true }, { "NT", "NE", false },
		{ "EE", "NN", false }, { "TN", "EN", false },
		/* It was broken before: nothing is cut off by the change. */
		{ "NE", "EE", true }, { "NE", "NE", true }, { "LL", "EE", true },
		/* TLS and x509 have their steps, too. */
		{ "EE", "AA", true }, { "EE", "AE", true }, { "AA", "PP", true }, { "PP", "RR", true }, { "RR", "PP", true },
		{ "EE", "PP", false }, { "EE", "RR", false }, { "EE", "PE", false }, { "AA", "RA", false }, { "RR", "AA", false },
		{ "NN", "RR", false }, { "ER", "RR", true },
		{ "RR", "ss", true }, { "ss", "cc", true }, { "cc", "xx", true }, { "xx", "cc", true }, { "ss", "RR", true },
		{ "RR", "cc", false }, { "ss", "xx", false }, { "RR", "xR", false }, { "xx", "RR", false },
	};
	static const char *const security[] = {
		['N'] = "", ['T'] = KEY "  transitionToAuth: true\n", ['E'] = KEY, ['L'] = "security:\n  authorization: enabled\n",
		['A'] = KEY TLS("allow"), ['P'] = KEY TLS("prefer"), ['R'] = KEY TLS("require"),
		['s'] = KEY "  clusterAuthMode: sendKeyFile\n" TLS("require"),
		['c'] = KEY "  clusterAuthMode: sendX509\n" TLS("require"), ['x'] = KEY "  clusterAuthMode: x509\n" TLS("require"),
	};
	for (unsigned i = 0; i < sizeof table / sizeof *table; i++) {
		for (unsigned other = 0; other < 2; other++) {
			const struct config *before[2], *after[2];
			struct err err = ERR_INIT(&arena);
			for (unsigned k = 0; k < 2; k++) {
				const char *file = k ? "b.conf" : "a.conf", *set = k && other ? "y" : "x";
				const char *form = "replication:\n  replSetName: %s\n%s";
				before[k] = lint_config(&arena, file, str_of(arena_printf(&arena, form, set,
							security[(int)table[i].before[k]])), 0);
				after[k] = lint_config(&arena, file, str_of(arena_printf(&arena, form, set,
						       security[(int)table[i].after[k]])), 0);
			}
			bool safe = transform_fleet_check(before, after, 2, &err);
			cr_expect_eq(safe, table[i].safe || other, "%s to %s", table[i].before, table[i].after);
			cr_expect_eq(err.kind, safe ? ERR_NONE : ERR_REFUSED);
		}
	}
	struct err err = ERR_INIT(&arena);
	cr_expect(transform_fleet_check(NULL, NULL, 0, &err));
}
