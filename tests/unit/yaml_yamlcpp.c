/* What mongod's own YAML parser makes of a text. The trees and messages here are yaml-cpp's: it was given each
 * of these texts. */
#include <criterion/criterion.h>

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "yaml/builder.h"
#include "yaml/read.h"
#include "yaml/yamlcpp.h"

static struct arena arena = ARENA_INIT;

static void tear_down(void)
{
	arena_free(&arena);
}

TestSuite(yaml_yamlcpp, .fini = tear_down);

/* ---- values ---- */

/* Quoted, with what is not printable as \xx. */
static void describe_text(struct buf *out, struct str text)
{
	buf_char(out, '"');
	for (uint32_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.at[i];
		if (c < ' ' || c > '~' || c == '\\')
			buf_printf(out, "\\%02x", c);
		else
			buf_char(out, (char)c);
	}
	buf_char(out, '"');
}

static void describe(struct buf *out, const struct tree *tree, uint32_t index)
{
	const struct node *node = &tree->node[index];
	if (node->anchor.len)
		buf_printf(out, "&%.*s ", STR_ARG(node->anchor));
	if (node->tag.len)
		buf_printf(out, "<%.*s> ", STR_ARG(node->tag));
	if (node->kind == NODE_ALIAS)
		buf_printf(out, "*%.*s=%u", STR_ARG(node->text), node->target);
	if (node->kind == NODE_SCALAR && yamlcpp_null(node, YAMLCPP_0_6))
		buf_text(out, "null");
	else if (node->kind == NODE_SCALAR)
		describe_text(out, node->text);
	if (node->kind != NODE_MAPPING && node->kind != NODE_SEQUENCE)
		return;
	buf_char(out, node->kind == NODE_MAPPING ? '{' : '[');
	for (uint32_t at = node->first; at; at = tree->node[at].next) {
		if (at != node->first)
			buf_text(out, ", ");
		if (node->kind == NODE_MAPPING)
			buf_printf(out, "%.*s: ", STR_ARG(tree->node[at].name));
		describe(out, tree, at);
	}
	buf_char(out, node->kind == NODE_MAPPING ? '}' : ']');
}

/* The tree, or why there is none. */
static const char *reading(struct str text, struct source *source, struct yamlcpp *read)
{
	struct buf out = BUF_INIT(&arena);
	source_init(&arena, "x", text, source);
	yamlcpp_read(&arena, source, read);
	cr_assert(!read->error.text || read->tree.count == 1);
	cr_assert_leq(read->error.at, text.len);
	if (read->error.text) {
		struct str message = str_of(read->error.text);
		uint32_t skip = str_starts(message, "yaml-cpp: error at ") ? 19 : 0;
		return arena_printf(&arena, "%.*s", STR_ARG(str_sub(message, skip, message.len)));
	}
	if (read->tree.root)
		describe(&out, &read->tree, read->tree.root);
	return buf_done(&out).at;
}

struct row {
	const char *text, *reading;
};

static void check_rows(const struct row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct source source;
		struct yamlcpp read;
		const char *got = reading(str_of(rows[i].text), &source, &read);
		cr_expect_str_eq(got, rows[i].reading, "%s\n--- gives\n%s\n--- and not\n%s", rows[i].text, got,
				 rows[i].reading);
	}
}
#define CHECK_ROWS(rows) check_rows(rows, sizeof rows / sizeof *rows)

Test(yaml_yamlcpp, scalars)
{
	static const struct row rows[] = {
		{ "", "" }, { "# x\n", "" }, { "a: b\n", "{a: \"b\"}" },
		{ "a: b c   # d\n", "{a: \"b c\"}" }, { "a: b#c\n", "{a: \"b#c\"}" },
		{ "a: b\n  c\n\n  d\n", "{a: \"b c\\0ad\"}" },
		{ "a: b\n c:\n", "line 2, column 3: illegal map value" }, { "a: b \t#c\n", "{a: \"b\"}" },
		{ "a: b\t #c\n", "{a: \"b\\09\"}" }, { "a: b\t", "{a: \"b\\09\"}" },
		{ "a: b\n# c\n  d\n", "line 3, column 3: end of map not found" },
		{ "a: 'b''c'\n", "{a: \"b'c\"}" }, { "a: 'b\n  c\n\n  d'\n", "{a: \"b c\\0ad\"}" },
		{ "a: \"b\\\n   c\\x41\\u00e9\\U0001F343\\N\\0\"\n", "{a: \"bcA\\c3\\a9\\f0\\9f\\8d\\83\\85\\00\"}" },
		{ "a: \"\\e\\/\\_\\L\\ \\\t\"\n", "{a: \"\\1b/\\a0\\e2\\80\\a8 \\09\"}" },
		{ "a: \"b\n\n\"\n", "{a: \"b\\0a\"}" },
		{ "a: \"b", "line 1, column 6: illegal EOF in scalar" }, { "a: \"b\n", "{a: \"b \"}" },
		{ "a: 'b\n  c\n", "{a: \"b c \"}" }, { "a: \"", "{a: \"\"}" },
		{ "a: |\n  b\n   c\n\n", "{a: \"b\\0a c\\0a\"}" }, { "a: |-\n  b\n\n", "{a: \"b\"}" },
		{ "a: |+\n  b\n\n", "{a: \"b\\0a\\0a\"}" }, { "a: |2\n    b\n", "{a: \"  b\\0a\"}" },
		{ "a: >\n  b\n  c\n\n  d\n   e\n  f\n", "{a: \"b c\\0ad\\0a e\\0af\\0a\"}" },
		{ "a: >-\n  b\n\n\n  c\n", "{a: \"b\\0a\\0ac\"}" },
		{ "a: |\n    \n  b\n", "line 3, column 3: end of map not found" },
		{ "a: |\n\x04" "b\n", "{a: \"\", \x04" "b: null}" }, { "|\n b\n---\n", "\"b\\0a\"" },
		{ "a: |#c\n  b\n", "{a: \"b\\0a\"}" }, { "a: |\nb: c\n", "{a: \"\", b: \"c\"}" },
		{ "a: |", "{a: \"\"}" },
		{ "a: ~\nb: null\nc: Null\nd: NULL\ne:\nf: nULL\ng: \"\"\nh: '~'\n",
		  "{a: null, b: null, c: null, d: null, e: null, f: \"nULL\", g: \"\", h: \"~\"}" },
		{ "a: !!str null\nb: !!str\nc: !x y\n",
		  "{a: <tag:yaml.org,2002:str> null, b: <tag:yaml.org,2002:str> \"\", c: <!x> \"y\"}" },
		{ "a: \xe9\n", "{a: \"\\e9\"}" }, { "\xef\xbb\xbf" "a: b\n", "{a: \"b\"}" },
		{ "\xfe\xffN-\xd8<\xdf" "C\xdc\x01\x01", "\"\\e4\\b8\\ad\\f0\\9f\\8d\\83\\ef\\bf\\bd\"" },
		{ "\xff\xfe-N\x01\xd8-N", "\"\\e4\\b8\\ad\\ef\\bf\\bd\\ed\\a0\\81\"" },
		{ "a: b\r\nc: d\r\n", "{a: \"b\", c: \"d\"}" },
		{ "a: b\rc: d\n", "line 1, column 7: illegal map value" },
		{ "a: \x04" "b\n", "{a: \"\\04b\"}" }, { "a\n  b\nc\n", "\"a b c\"" },
	};
	CHECK_ROWS(rows);
}

Test(yaml_yamlcpp, structure)
{
	static const struct row rows[] = {
		{ "a: 1\nb: 2\n", "{a: \"1\", b: \"2\"}" },
		{ "a:\n  b: 1\n  c: 2\nd: 3\n", "{a: {b: \"1\", c: \"2\"}, d: \"3\"}" },
		{ "  a: 1\nb: 2\n", "{a: \"1\"}" },
		{ "a:\n- b\n- c: d\n  e: f\n-\n- - g\n", "{a: [\"b\", {c: \"d\", e: \"f\"}, null, [\"g\"]]}" },
		{ "a:\n  - b\nc: d\n", "{a: [\"b\"], c: \"d\"}" },
		{ "? a\n: b\n? c\n", "{a: \"b\", c: null}" }, { "? [a, b]\n: c\n", "{{a, b}: \"c\"}" },
		{ ": a\n", "{: \"a\"}" }, { "?\n: b\n", "{{b}: null}" },
		{ "a:\n: b\n", "{a: {: \"b\"}}" },
		{ "{a: 1, b, \"c\":2, : d, ? e : f}", "{a: \"1\", b: null, c: \"2\", : \"d\", e: \"f\"}" },
		{ "[a, b: c, : d, [e], {f: g},]", "[\"a\", {b: \"c\"}, {: \"d\"}, [\"e\"], {f: \"g\"}]" },
		{ "a: {b: c # d\n, // e: f}\n", "{a: {b: \"c\", // e: \"f\"}}" },
		{ "a: [b, c ] # d\n", "{a: [\"b\", \"c\"]}" }, { "{,}", "{: null}" },
		{ "a: {\nb: c\n}\n", "{a: {b: \"c\"}}" }, { "[\"a\":b]", "[{a: \"b\"}]" },
		{ "'a':\n  'b': c\n", "{a: {b: \"c\"}}" }, { "\"a\" : b\n", "{a: \"b\"}" },
		{ "a: &x b\nc: *x\n", "{a: &x \"b\", c: *x=2}" },
		{ "a: &x\n  b: *x\n", "{a: &x {b: *x=2}}" },
		{ "a: &x b\nb: &x c\nd: *x\n", "{a: &x \"b\", b: &x \"c\", d: *x=3}" },
		{ "&x a: b\nc: *x\n", "{a: \"b\", c: *x=0}" }, { "<<: {a: b}\n", "{<<: {a: \"b\"}}" },
		{ "!t {a: b}\n", "<!t> {a: \"b\"}" },
		{ "%TAG ! tag:x,2000:\n%TAG !y! z\n---\na: !b c\nd: !y!e f\ng: !<h> i\nj: ! k\n",
		  "{a: <tag:x,2000:b> \"c\", d: <ze> \"f\", g: <h> \"i\", j: <!> \"k\"}" },
		{ "%YAML 1.2\n---\na: b\n", "{a: \"b\"}" }, { "%YAML 1.-1 # x\na: b\n", "{a: \"b\"}" },
		{ "a: 1\n%b\nc: 2\n", "{a: \"1\"}" }, { "a: b\n...\nc: [\n", "{a: \"b\"}" },
		{ "a: b\n---\nc: [\n", "{a: \"b\"}" }, { "---\n---\na: b\n", "null" },
		{ "--- a\n", "\"a\"" },
		{ "a: b\n\tc: d\n", "line 2, column 1: illegal tab when looking for indentation" },
		{ "a: b\n\t\nc: d\n", "line 2, column 1: illegal tab when looking for indentation" },
		{ "a:\tb\n", "{a: \"b\"}" }, { "a : b\n", "{a: \"b\"}" },
		{ "a: b\n }\n", "{a: \"b }\"}" }, { ", a\n", "null" }, { "a: b\n ,\n", "{a: \"b ,\"}" },
		{ "!t", "<!t> \"\"" }, { "&x", "&x null" }, { "!<> a", "\"a\"" },
		{ "a: &x\nb: *x\n", "{a: &x null, b: *x=2}" },
		{ "a: %b\n", "line 1, column 4: unknown token" },
		{ "a: -b\n- : c\n", "line 2, column 1: end of map not found" },
		{ "a: -\n", "line 1, column 4: illegal block entry" }, { "a:b\n", "\"a:b\"" },
		{ "a: b: \n", "line 1, column 5: illegal map value" }, { "a: b:c\n", "{a: \"b:c\"}" },
	};
	CHECK_ROWS(rows);
}

Test(yaml_yamlcpp, errors)
{
	static const struct row rows[] = {
		
		{ "storage:\n  dbPath: /srv/mongo\n\tjournal: {}\n",
		  "line 3, column 1: illegal tab when looking for indentation" },
		{ "a: b: c\n", "line 1, column 5: illegal map value" },
		{ "a: *\n", "line 1, column 5: alias not found after *" },
		{ "a: &\n", "line 1, column 5: anchor not found after &" },
		{ "a: *b\n", "line 1, column 4: the referenced anchor is not defined" },
		{ "a: &b[\n", "line 1, column 6: illegal character found while scanning anchor" },
		{ "a: *b[\n", "line 1, column 6: illegal character found while scanning alias" },
		{ "a: &b &c d\n", "line 1, column 7: cannot assign multiple anchors to the same node" },
		{ "a: !b !c d\n", "line 1, column 7: cannot assign multiple tags to the same node" },
		{ "a: {\n", "line 2, column 1: end of map flow not found" },
		{ "a: [b\n", "line 2, column 1: end of sequence flow not found" },
		{ "a: [b}\n", "line 1, column 6: illegal flow end" },
		{ "]\n", "line 1, column 1: illegal flow end" },
		{ "a: ]\n", "line 1, column 4: illegal flow end" },
		{ "a: @b\n", "line 1, column 4: unknown token" },
		{ "a: `b\n", "line 1, column 4: unknown token" },
		{ "a: \"\\d\"\n", "line 1, column 7: unknown escape character: d" },
		{ "a: \"\\x4g\"\n", "line 1, column 9: bad character found while scanning hex number" },
		{ "a: \"\\ud800\"\n", "line 1, column 11: invalid unicode: 55296" },
		{ "a: \"\\", "line 1, column 7: unknown escape character: \x04" },
		{ "a: \"b", "line 1, column 6: illegal EOF in scalar" },
		{ "a: 'b\n---\n", "line 2, column 1: illegal document indicator in scalar" },
		{ "a: |x\n", "line 1, column 5: unexpected character in block scalar" },
		{ "a: |0\n", "line 1, column 6: cannot set zero indentation for a block scalar" },
		{ "a: b\n c: d\n", "line 2, column 3: illegal map value" },
		{ "a:\n  b: c\n d: e\n", "line 3, column 2: end of map not found" },
		{ "a: b\n- c\n", "line 2, column 1: end of map not found" },
		{ "a: - b\n", "line 1, column 4: illegal block entry" }, { "- a\nb: c\n", "[\"a\"]" },
		{ "a: b\n  \tc\n", "{a: \"b c\"}" },
		{ "a: |\n  b\n\tc\n", "line 3, column 1: illegal tab when looking for indentation" },
		{ "[- a]", "line 1, column 2: illegal block entry" },
		{ "a: ? b\n", "line 1, column 4: illegal map key" },
		{ "a: ?", "line 1, column 4: unknown token" },
		{ "a: !x!\n", "line 1, column 7: tag handle with no suffix" },
		{ "a: !x.y!z\n", "line 1, column 6: illegal character found while scanning tag handle" },
		{ "a: !<b c>\n", "line 1, column 7: end of verbatim tag not found" },
		{ "%YAML\n", "line 1, column 1: YAML directives must have exactly one argument" },
		{ "%YAML 1.1\n%YAML 1.1\n", "line 2, column 1: repeated YAML directive" },
		{ "%YAML 2.0\n", "line 1, column 1: YAML major version too large" },
		{ "%YAML 1\n", "line 1, column 1: bad YAML version: 1" },
		{ "%YAML 99999999999.1\n", "line 1, column 1: bad YAML version: 99999999999.1" },
		{ "%TAG !\n", "line 1, column 1: TAG directives must have exactly two arguments" },
		{ "%TAG ! a\n%TAG ! b\n", "line 2, column 1: repeated TAG directive" },
		{ "a: b\n...\n]\n", "line 3, column 1: illegal flow end" },
		{ "a: [b: c:]\n", "line 1, column 9: end of sequence flow not found" },
		{ "[b:]\n", "the server's YAML parser never gets past this colon" },
		{ "{a: b, c:", "the server's YAML parser never gets past this colon" },
		{ "a: %\n  b: c\n", "line 1, column 4: unknown token" },
		{ "\"a\nb\": c\n", "line 2, column 3: illegal map value" },
		{ "a: {b: c\nd: e\n", "line 2, column 2: end of map flow not found" },
		{ "a: b\nc\nd: e\n", "line 3, column 2: illegal map value" },
		{ "port=1\nx: y: z\n", "line 2, column 2: illegal map value" },
	};
	CHECK_ROWS(rows);
}

/* A key has at most 1024 bytes, its quotes counted. */
Test(yaml_yamlcpp, long_keys)
{
	for (uint32_t len = 1024; len <= 1025; len++) {
		struct buf text = BUF_INIT(&arena);
		struct source source;
		struct yamlcpp read;
		buf_fill(&text, 'k', len);
		buf_text(&text, ": v\n");
		const char *got = reading(buf_done(&text), &source, &read);
		if (len == 1024)
			cr_expect_eq(got[0], '{');
		else
			cr_expect_str_eq(got, "line 1, column 1026: illegal map value");
	}
}

/* What no config has is refused before it costs much. */
Test(yaml_yamlcpp, too_large)
{
	static const struct {
		const char *before, *again;
		uint32_t times;
		bool refused;
	} rows[] = {
		{ "a: ", "[", 40, false }, { "a: ", "[", 101, true }, { "a: ", "[", 1000000, true },
		{ "", "? ", 1000, true }, { "", "- ", 1000, true }, { "", "- ", 99, false },
		{ "", "a:\n:\n", 20, false }, { "a: [", "b,", 600000, true }, { "[", "[a],", 1500000, true },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct buf text = BUF_INIT(&arena);
		struct source source;
		struct yamlcpp read;
		if (getenv("MONGOCONF_VALGRIND") && rows[i].times > 10000)
			continue;
		buf_text(&text, rows[i].before);
		for (uint32_t times = 0; times < rows[i].times; times++)
			buf_text(&text, rows[i].again);
		const char *got = reading(buf_done(&text), &source, &read);
		cr_expect_eq(strstr(got, "no config ") != NULL, rows[i].refused, "%zu: %.100s", i, got);
		arena_free(&arena);
	}
}

/* ---- what the server does not see ---- */

Test(yaml_yamlcpp, unread)
{
	static const struct {
		const char *text, *rest;  /* rest NULL: it reads all */
		const char *unclosed;     /* path of that node, or NULL */
		uint32_t directive;
	} rows[] = {
		{ "a: b\n# c\n", NULL, NULL, NO_OFFSET }, { "# a\n", NULL, NULL, NO_OFFSET },
		{ "  a: 1\n# x\nb: 2\n", "b: 2\n", NULL, NO_OFFSET },
		{ "- a\nb: c\n", "b: c\n", NULL, NO_OFFSET },
		{ "a: b\n...\n# c\nd: e\n", "d: e\n", NULL, NO_OFFSET },
		{ "a: b\n---\n", NULL, NULL, NO_OFFSET }, { "a: b\n--- # x\n...\n", NULL, NULL, NO_OFFSET },
		{ "a: b\n---\nc: [\n", "c: [\n", NULL, NO_OFFSET },
		{ "---\n---\na: b\n", "a: b\n", NULL, NO_OFFSET },
		{ "{\"a\": 1}\n", NULL, NULL, NO_OFFSET },
		{ "{\"a\": 1}\n{\"b\": 2}\n", "{\"b\": 2}\n", NULL, NO_OFFSET },
		{ "{a: 1},\n", ",\n", NULL, NO_OFFSET }, { "a: 1\n%b\nc: 2\n", "%b\nc: 2\n", NULL, NO_OFFSET },
		{ ", a\n", ", a\n", NULL, NO_OFFSET }, { "a: |\n  b\n\n# c\n", NULL, NULL, NO_OFFSET },
		{ "a:\n  - b\n  # c\n", NULL, NULL, NO_OFFSET }, { "? a\n", NULL, NULL, NO_OFFSET },
		{ "a: \"b\nc: d\n", NULL, "a", NO_OFFSET }, { "a: b\nc: {d: '", "", "", NO_OFFSET },
		{ "a:\n  b: 'c\n  d: e\n", NULL, "a.b", NO_OFFSET }, { "a: [b, \"c", "", "", NO_OFFSET },
		{ "? 'a\n", NULL, "a ", NO_OFFSET }, { "a: 'b'\n", NULL, NULL, NO_OFFSET },
		{ "%a\nb: c\n", NULL, NULL, 0 }, { "# x\n%YAML 1.2\n%b\n---\nc: d\n", NULL, NULL, 14 },
		{ "%TAG ! x\n---\na: b\n", NULL, NULL, NO_OFFSET },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct source source;
		struct yamlcpp read;
		struct str text = str_of(rows[i].text);
		reading(text, &source, &read);
		if (read.error.text)
			cr_expect(rows[i].rest && rows[i].unclosed && !*rows[i].rest && !read.unclosed, "%s: %s",
				  rows[i].text, read.error.text);
		if (read.error.text)
			continue;
		struct str rest = read.rest == NO_OFFSET ? STR("all") : str_sub(text, read.rest, text.len);
		cr_expect(str_is(rest, rows[i].rest ? rows[i].rest : "all"), "%s: %.*s", rows[i].text,
			  STR_ARG(rest));
		struct str path = read.unclosed ? tree_path(&arena, &read.tree, read.unclosed) : STR("none");
		cr_expect(str_is(path, rows[i].unclosed ? rows[i].unclosed : "none"), "%s: %.*s", rows[i].text,
			  STR_ARG(path));
		cr_expect_eq(read.directive, rows[i].directive, "%s: %u", rows[i].text, read.directive);
	}
}

Test(yaml_yamlcpp, null)
{
	static const struct {
		const char *text;
		bool old, now;
	} rows[] = {
		{ "a:\n", true, true }, { "a: null\n", true, true }, { "a: ~\n", false, true },
		{ "a: Null\n", false, true }, { "a: NULL\n", false, true }, { "a: !x null\n", true, true },
		{ "a: !x\n", false, false }, { "a: 'null'\n", false, false }, { "a: ''\n", false, false },
		{ "a: {}\n", false, false }, { "a: &x\n", true, true }, { "{a}\n", true, true },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct source source;
		struct yamlcpp read;
		reading(str_of(rows[i].text), &source, &read);
		const struct node *node = &read.tree.node[2];
		cr_expect_eq(yamlcpp_null(node, YAMLCPP_0_5), rows[i].old, "%s", rows[i].text);
		cr_expect_eq(yamlcpp_null(node, YAMLCPP_0_6), rows[i].now, "%s", rows[i].text);
	}
}

/* ---- where it stands ---- */

/* Every node but the root: its path and its bytes, in brackets; the key's before, where it has a ?. */
static const char *spans_of(const struct source *source, const struct tree *tree)
{
	struct buf out = BUF_INIT(&arena);
	for (uint32_t i = 2; i < tree->count; i++) {
		const struct node *node = &tree->node[i];
		if (node->question != NO_OFFSET)
			buf_printf(&out, "?(%.*s)", STR_ARG(source_str(source, node->key)));
		struct str path = tree_path(&arena, tree, i);
		buf_printf(&out, "%.*s%s[%.*s]", STR_ARG(path), node->colon == NO_OFFSET ? "" : ":",
			   STR_ARG(source_str(source, node->span)));
	}
	return buf_done(&out).at;
}

Test(yaml_yamlcpp, spans)
{
	static const struct row rows[] = {
		{ "a: b c  # d\ne:\n", "a:[b c]e:[]" }, { "a: b\n  c\n\nd: e\n", "a:[b\n  c]d:[e]" },
		{ "a: 'b'\nc: \"d\n e\"\n", "a:['b']c:[\"d\n e\"]" },
		{ "a: 'b\nc: d\n\n", "a:['b\nc: d]" }, { "a: \"", "a:[\"]" },
		{ "a: |  # b\n\n  c \n\nd: e\n", "a:[|  # b\n\n  c ]d:[e]" },
		{ "a: |#b\n  c\n", "a:[|#b\n  c]" }, { "a: |+\n  b\n\nc: d\n", "a:[|+\n  b\n]c:[d]" },
		{ "a: >2-\nb: c\n", "a:[>2-]b:[c]" }, { "a:\n  b: c\n  d:\n  - e\n",
		  "a:[b: c\n  d:\n  - e]a.b:[c]a.d:[- e]a.d[e]" },
		{ "a: {b: c, d}\ne: [f, g: h]\n", "a:[{b: c, d}]a.b:[c]a.d[]e:[[f, g: h]]e[f]e[g: h]e.g:[h]" },
		{ "? a # b: c\n: d\n? e\n", "?(a)a:[d]?(e)e[]" }, { "? a\n:b : c\n", "?(a)a[]:b:[c]" },
		{ ": a\n", ":[a]" }, { "a: &b !c d\ne: *b\n", "a:[d]e:[*b]" },
		{ "\xef\xbb\xbf" "a: b\r\nc: d\r\n", "a:[b]c:[d]" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct source source;
		struct yamlcpp read;
		reading(str_of(rows[i].text), &source, &read);
		const char *spans = spans_of(&source, &read.tree);
		cr_expect_str_eq(spans, rows[i].reading, "%s\n--- gives\n%s", rows[i].text, spans);
	}
}

/* Bytes of an error, as findings point at it. */
Test(yaml_yamlcpp, place_of_an_error)
{
	struct source source;
	struct yamlcpp read;
	reading(STR("a: b\nc: d: e\n"), &source, &read);
	cr_expect_eq(read.error.at, 9);
	reading(STR("\xef\xbb\xbf" "a: *b\n"), &source, &read);
	cr_expect_eq(read.error.at, 6);
	cr_expect_str_eq(read.error.text, "yaml-cpp: error at line 1, column 4: the referenced anchor is not defined");
	reading(STR("a: [\n"), &source, &read);
	cr_expect_eq(read.error.at, 5);
}

static bool same_span(struct span a, struct span b)
{
	return a.at == b.at && a.len == b.len;
}

static void spans_agree(const struct source *source, const struct tree *a, const struct tree *b)
{
	for (uint32_t i = 1; i < a->count; i++) {
		const struct node *x = &a->node[i], *y = &b->node[i];
		cr_expect(same_span(x->span, y->span) && (same_span(x->key, y->key) || !x->key.len) &&
			  x->colon == y->colon && x->question == y->question && x->style == y->style &&
			  x->key_style == y->key_style && x->target == y->target && x->path == y->path,
			  "%s: node %u (%.*s)", source->name, i, STR_ARG(x->name));
	}
}

/* What libfyaml reads alike has the same bytes in both trees. */
static uint32_t read_folder(const char *folder)
{
	struct dirent **entry;
	int count = scandir(folder, &entry, NULL, alphasort);
	uint32_t alike = 0;
	cr_assert(count >= 0, "%s can't be read", folder);
	for (int i = 0; i < count; i++) {
		const char *path = arena_printf(&arena, "%s/%s", folder, entry[i]->d_name);
		struct arena scratch = ARENA_INIT;
		struct err err = ERR_INIT(&scratch);
		struct source source;
		struct yamlcpp read;
		struct yaml yaml;
		struct stat st;
		uint32_t at;
		bool skip = entry[i]->d_name[0] == '.' || (getenv("MONGOCONF_VALGRIND") && i % 8);
		if (entry[i]->d_name[0] != '.' && stat(path, &st) == 0 && S_ISDIR(st.st_mode)) {
			alike += read_folder(path);
		} else if (!skip && source_read(&scratch, path, &source, &err)) {
			yamlcpp_read(&scratch, &source, &read);
			yaml_read(&scratch, &source, &yaml);
			bool both = yaml.reading == READING_BOTH && !read.error.text &&
				    tree_same(&read.tree, &yaml.tree, &at);
			if (both)
				spans_agree(&source, &read.tree, &yaml.tree);
			alike += both;
		}
		arena_free(&scratch);
		free(entry[i]);
	}
	free(entry);
	return alike;
}

Test(yaml_yamlcpp, spans_are_those_of_the_libraries_over_all_fixtures)
{
	const char *top = getenv("top_srcdir");
	cr_assert_not_null(top, "top_srcdir is not set");
	cr_expect_gt(read_folder(arena_printf(&arena, "%s/fixtures", top)),
		     getenv("MONGOCONF_VALGRIND") ? 15 : 150);
}
