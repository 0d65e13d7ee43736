/* The laws of fix, over every file of fixtures/, as it is and changed on its way, over the bad examples of all rules, over
 * two of those in one file, and over generated configs; with the safe fixes and with all:
 *
 *   - done twice is done once, and a rest that could be fixed has a reason;
 *   - no finding that was fixed is there, and none that was not there before but for those that are said to be uncovered;
 *   - the edits make the result, so that all other bytes are the same;
 *   - what was changed is read by both libraries, and alike, or is still an INI file;
 *   - a server that ran demands of its clients what it did, with the safe fixes.
 *
 * MONGOCONF_CORPUS names one more folder of files to try, and has all pairs of examples tried; MONGOCONF_VALGRIND takes a
 * few of the files only. */
#include <criterion/criterion.h>

#include <stdlib.h>
#include <string.h>

#include "../unit/fix_files.h"
#include "base/buf.h"
#include "config/auth.h"
#include "diag/fingerprint.h"
#include "fixtures.h"
#include "generated.h"

static struct arena arena = ARENA_INIT;

static void teardown(void)
{
	arena_free(&arena);
}

TestSuite(fix_laws, .fini = teardown);

/* ---- the laws ---- */

static bool has_identity(struct arena *scratch, const struct sink *sink, struct str identity)
{
	for (uint32_t i = 0; i < sink->count; i++)
		if (str_eq(fingerprint_identity(scratch, sink->at[i]), identity))
			return true;
	return false;
}

static uint32_t count_of(const struct sink *sink, const struct diag *like)
{
	uint32_t count = 0;
	for (uint32_t i = 0; i < sink->count; i++)
		count += sink->at[i]->kind == like->kind;
	return count;
}

/* Of no rule are there more findings than before, but for those that are uncovered. */
static const char *check_findings(struct arena *scratch, const struct fixing *fixing)
{
	const struct sink *first = fixing->first.sink, *last = fixing->last.sink;
	for (uint32_t i = 0; i < last->count; i++) {
		const struct diag *diag = last->at[i];
		uint32_t uncovered = 0;
		for (uint32_t k = 0; k < fixing->uncovered_count; k++)
			uncovered += fixing->uncovered[k]->kind == diag->kind;
		if (count_of(last, diag) > count_of(first, diag) + uncovered)
			return arena_printf(scratch, "%s has come", diag->kind->id);
		if (fixing_reason(fixing, diag) && !*fixing_reason(fixing, diag))
			return "a rest without a reason";
	}
	for (uint32_t i = 0; i < fixing->done_count; i++) {
		/* Others that are alike may have been there, or have shown. */
		uint32_t alike = 0;
		for (uint32_t k = 0; k < first->count; k++)
			alike += str_eq(fingerprint_identity(scratch, first->at[k]), fixing->done[i].identity);
		for (uint32_t k = 0; k < fixing->uncovered_count; k++)
			alike += 2 * str_eq(fingerprint_identity(scratch, fixing->uncovered[k]), fixing->done[i].identity);
		if (alike <= 1 && has_identity(scratch, last, fixing->done[i].identity))
			return arena_printf(scratch, "%s is back", fixing->done[i].diag->kind->id);
	}
	return NULL;
}

static const char *check_file(struct arena *scratch, const struct fixing *fixing, const struct fixing_file *file)
{
	const struct str before = file->before->source->text;
	uint32_t end = 0;
	for (uint32_t i = 0; i < file->edits.count; end = span_end(file->edits.at[i++].cut))
		if (file->edits.at[i].cut.at < end || span_end(file->edits.at[i].cut) > before.len)
			return "the edits are not in order";
	if (!str_eq(edits_splice(&file->edits, before), file->now->text))
		return "the edits don't make the result";
	if (file->edits.count && file->config->format != CONFIG_INI) {
		struct err err = ERR_INIT(scratch);
		struct yaml yaml;
		yaml_read(scratch, file->now, &yaml);
		if (!yaml_editable(&yaml, &err))
			return arena_printf(scratch, "the result can't be read: %s", err.text);
	}
	bool ran = file->before->format != CONFIG_UNREADABLE;
	for (uint32_t i = 0; i < fixing->first.sink->count; i++)
		ran &= fixing->first.sink->at[i]->severity != SEVERITY_ERROR;
	if (ran && !fixing->unsafe && auth_state_of(file->before) != auth_state_of(file->config))
		return "authentication came or went";
	return NULL;
}

/* How many fixes were done. */
static uint32_t hold(const char *name, const char *way, struct str text, bool unsafe, const char *server)
{
	struct arena scratch = ARENA_INIT;
	const struct lint_file files[] = { { name, str_cstr(&scratch, text) }, { 0 } };
	const struct fix_wish wish = { .unsafe = unsafe, .server = server };
	if (strlen(files[0].text) < text.len || text.len > 60000) {
		arena_free(&scratch);
		return 0;
	}
	const struct fixing *fixing = fix_files(&scratch, files, &wish);
	const char *broken = check_findings(&scratch, fixing);
	for (uint32_t i = 0; i < fixing->name_count && !broken; i++)
		broken = check_file(&scratch, fixing, &fixing->files[i]);
	struct str now = fix_text(fixing, name);
	const struct lint_file again[] = { { name, str_cstr(&scratch, now) }, { 0 } };
	if (!broken && !str_eq(fix_text(fix_files(&scratch, again, &wish), name), now))
		broken = "twice is not once";
	cr_expect(!broken, "%s%s%s%s: %s\n%.*s\nbecame\n%.*s\n%s", name, *way ? ", " : "", way, unsafe ? " (unsafe)" : "", broken,
		  STR_ARG(text), STR_ARG(now), fix_rest(&scratch, fixing));
	uint32_t done = fixing->done_count;
	arena_free(&scratch);
	return done;
}

static uint32_t hold_both(const char *name, const char *way, struct str text, const char *server)
{
	return hold(name, way, text, false, server) + hold(name, way, text, true, server);
}

/* ---- the files ---- */

static bool is_slow(void)
{
	return getenv("MONGOCONF_VALGRIND") != NULL;
}

static uint32_t hold_files(struct files files)
{
	uint32_t done = 0;
	for (uint32_t i = 0; i < files.count; i += is_slow() ? 60 : 1) {
		struct arena scratch = ARENA_INIT;
		struct err err = ERR_INIT(&scratch);
		struct source source;
		unsigned way = i % mutation_count;
		cr_assert(source_read(&scratch, files.at[i], &source, &err), "%s", files.at[i]);
		done += hold_both(files.at[i], "", source.text, i % 3 ? NULL : "7.0");
		/* Each file in one of the ways. */
		if (source.text.len < 20000)
			done += hold_both(files.at[i], mutations[way].name, mutations[way].change(&scratch, source.text), NULL);
		arena_free(&scratch);
	}
	return done;
}

Test(fix_laws, over_fixtures)
{
	struct files files = fixtures(&arena);
	uint32_t done = hold_files(files);
	cr_expect(is_slow() || done > files.count / 4, "%u", done);
}

Test(fix_laws, over_the_corpus)
{
	const char *folder = getenv("MONGOCONF_CORPUS");
	if (!folder)
		cr_skip_test("MONGOCONF_CORPUS is not set");
	struct files files = { .arena = &arena };
	files_below(&files, folder);
	hold_files(files);
}

Test(fix_laws, over_generated_configs)
{
	for (unsigned i = 0; i < generated_count(); i += is_slow() ? 61 : 1) {
		struct arena scratch = ARENA_INIT;
		hold_both(generated_name(&scratch, i), "", generated_text(&scratch, i), i % 2 ? "4.4" : NULL);
		arena_free(&scratch);
	}
}

/* ---- examples ---- */

/* The bad examples of rules of one file, and how many of those have a fix. */
static const struct example **bad_examples(unsigned *count)
{
	const struct example **all = arena_array(&arena, rule_count, sizeof *all);
	*count = 0;
	for (unsigned i = 0; i < rule_count; i++)
		if (rule_table[i]->scope == SCOPE_FILE && rule_table[i]->bad[0].text && !rule_table[i]->bad[1].file)
			all[(*count)++] = &rule_table[i]->bad[0];
	return all;
}

Test(fix_laws, over_bad_examples)
{
	unsigned count;
	const struct example **all = bad_examples(&count);
	uint32_t done = 0;
	for (unsigned i = 0; i < count; i += is_slow() ? 20 : 1) {
		done += hold_both(all[i]->file, "", str_of(all[i]->text), NULL);
		for (unsigned way = 0; way < mutation_count; way++) {
			struct arena scratch = ARENA_INIT;
			hold_both(all[i]->file, mutations[way].name, mutations[way].change(&scratch, str_of(all[i]->text)), NULL);
			arena_free(&scratch);
		}
	}
	cr_expect(is_slow() || done > 60, "%u", done);
}

/* One behind the other in a file: their sections are there twice, and what one is about the other one hides. */
Test(fix_laws, over_pairs_of_bad_examples)
{
	unsigned count, step = getenv("MONGOCONF_CORPUS") ? 1 : is_slow() ? 499 : 13;
	const struct example **all = bad_examples(&count);
	for (unsigned i = 0; i < count * count; i += step) {
		struct arena scratch = ARENA_INIT;
		const struct example *one = all[i / count], *two = all[i % count];
		struct str text = str_format(&scratch, "%s%s", one->text, two->text);
		hold_both(one->file, "", text, NULL);
		arena_free(&scratch);
	}
}
