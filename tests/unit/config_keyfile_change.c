/* One key more, and one less: what becomes of a keyfile's lines. */
#include <criterion/criterion.h>
#include <string.h>

#include "config/keyfile_write.h"

#define A "Qm9ndXMgb25l"
#define B "Zm9vIHR3bw=="
#define C "YW5vdGhlcg=="
#define LONG "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWZnaGlqa2xtbm9wcXJzdHV2"
#define LONGER LONG LONG

/* To a file the key B is added, and then dropped again. */
static const struct {
	const char *text;
	const char *two;   /* or a piece of the refusal, behind a ! */
	const char *back;  /* NULL: what it was, to the byte */
	bool normalise;
} rows[] = {
	{ A "\n", "- " A "\n- " B "\n", NULL, false },
	{ A, "- " A "\n- " B, NULL, false },
	{ A "\r\n", "- " A "\r\n- " B "\r\n", NULL, false },
	{ "# ours\n\n" A " # old\n# end\n", "# ours\n\n- " A " # old\n- " B "\n# end\n", NULL, false },
	{ LONG "\n" LONG "\n" A "\n", "- " LONG "\n  " LONG "\n  " A "\n- " B "\n", NULL, false },
	{ LONG "\r\n" LONG "\r\n\r\n", "- " LONG "\r\n  " LONG "\r\n- " B "\r\n\r\n", NULL, false },
	{ "\xef\xbb\xbf" A "\n", "\xef\xbb\xbf- " A "\n- " B "\n", NULL, false },
	{ "'" A "'\n", "- '" A "'\n- " B "\n", NULL, false },
	{ "  " A "\n", "-   " A "\n- " B "\n", NULL, false },
	/* A list of one, which is a plain key afterwards. */
	{ "  - " A "\n", "  - " A "\n  - " B "\n", A "\n", false },
	/* Not plain: written anew. */
	{ "# a\tb\n" A "\n", "# a\tb\n- " A "\n- " B "\n", NULL, false },
	{ "\t" A "\n", "- " A "\n- " B "\n", A "\n", false },
	{ "[" A "]", "- " A "\n- " B "\n", A "\n", false },
	{ "---\n" A "\n", "- " A "\n- " B "\n", A "\n", false },
	{ ">\n  " LONG "\n  " LONG "\n", "- " LONGER "\n- " B "\n", LONGER "\n", false },
	/* There already. */
	{ B "\n", B "\n", "!alone", false },
	{ "[" A ", " B "]", "[" A ", " B "]", A "\n", false },
	/* Read otherwise than it looks. */
	{ "'" A "'\n'" C "'\n", "!behind its keys", NULL, false },
	{ "'" A "'\n'" C "'\n", "- " A "\n- " B "\n", A "\n", true },
	{ "- " A "\n-" C "\n", "!behind its keys", NULL, false },
	{ A "\n---\n" C "\n", "- " A "\n- " B "\n", A "\n", true },
	{ C "\n" A "\n", "!look like several keys", NULL, false },
	{ A "\n" C "\n", "- " A C "\n- " B "\n", A C "\n", true },
	{ "- " A "\n- " A "\n", "!twice", NULL, false },
	{ "- " A "\n- " A "\n", "- " A "\n- " B "\n", A "\n", true },
	{ "- " B "\n- " B "\n", B "\n", "!alone", true },
	/* Nothing to change. */
	{ "- " A "\n- " C "\n", "!no third", NULL, false },
	{ "- " A "\n- " B "\n- " C "\n", "!no keyfile", NULL, false },
	{ "", "!no keyfile", NULL, false },
	{ "a: b\n", "!no keyfile", NULL, false },
	{ "$ANSIBLE_VAULT;1.1;AES256\n3132\n", "!encrypted", NULL, false },
};

static struct arena arena = ARENA_INIT;

/* The text, or "!" and the refusal. */
static const char *changed(const char *text, const char *drop, bool normalise)
{
	struct err err = ERR_INIT(&arena);
	struct keyfile_change change = { .arena = &arena, .scratch = &arena, .path = "key", .bytes = str_of(text),
					 .normalise = normalise };
	if (!keyfile_change_open(&change, &err) ||
	    !(drop ? keyfile_change_drop(&change, str_of(drop), &err) : keyfile_change_add(&change, STR(B), &err))) {
		cr_expect(err.kind == ERR_REFUSED && !strcmp(err.path, "key") && !strstr(err.text, A), "%s", text);
		return arena_printf(&arena, "!%s", err.text);
	}
	cr_expect_eq(change.changes, !str_is(change.result, text), "%s", text);
	return str_cstr(&arena, change.result);
}

static void expect(const char *found, const char *expected, const char *text)
{
	cr_expect(*expected == '!' ? *found == '!' && strstr(found, expected + 1) : !strcmp(found, expected),
		  "of\n%s\nbecomes\n%s\nand not\n%s", text, found, expected);
}

/* "65e7eb25": what a message calls the key. */
static const char *id_of(const char *key)
{
	struct keyfile keyfile;
	struct str keys[KEYS_MAX];
	cr_assert(keyfile_secrets(&arena, &arena, "key", str_of(key), &keyfile, keys));
	return keyfile.keys[0].id;
}

Test(config_keyfile_change, table)
{
	for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
		const char *two = changed(rows[i].text, NULL, rows[i].normalise);
		expect(two, rows[i].two, rows[i].text);
		if (*two == '!')
			continue;
		cr_expect_str_eq(changed(two, NULL, false), two, "twice");
		const char *back = changed(two, id_of(B), false);
		expect(back, rows[i].back ? rows[i].back : rows[i].text, two);
		if (*back != '!')
			cr_expect_str_eq(changed(back, id_of(B), false), back, "twice");
	}
	/* The first of two, with its lines, and the comments stay. */
	expect(changed("# a\n- " LONG "\n  " LONG "\n# b\n- " B "\n", id_of(LONGER), false), "# a\n# b\n" B "\n", "first");
	expect(changed("- " A "\n- " B, id_of(A), false), B, "first");
	expect(changed("- " A "\n- " B, id_of(C), false), "- " A "\n- " B, "none");
	arena_free(&arena);
}
