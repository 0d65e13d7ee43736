#include <criterion/criterion.h>

#include "base/buf.h"
#include "config/edit.h"
#include "lint_files.h"
#include "text/shelf.h"

static struct arena arena;

static void tear_down(void)
{
	arena_free(&arena);
}

TestSuite(config_config, .fini = tear_down);

/* "path=text", with a mark behind: ? unknown, 0 null, [a|b] list, {} map, + of that map, ! opaque. */
static const char *settings(const struct config *config)
{
	static const char *const mark[] = {
		[SETTING_SCALAR] = "", [SETTING_LIST] = "]", [SETTING_MAP] = "{}", [SETTING_OPAQUE] = "!",
	};
	struct buf out = BUF_INIT(&arena);
	for (uint32_t i = 0; i < config->count; i++) {
		const struct setting *setting = config_setting(config, i);
		buf_printf(&out, "%s%.*s=%.*s%s%s%s", i ? " " : "", STR_ARG(setting->path), STR_ARG(setting->text),
			   setting->option ? "" : "?", setting->null ? "0" : "", setting->kind == SETTING_LIST ? "[" : "");
		for (uint32_t k = 0; k < setting->item_count; k++)
			buf_printf(&out, "%s%.*s", k ? "|" : "", STR_ARG(setting->items[k]));
		buf_printf(&out, "%s%s", mark[setting->kind], setting->entry ? "+" : "");
	}
	return buf_done(&out).at;
}

static const struct {
	const char *text, *settings;
} flat[] = {
	{ "", "" },
	{ "# nothing\n", "" },
	{ "---\n...\n", "" },
	{ "{}\n", "" },
	{ "~\n", "" },
	{ "security: {}\n", "" },
	{ "net:\n  port: 27017\n  ipv6: true\n", "net.port=27017 net.ipv6=true" },
	{ "net.port: 1\nnet.tls: {mode: x}\nnet: {tls.CAFile: y}\n", "net.port=1 net.tls.mode=x net.tls.CAFile=y" },
	{ "net:\n  port: 1\nnet:\n  ipv6: true\n", "net.port=1 net.ipv6=true" },
	{ "{\"net\": {\"port\": 27017}}", "net.port=27017" },
	{ "systemLog:\n  verbosity: {value: 2}\n", "systemLog.verbosity=2" },
	{ "net:\n  value: {port: 1}\n", "net.port=1" },
	{ "value: 1\n", "value=1?" },
	{ "net:\n  bindIp: \"a\\u0041\"\n", "net.bindIp=aA" },
	{ "net:\n  bindIp: >\n    10.0.0.1,\n    b\n", "net.bindIp=10.0.0.1, b\n" },
	{ "net: !!map {port: !!str 1}\n", "net.port=1" },
	/* Null, in every spelling; in quotes it is text. */
	{ "security:\n", "security=?0" },
	{ "security: ~\n", "security=?0" },
	{ "security: Null\n", "security=?0" },
	{ "security: 'null'\n", "security=null?" },
	{ "net:\n  bindIp:\n", "net.bindIp=0" },
	{ "net:\n  bindIp: [a, b]\n", "net.bindIp=[a|b]" },
	{ "net:\n  bindIp:\n  - a\n", "net.bindIp=[a]" },
	/* Aliases stand for what their anchor has; a key's path is the place of the alias. */
	{ "net: &n {port: 1}\nfoo: *n\n", "net.port=1 foo.port=1?" },
	{ "net:\n  port: &p 1\nreplication:\n  oplogSizeMB: *p\n", "net.port=1 replication.oplogSizeMB=1" },
	{ "net:\n  <<: {port: 1}\n", "net.<<.port=1?" },
	{ "net:\n  port: {__exec: 'p'}\n", "net.port=!" },
	{ "net:\n  __rest: https://c/net\n", "net=?!" },
	{ "__exec: 'all'\n", "=?!" },
	/* A map holds every name; sections and misspelt names hold none. */
	{ "setParameter:\n  a: 1\n  b: x\n", "setParameter={} setParameter.a=1+ setParameter.b=x+" },
	{ "setParameter: {value: 1, a: {b: 2}, c: ~, d: [1]}\n",
	  "setParameter={} setParameter.value=1+ setParameter.a=+ setParameter.c=0+ setParameter.d=+" },
	/* Only below the map itself. */
	{ "setParameter.a: 1\n", "setParameter.a=1?" },
	{ "setParameter: 1\n", "setParameter=1" },
	{ "nett:\n  port: 1\n", "nett.port=1?" },
	{ "net:\n  bindip: a\n", "net.bindip=a?" },
};

Test(config_config, flattening)
{
	for (unsigned i = 0; i < sizeof flat / sizeof *flat; i++) {
		const struct config *config = lint_config(&arena, "mongod.conf", str_of(flat[i].text), 0);
		cr_expect_eq(config->format, CONFIG_YAML, "%s", flat[i].text);
		cr_expect_str_eq(settings(config), flat[i].settings, "%s: %s", flat[i].text, settings(config));
	}
	const struct config *config = lint_config(&arena, "mongod.conf", STR("\"net\\0\":\n  port: 1\n"), 0);
	cr_expect_eq(config->count, 1);
	cr_expect(str_eq(config->settings[0].path, STR("net\0.port")));
	cr_expect_null(config->settings[0].option);
}

static const struct {
	const char *file, *text;
	enum config_format format;
} formats[] = {
	{ "mongod.conf", "net:\n  port: 1\n", CONFIG_YAML },
	{ "mongod.conf", "\xef\xbb\xbfnet:\r\n  port: 1\r\n", CONFIG_YAML },
	{ "mongod.conf", "storage:\n  dbPath: /caf\xe9\n", CONFIG_YAML },
	{ "mongod.conf", "# Renders {{ nothing }}\nnet:\n  port: 1\n", CONFIG_YAML },
	{ "mongod.conf", "net:\n  bindIp: \"{{ ip }}\"\n", CONFIG_YAML },
	{ "mongod.conf", "net:\n  bindIp: ${IP}\n", CONFIG_YAML },
	/* INI: one scalar to a YAML parser. */
	{ "mongodb.conf", "port=1\ndbpath=/d\n", CONFIG_INI },
	{ "mongodb.conf", "# old\nport = 1\n# and\n  dbpath = /d # where\n\n", CONFIG_INI },
	{ "mongodb.conf", "port=1\r\ndbpath=D:\\data\r\n", CONFIG_INI },
	{ "mongodb.conf", "logpath=/var/log/a:b\n", CONFIG_INI },
	{ "mongodb.conf", "# see: there\nport=1\n", CONFIG_INI },
	{ "mongodb.conf", "dbpath=/d\nlogpath=/l: x\n", CONFIG_UNREADABLE },
	{ "mongodb.conf", "dbpath=/d\nlogpath=/l:\n", CONFIG_UNREADABLE },
	{ "mongodb.conf", "[mongod]\ndbpath=/d\n", CONFIG_UNREADABLE },
	{ "mongodb.conf", "port=1\nnet:\n  port: 1\n", CONFIG_UNREADABLE },
	{ "mongodb.conf", "configdb=cfg/a: 1\n", CONFIG_YAML },  /* a mapping of one strange key */
	/* Neither. */
	{ "mongod.conf", "hello\n", CONFIG_INI },
	{ "mongod.conf", "\"port=1\"\n", CONFIG_INI },
	{ "mongod.conf", "- a\n- b\n", CONFIG_UNREADABLE },
	{ "mongod.conf", "net:\n\tport: 1\n", CONFIG_UNREADABLE },
	{ "mongod.conf", "net:\n  bindIp: *\n", CONFIG_UNREADABLE },
	{ "mongod.conf", "net: *n\n", CONFIG_UNREADABLE },
	{ "mongod.conf.j2", "net:\n  port: 1\n", CONFIG_YAML },
};

Test(config_config, formats)
{
	for (unsigned i = 0; i < sizeof formats / sizeof *formats; i++) {
		const struct config *config = lint_config(&arena, formats[i].file, str_of(formats[i].text), 0);
		cr_expect_eq(config->format, formats[i].format, "%s: %u", formats[i].text, config->format);
	}
	const struct config *config = lint_config(&arena, "mongod.conf", STR("n\0e\0t\0:\0\n\0"), 0);
	cr_expect_eq(config->format, CONFIG_UNREADABLE);
}

Test(config_config, binaries)
{
	static const struct {
		const char *file, *text;
		unsigned given, binary;
	} table[] = {
		{ "mongod.conf", "", 0, BINARY_MONGOD },
		{ "mongos.conf", "", 0, BINARY_MONGOS },
		{ "a/mongos-1.conf", "", 0, BINARY_MONGOS },
		{ "mongos/cluster.conf", "", 0, BINARY_MONGOD },
		{ "mongostore.conf", "", 0, BINARY_MONGOD },
		{ "mongoserver1.conf", "", 0, BINARY_MONGOD },
		{ "router.conf", "sharding:\n  configDB: cfg/a:1\n", 0, BINARY_MONGOS },
		{ "router.conf", "sharding.configDB: cfg/a:1\n", 0, BINARY_MONGOS },
		{ "router.conf", "sharding:\n  clusterRole: shardsvr\n", 0, BINARY_MONGOD },
		{ "mongos.conf", "", BINARY_MONGOD, BINARY_MONGOD },
		{ "mongod.conf", "sharding:\n  configDB: cfg/a:1\n", BINARY_MONGOD, BINARY_MONGOD },
	};
	for (unsigned i = 0; i < sizeof table / sizeof *table; i++) {
		const struct config *config = lint_config(&arena, table[i].file, str_of(table[i].text), table[i].given);
		cr_expect_eq(config->target.binary, table[i].binary, "%s %s", table[i].file, table[i].text);
	}
}

Test(config_config, questions)
{
	const struct config *config = lint_config(&arena, "mongod.conf", STR(
		"net:\n  ssl:\n    CAFile: /ca\n  bindIp:\n  port: 'a'\nsecurity.authorization: enabled\n"), 0);
	const struct setting *setting = config_find(config, "net.tls.CAFile");
	cr_assert_not_null(setting);
	cr_expect(str_is(setting->path, "net.ssl.CAFile"));
	cr_expect(str_is(setting->name, "net.tls.CAFile"));
	cr_expect_eq(config_find(config, "net.ssl.CAFile"), setting);
	cr_expect_null(config_find(config, "net.tls"));
	cr_expect_null(config_find(config, "net.tls.CA"));
	cr_expect(str_is(config_text(config, "net.tls.CAFile"), "/ca"));
	cr_expect_eq(config_text(config, "net.bindIp").len, 0);
	cr_expect_eq(config_text(config, "net.ipv6").len, 0);
	cr_expect(config_is(config, "security.authorization", "enabled"));
	cr_expect_not(config_is(config, "security.authorization", "Enabled"));
	cr_expect_not(config_is(config, "security.keyFile", ""));
	cr_expect(setting_same_name(setting, setting));
	cr_expect_not(setting_same_name(setting, config_find(config, "net.port")));
	/* Spans are what a person would mark. */
	setting = config_find(config, "net.port");
	cr_expect(str_is(source_str(config->source, setting->key), "port"));
	cr_expect(str_is(source_str(config->source, setting->value), "'a'"));
	cr_expect(str_is(source_str(config->source, config_start(config)), "CAFile"));

	config = lint_config(&arena, "mongod.conf", STR("\xef\xbb\xbf# nothing\n"), 0);
	cr_expect_eq(config_start(config).at, 3);
	cr_expect_eq(config_start(config).len, 0);

	/* Present names in the old format too, also for a server that has none but the old one. */
	config = lint_config_of(&arena, "mongod.conf", STR("sslMode = requireSSL\n"), "4.0");
	setting = config_find(config, "net.tls.mode");
	cr_assert_not_null(setting);
	cr_expect(str_is(setting->path, "net.ssl.mode"));
}

/* Each level doubles what is below it; with settings at the bottom, and with none. */
Test(config_config, floods)
{
	static const char *const bottoms[] = { "port: 1", "" };
	for (unsigned i = 0; i < 2; i++) {
		struct buf text = BUF_INIT(&arena);
		buf_printf(&text, "a0: &a0 {%s}\n", bottoms[i]);
		for (unsigned k = 1; k < 50; k++)
			buf_printf(&text, "a%u: &a%u {x: *a%u, y: *a%u}\n", k, k, k - 1, k - 1);
		const struct config *config = lint_config(&arena, "mongod.conf", buf_done(&text), 0);
		cr_expect(config->flooded, "%s", bottoms[i]);
		/* Half of a config says nothing. */
		cr_expect_eq(config->format, CONFIG_UNREADABLE);
		cr_expect_eq(config->count, 0);
	}
	const struct config *config = lint_config(&arena, "mongod.conf", STR("net: &n\n  port: 1\n  x: *n\n"), 0);
	cr_expect(config->flooded);  /* the server never comes to an end with it */
}

/* Read lean and shrunk, with the scratch arena used for something else since: the same settings, answers and
 * place for an edit as of a config that keeps everything. */
Test(config_config, lean)
{
	static const char tags[] = "# none\nreplication: {replSetName: \"a\\tb\", oplogSizeMB: 'x\n\n  y'}\n"
				   "setParameter:\n  \"a\\u0041\": 1\nnet.bindIpAll: true\nsecurity: {javascriptEnabled: [\"\\x41\", b]}\n";
	struct arena scratch = ARENA_INIT, own = ARENA_INIT;
	for (unsigned i = 0; i <= sizeof flat / sizeof *flat; i++) {
		struct str text = str_of(i < sizeof flat / sizeof *flat ? flat[i].text : tags);
		struct source source;
		struct config whole, lean;
		struct yaml before, after;
		source_init(&arena, "mongod.conf", text, &source);
		config_read(&arena, &source, NULL, &whole);
		config_read_lean(&arena, &scratch, &source, NULL, &lean);
		struct intern same = INTERN_INIT(&arena);
		config_shrink(&lean, &same);
		intern_close(&same);
		arena_reset(&scratch);
		char *others = memset(arena_alloc(&scratch, 60000), 'x', 60000);
		cr_assert_str_eq(settings(&lean), settings(&whole), "%s", text.at);
		cr_assert_eq(lean.format, whole.format, "%s", text.at);
		for (uint32_t k = 0; k < whole.count; k++) {
			const struct setting *found = config_find_str(&whole, whole.settings[k].name);
			cr_assert_eq(config_find_str(&lean, whole.settings[k].name), config_setting(&lean, (uint32_t)(found - whole.settings)),
				     "%s", text.at);
		}
		bool may = config_placeable(&own, &whole, &before);
		cr_assert_eq(config_placeable(&own, &lean, &after), may, "%s", text.at);
		/* Another may be working there. */
		cr_assert(arena_owns(&scratch, others + 59999) && others[0] == 'x' && others[59999] == 'x', "%s", text.at);
		cr_assert_eq(may ? after.tree.count : 0, may ? before.tree.count : 0, "%s", text.at);
	}
	arena_free(&own);
	arena_free(&scratch);
}

/* What a run is left with of each of many files that say nearly the same and have nothing wrong with them: neither the text,
 * nor the lines, nor the settings that others have, too. */
Test(config_config, kept_of_many)
{
	enum { COUNT = 1000, MOST = 1400, NEARBY = 32768 };
	struct arena held = ARENA_INIT, scratch = ARENA_INIT;
	struct intern same = INTERN_INIT(&arena);
	struct shelf shelf = SHELF_INIT(0);
	const char *last = arena_bytes(&arena, 1);
	size_t taken = 0, seen = 0;
	for (unsigned i = 0; i < COUNT; i++) {
		struct buf text = BUF_INIT(&held);
		struct source *source = arena_alloc(&arena, sizeof *source);
		struct config *config = arena_alloc(&arena, sizeof *config);
		buf_printf(&text, "# of db%u\nstorage:\n  dbPath: /var/lib/mongodb\n  directoryPerDB: true\nnet:\n  port: 27017\n"
			   "  bindIp: 127.0.0.1,db%u.example.net\n", i, i);
		for (unsigned line = 0; line < 40; line++)
			buf_text(&text, "# Lines and lines of what nobody needs\n");
		buf_printf(&text, "security:\n  keyFile: /etc/keyfile\nreplication:\n  replSetName: rs%u\n", i / 3);
		source_init(&held, "mongod.conf", buf_done(&text), source);
		source->id.ino = i + 1;
		config_read_lean(&arena, &scratch, source, NULL, config);
		config_shrink(config, &same);
		cr_assert(!config_needs_text(config));
		shelf_put(&shelf, &arena, source);
		arena_reset(&scratch);
		arena_reset(&held);
		cr_assert(str_is(config_text(config, "storage.dbPath"), "/var/lib/mongodb"));
		/* Two bytes of one chunk tell what was taken between them. */
		const char *now = arena_bytes(&arena, 1);
		bool near = now > last && now - last < NEARBY;
		taken += near ? (size_t)(now - last) : 0;
		seen += near;
		last = now;
	}
	cr_assert(seen > COUNT / 2, "%zu", seen);
	cr_expect(taken / seen <= MOST, "%zu bytes of each are kept", taken / seen);
	intern_close(&same);
	arena_free(&shelf.arena);
	arena_free(&held);
	arena_free(&scratch);
}

/* Whatever else is set, each option is found under its path and its present name, and one that is not set is not. */
Test(config_config, finds_every_option)
{
	struct arena memory = ARENA_INIT;
	for (unsigned left_out = 0; left_out < option_count; left_out += 7) {
		struct buf text = BUF_INIT(&memory);
		struct source source;
		struct config config;
		for (unsigned i = 0; i < option_count; i++)
			if (i != left_out && option_table[i].type != OPTION_MAP)
				buf_printf(&text, "%s: x\n", option_table[i].path);
		source_init(&memory, "mongod.conf", buf_done(&text), &source);
		config_read(&memory, &source, NULL, &config);
		for (uint32_t i = 0; i < config.count; i++) {
			const struct setting *setting = config_setting(&config, i);
			cr_expect_not_null(config_find_str(&config, setting->path), "%.*s", STR_ARG(setting->path));
			cr_expect_not_null(config_find_str(&config, setting->name), "%.*s", STR_ARG(setting->name));
		}
		/* It may be the present name of another that is there. */
		const struct setting *found = config_find(&config, option_table[left_out].path);
		cr_expect(!found || str_is(found->name, option_table[left_out].path), "%s", option_table[left_out].path);
	}
	arena_free(&memory);
}

/* A config that a manifest has as base64, or in quotes: what its bytes stand for has other places, and nothing can be put there. */
Test(config_config, no_edits_of_what_was_decoded)
{
	static const char text[] = "net:\n  port: 27018\n";
	struct source file, source;
	struct config config;
	struct edits edits = EDITS_INIT(&arena);
	source_init(&arena, "m.yaml", str_of(arena_printf(&arena, "%*s", 500, "")), &file);
	source_init(&arena, "m.yaml", str_of(text), &source);
	source.whole = &file;  /* and its place in there, by chance, the one where it would be if it were not decoded */
	for (unsigned i = 0; i < 2; i++) {
		source.decoded = i;
		config_read(&arena, &source, NULL, &config);
		cr_expect_eq(config_set_edits(&arena, &config, "security.javascriptEnabled", "false", &edits), !i);
		cr_expect_eq(config_unset_edits(&arena, &config, "net.port", &edits), !i);
	}
}
