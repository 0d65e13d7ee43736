
#include <criterion/criterion.h>
#include <jansson.h>

#include "base/utf8.h"
#include "report/report.h"

static struct arena arena;
static struct sink sink;
static const struct diag_kind kind = { "replset-name-mismatch", "fleet" };

static void set_up(void)
{
	sink = (struct sink)SINK_INIT(&arena);
}

static void tear_down(void)
{
	arena_free(&arena);
}

TestSuite(report_json, .init = set_up, .fini = tear_down);

static struct source *source_of(const char *name, struct str text)
{
	struct source *source = arena_alloc(&arena, sizeof *source);
	source_init(&arena, name, text, source);
	return source;
}

static const char *json(uint32_t files, uint32_t skipped)
{
	struct report report = { .sink = &sink, .files = files, .skipped = skipped, .color = true };
	struct buf out = BUF_INIT(&arena);
	report_json(&out, &report);
	return buf_done(&out).at;
}

#define HEAD "{\n  \"version\": 1,\n  \"tool\": \"mongoconf " PACKAGE_VERSION "\",\n"

static const char empty[] = HEAD
	"  \"findings\": [],\n"
	"  \"summary\": {\n"
	"    \"files\": 2,\n"
	"    \"errors\": 0,\n"
	"    \"warnings\": 0,\n"
	"    \"infos\": 0,\n"
	"    \"suppressed\": 0,\n"
	"    \"baselined\": 0,\n"
	"    \"skipped\": 1,\n"
	"    \"unchanged\": 0\n"
	"  }\n"
	"}\n";

Test(report_json, nothing)
{
	cr_assert_str_eq(json(2, 1), empty);
}

static const char full[] = HEAD
	"  \"findings\": [\n"
	"    {\n"
	"      \"rule\": \"replset-name-mismatch\",\n"
	"      \"group\": \"fleet\",\n"
	"      \"severity\": \"error\",\n"
	"      \"message\": \"this member says \\\"Shop\\\"\",\n"
	"      \"file\": \"b.conf\",\n"
	"      \"line\": 2,\n"
	"      \"column\": 16,\n"
	"      \"end_line\": 2,\n"
	"      \"end_column\": 20,\n"
	"      \"offset\": 29,\n"
	"      \"length\": 4,\n"
	"      \"option\": \"replication.replSetName\",\n"
	"      \"deployment\": \"shop\",\n"
	"      \"member\": \"b\",\n"
	"      \"server\": \"stops\",\n"
	"      \"help\": \"look\",\n"
	"      \"related\": [\n"
	"        {\n"
	"          \"file\": \"a.conf\",\n"
	"          \"line\": 1,\n"
	"          \"column\": 4,\n"
	"          \"message\": \"set here\"\n"
	"        },\n"
	"        {\n"
	"          \"file\": null,\n"
	"          \"line\": null,\n"
	"          \"column\": null,\n"
	"          \"message\": \"no place\"\n"
	"        }\n"
	"      ],\n"
	"      \"fix\": {\n"
	"        \"safety\": \"safe\",\n"
	"        \"title\": \"write shop\",\n"
	"        \"edits\": [\n"
	"          {\n"
	"            \"file\": \"b.conf\",\n"
	"            \"offset\": 29,\n"
	"            \"length\": 4,\n"
	"            \"text\": \"shop\\r\\n\"\n"
	"          },\n"
	"          {\n"
	"            \"file\": \"a.conf\",\n"
	"            \"offset\": 0,\n"
	"            \"length\": 0,\n"
	"            \"text\": \"\"\n"
	"          }\n"
	"        ]\n"
	"      }\n"
	"    },\n"
	"    {\n"
	"      \"rule\": \"replset-name-mismatch\",\n"
	"      \"group\": \"fleet\",\n"
	"      \"severity\": \"info\",\n"
	"      \"message\": \"bare\",\n"
	"      \"file\": \"b.conf\",\n"
	"      \"line\": 1,\n"
	"      \"column\": 1,\n"
	"      \"end_line\": 2,\n"
	"      \"end_column\": 3,\n"
	"      \"offset\": 0,\n"
	"      \"length\": 16,\n"
	"      \"option\": null,\n"
	"      \"deployment\": null,\n"
	"      \"member\": null,\n"
	"      \"related\": [],\n"
	"      \"fix\": null\n"
	"    }\n"
	"  ],\n"
	"  \"summary\": {\n"
	"    \"files\": 2,\n"
	"    \"errors\": 1,\n"
	"    \"warnings\": 0,\n"
	"    \"infos\": 1,\n"
	"    \"suppressed\": 0,\n"
	"    \"baselined\": 0,\n"
	"    \"skipped\": 0,\n"
	"    \"unchanged\": 0\n"
	"  }\n"
	"}\n";

Test(report_json, all_parts)
{
	struct source *a = source_of("a.conf", STR("a: shop\n"));
	struct source *b = source_of("b.conf", STR("replication:\r\n  replSetName: Shop\r\n"));
	struct diag *diag = sink_add(&sink, &kind, SEVERITY_ERROR, b, (struct span){ 29, 4 },
				     "this member says \"Shop\"");
	diag->option = "replication.replSetName";
	diag->deployment = "shop";
	diag->member = "b";
	diag->server = "stops";
	diag->help = "look";
	diag_note(&sink, diag, a, (struct span){ 3, 4 }, "set here");
	diag_note(&sink, diag, NULL, (struct span){ 0, 0 }, "no place");
	diag_fix(&sink, diag, SAFETY_SAFE, "write shop", (struct span){ 29, 4 }, STR("shop\r\n"));
	diag_fix_more(&sink, diag, a, (struct span){ 0, 0 }, STR(""));
	sink_add(&sink, &kind, SEVERITY_INFO, b, (struct span){ 0, 16 }, "bare");
	cr_assert_str_eq(json(2, 0), full);
}

/* The first finding, read back. */
static json_t *read_back(json_t **root)
{
	json_error_t error;
	*root = json_loads(json(1, 0), JSON_ALLOW_NUL, &error);
	cr_assert_not_null(*root, "line %d: %s", error.line, error.text);
	return json_array_get(json_object_get(*root, "findings"), 0);
}

static const char *member(const json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

Test(report_json, columns_are_code_points)
{
	struct str config = STR("\xef\xbb\xbf\xe6\x95\xb0" "e\xcc\x81: b\n");
	struct source *source = source_of("m.conf", config);
	sink_add(&sink, &kind, SEVERITY_ERROR, source, (struct span){ 11, 1 }, "x");
	json_t *root, *finding = read_back(&root);
	cr_expect_eq(json_integer_value(json_object_get(finding, "column")), 6);
	cr_expect_eq(json_integer_value(json_object_get(finding, "end_column")), 7);
	cr_expect_eq(json_integer_value(json_object_get(finding, "offset")), 11);
	json_decref(root);
}

Test(report_json, invalid_text_is_repaired)
{
	struct source *source = source_of("b\xff.conf", STR("a: \xff\n"));
	struct diag *diag = sink_add(&sink, &kind, SEVERITY_ERROR, source, (struct span){ 3, 1 },
				     "\xff is \xe6\x95\xb0 not \xe2\x82");
	diag->option = "o\x80";
	diag->member = "m\x80";
	diag->deployment = "\x80";
	diag->server = "s\xc0\x80";
	diag->help = "\xed\xa0\x80";
	diag_note(&sink, diag, source, (struct span){ 0, 1 }, "n\xf5");
	json_t *root, *finding = read_back(&root);
#define BAD "\xef\xbf\xbd"
	cr_expect_str_eq(member(finding, "file"), "b" BAD ".conf");
	cr_expect_str_eq(member(finding, "message"), BAD " is \xe6\x95\xb0 not " BAD BAD);
	cr_expect_str_eq(member(finding, "option"), "o" BAD);
	cr_expect_str_eq(member(finding, "member"), "m" BAD);
	cr_expect_str_eq(member(finding, "deployment"), BAD);
	cr_expect_str_eq(member(finding, "server"), "s" BAD BAD);
	cr_expect_str_eq(member(finding, "help"), BAD BAD BAD);
	json_t *note = json_array_get(json_object_get(finding, "related"), 0);
	cr_expect_str_eq(member(note, "file"), "b" BAD ".conf");
	cr_expect_str_eq(member(note, "message"), "n" BAD);
	json_decref(root);
}

/* A fix is taken literally or not at all. */
Test(report_json, fixes_keep_their_bytes)
{
	static const struct {
		const char *name;
		struct str put;
		bool offered;
	} row[] = {
		{ "m.conf", { "a\0\x1b\xe6\x95\xb0\x7f", 7 }, true },
		{ "m.conf", { NULL, 0 }, true },
		{ "m.conf", { "a\xff", 2 }, false },
		{ "m\xff.conf", { "a", 1 }, false },
	};
	for (unsigned i = 0; i < sizeof row / sizeof *row; i++) {
		sink.count = 0;
		struct diag *diag = sink_add(&sink, &kind, SEVERITY_ERROR,
					     source_of(row[i].name, STR("a: b\n")),
					     (struct span){ 0, 1 }, "x");
		diag_fix(&sink, diag, SAFETY_UNSAFE, "t\xff", (struct span){ 0, 1 }, row[i].put);
		json_t *root, *finding = read_back(&root), *fix = json_object_get(finding, "fix");
		if (!row[i].offered) {
			cr_expect(json_is_null(fix), "row %u", i);
			json_decref(root);
			continue;
		}
		cr_expect_str_eq(member(fix, "safety"), "unsafe");
		cr_expect_str_eq(member(fix, "title"), "t" BAD);
		const json_t *edit = json_array_get(json_object_get(fix, "edits"), 0);
		const json_t *put = json_object_get(edit, "text");
		struct str back = { json_string_value(put), (uint32_t)json_string_length(put) };
		cr_expect(str_eq(back, row[i].put), "row %u", i);
		json_decref(root);
	}
}

/* What a terminal would act on is escaped, and comes back as it was. */
Test(report_json, nothing_raw_for_a_terminal)
{
	static const char hostile[] =
		"\x1b[2J \x7f \xc2\x9b \xe2\x80\xae \xe6\x95\xb0 \xf0\x9f\x98\x80";
	sink_add(&sink, &kind, SEVERITY_ERROR, source_of("m.conf", STR("a\n")),
		 (struct span){ 0, 1 }, "%s", hostile);
	for (const char *c = json(1, 0); *c; c++)
		cr_assert(*c == '\n' || (*c >= ' ' && *c < 0x7f), "byte %02x", (unsigned char)*c);
	json_t *root, *finding = read_back(&root);
	cr_expect_str_eq(member(finding, "message"), hostile);
	json_decref(root);
}

Test(report_json, repair_copies_only_what_is_broken)
{
	struct str good = STR("\xe6\x95\xb0");
	cr_expect_eq(utf8_repair(&arena, good).at, good.at);
	cr_expect_eq(utf8_repair(&arena, STR("")).len, 0);
	cr_expect(str_is(utf8_repair(&arena, STR("\xff")), BAD));
	cr_expect(str_is(utf8_repair(&arena, STR("a\xff\xff" "b")), "a" BAD BAD "b"));
}
