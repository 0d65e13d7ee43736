/* The rules over configs of which a template decides a part: what is not known is never wrong, and nothing new is said. */
#include <criterion/criterion.h>

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "rules/rule.h"
#include "text/mask.h"

static struct arena arena;

static void tear_down(void)
{
	arena_free(&arena);
}

TestSuite(rules_masked, .fini = tear_down);

/* All rules, also those that are off, over one config by itself: a line for each finding. */
static const struct sink *findings_of(const struct source *source)
{
	struct sink *sink = arena_alloc(&arena, sizeof *sink), aside = SINK_INIT(&arena);
	struct fleet fleet = { 0 };
	struct config config;
	*sink = (struct sink)SINK_INIT(&arena);
	bool *selected = arena_array(&arena, rule_count, sizeof *selected);
	for (unsigned i = 0; i < rule_count; i++)
		selected[i] = rule_table[i]->check_config;
	config_read(&arena, source, NULL, &config);
	struct lint lint = { .arena = &arena, .sink = sink, .aside = &aside, .fleet = &fleet, .expand_rest = true, .expand_exec = true };
	if (config.format != CONFIG_TEMPLATE)
		rules_run_file(&lint, selected, &config);
	sink_sort(sink);
	return sink;
}

/* Has it one of the same rule at the same place? */
static bool has(const struct sink *sink, const struct diag *wanted)
{
	for (uint32_t i = 0; i < sink->count; i++)
		if (sink->at[i]->kind == wanted->kind && sink->at[i]->at.at == wanted->at.at)
			return true;
	return false;
}

static struct source *source_of(const char *name, struct str text)
{
	struct source *source = arena_alloc(&arena, sizeof *source);
	source_init(&arena, name, text, source);
	return source;
}

/* The text with these bytes decided by a template, and the file that would be it. */
static const struct source *masked(const char *name, struct str text, struct mask_span span)
{
	struct mask *mask = arena_alloc(&arena, sizeof *mask);
	char *said = arena_copy(&arena, text.at, text.len), *read = arena_copy(&arena, text.at, text.len);
	*mask = (struct mask){ .language = "Jinja2" };
	if (span.kind == MASK_VALUE) {
		memset(read + span.at.at, 'x', span.at.len);
		memset(said + span.at.at, '{', span.at.len);
	}
	mask_add(&arena, mask, span);
	mask_sort(mask);
	struct source *source = source_of(name, (struct str){ read, text.len });
	source->whole = source_of(name, (struct str){ said, text.len });
	source->mask = mask;
	source->part = (struct span){ 0, text.len };
	return source;
}

/* What is as true of the whole when one line of it is not known: another rule said more before. */
static bool is_left(const struct diag *diag)
{
	static const char *const ids[] = { "ini-format", "tls-without-ca" };
	for (unsigned i = 0; i < sizeof ids / sizeof *ids; i++)
		if (!strcmp(diag->kind->id, ids[i]))
			return true;
	return false;
}

static void expect_nothing_new(const struct rule *rule, const char *how, const struct sink *before, const struct source *source,
			       struct span about)
{
	const struct sink *after = findings_of(source);
	for (uint32_t i = 0; i < after->count; i++) {
		const struct diag *diag = after->at[i];
		cr_expect(has(before, diag) || is_left(diag), "%s: %s of %.*s in\n%.*s\nnow gives %s: %s", rule->kind.id, how,
			  STR_ARG(source_str(source->whole, about)), STR_ARG(source->whole->text), diag->kind->id, diag->message);
	}
}

/* What each value, each line and each run of lines can be: an expression, or there only sometimes. */
static void try_masks(const struct rule *rule, const struct example *example)
{
	struct str text = str_of(example->text);
	const struct source *plain = source_of(example->file, text);
	const struct sink *before = findings_of(plain);
	struct config config;
	config_read(&arena, plain, NULL, &config);
	for (uint32_t i = 0; i < config.count; i++) {
		struct span value = config.settings[i].value;
		if (!value.len || config.settings[i].kind == SETTING_MAP || !plain->lines || str_has_char(source_str(plain, value), '\n'))
			continue;
		const struct source *source = masked(example->file, text, (struct mask_span){ .at = value, .kind = MASK_VALUE });
		const struct sink *after = findings_of(source);
		expect_nothing_new(rule, "an expression instead", before, source, value);
		for (uint32_t k = 0; k < after->count; k++)
			cr_expect(after->at[k]->at.at < value.at || after->at[k]->at.at >= span_end(value) ||
				  after->at[k]->severity == SEVERITY_INFO,
				  "%s: %s of an expression in\n%s", rule->kind.id, after->at[k]->message, example->text);
	}
	for (uint32_t from = 0; from < plain->lines && plain->lines < 14; from++)
		for (uint32_t to = from; to < plain->lines; to++) {
			struct span lines = { plain->line[from], span_end(source_line_span(plain, to)) - plain->line[from] };
			if (!lines.len)
				continue;
			expect_nothing_new(rule, "a condition", before,
					   masked(example->file, text, (struct mask_span){ .at = lines, .kind = MASK_BRANCH }), lines);
		}
}

static bool is_config(const char *file)
{
	return strstr(file, ".conf") || strstr(file, ".cfg");
}

Test(rules_masked, nothing_new)
{
	/* Under valgrind some of them: the same code is run for each. */
	for (unsigned i = 0; i < rule_count; i += getenv("MONGOCONF_VALGRIND") ? 11 : 1) {
		const struct rule *rule = rule_table[i];
		if (!rule->check_config)
			continue;
		for (const struct example *example = rule->bad; example->file; example++)
			if (is_config(example->file))
				try_masks(rule, example);
		for (const struct example *example = rule->good; example->file; example++)
			if (is_config(example->file))
				try_masks(rule, example);
		arena_reset(&arena);
	}
}
