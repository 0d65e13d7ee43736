#include <criterion/criterion.h>
#include <jansson.h>

#include "report/prose.h"
#include "report/report.h"

static struct arena arena;
static const struct diag_kind kind = { "duplicate-option", "startup" };
static const struct diag_kind unlisted = { "of-no-table", "hygiene" };

static void tear_down(void)
{
	arena_free(&arena);
}

TestSuite(report_sarif, .fini = tear_down);

static struct source *source_of(const char *name, struct str text)
{
	struct source *source = arena_alloc(&arena, sizeof *source);
	source_init(&arena, name, text, source);
	return source;
}

static struct diag *add(struct sink *sink, const struct source *source, struct span at, const char *message)
{
	return sink_add(sink, &kind, SEVERITY_ERROR, source, at, "%s", message);
}

/* The whole log; the only run of it. */
static json_t *run_of(const struct report *report, json_t **log)
{
	struct buf out = BUF_INIT(&arena);
	report_sarif(&out, report);
	*log = json_loadb(out.at, out.len, 0, NULL);
	cr_assert_not_null(*log);
	return json_array_get(json_object_get(*log, "runs"), 0);
}

static json_t *result_of(json_t *run, size_t index)
{
	return json_array_get(json_object_get(run, "results"), index);
}

/* "a/0/b": keys and indices. */
static json_t *at(json_t *value, const char *path)
{
	struct str rest = str_of(path), key;
	while (value && str_split(&rest, '/', &key))
		value = json_is_array(value) ? json_array_get(value, (size_t)atoi(str_cstr(&arena, key)))
					     : json_object_get(value, str_cstr(&arena, key));
	return value;
}

static const char *text_at(json_t *value, const char *path)
{
	const char *text = json_string_value(at(value, path));
	return text ? text : "(none)";
}

static int number_at(json_t *value, const char *path)
{
	return (int)json_integer_value(at(value, path));
}

#define MARK "\xef\xbb\xbf"
#define GRIN "\xf0\x9f\x98\x80"  /* U+1F600: one code point, two units, four bytes */

Test(report_sarif, regions)
{
	static const struct row {
		const char *text;
		struct span at;
		int line, column, end_line, end_column;
		const char *snippet, *context;
	} rows[] = {
		{ "abc: d\n", { 5, 1 }, 1, 6, 1, 7, "d", "abc: d" },
		{ "a\nbc\n", { 3, 1 }, 2, 2, 2, 3, "c", "bc" },
		{ "a\nbc\n", { 2, 2 }, 2, 1, 2, 3, "bc", "(none)" },
		{ GRIN "x\n", { 4, 1 }, 1, 3, 1, 4, "x", GRIN "x" },
		{ "a\n\xc3\xa4" GRIN "x" GRIN "y\n", { 8, 5 }, 2, 4, 2, 7, "x" GRIN, "\xc3\xa4" GRIN "x" GRIN "y" },
		{ MARK "ab\r\ncd\r\n", { 4, 1 }, 1, 2, 1, 3, "b", "ab" },
		{ MARK "ab", { 0, 4 }, 1, 1, 1, 2, "a", "ab" },
		{ MARK, { 0, 3 }, 1, 1, 1, 1, "(none)", "(none)" },
		{ "", { 0, 0 }, 1, 1, 1, 1, "(none)", "(none)" },
		{ "ab\ncd\n", { 1, 3 }, 1, 2, 2, 2, "b\nc", "(none)" },
		{ "ab\n", { 3, 0 }, 1, 4, 1, 4, "(none)", "(none)" },
		{ "a\xff" "b\n", { 2, 1 }, 1, 3, 1, 4, "(none)", "(none)" },
		{ "a\r", { 0, 1 }, 1, 1, 1, 2, "a", "a\r" },
		{ "a: 1\nx: {b: 1, password: c}\n", { 9, 1 }, 2, 5, 2, 6, "(none)", "(none)" },
		{ "keyFile: qZ7vXw2LkJ9rTb4Nc8HfYg6DsPm3Ue5AiRo0Wz1BtKjVx7QnMd2Sh9Gf\n", { 0, 7 }, 1, 1, 1, 8, "(none)", "(none)" },
	};
	for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct row *row = &rows[i];
		struct sink sink = SINK_INIT(&arena);
		json_t *log;
		add(&sink, source_of("a.conf", str_of(row->text)), row->at, "it");
		json_t *place = at(result_of(run_of(&(struct report){ .sink = &sink }, &log), 0), "locations/0/physicalLocation");
		json_t *region = at(place, "region");
		cr_expect_eq(number_at(region, "startLine"), row->line, "row %u", i);
		cr_expect_eq(number_at(region, "startColumn"), row->column, "row %u: %d", i, number_at(region, "startColumn"));
		cr_expect_eq(number_at(region, "endLine"), row->end_line, "row %u", i);
		cr_expect_eq(number_at(region, "endColumn"), row->end_column, "row %u: %d", i, number_at(region, "endColumn"));
		cr_expect_str_eq(text_at(region, "snippet/text"), row->snippet, "row %u", i);
		cr_expect_str_eq(text_at(place, "contextRegion/snippet/text"), row->context, "row %u", i);
		json_decref(log);
	}
}

Test(report_sarif, files)
{
	static const struct row {
		const char *here, *repository, *name, *uri;
		bool based;
	} rows[] = {
		{ "/r/sub", "/r", "a.conf", "sub/a.conf", true },
		{ "/r/sub", "/r", "../b/./a.conf", "b/a.conf", true },
		{ "/r/sub", "/r", "/r/c.conf", "c.conf", true },
		{ "/r/sub", "/r", "../../x y.conf", "file:///x%20y.conf", false },
		{ "/r", "/r", "/etc/mongod.conf", "file:///etc/mongod.conf", false },
		{ "/r/sub", NULL, "./a:b#%?&.conf", "a%3Ab%23%25%3F%26.conf", true },
		{ "/r/sub", NULL, "../a.conf", "file:///r/a.conf", false },
		{ NULL, NULL, "\xc3\xa4\xff.conf", "%C3%A4%FF.conf", true },
		{ "/r/sub", "/r", "<stdin>", "%3Cstdin%3E", true },
	};
	for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct row *row = &rows[i];
		struct sink sink = SINK_INIT(&arena);
		json_t *log;
		add(&sink, source_of(row->name, STR("a: 1\n")), (struct span){ 0, 1 }, "it");
		json_t *run = run_of(&(struct report){ .sink = &sink, .here = row->here, .repository = row->repository }, &log);
		json_t *file = at(result_of(run, 0), "locations/0/physicalLocation/artifactLocation");
		cr_expect_str_eq(text_at(file, "uri"), row->uri, "row %u: %s", i, text_at(file, "uri"));
		cr_expect_str_eq(text_at(file, "uriBaseId"), row->based ? "%SRCROOT%" : "(none)", "row %u", i);
		json_decref(log);
	}
}

Test(report_sarif, messages)
{
	static const struct row {
		const char *message, *note, *expected;
	} rows[] = {
		{ "it", NULL, "it." },
		{ "why?", NULL, "why?" },
		{ "a {0} {{1}} {x} {2", NULL, "a {{0}} {{{1}}} {x} {2." },
		{ "[a](http://b) [](1)", NULL, "[a] (http://b) [] (1)." },
		{ "a\n\x1b[1m", NULL, "a\\n\\x1b[1m." },
		{ "it", "here", "it.\nSee: [here](1)." },
		{ "it", "a[0]\\](2)\n", "it.\nSee: [a\\[0\\]\\\\\\](2)\\\\n](1)." },
	};
	for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct row *row = &rows[i];
		struct sink sink = SINK_INIT(&arena);
		const struct source *source = source_of("a.conf", STR("a: 1\n"));
		struct diag *diag = add(&sink, source, (struct span){ 0, 1 }, row->message);
		json_t *log;
		if (row->note)
			diag_note(&sink, diag, source, (struct span){ 3, 1 }, "%s", row->note);
		json_t *result = result_of(run_of(&(struct report){ .sink = &sink }, &log), 0);
		cr_expect_str_eq(text_at(result, "message/text"), row->expected, "row %u: %s", i, text_at(result, "message/text"));
		cr_expect_eq(number_at(result, "relatedLocations/0/id"), row->note ? 1 : 0, "row %u", i);
		json_decref(log);
	}
}

/* What is set aside, rules that no table has, and what a run was worth. */
Test(report_sarif, runs)
{
	struct sink sink = SINK_INIT(&arena), aside = SINK_INIT(&arena);
	const struct source *source = source_of("a.conf", STR("a: 1\n"));
	json_t *log;
	add(&sink, source, (struct span){ 0, 1 }, "it")->fails = true;
	struct diag *hidden = sink_add(&aside, &unlisted, SEVERITY_INFO, source, (struct span){ 0, 1 }, "that");
	hidden->aside = ASIDE_BASELINE;
	hidden->secret = true;
	struct report report = { .sink = &sink, .aside = &aside };
	json_t *run = run_of(&report, &log);
	cr_expect_eq(number_at(run, "invocations/0/exitCode"), 1);
	cr_expect(json_is_true(at(run, "invocations/0/executionSuccessful")));
	cr_expect_str_eq(text_at(run, "tool/driver/rules/0/id"), "duplicate-option");
	cr_expect_str_eq(text_at(run, "tool/driver/rules/1/id"), "of-no-table");
	cr_expect_eq(json_array_size(at(result_of(run, 0), "suppressions")), 0);
	cr_expect_str_eq(text_at(result_of(run, 1), "suppressions/0/kind"), "external");
	cr_expect_eq(number_at(result_of(run, 1), "ruleIndex"), 1);
	cr_expect_str_eq(text_at(result_of(run, 1), "level"), "note");
	cr_expect_null(at(result_of(run, 1), "locations/0/physicalLocation/region/snippet"));
	cr_expect_null(at(result_of(run, 1), "locations/0/physicalLocation/region/byteOffset"));
	json_decref(log);
	report.quiet = true;
	report.status = 3;
	run = run_of(&report, &log);
	cr_expect_eq(json_array_size(at(run, "results")), 1);
	cr_expect_null(at(result_of(run, 0), "suppressions"));
	cr_expect_eq(number_at(run, "invocations/0/exitCode"), 3);
	cr_expect(json_is_false(at(run, "invocations/0/executionSuccessful")));
	json_decref(log);
}

Test(report_sarif, sentences)
{
	static const struct row {
		const char *text, *expected;
	} rows[] = {
		{ "comment the header out", "Comment the header out." },
		{ "net.port is set twice", "net.port is set twice." },
		{ "mongod ends.", "mongod ends." },
		{ "transitionToAuth is on", "transitionToAuth is on." },
		{ "what?", "what?" },
		{ "a", "a." },
		{ "", "" },
		{ "a file", "A file." },
	};
	for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct str found = prose_sentence(&arena, rows[i].text);
		cr_expect(str_is(found, rows[i].expected), "row %u: %.*s", i, STR_ARG(found));
	}
}
