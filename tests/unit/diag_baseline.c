/* The file of accepted findings: what is written is read again, and what is none says where. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "diag/baseline.h"

static bool read_text(struct arena *arena, struct str text, struct baseline *baseline, struct err *err)
{
	char path[] = "/tmp/mongoconf-baseline-XXXXXX";
	int fd = mkstemp(path);
	cr_assert_geq(fd, 0);
	cr_assert_eq(write(fd, text.at, text.len), (ssize_t)text.len);
	close(fd);
	bool ok = baseline_read(arena, arena_copy(arena, path, strlen(path)), baseline, err);
	unlink(path);
	return ok;
}

#define ENTRY(digits) "{\"file\": \"a\", \"rule\": \"r\", \"fingerprint\": \"" digits "\"}"
#define DIGITS "0123456789abcdef0123456789abcdef"

Test(diag_baseline, refuses)
{
	static const struct {
		const char *text, *wanted;  /* ":line:column: words" */
	} rows[] = {
		{ "", ":1:1: this is no JSON" },
		{ "{\n\"version\": 1,\n\"findings\": [,]}", ":3:1" },
		{ "[]", ":1:1: this is no baseline" },
		{ "{\"version\": 1}", ":1:1: this is no baseline" },
		{ "{\"version\": 2, \"findings\": []}", "another version" },
		{ "{\"version\": 1, \"version\": 1, \"findings\": []}", "no JSON" },
		{ "{\"version\": 1,\n\"findings\": [\n{\"file\": \"a\", \"rule\": \"r\"}]}", "needs a fingerprint" },
		{ "{\"version\": 1,\n\"findings\": [\n" ENTRY("0123") "]}", ":3:" },
		{ "{\"version\": 1,\n\"findings\": [7]}", "needs a fingerprint" },
		{ "{\"version\": 1,\n\"findings\": [\n" ENTRY(DIGITS) ",\n" ENTRY("0123456789abcdef0123456789abcde\\u0066") "]}", ":3:" },
		{ "{\"version\": 1,\n\"findings\": [{\"rule\": \"r\", \"fingerprint\": \"" DIGITS "\"}]}", "needs a fingerprint" },
	};
	struct arena arena = ARENA_INIT;
	for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct err err = ERR_INIT(&arena);
		struct baseline baseline;
		cr_assert_not(read_text(&arena, str_of(rows[i].text), &baseline, &err), "%s", rows[i].text);
		cr_expect(strstr(err_line(&err), rows[i].wanted), "%s: %s", rows[i].text, err_line(&err));
		cr_expect(strstr(err_line(&err), "mongoconf baseline"), "it says what to do");
	}
	arena_free(&arena);
}

Test(diag_baseline, there_and_back)
{
	struct arena arena = ARENA_INIT;
	static const struct diag_kind kind = { "port-zero", "startup" };
	struct source source;
	struct sink sink = SINK_INIT(&arena), aside = SINK_INIT(&arena);
	source_init(&arena, "h\xc3\xb6st/\"b\".conf", STR("net: {port: 0}\nport: 0\n"), &source);
	sink_add(&sink, &kind, SEVERITY_ERROR, &source, (struct span){ 12, 1 }, "a \"message\"\nof two lines")->option = "net.port";
	sink_add(&sink, &kind, SEVERITY_ERROR, &source, (struct span){ 21, 1 }, "another");
	fingerprint_sink(&sink);
	struct baseline_entry entries[] = { baseline_entry_of(sink.at[1]), baseline_entry_of(sink.at[0]) };
	struct buf out = BUF_INIT(&arena);
	baseline_write(&out, entries, 2);
	struct baseline baseline;
	struct err err = ERR_INIT(&arena);
	cr_assert(read_text(&arena, buf_done(&out), &baseline, &err), "%s", err_line(&err));
	cr_assert_eq(baseline.count, 2);
	sink.count = 1;
	baseline_apply(&baseline, &sink, 0, &aside);
	cr_expect_eq(sink.count, 0);
	cr_assert_eq(aside.count, 1);
	cr_expect_eq(aside.at[0]->aside, ASIDE_BASELINE);
	unsigned used = 0;
	for (uint32_t i = 0; i < 2; i++) {
		const struct baseline_entry *entry = &baseline.entries[i];
		used += entry->used;
		cr_expect(str_is(entry->file, source.name));
		cr_expect(str_find(source_str(baseline.source, entry->at), entry->fingerprint, 0) != STR_NONE);
	}
	cr_expect_eq(used, 1);
	struct buf again = BUF_INIT(&arena), none = BUF_INIT(&arena);
	baseline_write(&again, baseline.entries, 2);
	cr_expect(str_eq(buf_done(&again), buf_done(&out)), "equal findings give equal bytes");
	baseline_write(&none, NULL, 0);
	cr_assert(read_text(&arena, buf_done(&none), &baseline, &err));
	cr_expect_eq(baseline.count, 0);
	arena_free(&arena);
}
