/* What real servers said of small configs, against what lint and show say. verdicts.tsv has a line for
 * each server that was asked: which file, release and binary, whether it took the file, its message,
 * and the options that it was left with. */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "lint_files.h"
#include "verdict_check.h"

static struct arena arena;

static void tear_down(void)
{
	arena_free(&arena);
}

TestSuite(verdicts, .fini = tear_down);

static struct str read_fixture(struct arena *to, const char *name)
{
	struct source source;
	struct err err = ERR_INIT(to);
	const char *path = lint_fixture(to, arena_printf(to, "fixtures/verdicts/%s", name));
	cr_assert(source_read(to, path, &source, &err), "%s", path);
	return source.text;
}

static void check_line(struct str line)
{
	struct arena scratch = ARENA_INIT;
	struct str file, release, binary, word, claim;
	struct verdict verdict = { 0 };
	struct str *const field[] = { &file, &release, &binary, &word, &verdict.message, &claim, &verdict.resolved };
	for (unsigned i = 0; i < sizeof field / sizeof *field; i++)
		cr_assert(str_split(&line, '\t', field[i]));
	verdict.name = str_cstr(&scratch, file);
	verdict.text = read_fixture(&scratch, verdict.name);
	verdict.target = verdict_target(release, binary);
	verdict.takes = str_is(word, "ACCEPT");
	verdict_check(&verdict);
	arena_free(&scratch);
}

Test(verdicts, of_real_servers)
{
	struct str rest = read_fixture(&arena, "verdicts.tsv"), line;
	uint32_t rows = 0;
	str_split(&rest, '\n', &line);
	while (str_split(&rest, '\n', &line))
		if (line.len) {
			check_line(line);
			rows++;
		}
	cr_expect_gt(rows, 300);
}

/* More files with verdicts, where there are some: MONGOCONF_VERDICTS is a table whose first columns are
 * file, release, binary and verdict, MONGOCONF_CORPUS the folder that the files are in. What servers for
 * Linux say of a config that is made for Windows is not asked. */
static uint32_t check_real_line(const char *folder, struct str line)
{
	struct arena scratch = ARENA_INIT;
	struct err err = ERR_INIT(&scratch);
	struct str file, release, binary, word;
	struct str *const field[] = { &file, &release, &binary, &word };
	struct source source;
	for (unsigned i = 0; i < sizeof field / sizeof *field; i++)
		cr_assert(str_split(&line, '\t', field[i]));
	const char *path = arena_printf(&scratch, "%s/%.*s", folder, STR_ARG(file));
	bool judged = !str_ends(file, ".cfg") && (str_is(word, "ACCEPT") || str_is(word, "REJECT"));
	if (judged) {
		cr_assert(source_read(&scratch, path, &source, &err), "%s", path);
		struct verdict verdict = {
			.name = path, .text = source.text, .target = verdict_target(release, binary),
			.takes = str_is(word, "ACCEPT"), .any_resolved = true,
		};
		verdict_check(&verdict);
	}
	arena_free(&scratch);
	return judged;
}

Test(verdicts, of_real_files)
{
	const char *table = getenv("MONGOCONF_VERDICTS"), *folder = getenv("MONGOCONF_CORPUS");
	if (!table || !folder)
		cr_skip_test("MONGOCONF_VERDICTS or MONGOCONF_CORPUS is not set");
	struct source source;
	struct err err = ERR_INIT(&arena);
	cr_assert(source_read(&arena, table, &source, &err), "%s", table);
	struct str rest = source.text, line;
	uint32_t judged = 0;
	str_split(&rest, '\n', &line);
	while (str_split(&rest, '\n', &line))
		if (line.len)
			judged += check_real_line(folder, line);
	cr_expect_gt(judged, 0);
}
