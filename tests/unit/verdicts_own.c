/* Cases of one claim each, in fixtures/verdicts-own/NAME.cases, against what lint and show say. Their form is
 * told in the file README there. */
#include <criterion/criterion.h>
#include <glob.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "lint_files.h"
#include "verdict_check.h"

enum { SERVERS_MAX = 8 };

struct reader {
	struct arena *arena;
	const char *file;
	struct str rest, line;  /* the line in hand, without its newline */
	uint32_t number;
	bool done;
};

static struct arena arena;

static void tear_down(void)
{
	arena_free(&arena);
}

TestSuite(verdicts_own, .fini = tear_down);

static void next(struct reader *reader)
{
	reader->done = !reader->rest.len;
	if (!reader->done)
		str_split(&reader->rest, '\n', &reader->line);
	reader->number++;
}

static struct str behind(struct str s, const char *start)
{
	return str_sub(s, (uint32_t)strlen(start), s.len);
}

/* \t, \r, \n, \\ and \x with two digits. */
static struct str unescaped(const struct reader *reader, struct str text)
{
	struct buf out = BUF_INIT(reader->arena);
	for (uint32_t i = 0; i < text.len; i++) {
		static const char letters[] = "trn\\", stand_for[] = "\t\r\n\\";
		if (text.at[i] != '\\') {
			buf_char(&out, text.at[i]);
			continue;
		}
		char letter = ++i < text.len ? text.at[i] : 'x';
		const char *found = memchr(letters, letter, 4);
		unsigned code = 0;
		if (!found) {
			const char *digits = str_cstr(reader->arena, str_sub(text, i + 1, i + 3));
			cr_assert(letter == 'x' && sscanf(digits, "%2x", &code) == 1, "%s:%u: what is \\%c%s?", reader->file,
				  reader->number, letter, digits);
			i += 2;
		}
		buf_char(&out, found ? stand_for[found - letters] : (char)code);
	}
	return buf_done(&out);
}

/* "4.2 4.4 mongod refuses WORDS", "8.0 percona mongod takes OPTIONS", "6.0 mongos accepts": one verdict for each release. */
static uint32_t read_servers(const struct reader *reader, struct str rest, struct verdict *verdicts)
{
	struct str releases[SERVERS_MAX], word;
	uint32_t count = 0;
	unsigned edition = EDITION_COMMUNITY;
	while (str_split(&rest, ' ', &word) && word.len && word.at[0] >= '0' && word.at[0] <= '9') {
		cr_assert_lt(count, SERVERS_MAX, "%s:%u", reader->file, reader->number);
		releases[count++] = word;
	}
	if (str_is(word, "percona") || str_is(word, "enterprise")) {
		edition = str_is(word, "percona") ? EDITION_PERCONA : EDITION_ENTERPRISE;
		str_split(&rest, ' ', &word);
	}
	struct str binary = word, verb;
	cr_assert(count && str_split(&rest, ' ', &verb), "%s:%u: no releases or no verdict", reader->file, reader->number);
	bool refuses = str_is(verb, "refuses"), accepts = str_is(verb, "accepts");
	cr_assert(refuses || accepts || str_is(verb, "takes"), "%s:%u: %.*s", reader->file, reader->number, STR_ARG(verb));
	cr_assert_eq(accepts, !rest.len, "%s:%u: what does it say, or take?", reader->file, reader->number);
	for (uint32_t i = 0; i < count; i++) {
		verdicts[i] = (struct verdict){ .target = verdict_target(releases[i], binary), .takes = !refuses, .any_resolved = accepts };
		verdicts[i].target.edition = edition;
		if (refuses)
			verdicts[i].message = rest;
		else if (!str_is(rest, "nothing"))
			verdicts[i].resolved = rest;
	}
	return count;
}

/* Up to the next case; the empty line between two cases belongs to neither. */
static struct str read_text(struct reader *reader)
{
	bool has_escapes = str_find(reader->line, str_of("escapes"), 0) != STR_NONE;
	bool open = str_find(reader->line, str_of("no final newline"), 0) != STR_NONE;
	struct buf out = BUF_INIT(reader->arena);
	for (next(reader); !reader->done && !str_starts(reader->line, "== "); next(reader)) {
		buf_str(&out, reader->line);
		buf_char(&out, '\n');
	}
	struct str text = buf_done(&out);
	if (!reader->done && str_ends(text, "\n"))
		text.len--;
	if (open && str_ends(text, "\n"))
		text.len--;
	return has_escapes ? unescaped(reader, text) : text;
}

static void check_case(struct reader *reader)
{
	struct verdict verdicts[4 * SERVERS_MAX];
	uint32_t count = 0;
	const char *name = arena_printf(reader->arena, "%s:%u: %.*s", reader->file, reader->number,
					STR_ARG(behind(reader->line, "== ")));
	for (next(reader); !reader->done && !str_starts(reader->line, "---"); next(reader)) {
		bool server = str_starts(reader->line, "server: ");
		cr_assert(server || str_starts(reader->line, "facts: "), "%s:%u: %.*s", reader->file, reader->number,
			  STR_ARG(reader->line));
		cr_assert_leq(count, 3 * SERVERS_MAX, "%s", name);
		count += read_servers(reader, behind(reader->line, server ? "server: " : "facts: "), verdicts + count);
	}
	cr_assert(count && !reader->done, "%s: no verdict or no text", name);
	struct str text = read_text(reader);
	for (uint32_t i = 0; i < count; i++) {
		verdicts[i].name = name;
		verdicts[i].text = text;
		verdict_check(&verdicts[i]);
	}
}

static uint32_t check_file(const char *path)
{
	struct source source;
	struct err err = ERR_INIT(&arena);
	cr_assert(source_read(&arena, path, &source, &err), "%s", path);
	struct reader reader = { .arena = &arena, .file = strrchr(path, '/') + 1, .rest = source.text };
	uint32_t cases = 0;
	next(&reader);
	while (!reader.done && !str_starts(reader.line, "== "))
		next(&reader);
	for (; !reader.done; cases++)
		check_case(&reader);
	cr_expect_gt(cases, 0, "%s", path);
	return cases;
}

Test(verdicts_own, of_one_claim_each)
{
	glob_t found = { 0 };
	uint32_t cases = 0;
	glob(lint_fixture(&arena, "fixtures/verdicts-own/*.cases"), 0, NULL, &found);
	for (size_t i = 0; i < found.gl_pathc; i++)
		cases += check_file(found.gl_pathv[i]);
	globfree(&found);
	cr_expect_gt(cases, 300);
}
