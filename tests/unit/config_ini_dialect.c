#include <criterion/criterion.h>

#include <stdlib.h>

#include <string.h>

#include "base/buf.h"
#include "config/edit.h"
#include "config/ini_spell.h"
#include "input/parts.h"

static struct target target_of(const char *server)
{
	struct target target = { .edition = EDITION_COMMUNITY, .platform = PLATFORM_LINUX };
	if (server)
		cr_assert(version_parse(str_of(server), &target.server));
	return target;
}

/* ---- edits ---- */

/* "path=value" sets, "-path" removes, "path>name" renames; with blanks between. */
static bool do_steps(struct draft *draft, const char *steps, struct err *err)
{
	struct str rest = str_of(steps), step;
	bool ok = true;
	while (ok && str_split(&rest, ' ', &step)) {
		uint32_t more = str_find_char(step, '>', 0), equals = str_find_char(step, '=', 0);
		if (step.at[0] == '-')
			ok = draft_unset(draft, str_sub(step, 1, step.len), err);
		else if (more != STR_NONE)
			ok = draft_rename(draft, str_sub(step, 0, more), str_sub(step, more + 1, step.len), err);
		else
			ok = draft_set(draft, str_sub(step, 0, equals), str_sub(step, equals + 1, step.len), err);
	}
	return ok;
}

/* `result` begins with "refused: " where the words behind it are in the reason. */
static const struct {
	const char *server, *text, *steps, *result;
} rows[] = {
	/* A value is replaced where it is, under the name that it has. */
	{ NULL, "port = 1\n", "net.port=2", "port = 2\n" },
	{ NULL, "port=1   # one\r\n", "net.port=2", "port=2   # one\r\n" },
	{ NULL, "port = 1\n", "net.port=1", "port = 1\n" },
	{ NULL, "bind_ip =\n", "net.bindIp=::1", "bind_ip = ::1\n" },
	{ NULL, "bind_ip=\n", "net.bindIp=::1", "bind_ip=::1\n" },
	{ NULL, "auth = true\n", "security.authorization=disabled", "auth = false\n" },
	{ NULL, "noauth = true\n", "security.authorization=enabled", "auth = true\n" },
	{ NULL, "nojournal = 1\n", "storage.journal.enabled=true", "journal = true\n" },
	{ "4.0", "nojournal = 1\n", "storage.journal.enabled=true", "journal = true\n" },
	{ NULL, "objcheck = yes\n", "net.wireObjectCheck=true", "objcheck = yes\n" },
	{ NULL, "vv = true\n", "systemLog.verbosity=3", "verbose = vvv\n" },
	{ NULL, "replSet = a/b:1\n", "replication.replSetName=rs0", "replSet = rs0\n" },
	{ NULL, "configsvr = true\n", "sharding.clusterRole=shardsvr", "shardsvr = true\n" },
	{ NULL, "setParameter = a=1\nsetParameter=b=2\n", "setParameter.a=3", "setParameter = a=3\nsetParameter=b=2\n" },
	/* A new line stands beside its like, and as the lines there. */
	{ NULL, "port=1\nauth = true\ndbpath=/d\n", "security.keyFile=/k", "port=1\nauth = true\nkeyFile = /k\ndbpath=/d\n" },
	{ NULL, "port=1\nauth = true\ndbpath=/d\n", "net.ipv6=true", "port=1\nipv6=true\nauth = true\ndbpath=/d\n" },
	{ NULL, "port=1\r\n", "security.keyFile=/k", "port=1\r\nkeyFile=/k\r\n" },
	{ NULL, "port=1", "security.keyFile=/k", "port=1\nkeyFile=/k" },
	{ NULL, "port=1\n# end\n\n\n", "security.keyFile=/k", "port=1\n# end\nkeyFile=/k\n\n\n" },
	{ NULL, "port    = 1\ndbpath  = /d\n", "replication.replSetName=a", "port    = 1\ndbpath  = /d\nreplSet = a\n" },
	{ NULL, "  port=1\n", "security.keyFile=/k", "  port=1\n  keyFile=/k\n" },
	{ NULL, "port=1\n[x]\nb=2\n", "security.keyFile=/k", "port=1\nkeyFile=/k\n[x]\nb=2\n" },
	{ NULL, "port=1\n", "setParameter.a=x=y", "port=1\nsetParameter=a=x=y\n" },
	{ NULL, "port=1\n", "operationProfiling.mode=slowOp", "port=1\nprofile=1\n" },
	{ NULL, "port=1\n", "systemLog.destination=syslog", "port=1\nsyslog=true\n" },
	{ NULL, "port=1\n", "systemLog.path=/l", "port=1\nlogpath=/l\n" },
	{ NULL, "logpath=/l\n", "systemLog.destination=file", "logpath=/l\n" },
	{ NULL, "port=1\n", "net.tls.mode=requireTLS", "port=1\ntlsMode=requireTLS\n" },
	{ NULL, "port=1\n", "net.ssl.mode=requireSSL", "port=1\nsslMode=requireSSL\n" },
	{ NULL, "port=1\n", "security.authorization=disabled", "port=1\nnoauth=true\n" },
	/* noauth and a keyfile go together in no file; auth = false and one do. */
	{ NULL, "keyFile=/k\n", "security.authorization=disabled", "keyFile=/k\nauth=false\n" },
	/* Lines go whole. */
	{ NULL, "a=1\nport = 1 # x\nb=2\n", "-net.port", "a=1\nb=2\n" },
	{ NULL, "dbpath=/d\nport = 1", "-net.port", "dbpath=/d" },
	{ NULL, "port = 1", "-net.port", "" },
	{ NULL, "port = 1\n", "-net.port net.port=2", "port = 2\n" },
	{ NULL, "port = 1\n", "-net.bindIp", "port = 1\n" },
	{ NULL, "setParameter=a=1\nsetParameter=b=2\n", "-setParameter.a", "setParameter=b=2\n" },
	{ NULL, "logpath=/l\nport=1\n", "-systemLog.path", "port=1\n" },
	/* Names. */
	{ NULL, "sslMode = requireSSL\nsslPEMKeyFile=/p # p\n", "net.ssl>tls", "tlsMode = requireSSL\ntlsCertificateKeyFile=/p # p\n" },
	{ NULL, "tlsMode = requireTLS\ntlsCAFile=/p\n", "net.tls>ssl", "sslMode = requireTLS\nsslCAFile=/p\n" },
	{ NULL, "setParameter = a=1\n", "setParameter.a>b", "setParameter = b=1\n" },
	{ NULL, "port=1\n", "net.ssl>tls", "port=1\n" },
	/* A server would not start with these, and the edit is as good as before. */
	{ NULL, "fork=maybe\n", "net.port=1", "fork=maybe\nport=1\n" },
	{ NULL, "fork=maybe\n", "processManagement.fork=true", "fork=true\n" },
	{ "7.0", "smallfiles=true\n", "net.port=1", "smallfiles=true\nport=1\n" },
	/* Refused. */
	{ NULL, "port=1\n", "security.keyFile=/a#b", "refused: a # begins a comment" },
	{ NULL, "port=1\n", "security.keyFile=/a\nb", "refused: a value is one line" },
	{ NULL, "port=1\n", "security.keyFile=/a:", "refused: a colon with a blank" },
	{ NULL, "port=1\n", "net.ipv6=yes", "refused: is true or false" },
	{ NULL, "port=1\n", "net.tls.certificateSelector=a=b", "refused: has no name for it" },
	{ NULL, "port=1\n", "security.redactClientLogData2=true", "refused: has no name for it" },
	{ "4.0", "port=1\n", "net.tls.mode=requireTLS", "refused: has no name for it in this release" },
	{ NULL, "port=1\nport=2\n", "net.port=3", "refused: set twice" },
	{ NULL, "auth=true\nnoauth=true\n", "security.authorization=enabled", "refused: set twice" },
	{ NULL, "noauth=true\n", "security.keyFile=/k", "refused: noauth" },
	{ NULL, "logpath=/l\n", "-systemLog.destination", "refused: logpath means" },
	{ NULL, "logpath=/l\n", "systemLog.destination=syslog", "refused: syslog" },
	{ NULL, "sslMode=requireSSL\ntlsMode=requireTLS\n", "net.ssl>tls", "refused: is here already" },
};

struct outcome {
	bool ok;
	struct str text;
	const char *reason;
};

static struct outcome run(struct arena *arena, struct str text, const struct target *target, const char *steps)
{
	struct source *source = arena_alloc(arena, sizeof *source);
	struct err err = ERR_INIT(arena);
	struct draft draft;
	source_init(arena, "mongodb.conf", text, source);
	bool ok = config_draft_open(arena, source, target, &draft, &err) && do_steps(&draft, steps, &err);
	cr_assert(ok || err.kind == ERR_REFUSED);
	return (struct outcome){ ok, ok ? draft.now.text : text, err.text };
}

Test(config_ini_dialect, edits)
{
	struct arena arena = ARENA_INIT;
	for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct target target = target_of(rows[i].server);
		struct outcome got = run(&arena, str_of(rows[i].text), &target, rows[i].steps);
		if (str_starts(str_of(rows[i].result), "refused: ")) {
			cr_assert_not(got.ok, "%s %s\n%.*s", rows[i].text, rows[i].steps, STR_ARG(got.text));
			cr_assert(strstr(got.reason, rows[i].result + strlen("refused: ")), "%s %s: %s", rows[i].text, rows[i].steps,
				  got.reason);
			continue;
		}
		cr_assert(got.ok, "%s %s: %s", rows[i].text, rows[i].steps, got.reason);
		cr_assert(str_is(got.text, rows[i].result), "%s %s:\n%.*s", rows[i].text, rows[i].steps, STR_ARG(got.text));
		if (!got.text.len)
			continue;
		struct outcome again = run(&arena, got.text, &target, rows[i].steps);
		cr_assert(again.ok && (str_eq(again.text, got.text) || strchr(rows[i].steps, '>')), "%s %s, twice:\n%.*s", rows[i].text,
			  rows[i].steps, STR_ARG(again.text));
	}
	arena_free(&arena);
}

/* ---- templates ---- */

#define TEMPLATE "port = {{ port }}\ndbpath=/d/{{ name }} # data\n{% if auth %}\nauth = true\nkeyFile = /k\n{% else %}\n" \
		 "noauth = true\n{% endif %}\nsetParameter = a={{ a }}\n"

static const struct {
	const char *text, *steps, *result;
} templates[] = {
	{ TEMPLATE "fork=true\n", "processManagement.fork=false", TEMPLATE "fork=false\n" },
	{ TEMPLATE "fork=true\n", "-processManagement.fork", TEMPLATE },
	{ TEMPLATE, "operationProfiling.mode=all", TEMPLATE "profile = 2\n" },
	{ TEMPLATE, "setParameter.b=1", TEMPLATE "setParameter = b=1\n" },
	{ TEMPLATE, "net.port=1", "refused: {{ port }}" },
	{ TEMPLATE, "-storage.dbPath", "refused: {{ name }}" },
	{ TEMPLATE, "security.keyFile=/x", "refused: {% if auth %}, line 3" },
	{ TEMPLATE, "-security.authorization", "refused: the template decides" },
	{ TEMPLATE, "setParameter.a=1", "refused: {{ a }}" },
	{ TEMPLATE "setParameter={{ n }}=1\n", "setParameter.b=1", "refused: {{ n }}" },
	{ TEMPLATE "setParameter={{ n }}=1\n", "net.ipv6=true", "port = {{ port }}\nipv6 = true\n" },
	{ TEMPLATE "{{ n }}=1\n", "net.ipv6=true", "refused: {{ n }}" },
};

Test(config_ini_dialect, templates)
{
	struct arena arena = ARENA_INIT;
	for (unsigned i = 0; i < sizeof templates / sizeof *templates; i++) {
		struct source source;
		struct parts parts;
		struct draft draft;
		struct err err = ERR_INIT(&arena);
		const char *result = templates[i].result;
		source_init(&arena, "mongodb.conf.j2", str_of(templates[i].text), &source);
		parts_read(&arena, &arena, &source, NULL, &parts);
		cr_assert_eq(parts.count, 1, "%s", templates[i].text);
		bool ok = config_draft_open(&arena, parts.at[0].source, NULL, &draft, &err) && do_steps(&draft, templates[i].steps, &err);
		if (str_starts(str_of(result), "refused: "))
			cr_assert(!ok && err.line && strstr(err.text, result + strlen("refused: ")), "%s: %s", templates[i].steps, err.text);
		else
			cr_assert(ok && str_starts(draft_result(&draft), result), "%s: %s\n%.*s", templates[i].steps, err.text,
				  STR_ARG(draft_result(&draft)));
	}
	arena_free(&arena);
}

/* What it says of the rest is certain: no fault, and no value that is none. */
Test(config_ini_dialect, reading_templates)
{
	struct arena arena = ARENA_INIT;
	struct source source;
	struct parts parts;
	struct config config;
	source_init(&arena, "mongodb.conf.j2", STR(TEMPLATE "logpath=/l\n"), &source);
	parts_read(&arena, &arena, &source, NULL, &parts);
	config_read(&arena, parts.at[0].source, NULL, &config);
	cr_assert(config.format == CONFIG_INI && !config.fault_count);
	static const struct {
		const char *path, *text;
		bool opaque, sometimes;
	} wanted[] = {
		{ "net.port", "{{ port }}", true, false }, { "storage.dbPath", "/d/{{ name }}", true, false },
		{ "security.authorization", "enabled", true, true }, { "security.keyFile", "/k", true, true },
		{ "setParameter.a", "{{ a }}", true, false }, { "systemLog.path", "/l", false, false },
		{ "systemLog.destination", "file", false, false },
	};
	for (unsigned i = 0; i < sizeof wanted / sizeof *wanted; i++) {
		const struct setting *setting = config_find(&config, wanted[i].path);
		cr_assert(setting && str_is(setting->text, wanted[i].text) && (setting->kind == SETTING_OPAQUE) == wanted[i].opaque &&
			  setting->sometimes == wanted[i].sometimes, "%s: %.*s", wanted[i].path, setting ? (int)setting->text.len : 0,
			  setting ? setting->text.at : "");
	}
	cr_assert(!config_is_opaque(&config, "net.bindIp"));
	arena_free(&arena);
}

/* ---- laws, over made-up files ---- */

static const char *const lines[] = {
	"port = 27017", "dbpath=/var/lib/mongodb   # data", "logpath = /l", "logappend=true", "auth = true", "# comment", "", "  ", "replSet\t=\trs0",
	"bind_ip = 127.0.0.1,::1", "setParameter = a=1", "setParameter=b = 2", "profile = 1", "fork=yes", "pidfilepath =   /p", "journal=1",
	"verbose = vv", "master = true", "nounixsocket = true", "keyFile=/old/key", "#auth=true",
};

static const struct {
	const char *path, *value;
} changes[] = {
	{ "security.keyFile", "/etc/key" }, { "security.transitionToAuth", "true" }, { "net.port", "1" }, { "net.bindIp", "0.0.0.0" },
	{ "systemLog.path", "/x" }, { "operationProfiling.mode", "all" }, { "setParameter.a", "2" }, { "setParameter.c", "x=y" },
	{ "systemLog.verbosity", "5" }, { "replication.replSetName", "s" }, { "processManagement.fork", "false" }, { "net.ipv6", "true" },
	{ "net.unixDomainSocket.enabled", "false" }, { "storage.journal.enabled", "false" },
};

static uint32_t roll(uint32_t *state, uint32_t sides)
{
	*state = *state * 1664525u + 1013904223u;
	return (*state >> 16) % sides;
}

static struct str make_file(struct arena *arena, uint32_t *state)
{
	struct buf out = BUF_INIT(arena);
	const char *ending = roll(state, 4) ? "\n" : "\r\n";
	uint64_t used = 0;
	for (uint32_t left = 1 + roll(state, 9); left; left--) {
		uint32_t i = roll(state, sizeof lines / sizeof *lines);
		if (used >> i & 1 && str_has_char(str_of(lines[i]), '='))
			continue;
		used |= UINT64_C(1) << i;
		buf_printf(&out, "%s%s", lines[i], left == 1 && !roll(state, 3) ? "" : ending);
	}
	return buf_done(&out);
}

static const struct setting *other_than(const struct config *config, uint32_t *at, const char *path)
{
	for (; *at < config->count; (*at)++) {
		const struct setting *setting = &config->settings[*at];
		bool implied = str_is(setting->path, "systemLog.destination") && str_is(str_of(path), "systemLog.path");
		if (!str_is(setting->path, path) && !implied && setting->kind != SETTING_MAP)
			return setting;
	}
	return NULL;
}

/* Everything but `path` is what it was. */
static void check_rest(struct arena *arena, struct str before, struct str after, const char *path)
{
	struct source sources[2];
	struct config configs[2];
	uint32_t a = 0, b = 0;
	source_init(arena, "x", before, &sources[0]);
	source_init(arena, "x", after, &sources[1]);
	for (unsigned i = 0; i < 2; i++)
		config_read(arena, &sources[i], NULL, &configs[i]);
	for (;; a++, b++) {
		const struct setting *one = other_than(&configs[0], &a, path), *other = other_than(&configs[1], &b, path);
		cr_assert((!one && !other) || (one && other && str_eq(one->path, other->path) && str_eq(one->text, other->text)), "%s of\n%.*s\nafter:\n%.*s",
			  path, STR_ARG(before), STR_ARG(after));
		if (!one)
			return;
	}
}

Test(config_ini_dialect, laws)
{
	uint32_t state = 7, done = 0;
	struct target target = target_of(NULL);
	for (unsigned round = 0; round < 1500; round += getenv("MONGOCONF_VALGRIND") ? 100 : 1) {
		struct arena arena = ARENA_INIT;
		struct str text = make_file(&arena, &state);
		uint32_t i = roll(&state, sizeof changes / sizeof *changes);
		const char *path = changes[i].path, *set = arena_printf(&arena, "%s=%s", path, changes[i].value);
		struct source source;
		struct config config;
		source_init(&arena, "x", text, &source);
		config_read(&arena, &source, NULL, &config);
		struct outcome once = run(&arena, text, &target, set);
		if (config.format == CONFIG_INI && once.ok) {
			struct outcome twice = run(&arena, once.text, &target, set);
			cr_assert(twice.ok && str_eq(twice.text, once.text), "%s twice in\n%.*s", set, STR_ARG(text));
			check_rest(&arena, text, once.text, path);
			struct outcome back = run(&arena, once.text, &target, arena_printf(&arena, "-%s", path));
			cr_assert(back.ok, "-%s in\n%.*s: %s", path, STR_ARG(once.text), back.reason);
			cr_assert(config_find(&config, path) || str_eq(back.text, text), "%s and back in\n%.*s\n%.*s", set, STR_ARG(text),
				  STR_ARG(back.text));
			check_rest(&arena, once.text, back.text, path);
			done++;
		}
		arena_free(&arena);
	}
	cr_assert_gt(done, getenv("MONGOCONF_VALGRIND") ? 7 : 700, "%u", done);
}
