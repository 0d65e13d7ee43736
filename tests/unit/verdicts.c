/* What real servers said of small configs, against what lint and show say. verdicts.tsv has a line for
 * each server that was asked: which file, release and binary, whether it took the file, its message,
 * and the options that it was left with. */
#include <criterion/criterion.h>
#include <string.h>

#include "base/buf.h"
#include "config/resolve.h"
#include "lint_files.h"

struct verdict {
	struct str file, release, binary, verdict, message, claim, resolved;
};

static struct arena arena;

static void tear_down(void)
{
	arena_free(&arena);
}

TestSuite(verdicts, .fini = tear_down);

static struct source *source_of(struct arena *to, const char *name)
{
	struct source *source = arena_alloc(to, sizeof *source);
	struct err err = ERR_INIT(to);
	const char *path = lint_fixture(to, arena_printf(to, "fixtures/verdicts/%s", name));
	cr_assert(source_read(to, path, source, &err), "%s", path);
	source->name = name;
	return source;
}

static struct target target_of(const struct verdict *verdict)
{
	struct target target = { .edition = EDITION_COMMUNITY };
	cr_assert(version_parse(verdict->release, &target.server));
	target.binary = str_is(verdict->binary, "mongos") ? BINARY_MONGOS : BINARY_MONGOD;
	return target;
}

/* The findings of the groups that say what a server refuses. */
static const struct sink *refusals(struct arena *to, const struct config *config)
{
	struct sink *sink = arena_alloc(to, sizeof *sink);
	struct fleet fleet = { 0 };
	*sink = (struct sink)SINK_INIT(to);
	struct lint lint = { .arena = to, .sink = sink, .fleet = &fleet, .server = config->target.server };
	bool *selected = arena_array(to, rule_count, sizeof *selected);
	for (unsigned i = 0; i < rule_count; i++)
		selected[i] = !strcmp(rule_table[i]->kind.group, "syntax") || !strcmp(rule_table[i]->kind.group, "startup");
	rules_run(&lint, selected, &config, 1);
	return sink;
}

/* What a message is about, without the words that say where in the start it came. */
static struct str core(struct str message)
{
	static const char *const before[] = {
		"Failed global initialization: ", "BadValue: ", "FailedToParse: ", "InvalidOptions: ",
	};
	for (unsigned i = 0; i < sizeof before / sizeof *before; i++)
		if (str_starts(message, before[i]))
			message = str_sub(message, (uint32_t)strlen(before[i]), message.len);
	return message;
}

/* As the file writes what is not printable. */
static struct str escaped(struct arena *to, const char *text)
{
	struct buf out = BUF_INIT(to);
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;
		if (c < ' ')
			buf_text(&out, c == '\n' ? "\\n" : c == '\r' ? "\\r" : "\\?");
		else
			buf_char(&out, *text);
	}
	return buf_done(&out);
}

static bool says(const struct sink *sink, struct str message)
{
	for (uint32_t i = 0; i < sink->count; i++)
		if (sink->at[i]->severity == SEVERITY_ERROR && sink->at[i]->server &&
		    str_find(escaped(sink->arena, sink->at[i]->server), message, 0) != STR_NONE)
			return true;
	return false;
}

/* "path=text; path=[a|b]", as in the file. */
static struct str resolved_text(struct arena *to, const struct config *config)
{
	struct resolved resolved;
	struct buf out = BUF_INIT(to);
	resolve(to, config, &resolved);
	for (uint32_t i = 0; i < resolved.count; i++) {
		const struct resolved_option *one = &resolved.at[i];
		const struct setting *setting = one->setting;
		enum parser_type type = one->type;
		if (setting->kind == SETTING_MAP)
			continue;
		struct str entry = resolved_entry(one);
		buf_printf(&out, "%s%s%s%.*s=", out.len ? "; " : "", one->path, entry.len ? "." : "",
			   STR_ARG(entry));
		if (setting->kind == SETTING_LIST)
			for (uint32_t k = 0; k < setting->item_count; k++)
				buf_printf(&out, "%s%.*s%s", k ? "|" : "[", STR_ARG(setting->items[k]),
					   k + 1 < setting->item_count ? "" : "]");
		else if (one->rewritten)
			buf_str(&out, one->text);
		else if (!setting->entry && type >= PARSER_INT && type <= PARSER_UNSIGNED_LONG_LONG)
			buf_printf(&out, "%lld", (long long)setting->typed.integer);
		else if (!setting->entry && type == PARSER_DOUBLE)
			buf_printf(&out, "%.15g", setting->typed.real);
		else if (!setting->entry && !one->text.len)
			buf_text(&out, "true");
		else
			for (uint32_t k = 0; k < one->text.len; k++) {
				char c = one->text.at[k];
				buf_printf(&out, c == '\n' ? "\\n" : c < ' ' ? "\\x%02x" : "%c", c);
			}
	}
	return buf_done(&out);
}

static void check(const struct verdict *verdict)
{
	struct arena scratch = ARENA_INIT;
	struct config config;
	struct target target = target_of(verdict);
	config_read(&scratch, source_of(&scratch, str_cstr(&scratch, verdict->file)), &target, &config);
	const struct sink *sink = refusals(&scratch, &config);
	bool refused = sink_count(sink, SEVERITY_ERROR) > 0, accepts = str_is(verdict->verdict, "ACCEPT");
	cr_expect_eq(refused, !accepts, "%.*s, %.*s %.*s: the server says %.*s %.*s\n%s", STR_ARG(verdict->file),
		     STR_ARG(verdict->binary), STR_ARG(verdict->release), STR_ARG(verdict->verdict),
		     STR_ARG(verdict->message), lint_lines(&scratch, sink));
	struct str message = core(verdict->message);
	if (!accepts && refused && !says(sink, message))
		cr_expect(false, "%.*s, %.*s %.*s: the server says %.*s, lint: %s", STR_ARG(verdict->file),
			       STR_ARG(verdict->binary), STR_ARG(verdict->release), STR_ARG(message), sink->at[0]->server);
	if (accepts) {
		struct str resolved = resolved_text(&scratch, &config);
		cr_expect(str_eq(resolved, verdict->resolved), "%.*s, %.*s %.*s: %.*s instead of %.*s",
			  STR_ARG(verdict->file), STR_ARG(verdict->binary), STR_ARG(verdict->release), STR_ARG(resolved),
			  STR_ARG(verdict->resolved));
	}
	arena_free(&scratch);
}

Test(verdicts, of_real_servers)
{
	struct str rest = source_of(&arena, "verdicts.tsv")->text, line;
	uint32_t rows = 0;
	str_split(&rest, '\n', &line);
	while (str_split(&rest, '\n', &line)) {
		struct verdict verdict;
		struct str *const field[] = {
			&verdict.file, &verdict.release, &verdict.binary, &verdict.verdict, &verdict.message, &verdict.claim,
			&verdict.resolved,
		};
		if (!line.len)
			continue;
		for (unsigned i = 0; i < sizeof field / sizeof *field; i++)
			cr_assert(str_split(&line, '\t', field[i]));
		check(&verdict);
		rows++;
	}
	cr_expect_gt(rows, 300);
}
