#include "base/regex.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "base/pool.h"

static struct arena arena;

static void tear_down(void)
{
	arena_free(&arena);
}

TestSuite(base_patterns, .fini = tear_down);

/* What it matches begins with +, what not with -. */
static const struct {
	const char *glob;
	const char *paths[12];
} globs[] = {
	{ "a", { "+a", "-", "-b", "-a/", "-aa", "-x/a" } },
	{ "*", { "+a", "+.hidden", "-a/b", "+" } },
	{ "*.conf", { "+mongod.conf", "+.conf", "-a/mongod.conf", "-mongod.conf.j2", "-mongodXconf" } },
	{ "hosts/*/etc/mongod.conf", { "+hosts/db1/etc/mongod.conf", "-hosts/a/b/etc/mongod.conf", "-hosts/etc/mongod.conf" } },
	{ "hosts/old-*/**", { "+hosts/old-1/a", "+hosts/old-1/a/b", "-hosts/old-1", "-hosts/new-1/a" } },
	{ "**", { "+a", "+a/b" } },
	{ "**/mongod.conf", { "+mongod.conf", "+a/mongod.conf", "+a/b/mongod.conf", "-amongod.conf", "-a/mongod.conf/b" } },
	{ "a/**/b", { "+a/b", "+a/x/b", "+a/x/y/b", "-ab", "-a/xb", "-xa/b" } },
	{ "a**b", { "+ab", "+axb", "+a/x/b", "-a/x" } },
	{ "hosts/", { "+hosts/a", "+hosts/a/b", "-hosts", "-hosts/" } },
	{ "?.conf", { "+a.conf", "+\xc3\xa9.conf", "-ab.conf", "-.conf", "-/.conf" } },
	{ "db[0-9].conf", { "+db1.conf", "-dba.conf", "-db10.conf" } },
	{ "db[!0-9].conf", { "+dba.conf", "-db1.conf", "-db/.conf", "-db.conf" } },
	{ "db[^a-c]", { "+dbd", "-dba" } },
	{ "[]a]", { "+]", "+a", "-b" } },
	{ "[a\\-c]", { "+a", "+-", "+c", "-b" } },
	{ "[.-]", { "+.", "+-", "-a" } },
	{ "a[/]b", { "-a/b" } },
	{ "{a,b}.conf", { "+a.conf", "+b.conf", "-c.conf", "-{a,b}.conf" } },
	{ "{a,b{1,2}}", { "+a", "+b1", "+b2", "-b" } },
	{ "{hosts/**,mongod.conf}", { "+hosts/a/b", "+mongod.conf", "-hosts" } },
	{ "{,a/}b", { "+b", "+a/b", "-a" } },
	{ "a,b}", { "+a,b}" } },
	{ "\\*\\{", { "+*{", "-a{" } },
	{ "a(b|c)+^$#", { "+a(b|c)+^$#", "-ab" } },
	{ "a.c", { "+a.c", "-abc" } },
	{ "a*", { "+a\n", "+a\nb" } },
	{ "b.conf", { "+b.conf", "-b.conf\xff", "-\xff" "b.conf", "-b.conf\xff/" } },
	{ "\xc3\xa9*", { "+\xc3\xa9t\xc3\xa9", "-e" } },
};

Test(base_patterns, globs)
{
	for (unsigned i = 0; i < sizeof globs / sizeof *globs; i++) {
		struct regex_error error = { 0 };
		struct regex *glob = regex_glob(&arena, str_of(globs[i].glob), &error);
		cr_assert_not_null(glob, "%s: %s", globs[i].glob, error.reason);
		for (unsigned k = 0; k < 12 && globs[i].paths[k]; k++) {
			const char *path = globs[i].paths[k];
			cr_expect_eq(regex_find(glob, str_of(path + 1), 0, NULL, NULL), *path == '+', "%s on %s",
				     globs[i].glob, path);
		}
	}
}

static const struct {
	const char *text;
	bool glob;
	uint32_t at;
	const char *reason;
} wrong[] = {
	{ "a[b", true, 1, "this [ has no ] behind it" },
	{ "[]", true, 0, "this [ has no ] behind it" },
	{ "a{b,{c,d}", true, 1, "this { has no } behind it" },
	{ "a\\", true, 1, "nothing follows this \\" },
	{ "{{{{{{{{{{{{{{{{{", true, 16, "braces are nested too deeply" },
	{ "[z-a]", true, 0, "range out of order in character class" },
	{ "a(b", false, 3, "missing closing parenthesis" },
	{ "a)b", false, 1, "unmatched closing parenthesis" },
	{ "ab**+*", false, 3, "quantifier does not follow a repeatable item" },
	{ "(?<host>a)(?<host>b)", false, 18, "two named subpatterns have the same name (PCRE2_DUPNAMES not set)" },
	{ "(?<1a>b)", false, 3, "subpattern name must start with a non-digit" },
	{ "a\\C", false, 3, "using \\C is disabled by the application" },
	{ "\xff", false, 0, NULL },
};

Test(base_patterns, wrong)
{
	for (unsigned i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		struct regex_error error = { 0 };
		struct str text = str_of(wrong[i].text);
		cr_assert_null(wrong[i].glob ? regex_glob(&arena, text, &error) : regex_read(&arena, text, &error), "%s",
			       wrong[i].text);
		cr_expect_eq(error.at, wrong[i].at, "%s: %u", wrong[i].text, error.at);
		cr_expect(!wrong[i].reason || !strcmp(error.reason, wrong[i].reason), "%s: %s", wrong[i].text, error.reason);
	}
}

Test(base_patterns, groups)
{
	static const char *const names[] = { "host", "set", "port" };
	struct regex_error error;
	struct str values[3];
	struct regex *regex = regex_read(&arena, STR("(?J)^(?:hosts/(?<host>[a-z]+)|(?<set>\\w+)/(?<host>\\d+))"), &error);
	cr_assert_not_null(regex);
	cr_expect(regex_groups(regex, STR("hosts/abc/x"), names, values, 3));
	cr_expect(str_is(values[0], "abc") && !values[1].len && !values[2].len);
	cr_expect(regex_groups(regex, STR("rs0/17"), names, values, 3));
	cr_expect(str_is(values[0], "17") && str_is(values[1], "rs0"));
	cr_expect_not(regex_groups(regex, STR("rs0/x"), names, values, 3));
	cr_expect_str_eq(regex_group_name(regex, 0), "host");
	cr_expect_str_eq(regex_group_name(regex, 2), "set");
	cr_expect_null(regex_group_name(regex, 3));
}

/* Patterns with too many ways to match: said, at once, and only of those. */
Test(base_patterns, limits)
{
	static const struct {
		const char *pattern;
		bool glob, exceeds;
	} rows[] = {
		{ "(?:[a-z]+/?)+[=#]$", false, true },
		{ "(?:(?:(?:a*)*)*)*[bc]$", false, true },
		{ "(a|aa)+[bc]$", false, true },
		{ "a+[bc]$", false, false },
		{ "a*a*[bc]$", false, false },
		{ "^(?<host>a+)$", false, false },
		{ "{*,*a}{*,*a}{*,*a}{*,*a}{*,*a}{*,*a}{*,*a}[bc]", true, true },
		{ "**/**/**/**/**/**/**/**/**/**/**/**/[bc]", true, false },
		{ "*a*[bc]", true, false },
	};
	char text[121];
	memset(text, 'a', 120);
	text[120] = '\0';
	for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct regex_error error = { 0 };
		struct str pattern = str_of(rows[i].pattern);
		struct regex *regex = rows[i].glob ? regex_glob(&arena, pattern, &error) : regex_read(&arena, pattern, &error);
		cr_assert_not_null(regex, "%s: %s", rows[i].pattern, error.reason);
		cr_expect_null(regex_exceeded(regex), "%s", rows[i].pattern);
		bool found = regex_find(regex, str_of(text), 0, NULL, NULL);
		cr_expect_eq(found, str_is(pattern, "^(?<host>a+)$"), "%s", rows[i].pattern);
		cr_expect_eq(regex_exceeded(regex) != NULL, rows[i].exceeds, "%s", rows[i].pattern);
		cr_expect(!rows[i].exceeds || !strcmp(regex_exceeded(regex), text), "%s", rows[i].pattern);
	}
}

/* Several threads ask one pattern: each gets its own answer, and what would be counted is left to one. */
enum { ASKED = 2000 };
struct asking {
	const struct regex *pattern, *glob;
	bool right[ASKED];
};

static void ask(void *context, uint32_t index, uint32_t worker)
{
	static const char *const names[] = { "host", "number" };
	struct asking *asking = context;
	struct str values[2];
	char text[128];
	bool hard = false, long_one = index % 100 == 0;
	(void)worker;
	memset(text, 'a', sizeof text);
	int len = long_one ? 120 : snprintf(text, sizeof text, "h%u/%u", index % 7, index);
	struct str path = { text, (uint32_t)len };
	bool found = regex_groups_quick(asking->pattern, path, names, values, 2, &hard);
	asking->right[index] = hard == long_one && found == !long_one;
	if (found) {
		char wanted[16];
		snprintf(wanted, sizeof wanted, "%u", index);
		asking->right[index] &= str_is(values[1], wanted) && values[0].len == 2 && values[0].at[1] == (char)('0' + index % 7);
	}
	hard = false;
	asking->right[index] &= regex_find_quick(asking->glob, path, &hard) == (!long_one && index % 7 == 3) && !hard;
}

Test(base_patterns, by_several_threads)
{
	static struct asking asking;
	struct regex_error error;
	struct regex *pattern = regex_read(&arena, STR("^(?:(?<host>h[0-9])/(?<number>[0-9]+)|(?:[a-z]+/?)+[=#])$"), &error);
	asking.pattern = pattern;
	asking.glob = regex_glob(&arena, STR("h3/*"), &error);
	cr_assert(asking.pattern && asking.glob);
	pool_run(4, ASKED, ask, &asking);
	for (unsigned i = 0; i < ASKED; i++)
		cr_expect(asking.right[i], "number %u", i);
	cr_expect_null(regex_exceeded(pattern));
	char text[121];
	memset(text, 'a', 120);
	cr_expect_not(regex_find(pattern, (struct str){ text, 120 }, 0, NULL, NULL));
	cr_expect_not_null(regex_exceeded(pattern));
}

/* ---- the program's own, compiled by whoever comes first ---- */

static const char *const own[] = { "^a", "b$", "c+d", "(?i)E", "f|g", "^$", "h.", "[ij]", "k{2}", "\\bl" };
enum { OWN = sizeof own / sizeof *own };

static void ask_own(void *context, uint32_t index, uint32_t worker)
{
	const struct regex **got = context;
	(void)worker;
	got[index] = regex_own(own[index % OWN]);
}

Test(base_regex, own_patterns_are_compiled_once)
{
	enum { TIMES = 1000 };
	static const struct regex *got[TIMES];
	pool_run(8, TIMES, ask_own, got);
	for (unsigned i = 0; i < TIMES; i++)
		cr_expect_eq(got[i], got[i % OWN], "%u", i);
	for (unsigned i = 1; i < OWN; i++)
		cr_expect_neq(got[i], got[i - 1], "%u", i);
	cr_expect(regex_matches(own[0], STR("ab")) && !regex_matches(own[0], STR("ba")) && regex_matches(own[3], STR("e")));
}
