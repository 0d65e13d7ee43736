/* JUnit's XML, as the schema junit-10 of Jenkins has it, for whoever shows tests and their history.
 *
 * A suite is a file, and a test is what one rule has to say in it: so a test keeps its name as long as the finding is there,
 * on whatever line, and readers that show one failure of a test show all of that rule. A file that nothing is said of is
 * one test that passes, which shows that it was looked at. Readers make one list of all suites' tests, so the path is in
 * the name of the test; and they take a class's name apart at its dots, so no path is in that.
 *
 *     fails      a finding that makes the run fail; what else the rule says in the file is told with it
 *     passes     findings that don't, in system-out; or none
 *     skipped    all findings are set aside; or the file is a template
 *
 * Where something could not be read, one more test is an error: else a dashboard would be green for want of files.
 */

#include <string.h>

#include "report/files.h"
#include "report/finding.h"
#include "report/xml.h"

struct tally {
	uint32_t tests, failures, errors, skipped;
};

/* What one rule has to say in one file: numbers of findings. */
struct test {
	const struct diag_kind *kind;
	uint32_t count, fails, aside;
	const struct diag *first;   /* that fails, else the first */
};

struct suite {
	const struct look *look;
	const struct file_findings *file;
	struct buf cases;
	struct tally tally;
};

/* ---- what there is ---- */

static void add(struct test *tests, uint32_t *count, const struct diag *diag, bool aside)
{
	uint32_t i = 0;
	while (i < *count && strcmp(tests[i].kind->id, diag->kind->id) != 0)
		i++;
	if (i == *count)
		tests[(*count)++] = (struct test){ .kind = diag->kind, .first = diag };
	if (!aside && diag->fails && !tests[i].fails)
		tests[i].first = diag;
	tests[i].count += !aside;
	tests[i].fails += !aside && diag->fails;
	tests[i].aside += aside;
}

static uint32_t tests_of(struct arena *arena, const struct file_findings *file, struct test **tests)
{
	uint32_t count = 0;
	*tests = arena_array(arena, file->count + (size_t)file->aside_count, sizeof **tests);
	for (uint32_t i = 0; i < file->count; i++)
		add(*tests, &count, file->at[i], false);
	for (uint32_t i = 0; i < file->aside_count; i++)
		add(*tests, &count, file->aside[i], true);
	return count;
}

/* ---- one test ---- */

static void open_case(struct suite *suite, const char *class, const char *name)
{
	buf_text(&suite->cases, "    <testcase");
	xml_attribute(&suite->cases, "name", str_of(name));
	xml_attribute(&suite->cases, "classname", str_of(class));
	/* Nobody took it; some readers insist. */
	xml_attribute(&suite->cases, "time", STR("0"));
	suite->tally.tests++;
}

/* All that the rule says in the file, as people read it. */
static void put_findings(struct suite *suite, const struct test *test)
{
	const struct file_findings *file = suite->file;
	struct buf text = BUF_INIT(suite->cases.arena);
	struct diag *const *at = test->count ? file->at : file->aside;
	uint32_t count = test->count ? file->count : file->aside_count;
	for (uint32_t i = 0; i < count; i++)
		if (!strcmp(at[i]->kind->id, test->kind->id))
			finding_write(&text, suite->look, at[i]);
	xml_text(&suite->cases, buf_done(&text));
}

static const char *message_of(struct arena *arena, const struct test *test)
{
	return test->fails > 1 ? arena_printf(arena, "%s (and %u more)", test->first->message, test->fails - 1)
			       : test->first->message;
}

static const char *reason_of(struct arena *arena, const struct diag *diag)
{
	if (diag->aside == ASIDE_BASELINE)
		return "accepted: it is in the baseline";
	return diag->reason ? arena_printf(arena, "set aside by a comment: %s", diag->reason) : "set aside by a comment";
}

/* Text of a file that readers show as one line. */
static void put_message(struct suite *suite, const char *message)
{
	struct buf shown = BUF_INIT(suite->cases.arena);
	term_escape(&shown, str_of(message));
	xml_attribute(&suite->cases, "message", buf_done(&shown));
}

static void put_test(struct suite *suite, const struct test *test)
{
	struct buf *out = &suite->cases;
	struct arena *arena = out->arena;
	open_case(suite, arena_printf(arena, "mongoconf.%s", test->kind->group),
		  arena_printf(arena, "%s: %s", suite->file->path, test->kind->id));
	buf_text(out, ">\n");
	if (test->fails) {
		buf_text(out, "      <failure");
		put_message(suite, message_of(arena, test));
		xml_attribute(out, "type", str_of(severity_name(test->first->severity)));
		buf_char(out, '>');
		put_findings(suite, test);
		buf_text(out, "</failure>\n");
		suite->tally.failures++;
	} else {
		if (!test->count) {
			buf_text(out, "      <skipped");
			put_message(suite, reason_of(arena, test->first));
			buf_text(out, "/>\n");
			suite->tally.skipped++;
		}
		buf_text(out, "      <system-out>");
		put_findings(suite, test);
		buf_text(out, "</system-out>\n");
	}
	buf_text(out, "    </testcase>\n");
}

static void put_file(struct suite *suite)
{
	open_case(suite, "mongoconf", suite->file->path);
	if (suite->file->template) {
		buf_text(&suite->cases, ">\n      <skipped message=\"a template; lint what it is rendered to\"/>\n    </testcase>\n");
		suite->tally.skipped++;
	} else {
		buf_text(&suite->cases, "/>\n");
	}
}

/* ---- all of them ---- */

static void put_counts(struct buf *out, const struct tally *tally)
{
	xml_attribute_number(out, "tests", tally->tests);
	xml_attribute_number(out, "failures", tally->failures);
	xml_attribute_number(out, "errors", tally->errors);
}

/* The numbers come before what is counted. */
static void put_suite(struct buf *out, const struct look *look, const struct file_findings *file, struct tally *total)
{
	struct suite suite = { .look = look, .file = file, .cases = BUF_INIT(out->arena) };
	struct test *tests;
	uint32_t count = tests_of(out->arena, file, &tests);
	for (uint32_t i = 0; i < count; i++)
		put_test(&suite, &tests[i]);
	if (!count)
		put_file(&suite);
	buf_text(out, "  <testsuite");
	xml_attribute(out, "name", str_of(file->path));
	xml_attribute(out, "file", str_of(file->path));
	put_counts(out, &suite.tally);
	xml_attribute_number(out, "skipped", suite.tally.skipped);
	buf_text(out, " time=\"0\">\n");
	buf_str(out, buf_done(&suite.cases));
	buf_text(out, "  </testsuite>\n");
	total->tests += suite.tally.tests;
	total->failures += suite.tally.failures;
}

static void put_unread(struct buf *out, struct tally *total)
{
	struct suite suite = { .cases = BUF_INIT(out->arena) };
	open_case(&suite, "mongoconf", "all that was named can be read");
	suite.tally.errors++;
	buf_text(out, "  <testsuite name=\"mongoconf\"");
	put_counts(out, &suite.tally);
	buf_text(out, " skipped=\"0\" time=\"0\">\n");
	buf_str(out, buf_done(&suite.cases));
	buf_text(out, ">\n      <error message=\"something could not be read, and was not judged; standard error says what\"/>\n"
		 "    </testcase>\n  </testsuite>\n");
	total->tests++;
	total->errors++;
}

void report_junit(struct buf *out, const struct report *report)
{
	const struct look look = { .report = report, .from_root = true };
	struct file_findings *files;
	struct tally total = { 0 };
	struct buf suites = BUF_INIT(out->arena);
	uint32_t count = files_of(out->arena, report, &files);
	for (uint32_t i = 0; i < count; i++)
		put_suite(&suites, &look, &files[i], &total);
	if (report->status == ERR_INPUT)
		put_unread(&suites, &total);
	xml_begin(out);
	buf_text(out, "<testsuites name=\"mongoconf\"");
	put_counts(out, &total);
	buf_text(out, " time=\"0\">\n");
	buf_str(out, buf_done(&suites));
	buf_text(out, "</testsuites>\n");
}
