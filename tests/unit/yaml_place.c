/* Where new text goes, and what is refused: one row for each text and what is done to it. */
#include <criterion/criterion.h>

#include <string.h>

#include "yaml/draft.h"

static struct arena arena = ARENA_INIT;

static void tear_down(void)
{
	arena_free(&arena);
}

TestSuite(yaml_place, .fini = tear_down);

/* `steps`, one a line: "path=value" sets, "-path" unsets. `result` is the text behind all of them,
 * or "!" and a piece of the refusal. */
struct row {
	const char *text, *steps, *result;
};

static bool do_steps(struct draft *draft, struct str steps, struct err *err)
{
	struct str step;
	while (str_split(&steps, '\n', &step)) {
		uint32_t equals = str_find_char(step, '=', 0);
		if (str_starts(step, "-")) {
			if (!draft_unset(draft, str_sub(step, 1, step.len), err))
				return false;
		} else if (!draft_set(draft, str_sub(step, 0, equals),
				      str_sub(step, equals + 1, step.len), err)) {
			return false;
		}
	}
	return true;
}

static void try_row(const struct row *row)
{
	struct err err = ERR_INIT(&arena);
	struct source source;
	struct draft draft;
	source_init(&arena, "mongod.conf", str_of(row->text), &source);
	bool ok = draft_open(&arena, &source, &draft, &err) && do_steps(&draft, str_of(row->steps), &err);
	if (row->result[0] == '!') {
		cr_expect_not(ok, "%s\n--- in\n%s\n--- was not refused:\n%.*s", row->steps, row->text,
			      STR_ARG(draft.now.text));
		cr_expect(!ok && strstr(err.text, row->result + 1), "%s\n--- in\n%s\n--- says: %s",
			  row->steps, row->text, ok ? "nothing" : err.text);
		cr_expect(ok || (err.kind == ERR_REFUSED && err.line && err.column), "%s: no place", row->text);
		return;
	}
	cr_expect(ok && str_is(draft.now.text, row->result),
		  "%s\n--- in\n%s\n--- should give\n%s\n--- and gives\n%.*s\n%s", row->steps, row->text,
		  row->result, STR_ARG(draft.now.text), ok ? "" : err_line(&err));
	if (ok)
		cr_expect(str_eq(edits_splice(&draft.edits, source.text), draft.now.text), "%s", row->text);
}

#define TRY(rows) do { \
	for (size_t i = 0; i < sizeof (rows) / sizeof *(rows); i++) \
		try_row(&(rows)[i]); \
} while (0)

/* ---- the six places for a new option ---- */

Test(yaml_place, new_options_in_block_style)
{
	static const struct row rows[] = {
		/* Behind the last child, before what leads to the next section. */
		{ "security:\n  authorization: enabled\n\n# network\nnet:\n  port: 1\n", "security.keyFile=/k",
		  "security:\n  authorization: enabled\n  keyFile: /k\n\n# network\nnet:\n  port: 1\n" },
		{ "net:\n  port: 1  # the port\n", "net.ipv6=true", "net:\n  port: 1  # the port\n  ipv6: true\n" },
		{ "net:\n  port: 1", "net.ipv6=true", "net:\n  port: 1\n  ipv6: true" },
		{ "net:\r\n  port: 1\r\n", "net.ipv6=true", "net:\r\n  port: 1\r\n  ipv6: true\r\n" },
		{ "a: 1\r\nnet:\r\n  port: 1", "net.x=1", "a: 1\r\nnet:\r\n  port: 1\r\n  x: 1" },
		{ "\xef\xbb\xbfnet:\n  port: 1\n", "net.x=1", "\xef\xbb\xbfnet:\n  port: 1\n  x: 1\n" },
		{ "\xef\xbb\xbfport: 1\n", "net.x=1", "\xef\xbb\xbfport: 1\nnet:\n  x: 1\n" },
		{ "net:\n    port: 1\n", "net.tls.mode=x", "net:\n    port: 1\n    tls:\n        mode: x\n" },
		{ "net:\n  tls:\n    mode: x\n  # end of net\nz: 1\n", "net.port=1",
		  "net:\n  tls:\n    mode: x\n  port: 1\n  # end of net\nz: 1\n" },
		{ "'net':\n  'port': 1\n", "net.x=1", "'net':\n  'port': 1\n  'x': 1\n" },
		{ "net:\n  \"port\": 1\n", "net.x=a b", "net:\n  \"port\": 1\n  \"x\": a b\n" },
		/* Of a section that is there twice, the one with children. */
		{ "net:\nz: 1\nnet:\n  port: 1\n", "net.x=1", "net:\nz: 1\nnet:\n  port: 1\n  x: 1\n" },
		{ "net:\n  a: 1\nz: 1\nnet:\n  port: 1\n", "net.x=1",
		  "net:\n  a: 1\n  x: 1\nz: 1\nnet:\n  port: 1\n" },
		/* Into an empty section. */
		{ "security:\nnet:\n  port: 1\n", "security.keyFile=/k",
		  "security:\n  keyFile: /k\nnet:\n  port: 1\n" },
		{ "security:   # none\n  # authorization: enabled\n", "security.keyFile=/k",
		  "security:   # none\n  keyFile: /k\n  # authorization: enabled\n" },
		{ "security: ~\n", "security.keyFile=/k", "security:\n  keyFile: /k\n" },
		{ "security: null # no\n", "security.keyFile=/k", "security: # no\n  keyFile: /k\n" },
		{ "net:\n    port: 1\nsecurity:", "security.keyFile=/k",
		  "net:\n    port: 1\nsecurity:\n    keyFile: /k" },
		{ "net:\n  tls:\n", "net.tls.mode=x", "net:\n  tls:\n    mode: x\n" },
		{ "security:\n  ~\n", "security.keyFile=/k", "!remove this null first" },
		/* Beside a sibling with a dot. */
		{ "net.port: 1\nz: 1\n", "net.ipv6=true", "net.port: 1\nnet.ipv6: true\nz: 1\n" },
		{ "net:\n  tls.mode: x\n  port: 1\n", "net.tls.CAFile=/c",
		  "net:\n  tls.mode: x\n  tls.CAFile: /c\n  port: 1\n" },
		{ "net.tls:\n  mode: x\nz: 1\n", "net.port=1", "net.tls:\n  mode: x\nnet.port: 1\nz: 1\n" },
		{ "net.tls:\n  mode: x\nz: 1\n", "net.tls.CAFile=/c",
		  "net.tls:\n  mode: x\n  CAFile: /c\nz: 1\n" },
		{ "storage:\n  dbPath: /d\nstorage.wiredTiger.engineConfig.cacheSizeGB: 4\n",
		  "storage.wiredTiger.engineConfig.x=1",
		  "storage:\n  dbPath: /d\nstorage.wiredTiger.engineConfig.cacheSizeGB: 4\n"
		  "storage.wiredTiger.engineConfig.x: 1\n" },
		{ "storage:\n  dbPath: /d\nstorage.journal.enabled: true\n", "storage.engine=x",
		  "storage:\n  dbPath: /d\n  engine: x\nstorage.journal.enabled: true\n" },
	};
	TRY(rows);
}

Test(yaml_place, commented_out_headers)
{
	static const struct row rows[] = {
		{ "net:\n  port: 1\n\n#security:\n\n#replication:\n", "security.keyFile=/k",
		  "net:\n  port: 1\n\nsecurity:\n  keyFile: /k\n\n#replication:\n" },
		{ "net:\n  port: 1\n\n# security:\n", "security.keyFile=/k",
		  "net:\n  port: 1\n\nsecurity:\n  keyFile: /k\n" },
		{ "#security:\n#  authorization: enabled\nz: 1\n", "security.keyFile=/k",
		  "security:\n  keyFile: /k\n#  authorization: enabled\nz: 1\n" },
		{ "z: 1\r\n#security:\r\n", "security.keyFile=/k", "z: 1\r\nsecurity:\r\n  keyFile: /k\r\n" },
		{ "z: 1\n#security:", "security.keyFile=/k", "z: 1\nsecurity:\n  keyFile: /k" },
		{ "\xef\xbb\xbf#security:\nz: 1\n", "security.keyFile=/k",
		  "\xef\xbb\xbfsecurity:\n  keyFile: /k\nz: 1\n" },
		{ "  z: 1\n  #security:\n", "security.keyFile=/k", "  z: 1\n  security:\n    keyFile: /k\n" },
		{ "  z: 1\n#security:\n", "security.keyFile=/k", "  z: 1\n  security:\n    keyFile: /k\n" },
		{ "#net:\n", "net.tls.mode=x", "net:\n  tls:\n    mode: x\n" },
		{ "z: 1\n#security:   \n", "security.keyFile=/k", "z: 1\nsecurity:   \n  keyFile: /k\n" },
		/* What only looks like one. */
		{ "z: 1\n#security: see below\n", "security.keyFile=/k",
		  "z: 1\n#security: see below\nsecurity:\n  keyFile: /k\n" },
		{ "z: 1\n# As the wiki has it:\n#   security:\n#     keyFile: /x\n", "security.keyFile=/k",
		  "z: 1\n# As the wiki has it:\n#   security:\n#     keyFile: /x\nsecurity:\n  keyFile: /k\n" },
		{ "z: 1\n##security:\n", "security.keyFile=/k", "z: 1\n##security:\nsecurity:\n  keyFile: /k\n" },
		{ "z: |\n  a\n  #security:\ny: 1\n", "security.keyFile=/k",
		  "z: |\n  a\n  #security:\ny: 1\nsecurity:\n  keyFile: /k\n" },
		{ "z: \"a\n#security:\n  b\"\n", "security.keyFile=/k",
		  "z: \"a\n#security:\n  b\"\nsecurity:\n  keyFile: /k\n" },
		{ "z: \"a\n  #security:\n  b\"\n", "security.keyFile=/k",
		  "z: \"a\n  #security:\n  b\"\nsecurity:\n  keyFile: /k\n" },
		{ "net:\n  port: 1\n#security:\n  ipv6: true\n", "security.keyFile=/k",
		  "net:\n  port: 1\n#security:\n  ipv6: true\nsecurity:\n  keyFile: /k\n" },
		{ "{\n#security:\n  a: 1\n}\n", "security.keyFile=/k",
		  "{\n#security:\n  a: 1,\n  security: {keyFile: /k}\n}\n" },
		{ "#security:\n---\nz: 1\n", "security.keyFile=/k",
		  "#security:\n---\nz: 1\nsecurity:\n  keyFile: /k\n" },
	};
	TRY(rows);
}

Test(yaml_place, new_sections)
{
	static const struct row rows[] = {
		{ "", "security.keyFile=/k", "security:\n  keyFile: /k\n" },
		{ "\xef\xbb\xbf", "a=1", "\xef\xbb\xbf" "a: 1\n" },
		{ "\n", "a.b=1", "\na:\n  b: 1\n" },
		{ "# only a comment\n", "a.b=1", "# only a comment\n\na:\n  b: 1\n" },
		{ "# only a comment", "a.b=1", "# only a comment\n\na:\n  b: 1" },
		{ "a: 1\n", "b.c=1", "a: 1\nb:\n  c: 1\n" },
		{ "a: 1\n\nb: 2\n", "c.d=1", "a: 1\n\nb: 2\n\nc:\n  d: 1\n" },
		{ "a: 1\n\nb: 2", "c.d=1", "a: 1\n\nb: 2\n\nc:\n  d: 1" },
		{ "a: 1\r\n\r\nb: 2\r\n", "c.d=1", "a: 1\r\n\r\nb: 2\r\n\r\nc:\r\n  d: 1\r\n" },
		{ "a: 1\n\nb: 2\n\n\n", "c=1", "a: 1\n\nb: 2\n\n\nc: 1\n" },
		{ "a: 1\nb: 2\n# the end\n", "c=1", "a: 1\nb: 2\n# the end\nc: 1\n" },
		{ "  a: 1\n", "b.c=1", "  a: 1\n  b:\n    c: 1\n" },
		{ "a: 1\n...\n", "b=1", "a: 1\nb: 1\n...\n" },
		{ "a: 1\n...", "b=1", "a: 1\nb: 1\n..." },
		{ "---\na: 1\n... # end\n# after\n", "b=1", "---\na: 1\nb: 1\n... # end\n# after\n" },
		{ "%YAML 1.1\n---\na: 1\n", "b=1", "%YAML 1.1\n---\na: 1\nb: 1\n" },
		{ "---\n", "b=1", "---\nb: 1\n" },
		{ "--- # one\n# two\n", "b=1", "--- # one\n# two\n\nb: 1\n" },
		{ "--- {a: 1}\n", "b=1", "--- {a: 1, b: 1}\n" },
		{ "a:\n    b: 1\n", "c.d.e=1", "a:\n    b: 1\nc:\n    d:\n        e: 1\n" },
		{ "a: |\n  text\n", "b=1", "a: |\n  text\nb: 1\n" },
		{ "a: |+\n  text\n\n", "b=1", "a: |+\n  text\n\nb: 1\n" },
		{ "a: 1\n  ", "b=1", "a: 1\n  \nb: 1" },
		{ "a: |\n  text", "b=1", "!would change another option" },
		{ "- a\n", "b=1", "!a single list" },
		{ "some words\n", "b=1", "!a single value" },
		{ "a: 1\n---\nb: 1\n", "c=1", "!a second YAML document" },
		{ "a: [\n", "c=1", "!can't be parsed" },
	};
	TRY(rows);
}

Test(yaml_place, values_of_several_lines)
{
	static const struct row rows[] = {
		/* What only gets longer keeps its lines. */
		{ "a: x,\n  y\nb: 1\n", "a=x, y,z", "a: x,\n  y,z\nb: 1\n" },
		{ "a: \"x,\n  y\"  # c\n", "a=x, y, z", "a: \"x,\n  y, z\"  # c\n" },
		{ "a: >\n  x,\n  y\n\nb: 1\n", "a=x, y", "a: x, y\n\nb: 1\n" },
		{ "a: |-  # c\n  x\n\nb: 1\n", "a=x,y", "a: |-  # c\n  x,y\n\nb: 1\n" },
		/* Everything else is written anew. */
		{ "a: x,\n  y\nb: 1\n", "a=x", "a: x\nb: 1\n" },
		{ "a: x,\n  y\nb: 1\n", "a=x, y # z", "a: 'x, y # z'\nb: 1\n" },
		{ "[{a: 1}]", "a=1", "!single list" },
	};
	TRY(rows);
}

Test(yaml_place, flow_style_and_json)
{
	static const struct row rows[] = {
		{ "{}", "a.b=1", "{a: {b: 1}}" },
		{ "{ }\n", "a=1", "{ a: 1 }\n" },
		{ "{a: 1}\n", "b=x y", "{a: 1, b: x y}\n" },
		{ "{a: 1}\n", "b=-1\nc=::1", "{a: 1, b: -1, c: '::1'}\n" },
		{ "{\"a\":1}", "b.c=x", "{\"a\":1,\"b\":{\"c\":\"x\"}}" },
		{ "{\"a\": 1}", "b=-1\nc=true\nd=01", "{\"a\": 1, \"b\": -1, \"c\": true, \"d\": \"01\"}" },
		{ "{\n  \"a\": {\n    \"b\": 1\n  }\n}\n", "c.d=x",
		  "{\n  \"a\": {\n    \"b\": 1\n  },\n  \"c\": {\n    \"d\": \"x\"\n  }\n}\n" },
		{ "{\r\n  \"a\": 1\r\n}", "b=2", "{\r\n  \"a\": 1,\r\n  \"b\": 2\r\n}" },
		{ "{\n\t\"a\": 1\n}\n", "b=2", "{\n\t\"a\": 1,\n\t\"b\": 2\n}\n" },
		{ "security: {}\n", "security.keyFile=/k", "security: {keyFile: /k}\n" },
		{ "a: {\n  b: 1,  # one\n  c: 2   # two\n}\n", "a.d=3",
		  "a: {\n  b: 1,  # one\n  c: 2,   # two\n  d: 3\n}\n" },
		{ "a: {b: 1,}\n", "a.c=2", "a: {b: 1, c: 2,}\n" },
		{ "a: {b: }\n", "a.c=2", "a: {b: , c: 2}\n" },
		{ "a: {b}\n", "a.c=2", "a: {b, c: 2}\n" },
		{ "{a: }\n", "a.b=1", "{a: {b: 1} }\n" },
		{ "{a}\n", "a.b=1", "{a: {b: 1}}\n" },
		{ "{\"security\": null, \"net\": {\"port\": 1}}\n", "security.keyFile=/k",
		  "{\"security\": {\"keyFile\": \"/k\"}, \"net\": {\"port\": 1}}\n" },
		/* Removed again. */
		{ "{a: 1, b: 2, c: 3}\n", "-b", "{a: 1, c: 3}\n" },
		{ "{a: 1, b: 2}\n", "-a", "{b: 2}\n" },
		{ "{a: 1, b: 2}\n", "-b", "{a: 1}\n" },
		{ "x: {a: 1}\n", "-x.a", "x: {}\n" },
		{ "x: { a: 1 }\n", "-x.a", "x: { }\n" },
		{ "x: {a: 1, }\n", "-x.a", "x: { }\n" },
		{ "x: {a: 1, b: 2, }\n", "-x.b", "x: {a: 1, }\n" },
		{ "x: {a: , b: 2}\n", "-x.b", "x: {a: }\n" },
		{ "{ \"a\": 1\n, \"b\": 2\n, \"c\": 3\n}\n", "-a", "{ \"b\": 2\n, \"c\": 3\n}\n" },
		{ "{ \"a\": 1\n, \"b\": 2\n, \"c\": 3\n}\n", "-b", "{ \"a\": 1\n, \"c\": 3\n}\n" },
		{ "{ \"a\": 1\n, \"b\": 2\n, \"c\": 3\n}\n", "-c", "{ \"a\": 1\n, \"b\": 2\n}\n" },
		{ "{\n  a: 1,\n  b: 2   # two\n}\n", "-b", "{\n  a: 1\n}\n" },
		{ "{\n  a: 1,   # one\n  b: 2\n}\n", "-a", "{\n  b: 2\n}\n" },
		{ "{a: 1 # one\n, b: 2}\n", "-b", "{a: 1 # one\n }\n" },
		{ "{a: 1, # one\n b: 2 }\n", "-b", "{a: 1 # one\n  }\n" },
		{ "{? a : 1, b: 2}\n", "-a", "{b: 2}\n" },
		/* There and back. */
		{ "{z: 1}\n", "a.b=1\n-a.b", "{z: 1}\n" },
		{ "{z: 1}\n", "a.b.c=1\n-a.b.c", "{z: 1}\n" },
		{ "{\n  \"a\": {\n    \"b\": 1\n  }\n}\n", "c.d.e=x\n-c.d.e", "{\n  \"a\": {\n    \"b\": 1\n  }\n}\n" },
		{ "{a: 1, b: {c: 1}, d: 1}\n", "-b.c", "{a: 1, b: {}, d: 1}\n" },
		{ "{a: 1, b: {c: 1 # one\n }}\n", "-b.c", "{a: 1, b: { # one\n }}\n" },
		{ "{b: {c: 1}}\n", "-b.c", "{b: {}}\n" },
	};
	TRY(rows);
}

/* ---- values ---- */

Test(yaml_place, replaced_values)
{
	static const struct row rows[] = {
		{ "a: 1   # one\n", "a=2", "a: 2   # one\n" },
		{ "a: 'x'\n", "a=it's", "a: 'it''s'\n" },
		{ "a: \"x\"  # c\n", "a=\\\"", "a: \"\\\\\\\"\"  # c\n" },
		{ "a: x\n", "a=y: z", "a: 'y: z'\n" },
		{ "a: x\n", "a=y\tz", "a: \"y\\tz\"\n" },
		{ "a:\nb: 1\n", "a=2", "a: 2\nb: 1\n" },
		{ "a:  # none\n", "a=2", "a: 2  # none\n" },
		{ "a:", "a=2", "a: 2" },
		{ "a: ~\n", "a=~", "a: '~'\n" },
		{ "a: ~\n", "a=", "a: ''\n" },
		{ "a:\n", "a=", "a:\n" },
		{ "a:\n  x  # c\n", "a=2", "a:\n  2  # c\n" },
		{ "a: x\n  y\n  z # c\nb: 1\n", "a=2", "a: 2 # c\nb: 1\n" },
		{ "a: \"x\n  y\"\nb: 1\n", "a=2", "a: \"2\"\nb: 1\n" },
		{ "a: |\n  x\n  y\nb: 1\n", "a=2", "a: 2\nb: 1\n" },
		{ "a: >-  # folded\n  x\n\n  y\n\n# c\nb: 1\n", "a=2", "a: 2  # folded\n\n# c\nb: 1\n" },
		{ "a: |2+\r\n   x\r\n\r\nb: 1\r\n", "a=2", "a: 2\r\nb: 1\r\n" },
		{ "a: |\n  x", "a=2", "a: 2" },
		{ "? a\n: x\n", "a=2", "? a\n: 2\n" },
		{ "? a\n", "a=2", "? a\n: 2\n" },
		{ "{? a, b: 1}\n", "a=2", "{? a: 2, b: 1}\n" },
		{ "{a: x, b: \"y\"}\n", "a=p, q\nb=z", "{a: 'p, q', b: \"z\"}\n" },
		{ "{\"a\":1}\n", "a=x", "{\"a\":\"x\"}\n" },
		{ "{\"a\": -1}\n", "a=-2", "{\"a\": -2}\n" },
		{ "a: {value: x}\n", "a=2", "a: {value: 2}\n" },
		{ "a: {b: 1}\n", "a=2", "!a is a section here" },
		{ "a: [1]\n", "a=2", "!a is a list here" },
	};
	TRY(rows);
}

Test(yaml_place, removed_options)
{
	static const struct row rows[] = {
		{ "a: 1\nb: 2 # two\nc: 3\n", "-b", "a: 1\nc: 3\n" },
		{ "a: 1\n# about b\nb: 2\nc: 3\n", "-b", "a: 1\n# about b\nc: 3\n" },
		{ "a: 1\nb: 2", "-b", "a: 1" },
		{ "a: 1\r\nb: 2", "-b", "a: 1" },
		{ "a: 1\n\n\nb: 2", "-b", "a: 1" },
		{ "a: 1", "-a", "" },
		{ "\xef\xbb\xbf" "a: 1\nb: 2\n", "-a", "\xef\xbb\xbf" "b: 2\n" },
		{ "net:\n  port: 1\nz: 1\n", "-net.port", "#net:\nz: 1\n" },
		{ "net:  # n\n  # c\n  port: 1\n", "-net.port", "#net:  # n\n  # c\n" },
		{ "net:\n  tls:\n    mode: x\n", "-net.tls.mode", "#net:\n  #tls:\n" },
		{ "net:\n  tls:\n    mode: x\n  port: 1\n", "-net.tls.mode", "net:\n  #tls:\n  port: 1\n" },
		{ "net.port: 1\nz: 1\n", "-net.port", "z: 1\n" },
		{ "a:\n  b: |\n    x\n\n  c: 1\n", "-a.b", "a:\n\n  c: 1\n" },
		{ "a:\n- 1\n- 2\nb: 1\n", "-a", "b: 1\n" },
		{ "a: 1\n", "-b", "a: 1\n" },
		{ "? a\n: 1\nb: 2\n", "-a", "b: 2\n" },
		/* A question mark is the key's own, or it is nothing. */
		{ "# why ?\na: 1\nb: 2\n", "-a", "# why ?\nb: 2\n" },
		{ "# why ?\nnet:\n  # or ?\n  port: 1\n", "-net.port", "# why ?\n#net:\n  # or ?\n" },
		{ "z: really ?\na: 1\n", "-a", "z: really ?\n" },
		{ "? ?a\n: 1\nb: 2\n", "-?a", "b: 2\n" },
		{ "? # or ?\n  a\n: 1\nb: 2\n", "-a", "b: 2\n" },
		{ "{x: 1, ? # or ?\n a : 1}\n", "-a", "{x: 1}\n" },
		{ "? a\n: b: 1\n", "-a.b", "!does not begin its line" },
		{ "? a\n:\n  b: 1\n", "-a.b", "!header can't be commented out" },
		{ "a: {value: 1}\nb: 1\n", "-a", "b: 1\n" },
		{ "a:\n  x:\n    value: 1\n  b: 1\n", "-a.x", "a:\n  b: 1\n" },
		/* There and back. */
		{ "z: 1\n\n#security:\n\ny: 1\n", "security.keyFile=/k\n-security.keyFile",
		  "z: 1\n\n#security:\n\ny: 1\n" },
		{ "z: 1\n", "security.keyFile=/k\n-security.keyFile", "z: 1\n" },
		{ "z: 1", "security.keyFile=/k\n-security.keyFile", "z: 1" },
		{ "z: 1\r\n\r\ny: 1\r\n", "security.keyFile=/k\n-security.keyFile", "z: 1\r\n\r\ny: 1\r\n" },
		{ "z: 1\n\n# end\n", "security.keyFile=/k\n-security.keyFile", "z: 1\n\n# end\n" },
		{ "---\nz: {a: 1}\n...\n", "security.keyFile=/k\n-security.keyFile", "---\nz: {a: 1}\n...\n" },
		{ "net:\n  port: 1\n\n# z\nz: 1\n", "net.tls.mode=x\n-net.tls.mode", "net:\n  port: 1\n\n# z\nz: 1\n" },
		{ "net:\n  port: 1\n  # c\nz: 1\n", "net.tls.mode=x\n-net.tls.mode", "net:\n  port: 1\n  # c\nz: 1\n" },
		{ "z: 1\na:\n  b:\n    c: 1\n", "-a.b.c", "z: 1\n" },
		/* Not where the lines say that somebody wrote them. */
		{ "z: 1\na: # ours\n  c: 1\n", "-a.c", "z: 1\n#a: # ours\n" },
		{ "z: 1\na:\n\n  c: 1\n", "-a.c", "z: 1\n#a:\n\n" },
		{ "z: 1\na:\n  # c\n  c: 1\n", "-a.c", "z: 1\n#a:\n  # c\n" },
		{ "z: 1\na:\n  c: 1\n#y:\n", "-a.c", "z: 1\n#a:\n#y:\n" },
		{ "z: 1\na:\n  c: 1\n\n", "-a.c", "z: 1\n#a:\n\n" },
		{ "security:\n  keyFile: /k\n# c\n", "security.transitionToAuth=true\n-security.transitionToAuth",
		  "security:\n  keyFile: /k\n# c\n" },
	};
	TRY(rows);
}

/* ---- what must not be edited ---- */

Test(yaml_place, refusals)
{
	static const struct row rows[] = {
		{ "a: 1\nb: 2\na: 3\n", "a=4", "!a is set twice (also in line 1)" },
		{ "n:\n  p: 1\nn.p: 2\n", "-n.p", "!n.p is set twice" },
		{ "a: &x 1\nb: *x\n", "a=2", "!&x: an edit here" },
		{ "a: &x 1\nb: *x\n", "b=2", "!*x stands for text elsewhere" },
		{ "a: &x 1\nb: *x\n", "c=2", "a: &x 1\nb: *x\nc: 2\n" },
		{ "a: &s\n  b: 1\nc: *s\n", "a.d=2", "!&s: an edit here" },
		{ "a: &s\n  b: 1\nc: *s\n", "c.d=2", "!*s stands for text elsewhere" },
		{ "a: &s\n  b: 1\nc: *s\n", "-c.b", "!*s stands for text elsewhere" },
		{ "a: &s\n  b: 1\nc: *s\n", "-a.d", "a: &s\n  b: 1\nc: *s\n" },
		{ "a: *x\n", "b=1", "!has no anchor before it" },
		{ "a: !!str 1\n", "a=2", "!the tag tag:yaml.org,2002:str" },
		{ "a: !!map\n  b: 1\n", "a.c=2", "!the tag" },
		{ "--- !!map\na: 1\n", "a=2", "--- !!map\na: 2\n" },
		{ "x: &s {p: 1}\na:\n  <<: *s\n", "-a.<<", "!*s stands for text elsewhere" },
		{ "x: &s {p: 1}\na:\n  <<: *s\n", "a.b=1", "x: &s {p: 1}\na:\n  <<: *s\n  b: 1\n" },
		{ "x: &s {p: 1}\na:\n  <<: {b: 1}\n", "a.<<.b=2", "!the merge key" },
		{ "? [a, b]\n: 1\n", "a=2", "? [a, b]\n: 1\na: 2\n" },
		{ "!!str a: 1\n", "b=2", "!no key of this section begins its own line" },
		{ "a:\n  b:\n    __exec: x\n", "a.b=2", "!__exec: mongod takes" },
		{ "a:\n  __rest: x\n", "a.b=2", "!__rest: mongod takes" },
		{ "__exec: x\n", "a=2", "!__exec: mongod takes" },
		{ "a:\n  __rest: x\n", "-a.b", "!__rest: mongod takes" },
		{ "a:\n  b:\n    __exec: x\n", "a.c=2", "a:\n  b:\n    __exec: x\n  c: 2\n" },
		{ "a: \"{{ x }}\"\nb: 1\n", "a=2", "!a template expression" },
		{ "a: ${X}\nb: 1\n", "-a", "!a template expression" },
		{ "a: \"{{ x }}\"\nb: 1\n", "b=2", "a: \"{{ x }}\"\nb: 2\n" },
		{ "# {% if x %}\na: 1\n", "a=2", "!a template's control line" },
		{ "a: 1\nb: text\n", "b.c=1", "!b is a section, but here" },
		{ "a: 1\rb: 2\n", "a=2", "!a CR here that no LF follows" },
		{ "a: \xff\n", "a=2", "!is not UTF-8" },
		{ "a: 1 \x07\n", "a=2", "!only one of two" },
		{ "a: 1\n\t\nb: 1\n", "a=2", "!only one of two" },
	};
	TRY(rows);
}

Test(yaml_place, a_long_run_of_blank_lines_costs_no_time)
{
	struct err err = ERR_INIT(&arena);
	struct source source;
	struct draft draft;
	char *text = arena_alloc(&arena, 4000000);
	memset(text, '\n', 4000000);
	memcpy(text, "a: |", 4);
	memcpy(text + 3999990, "\nb: 1", 5);
	source_init(&arena, "mongod.conf", (struct str){ text, 4000000 }, &source);
	cr_assert_not(draft_open(&arena, &source, &draft, &err));
	cr_assert(strstr(err.text, "too many blank lines"), "%s", err.text);
}
