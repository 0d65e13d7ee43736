/* Comments that set findings aside: what is one, what it names, which lines it covers, and how it is taken away. */
#include <criterion/criterion.h>
#include <string.h>

#include "base/buf.h"
#include "diag/ignore.h"

/* All that cover a line are come by, in the order of the file. */
static void check_next(struct ignores *ignores, const struct source *source)
{
	struct diag first = { .source = source };
	ignores_sort(ignores);
	for (uint32_t line = 0; line < source->lines; line++) {
		uint32_t met = 0, wanted = 0;
		first.at.at = source->line[line];
		for (uint32_t i = 0; i < ignores->count; i++)
			wanted += ignore_covers(&ignores->at[i], &first);
		for (uint32_t i = 0; (i = ignores_next(ignores->at, ignores->count, i, first.at.at)) < ignores->count; i++)
			met += ignore_covers(&ignores->at[i], &first);
		cr_expect_eq(met, wanted, "line %u of %.*s", line + 1, STR_ARG(source->text));
	}
}

/* "line-line names|names reason" or "! fault", one line for each directive. */
static const char *read_all(struct arena *arena, const struct source *source)
{
	struct ignores ignores = IGNORES_INIT(arena);
	struct buf out = BUF_INIT(arena);
	for (uint32_t at = 0; ignore_next(source, &at); at++)
		ignore_take(&ignores, source, at);
	for (uint32_t i = 0; i < ignores.count; i++) {
		const struct ignore *ignore = &ignores.at[i];
		cr_assert_eq(source->text.at[ignore->at.at], '#');
		if (ignore->fault) {
			buf_printf(&out, "! %.9s\n", ignore->fault);
			continue;
		}
		struct diag first = { .source = source };
		for (uint32_t line = 0; line < source->lines; line++) {
			first.at.at = source->line[line];
			if (ignore_covers(ignore, &first))
				buf_printf(&out, "%u", line + 1);
		}
		for (uint32_t k = 0; k < ignore->count; k++) {
			cr_assert(str_eq(source_str(source, ignore->names[k].at), ignore->names[k].text));
			buf_printf(&out, "%c%.*s", k ? '|' : ' ', STR_ARG(ignore->names[k].text));
		}
		buf_printf(&out, " <%s>\n", ignore->reason);
	}
	check_next(&ignores, source);
	return buf_done(&out).at;
}

Test(diag_ignore, reads)
{
	static const struct {
		const char *text, *wanted;
	} rows[] = {
		{ "a: 1 # mongoconf: ignore[x] why\nb: 2\n", "1 x <why>\n" },
		{ "a: 1\t#mongoconf:ignore[x,y] why not\r\nb: 2\r\n", "1 x|y <why not>\n" },
		{ "a:\n  ## mongoconf: ignore[ x , y ]: why\n\n  # more\n  b: 2\n", "5 x|y <why>\n" },
		{ "# mongoconf: ignore[x] why\n# mongoconf: ignore[y] why\na: 1\n", "3 x <why>\n3 y <why>\n" },
		{ "# mongoconf: ignore[x] so # mongoconf: ignore[y] too\na: 1\n# mongoconf: ignore[z] b\nb: 1\n",
		  "2 x <so # mongoconf: ignore[y] too>\n2 y <too>\n4 z <b>\n" },
		{ "a: 1 # mongoconf: ignore[x] so\nb: 1\n# mongoconf: ignore-file[y] so\n# mongoconf: ignore[z] so\nc: 1 # mongoconf: ignore[x] so\n",
		  "1 x <so>\n12345 y <so>\n5 z <so>\n5 x <so>\n" },
		{ "a: 1\n# mongoconf: ignore[x] at the end\n", " x <at the end>\n" },
		{ "a: 1\n# mongoconf: ignore-file[x] all\nb: 1\n", "123 x <all>\n" },
		{ "\xef\xbb\xbf# mongoconf: ignore[x] behind a mark\na: 1\n", "2 x <behind a mark>\n" },
		{ "a: 1 # note # mongoconf: ignore[x] why\n", "1 x <why>\n" },
		{ "a: 1 # mongoconf: ignore[x]\n", "1 x <>\n" },
		{ "a: 1 # mongoconf: ignore[x] -- why \n", "1 x <why>\n" },
		{ "a: 1 # mongoconf: ignore[x", "! its brack" },
		{ "a: 1 # mongoconf: ignore x\n", "! it names" },
		{ "a: 1 # mongoconf: ignore[x,]\n", "! a name is" },
		{ "a: 1 # mongoconf: ignored[x] y\n", "! the words" },
		{ "a: 1 # mongoconf: ignore-line[x] y\n", "! the words" },
		{ "a: b#mongoconf: ignore[x] no comment\n", "" },
		{ "a: 1 # mongoconf: wrote this\n", "" },
		{ "a: 1 # as mongoconf: ignore[x] says\n", "" },
		{ "mongoconf: ignore[x]\n", "" },
		{ "", "" },
	};
	struct arena arena = ARENA_INIT;
	for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct source source;
		source_init(&arena, "a.conf", str_of(rows[i].text), &source);
		const char *got = read_all(&arena, &source);
		bool fault = rows[i].wanted[0] == '!';
		cr_expect(fault ? !strncmp(got, rows[i].wanted, strlen(rows[i].wanted)) : !strcmp(got, rows[i].wanted),
			  "%s gives %s", rows[i].text, got);
	}
	arena_free(&arena);
}

Test(diag_ignore, takes_away)
{
	static const struct {
		const char *text, *keep, *wanted;
	} rows[] = {
		{ "a: 1  # mongoconf: ignore[x,y] why\nb: 2\n", "..", "a: 1\nb: 2\n" },
		{ "a: 1  # mongoconf: ignore[x,y] why\r\nb: 2\r\n", "..", "a: 1\r\nb: 2\r\n" },
		{ "a: 1  # mongoconf: ignore[x, y, z] why\nb: 2\n", "x.z", "a: 1  # mongoconf: ignore[x,z] why\nb: 2\n" },
		{ "a:\n  # mongoconf: ignore[x] why\n  b: 2\n", ".", "a:\n  b: 2\n" },
		{ "\xef\xbb\xbf# mongoconf: ignore[x] why\nb: 2\n", ".", "\xef\xbb\xbf" "b: 2\n" },
		{ "b: 2\n# mongoconf: ignore-file[x] why", ".", "b: 2\n" },
		{ "b: 2 # note # mongoconf: ignore[x] why\n", ".", "b: 2 # note\n" },
	};
	struct arena arena = ARENA_INIT;
	for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct ignores ignores = IGNORES_INIT(&arena);
		struct source source;
		uint32_t at = 0;
		bool keep[3];
		for (unsigned k = 0; k < 3 && rows[i].keep[k]; k++)
			keep[k] = rows[i].keep[k] != '.';
		source_init(&arena, "a.conf", str_of(rows[i].text), &source);
		cr_assert(ignore_next(&source, &at));
		ignore_take(&ignores, &source, at);
		struct fix_edit edit = ignore_without(&arena, ignores.at, keep);
		struct str got = str_format(&arena, "%.*s%.*s%s", (int)edit.cut.at, rows[i].text, STR_ARG(edit.put),
					    rows[i].text + span_end(edit.cut));
		cr_expect_str_eq(got.at, rows[i].wanted);
	}
	arena_free(&arena);
}
