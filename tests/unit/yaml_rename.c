/* Names written anew: one row for each spelling, and the laws over every path of the fixtures. */
#include <criterion/criterion.h>

#include <stdlib.h>
#include <string.h>

#include "lint_files.h"
#include "yaml/draft.h"

static struct arena arena = ARENA_INIT;

static void tear_down(void)
{
	arena_free(&arena);
}

TestSuite(yaml_rename, .fini = tear_down);

/* `result` is the text behind it, or "!" and a piece of the refusal. */
struct row {
	const char *text, *path, *name, *result;
};

static void try_row(const struct row *row)
{
	struct err err = ERR_INIT(&arena);
	struct source source;
	struct draft draft;
	source_init(&arena, "mongod.conf", str_of(row->text), &source);
	bool ok = draft_open(&arena, &source, &draft, &err) && draft_rename(&draft, str_of(row->path), str_of(row->name), &err);
	if (row->result[0] == '!') {
		cr_expect_not(ok, "%s in\n%s\n--- was not refused:\n%.*s", row->path, row->text, STR_ARG(draft.now.text));
		cr_expect(!ok && strstr(err.text, row->result + 1), "%s in\n%s\n--- says: %s", row->path, row->text,
			  ok ? "nothing" : err.text);
		cr_expect(ok || (err.kind == ERR_REFUSED && err.line && err.column), "%s: no place", row->text);
		cr_expect(!draft_changed(&draft) && str_eq(draft.now.text, source.text), "%s", row->text);
		return;
	}
	cr_expect(ok && str_is(draft.now.text, row->result), "%s in\n%s\n--- should give\n%s\n--- and gives\n%.*s\n%s",
		  row->path, row->text, row->result, STR_ARG(draft.now.text), ok ? "" : err_line(&err));
	cr_expect(!ok || str_eq(edits_splice(&draft.edits, source.text), draft.now.text), "%s", row->text);
	cr_expect(!ok || draft_changed(&draft) == (strcmp(row->text, row->result) != 0), "%s", row->text);
}

#define SSL "net.ssl", "tls"
#define MODE "net.ssl.mode", "x"

Test(yaml_rename, spellings)
{
	static const struct row rows[] = {
		/* Block style: comments, order and what is below stay. */
		{ "net:\n  ssl:  # TLS\n    mode: a # b\n\n    CAFile: ssl\n  port: 1\n", SSL,
		  "net:\n  tls:  # TLS\n    mode: a # b\n\n    CAFile: ssl\n  port: 1\n" },
		{ "net:\n  ssl:\n    mode: a\n", MODE, "net:\n  ssl:\n    x: a\n" },
		{ "net:\n  ssl:\n    mode: a\n", "net", "tls", "tls:\n  ssl:\n    mode: a\n" },
		{ "\xef\xbb\xbfnet:\r\n  ssl:\r\n    mode: a\r\n", SSL, "\xef\xbb\xbfnet:\r\n  tls:\r\n    mode: a\r\n" },
		{ "net:\n  ssl:", SSL, "net:\n  tls:" },
		{ "net:\n  ssl:\n    mode:\n", MODE, "net:\n  ssl:\n    x:\n" },
		{ "net:\n  ssl:\n  - mode\n  - ssl: 1\n", SSL, "net:\n  tls:\n  - mode\n  - ssl: 1\n" },
		{ "net:\n  ? ssl\n  : mode: a\n", SSL, "net:\n  ? tls\n  : mode: a\n" },
		/* Names joined by dots. */
		{ "net.ssl.mode: a\n", SSL, "net.tls.mode: a\n" },
		{ "net.ssl.mode: a\n", MODE, "net.ssl.x: a\n" },
		{ "net.ssl.mode: a\n", "net", "tls", "tls.ssl.mode: a\n" },
		{ "net:\n  ssl.mode: a\n", SSL, "net:\n  tls.mode: a\n" },
		{ "net.ssl:\n  mode: a\n", SSL, "net.tls:\n  mode: a\n" },
		{ "net.ssl:\n  mode: a\n", MODE, "net.ssl:\n  x: a\n" },
		{ "ssl.ssl.ssl: a\n", "ssl.ssl", "tls", "ssl.tls.ssl: a\n" },
		/* Flow style and JSON, quotes of both kinds. */
		{ "net: {ssl: {mode: a}}\n", SSL, "net: {tls: {mode: a}}\n" },
		{ "{\"net\": {\"ssl\": {\"mode\": \"ssl\"}, \"port\": 1}}", SSL, "{\"net\": {\"tls\": {\"mode\": \"ssl\"}, \"port\": 1}}" },
		{ "{\"net.ssl.mode\": \"a\"}\n", SSL, "{\"net.tls.mode\": \"a\"}\n" },
		{ "'net':\n  'ssl':\n    'mode': a\n", SSL, "'net':\n  'tls':\n    'mode': a\n" },
		/* A section that stands in several places. */
		{ "net:\n  ssl:\n    mode: a\nnet.ssl.CAFile: b\nnet.ssl:\n  CRLFile: c\n", SSL,
		  "net:\n  tls:\n    mode: a\nnet.tls.CAFile: b\nnet.tls:\n  CRLFile: c\n" },
		{ "net:\n  ssl:\n    mode: a\nnet.tls.CAFile: b\n", SSL, "net:\n  tls:\n    mode: a\nnet.tls.CAFile: b\n" },
		/* The key `value` is no name. */
		{ "net:\n  ssl:\n    mode: {value: a}\n", MODE, "net:\n  ssl:\n    x: {value: a}\n" },
		{ "net:\n  ssl:\n    value:\n      mode: a\n", SSL, "net:\n  tls:\n    value:\n      mode: a\n" },
		/* Not there, or only something like it; and nothing new. */
		{ "net:\n  port: 1\n", SSL, "net:\n  port: 1\n" },
		{ "net:\n  ssl2:\n    mode: a\n  xssl: b\nssl: c\n", SSL, "net:\n  ssl2:\n    mode: a\n  xssl: b\nssl: c\n" },
		{ "net.ssl2.mode: a\n", SSL, "net.ssl2.mode: a\n" },
		{ "net:\n  ssl:\n    mode: a\n", "net.ssl", "ssl", "net:\n  ssl:\n    mode: a\n" },
		{ "# net.ssl\n#net:\n#  ssl:\nnet:\n  port: ssl\n", SSL, "# net.ssl\n#net:\n#  ssl:\nnet:\n  port: ssl\n" },
		{ "", SSL, "" },
		/* Elsewhere in the file is nobody's business. */
		{ "net:\n  ssl:\n    mode: a\nlog: &l {a: b}\nmore: *l\n", SSL, "net:\n  tls:\n    mode: a\nlog: &l {a: b}\nmore: *l\n" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		try_row(&rows[i]);
}

Test(yaml_rename, refusals)
{
	static const struct row rows[] = {
		{ "net: &n\n  ssl:\n    mode: a\n", SSL, "!&n: an edit here would change" },
		{ "net:\n  ssl: &s\n    mode: a\n", SSL, "!&s: an edit here would change" },
		{ "net:\n  &k ssl:\n    mode: a\n", SSL, "!not a plain name" },
		{ "net:\n  ssl: !!map\n    mode: a\n", SSL, "!the tag" },
		{ "a: &a {mode: b}\nnet:\n  ssl: *a\n", SSL, "!*a stands for text elsewhere" },
		{ "net:\n  \"s\\x73l\":\n    mode: a\n", SSL, "!spelled with escapes" },
		{ "net:\n  ssl:\n    __exec: prog\n", SSL, "!__exec" },
		/* The new name is taken. */
		{ "net:\n  ssl:\n    mode: a\n  tls:\n    CAFile: b\n", SSL, "!net.tls is here already" },
		{ "net:\n  ssl:\n    mode: a\nnet.tls.mode: b\n", SSL, "!net.tls.mode is here already, so net.ssl.mode" },
		{ "net:\n  ssl:\n    mode: a\n    x: b\n", MODE, "!net.ssl.x is here already" },
		{ "net:\n  ssl:\n    mode: a\n  tls: b\n", SSL, "!net.tls is here already" },
		{ "net:\n  ssl:\n    mode: a\nnet.ssl.x: {value: b}\n", MODE, "!net.ssl.x is here already" },
		/* A name that needs other quotes than the old one has. */
		{ "net:\n  ssl:\n    mode: a\n", "net.ssl", "a: b", "!would not have the name as wanted" },
		{ "net:\n  'ssl':\n    mode: a\n", "net.ssl", "a'", "!would not" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		try_row(&rows[i]);
}

/* ---- the laws ---- */

static struct str last_name(struct str path)
{
	uint32_t at = path.len;
	while (at && path.at[at - 1] != '.')
		at--;
	return str_sub(path, at, path.len);
}

/* Nothing but the name was cut, and nothing but the new one put; the values are the same, in the same order. */
static void check_bytes(const struct draft *draft, struct str path, struct str name)
{
	const struct source *source = draft->original;
	for (uint32_t i = 0; i < draft->edits.count; i++) {
		const struct edit *edit = &draft->edits.at[i];
		cr_expect(str_eq(source_str(source, edit->cut), last_name(path)) && str_eq(edit->put, name),
			  "%s: %.*s: cut %.*s", source->name, STR_ARG(path), STR_ARG(source_str(source, edit->cut)));
	}
	struct yaml old, new;
	yaml_read(&arena, source, &old);
	yaml_read(&arena, &draft->now, &new);
	cr_assert(new.reading == READING_BOTH && old.tree.count == new.tree.count, "%s: %.*s", source->name, STR_ARG(path));
	for (uint32_t at = 1; at < old.tree.count; at++)
		cr_expect(old.tree.node[at].kind == new.tree.node[at].kind &&
			  str_eq(old.tree.node[at].text, new.tree.node[at].text), "%s: %.*s", source->name, STR_ARG(path));
	cr_expect(!tree_find(&new.tree, path, NULL), "%s: %.*s is still there", source->name, STR_ARG(path));
}

/* True when it was renamed; what was renamed can be called by its old name again. */
static bool check_laws(const struct source *source, struct str path)
{
	struct str name = STR("Q9Q");  /* no letter in common at an end: composed edits leave out what stays */
	struct err err = ERR_INIT(&arena), none = ERR_INIT(&arena);
	struct draft draft;
	if (!draft_open(&arena, source, &draft, &err))
		return false;
	if (!draft_rename(&draft, path, name, &err)) {
		cr_expect(err.kind == ERR_REFUSED && err.line && err.column, "%s: %.*s: no place", source->name, STR_ARG(path));
		cr_expect_not(draft_changed(&draft), "%s: %.*s", source->name, STR_ARG(path));
		return false;
	}
	cr_expect(draft_changed(&draft), "%s: %.*s: nothing done", source->name, STR_ARG(path));
	check_bytes(&draft, path, name);
	struct str now = str_format(&arena, "%.*s%.*s", (int)(path.len - last_name(path).len), path.at, STR_ARG(name));
	cr_expect(draft_rename(&draft, now, last_name(path), &none), "%s: %.*s: %s", source->name, STR_ARG(path),
		  none.text ? none.text : "");
	cr_expect(str_eq(draft.now.text, source->text), "%s: %.*s: there and back", source->name, STR_ARG(path));
	return true;
}

Test(yaml_rename, laws_over_fixtures)
{
	uint32_t count, tried = 0, done = 0;
	bool slow = getenv("MONGOCONF_VALGRIND") != NULL;
	const struct config *const *configs = lint_folder(&arena, lint_fixture(&arena, "fixtures/configs"), &count);
	for (uint32_t i = 0; i < count; i += slow ? 32 : 1) {
		const struct tree *tree = &config_yaml(configs[i])->tree;
		for (uint32_t at = 2; at < tree->count && at < 40; at++) {
			struct str path = tree_path(&arena, tree, at);
			if (!path.len || path.len > 100 || tree->node[tree->node[at].parent].kind != NODE_MAPPING ||
			    str_is(tree->node[at].name, "value"))
				continue;
			tried++;
			done += check_laws(configs[i]->source, path);
		}
	}
	/* Where everything is refused, every law is kept. */
	cr_expect_gt(done, tried * 3 / 4, "%u of %u", done, tried);
}

/* Where a byte of the result came from. */
Test(yaml_rename, origin)
{
	static const struct {
		const char *piece;  /* of the result */
		uint32_t line, column;
	} rows[] = {
		{ "a: 1", 1, 1 }, { "longer:", 2, 1 }, { "nger:", 2, 1 }, { "x: 2", 2, 7 }, { "c: 3", 4, 1 },
	};
	struct err err = ERR_INIT(&arena);
	struct source source;
	struct draft draft;
	source_init(&arena, "mongod.conf", STR("a: 1\nnet: {x: 2}\ngone: 1\nc: 3\n"), &source);
	cr_assert(draft_open(&arena, &source, &draft, &err) && draft_rename(&draft, STR("net"), STR("longer"), &err) &&
		  draft_unset(&draft, STR("gone"), &err));
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		uint32_t at = str_find(draft.now.text, str_of(rows[i].piece), 0);
		cr_assert_neq(at, STR_NONE, "%s", rows[i].piece);
		struct place place = source_place(&source, draft_origin(&draft, at));
		cr_expect(place.line == rows[i].line && place.column == rows[i].column, "%s: %u:%u", rows[i].piece, place.line,
			  place.column);
	}
	cr_expect_eq(draft_origin(&draft, draft.now.text.len), source.text.len);
}
