/* The words of completion.h, from the tables that know them. */

#include "cli/completion.h"

#include "reference/list.h"
#include "reference/server.h"
#include "report/report.h"
#include "rollout/procedure.h"
#include "rules/rule.h"
#include "schema/option.h"
#include "schema/parameter.h"
#include "transforms/transform.h"

static void add(struct completion_words *words, const char *word, const char *about)
{
	if (words->count == words->room) {
		words->room = words->room ? 2 * words->room : 64;
		words->at = arena_grow(words->arena, words->at, words->count, words->room, sizeof *words->at);
	}
	words->at[words->count++] = (struct completion_word){ word, about };
}

static bool has(const struct completion_words *words, struct str word)
{
	for (uint32_t i = 0; i < words->count; i++)
		if (str_is(word, words->at[i].word))
			return true;
	return false;
}

/* ---- rules, and what stands for several of them ---- */

static void add_rules(struct completion_words *words)
{
	for (unsigned i = 0; i < rule_count; i++)
		add(words, rule_table[i]->kind.id, rule_table[i]->title);
}

static void fill_rules(struct completion_words *words)
{
	static const char *const sets[] = { "cis", "stig", "all" };
	for (unsigned i = 0; i < rule_count; i++)
		if (!has(words, str_of(rule_table[i]->kind.group)))
			add(words, rule_table[i]->kind.group, "all rules of this group");
	for (unsigned i = 0; i < sizeof sets / sizeof *sets; i++)
		add(words, sets[i], "all rules of this set");
	add_rules(words);
}

/* ---- options and parameters ---- */

static void add_options(struct completion_words *words)
{
	for (unsigned i = 0; i < option_count; i++)
		if (!option_table[i].hidden)
			add(words, option_table[i].path, NULL);
}

static void add_sections(struct completion_words *words)
{
	for (unsigned i = 0; i < option_count; i++) {
		struct str path = str_of(option_table[i].path);
		for (uint32_t dot = 0; (dot = str_find_char(path, '.', dot)) != STR_NONE; dot++) {
			struct str section = str_sub(path, 0, dot);
			if (!option_table[i].hidden && !has(words, section))
				add(words, str_cstr(words->arena, section), NULL);
		}
	}
}

/* A parameter may have several rows, one after the other. */
static void add_parameters(struct completion_words *words, const char *before)
{
	for (unsigned i = 0; i < parameter_count; i++) {
		const struct parameter *parameter = &parameter_table[i];
		bool again = i && !strcmp(parameter->name, parameter[-1].name);
		if (!again && !parameter->test_only && parameter->when <= PARAMETER_STARTUP_ONLY)
			add(words, arena_printf(words->arena, "%s%s", before, parameter->name), NULL);
	}
}

static void fill_options(struct completion_words *words)
{
	add_sections(words);
	add_options(words);
	add_parameters(words, "setParameter.");
}

static void fill_settings(struct completion_words *words)
{
	add_options(words);
	add_parameters(words, "setParameter.");
}

/* ---- transforms, procedures, and all that explain knows ---- */

static void fill_transforms(struct completion_words *words)
{
	for (unsigned i = 0; i < transform_count; i++)
		add(words, transform_table[i]->name, transform_table[i]->title);
}

static void fill_procedures(struct completion_words *words)
{
	for (unsigned i = 0; i < procedure_count; i++)
		add(words, procedure_table[i]->name, procedure_table[i]->title);
}

static void fill_subjects(struct completion_words *words)
{
	add_rules(words);
	fill_transforms(words);
	fill_procedures(words);
	add_sections(words);
	add_options(words);
	add_parameters(words, "");
}

static void fill_tables(struct completion_words *words)
{
	for (unsigned i = 0; i < list_count; i++)
		add(words, list_table[i].name, NULL);
}

/* ---- values of flags ---- */

static void fill_formats(struct completion_words *words)
{
	for (unsigned i = 0; i < report_format_count; i++)
		add(words, report_formats[i].name, report_formats[i].about);
}

static void fill_severities(struct completion_words *words)
{
	for (int severity = SEVERITY_ERROR; severity >= SEVERITY_INFO; severity--)
		add(words, severity_name((enum severity)severity), NULL);
	add(words, "never", NULL);
}

static void fill_releases(struct completion_words *words)
{
	for (unsigned i = SERVER_RELEASES; i-- > 0;)
		add(words, version_text(words->arena, server_releases[i]), NULL);
}

static void add_target_words(struct completion_words *words, const struct target_word *from)
{
	for (; from->name; from++)
		add(words, from->name, NULL);
}

static void fill_editions(struct completion_words *words)
{
	add_target_words(words, cli_editions);
}

static void fill_binaries(struct completion_words *words)
{
	add_target_words(words, cli_binaries);
}

const struct completion_list completion_lists[] = {
	{ "RULE", "rule or group", false, fill_rules },
	{ "OPTION", "option or section", false, fill_options },
	{ "OPTION=VALUE", "option", true, fill_settings },
	{ "TRANSFORM", "transform", false, fill_transforms },
	{ "PROCEDURE", "procedure", false, fill_procedures },
	{ "SUBJECT", "name", false, fill_subjects },
	{ "TABLE", "table", false, fill_tables },
	{ "FORMAT", "format", false, fill_formats },
	{ "SEVERITY", "severity", false, fill_severities },
	{ "X.Y", "release", false, fill_releases },
	{ "EDITION", "edition", false, fill_editions },
	{ "BINARY", "binary", false, fill_binaries },
	{ 0 },
};

void completion_fill(struct arena *arena, const struct completion_list *list, struct completion_words *words)
{
	*words = (struct completion_words){ .arena = arena };
	list->fill(words);
}
