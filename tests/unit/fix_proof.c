#include <criterion/criterion.h>

#include "fix/proof.h"

static struct arena arena;

static void tear_down(void)
{
	arena_free(&arena);
}

TestSuite(fix_proof, .fini = tear_down);

/* One edit: the first `cut` of the text becomes `put`; an empty one is at its end, or at the first `at`. */
static const struct {
	const char *text, *at, *cut, *put, *reason;  /* NULL: proven */
	bool partly, unsafe, unreadable;
} rows[] = {
	{ "net:\n  port: 1\n", NULL, "1", "2", NULL, 0, 0, 0 },
	{ "net:\n  port: 1\nstorage:\n  dbPath: /d\n", "storage", "", "  ipv6: true\n", NULL, 0, 0, 0 },
	{ "net:\n  port: 1\nstorage:\n  dbPath: /d\n", NULL, "net:", "nets:", NULL, 0, 0, 0 },
	{ "net:\n  port: 1  \nstorage:\n  dbPath: /d\n", NULL, "  \n", "\n", NULL, 0, 0, 0 },
	{ "net:\r\n  port: 1\r\n", NULL, "1", "2", NULL, 0, 0, 0 },
	/* What it is not about changes, goes, or comes. */
	{ "net:\n  port: 1\n", "  port", "", "storage:\n", "it would change net.port, which it is not about", 0, 0, 0 },
	{ "net:\n  port: 1\nx: 1\n", "x", "", "y: |\n  a\nz:\n", NULL, 0, 0, 0 },
	{ "net:\n  port: 1\n# net.ipv6: true\n", NULL, "# ", "\n", NULL, 0, 0, 0 },
	{ "x: |\n  a: 1\n", NULL, "|", "", "it would bring x.a, which it is not about", 0, 0, 0 },
	{ "x: |\n  a: 1\n", NULL, "|", "", NULL, true, 0, 0 },
	{ "x: &a\n  b: 1\ny: *a\n", NULL, "*a", "2", "*a stands for text elsewhere in the file; write the section out here, then it "
	  "can be edited", 0, 0, 0 },
	{ "x: &a\n  b: 1\ny: *a\n", NULL, "1", "2", "&a: an edit here would change every place that uses this anchor; "
	  "write them out first", 0, 0, 0 },
	{ "x: {{ a }}\ny: 1\n", NULL, "{{ a }}", "2", "", 0, 0, 0 },
	{ "net:\n  port: !!str 1\n", NULL, "1", "2", "the tag tag:yaml.org,2002:str stands on what is to be edited, and mongod ignores "
	  "tags; remove it first", 0, 0, 0 },
	{ "# {% if x %}\nnet:\n  port: 1\n", NULL, "1", "2", "this is a Jinja2 template; its {% if x %} is never closed", 0, 0, 0 },
	{ "net:\n  port: 1\n{% if x %}\n  ipv6: 1\n{% endif %}\n", NULL, "port: 1", "port: 2", NULL, 0, 0, 0 },
	{ "net:\n  port: 1\n{% if x %}\n  ipv6: 1\n{% endif %}\n", NULL, "ipv6: 1", "ipv6: 2", "the template decides whether the lines are "
	  "there that would be edited ({% if x %}); edit it by hand", 0, 0, 0 },
	{ "net:\n  port: 1\n{% if x %}\n  ipv6: 1\n{% endif %}\n", NULL, "port: 1", "port: {{ p }}", "the result would be read as something else", 0, 0, 0 },
	/* What parsers make of it. */
	{ "net:\n  port: 1\n", NULL, "1", "1\n---\nx: 1", "the result would not be read alike by two YAML parsers", 0, 0, 0 },
	{ "net:\n  port: 1\n", NULL, "1", "[", "no server would read the result", 0, 0, 0 },
	{ "net:\n  port: 1\n", NULL, "net:\n  port: 1", "port = 1", "the result would be a file of another format", 0, 0, 0 },
	{ "net:\n  port: 1\n", NULL, "net:\n  port: 1", "port = 1", NULL, 0, true, 0 },
	{ "net:\n  port: [\nx: 1\n", NULL, "x", "y", NULL, 0, 0, true },
	{ "net:\n  port: [\nx: 1\n", NULL, "[", "2", NULL, 0, 0, 0 },
	{ "port = 1\ndbpath = /d\n", NULL, "/d", "/e", NULL, 0, 0, 0 },
	{ "port = 1\ndbpath = /d\n", NULL, "dbpath = /d", "x", "a server would refuse more of the result", 0, 0, 0 },
};

Test(fix_proof, rows)
{
	for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct source before, after;
		struct edits edits = EDITS_INIT(&arena);
		static const struct target target;
		struct err err = ERR_INIT(&arena);
		struct str text = str_of(rows[i].text), cut = str_of(rows[i].cut);
		uint32_t at = str_find(text, rows[i].at ? str_of(rows[i].at) : cut, 0);
		source_init(&arena, "mongod.conf", text, &before);
		cr_assert(at != STR_NONE && edits_add(&edits, (struct span){ at, cut.len }, str_of(rows[i].put)), "%s", rows[i].text);
		source_init(&arena, "mongod.conf", edits_splice(&edits, text), &after);
		struct proof proof = { .scratch = &arena, .before = &before, .after = &after, .edits = &edits,
				       .target = &target, .partly = rows[i].partly, .unsafe = rows[i].unsafe };
		bool ok = proof_file(&proof, &err);
		cr_expect_eq(ok, rows[i].reason == NULL, "%s, %s to %s: %s", rows[i].text, rows[i].cut, rows[i].put, err.text);
		if (!ok && rows[i].reason)
			cr_expect(str_starts(str_of(err.text), rows[i].reason), "%s: %s", rows[i].text, err.text);
		else if (ok)
			cr_expect_eq(proof.readable, !rows[i].unreadable, "%s", rows[i].text);
	}
}
