#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "example_files.h"

static struct arena arena;
static char root[] = "/tmp/mongoconf-examples-XXXXXX";

/* A root with the one keyfile that examples name. */
static void set_up(void)
{
	cr_assert_not_null(mkdtemp(root));
	cr_assert_eq(mkdir(arena_printf(&arena, "%s/etc", root), 0700), 0);
	cr_assert_eq(mkdir(arena_printf(&arena, "%s/etc/mongodb", root), 0700), 0);
	FILE *keyfile = fopen(arena_printf(&arena, "%s/etc/mongodb/keyfile", root), "w");
	cr_assert_not_null(keyfile);
	fputs("c29tZXRoaW5nIHRoYXQgaXMgbm8gc2VjcmV0\n", keyfile);
	cr_assert_eq(fchmod(fileno(keyfile), 0400), 0);
	fclose(keyfile);
}

static void tear_down(void)
{
	unlink(arena_printf(&arena, "%s/etc/mongodb/keyfile", root));
	rmdir(arena_printf(&arena, "%s/etc/mongodb", root));
	rmdir(arena_printf(&arena, "%s/etc", root));
	rmdir(root);
	arena_free(&arena);
}

TestSuite(rules_examples, .init = set_up, .fini = tear_down);

Test(rules_examples, hold)
{
	for (unsigned i = 0; i < rule_count; i++) {
		const struct rule *rule = rule_table[i];
		lint_also = rule;
		/* Who looks at one member among others need not mind what is to be said of each by itself. */
		lint_without = rule->scope == SCOPE_FLEET && strcmp(rule->kind.group, "security") ? "security" : NULL;
		lint_expands = strcmp(rule->kind.id, "expansion-not-enabled") != 0;
		const char *bad = example_findings(&arena, rule, rule->bad, root);
		const char *good = example_findings(&arena, rule, rule->good, root);
		const char *id = arena_printf(&arena, " %s\n", rule->kind.id);
		cr_expect_not_null(strstr(bad, id), "%s: the bad example gives \"%s\"", rule->kind.id, bad);
		cr_expect_str_eq(good, "", "%s: the good example gives %s", rule->kind.id, good);
		/* A bad example shows one thing, beside whose option it is and in which format. */
		for (const char *line = bad, *end; *line; line = end + 1) {
			end = strchr(line, '\n');
			struct str said = { line, (uint32_t)(end - line) };
			if (str_ends(said, " warning unknown-option") || str_ends(said, " warning ini-format"))
				continue;
			cr_expect(strncmp(end + 1 - strlen(id), id, strlen(id)) == 0, "%s: %s", rule->kind.id, bad);
		}
	}
}

static bool is_sentence(const char *text)
{
	size_t len = text ? strlen(text) : 0;
	return len > 10 && text[0] != ' ' && text[len - 1] != ' ' && !strchr(text, '\n') && !strstr(text, "  ");
}

Test(rules_examples, rows_are_whole)
{
	static const char *const groups[] = { "syntax", "startup", "fleet", "keyfile", "security", "upgrade", "hygiene" };
	for (unsigned i = 0; i < rule_count; i++) {
		const struct rule *rule = rule_table[i];
		const char *id = rule->kind.id;
		cr_assert(id && *id && strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen(id), "%s", id);
		cr_expect(i == 0 || strcmp(rule_table[i - 1]->kind.id, id) < 0, "%s is not in its place", id);
		bool grouped = false;
		for (unsigned k = 0; k < sizeof groups / sizeof *groups; k++)
			grouped |= strcmp(rule->kind.group, groups[k]) == 0;
		cr_expect(grouped, "%s: %s", id, rule->kind.group);
		cr_expect(is_sentence(rule->title), "%s", id);
		cr_expect(is_sentence(rule->why), "%s", id);
		cr_expect(is_sentence(rule->server), "%s", id);
		cr_expect(rule->title[strlen(rule->title) - 1] != '.', "%s: a title has no stop", id);
		cr_expect(rule->why[strlen(rule->why) - 1] == '.', "%s: why is sentences", id);
		cr_expect(rule->bad && rule->bad[0].file && rule->good && rule->good[0].file, "%s", id);
		bool of_file = rule->check_config || rule->check_ignore;
		int checks = (rule->check_config != NULL) + (rule->check_deployment != NULL) + (rule->check_fleet != NULL) +
			     (rule->check_ignore != NULL) + (rule->check_baseline != NULL);
		cr_expect(checks == 1 && (rule->scope == SCOPE_FILE) == of_file, "%s", id);
	}
}

Test(rules_examples, names)
{
	for (unsigned i = 0; i < rule_count; i++) {
		cr_expect_eq(rule_find(str_of(rule_table[i]->kind.id)), rule_table[i]);
		cr_expect(rule_is_named(rule_table[i], str_of(rule_table[i]->kind.id)));
		cr_expect(rule_is_named(rule_table[i], str_of(rule_table[i]->kind.group)));
		cr_expect(rule_is_named(rule_table[i], STR("all")));
		cr_expect_not(rule_is_named(rule_table[i], STR("")));
		cr_expect_eq(rule_is_named(rule_table[i], STR("cis")), rule_table[i]->cis != NULL);
		cr_expect_eq(rule_is_named(rule_table[i], STR("stig")), rule_table[i]->stig != NULL);
	}
	cr_expect_null(rule_find(STR("")));
	cr_expect_null(rule_find(STR("unknown-option ")));
	cr_expect_null(rule_find(STR("startup")));
}

/* What was not selected does not run. */
Test(rules_examples, selection)
{
	const struct config *config = lint_config(&arena, "mongod.conf", STR("net:\n  bindip: a\n  port: 1\n  port: 1\n"), 0);
	struct fleet fleet = { 0 };
	for (unsigned only = 0; only < rule_count; only++) {
		/* What is off may be about something that is not there. */
		if (rule_table[only]->off)
			continue;
		struct sink sink = SINK_INIT(&arena);
		bool *selected = arena_array(&arena, rule_count, sizeof *selected);
		selected[only] = true;
		rules_run(&(struct lint){ .arena = &arena, .sink = &sink, .fleet = &fleet }, selected, &config, 1);
		for (uint32_t i = 0; i < sink.count; i++)
			cr_expect_eq(sink.at[i]->kind, &rule_table[only]->kind);
		bool finds = strcmp(rule_table[only]->kind.id, "unknown-option") == 0 ||
			     strcmp(rule_table[only]->kind.id, "duplicate-option") == 0;
		cr_expect_eq(sink.count, finds, "%s: %u", rule_table[only]->kind.id, sink.count);
	}
}
