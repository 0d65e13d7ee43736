#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "config/keyfile_prefix.h"

#define A "c29tZXRoaW5nIHRoYXQgaXMgbm8gc2VjcmV0"
#define B "YW5kIHRoaXMgaXMgYW5vdGhlciBvbmUgb2YgdGhlbQ"

static struct arena arena;

static const struct keyfile *put(const char *path, const char *text, uint32_t len)
{
	struct keyfile *keyfile = arena_alloc(&arena, sizeof *keyfile);
	FILE *file = fopen(path, "w");
	cr_assert_not_null(file);
	cr_assert_eq(fwrite(text, 1, len, file), len);
	fclose(file);
	keyfile_read(&arena, path, (struct version){ 0 }, keyfile);
	return keyfile;
}

/* What a file has in it, what its peer has, and the line where the rest begins; 0: it is not appended to. */
static const struct {
	const char *longer, *other;
	uint32_t line;
} table[] = {
	{ A "\n" B "\n", A "\n", 2 }, { A B, A, 1 }, { A "\n" A "\n", A "\n", 2 }, { "c29tZXRoaW5nIHRo\nYXQgaXMgbm8gc2VjcmV0\n\n" B "\n", A, 4 },
	{ "\xef\xbb\xbf" A "\n" B "\n", A, 2 }, { A "\r\n" B "\r\n", A, 2 }, { "  " A " \n " B, A, 2 },
	{ A "\n", A "\n", 0 }, { A "\n\n", A, 0 }, { A, A "\n" B "\n", 0 }, { B "\n" A "\n", A, 0 }, { A "\n" B "\n", B, 0 },
	/* Lists, and quoted lines, of which the first alone counts. */
	{ "- " A "\n- " B "\n", A, 0 }, { "'" A "'\n'" B "'\n", A, 0 }, { A "\n" B "\n", "- " A "\n- " B "\n", 0 },
	{ "", A, 0 }, { A "\n" B, "", 0 },
};

Test(config_keyfile_prefix, appended)
{
	char longer[] = "/tmp/mongoconf-longer-XXXXXX", other[] = "/tmp/mongoconf-other-XXXXXX";
	close(mkstemp(longer));
	close(mkstemp(other));
	for (unsigned i = 0; i < sizeof table / sizeof *table; i++) {
		const struct keyfile *a = put(longer, table[i].longer, (uint32_t)strlen(table[i].longer));
		const struct keyfile *b = put(other, table[i].other, (uint32_t)strlen(table[i].other));
		uint32_t at = 0, line = keyfile_is_appended(a, b, &at) ? source_place(a->source, at).line : 0;
		cr_expect_eq(line, table[i].line, "row %u: %u", i, line);
	}
	/* Too long to start with, and a file that is gone by now. */
	char key[700];
	memset(key, 'k', sizeof key);
	const struct keyfile *b = put(other, key, sizeof key);
	char twice[2 * sizeof key];
	memset(twice, 'k', sizeof twice);
	const struct keyfile *a = put(longer, twice, sizeof twice);
	uint32_t at;
	cr_expect_eq(a->fault, KEYFILE_TOO_LONG);
	cr_expect(keyfile_is_appended(a, b, &at));
	cr_expect_eq(at, sizeof key);
	unlink(longer);
	cr_expect_not(keyfile_is_appended(a, b, &at));
	unlink(other);
	arena_free(&arena);
}
