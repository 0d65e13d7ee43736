/* What is known of a config of which a template decides a part. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "config/config.h"
#include "input/parts.h"

static struct arena arena;

static void tear_down(void)
{
	arena_free(&arena);
}

TestSuite(config_masked, .fini = tear_down);

static void read(const char *name, const char *text, struct config *config)
{
	struct source *file = arena_alloc(&arena, sizeof *file);
	struct parts parts;
	source_init(&arena, name, str_of(text), file);
	parts_read(&arena, &arena, file, NULL, &parts);
	cr_assert_eq(parts.count, 1, "%s", text);
	config_read(&arena, parts.at[0].source, NULL, config);
}

/* "net.port? sometimes scalar": whoever looks for it finds something unknown (?), it is there sometimes, and a scalar then. */
static const char *settings_of(const struct config *config)
{
	static const char *const kinds[] = {
		[SETTING_SCALAR] = "scalar", [SETTING_LIST] = "list", [SETTING_MAP] = "map", [SETTING_OPAQUE] = "unknown",
	};
	struct buf out = BUF_INIT(&arena);
	for (uint32_t i = 0; i < config->count; i++) {
		const struct setting *setting = &config->settings[i];
		buf_printf(&out, "%s", setting->nameless ? "*" : str_cstr(&arena, setting->path));
		buf_printf(&out, "%s%s %s", setting->kind == SETTING_OPAQUE ? "?" : "", setting->sometimes ? " sometimes" : "",
			   kinds[setting->written]);
		buf_printf(&out, "%s\n", setting->refusal ? " refused" : "");
	}
	return buf_done(&out).at;
}

Test(config_masked, settings)
{
	static const struct {
		const char *name, *text, *settings;
		bool marks, open;
	} rows[] = {
		{ "a.conf", "net:\n  port: 1\n", "net.port scalar\n", false, false },
		{ "a.conf.j2", "net:\n  port: {{ p }}\n  ipv6: true\n", "net.port? unknown\nnet.ipv6 scalar\n", false, false },
		/* One literal byte is not the value. */
		{ "a.conf.j2", "storage:\n  dbPath: /data/{{ p }}\n", "storage.dbPath? unknown\n", false, false },
		/* A literal value is judged where it is, and nobody finds it for certain. */
		{ "a.conf.j2", "net:\n  ipv6: true\n{% if a %}\n  port: x\n{% endif %}\n",
		  "net.ipv6 scalar\nnet.port? sometimes scalar refused\n", true, false },
		{ "a.conf.j2", "net:\n{% if a %}\n  port: 1\n{% else %}\n  port: {{ p }}\n{% endif %}\n  ipv6: true\n",
		  "net.port? sometimes scalar\nnet.port? sometimes unknown\nnet.ipv6 scalar\n", true, false },
		/* A condition around everything is none. */
		{ "a.conf.j2", "{% if a %}\nnet:\n  port: 1\n  ipv6: true\n{% endif %}\n", "net.port scalar\nnet.ipv6 scalar\n", false, false },
		{ "a.conf.j2", "{% if a %}\nnet:\n  port: 1\n{% if b %}\n  ipv6: true\n{% endif %}\n{% endif %}\n",
		  "net.port scalar\nnet.ipv6? sometimes scalar\n", true, false },
		/* A list of which a part is there sometimes is unknown as a whole. */
		{ "a.conf.j2", "auditLog:\n  filter:\n    - a\n{% for x in y %}\n    - b\n{% endfor %}\n", "auditLog.filter? unknown\n", true, false },
		/* A header whose lines all come from elsewhere is not empty. */
		{ "a.conf.j2", "net:\n{% include 'net.j2' %}\nstorage:\n  dbPath: /a\n", "net? unknown\nstorage.dbPath scalar\n", true, true },
		/* Other names may be anything; those that are there hold. */
		{ "a.conf.j2", "net:\n  port: 1\n{{ extra | to_nice_yaml }}\n", "net.port scalar\n", true, true },
		{ "a.conf.j2", "net:\n  port: 1\n{{ a }}:\n  b: 2\n", "net.port scalar\n* scalar\n", false, true },
		/* Below a section only that is open. */
		{ "a.conf.j2", "net:\n  port: 1\nsetParameter:\n  {{ a }}: 2\n", "net.port scalar\nsetParameter map\n* scalar\n", false, false },
		{ "a.conf.erb", "port = 1\nfork = <%= f %>\n<% if a %>\nquiet = true\n<% end %>\n",
		  "net.port scalar\nprocessManagement.fork? unknown\nsystemLog.quiet? sometimes unknown\n", true, false },
	};
	for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct config config;
		read(rows[i].name, rows[i].text, &config);
		cr_expect_str_eq(settings_of(&config), rows[i].settings, "%s\nis read as\n%s", rows[i].text, settings_of(&config));
		cr_expect_eq(config.marks, rows[i].marks, "%s", rows[i].text);
		cr_expect_eq(config_is_open(&config), rows[i].open, "%s", rows[i].text);
	}
}

Test(config_masked, questions)
{
	struct config config;
	read("a.conf.j2", "net:\n  port: 1\n  bindIp: {{ b }}\nsetParameter:\n  {{ n }}: 1\n{% if k %}\nsecurity.keyFile: /k\n{% endif %}\n", &config);
	static const struct {
		const char *path;
		bool opaque, found;
		const char *text;
	} rows[] = {
		{ "net.port", false, true, "1" },
		{ "net.bindIp", true, true, "" },
		{ "net.ipv6", false, false, "" },
		{ "setParameter.enableTestCommands", true, false, "" },
		{ "security.keyFile", true, true, "" },
	};
	for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
		cr_expect_eq(config_is_opaque(&config, rows[i].path), rows[i].opaque, "%s", rows[i].path);
		cr_expect_eq(config_find(&config, rows[i].path) != NULL, rows[i].found, "%s", rows[i].path);
		cr_expect_str_eq(str_cstr(&arena, config_text(&config, rows[i].path)), rows[i].text, "%s", rows[i].path);
	}
	cr_expect_not(config_is(&config, "security.keyFile", "/k"));
	cr_expect(str_is(config_find(&config, "net.bindIp")->text, "{{ b }}"));
	/* What an operator adds: what is said holds, what is not may be. */
	config_may_have_more(&config, "");
	cr_expect(config_is_opaque(&config, "net.ipv6"));
	cr_expect_not(config_is_opaque(&config, "net.port"));
}

/* More files, where there are some: MONGOCONF_CORPUS is a folder with INDEX.tsv, a table whose first columns are file and kind. */
static bool check_indexed(const char *folder, struct str line)
{
	static const struct {
		const char *kind, *language;
	} kinds[] = {
		{ "template-envsubst", "envsubst" }, { "template-erb", "ERB" }, { "template-go", "Go" }, { "template-jinja", "Jinja2" },
		{ "template-terraform", "Terraform" },
	};
	struct arena scratch = ARENA_INIT;
	struct err err = ERR_INIT(&scratch);
	struct str file, kind;
	struct source source;
	struct parts parts;
	bool judged = false;
	cr_assert(str_split(&line, '\t', &file) && str_split(&line, '\t', &kind));
	for (unsigned i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		const char *path = arena_printf(&scratch, "%s/%.*s", folder, STR_ARG(file));
		if (!str_is(kind, kinds[i].kind) || !source_read(&scratch, path, &source, &err))
			continue;
		parts_read(&scratch, &scratch, &source, NULL, &parts);
		/* A file of that name may have nothing of the language in it. */
		cr_expect(parts.count && (!parts.language || strstr(parts.language, kinds[i].language)), "%s: %s", path,
			  parts.language ? parts.language : "");
		for (uint32_t k = 0; k < parts.count; k++) {
			struct config config;
			config_read(&scratch, parts.at[k].source, NULL, &config);
			cr_expect(config.format == CONFIG_YAML || config.format == CONFIG_INI, "%s", path);
		}
		judged = true;
	}
	arena_free(&scratch);
	return judged;
}

Test(config_masked, of_real_files)
{
	const char *folder = getenv("MONGOCONF_CORPUS");
	if (!folder)
		cr_skip_test("MONGOCONF_CORPUS is not set");
	struct source source;
	struct err err = ERR_INIT(&arena);
	cr_assert(source_read(&arena, arena_printf(&arena, "%s/INDEX.tsv", folder), &source, &err));
	struct str rest = source.text, line;
	uint32_t judged = 0;
	while (str_split(&rest, '\n', &line))
		judged += line.len && check_indexed(folder, line);
	cr_expect_gt(judged, 0);
}

/* The program is told by what is there for certain. */
Test(config_masked, program)
{
	static const struct {
		const char *name, *text;
		unsigned binary;
	} rows[] = {
		{ "a.conf.j2", "sharding:\n  configDB: {{ c }}\n", BINARY_MONGOS },
		{ "a.conf.j2", "net:\n  port: 1\n{% if r %}\nsharding:\n  configDB: {{ c }}\n{% endif %}\n", BINARY_MONGOD },
		{ "mongos.conf.j2", "net:\n  port: 1\n{% if r %}\nsharding:\n  configDB: {{ c }}\n{% endif %}\n", BINARY_MONGOS },
	};
	for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct config config;
		read(rows[i].name, rows[i].text, &config);
		cr_expect_eq(config.target.binary, rows[i].binary, "%s", rows[i].text);
	}
}
