/* The laws of rewriting over every file of fixtures/, as it is and changed in ways that a file may
 * have been changed on its way: other line endings, no final newline, a byte order mark, shifted by
 * a blank. Environment: MONGOCONF_CORPUS names one more folder of files to try; MONGOCONF_VALGRIND
 * takes a few of the files only. */
#include <criterion/criterion.h>

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "check.h"

static struct arena arena = ARENA_INIT;

static void teardown(void)
{
	arena_free(&arena);
}

TestSuite(laws, .fini = teardown);

/* ---- the files ---- */

struct files {
	const char **at;
	uint32_t count, room;
};

static void files_add(struct files *files, const char *path)
{
	if (files->count == files->room) {
		files->room = files->room ? files->room * 2 : 64;
		files->at = arena_grow(&arena, files->at, files->count, files->room, sizeof *files->at);
	}
	files->at[files->count++] = path;
}

static void files_below(struct files *files, const char *folder)
{
	struct dirent **entry;
	int count = scandir(folder, &entry, NULL, alphasort);
	cr_assert(count >= 0, "%s can't be read", folder);
	for (int i = 0; i < count; i++) {
		const char *path = arena_printf(&arena, "%s/%s", folder, entry[i]->d_name);
		struct stat st;
		if (entry[i]->d_name[0] != '.' && stat(path, &st) == 0) {
			if (S_ISDIR(st.st_mode))
				files_below(files, path);
			else if (S_ISREG(st.st_mode) && st.st_size < 200000)
				files_add(files, path);
		}
		free(entry[i]);
	}
	free(entry);
}

static struct files fixtures(void)
{
	static const char *const folder[] = { "configs", "broken", "fleets" };
	const char *top = getenv("top_srcdir");
	struct files files = { 0 };
	cr_assert_not_null(top, "top_srcdir is not set");
	for (size_t i = 0; i < sizeof folder / sizeof *folder; i++)
		files_below(&files, arena_printf(&arena, "%s/fixtures/%s", top, folder[i]));
	cr_assert_gt(files.count, 200);
	return files;
}

/* ---- what may have happened to a file ---- */

static struct str with_crlf(struct arena *to, struct str text)
{
	struct buf out = BUF_INIT(to);
	for (uint32_t i = 0; i < text.len; i++) {
		if (text.at[i] == '\n' && (i == 0 || text.at[i - 1] != '\r'))
			buf_char(&out, '\r');
		buf_char(&out, text.at[i]);
	}
	return buf_done(&out);
}

static struct str without_final_newline(struct arena *to, struct str text)
{
	(void)to;
	text.len -= str_ends(text, "\n");
	text.len -= str_ends(text, "\r");
	return text;
}

static struct str with_byte_order_mark(struct arena *to, struct str text)
{
	struct buf out = BUF_INIT(to);
	buf_text(&out, str_starts(text, "\xef\xbb\xbf") ? "" : "\xef\xbb\xbf");
	buf_str(&out, text);
	return buf_done(&out);
}

/* All lines but the marks of documents, which must stand in the first column, and blank ones. */
static struct str shifted(struct arena *to, struct str text)
{
	struct buf out = BUF_INIT(to);
	for (uint32_t next, at = 0; at < text.len; at = next) {
		next = str_find_char(text, '\n', at);
		next = next == STR_NONE ? text.len : next + 1;
		struct str line = str_sub(text, at, next);
		bool mark = str_starts(line, "---") || str_starts(line, "...") || str_starts(line, "%");
		if (!mark && str_trim(line).len)
			buf_char(&out, ' ');
		buf_str(&out, line);
	}
	return buf_done(&out);
}

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
	try_files(fixtures(), NULL);
}

Test(laws, fixtures_with_crlf)
{
	try_files(fixtures(), with_crlf);
}

Test(laws, fixtures_without_final_newline)
{
	try_files(fixtures(), without_final_newline);
}

Test(laws, fixtures_with_a_byte_order_mark)
{
	try_files(fixtures(), with_byte_order_mark);
}

Test(laws, fixtures_shifted_by_a_blank)
{
	try_files(fixtures(), shifted);
}

Test(laws, the_corpus)
{
	const char *folder = getenv("MONGOCONF_CORPUS");
	if (!folder)
		cr_skip_test("MONGOCONF_CORPUS is not set");
	struct files files = { 0 };
	files_below(&files, folder);
	try_files(files, NULL);
}
