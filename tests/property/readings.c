/* Two libraries that read a text together and two that read it each for itself (yaml/read.h) say the same of it: over every file
 * of fixtures/, as it is, changed on its way, broken off, and with a byte of it that is another. MONGOCONF_CORPUS names one more
 * folder of files to try; MONGOCONF_VALGRIND takes a few of the files only. */
#include <criterion/criterion.h>

#include <stdlib.h>

#include "fixtures.h"
#include "yaml/read.h"
#include "yaml/verify.h"

static struct arena arena = ARENA_INIT;

static void teardown(void)
{
	arena_free(&arena);
}

TestSuite(readings, .fini = teardown);

struct tally {
	uint32_t alike, apart;
};

static bool same_span(struct span a, struct span b)
{
	return a.at == b.at && a.len == b.len;
}

/* Its spans, too: what is edited is found by them. */
static bool same_tree(const struct tree *a, const struct tree *b)
{
	uint32_t at;
	bool same = tree_same(a, b, &at) && a->root == b->root && a->rest == b->rest && a->undefined == b->undefined;
	for (uint32_t i = 1; same && i < a->count; i++) {
		const struct node *left = &a->node[i], *right = &b->node[i];
		same = same_span(left->span, right->span) && same_span(left->key, right->key) && left->colon == right->colon &&
		       left->question == right->question && left->target == right->target && left->path == right->path &&
		       left->first == right->first && left->last == right->last && left->next == right->next &&
		       left->previous == right->previous;
	}
	return same;
}

static void try_text(struct tally *tally, const char *name, struct str text)
{
	struct arena scratch = ARENA_INIT;
	struct source source;
	struct tree together, fyaml, libyaml;
	struct syntax_error error;
	uint32_t at;
	struct text_check check = text_check(text);
	source_init(&scratch, name, text, &source);
	if (check.nul == STR_NONE && check.invalid == STR_NONE && check.lone_cr == STR_NONE) {
		bool alike = parse_tree(&scratch, &source, text, &fyaml, &error) &&
			     verify_tree(&scratch, &source, text, &libyaml, &error) && tree_same(&fyaml, &libyaml, &at);
		bool said = parse_verified(&scratch, &source, text, &together);
		/* What is alike in the first document may differ behind it, and nothing at all is nobody's to compare. */
		cr_expect(!said || alike, "%s: read alike only together\n%.*s", name, STR_ARG(text));
		cr_expect(said || !alike || !text.len || fyaml.documents > 1, "%s: read alike only apart\n%.*s", name, STR_ARG(text));
		cr_expect(!said || !alike || same_tree(&together, &fyaml), "%s: another tree\n%.*s", name, STR_ARG(text));
		tally->alike += said;
		tally->apart += !said;
	}
	arena_free(&scratch);
}

/* What most often makes another text of one. */
static void try_changed(struct tally *tally, const char *name, struct str text)
{
	static const char bytes[] = "\n :#'\"{}[],|>&*!%?-~\t";
	struct arena scratch = ARENA_INIT;
	/* In some that are broken off libfyaml 0.7.12 asks for a variable of its own that it has not set, and Valgrind says so. */
	uint32_t end = getenv("MONGOCONF_VALGRIND") ? 0 : text.len;
	try_text(tally, name, text);
	for (uint32_t step = text.len / 12 + 1, at = step / 2; at < end; at += step) {
		char *copy = arena_copy(&scratch, text.at, text.len);
		try_text(tally, name, str_sub(text, 0, at));
		copy[at] = bytes[at % (sizeof bytes - 1)];
		try_text(tally, name, (struct str){ copy, text.len });
	}
	arena_free(&scratch);
}

static struct tally try_files(struct files files, struct str (*mutate)(struct arena *, struct str))
{
	struct tally tally = { 0 };
	bool slow = getenv("MONGOCONF_VALGRIND") != NULL;
	for (uint32_t i = 0; i < files.count; i += slow ? 16 : 1) {
		struct arena scratch = ARENA_INIT;
		struct err err = ERR_INIT(&scratch);
		struct source source;
		cr_assert(source_read(&scratch, files.at[i], &source, &err), "%s", files.at[i]);
		if (source.text.len < 20000)
			try_changed(&tally, files.at[i], mutate ? mutate(&scratch, source.text) : source.text);
		arena_free(&scratch);
	}
	return tally;
}

Test(readings, together_as_apart)
{
	struct tally tally = try_files(fixtures(&arena), NULL);
	cr_expect_gt(tally.alike, tally.apart, "%u alike, %u not", tally.alike, tally.apart);
	cr_expect(tally.apart > 50 || getenv("MONGOCONF_VALGRIND"), "%u", tally.apart);
}

Test(readings, of_changed_files)
{
	for (unsigned i = 0; i < mutation_count; i++)
		try_files(fixtures(&arena), mutations[i].change);
}

Test(readings, of_the_corpus)
{
	const char *folder = getenv("MONGOCONF_CORPUS");
	if (!folder)
		cr_skip_test("MONGOCONF_CORPUS is not set");
	struct files files = { .arena = &arena };
	files_below(&files, folder);
	try_files(files, NULL);
}

/* Each way in which they can differ. */
Test(readings, differ)
{
	static const struct {
		const char *text;
		bool alike;
	} rows[] = {
		{ "a: 1\n", true }, { "a: [1, {b: c}]\n", true }, { "a: |\n  b\n", true }, { "a: &x 1\nb: *x\n", true },
		{ "a: !t 1\n", true }, { "# nothing\n", true }, { "---\na: 1\n...\n", true }, { "? {a: b}\n: c\n", true },
		{ "", false }, { "a: [\n", false }, { "a: b: c\n", false }, { "\ta: 1\n", false },
	};
	for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct source source;
		struct tree tree;
		source_init(&arena, "mongod.conf", str_of(rows[i].text), &source);
		cr_expect_eq(parse_verified(&arena, &source, source.text, &tree), rows[i].alike, "%s", rows[i].text);
	}
}
