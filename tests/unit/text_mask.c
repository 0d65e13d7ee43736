#include <criterion/criterion.h>

#include "text/mask.h"

enum { NO = 99999 };

static struct arena arena = ARENA_INIT;

static void tear_down(void)
{
	arena_free(&arena);
}

TestSuite(text_mask, .fini = tear_down);

/* Branches by letter, values by digit:   aaaaabbbcccbbbaaaa  dddd  1  22
 * with b and c inside of a. */
static struct mask make(void)
{
	static const struct mask_span spans[] = {
		{ { 40, 4 }, MASK_VALUE, 0, 0, 0 }, { { 22, 4 }, MASK_BRANCH, 21, 3, 0 }, { { 6, 10 }, MASK_BRANCH, 5, 2, 0 },
		{ { 30, 1 }, MASK_VALUE, 0, 0, 0 }, { { 0, 20 }, MASK_BRANCH, 0, 1, 0 }, { { 8, 4 }, MASK_BRANCH, 7, 4, 0 },
		{ { 50, 2 }, MASK_GAP, 0, 0, 0 },
	};
	struct mask mask = { .language = "Jinja2" };
	for (unsigned i = 0; i < sizeof spans / sizeof *spans; i++)
		mask_add(&arena, &mask, spans[i]);
	mask_sort(&mask);
	return mask;
}

static uint32_t found(const struct mask *mask, enum mask_kind kind, uint32_t at, uint32_t len)
{
	const struct mask_span *span = mask_find(mask, kind, (struct span){ at, len });
	return span ? span->at.at : NO;
}

Test(text_mask, answers)
{
	struct mask mask = make();
	static const struct {
		enum mask_kind kind;
		uint32_t at, len, expected;
	} rows[] = {
		{ MASK_VALUE, 30, 1, 30 }, { MASK_VALUE, 29, 1, NO }, { MASK_VALUE, 29, 2, 30 }, { MASK_VALUE, 31, 9, NO },
		{ MASK_VALUE, 31, 10, 40 }, { MASK_VALUE, 43, 0, 40 }, { MASK_VALUE, 44, 0, NO }, { MASK_VALUE, 42, 9, 40 },
		{ MASK_GAP, 0, 99, 50 }, { MASK_GAP, 52, 9, NO }, { MASK_GAP, 51, 0, 50 }, { MASK_VALUE, 50, 2, NO },
		{ MASK_BRANCH, 9, 1, 8 }, { MASK_BRANCH, 13, 1, 6 }, { MASK_BRANCH, 17, 1, 0 }, { MASK_BRANCH, 20, 1, NO },
		{ MASK_BRANCH, 20, 3, 22 },
	};
	for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++)
		cr_expect_eq(found(&mask, rows[i].kind, rows[i].at, rows[i].len), rows[i].expected, "row %u", i);
	cr_expect_null(mask_find(NULL, MASK_VALUE, (struct span){ 0, 9 }));
	cr_expect_eq(mask_outermost(&mask, 9)->at.at, 0);
	cr_expect_eq(mask_branch(&mask, 12)->at.at, 6);
	cr_expect_null(mask_branch(&mask, 26));
	cr_expect(mask_together(&mask, 9, 1) && mask_together(&mask, 1, 9) && mask_together(&mask, 28, 9));
	cr_expect(mask_together(&mask, 9, 13));
	cr_expect(!mask_together(&mask, 9, 23) && !mask_together(&mask, 23, 17));
}

/* A list of branches, one in the other and side by side, against asking each of them. */
Test(text_mask, like_one_by_one)
{
	uint32_t random = 7;
	for (unsigned round = 0; round < 200; round++) {
		struct mask mask = { 0 };
		uint32_t open[8], depth = 0, at = 0;
		for (unsigned i = 0; i < 40; i++) {
			random = random * 1664525 + 1013904223;
			at += random >> 29;
			if (depth && (random >> 16) % 2)
				mask_add(&arena, &mask, (struct mask_span){ .at = { open[depth - 1], at - open[depth - 1] }, .kind = MASK_BRANCH }), depth--;
			else if (depth < 8)
				open[depth++] = at++;
		}
		mask_sort(&mask);
		for (uint32_t offset = 0; offset < at; offset++) {
			const struct mask_span *inner = NULL;
			for (uint32_t i = 0; i < mask.count; i++)
				if (mask.spans[i].at.at <= offset && offset < span_end(mask.spans[i].at) &&
				    (!inner || mask.spans[i].at.len <= inner->at.len))
					inner = &mask.spans[i];
			const struct mask_span *found = mask_branch(&mask, offset);
			cr_assert_eq(inner ? inner->at.len : 0, found ? found->at.len : 0, "round %u, offset %u", round, offset);
		}
	}
}

Test(text_mask, moves_with_edits)
{
	static const struct {
		uint32_t at, len;
		const char *put;
		struct span value, branch;  /* were { 40, 4 } and { 22, 4 } */
	} rows[] = {
		{ 0, 0, "abc", { 43, 4 }, { 25, 4 } },
		{ 40, 0, "abc", { 43, 4 }, { 22, 4 } },
		{ 44, 0, "abc", { 40, 4 }, { 22, 4 } },
		{ 22, 0, "abc", { 43, 4 }, { 22, 7 } },
		{ 26, 0, "abc", { 43, 4 }, { 22, 7 } },
		{ 27, 0, "abc", { 43, 4 }, { 22, 4 } },
		{ 28, 3, "", { 37, 4 }, { 22, 4 } },
		{ 28, 3, "abcd", { 41, 4 }, { 22, 4 } },
	};
	for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct mask mask = make();
		struct edits edits = EDITS_INIT(&arena);
		cr_assert(edits_add(&edits, (struct span){ rows[i].at, rows[i].len }, str_of(rows[i].put)));
		const struct mask *moved = mask_shift(&arena, &mask, &edits);
		struct span value = moved->spans[1].at, branch = moved->spans[moved->count - 1].at;
		cr_expect(value.at == rows[i].value.at && value.len == rows[i].value.len, "row %u: %u+%u", i, value.at, value.len);
		cr_expect(branch.at == rows[i].branch.at && branch.len == rows[i].branch.len, "row %u: %u+%u", i, branch.at, branch.len);
		cr_expect_neq(mask_difference(&mask, moved), STR_NONE, "row %u", i);
	}
}

Test(text_mask, differs)
{
	struct mask mask = make(), other = make();
	cr_expect_eq(mask_difference(&mask, &other), STR_NONE);
	cr_expect_eq(mask_difference(NULL, NULL), STR_NONE);
	cr_expect_eq(mask_difference(&mask, NULL), 0);
	mask_add(&arena, &other, (struct mask_span){ { 45, 2 }, MASK_VALUE, 0, 0, 0 });
	mask_sort(&other);
	cr_expect_eq(mask_difference(&mask, &other), 45);
	cr_expect_eq(mask_difference(&other, &mask), 45);
}

/* Beside an expression is not in it; a branch begins with its first byte. */
Test(text_mask, is_clear)
{
	static const struct {
		uint32_t at, len;
		bool clear;
	} rows[] = { { 44, 4, true }, { 43, 4, false }, { 40, 0, true }, { 41, 0, false }, { 22, 0, false }, { 26, 0, true }, { 51, 0, false } };
	struct mask mask = make();
	for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++)
		cr_expect_eq(mask_is_clear(&mask, (struct span){ rows[i].at, rows[i].len }), rows[i].clear, "row %u", i);
	cr_expect(mask_is_clear(NULL, (struct span){ 0, 9 }));
}
