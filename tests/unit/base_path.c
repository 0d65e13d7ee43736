#include "base/path.h"

#include <criterion/criterion.h>

static const struct {
	const char *base, *path, *joined, *from;  /* from: the joined one as `base` names it */
} paths[] = {
	{ "/srv/repo", "hosts/a", "/srv/repo/hosts/a", "hosts/a" },
	{ "/srv/repo", "./hosts//a/", "/srv/repo/hosts/a", "hosts/a" },
	{ "/srv/repo", "../other/a", "/srv/other/a", "../other/a" },
	{ "/srv/repo", "../repository", "/srv/repository", "../repository" },
	{ "/srv/repo", "/srv", "/srv", ".." },
	{ "/srv/repo", "../../../..", "/", "../.." },
	{ "/srv/repo", "/", "/", "../.." },
	{ "/srv/repo", "", "/srv/repo", "." },
	{ "/srv/repo", ".", "/srv/repo", "." },
	{ "/a", "/b", "/b", "../b" },
	{ "/", "", "/", "." },
	{ "/", "a/../b", "/b", "b" },
	{ "/", "a/b", "/a/b", "a/b" },
	{ "/srv", "a/.hidden/b.conf", "/srv/a/.hidden/b.conf", "a/.hidden/b.conf" },
	{ "/srv", "a/..b/c..", "/srv/a/..b/c..", "a/..b/c.." },
	{ "/srv", "a/.", "/srv/a", "a" },
	{ "/srv", "a/..", "/srv", "." },
	{ "/srv", "//etc/x", "/etc/x", "../etc/x" },
	{ "/srv", "/srv/./a", "/srv/a", "a" },
};

/* And not a byte more stays taken than a path has: there are several for each of a hundred thousand files. */
Test(base_path, join_and_from)
{
	for (unsigned i = 0; i < sizeof paths / sizeof *paths; i++) {
		struct arena arena = ARENA_INIT;
		const char *first = arena_bytes(&arena, 1);
		const char *joined = path_join(&arena, paths[i].base, str_of(paths[i].path));
		const char *from = path_from(&arena, paths[i].base, joined), *end = arena_bytes(&arena, 1);
		cr_expect_str_eq(joined, paths[i].joined, "%s and %s", paths[i].base, paths[i].path);
		cr_expect_str_eq(from, paths[i].from, "%s from %s", joined, paths[i].base);
		/* AddressSanitizer's gaps and units take some more. */
		size_t own = strlen(joined) + strlen(from) + 3;
		cr_expect_leq((size_t)(end - first), own + 4 * 24, "%s and %s", paths[i].base, paths[i].path);
		arena_free(&arena);
	}
}

Test(base_path, common)
{
	static const struct {
		const char *a, *b;
		size_t common;
	} rows[] = {
		{ "/srv/a", "/srv/b", 4 }, { "/srv/a", "/srv/a", 6 }, { "/srv/a", "/srv/ab", 4 }, { "/srv", "/srv/a", 4 }, { "/a", "/b", 0 },
		{ "a/b/c", "a/b/d/e", 3 }, { "a", "b", 0 }, { "a", "ab", 0 }, { "", "a", 0 }, { "", "", 0 }, { "/", "/a", 0 },
		{ "a//b", "a/b", 1 }, { "a/", "a/b", 1 }, { "../a", "../b", 2 },
	};
	for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
		cr_expect_eq(path_common(rows[i].a, rows[i].b), rows[i].common, "%s and %s", rows[i].a, rows[i].b);
		cr_expect_eq(path_common(rows[i].b, rows[i].a), rows[i].common, "%s and %s", rows[i].b, rows[i].a);
	}
}
