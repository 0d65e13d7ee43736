/* Which configs a YAML file carries, what is read of each, and what carries none. */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "base/buf.h"
#include "input/embedded.h"
#include "text/mask.h"

static struct arena arena = ARENA_INIT;

static void tear_down(void)
{
	arena_free(&arena);
}

TestSuite(input_embedded, .fini = tear_down);

/* One line for each part: its label; `+` where more is added to it, `!` where it is locked, `=` where it is a copy; and its
 * text, with a | for each line's end. */
static const char *listed(const struct parts *parts)
{
	struct buf out = BUF_INIT(&arena);
	for (uint32_t i = 0; i < parts->count; i++) {
		const struct part *part = &parts->at[i];
		bool copy = part->source->decoded;
		struct str text = str_trim(copy ? part->source->text : source_str(part->source, part->source->part));
		buf_printf(&out, "%s%s%s%s ", part->source->label, part->managed ? "+" : "", part->locked ? "!" : "",
			   part->source->decoded ? "=" : "");
		for (uint32_t k = 0; k < text.len; k++)
			if (text.at[k] != '\r')
				buf_char(&out, text.at[k] == '\n' ? '|' : text.at[k]);
		buf_char(&out, '\n');
	}
	return str_cstr(&arena, buf_done(&out));
}

/* What holds of every part: it is as long as the file, has the file's bytes where it has any but for a `#` of ours, and
 * none outside of its own but for one such behind it. */
static void check_bytes(const struct source *file, const struct parts *parts, const char *name)
{
	for (uint32_t i = 0; i < parts->count; i++) {
		const struct source *source = parts->at[i].source;
		cr_expect(source->whole == file && source->label && parts->at[i].read_as, "%s", name);
		cr_expect(span_end(source->part) <= file->text.len && source->part.len, "%s", name);
		if (source->decoded)
			continue;
		cr_assert_eq(source->text.len, file->text.len, "%s", name);
		unsigned ends = 0;
		for (uint32_t k = 0; k < file->text.len; k++) {
			char is = source->text.at[k], was = file->text.at[k];
			bool own = k >= source->part.at && k < span_end(source->part);
			bool ending = was == '\n' || (was == '\r' && k + 1 < file->text.len && file->text.at[k + 1] == '\n');
			bool end = k >= span_end(source->part) && is == '#' && !ends++;
			cr_expect(ending ? is == was : is == ' ' || end || (own && (is == was || is == '#' || is == 'x')),
				  "%s: byte %u is %c", name, k, is);
		}
	}
}

static const char *read_parts(const char *name, const char *text, struct parts *parts)
{
	struct source *file = arena_alloc(&arena, sizeof *file);
	source_init(&arena, name, str_of(text), file);
	*parts = (struct parts){ 0 };
	const char *what = embedded_read(&arena, &arena, file, parts);
	check_bytes(file, parts, name);
	return what;
}

#define MAP "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: m}\ndata:\n"
#define SECRET "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\n"
#define OPERATOR "apiVersion: mongodbcommunity.mongodb.com/v1\nkind: MongoDBCommunity\nspec:\n  members: 3\n"
#define NET "net:|      port: 1"

static const struct {
	const char *name, *text, *expected;
} carriers[] = {
	{ "a block", MAP "  mongod.conf: |\n    net:\n      port: 1\n", "data.mongod.conf " NET "\n" },
	{ "stripped", MAP "  mongod.conf: |-\n    net:\n      port: 1\n", "data.mongod.conf " NET "\n" },
	{ "kept", MAP "  mongod.conf: |+\n    net:\n      port: 1\n\n\n", "data.mongod.conf " NET "\n" },
	{ "no end", MAP "  mongod.conf: |\n    net:\n      port: 1", "data.mongod.conf " NET "\n" },
	{ "CRLF", "apiVersion: v1\r\nkind: ConfigMap\r\ndata:\r\n  mongod.conf: |\r\n    net:\r\n      port: 1\r\n",
	  "data.mongod.conf " NET "\n" },
	{ "an indicator", MAP "  mongod.conf: |2\n      net:\n        port: 1\n", "data.mongod.conf net:|        port: 1\n" },
	{ "neighbours", MAP "  a.sh: |\n    net: x\n    echo\n  mongod.conf: |\n    net:\n      port: 1\n  z: y\n",
	  "data.mongod.conf " NET "\n" },
	{ "after text", "\xef\xbb\xbfkind: ConfigMap\napiVersion: v1\n# \xc3\xa9\ndata:\n  mongod.conf: |\n    net:\n      port: 1\n",
	  "data.mongod.conf " NET "\n" },
	{ "two", MAP "  mongod.conf: |\n    net:\n      port: 1\n  mongos.conf: |\n    sharding:\n      configDB: a/b:1\n",
	  "data.mongod.conf " NET "\ndata.mongos.conf sharding:|      configDB: a/b:1\n" },
	{ "two documents", MAP "  mongod.conf: |\n    net:\n      port: 1\n---\n# nothing\n---\n" MAP "  mongod.conf: |\n    net:\n      port: 1\n",
	  "document 1: data.mongod.conf " NET "\ndocument 2: data.mongod.conf " NET "\n" },
	{ "a list", "apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: ConfigMap\n  data:\n    mongod.conf: |\n      net:\n"
	  "        port: 1\n", "items[0].data.mongod.conf net:|        port: 1\n" },
	{ "on top of another", "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: m-additional-config\ndata:\n  mongo.yaml: |\n    net:\n"
	  "      port: 1\n", "data.mongo.yaml+ " NET "\n" },
	{ "INI", MAP "  mongod.conf: |\n    # old\n    port = 1\n    dbpath = /d\n", "data.mongod.conf # old|    port = 1|    dbpath = /d\n" },
	{ "markers", MAP "  mongod.conf: |\n    ---\n    net:\n      port: 1\n    ...\n", "data.mongod.conf #--|    " NET "\n" },
	{ "documents in it", MAP "  mongod.conf: |\n    net:\n      port: 1\n    ---\n    x: y\n", "data.mongod.conf!= net:|  port: 1|---|x: y\n" },
	{ "broken", MAP "  mongod.conf: |\n    net:\n    \tport: 1\n", "data.mongod.conf net:|    \tport: 1\n" },
	{ "a slip", MAP "  mongod.conf: |\n    net:\n      prot: 1\n", "data.mongod.conf net:|      prot: 1\n" },
	{ "quoted", MAP "  mongod.conf: \"net:\\n  port: 1\\n\"\n", "data.mongod.conf!= net:|  port: 1\n" },
	{ "folded", MAP "  mongod.conf: >\n    net:\n      port: 1\n    storage:\n      dbPath: /d\n",
	  "data.mongod.conf!= net:|  port: 1|storage:|  dbPath: /d\n" },
	{ "JSON", "{\"apiVersion\": \"v1\", \"kind\": \"ConfigMap\", \"data\": {\"mongod.conf\": \"net:\\n  port: 1\\n\"}}",
	  "data.mongod.conf!= net:|  port: 1\n" },
	{ "base64", SECRET "data:\n  mongod.conf: bmV0OgogIHBvcnQ6IDEK\n", "data.mongod.conf!= net:|  port: 1\n" },
	{ "base64 over lines", SECRET "data:\n  mongod.conf: |\n    bmV0OgogIHBv\n    cnQ6IDEK\n", "data.mongod.conf!= net:|  port: 1\n" },
	{ "a Secret's text", SECRET "stringData:\n  mongod.conf: |\n    net:\n      port: 1\n", "stringData.mongod.conf " NET "\n" },
	{ "an operator's map", OPERATOR "  additionalMongodConfig:\n    # comment\n    storage.dbPath: /d\n    net:\n      port: 1\n\n",
	  "spec.additionalMongodConfig+ # comment|    storage.dbPath: /d|    " NET "\n" },
	{ "in brackets", OPERATOR "  additionalMongodConfig: {net: {port: 1}}  # x\n", "spec.additionalMongodConfig+ {net: {port: 1}}\n" },
	{ "unknown in it", OPERATOR "  additionalMongodConfig:\n    foo: 1\n", "spec.additionalMongodConfig+ foo: 1\n" },
	{ "an operator's text", "apiVersion: psmdb.percona.com/v1\nkind: PerconaServerMongoDB\nspec:\n  replsets:\n  - name: rs0\n"
	  "    configuration: |\n      net:\n        port: 1\n", "spec.replsets[0].configuration+ net:|        port: 1\n" },
	{ "values.yaml", "image: {name: mongo}\nconfiguration: |\n  net:\n    port: 1\n", "configuration+ net:|    port: 1\n" },
	{ "values-x.yaml", "# for mongod\nreplicas: 1\nconfigmap:\n  net:\n    port: 1\n  storage:\n    dbPath: /d\n",
	  "configmap+ net:|    port: 1|  storage:|    dbPath: /d\n" },
	{ "group_vars/all.yml", "mongod_config: {net: {port: 1}}\nx: y\n", "mongod_config+ {net: {port: 1}}\n" },
	{ "vars/main.yml", "x: &p 1\nmongod_config:\n  net:\n    port: *p\n", "mongod_config+! net:|    port: xx\n" },
	{ "vars/merge.yml", "x: &p {port: 1}\nmongod_config:\n  net:\n    <<: *p\n    bindIp: a\n",
	  "mongod_config+! net:|    #xxxxx|    bindIp: a\n" },
	{ "vars/anchor.yml", "mongod_config: &m\n  net:\n    port: 1\ny: *m\n", "mongod_config+! net:|    port: 1\n" },
	{ "list of maps", "hosts:\n- mongod_config:\n    net: {port: 1}\n- mongod_config:\n    net: {port: 2}\nx: y\n",
	  "hosts[0].mongod_config+ net: {port: 1}\nhosts[1].mongod_config+ net: {port: 2}\n" },
	{ "beside a dash", "x: y\nz:\n- net: {port: 1}\n  storage: {dbPath: /d}\n", "z[0]+ net: {port: 1}|  storage: {dbPath: /d}\n" },
	{ "pillar/mongo.sls", "mongodb:\n  mongos:\n    config:\n      sharding: {configDB: 'a/b:1'}\n",
	  "mongodb.mongos.config+ sharding: {configDB: 'a/b:1'}\n" },
	{ "cloud-init", "write_files:\n- path: /etc/mongod.conf\n  content: |\n    net:\n      port: 1\n", "write_files[0].content " NET "\n" },
	{ "any text", "a: b\nc:\n  d: |\n    net:\n      port: 1\n    storage:\n      dbPath: /d\n",
	  "c.d+ net:|      port: 1|    storage:|      dbPath: /d\n" },
};

Test(input_embedded, carriers)
{
	for (unsigned i = 0; i < sizeof carriers / sizeof *carriers; i++) {
		struct parts parts;
		read_parts(carriers[i].name, carriers[i].text, &parts);
		cr_expect_str_eq(listed(&parts), carriers[i].expected, "%s", carriers[i].name);
	}
}

/* YAML that its owner renders texts of: `masked` is what is read of the first part, and the number of expressions and gaps in
 * it; NULL: there is none. */
static const struct {
	const char *name, *text, *masked;
	unsigned marks;
} filled[] = {
	{ "play.yml", "- hosts: mongo\n  tasks:\n  - copy:\n      dest: /etc/mongod.conf\n      content: |\n        net:\n"
	  "          port: 1\n          bindIp: {{ a.b }}\n", "net:|          port: 1|          bindIp: xxxxxxxxx", 1 },
	{ "play.yml", "- hosts: mongo\n  tasks:\n  - copy:\n      dest: /etc/x\n      content: |\n        net:\n"
	  "          bindIp: {{ a.b }}\n        storage:\n          dbPath: /d\n",
	  "net:|          bindIp: xxxxxxxxx|        storage:|          dbPath: /d", 1 },
	{ "25.yml", "x: y\nmongodb_config:\n  net:\n    port: 1\n  storage:\n    dbPath: \"{{ d }}\"\n",
	  "net:|    port: 1|  storage:|    dbPath: \"xxxxxxx\"", 1 },
	{ "group_vars/all.yml", "mongod_config: {net: {bindIp: '{{ ip }}', port: 1}}\nx: '{{ z }}'\n",
	  "{net: {bindIp: 'xxxxxxxx', port: 1}}", 1 },
	{ "vars/main.yml", "p: &p 1\nmongod_config:\n  net:\n    port: *p\n    bindIp: 'a,{{ ip }}'\n",
	  "net:|    port: xx|    bindIp: 'a,xxxxxxxx'", 2 },
	{ "pillar/mongo.yml", "mongodb:\n  config:\n    net: {bindIp: '{{ ip }}'}\n", "net: {bindIp: 'xxxxxxxx'}", 1 },
	{ "values.yaml", "image: {name: mongo}\nconfiguration: |\n  net:\n    port: {{ .Values.port }}\n", "net:|    port: xxxxxxxxxxxxxxxxxx", 1 },
	{ "values.yaml", "image: {name: mongo}\nmongodConfig: |\n  {{- toYaml .Values.config | nindent 2 }}\n",
	  "#xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", 1 },
	{ "values.yaml", "image: {name: mongo}\nconfiguration: \"net:\\n  port: {{ .p }}\\n\"\n", NULL, 0 },
	{ "cloud-init", "write_files:\n- path: /etc/mongod.conf\n  content: |\n    net:\n      port: ${port}\n", "net:|      port: xxxxxxx", 1 },
	{ "compose.yml", "services: {db: {image: mongo}}\nconfigs:\n  mongod.conf:\n    content: |\n      net:\n        port: ${PORT:-1}\n"
	  "      storage:\n        dbPath: /d\n", "net:|        port: xxxxxxxxxx|      storage:|        dbPath: /d", 1 },
	/* These are applied as they are. */
	{ "manifest", MAP "  mongod.conf: |\n    net:\n      port: 1\n      bindIp: ${IP}\n", "net:|      port: 1|      bindIp: ${IP}", 0 },
	{ "group_vars/all.yml", "mongod_config:\n  net: {port: 1, bindIp: '{{ x'}\n", "net: {port: 1, bindIp: '{{ x'}", 0 },
};

static unsigned marks_of(const struct mask *mask)
{
	unsigned marks = 0;
	for (uint32_t m = 0; mask && m < mask->count; m++)
		marks += mask->spans[m].kind != MASK_BRANCH && mask->spans[m].kind != MASK_TAG;
	return marks;
}

Test(input_embedded, filled_in)
{
	for (unsigned i = 0; i < sizeof filled / sizeof *filled; i++) {
		struct parts parts;
		read_parts(filled[i].name, filled[i].text, &parts);
		cr_expect_eq(parts.count, filled[i].masked ? 1u : 0u, "row %u: %u", i, parts.count);
		if (!parts.count || !filled[i].masked)
			continue;
		const struct source *part = parts.at[0].source;
		struct str text = str_copy(&arena, str_trim(source_str(part, part->part)));
		for (uint32_t k = 0; k < text.len; k++)
			if (text.at[k] == '\n')
				((char *)text.at)[k] = '|';
		cr_expect_str_eq(text.at, filled[i].masked, "row %u: %s", i, text.at);
		cr_expect_eq(marks_of(part->mask), filled[i].marks, "row %u: %u", i, marks_of(part->mask));
		/* What is masked are the file's own braces. */
		for (uint32_t m = 0; part->mask && m < part->mask->count; m++) {
			struct str tag = str_sub(str_of(filled[i].text), part->mask->spans[m].at.at, span_end(part->mask->spans[m].at));
			cr_expect(part->mask->spans[m].kind != MASK_TAG || str_ends(tag, "}"), "row %u: %.*s", i, STR_ARG(tag));
		}
	}
}

/* None of these has a config in it; and what they are. */
static const struct {
	const char *name, *text, *what;
} strangers[] = {
	{ "mongod.conf", "net:\n  port: 1\nsecurity:\n  keyFile: /k\n", NULL },
	{ "mongod.conf", "nett:\n  port: 1\nsecurity:\n  keyFile: /k\n", NULL },
	{ "mongod.conf", "net:\n  port: 1\nx: |\n  net:\n    port: 2\n  storage:\n    dbPath: /d\n", NULL },
	{ "mongod.conf", "net:\n  port: 1\n---\nkind: ConfigMap\napiVersion: v1\ndata:\n  mongod.conf: |\n    net:\n      port: 2\n", NULL },
	{ "mongod.conf", "net.port: 1\n", NULL },
	{ "mongod.conf", "port = 1\ndbpath = c:\\x\n", NULL },
	{ "mongod.conf", "{\"net\": {\"port\": 1}}", NULL },
	{ "mongod.conf", "", NULL },
	{ "typo.yml", "securty:\n  keyFile: /k\nx: y\n", NULL },
	{ "a.yml", "services:\n  db:\n    image: mongo\n", "a Compose file" },
	{ "a.yml", "services:\n  net:\n    storage: x\nnetworks:\n  net: {}\n", "a Compose file" },
	{ "a.yml", "on: push\njobs:\n  a:\n    steps:\n    - run: |\n        net:\n          port: 1\n        storage:\n          dbPath: /d\n",
	  "a workflow of a CI" },
	{ "a.json", "{\"processes\": [{\"args2_6\": {\"net\": {\"port\": 1}, \"storage\": {\"dbPath\": \"/d\"}}}], \"replicaSets\": []}",
	  "an automation config of Ops Manager" },
	{ "a.yml", "groups:\n- name: mongodb\n  rules:\n  - alert: net\n", "a file of Prometheus rules" },
	{ "a.yml", "server:\n  port: 80\nlogging: {a: b}\nnet: {port: 80}\n", "a YAML file of another program" },
	{ "a.yml", "a: b\nc: d\nsettings: {net: {port: 1}}\n", "a YAML file of another program" },
	{ "manifest", "apiVersion: v1\nkind: Service\nspec:\n  ports:\n  - port: 27017\n", "a Kubernetes manifest" },
	{ "manifest", MAP "  application.yml: |\n    net:\n      port: 80\n", "a Kubernetes manifest" },
	{ "manifest", MAP "  app.yaml: |\n    storage:\n      path: /x\n    security:\n      token: y\n", "a Kubernetes manifest" },
	{ "manifest", MAP "  mongod.conf: |\n    #!/bin/sh\n    echo net\n", "a Kubernetes manifest" },
	{ "manifest", MAP "  keyfile: |\n    bmV0OgogIHBvcnQ6IDEK\n", "a Kubernetes manifest" },
	{ "manifest", "apiVersion: v1\nkind: Gateway\nspec:\n  config:\n    net: {port: 80}\n", "a Kubernetes manifest" },
	{ "secret", SECRET "data:\n  keyfile: c2Vzc2lvbjogWDF4a0pWb2Q5Zw==\n  password: bmV0\n", "a Kubernetes manifest" },
	{ "crd", "apiVersion: v1\nkind: CRD\nspec:\n  additionalMongodConfig: {}\n  net: {type: object}\n", "a Kubernetes manifest" },
	{ "values.yaml", "image: {tag: '7'}\npersistence:\n  storage: {class: x}\nconfig: {}\n", "a file of Helm values" },
	{ "pipeline", "- hosts: all\n  tasks:\n  - copy: {dest: /etc/x, content: y}\n", "an Ansible playbook" },
	{ "broken", "a: [\nb: |\n", NULL },
	{ "keyfile", "bmV0OgogIHBvcnQ6IDEK\n", NULL },
};

Test(input_embedded, strangers)
{
	for (unsigned i = 0; i < sizeof strangers / sizeof *strangers; i++) {
		struct parts parts;
		const char *what = read_parts(strangers[i].name, strangers[i].text, &parts);
		cr_expect_str_eq(listed(&parts), "", "%s: %s", strangers[i].name, strangers[i].text);
		cr_expect(what && strangers[i].what ? !strcmp(what, strangers[i].what) : what == strangers[i].what, "%s: %s: %s",
			  strangers[i].name, strangers[i].text, what ? what : "nothing");
	}
}

/* Charts: what a template writes at the left edge ends no block, and what it decides of a config is in its mask alone. */
static const struct {
	const char *text, *expected;
	unsigned marks;  /* in the masks of all parts */
	const char *name;
} charts[] = {
	{ MAP "  mongod.conf: |\n    net:\n      port: {{ .Values.port }}\n", "data.mongod.conf net:|      port: xxxxxxxxxxxxxxxxxx\n", 1, NULL },
	{ MAP "  mongod.conf: |\n{{ toYaml .Values.config | indent 4 }}\n  a: b\n",
	  "data.mongod.conf+ #xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n", 1, NULL },
	{ "{{- if .Values.x }}\n" MAP "  mongod.conf: |\n    net:\n      port: 1\n{{- end }}\n", "data.mongod.conf " NET "\n", 0, NULL },
	{ "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}\ndata:\n{{- if .Values.x }}\n  a: b\n{{- else }}\n"
	  "    a: c\n{{- end }}\n  mongod.conf: |\n    net:\n      port: 1\n", "data.mongod.conf " NET "\n", 0, NULL },
	{ MAP "  mongod.conf: \"net: {port: {{ .Values.port }}}\\n\"\n", "", 0, NULL },
	/* In no folder of templates it can't be anything else. */
	{ MAP "  mongod.conf: |-\n{{ .Values.configuration | indent 4 }}\n", "data.mongod.conf+ #xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n", 1,
	  "configmap.yaml" },
	{ MAP "  mongod.conf: |-\n{{ .Values.configuration | indent 4 }}", "data.mongod.conf+ #xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n", 1,
	  "configmap.yaml" },
};

/* No config is in them, and whether they are YAML once they are rendered is for others to say. */
static const struct {
	const char *name, *text, *refused;
} plain_templates[] = {
	{ "templates/d.yaml", "apiVersion: apps/v1\nkind: Deployment\nspec:\n  a: [{{ .x }}\n", "is a Kubernetes manifest, with no config of a server in it" },
	{ "d.yaml", "apiVersion: apps/v1\nkind: Deployment\nspec:\n{{ toYaml .x | indent 2 }}\n   b: c\n  d: e\n",
	  "is a Kubernetes manifest, with no config of a server in it" },
	{ "templates/c.yaml", MAP "  mongod.conf: |\n    net: {}\n a: [{{ .x }}\n",
	  "is a Kubernetes manifest, and can't be read as YAML: did not find expected key" },
	{ "d.yaml", "apiVersion: apps/v1\nkind: Deployment\nspec: [\n",
	  "is a Kubernetes manifest, and can't be read as YAML: did not find expected node content" },
};

Test(input_embedded, templates_without)
{
	for (unsigned i = 0; i < sizeof plain_templates / sizeof *plain_templates; i++) {
		struct source file;
		struct parts parts;
		source_init(&arena, plain_templates[i].name, str_of(plain_templates[i].text), &file);
		parts_read(&arena, &arena, &file, NULL, &parts);
		cr_expect_eq(parts.count, 0u, "row %u", i);
		cr_expect_str_eq(parts.refused ? parts.refused : "nothing", plain_templates[i].refused, "row %u: %s", i, parts.refused);
	}
}

Test(input_embedded, charts)
{
	for (unsigned i = 0; i < sizeof charts / sizeof *charts; i++) {
		struct source file;
		struct parts parts;
		unsigned marks = 0;
		source_init(&arena, charts[i].name ? charts[i].name : "templates/configmap.yaml", str_of(charts[i].text), &file);
		parts_read(&arena, &arena, &file, NULL, &parts);
		cr_expect_str_eq(listed(&parts), charts[i].expected, "%s: %s", charts[i].text, listed(&parts));
		check_bytes(&file, &parts, charts[i].text);
		for (uint32_t k = 0; k < parts.count; k++)
			marks += marks_of(parts.at[k].source->mask);
		cr_expect_eq(marks, charts[i].marks, "%s: %u", charts[i].text, marks);
	}
}

/* ---- large files ---- */

static struct str repeated(const char *start, const char *line, unsigned times)
{
	struct buf out = BUF_INIT(&arena);
	buf_text(&out, start);
	for (unsigned i = 0; i < times; i++) {
		buf_printf(&out, line, i);
		buf_char(&out, '\n');
	}
	return buf_done(&out);
}

/* Neither many keys beside each other nor many conditions take time by their square: that would be minutes. */
Test(input_embedded, large)
{
	static const struct {
		const char *name, *start, *line;
		unsigned times, parts;
	} large[] = {
		{ "s.yaml", SECRET "data:\n", "  mongod%u.conf: bmV0OgogIHBvcnQ6IDEK", 20000, 20000 },
		{ "templates/c.yaml", MAP "  mongod.conf: |\n    net:\n      port: 1\n",
		  "  {{ if .a }}\n  k%u: 1\n  {{ else }}\n  k%1$u: [\n  {{ end }}", 20000, 1 },
	};
	for (unsigned i = 0; i < sizeof large / sizeof *large; i++) {
		struct source file;
		struct parts parts;
		unsigned less = getenv("MONGOCONF_VALGRIND") ? 40 : 1;
		source_init(&arena, large[i].name, repeated(large[i].start, large[i].line, large[i].times / less), &file);
		parts_read(&arena, &arena, &file, NULL, &parts);
		unsigned expected = large[i].parts > 1 ? large[i].parts / less : 1;
		cr_expect_eq(parts.count, expected, "%u: %u, %s", i, parts.count, parts.refused ? parts.refused : "");
	}
}
