/* What a finding is known by: the same though lines move, and another one for another value. */
#include <criterion/criterion.h>
#include <string.h>

#include "diag/fingerprint.h"

static const struct diag_kind kind = { "port-zero", "startup" }, other = { "port-mismatch", "fleet" };

/* One finding; the marked text is the first place of `mark` in `text`. */
struct row {
	const char *name;
	const struct diag_kind *kind;
	const char *path, *text, *mark, *option;
	bool secret;
};

static const char *fingerprint(struct arena *arena, const struct row *row)
{
	struct sink sink = SINK_INIT(arena);
	struct source *source = arena_alloc(arena, sizeof *source);
	source_init(arena, "x.conf", str_of(row->text), source);
	source->path = row->path;
	uint32_t at = (uint32_t)(strstr(row->text, row->mark) - row->text);
	struct diag *diag = sink_add(&sink, row->kind, SEVERITY_ERROR, source,
				     (struct span){ at, (uint32_t)strlen(row->mark) }, "a message of %s", row->name);
	diag->option = row->option;
	diag->secret = row->secret;
	fingerprint_sink(&sink);
	return diag->fingerprint;
}

Test(diag_fingerprint, same_and_other)
{
	static const struct row first = { "first", &kind, "a.conf", "net:\n  port: 0\n", "0", "net.port", false };
	static const struct {
		struct row row;
		bool same;
	} rows[] = {
		{ { "lines above", &kind, "a.conf", "# one\n# two\nnet:\n  port: 0\n", "0", "net.port", false }, true },
		{ { "another value", &kind, "a.conf", "net:\n  port: 1\n", "1", "net.port", false }, false },
		{ { "another rule", &other, "a.conf", "net:\n  port: 0\n", "0", "net.port", false }, false },
		{ { "another file", &kind, "b.conf", "net:\n  port: 0\n", "0", "net.port", false }, false },
		{ { "another option", &kind, "a.conf", "net:\n  port: 0\n", "0", "net.prt", false }, false },
		{ { "parts shifted", &kind, "a.con", "net:\n  port: 0\n", "0", "fnet.port", false }, false },
		{ { "a secret", &kind, "a.conf", "net:\n  port: 0\n", "0", "net.port", true }, false },
	};
	struct arena arena = ARENA_INIT;
	const char *wanted = fingerprint(&arena, &first);
	cr_assert_eq(strlen(wanted), FINGERPRINT_LENGTH);
	for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++)
		cr_expect_eq(!strcmp(fingerprint(&arena, &rows[i].row), wanted), rows[i].same, "%s", rows[i].row.name);
	struct row secret = rows[6].row, longer = secret;
	longer.mark = "port: 0";
	cr_expect_str_eq(fingerprint(&arena, &secret), fingerprint(&arena, &longer), "a secret's text must not show");
	arena_free(&arena);
}

Test(diag_fingerprint, alike_and_blanks)
{
	struct arena arena = ARENA_INIT;
	struct sink sink = SINK_INIT(&arena);
	struct source source;
	source_init(&arena, "a.conf", STR("a: [1,\n  2]\nb: [1,  2]\n"), &source);
	sink_add(&sink, &kind, SEVERITY_ERROR, &source, (struct span){ 3, 8 }, "one");
	sink_add(&sink, &kind, SEVERITY_ERROR, &source, (struct span){ 3, 8 }, "two");
	sink_add(&sink, &other, SEVERITY_ERROR, &source, (struct span){ 3, 8 }, "three");
	fingerprint_sink(&sink);
	cr_expect(strcmp(sink.at[0]->fingerprint, sink.at[1]->fingerprint), "alike findings are told apart");
	struct sink again = SINK_INIT(&arena);
	sink_add(&again, &other, SEVERITY_ERROR, &source, (struct span){ 15, 7 }, "wrapped otherwise");
	fingerprint_sink(&again);
	cr_expect_str_eq(again.at[0]->fingerprint, sink.at[2]->fingerprint, "blanks count as one");
	arena_free(&arena);
}
