/* Which lines of a text are not as they were. */
#include <criterion/criterion.h>

#include "base/buf.h"
#include "text/changed.h"

/* One character for each line of `after`: + changed, . not; a - at the end where lines were taken out, ! where nothing differs. */
static const char *marks(struct arena *arena, const struct changed *changed)
{
	struct buf out = BUF_INIT(arena);
	for (uint32_t i = 0; i < changed->count; i++)
		buf_char(&out, changed_has(changed, i) ? '+' : '.');
	if (changed->fewer)
		buf_char(&out, '-');
	if (!changed->any)
		buf_char(&out, '!');
	return buf_done(&out).at;
}

Test(text_changed, lines)
{
	static const struct {
		const char *before, *after, *wanted;
	} rows[] = {
		{ "a\nb\nc\n", "a\nb\nc\n", "...!" },
		{ "a\nb\nc\n", "a\r\nb\r\nc\r\n", "...!" },
		{ "a\nb\nc\n", "a\nx\nc\n", ".+." },
		{ "a\nb\nc\n", "a\nb\nx\nc\n", "..+." },
		{ "a\nb\nc\nd\n", "a\nd\n", "++-" },
		{ "a\nb\n", "b\n", "+-" },
		{ "a\nb\n", "a\n", "+-" },
		{ "a\nb", "a\nb\n", "..!" },
		{ "", "a\nb\n", "++" },
		{ "a\n", "", "-" },
		{ "a\nb\nc\nd\ne\n", "b\nx\nd\ny\ne\n", "++.+.-" },
		{ "one\ntwo\n", "two\none\n", "+.-" },
	};
	struct arena arena = ARENA_INIT;
	for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct changed changed = changed_lines(&arena, str_of(rows[i].before), str_of(rows[i].after));
		const char *got = marks(&arena, &changed);
		/* Of two lines that changed places, either may be the one that moved. */
		bool swapped = i == sizeof rows / sizeof *rows - 1;
		cr_expect(swapped ? strchr(got, '+') != NULL : !strcmp(got, rows[i].wanted), "%u: %s", i, got);
	}
	struct changed all = changed_all(&arena, STR("a\nb\n"));
	cr_expect_str_eq(marks(&arena, &all), "++");
	struct changed none = changed_lines(&arena, STR("a\n"), STR(""));
	cr_expect(changed_has(&none, 0), "what is about a text that was emptied, is about the change");
	arena_free(&arena);
}

/* What is too much to compare counts as changed between the first and the last difference. */
Test(text_changed, very_long)
{
	struct arena arena = ARENA_INIT;
	struct buf before = BUF_INIT(&arena), after = BUF_INIT(&arena);
	for (unsigned i = 0; i < 5000; i++) {
		buf_printf(&before, "line %u\n", i);
		buf_printf(&after, i > 9 && i < 4990 ? "other %u\n" : "line %u\n", i);
	}
	struct changed changed = changed_lines(&arena, buf_done(&before), buf_done(&after));
	cr_assert_eq(changed.count, 5000);
	cr_expect_not(changed_has(&changed, 8));
	cr_expect(changed_has(&changed, 10) && changed_has(&changed, 4989));
	cr_expect_not(changed_has(&changed, 4991));
	arena_free(&arena);
}
