/* Findings: what one is given, however much of it there is. */
#include <criterion/criterion.h>

#include "diag/diag.h"

Test(diag_diag, edits_of_each_line)
{
	enum { LINES = 1000, MOVES_MOST = 11 };
	static const struct diag_kind kind = { "tab-indentation", "syntax" };
	static const char text[2 * LINES + 1];
	struct arena arena = ARENA_INIT;
	struct sink sink = SINK_INIT(&arena);
	struct source source;
	unsigned moves = 0;
	source_init(&arena, "a.conf", (struct str){ text, 2 * LINES }, &source);
	struct diag *diag = sink_add(&sink, &kind, SEVERITY_ERROR, &source, (struct span){ 0, 1 }, "a tab");
	diag_fix(&sink, diag, SAFETY_SAFE, "indent with blanks", (struct span){ 0, 1 }, STR("0"));
	for (uint32_t i = 1; i < LINES; i++) {
		const struct fix_edit *before = diag->fix->edits;
		diag_fix_more(&sink, diag, &source, (struct span){ 2 * i, 1 }, i % 2 ? STR("1") : STR("0"));
		moves += diag->fix->edits != before;
	}
	/* Copies of copies would be squares. */
	cr_expect_leq(moves, MOVES_MOST, "%u copies for %u edits", moves, diag->fix->count);
	cr_expect_eq(diag->fix->count, LINES);
	for (uint32_t i = 0; i < LINES; i++) {
		cr_expect_eq(diag->fix->edits[i].cut.at, 2 * i);
		cr_expect(str_is(diag->fix->edits[i].put, i % 2 ? "1" : "0"));
	}
	arena_free(&arena);
}
