#include <criterion/criterion.h>

#include "base/buf.h"
#include "config/auth.h"
#include "config/flags.h"
#include "lint_files.h"

/* What a command line is taken for: the binary, its config, and NAME=VALUE for each flag (? if it is not
 * known), as the shell would have taken it apart. */
static const struct {
	const char *line, *read;
} lines[] = {
	{ "mongod", "mongod" },
	{ "mongod --config /etc/mongod.conf", "mongod -f /etc/mongod.conf" },
	{ "mongod -f /etc/mongod.conf --port 27018", "mongod -f /etc/mongod.conf port=27018" },
	{ "mongod --config=/etc/mongod.conf --port=27018", "mongod -f /etc/mongod.conf port=27018" },
	{ "mongod -f/etc/mongod.conf", "mongod -f /etc/mongod.conf" },
	{ "/usr/bin/mongod -replSet rs0 -port=1", "mongod replSet=rs0 port=1" },
	{ "--replSet rs0 --bind_ip_all", "mongod replSet=rs0 bind_ip_all=" },
	{ "mongos --configdb c/c1:27019,c2:27019 --bind_ip 0.0.0.0", "mongos configdb=c/c1:27019,c2:27019 bind_ip=0.0.0.0" },
	{ "numactl --interleave=all mongod --auth --keyFile /k", "mongod auth= keyFile=/k" },
	{ "docker-entrypoint.sh mongod --shardsvr --replSet 'my set'", "mongod shardsvr= replSet=my set" },
	{ "sh -c \"mongod --replSet rs0 --fork\"", "mongod replSet=rs0 fork=" },
	{ "/bin/bash -ec 'sleep 5; exec mongod --replSet rs0 > /dev/null 2>&1'", "mongod replSet=rs0" },
	{ "bash -c 'chown mongodb /k && mongod --keyFile /k'", "mongod keyFile=/k" },
	{ "bash -c 'chmod +x /opt/mongod\ncd /opt\n./mongod --port 1 &\nwait'", "mongod port=1" },
	{ "bash -c 'chown mongodb /k; exec docker-entrypoint.sh $@' mongod --keyFile /k", "mongod keyFile=/k" },
	{ "bash -c 'exec \"$@\"' sh mongos --port 1", "mongos port=1" },
	{ "bash -c 'mongod --replSet $1' sh rs0", "mongod replSet=?" },
	{ "bash -c 'bash -c \"mongod --port 1\"'", "mongod port=1" },
	{ "sh -c 'mongod --replSet $NAME --port 1'", "mongod replSet=? port=1" },
	{ "sh -c 'mongod $FLAGS --port 1'", "mongod unknown port=1" },
	{ "sh -c 'mongod --fork; mongo setup.js; mongod --shutdown; mongod --auth'", "mongod unknown fork= shutdown= auth=" },
	{ "mongod --setParameter a=1 --setParameter=b=2", "mongod setParameter=a=1 setParameter=b=2" },
	/* A switch takes no value, a bool may. */
	{ "mongod --auth true", "mongod auth=" },
	{ "mongod --enableMajorityReadConcern false --port 1", "mongod enableMajorityReadConcern=false port=1" },
	{ "mongod --enableMajorityReadConcern --port 1", "mongod enableMajorityReadConcern= port=1" },
	{ "mongod -vvv --noauth", "mongod vvv= noauth=" },
	{ "mongod --smallfiles --oplogSize 128 --nojournal", "mongod smallfiles= oplogSize=128 nojournal=" },
	{ "mongod --noSuchFlag 5 --port 1", "mongod noSuchFlag=5 port=1" },
	{ "mongo --eval 'rs.initiate()'", "none" },
	{ "mongosh mongodb://db1", "none" },
	{ "/init.sh", "none" },
	{ "pidof mongod", "none" },
	{ "sh -c 'until mongosh --eval 1; do sleep 1; done'", "none" },
	{ "", "none" },
};

static struct command_line read_line(struct arena *arena, struct source *source, const char *text)
{
	struct flag_words words = { 0 };
	struct command_line line;
	uint32_t len = str_of(text).len, *from = arena_array(arena, len + 1, sizeof *from);
	for (uint32_t i = 0; i < len; i++)
		from[i] = i;
	source_init(arena, "line", str_of(text), source);
	words_split(arena, (struct mapped){ .text = str_of(text), .from = from, .at = { 0, len } }, WORDS_PLAIN, &words);
	command_line_read(arena, words.at, words.count, &line);
	return line;
}

Test(config_flags, lines)
{
	struct arena arena = ARENA_INIT;
	for (unsigned i = 0; i < sizeof lines / sizeof *lines; i++) {
		struct source source;
		struct command_line line = read_line(&arena, &source, lines[i].line);
		struct buf out = BUF_INIT(&arena);
		buf_text(&out, line.binary == BINARY_MONGOD ? "mongod" : line.binary == BINARY_MONGOS ? "mongos" : "none");
		if (line.config.len)
			buf_printf(&out, " -f %.*s", STR_ARG(line.config));
		if (line.unknown)
			buf_text(&out, " unknown");
		for (uint32_t o = 0; o < line.count; o++) {
			const struct flag_option *option = &line.options[o];
			buf_printf(&out, " %.*s=%.*s", STR_ARG(option->name), STR_ARG(option->unknown ? STR("?") : option->value));
			/* Every flag knows where it stands. */
			if (option->value.len && !option->unknown)
				cr_expect(str_eq(source_str(&source, option->at), option->value), "%s: %.*s", lines[i].line,
					  STR_ARG(option->name));
		}
		cr_expect_str_eq(buf_done(&out).at, lines[i].read, "%s: %s", lines[i].line, buf_done(&out).at);
	}
	arena_free(&arena);
}

/* A file, a command line over it, and what the server ends up with of one option; "-" is not set, "?" not known. */
static const struct {
	const char *file, *line, *path, *text;
	bool from_line;
} overlays[] = {
	{ "net:\n  port: 1\n", "mongod", "net.port", "1", false },
	{ "net:\n  port: 1\n", "mongod --port 2", "net.port", "2", true },
	{ "net: {port: 1, bindIp: x}\n", "mongod --port 2", "net.bindIp", "x", false },
	{ NULL, "mongod --port 2", "net.port", "2", true },
	{ NULL, "mongod --replSet rs0", "replication.replSetName", "rs0", true },
	{ "replication: {replSetName: a}\n", "mongod --replSet rs0/db1,db2", "replication.replSetName", "rs0", true },
	{ NULL, "mongod --auth", "security.authorization", "enabled", true },
	{ "security: {authorization: disabled}\n", "mongod --auth", "security.authorization", "enabled", true },
	{ "security: {authorization: enabled}\n", "mongod --noauth", "security.authorization", "disabled", true },
	{ NULL, "mongod --keyFile /k", "security.keyFile", "/k", true },
	{ NULL, "mongod --shardsvr", "sharding.clusterRole", "shardsvr", true },
	{ "sharding: {clusterRole: shardsvr}\n", "mongod --configsvr", "sharding.clusterRole", "configsvr", true },
	{ NULL, "mongos --configdb c/d:1", "sharding.configDB", "c/d:1", true },
	{ NULL, "mongod --tlsMode requireTLS", "net.tls.mode", "requireTLS", true },
	{ NULL, "mongod --sslMode requireSSL", "net.tls.mode", "requireTLS", true },
	{ "net: {ssl: {mode: disabled}}\n", "mongod --tlsMode requireTLS", "net.ssl.mode", "-", false },
	{ "net: {ssl: {PEMKeyFile: /a}}\n", "mongod --tlsCertificateKeyFile /b", "net.tls.certificateKeyFile", "/b", true },
	{ NULL, "mongod --dbpath /data", "storage.dbPath", "/data", true },
	{ NULL, "mongod --logpath /log", "systemLog.path", "/log", true },
	{ NULL, "mongod --logpath /log", "systemLog.destination", "file", true },
	{ NULL, "mongod --fork", "processManagement.fork", "true", true },
	{ NULL, "mongod -vvv", "systemLog.verbosity", "3", true },
	{ NULL, "mongod -v", "systemLog.verbosity", "1", true },
	{ NULL, "mongod --transitionToAuth", "security.transitionToAuth", "true", true },
	{ NULL, "mongod --bind_ip_all", "net.bindIpAll", "true", true },
	{ "net: {bindIp: 127.0.0.1}\n", "mongod --bind_ip_all", "net.bindIp", "-", false },
	{ "net: {bindIpAll: true}\n", "mongod --bind_ip 10.0.0.1", "net.bindIpAll", "-", false },
	{ NULL, "mongod --setParameter a=b", "setParameter.a", "b", true },
	{ "setParameter: {a: 1, b: 2}\n", "mongod --setParameter a=3", "setParameter.a", "3", true },
	{ "setParameter: {a: 1, b: 2}\n", "mongod --setParameter a=3", "setParameter.b", "2", false },
	{ "replication: {replSetName: a}\n", "sh -c 'mongod --replSet $X'", "replication.replSetName", "?", true },
	{ "replication: {replSetName: a}\n", "sh -c 'mongod --port $X'", "replication.replSetName", "a", false },
	{ NULL, "sh -c 'mongod --setParameter a=$X'", "setParameter.a", "?", true },
	{ NULL, "sh -c 'mongod $X'", "net.port", "?", true },
	{ NULL, "mongod --noSuchFlag 1", "noSuchFlag", "-", false },
};

static const struct setting *find_setting(const struct config *config, const char *path)
{
	const struct setting *found = NULL;
	unsigned times = 0;
	for (uint32_t i = 0; i < config->count; i++)
		if (str_is(config->settings[i].name, path)) {
			found = &config->settings[i];
			times++;
		}
	cr_expect_leq(times, 1, "%s is there %u times", path, times);
	cr_expect_eq(found, config_find(config, path), "%s: config_find() sees another", path);
	return found;
}

Test(config_flags, overlays)
{
	struct arena arena = ARENA_INIT;
	for (unsigned i = 0; i < sizeof overlays / sizeof *overlays; i++) {
		const struct config *file = NULL;
		struct source source;
		struct config config;
		struct command_line line = read_line(&arena, &source, overlays[i].line);
		if (overlays[i].file)
			file = lint_config(&arena, "mongod.conf", str_of(overlays[i].file), 0);
		uint32_t before = file ? file->count : 0;
		flags_lay_over(&arena, file, &line, &source, NULL, &config);
		const char *path = overlays[i].path;
		bool opaque = config_is_opaque(&config, path);
		const struct setting *setting = strcmp(path, "net.ssl.mode") ? find_setting(&config, path) : NULL;
		struct str text = opaque ? STR("?") : setting ? setting->text : STR("-");
		cr_expect(str_is(text, overlays[i].text), "%s over %s: %s is %.*s", overlays[i].line, overlays[i].file, path,
			  STR_ARG(text));
		if (setting)
			cr_expect_eq(setting->from == &source, overlays[i].from_line, "%s: %s", overlays[i].line, path);
		if (setting && overlays[i].from_line && !opaque)
			cr_expect_eq(setting->refusal, NULL, "%s: %s", overlays[i].line, setting->refusal);
		cr_expect(!file || (file->count == before && file->source != &source), "%s: the file changed", overlays[i].line);
	}
	arena_free(&arena);
}

/* What follows from it. */
Test(config_flags, states)
{
	struct arena arena = ARENA_INIT;
	struct source source;
	struct config config;
	const struct config *file = lint_config(&arena, "mongod.conf", STR("security:\n  keyFile: /k\n"), 0);
	struct command_line line = read_line(&arena, &source, "mongod --transitionToAuth --port 27018");
	cr_expect_eq(auth_state_of(file), AUTH_ENFORCED);
	flags_lay_over(&arena, file, &line, &source, NULL, &config);
	cr_expect_eq(auth_state_of(&config), AUTH_TRANSITION);
	cr_expect_eq(config_find(&config, "net.port")->typed.integer, 27018);
	cr_expect_eq(config.target.binary, BINARY_MONGOD);
	/* The image's own flag counts where nothing else is said. */
	struct flag_option all = { .name = STR("bind_ip_all"), .value = STR(""), .fallback = true };
	command_line_add(&arena, &line, all);
	flags_lay_over(&arena, file, &line, &source, NULL, &config);
	cr_expect(config_is(&config, "net.bindIpAll", "true"));
	file = lint_config(&arena, "mongod.conf", STR("net:\n  bindIp: 10.0.0.1\n"), 0);
	flags_lay_over(&arena, file, &line, &source, NULL, &config);
	cr_expect(config_is(&config, "net.bindIp", "10.0.0.1") && !config_find(&config, "net.bindIpAll"));
	/* What a file says that we don't have is not known. */
	line.config = STR("/etc/mongod.conf");
	flags_lay_over(&arena, NULL, &line, &source, NULL, &config);
	cr_expect(config_is_opaque(&config, "net.bindIpAll") && !config_is_opaque(&config, "net.port"));
	/* A line that says nothing costs nothing. */
	struct command_line empty = { .binary = BINARY_MONGOD };
	flags_lay_over(&arena, file, &empty, &source, NULL, &config);
	cr_expect_eq(config.settings, file->settings);
	cr_expect(config_is(&config, "net.bindIp", "10.0.0.1"));
	/* Rules on the file alone are told what the line decides. */
	cr_expect(!config_is_opaque(file, "net.port"));
	flags_decide(&arena, file, &line);
	cr_expect(config_is_opaque(file, "net.port") && config_is_opaque(file, "security.transitionToAuth"));
	cr_expect(!config_is_opaque(file, "storage.dbPath"));
	arena_free(&arena);
}
