/* Thousands of globs asked at once, against each of them asked after the other. */

#include <criterion/criterion.h>
#include <string.h>

#include "base/buf.h"
#include "fleet/globs.h"

static struct arena arena;

static void tear_down(void)
{
	arena_free(&arena);
}

TestSuite(fleet_globs, .fini = tear_down);

/* ---- what is made up, from a seed, so that a failure can be had again ---- */

static uint32_t seed;

static uint32_t any(uint32_t below)
{
	seed = seed * 1664525u + 1013904223u;
	return (seed >> 8) % below;
}

static const char *const names[] = { "a", "b", "ab", "rs1", "rs2", "rs11", "prod", "m.conf", "ä" };
enum { NAMES = sizeof names / sizeof *names };

/* Of few names, so that many begin alike, and those that a path has are there more than once. */
static struct str any_path(void)
{
	struct buf out = BUF_INIT(&arena);
	uint32_t parts = 1 + any(5);
	for (uint32_t i = 0; i < parts; i++)
		buf_printf(&out, "%s%s", i ? "/" : "", names[any(NAMES)]);
	if (any(40) == 0)
		buf_text(&out, "/\xff");
	return buf_done(&out);
}

static struct str any_glob(void)
{
	static const char *const wild[] = {
		"*", "**", "rs*", "*b", "?s1", "{rs1,rs2}", "[a-b]", "**b", "a*b*", "{prod/rs1,a}", "rs\\1", "[!a/rs1/b]", "***", "",
	};
	struct buf out = BUF_INIT(&arena);
	uint32_t parts = 1 + any(5);
	buf_text(&out, any(20) ? "" : "./");
	for (uint32_t i = 0; i < parts; i++)
		buf_printf(&out, "%s%s", i ? "/" : "", any(3) ? names[any(NAMES)] : wild[any(i ? sizeof wild / sizeof *wild : 10)]);
	if (any(10) == 0)
		buf_char(&out, '/');
	return buf_done(&out);
}

/* As one is read from a project file. */
static struct regex *glob_of(struct str text)
{
	struct regex_error error = { 0 };
	struct regex *glob = regex_glob(&arena, str_starts(text, "./") ? str_sub(text, 2, text.len) : text, &error);
	cr_assert_not_null(glob, "%.*s: %s", STR_ARG(text), error.reason);
	return glob;
}

static struct project_list list_of(const struct str *text, uint32_t count)
{
	struct project_list list = {
		.text = arena_array(&arena, count, sizeof *list.text), .glob = arena_array(&arena, count, sizeof *list.glob), .count = count,
	};
	for (uint32_t i = 0; i < count; i++) {
		list.text[i] = text[i];
		list.glob[i] = glob_of(text[i]);
	}
	return list;
}

static struct project_list any_list(uint32_t most)
{
	struct str text[8];
	uint32_t count = any(most + 1);
	for (uint32_t i = 0; i < count; i++)
		text[i] = any_glob();
	return list_of(text, count);
}

/* The same globs, so that what is counted of them is counted twice, apart. */
static struct project_list again(const struct project_list *list)
{
	return list_of(list->text, list->count);
}

/* ---- one after the other ---- */

static bool list_has(const struct project_list *list, struct str path)
{
	for (uint32_t i = 0; i < list->count; i++)
		if (regex_find(list->glob[i], path, 0, NULL, NULL))
			return true;
	return false;
}

static uint32_t first_of(const struct project_list *lists, uint32_t count, struct str path)
{
	for (uint32_t i = 0; i < count; i++)
		if (list_has(&lists[i], path))
			return i;
	return GLOBS_NONE;
}

static bool may_begin(const struct project_list *list, struct str folder)
{
	for (uint32_t i = 0; i < list->count; i++)
		if (regex_may_begin(list->glob[i], folder))
			return true;
	return false;
}

/* ---- tests ---- */

enum { ROUNDS = 40, PATHS = 100, LISTS = 90, SLOW_ROUNDS = 4, SLOW_LISTS = 40 };

Test(fleet_globs, as_one_after_the_other)
{
	uint32_t found = 0;
	for (uint32_t round = 0; round < ROUNDS; round++) {
		struct project_list lists[LISTS];
		seed = round;
		uint32_t count = any(LISTS + 1);
		for (uint32_t i = 0; i < count; i++)
			lists[i] = any_list(3);
		const struct globs *globs = globs_new(&arena, lists, count);
		for (uint32_t k = 0; k < PATHS; k++) {
			struct str path = any_path();
			uint32_t first = first_of(lists, count, path), at, next = 0;
			struct globs_walk walk;
			bool hard = false;
			found += first != GLOBS_NONE;
			cr_assert_eq(globs_first(globs, path, NULL), first, "round %u: %.*s", round, STR_ARG(path));
			cr_assert_eq(globs_first(globs, path, &hard), first, "round %u: %.*s", round, STR_ARG(path));
			cr_assert_not(hard);
			/* All of them, but for those that nobody asks about. */
			globs_open(globs, path, &walk);
			while (globs_next(&walk, &at)) {
				for (; next < at; next++)
					cr_assert_not(list_has(&lists[next], path), "round %u: %.*s: %u", round, STR_ARG(path), next);
				if (next++ % 3)
					cr_assert_eq(globs_match(&walk, NULL), list_has(&lists[at], path), "round %u: %.*s: %u", round,
						     STR_ARG(path), at);
			}
			globs_close(&walk);
			for (; next < count; next++)
				cr_assert_not(list_has(&lists[next], path), "round %u: %.*s: %u", round, STR_ARG(path), next);
		}
		arena_reset(&arena);
	}
	cr_assert(found > ROUNDS * PATHS / 4, "of %u paths, one of the lists had %u", ROUNDS * PATHS, found);
}

/* Folders on the way to what a glob may match. */
Test(fleet_globs, on_the_way)
{
	uint32_t found = 0;
	for (uint32_t round = 0; round < 10 * ROUNDS; round++) {
		seed = round;
		struct project_list list = any_list(6);
		const struct globs *globs = globs_of_walk(&arena, &list);
		for (uint32_t k = 0; k < PATHS / 4; k++) {
			struct str path = any_path(), folder = str_format(&arena, "%.*s/", STR_ARG(path));
			bool may = may_begin(&list, folder);
			found += may;
			cr_assert_eq(globs_may_begin(globs, folder), may, "round %u: %.*s", round, STR_ARG(folder));
			cr_assert_eq(globs_first(globs, path, NULL) != GLOBS_NONE, list_has(&list, path), "round %u: %.*s", round,
				     STR_ARG(path));
		}
		cr_assert_eq(globs_may_begin(globs, STR("")), list.count > 0);
		arena_reset(&arena);
	}
	cr_assert(found > 100, "%u", found);
}

/* A path has all of its beginnings in the table, and more than a walk has room for at first. */
Test(fleet_globs, one_in_the_other)
{
	enum { DEPTH = 3 * GLOBS_FEW };
	struct project_list lists[DEPTH];
	struct buf path = BUF_INIT(&arena);
	for (uint32_t i = 0; i < DEPTH; i++) {
		/* The longest comes first. */
		struct buf text = BUF_INIT(&arena);
		for (uint32_t k = i; k < DEPTH; k++)
			buf_text(&text, "a/");
		buf_text(&text, i % 2 ? "**" : "*");
		struct str glob = buf_done(&text);
		lists[i] = list_of(&glob, 1);
		buf_text(&path, "a/");
	}
	buf_text(&path, "b/c");
	const struct globs *globs = globs_new(&arena, lists, DEPTH);
	struct globs_walk walk;
	uint32_t at, next = 0;
	globs_open(globs, buf_done(&path), &walk);
	for (; globs_next(&walk, &at); next++) {
		cr_assert_eq(at, next);
		cr_assert_eq(globs_match(&walk, NULL), at % 2);
	}
	globs_close(&walk);
	cr_assert_eq(next, DEPTH);
}

/* The longest paths may take too long where shorter ones can't, so there a name decides nothing. */
Test(fleet_globs, long_paths)
{
	struct str text[2] = { STR("**/b/**/n"), STR("**/b/**/m") };
	struct project_list lists[2] = { list_of(&text[0], 1), list_of(&text[1], 1) };
	const struct globs *globs = globs_new(&arena, lists, 2);
	struct buf path = BUF_INIT(&arena);
	for (unsigned i = 0; i < 2000; i++)
		buf_text(&path, "b/");
	buf_text(&path, "m.conf");
	struct str all = buf_done(&path);
	cr_expect_eq(globs_first(globs, str_sub(all, all.len - 40, all.len), NULL), GLOBS_NONE);
	cr_expect_null(regex_exceeded(lists[1].glob[0]));
	cr_expect_eq(globs_first(globs, all, NULL), GLOBS_NONE);
	cr_expect_not_null(regex_exceeded(lists[1].glob[0]));
}

/* What takes too long is counted as ever, and what matches before it keeps it from being asked. */
Test(fleet_globs, what_takes_too_long)
{
	/* PCRE2 looks for the last letter of all first, so the paths have to have it, and not the name. */
	static const char *const slow[] = {
		"{*,*a}{*,*a}{*,*a}{*,*a}{*,*a}{*,*a}{*,*a}[bc]", "**/a/{*,*a}{*,*a}{*,*a}{*,*a}{*,*a}{*,*a}{*,*a}[bc]",
		"**/**a**a**a**a**a**a**a**a**/m", "*/a*a*a*a*a*a*a*a*a*a*a*a*a*b", "a/{*,*a}{*,*a}{*,*a}{*,*a}{*,*a}{*,*a}{*,*a}[bc]",
		"*a*a*a*a*a*b/m",
	};
	uint32_t exceeded = 0;
	char many[121];
	memset(many, 'a', 120);
	many[120] = '\0';
	for (uint32_t round = 0; round < SLOW_ROUNDS; round++) {
		struct project_list lists[2][SLOW_LISTS];
		bool told = false;
		seed = round;
		for (uint32_t i = 0; i < SLOW_LISTS; i++) {
			struct str text = str_of(slow[any(sizeof slow / sizeof *slow)]);
			lists[0][i] = any(8) ? any_list(2) : list_of(&text, 1);
			lists[1][i] = again(&lists[0][i]);
			for (uint32_t k = 0; k < lists[1][i].count; k++)
				regex_tell(lists[1][i].glob[k], &told);
		}
		const struct globs *globs = globs_new(&arena, lists[1], SLOW_LISTS);
		for (uint32_t k = 0; k < 6; k++) {
			struct str path = any_path();
			path = any(2) ? str_format(&arena, "%.*s/%s%s", STR_ARG(path), many, any(2) ? "" : "/rs1/m.conf")
				      : str_join(&arena, (struct str){ many, 120 }, '/', path);
			cr_assert_eq(globs_first(globs, path, NULL), first_of(lists[0], SLOW_LISTS, path), "round %u", round);
		}
		bool one = false;
		for (uint32_t i = 0; i < SLOW_LISTS; i++)
			for (uint32_t k = 0; k < lists[0][i].count; k++) {
				const char *was = regex_exceeded(lists[0][i].glob[k]), *is = regex_exceeded(lists[1][i].glob[k]);
				one |= is != NULL;
				exceeded += is != NULL;
				cr_assert(!was == !is && (!was || !strcmp(was, is)), "round %u: %.*s", round, STR_ARG(lists[0][i].text[k]));
			}
		cr_assert_eq(told, one, "round %u", round);
		arena_reset(&arena);
	}
	cr_assert(exceeded >= SLOW_ROUNDS, "%u", exceeded);
}
