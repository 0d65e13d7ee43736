/* ini-to-yaml: one row for each thing that it does or refuses. What goes where, the names by release, the comments. */
#include <criterion/criterion.h>

#include <string.h>

#include "config/edit.h"
#include "text/mask.h"
#include "transforms/steps.h"

static struct arena arena = ARENA_INIT;

static void tear_down(void)
{
	arena_free(&arena);
}

TestSuite(transforms_ini_to_yaml, .fini = tear_down);

struct row {
	const char *text, *result;  /* NULL: refused; "": unchanged */
	const char *words;          /* part of the refusal */
	unsigned line, column;      /* where it stands; 0: not asked */
	const char *server, *name, *steps;
};

struct result {
	const char *text, *said;
	unsigned line, column;
};

static struct result applied(const struct row *row, const char *text)
{
	struct parameters parameters = { .key_file = NULL };
	struct transform_step *steps;
	unsigned count;
	struct source *source = arena_alloc(&arena, sizeof *source);
	struct draft draft;
	struct err err = ERR_INIT(&arena);
	struct buf remarks = BUF_INIT(&arena);
	if (row->server)
		cr_assert(version_parse(str_of(row->server), &parameters.server), "%s", row->server);
	source_init(&arena, row->name ? row->name : "mongod.conf", str_of(text), source);
	struct target target = { .server = parameters.server };
	if (!transform_steps(&arena, str_of(row->steps ? row->steps : "ini-to-yaml"), &parameters, &steps, &count, &err) ||
	    !config_draft_open(&arena, source, &target, &draft, &err) || !transform_accepts(&draft, &err) ||
	    !transform_run(steps, count, &draft, &remarks, &err))
		return (struct result){ .said = err.text, .line = err.line, .column = err.column };
	cr_expect(str_eq(edits_splice(&draft.edits, source->text), draft.now.text), "edits of\n%s", text);
	return (struct result){ .text = str_cstr(&arena, draft.now.text), .said = buf_done(&remarks).at };
}

static void check(const struct row *row)
{
	const char *expected = row->result && !*row->result ? row->text : row->result;
	struct result result = applied(row, row->text);
	if (!expected) {
		cr_assert(!result.text, "not refused:\n%s\ngives\n%s", row->text, result.text);
		cr_expect(result.line == row->line && (!row->column || result.column == row->column), "%s\nis refused at %u:%u: %s", row->text,
			  result.line, result.column, result.said);
		cr_expect(row->words && strstr(result.said, row->words), "%s\nis refused with: %s", row->text, result.said);
		return;
	}
	cr_assert(result.text, "%s\nis refused: %s", row->text, result.said);
	cr_expect_str_eq(result.text, expected, "%s\ngives\n%s\nand not\n%s", row->text, result.text, expected);
	struct result again = row->steps ? result : applied(row, result.text);
	cr_expect(again.text && !strcmp(again.text, result.text), "again:\n%s", result.text);
}

#define CHECK(rows) do { \
	for (size_t i = 0; i < sizeof (rows) / sizeof *(rows); i++) \
		check(&(rows)[i]); \
} while (0)
#define ROW(on, gives, ...) { .text = (on), .result = (gives), __VA_ARGS__ }
#define REFUSED(on, at, why, ...) { .text = (on), .line = (at), .words = (why), __VA_ARGS__ }

/* What the names and values of the old format are in YAML. */
Test(transforms_ini_to_yaml, options)
{
	static const struct row rows[] = {
		ROW("port=27017\n", "net:\n  port: 27017\n"),
		ROW("port = 27017", "net:\n  port: 27017"),
		ROW("net:\n  port: 27017\n", ""),
		ROW("", ""),
		ROW("# nothing\n", ""),
		/* sections in the order of the packaged file, options in their own, each subsection once */
		ROW("replSet=rs0\nport=1\ndbpath=/d\nsslMode=preferSSL\nbind_ip=::1\nsslPEMKeyFile=/c\nwiredTigerCacheSizeGB=2\nauth=yes\n",
		    "storage:\n  dbPath: /d\n  wiredTiger:\n    engineConfig:\n      cacheSizeGB: 2\n\n"
		    "net:\n  port: 1\n  ssl:\n    mode: preferSSL\n    PEMKeyFile: /c\n  bindIp: '::1'\n\n"
		    "security:\n  authorization: enabled\n\nreplication:\n  replSetName: rs0\n"),
		/* the words for true and false */
		ROW("fork = On\nlogappend = 0\nquiet =\nipv6=YES\n",
		    "systemLog:\n  logAppend: false\n  quiet: true\n\nnet:\n  ipv6: true\n\nprocessManagement:\n  fork: true\n"),
		ROW("auth=false\n", "security:\n  authorization: disabled\n"),
		ROW("noauth=1\nnoscripting=1\nnounixsocket=1\n",
		    "net:\n  unixDomainSocket:\n    enabled: false\n\nsecurity:\n  authorization: disabled\n  javascriptEnabled: false\n"),
		ROW("nojournal=true\n", "storage:\n  journal:\n    enabled: false\n", .server = "4.0"),
		ROW("dur=true\n", "storage:\n  journal:\n    enabled: true\n"),
		ROW("journal=false\n", "storage:\n  journal:\n    enabled: false\n", .server = "5.0"),
		ROW("nohttpinterface=true\nrest=false\n", "net:\n  http:\n    enabled: false\n    RESTInterfaceEnabled: false\n", .server = "3.4"),
		ROW("httpinterface=true\nrest=true\n", "net:\n  http:\n    enabled: true\n    RESTInterfaceEnabled: true\n"),
		ROW("noprealloc=true\nsmallfiles=true\n", "storage:\n  mmapv1:\n    preallocDataFiles: false\n    smallFiles: true\n",
		    .server = "3.6"),
		/* words for numbers, and the other way round */
		ROW("verbose=true\n", "systemLog:\n  verbosity: 1\n"),
		ROW("verbose=vvvv\n", "systemLog:\n  verbosity: 4\n"),
		ROW("vvv=true\n", "systemLog:\n  verbosity: 3\n"),
		ROW("profile=2\nslowms=50\n", "operationProfiling:\n  mode: all\n  slowOpThresholdMs: 50\n"),
		ROW("shardsvr=true\n", "sharding:\n  clusterRole: shardsvr\n"),
		ROW("configsvr = true\n", "sharding:\n  clusterRole: configsvr\n"),
		/* a line may be two options */
		ROW("logappend=true\nlogpath=/l\n", "systemLog:\n  destination: file\n  logAppend: true\n  path: /l\n"),
		ROW("syslog=true\n", "systemLog:\n  destination: syslog\n"),
		/* names by release; the written ones where none is said */
		ROW("sslMode=requireSSL\nsslCAFile=/a\n", "net:\n  ssl:\n    mode: requireSSL\n    CAFile: /a\n", .server = "4.0"),
		ROW("sslMode=requireSSL\nsslCAFile=/a\n", "net:\n  tls:\n    mode: requireTLS\n    CAFile: /a\n", .server = "7.0"),
		ROW("sslMode=requireSSL\nsslCAFile=/a\n", "net:\n  ssl:\n    mode: requireSSL\n    CAFile: /a\n"),
		ROW("sslOnNormalPorts=true\n", "net:\n  ssl:\n    mode: requireSSL\n", .server = "3.6"),
		ROW("sslOnNormalPorts=true\n", "net:\n  ssl:\n    mode: requireSSL\n"),
		ROW("sslOnNormalPorts=true\n", "net:\n  tls:\n    mode: requireTLS\n", .server = "4.4"),
		ROW("bind_ip_all=true\n", "net:\n  bindIpAll: true\n"),
		ROW("bind_ip_all=true\n", "net:\n  bindIpAll: true\n", .server = "6.0"),
		ROW("bind_ip_all=false\n", "net:\n  bindIpAll: false\n", .server = "6.0"),
		ROW("replSet=rs0/a:1,b:2\n", "replication:\n  replSetName: rs0/a:1,b:2\n"),
		/* parameters */
		ROW("setParameter = ttlMonitorEnabled=false\nport=1\nsetParameter=a.b = c=d\n",
		    "net:\n  port: 1\n\nsetParameter:\n  ttlMonitorEnabled: false\n  'a.b ': ' c=d'\n"),
		/* quotes where YAML needs them, and only there */
		ROW("bind_ip = *\n", "net:\n  bindIp: '*'\n"),
		ROW("replSet = yes\n", "replication:\n  replSetName: yes\n"),
		ROW("replSet = 0x10\n", "replication:\n  replSetName: 0x10\n"),
		ROW("replSet = null\n", "replication:\n  replSetName: 'null'\n"),
		ROW("replSet = \"rs0\"\n", "replication:\n  replSetName: '\"rs0\"'\n"),
		ROW("replSet = it's\n", "replication:\n  replSetName: it's\n"),
		ROW("replSet = [a\n", "replication:\n  replSetName: '[a'\n"),
		ROW("bind_ip=\n", "net:\n  bindIp: ''\n"),
		ROW("dbpath = D:\\data\\db\n", "storage:\n  dbPath: D:\\data\\db\n"),
		ROW("dbpath = /my\xe2\x80\x8b data\n", "storage:\n  dbPath: \"/my\\u200B data\"\n"),
		ROW("configdb = c/a:1,b:2\n", "sharding:\n  configDB: c/a:1,b:2\n", .name = "mongos.conf"),
		/* what is wrong with a value stays so */
		ROW("port = x\n", "net:\n  port: x\n"),
	};
	CHECK(rows);
}

/* Every comment is there once, and where it belongs. */
Test(transforms_ini_to_yaml, comments)
{
	static const struct row rows[] = {
		ROW("port=1 # the port\n", "net:\n  port: 1 # the port\n"),
		ROW("port=1#the port\nipv6=true     # six\n", "net:\n  port: 1 #the port\n  ipv6: true  # six\n"),
		ROW("# above\nport=1\n", "net:\n  # above\n  port: 1\n"),
		ROW("# the file\n\nport=1\n", "# the file\n\nnet:\n  port: 1\n"),
		ROW("# the file\n\n# its owner\n\n   # above\n# it\nport=1\n# below\n\n# end\n",
		    "# the file\n\n# its owner\n\nnet:\n  # above\n  # it\n  port: 1\n  # below\n\n# end\n"),
		/* words lead to what is below them */
		ROW("port=1\n\n# replication\n\n# the set\nreplSet=a\n", "net:\n  port: 1\n\nreplication:\n  # replication\n\n  # the set\n  replSetName: a\n"),
		ROW("port=1\n\n# the set\n\nreplSet=a\n", "net:\n  port: 1\n\nreplication:\n  # the set\n\n  replSetName: a\n"),
		/* between options as in the file */
		ROW("port=1\n\n# six\nipv6=true\n# four\nbind_ip=a\n\nmaxConns=5\n",
		    "net:\n  port: 1\n\n  # six\n  ipv6: true\n  # four\n  bindIp: a\n  maxIncomingConnections: 5\n"),
		ROW("dbpath=/d\n\n# j\njournal=true\n", "storage:\n  dbPath: /d\n\n  journal:\n    # j\n    enabled: true\n"),
		ROW("logappend=true\n\n# where\nlogpath=/l # there\n",
		    "systemLog:\n  destination: file\n  logAppend: true\n\n  # where\n  path: /l # there\n"),
		/* commented out: with its section, or at the end */
		ROW("noauth=true\n#auth=true\nport=1\n", "net:\n  port: 1\n\nsecurity:\n  authorization: disabled\n  #auth=true\n"),
		ROW("#auth=true\nnoauth=true\nport=1\n", "net:\n  port: 1\n\nsecurity:\n  #auth=true\n  authorization: disabled\n"),
		ROW("keyFile=/k\nport=1\n\n# on or off\n# auth = true\n\nfork=true\n",
		    "net:\n  port: 1\n\nprocessManagement:\n  fork: true\n\nsecurity:\n  keyFile: /k\n\n  # on or off\n  # auth = true\n"),
		ROW("port=1\n#journal=true\nfork=true\n", "net:\n  port: 1\n\nprocessManagement:\n  fork: true\n\n#journal=true\n"),
		ROW("port=1\n#directoryperdb\n#maxConns=5\ndbpath=/d\n", "storage:\n  dbPath: /d\n  #directoryperdb\n\nnet:\n  port: 1\n  #maxConns=5\n"),
		ROW("port=1\n\n# token\n#mms-token = <t>\n\nfork=true\n", "net:\n  port: 1\n\nprocessManagement:\n  fork: true\n\n# token\n#mms-token = <t>\n"),
		ROW("port=1\n\n# levels\n#   0=off\n#   7=all\n\nfork=true\n",
		    "net:\n  port: 1\n\nprocessManagement:\n  # levels\n  #   0=off\n  #   7=all\n\n  fork: true\n"),
		/* the end keeps its order */
		ROW("port=1\n\n#replSet=a\n\n\n# x\n#maxConns=5", "net:\n  port: 1\n\n#replSet=a\n\n# x\n#maxConns=5"),
		ROW("setParameter = a=1 # one\n# two\nsetParameter = b=2\n", "setParameter:\n  a: 1 # one\n  # two\n  b: 2\n"),
		/* line ends, byte order mark, other scripts */
		ROW("# a\r\n\r\nport=1\r\nfork=true # b\r\n", "# a\r\n\r\nnet:\r\n  port: 1\r\n\r\nprocessManagement:\r\n  fork: true # b\r\n"),
		ROW("port=1\r\n# end", "net:\r\n  port: 1\r\n  # end"),
		ROW("# \xe7\xab\xaf\xe5\x8f\xa3\xe5\x8f\xb7\nport=1\n", "net:\n  # \xe7\xab\xaf\xe5\x8f\xa3\xe5\x8f\xb7\n  port: 1\n"),
		ROW("#\tport\tof it \t\nport=1\n", "net:\n  #\tport\tof it\n  port: 1\n"),
	};
	CHECK(rows);
}

Test(transforms_ini_to_yaml, refused)
{
	static const struct row rows[] = {
		REFUSED("port=1\ncpu=true\n", 2, "cpu has no form in YAML: it logged"),
		REFUSED("notablescan=true\n", 1, "setParameter = notablescan=true"),
		REFUSED("config=/etc/x\n", 1, "read and forgotten"),
		REFUSED("port=1\n  repair=true\n", 2, "mongod --repair", .column = 3),
		REFUSED("master=true\n", 1, "gone since 4.0", .server = "3.6"),
		REFUSED("master=true\n", 1, "at this line the server ends", .server = "4.0"),
		REFUSED("fastsync=true\n", 1, "gone since 4.0", .server = "3.6"),
		REFUSED("help=true\n", 1, "at this line the server ends"),
		REFUSED("vv=false\n", 1, "says nothing; remove it"),
		REFUSED("syslog=false\n", 1, "set to false it says nothing"),
		REFUSED("verbose=vvvvvvvvvvvvvvvvvvvv\n", 1, "more than 14 times v"),
		REFUSED("noscripting=true\n", 1, "in YAML since 4.4", .name = "mongos.conf", .server = "4.2"),
		REFUSED("port=1\nnohints=true\n", 2, "(unrecognised option 'nohints'); mend or remove it first"),
		REFUSED("port=1\nsmallfiles=true\n", 2, "of other releases only", .server = "7.0"),
		REFUSED("port=1\nport=2\n", 2, "Multiple occurrences of option \"port\""),
		REFUSED("auth=true\nnoauth=true\n", 2, "auth is not allowed when noauth is specified"),
		REFUSED("port=1\nnonsense\n", 2, "invalid line"),
		REFUSED("port=1\nfork=maybe\n", 2, "'true|false'"),
		REFUSED("port=1\n[net]\n", 2, "a header of a section"),
		REFUSED("journal=true\ndur=false\n", 2, "the server keeps one of the two", .server = "4.0"),
		REFUSED("verbose=vv\nvvv=true\n", 2, "this sets systemLog.verbosity, and so does line 1"),
		REFUSED("setParameter = a=1\nsetParameter = a=1\n", 2, "this sets setParameter.a, and so does line 1"),
		REFUSED("\xef\xbb\xbfport=1\nfork=true\n", 1, "begins with a byte order mark"),
		REFUSED("port=1\n# caf\xe9\n", 2, "not UTF-8", .column = 6),
		REFUSED("port=1 # a\x0c" "b\n", 1, "U+000C may not stand in a comment", .column = 11),
		REFUSED("port=1 # a\xe2\x80\xa8" "b\n", 1, "U+2028"),
	};
	CHECK(rows);
}

/* Later steps of a run see YAML. */
Test(transforms_ini_to_yaml, steps)
{
	static const struct row rows[] = {
		ROW("port=1\nfork=true\n# end\n", "net:\n  port: 1\n\nprocessManagement:\n  fork: true\n  # end\n\nsecurity:\n  keyFile: /etc/key\n  transitionToAuth: true\n",
		    .steps = "ini-to-yaml,add-keyfile:/etc/key,enable-transition"),
		ROW("port=1\nbind_ip=a\n", "net:\n  port: 1\n  bindIp: a,b\n", .steps = "ensure-bindIp:b,ini-to-yaml"),
	};
	CHECK(rows);
}

/* ---- what a template decides ---- */

/* `{x...}` is an expression, `<...>` a line of the template's own, `[` to `]` are lines that it decides about. */
static const struct source *masked_source(const char *text)
{
	struct source *whole = arena_alloc(&arena, sizeof *whole), *source = arena_alloc(&arena, sizeof *source);
	struct mask *mask = arena_alloc(&arena, sizeof *mask);
	char *read = str_cstr(&arena, str_of(text));
	*mask = (struct mask){ .language = "test" };
	for (uint32_t i = 0, at = 0; read[i]; i++) {
		if (read[i] == '{')
			at = i;
		if (read[i] == '}') {
			mask_add(&arena, mask, (struct mask_span){ .at = { at, i + 1 - at }, .kind = MASK_VALUE });
			memset(read + at, 'x', i + 1 - at);
		}
		if (read[i] == '[' || read[i] == '<')
			at = i;
		if (read[i] == ']')
			mask_add(&arena, mask, (struct mask_span){ .at = { at + 1, i - at }, .kind = MASK_BRANCH, .opened = at });
		if (strchr("[]<", read[i]))
			read[i] = '#';
	}
	mask_sort(mask);
	source_init(&arena, "mongod.conf", str_of(text), whole);
	source_init(&arena, "mongod.conf", str_of(read), source);
	source->whole = whole;
	source->mask = mask;
	return source;
}

Test(transforms_ini_to_yaml, templates)
{
	static const struct row rows[] = {
		ROW("# {who}\n\nport = {port}\ndbpath={dir}/db # {why}\n", "# {who}\n\nstorage:\n  dbPath: {dir}/db # {why}\n\nnet:\n  port: {port}\n"),
		ROW("bind_ip = *,{ip}\n", "net:\n  bindIp: \"*,{ip}\"\n"),
		ROW("logpath = {log}\nfork=true\n", "systemLog:\n  destination: file\n  path: {log}\n\nprocessManagement:\n  fork: true\n"),
		ROW("replSet = {set}\nsetParameter = a={a}\n", "replication:\n  replSetName: {set}\n\nsetParameter:\n  a: {a}\n"),
		REFUSED("port=1\nauth = {auth}\n", 2, "the template decides the value of auth"),
		REFUSED("port=1\nverbose = {v}\n", 2, "which has other words in YAML"),
		REFUSED("{name} = 1\n", 1, "which option this is"),
		REFUSED("setParameter = {a}=1\n", 1, "which parameter this is"),
		REFUSED("bind_ip = *'\"\\{ip}\n", 1, "would have to be written otherwise"),
		REFUSED("port=1\n[\nauth=true\n]\nfork=true\n", 2, "decides here which lines there are"),
		REFUSED("port=1\n< own >\nfork=true\n", 2, "this line is the template's own"),
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct row *row = &rows[i];
		const struct source *source = masked_source(row->text);
		struct err err = ERR_INIT(&arena);
		struct draft draft;
		struct parameters parameters = { .key_file = NULL };
		struct application application = { &draft, &parameters, &(struct buf)BUF_INIT(&arena), &err };
		bool done = config_draft_open(&arena, source, NULL, &draft, &err) && transform_find(STR("ini-to-yaml"))->apply(&application);
		cr_assert_eq(done, row->result != NULL, "%s: %s", row->text, done ? draft_result(&draft).at : err.text);
		if (!done)
			cr_expect(err.line == row->line && strstr(err.text, row->words), "%s\nis refused at %u: %s", row->text, err.line, err.text);
		else
			cr_expect(str_is(draft_result(&draft), row->result), "%s\ngives\n%.*s", row->text, STR_ARG(draft_result(&draft)));
		/* What is read of it is masked as the file is. */
		if (done)
			cr_expect(str_eq(masked_source(row->result)->text, draft.now.text), "%s\nis read as\n%.*s", row->result,
				  STR_ARG(draft.now.text));
	}
}
