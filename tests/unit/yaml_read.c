/* Two libraries, one tree: kinds, values and bytes of every node. */
#include <criterion/criterion.h>

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "yaml/read.h"
#include "yaml/verify.h"
#include "yaml/yamlcpp.h"

static struct arena arena = ARENA_INIT;

static void tear_down(void)
{
	arena_free(&arena);
}

TestSuite(yaml_read, .fini = tear_down);

/* ---- spans ---- */

static bool same_span(struct span a, struct span b)
{
	return a.at == b.at && a.len == b.len;
}

static void spans_agree(struct arena *scratch, const struct source *source)
{
	struct tree a, b;
	struct syntax_error error;
	struct yaml yaml;
	yaml_read(scratch, source, &yaml);
	if (yaml.reading != READING_BOTH || yaml.check.invalid != STR_NONE)
		return;
	cr_assert(parse_tree(scratch, source, source->text, &a, &error));
	cr_assert(verify_tree(scratch, source, source->text, &b, &error));
	for (uint32_t i = 1; i < a.count; i++) {
		const struct node *x = &a.node[i], *y = &b.node[i];
		cr_assert(same_span(x->span, y->span), "%s: node %u (%.*s): %u+%u and %u+%u", source->name, i,
			  STR_ARG(x->name), x->span.at, x->span.len, y->span.at, y->span.len);
		cr_assert(same_span(x->key, y->key), "%s: the key of node %u (%.*s)", source->name, i,
			  STR_ARG(x->name));
		cr_assert(x->colon == y->colon && x->question == y->question, "%s: node %u",
			  source->name, i);
		cr_assert(x->parent == y->parent && x->path == y->path && x->target == y->target,
			  "%s: node %u", source->name, i);
	}
}

/* What every tree must be like: children inside their parents, in order. */
static void tree_is_sound(const struct source *source, const struct tree *tree)
{
	for (uint32_t i = 1; i < tree->count; i++) {
		const struct node *node = &tree->node[i];
		cr_assert_leq(node_end(tree, i), source->text.len, "%s: node %u", source->name, i);
		cr_assert_lt(node->parent, i, "%s: node %u", source->name, i);
		uint32_t end = 0;
		for (uint32_t at = node->first; at; at = tree->node[at].next) {
			const struct node *child = &tree->node[at];
			cr_assert_eq(child->parent, i, "%s: node %u", source->name, at);
			cr_assert(child->span.at >= end && node_end(tree, at) <= node_end(tree, i),
				  "%s: node %u", source->name, at);
			end = node_end(tree, at);
		}
		if (node->kind == NODE_MAPPING && node->first && node->style == STYLE_BLOCK)
			cr_assert_eq(node->span.at, tree->node[node->first].key.at, "%s", source->name);
	}
}

static uint32_t read_folder(const char *folder)
{
	struct dirent **entry;
	int count = scandir(folder, &entry, NULL, alphasort);
	uint32_t files = 0;
	cr_assert(count >= 0, "%s can't be read", folder);
	for (int i = 0; i < count; i++) {
		const char *path = arena_printf(&arena, "%s/%s", folder, entry[i]->d_name);
		struct arena scratch = ARENA_INIT;
		struct err err = ERR_INIT(&scratch);
		struct source source;
		struct yaml yaml;
		struct stat st;
		bool skip = getenv("MONGOCONF_VALGRIND") && i % 8;
		if (entry[i]->d_name[0] != '.' && stat(path, &st) == 0 && S_ISDIR(st.st_mode)) {
			files += read_folder(path);
		} else if (entry[i]->d_name[0] != '.' && !skip && source_read(&scratch, path, &source, &err)) {
			yaml_read(&scratch, &source, &yaml);
			tree_is_sound(&source, &yaml.tree);
			spans_agree(&scratch, &source);
			files++;
		}
		arena_free(&scratch);
		free(entry[i]);
	}
	free(entry);
	return files;
}

Test(yaml_read, spans_of_both_libraries_agree_over_all_fixtures)
{
	const char *top = getenv("top_srcdir");
	cr_assert_not_null(top, "top_srcdir is not set");
	cr_expect_gt(read_folder(arena_printf(&arena, "%s/fixtures", top)),
		     getenv("MONGOCONF_VALGRIND") ? 20 : 200);
}

/* ---- tricky texts ---- */

/* Every node but the root: its path and its bytes, in brackets. */
static const char *spans_of(const struct source *source, const struct tree *tree)
{
	struct buf out = BUF_INIT(&arena);
	for (uint32_t i = 2; i < tree->count; i++) {
		struct str path = tree_path(&arena, tree, i);
		buf_printf(&out, "%.*s[%.*s]", STR_ARG(path), STR_ARG(source_str(source, tree->node[i].span)));
	}
	return buf_done(&out).at;
}

Test(yaml_read, spans)
{
	static const struct {
		const char *text, *spans;
	} rows[] = {
		{ "a: b\n", "a[b]" }, { "a: 'b c'  # d\n", "a['b c']" }, { "a: \"b\\\"c\"\n", "a[\"b\\\"c\"]" },
		{ "a: b c   # d\n", "a[b c]" }, { "a: b\n  c\nd: e\n", "a[b\n  c]d[e]" },
		{ "a:\nb: c\n", "a[]b[c]" }, { "a:   # b\n", "a[]" }, { "a:\n  b: c\n\nd: e\n", "a[b: c]a.b[c]d[e]" },
		{ "a: |\n  b\n  c\n\nd: e\n", "a[|\n  b\n  c]d[e]" },
		{ "a: >-  # x\n\n  b\n\n", "a[>-  # x\n\n  b]" }, { "a: |+\n  b\n\n\nd: e\n", "a[|+\n  b\n\n]d[e]" },
		{ " a: |+\n   b\n\n d: e\n", "a[|+\n   b\n]d[e]" }, { "a: |2\n   b\n", "a[|2\n   b]" },
		{ "a: |\n  b", "a[|\n  b]" }, { "a: |\nb: c\n", "a[|]b[c]" },
		{ "a:\n  |\n  b\nc: d\n", "a[|\n  b]c[d]" }, { "a: |\r\n  b\r\nc: d\r\n", "a[|\r\n  b]c[d]" },
		{ "a: {b: c, d}\n", "a[{b: c, d}]a.b[c]a.d[]" }, { "a: [b, 'c']\n", "a[[b, 'c']]a[b]a['c']" },
		{ "a: {}\n", "a[{}]" }, { "a:\n- b\n- c\nd: e\n", "a[- b\n- c]a[b]a[c]d[e]" },
		{ "{\"a\":\"b\",\"c\":{\"d\":1}}", "a[\"b\"]c[{\"d\":1}]c.d[1]" },
		{ "a: &x b\nc: *x\n", "a[b]c[*x]" }, { "a: !!str b\n", "a[b]" }, { "a: &x\n  b: c\n", "a[b: c]a.b[c]" },
		{ "? a\n: b\n", "a[b]" }, { "'a': b\n", "a[b]" }, { "a.b: c\n", "a.b[c]" },
		{ "\xc3\xa9: \xe2\x82\xac # \xf0\x9f\x8d\x83\nb: c\n", "\xc3\xa9[\xe2\x82\xac]b[c]" },
		{ "\xef\xbb\xbf" "a: b\n", "a[b]" }, { "--- # x\na: b\n...\n", "a[b]" },
		{ "a: 'b''''c'\n", "a['b''''c']" }, { "a: {\n  b: c\n}\n", "a[{\n  b: c\n}]a.b[c]" },
		{ "x: {value: 1}\n", "x[{value: 1}]x[1]" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct source source;
		struct yaml yaml;
		source_init(&arena, rows[i].text, str_of(rows[i].text), &source);
		yaml_read(&arena, &source, &yaml);
		cr_expect_eq(yaml.reading, READING_BOTH, "%s", rows[i].text);
		const char *spans = spans_of(&source, &yaml.tree);
		cr_expect_str_eq(spans, rows[i].spans, "%s\n--- gives\n%s", rows[i].text, spans);
		spans_agree(&arena, &source);
		tree_is_sound(&source, &yaml.tree);
	}
}

/* ---- who reads what ---- */

Test(yaml_read, readings)
{
	static const struct {
		struct str text;
		enum reading reading;
		const char *refusal;  /* NULL: may be edited */
	} rows[] = {
		{ { "", 0 }, READING_BOTH, NULL }, { { "# x\n", 4 }, READING_BOTH, NULL },
		{ { "a: 1\n", 5 }, READING_BOTH, NULL }, { { "a: [\n", 5 }, READING_NONE, "can't be parsed" },
		{ { "a: \0\n", 5 }, READING_NONE, "NUL" }, { { "a: \xff\n", 5 }, READING_BOTH, "not UTF-8" },
		{ { "a: 1\rb: 2\n", 10 }, READING_LIBYAML, "a CR here" },
		{ { "a: 1\n\t\nb: 2\n", 12 }, READING_FYAML, "only one" },
		{ { "a: \"b\"#c\n", 9 }, READING_LIBYAML, "only one" },
		{ { "a: *b\n", 6 }, READING_BOTH, "no anchor before" },
		{ { "a: 1\n---\nb: 2\n", 14 }, READING_BOTH, "second YAML document" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct err err = ERR_INIT(&arena);
		struct source source;
		struct yaml yaml;
		source_init(&arena, "x", rows[i].text, &source);
		yaml_read(&arena, &source, &yaml);
		cr_expect_eq(yaml.reading, rows[i].reading, "%s: %d", rows[i].text.at, yaml.reading);
		cr_expect_eq(yaml_editable(&yaml, &err), !rows[i].refusal, "%s", rows[i].text.at);
		if (rows[i].refusal)
			cr_expect(err.text && strstr(err.text, rows[i].refusal) && err.line, "%s: %s",
				  rows[i].text.at, err.text ? err.text : "");
	}
}

/* An unreasonable file is refused before it costs much. */
Test(yaml_read, nesting)
{
	for (uint32_t depth = 90; depth <= 110; depth += 20) {
		struct buf text = BUF_INIT(&arena);
		struct source source;
		struct yaml yaml;
		buf_fill(&text, '[', depth);
		buf_fill(&text, ']', depth);
		source_init(&arena, "x", buf_done(&text), &source);
		yaml_read(&arena, &source, &yaml);
		cr_expect_eq(yaml.reading, depth < 100 ? READING_BOTH : READING_NONE, "%u", depth);
	}
}

Test(yaml_read, finding_by_path)
{
	struct source source;
	struct yaml yaml;
	uint32_t again;
	source_init(&arena, "x", STR("net:\n  port: 1\nnet.ipv6: true\nx:\n  y: {value: 2}\nl:\n- net: 1\n"
				     "net:\n  port: 3\n"), &source);
	yaml_read(&arena, &source, &yaml);
	const struct tree *tree = &yaml.tree;
	uint32_t at = tree_find(tree, STR("net.port"), &again);
	cr_assert(at && again);
	cr_expect(str_is(tree->node[at].text, "1") && str_is(tree->node[again].text, "3"));
	at = tree_find(tree, STR("net.ipv6"), &again);
	cr_expect(at && !again && str_is(tree->node[at].text, "true"));
	at = tree_find(tree, STR("x.y"), &again);
	cr_expect(at && !again && str_is(tree->node[at].text, "2"));
	cr_expect(!tree_find(tree, STR("l.net"), NULL) && !tree_find(tree, STR("net.por"), NULL));
	cr_expect(!tree_find(tree, STR(""), NULL) && !tree_find(tree, STR("et.port"), NULL));
}

/* The rest of its file is blank lines, of which neither library is given any: places are the file's all the same. */
Test(yaml_read, part_of_a_large_file)
{
	enum { LINES = 30000 };
	static char text[2 * LINES + 64];
	static const char own[] = "net:\n  port: 27017\n  text: |+\n    a\n";
	struct source file, part;
	struct yaml yaml;
	struct yamlcpp read;
	memset(text, '\n', 2 * LINES);
	memcpy(text + LINES, own, sizeof own - 1);
	/* As its maker ends a block of text that may go on. */
	memcpy(text + LINES + sizeof own, "#", 1);
	source_init(&arena, "m.yaml", (struct str){ text, 2 * LINES }, &file);
	part = file;
	part.whole = &file;
	part.part = (struct span){ LINES, sizeof own - 1 };
	yaml_read(&arena, &part, &yaml);
	yamlcpp_read(&arena, &part, &read);
	cr_assert_eq(yaml.reading, READING_BOTH);
	cr_assert_null(read.error.text);
	cr_expect_eq(yaml.tree.source, &part);
	uint32_t at;
	cr_expect(tree_same(&yaml.tree, &read.tree, &at));
	at = tree_find(&yaml.tree, STR("net.port"), NULL);
	cr_assert_neq(at, 0);
	cr_expect_eq(yaml.tree.node[at].span.at, LINES + 13);
	cr_expect_eq(yaml.tree.node[at].key.at, LINES + 7);
	cr_expect_eq(yaml.tree.node[at].colon, LINES + 11);
	cr_expect_str_eq(str_cstr(&arena, yaml.tree.node[tree_find(&yaml.tree, STR("net.text"), NULL)].text), "a\n\n");

	/* What is wrong stands where it stands in the file. */
	memcpy(text + LINES + 5, "\t", 1);
	yamlcpp_read(&arena, &part, &read);
	cr_assert_not_null(read.error.text);
	cr_expect(strstr(read.error.text, "line 30001,") || strstr(read.error.text, "line 30002,"), "%s", read.error.text);
	memcpy(text + LINES, "net: [ ] ]\n", 11);
	yaml_read(&arena, &part, &yaml);
	cr_expect_eq(yaml.reading, READING_NONE);
	cr_expect(yaml.libyaml.at >= LINES && yaml.libyaml.at < LINES + sizeof own, "%u", yaml.libyaml.at);
}
