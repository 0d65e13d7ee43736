/* The laws of rewriting over every file of fixtures/, as it is and changed in ways that a file may
 * have been changed on its way: other line endings, no final newline, a byte order mark, shifted by
 * a blank. Environment: MONGOCONF_CORPUS names one more folder of files to try; MONGOCONF_VALGRIND
 * takes a few of the files only. */
#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "check.h"
#include "fixtures.h"

static struct arena arena = ARENA_INIT;

static void teardown(void)
{
	arena_free(&arena);
}

TestSuite(laws, .fini = teardown);

/* ---- the operations ---- */

struct tally {
	uint32_t runs, changed, broken;
};

static void run(struct tally *tally, const char *name, struct str text, const struct operation *operation)
{
	struct arena scratch = ARENA_INIT;
	struct outcome outcome = check_laws(&scratch, name, text, operation);
	tally->runs++;
	tally->changed += outcome.changed;
	tally->broken += outcome.broken != NULL;
	cr_expect(!outcome.broken, "%s: %s %.*s=%.*s: %s\n%.*s", name, operation->unset ? "unset" : "set",
		  STR_ARG(operation->path), STR_ARG(operation->value), outcome.broken,
		  STR_ARG(outcome.result));
	cr_assert_lt(tally->broken, 20, "and more");
	arena_free(&scratch);
}

static void set(struct tally *tally, const char *name, struct str text, struct str path, const char *value)
{
	run(tally, name, text, &(struct operation){ .path = path, .value = str_of(value) });
}

static void unset(struct tally *tally, const char *name, struct str text, struct str path)
{
	run(tally, name, text, &(struct operation){ .path = path, .unset = true });
}

/* Nothing asked, nothing done; and what is there already is not set again. */
static void null_edit(const char *name, struct str text)
{
	struct arena scratch = ARENA_INIT;
	struct err err = ERR_INIT(&scratch);
	struct source source;
	struct draft draft;
	source_init(&scratch, name, text, &source);
	if (draft_open(&scratch, &source, &draft, &err)) {
		struct entries entries = check_scalars(&scratch, &draft.yaml.tree);
		for (uint32_t i = 0; i < entries.count; i++) {
			struct str value = draft.yaml.tree.node[entries.at[i].node].text;
			struct str path = str_of(entries.at[i].path);
			struct err refused = ERR_INIT(&scratch);  /* an option that is there twice */
			if (!node_is_null(&draft.yaml.tree.node[entries.at[i].node]))
				cr_expect(draft_set(&draft, path, value, &refused) ||
					  refused.kind == ERR_REFUSED, "%s: %.*s", name, STR_ARG(path));
		}
		cr_expect_not(draft_changed(&draft), "%s: a null edit", name);
		cr_expect(str_eq(draft.now.text, text), "%s: a null edit", name);
		cr_expect(str_eq(edits_splice(&draft.edits, text), text), "%s: a null edit", name);
	}
	arena_free(&scratch);
}

/* All operations, or (`few`) those that say most. */
static void try_file(struct tally *tally, const char *name, struct str text, bool few)
{
	static const struct { const char *path, *value; } options[] = {
		{ "security.transitionToAuth", "true" }, { "security.keyFile", "/etc/mongodb/keyfile" },
		{ "zzz", "1" }, { "net.bindIp", "localhost,::1" },
		{ "replication.replSetName", "rs: 0 #1" }, { "setParameter.x", "-1" },
		{ "net.tls.mode", "requireTLS" }, { "storage.wiredTiger.engineConfig.cacheSizeGB", "0.5" },
		{ "alpha.beta.gamma", "it's" },
	};
	null_edit(name, text);
	for (size_t i = 0; i < (few ? 4 : sizeof options / sizeof *options); i++)
		set(tally, name, text, str_of(options[i].path), options[i].value);
	unset(tally, name, text, str_of(options[0].path));

	struct arena scratch = ARENA_INIT;
	struct source source;
	struct yaml yaml;
	source_init(&scratch, name, text, &source);
	yaml_read(&scratch, &source, &yaml);
	struct entries entries = check_scalars(&scratch, &yaml.tree);
	uint32_t most = few ? 3 : 10, step = entries.count > most ? entries.count / most : 1;
	for (uint32_t i = 0; i < entries.count; i += step) {
		struct str path = str_of(entries.at[i].path);
		unset(tally, name, text, path);
		if (few)
			continue;
		set(tally, name, text, path, i % 2 ? "another value" : ": [y], 'q' \"z\" \xc3\xa9 #");
		set(tally, name, text, str_format(&scratch, "%.*sBeside", STR_ARG(path)), "1");
		set(tally, name, text, str_format(&scratch, "%.*s.below", STR_ARG(path)), "1");
	}
	arena_free(&scratch);
}

static struct tally try_files(struct files files, struct str (*mutate)(struct arena *, struct str))
{
	struct tally tally = { 0 };
	bool slow = getenv("MONGOCONF_VALGRIND") != NULL;
	for (uint32_t i = 0; i < files.count; i += !slow ? 1 : mutate ? 40 : 16) {
		struct arena scratch = ARENA_INIT;
		struct err err = ERR_INIT(&scratch);
		struct source source;
		bool ok = source_read(&scratch, files.at[i], &source, &err);
		cr_assert(ok, "%s", files.at[i]);
		const char *name = files.at[i];
		bool few = mutate || slow || source.text.len > 20000;
		try_file(&tally, name, mutate ? mutate(&scratch, source.text) : source.text, few);
		arena_free(&scratch);
	}
	/* Where everything is refused, every law is kept. */
	cr_expect_gt(tally.changed, tally.runs / 2, "%u of %u", tally.changed, tally.runs);
	return tally;
}

Test(laws, fixtures_as_they_are)
{
	try_files(fixtures(&arena), NULL);
}

Test(laws, fixtures_with_crlf)
{
	try_files(fixtures(&arena), mutations[0].change);
}

Test(laws, fixtures_without_final_newline)
{
	try_files(fixtures(&arena), mutations[1].change);
}

Test(laws, fixtures_with_a_byte_order_mark)
{
	try_files(fixtures(&arena), mutations[2].change);
}

Test(laws, fixtures_shifted_by_a_blank)
{
	try_files(fixtures(&arena), mutations[3].change);
}

Test(laws, the_corpus)
{
	const char *folder = getenv("MONGOCONF_CORPUS");
	if (!folder)
		cr_skip_test("MONGOCONF_CORPUS is not set");
	struct files files = { .arena = &arena };
	files_below(&files, folder);
	try_files(files, NULL);
}
