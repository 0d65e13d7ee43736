#include <criterion/criterion.h>

#include "base/buf.h"
#include "fleet/workload.h"
#include "input/parts.h"

#define POD "kind: Pod\nmetadata: {name: p, namespace: n}\nspec:\n"
#define DB(image) POD "  containers:\n  - name: db\n    image: " image "\n"
#define OF(kind) "kind: " kind "\nspec:\n  template:\n    spec:\n      containers:\n      - {name: db, image: mongo:6.0}\n"
#define MOUNT "    volumeMounts:\n    - {name: c, mountPath: /etc/mongo}\n"
#define ONE "    volumeMounts:\n    - {name: c, mountPath: /etc/mongod.conf, subPath: mongod.conf}\n"
#define MAP "  volumes:\n  - {name: c, configMap: {name: m}}\n"
#define CHART "# {{ .Release.Name }}\n"

/* A manifest, and what is read of its servers. */
static const struct {
	const char *text, *read;
} files[] = {
	{ DB("mongo:6.0"), "db mongod 6.0 bind_ip_all?\n" },
	{ DB("nginx"), "" },
	{ DB("mongo-express"), "" },
	{ DB("nginx") "    args: [--config, /etc/x]\n", "" },
	{ DB("mongo:6.0") "    args: [--replSet, rs0, --auth]\n", "db mongod 6.0 replSet=rs0 auth= bind_ip_all?\n" },
	{ DB("mongo:6.0") "    args: [mongosh, --host, a]\n", "" },
	{ DB("mongo:6.0") "    command: [mongod, --bind_ip_all]\n", "db mongod 6.0 bind_ip_all=\n" },
	{ DB("mongo:6.0") "    command: [mongod]\n    args: [--port=27018]\n", "db mongod 6.0 port=27018\n" },
	{ DB("mongo:6.0") "    command: [sh, -c, 'exec mongod --keyFile /k']\n", "db mongod 6.0 keyFile=/k\n" },
	{ DB("mongo:6.0") "    command: [/bin/sh]\n    args: [-c, 'mongos --configdb c/a:1']\n", "db mongos 6.0 configdb=c/a:1\n" },
	{ DB("mongo:6.0") "    command: [docker-entrypoint.sh, mongod, --auth]\n", "db mongod 6.0 auth= bind_ip_all?\n" },
	{ DB("mongo:6.0") "    command: [/start.sh]\n", "" },
	{ DB("my/server:1") "    command: [mongod, --auth]\n", "db mongod auth=\n" },
	{ DB("bitnami/mongodb:6.0"), "db mongod 6.0 unknown\n" },
	{ DB("mongo:3.4"), "db mongod 3.4\n" },
	/* What makes Pods. */
	{ OF("Deployment"), "db mongod 6.0 bind_ip_all?\n" },
	{ OF("StatefulSet"), "db mongod 6.0 bind_ip_all?\n" },
	{ OF("DaemonSet"), "db mongod 6.0 bind_ip_all?\n" },
	{ OF("Job"), "db mongod 6.0 bind_ip_all?\n" },
	{ OF("Mongo"), "" },
	{ "kind: CronJob\nspec:\n  jobTemplate:\n    spec:\n      template:\n        spec:\n          containers:\n"
	  "          - {name: db, image: mongo:6.0}\n", "db mongod 6.0 bind_ip_all?\n" },
	{ "kind: List\nitems:\n- kind: Pod\n  spec: {containers: [{name: a, image: mongo:6.0}]}\n- kind: Pod\n"
	  "  spec: {containers: [{name: b, image: mongo:7.0}]}\n", "a mongod 6.0 bind_ip_all?\nb mongod 7.0 bind_ip_all?\n" },
	{ OF("Deployment") "---\n" DB("mongo:5.0"), "db mongod 6.0 bind_ip_all?\ndb mongod 5.0 bind_ip_all?\n" },
	{ POD "  initContainers:\n  - {name: i, image: mongo:6.0}\n  containers: []\n", "" },
	/* The first user. */
	{ DB("mongo:6.0") "    env:\n    - {name: MONGO_INITDB_ROOT_USERNAME, value: u}\n"
	  "    - {name: MONGO_INITDB_ROOT_PASSWORD, valueFrom: {secretKeyRef: {name: s, key: p}}}\n", "db mongod 6.0 auth= bind_ip_all?\n" },
	{ DB("mongo:6.0") "    env:\n    - {name: MONGO_INITDB_ROOT_USERNAME, value: u}\n", "db mongod 6.0 bind_ip_all?\n" },
	{ DB("mongo:6.0") "    env:\n    - {name: MONGO_INITDB_ROOT_USERNAME, value: $(U)}\n    - {name: MONGO_INITDB_ROOT_PASSWORD, value: p}\n",
	  "db mongod 6.0 auth=? bind_ip_all?\n" },
	{ DB("mongo:6.0") "    envFrom: [{secretRef: {name: s}}]\n", "db mongod 6.0 auth?? bind_ip_all?\n" },
	/* References. */
	{ DB("mongo:6.0") "    command: [mongod, --replSet, $(RS), --port, '2701$(N)']\n", "db mongod 6.0 replSet=? port=?\n" },
	{ DB("mongo:6.0") "    command: [mongod, $(FLAGS)]\n", "db mongod 6.0 unknown\n" },
	{ DB("mongo:6.0") "    command: [mongod, --dbpath, $$(RS)]\n", "db mongod 6.0 dbpath=$$(RS)\n" },
	/* Templates. */
	{ CHART DB("'mongo:{{ .Values.tag }}'"), "db mongod bind_ip_all?\n" },
	{ CHART DB("'{{ .Values.image }}'"), "" },
	{ CHART DB("mongo:6.0") "    args: [--replSet, '{{ .Values.rs }}']\n", "db mongod 6.0 replSet=? bind_ip_all?\n" },
	{ CHART DB("mongo:6.0") "    command:\n    - mongod\n    {{- if .Values.auth }}\n    - --auth\n    {{- end }}\n", "db mongod 6.0 unknown auth=\n" },
	{ CHART DB("mongo:6.0") "    command:\n    - mongod\n    {{- range .Values.flags }}\n    - {{ . }}\n    {{- end }}\n    tty: true\n",
	  "db mongod 6.0 unknown\n" },
	{ CHART DB("mongo:6.0") "    args: {{ toYaml .Values.args }}\n", "db mongod 6.0 unknown bind_ip_all?\n" },
	/* The config. */
	{ DB("mongo:6.0") "    args: [-f, /etc/mongo/a.conf]\n" MOUNT MAP, "db mongod 6.0 bind_ip_all= config=n/m/a.conf n/m/*=>/etc/mongo\n" },
	{ DB("mongo:6.0") "    args: [--config=/etc/mongod.conf]\n" ONE MAP,
	  "db mongod 6.0 bind_ip_all? config=n/m/mongod.conf n/m/mongod.conf=>/etc/mongod.conf\n" },
	{ DB("mongo:6.0") "    args: [--config=/etc/other.conf]\n" ONE MAP, "db mongod 6.0 bind_ip_all? n/m/mongod.conf=>/etc/mongod.conf\n" },
	{ DB("mongo:6.0") "    workingDir: /etc\n    args: [--config, mongo/a]\n" MOUNT MAP,
	  "db mongod 6.0 bind_ip_all? config=n/m/a n/m/*=>/etc/mongo\n" },
	{ DB("mongo:6.0") "    args: [--config, /etc/mongo/x/a]\n" MOUNT "  volumes:\n  - {name: c, configMap: {name: m, items: [{key: k, path: x/a}]}}\n",
	  "db mongod 6.0 bind_ip_all? config=n/m/k n/m/k=>/etc/mongo/x/a\n" },
	{ DB("mongo:6.0") "    args: [--config, /etc/mongo/a]\n" MOUNT "  volumes:\n  - {name: c, secret: {secretName: s}}\n",
	  "db mongod 6.0 bind_ip_all? config=n/s!/a n/s!/*=>/etc/mongo\n" },
	{ DB("mongo:6.0") "    args: [--config, /etc/mongo/a]\n" MOUNT "  volumes:\n  - {name: c, projected: {sources: [{configMap: {name: m, items: [{key: k, path: a}]}}]}}\n",
	  "db mongod 6.0 bind_ip_all? config=n/m/k n/m/k=>/etc/mongo/a\n" },
	{ DB("mongo:6.0") "    args: [--config, /etc/mongo/a]\n" MOUNT "  volumes:\n  - {name: c, emptyDir: {}}\n", "db mongod 6.0 bind_ip_all? -=>/etc/mongo\n" },
	{ CHART DB("mongo:6.0") "    args: [--config, /etc/mongo/a]\n" MOUNT "  volumes:\n  - name: c\n    configMap:\n      name: {{ include \"x\"  . }}-c\n",
	  "db mongod 6.0 bind_ip_all? config=n/{{includex.}}-c/a n/{{includex.}}-c/*=>/etc/mongo\n" },
	/* Others that see it. */
	{ DB("mongo:6.0") MOUNT "  - {name: x, image: busybox, volumeMounts: [{name: c, mountPath: /c}]}\n" MAP, "db mongod 6.0 bind_ip_all? n/m/*=>/etc/mongo helped\n" },
	{ DB("mongo:6.0") "    lifecycle: {postStart: {exec: {command: [x]}}}\n", "db mongod 6.0 bind_ip_all? helped\n" },
};

static void show_name(struct buf *out, const struct workload_name *name)
{
	if (!name->map.len)
		buf_text(out, "-");
	else
		buf_printf(out, "%.*s/%.*s%s/%.*s", STR_ARG(name->space), STR_ARG(name->map), name->secret ? "!" : "",
			   STR_ARG(name->key.len ? name->key : STR("*")));
}

static void show(struct buf *out, const struct workload *workload)
{
	const struct inventory_entry *entry = &workload->entry;
	buf_printf(out, "%s %s", entry->name, entry->command.binary == BINARY_MONGOD ? "mongod" : "mongos");
	if (version_known(entry->server))
		buf_printf(out, " %s", version_text(out->arena, entry->server));
	buf_text(out, entry->command.unknown ? " unknown" : "");
	for (uint32_t i = 0; i < entry->command.count; i++) {
		const struct flag_option *option = &entry->command.options[i];
		buf_printf(out, " %.*s", STR_ARG(option->name));
		if (option->fallback)
			buf_text(out, option->unknown ? "??" : "?");
		else
			buf_printf(out, "=%.*s", STR_ARG(option->unknown ? STR("?") : option->value));
	}
	if (workload->config.map.len) {
		buf_text(out, " config=");
		show_name(out, &workload->config);
	}
	for (uint32_t i = 0; i < entry->mount_count; i++) {
		buf_char(out, ' ');
		show_name(out, &workload->mounted[i]);
		buf_printf(out, "=>%s", entry->mounts[i].to);
	}
	buf_text(out, workload->helped ? " helped\n" : "\n");
}

Test(fleet_workload, files)
{
	for (unsigned i = 0; i < sizeof files / sizeof *files; i++) {
		struct arena arena = ARENA_INIT;
		struct buf out = BUF_INIT(&arena);
		struct source source;
		struct parts parts;
		struct workloads workloads;
		source_init(&arena, "chart/templates/db.yaml", str_of(files[i].text), &source);
		parts_read(&arena, &arena, &source, NULL, &parts);
		workload_read(&arena, parts.view, &workloads);
		for (uint32_t e = 0; e < workloads.count; e++)
			show(&out, &workloads.at[e]);
		const char *shown = buf_done(&out).at;
		cr_expect_str_eq(shown, files[i].read, "%s: %s", files[i].text, shown);
		arena_free(&arena);
	}
}

/* Of a config in a manifest, which key it is, and whether another name is the same. */
Test(fleet_workload, names)
{
	static const struct {
		const char *space, *map, *key;
		bool secret, same;
	} others[] = {
		{ "n", "m", "mongod.conf", false, true },   { "", "m", "mongod.conf", false, true }, { "n", "m", "", false, true },
		{ "o", "m", "mongod.conf", false, false },  { "n", "x", "mongod.conf", false, false }, { "n", "m", "a", false, false },
		{ "n", "m", "mongod.conf", true, false },   { "n", "", "mongod.conf", false, false },
	};
	struct arena arena = ARENA_INIT;
	struct source source;
	struct parts parts;
	struct workloads workloads;
	source_init(&arena, "db.yaml", STR("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: m, namespace: n}\ndata:\n  a: b\n  mongod.conf: |\n"
					   "    net:\n      port: 27018\n"), &source);
	parts_read(&arena, &arena, &source, NULL, &parts);
	workload_read(&arena, parts.view, &workloads);
	cr_assert_eq(parts.count, 1);
	const struct workload_name *name = workload_name(&workloads, parts.at[0].source->part);
	cr_assert(name);
	cr_expect(!workload_name(&workloads, (struct span){ 0, 1 }));
	for (unsigned i = 0; i < sizeof others / sizeof *others; i++) {
		struct workload_name other = { str_of(others[i].space), str_of(others[i].map), str_of(others[i].key), others[i].secret };
		cr_expect_eq(workload_same(&other, name), others[i].same, "%u", i);
	}
	arena_free(&arena);
}
