#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "fleet/inventory.h"

/* A Compose file at ops/docker-compose.yml, and what is read of its servers. */
static const struct {
	const char *text, *read;
} files[] = {
	{ "services:\n  db1:\n    image: mongo:4.4.6-bionic\n", "db1 mongod 4.4.6 bind_ip_all?\n" },
	{ "version: '3'\nservices:\n  db1:\n    image: mongo\n    command: mongod --replSet rs0 --bind_ip_all --port 27018\n",
	  "db1 mongod :27018 replSet=rs0 bind_ip_all= port=27018\n" },
	/* Without version, version 1, JSON, x- keys and no servers at all. */
	{ "db1:\n  image: mongo:3.4\n  command: --replSet rs0\n", "db1 mongod 3.4 replSet=rs0\n" },
	{ "{\"services\": {\"db1\": {\"image\": \"mongo:7\", \"command\": [\"--replSet\", \"rs0\"]}}}", "db1 mongod 7.0 replSet=rs0 bind_ip_all?\n" },
	{ "x-a: 1\nservices:\n  web:\n    image: nginx\n  ui:\n    image: mongo-express\n", "web -\nui -\n" },
	{ "services:\n", "" },
	{ "services:\n  a:\n  x-b: 1\n", "" },
	{ "services: {}\nvolumes: {a: }\n", "" },
	/* Entrypoints and shells. */
	{ "services:\n  a:\n    image: mongo:6.0\n    command: [\"mongod\", \"--replSet\", \"rs0\", \"--bind_ip\", \"0.0.0.0\"]\n",
	  "a mongod 6.0 replSet=rs0 bind_ip=0.0.0.0\n" },
	{ "services:\n  a:\n    image: mongo:6.0\n    command: >\n      mongod --replSet rs0\n      --bind_ip localhost,a\n",
	  "a mongod 6.0 replSet=rs0 bind_ip=localhost,a\n" },
	{ "services:\n  a:\n    image: mongo:6.0\n    entrypoint: [\"bash\", \"-c\"]\n    command: [\"chmod 400 /k && exec mongod --keyFile /k\"]\n",
	  "a mongod 6.0 keyFile=/k\n" },
	{ "services:\n  a:\n    image: mongo:6.0\n    entrypoint:\n      - bash\n      - -c\n      - |\n        chown 999 /k\n        "
	  "exec docker-entrypoint.sh $$@\n    command: mongod --keyFile /k\n", "a mongod 6.0 keyFile=/k bind_ip_all?\n" },
	{ "services:\n  a:\n    image: mongo:6.0\n    entrypoint: docker-entrypoint.sh --replSet rs0\n", "a mongod 6.0 replSet=rs0 bind_ip_all?\n" },
	{ "services:\n  a:\n    image: mongo:6.0\n    entrypoint: /start.sh\n", "a - 6.0\n" },
	{ "services:\n  init:\n    image: mongo:6.0\n    command: mongosh --host a --eval 'rs.initiate()'\n", "init - 6.0\n" },
	{ "services:\n  a:\n    image: mongo:6.0\n    command:\n", "a mongod 6.0 bind_ip_all?\n" },
	{ "services:\n  s:\n    image: mongo:6.0\n    command: mongos --configdb c/c1:27019 --bind_ip_all\n", "s mongos 6.0 configdb=c/c1:27019 bind_ip_all=\n" },
	{ "services:\n  a:\n    build: .\n", "a -\n" },
	{ "services:\n  a:\n    build: .\n    command: mongod --replSet rs0\n", "a mongod replSet=rs0 bind_ip_all??\n" },
	{ "services:\n  a:\n    build: .\n    image: mongo:4.4\n", "a mongod 4.4 unknown bind_ip_all??\n" },
	{ "services:\n  a:\n    image: web\n    command: --config /etc/web.conf\n", "a -\n" },
	{ "services:\n  a:\n    image: bitnami/mongodb:6.0\n", "a mongod 6.0 unknown\n" },
	{ "services:\n  a:\n    image: bitnami/mongodb:6.0\n    volumes: ['./m.conf:/bitnami/mongodb/conf/mongodb.conf']\n",
	  "a mongod 6.0 config=ops/m.conf ops/m.conf=>/bitnami/mongodb/conf/mongodb.conf\n" },
	/* The first user turns on --auth. */
	{ "services:\n  a:\n    image: mongo:6.0\n    environment: {MONGO_INITDB_ROOT_USERNAME: u, MONGO_INITDB_ROOT_PASSWORD: p}\n",
	  "a mongod 6.0 auth= bind_ip_all?\n" },
	{ "services:\n  a:\n    image: mongo:6.0\n    environment:\n      - MONGO_INITDB_ROOT_USERNAME=u\n      - MONGO_INITDB_ROOT_PASSWORD_FILE=/run/secrets/p\n",
	  "a mongod 6.0 auth= bind_ip_all?\n" },
	{ "services:\n  a:\n    image: mongo:6.0\n    environment:\n      - MONGO_INITDB_ROOT_USERNAME=${U}\n      - MONGO_INITDB_ROOT_PASSWORD\n",
	  "a mongod 6.0 auth=? bind_ip_all?\n" },
	{ "services:\n  a:\n    image: mongo:6.0\n    environment: {MONGO_INITDB_ROOT_USERNAME: u}\n", "a mongod 6.0 bind_ip_all?\n" },
	{ "services:\n  a:\n    image: mongo:6.0\n    entrypoint: mongod --replSet rs0\n    environment: {MONGO_INITDB_ROOT_USERNAME: u, MONGO_INITDB_ROOT_PASSWORD: p}\n",
	  "a mongod 6.0 replSet=rs0\n" },
	{ "services:\n  a:\n    image: mongo:6.0\n    env_file: db.env\n", "a mongod 6.0 auth?? bind_ip_all?\n" },
	/* Variables. */
	{ "services:\n  a:\n    image: mongo:${V:-5.0}\n    command: mongod --replSet ${R-rs0} --port ${P} --setParameter a=$$b\n",
	  "a mongod 5.0 replSet=rs0 port=? setParameter=a=$b bind_ip_all?\n" },
	{ "services:\n  a:\n    image: mongo:$V\n    command: mongod $FLAGS\n", "a mongod unknown bind_ip_all?\n" },
	{ "services:\n  a:\n    image: ${IMAGE}\n", "a -\n" },
	/* Anchors, merges, extends. */
	{ "x-db: &db\n  image: mongo:6.0\n  volumes: [./k:/k:ro]\nservices:\n  a:\n    <<: *db\n    command: --replSet rs0\n  b:\n    <<: [*db]\n    image: mongo:7.0\n",
	  "a mongod 6.0 replSet=rs0 bind_ip_all? ops/k=>/k(ro)\nb mongod 7.0 bind_ip_all? ops/k=>/k(ro)\n" },
	{ "services:\n  base:\n    image: mongo:6.0\n    ports: ['1:1']\n    command: --replSet rs0\n  a:\n    extends: base\n    ports: ['2:2']\n"
	  "  b:\n    extends: {service: base}\n    command: --replSet rs1\n  c:\n    extends: {file: other.yml, service: base}\n",
	  "base mongod 6.0 replSet=rs0 bind_ip_all? :1:1\na mongod 6.0 replSet=rs0 bind_ip_all? :2:2 :1:1\nb mongod 6.0 replSet=rs1 bind_ip_all? :1:1\nc - unknown\n" },
	{ "services:\n  a:\n    extends: b\n  b:\n    extends: a\n    image: mongo:6.0\n", "a mongod 6.0 bind_ip_all?\nb mongod 6.0 bind_ip_all?\n" },
	/* Which file is the config. */
	{ "services:\n  a:\n    image: mongo:6.0\n    command: mongod --config /etc/mongod.conf\n    volumes:\n      - ./a/mongod.conf:/etc/mongod.conf:ro,z\n",
	  "a mongod 6.0 config=ops/a/mongod.conf bind_ip_all? ops/a/mongod.conf=>/etc/mongod.conf(ro)\n" },
	{ "services:\n  a:\n    image: mongo:6.0\n    command: --config /etc/mongo/mongod.conf\n    volumes:\n      - ../conf/:/etc/mongo/\n      - data:/data/db\n",
	  "a mongod 6.0 config=conf/mongod.conf bind_ip_all? conf=>/etc/mongo\n" },
	/* The entrypoint looks for an address in the file of --config only. */
	{ "services:\n  a:\n    image: mongo:6.0\n    command: mongod -f /c/m.conf\n    volumes:\n      - .:/c\n",
	  "a mongod 6.0 config=ops/m.conf bind_ip_all= ops=>/c\n" },
	{ "services:\n  a:\n    image: mongo:6.0\n    command: mongod -f /c/sub/m.conf\n    volumes:\n      - ./x:/c\n      - ./y:/c/sub\n      - ./z:/c/su\n",
	  "a mongod 6.0 config=ops/y/m.conf bind_ip_all= ops/x=>/c ops/y=>/c/sub ops/z=>/c/su\n" },
	{ "services:\n  a:\n    image: mongo:6.0\n    command: mongod -f /etc/m.conf\n", "a mongod 6.0 bind_ip_all=\n" },
	{ "services:\n  a:\n    image: mongo:6.0\n    command: --config /etc/m.conf\n    volumes:\n      - {type: bind, source: ./m.conf, target: /etc/m.conf, read_only: true}\n"
	  "      - {type: volume, source: data, target: /data}\n      - ${X}/k:/k\n      - ~/k:/k2\n      - $PWD/k3:/k3\n      - ${PWD}/k4:/k4\n      - /abs/./k5:/k5\n      - /data\n",
	  "a mongod 6.0 config=ops/m.conf bind_ip_all? ops/m.conf=>/etc/m.conf(ro) ops/k3=>/k3 ops/k4=>/k4 /abs/k5=>/k5\n" },
	{ "services:\n  a:\n    image: mongo:6.0\n    volumes:\n      - C:\\data\\m.conf:/etc/m.conf:ro\n      - .\\conf:/etc/mongo\n", "a mongod 6.0 bind_ip_all? ops/conf=>/etc/mongo\n" },
	{ "services:\n  a:\n    image: mongo:6.0\n    command: --config /etc/m.conf --keyFile /run/secrets/key\n    configs:\n      - {source: conf, target: /etc/m.conf}\n      - plain\n"
	  "    secrets:\n      - key\n      - {source: key, target: other}\nconfigs:\n  conf: {file: ./m.conf}\n  plain: {file: p}\n  away: {external: true}\nsecrets:\n  key: {file: ./key}\n",
	  "a mongod 6.0 config=ops/m.conf keyFile=/run/secrets/key bind_ip_all? ops/m.conf=>/etc/m.conf(ro) ops/p=>/plain(ro) ops/key=>/run/secrets/key(ro) ops/key=>/run/secrets/other(ro)\n" },
	{ "services:\n  a:\n    image: mongo:6.0\n    working_dir: /opt\n    command: mongod --config m.conf\n    volumes: [./c:/opt]\n",
	  "a mongod 6.0 config=ops/c/m.conf bind_ip_all? ops/c=>/opt\n" },
	/* Ports, names, networks. */
	{ "services:\n  a:\n    image: mongo:6.0\n    ports:\n      - 27117:27017\n      - \"127.0.0.1:27118:27018/tcp\"\n      - 27019\n      - \"1-2:11-12\"\n      - \"[::1]:5:6\"\n      - 9:9/udp\n"
	  "      - {target: 27017, published: \"27217\", host_ip: 10.0.0.1}\n      - ${P}:1\n",
	  "a mongod 6.0 bind_ip_all? :27117:27017 127.0.0.1:27118:27018 :0:27019 :1:11 :2:12 ::1:5:6 10.0.0.1:27217:27017\n" },
	{ "services:\n  a:\n    image: mongo:6.0\n    hostname: h\n    domainname: example.net\n    container_name: c\n    networks:\n      n: {aliases: [x, y], ipv4_address: 10.0.0.9}\n      m:\n",
	  "a mongod 6.0 bind_ip_all? h h.example.net c x y 10.0.0.9\n" },
	{ "services:\n  a:\n    image: mongo:6.0\n    network_mode: host\n  b:\n    image: mongo:6.0\n    network_mode: service:a\n",
	  "a mongod 6.0 bind_ip_all? host\nb mongod 6.0 bind_ip_all? a\n" },
	/* Refused. */
	{ "services:\n  a: mongo\n", "ops/docker-compose.yml:2:3: a service of a Compose file must be a mapping" },
	{ "services: [a]\n", "ops/docker-compose.yml:1:1: this is neither a Compose file nor an inventory of Ansible" },
};

static void show(struct buf *out, const struct inventory_entry *entry)
{
	struct arena *arena = out->arena;
	buf_printf(out, "%s %s", entry->name, !entry->starts_server ? "-" : entry->command.binary == BINARY_MONGOD ? "mongod" : "mongos");
	if (version_known(entry->server))
		buf_printf(out, " %s", version_text(arena, entry->server));
	if (entry->port)
		buf_printf(out, " :%u", entry->port);
	if (entry->command.unknown)
		buf_text(out, " unknown");
	if (entry->config)
		buf_printf(out, " config=%s", entry->config);
	for (uint32_t i = 0; i < entry->command.count; i++) {
		const struct flag_option *option = &entry->command.options[i];
		if (option->fallback && option->unknown)
			buf_printf(out, " %.*s??", STR_ARG(option->name));
		else if (option->fallback)
			buf_printf(out, " %.*s?", STR_ARG(option->name));
		else
			buf_printf(out, " %.*s=%.*s", STR_ARG(option->name), STR_ARG(option->unknown ? STR("?") : option->value));
	}
	for (uint32_t i = 0; i < entry->mount_count; i++)
		buf_printf(out, " %s=>%s%s", entry->mounts[i].from, entry->mounts[i].to, entry->mounts[i].read_only ? "(ro)" : "");
	for (uint32_t i = 0; i < entry->port_count; i++)
		buf_printf(out, " %.*s:%u:%u", STR_ARG(entry->ports[i].address), entry->ports[i].outside, entry->ports[i].inside);
	for (uint32_t i = 0; i < entry->address_count; i++)
		buf_printf(out, " %s", entry->addresses[i]);
	buf_text(out, entry->host_network ? " host\n" : "\n");
}

Test(fleet_compose, files)
{
	for (unsigned i = 0; i < sizeof files / sizeof *files; i++) {
		struct arena arena = ARENA_INIT;
		struct err err = ERR_INIT(&arena);
		struct buf out = BUF_INIT(&arena);
		struct source source;
		struct inventory inventory;
		source_init(&arena, "ops/docker-compose.yml", str_of(files[i].text), &source);
		bool read = inventory_read_source(&arena, &source, &inventory, &err);
		for (uint32_t e = 0; read && e < inventory.count; e++)
			show(&out, &inventory.entries[e]);
		const char *shown = read ? buf_done(&out).at : err_line(&err);
		cr_expect_str_eq(shown, files[i].read, "%s: %s", files[i].text, shown);
		arena_free(&arena);
	}
}

/* Files beside one another, of which compose.yml is read. */
#define DB "services:\n  db:\n    image: mongo:6.0\n"

static const struct {
	const char *file, *env, *override, *other, *read;
} merged[] = {
	/* Variables by .env. */
	{ DB "    command: --port ${P:-1} --replSet $R --syslog ${E-x} ${E:-y} ${N:+--quiet} ${P:+--quiet}\n", "P=27018\nR='r#0' # c\nE=\n", NULL, NULL,
	  "db mongod 6.0 :27018 unknown port=27018 replSet=r#0 syslog= quiet= bind_ip_all?\n" },
	{ DB "    command: --port ${P:?none} --replSet ${R:?none} --a ${U} --b ${V:-1}\n", "export P=\"27018\" # c\nV=$P/x\n", NULL, NULL,
	  "db mongod 6.0 :27018 port=27018 replSet=? a=? b=? bind_ip_all?\n" },
	/* What follows an open quote, or is not set here, is not known. */
	{ DB "    command: --a ${A:-1} --b ${B:-1} --c ${C:-1}\n", "A\nB='x\ny'\nC=3\n", NULL, NULL, "db mongod 6.0 a=? b=? c=? bind_ip_all?\n" },
	/* An override: the command is replaced, lists go together, what is mounted at one place only once. */
	{ DB "    command: --replSet a\n    ports: ['1:1', '2:2']\n    volumes: ['./a:/k', './b:/l']\n", NULL,
	  "services:\n  db:\n    command: --replSet b\n    ports: ['2:2', '3:3']\n    volumes: ['./c:/k']\n  new:\n    image: mongo:7.0\n", NULL,
	  "db mongod 6.0 replSet=b bind_ip_all? c=>/k b=>/l :2:2 :3:3 :1:1\nnew mongod 7.0 bind_ip_all?\n" },
	{ DB "    ports: ['1:1']\n    volumes: ['./a:/k']\n    command: --replSet a\n", NULL,
	  "services:\n  db:\n    ports: !override ['2:2']\n    volumes: !reset []\n    command: !reset null\n", NULL, "db mongod 6.0 bind_ip_all? :2:2\n" },
	{ DB, NULL, "services: [\n", NULL, "db mongod 6.0 unknown bind_ip_all?\n" },
	{ DB, "COMPOSE_FILE=compose.yml\n", "services:\n  db:\n    command: --replSet b\n", NULL, "db mongod 6.0 bind_ip_all?\n" },
	/* Extended and included files, and rounds of them. */
	{ "services:\n  db:\n    extends: {file: sub/other.yml, service: m}\n    command: --replSet b\n", NULL, NULL, DB "  m:\n    extends: db\n    volumes: ['./a:/k']\n",
	  "db mongod 6.0 replSet=b bind_ip_all? sub/a=>/k\n" },
	{ "services:\n  db:\n    extends: {file: sub/other.yml, service: db}\n", NULL, NULL, "services:\n  db:\n    image: mongo:6.0\n    extends: {file: ../compose.yml, service: db}\n",
	  "db mongod 6.0 bind_ip_all?\n" },
	{ "services:\n  db:\n    image: mongo:6.0\n    extends: {file: sub/other.yml, service: none}\n", NULL, NULL, DB, "db mongod 6.0 unknown bind_ip_all?\n" },
	{ "include: [sub/other.yml]\n", NULL, NULL, "include: [{path: [../compose.yml]}]\n" DB "    command: --port ${P:-1}\n    volumes: ['./a:/k']\n", "db mongod 6.0 port=? bind_ip_all? sub/a=>/k\n" },
	{ "include: [{path: [no.yml, sub/other.yml]}]\n" DB, NULL, NULL, "services:\n  db:\n    image: mongo:7.0\n  e:\n    image: mongo:7.0\n",
	  "db mongod 6.0 bind_ip_all?\ne mongod 7.0 bind_ip_all?\n" },
};

static void put_file(const char *name, const char *text)
{
	remove(name);
	FILE *file = text ? fopen(name, "w") : NULL;
	cr_assert(!text || (file && fputs(text, file) >= 0 && !fclose(file)));
}

Test(fleet_compose, merged)
{
	char folder[] = "/tmp/mongoconf-compose-XXXXXX";
	cr_assert_not_null(mkdtemp(folder));
	cr_assert_eq(chdir(folder), 0);
	cr_assert_eq(mkdir("sub", 0700), 0);
	for (unsigned i = 0; i < sizeof merged / sizeof *merged; i++) {
		struct arena arena = ARENA_INIT;
		struct err err = ERR_INIT(&arena);
		struct buf out = BUF_INIT(&arena);
		struct inventory inventory;
		put_file("compose.yml", merged[i].file);
		put_file(".env", merged[i].env);
		put_file("compose.override.yml", merged[i].override);
		put_file("sub/other.yml", merged[i].other);
		cr_assert(inventory_read(&arena, "compose.yml", &inventory, &err), "%s: %s", merged[i].file, err_line(&err));
		for (uint32_t e = 0; e < inventory.count; e++)
			show(&out, &inventory.entries[e]);
		const char *shown = buf_done(&out).at;
		cr_expect_str_eq(shown, merged[i].read, "%s: %s", merged[i].file, shown);
		arena_free(&arena);
	}
	static const char *const names[] = { "compose.yml", ".env", "compose.override.yml", "sub/other.yml", "sub" };
	for (unsigned i = 0; i < sizeof names / sizeof *names; i++)
		remove(names[i]);
	cr_assert_eq(chdir("/"), 0);
	cr_assert_eq(rmdir(folder), 0);
}
