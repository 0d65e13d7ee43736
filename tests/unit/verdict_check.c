#include "verdict_check.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/buf.h"
#include "config/resolve.h"
#include "lint_files.h"

struct target verdict_target(struct str release, struct str binary)
{
	struct target target = { .edition = EDITION_COMMUNITY };
	cr_assert(version_parse(release, &target.server), "%.*s", STR_ARG(release));
	cr_assert(str_is(binary, "mongod") || str_is(binary, "mongos"), "%.*s", STR_ARG(binary));
	target.binary = str_is(binary, "mongos") ? BINARY_MONGOS : BINARY_MONGOD;
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

/* As a verdict writes what is not printable. */
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

static void put_list(struct buf *out, const struct setting *setting)
{
	buf_char(out, '[');
	for (uint32_t i = 0; i < setting->item_count; i++)
		buf_printf(out, "%s%.*s", i ? "|" : "", STR_ARG(setting->items[i]));
	buf_char(out, ']');
}

static void put_value(struct buf *out, const struct resolved_option *one)
{
	const struct setting *setting = one->setting;
	enum parser_type type = setting->entry ? PARSER_STRING : one->type;
	if (setting->kind == SETTING_LIST)
		put_list(out, setting);
	else if (one->rewritten)
		buf_str(out, one->text);
	else if (type >= PARSER_INT && type <= PARSER_UNSIGNED_LONG_LONG)
		buf_printf(out, "%lld", (long long)setting->typed.integer);
	else if (type == PARSER_DOUBLE)
		buf_printf(out, "%.15g", setting->typed.real);
	else if (!setting->entry && !one->text.len)
		buf_text(out, "true");  /* as the server prints an empty string */
	else
		for (uint32_t i = 0; i < one->text.len; i++) {
			unsigned char c = (unsigned char)one->text.at[i];
			buf_printf(out, c == '\n' ? "\\n" : c < ' ' ? "\\x%02x" : "%c", c);
		}
}

static struct str resolved_text(struct arena *to, const struct config *config)
{
	struct resolved resolved;
	struct buf out = BUF_INIT(to);
	resolve(to, config, &resolved);
	for (uint32_t i = 0; i < resolved.count; i++) {
		const struct resolved_option *one = &resolved.at[i];
		struct str entry = resolved_entry(one);
		if (one->setting->kind == SETTING_MAP)
			continue;
		buf_printf(&out, "%s%s%s%.*s=", out.len ? "; " : "", one->path, entry.len ? "." : "", STR_ARG(entry));
		put_value(&out, one);
	}
	return buf_done(&out);
}

static const char *said(struct arena *to, const struct sink *sink)
{
	struct buf out = BUF_INIT(to);
	for (uint32_t i = 0; i < sink->count; i++) {
		const char *server = sink->at[i]->server;
		buf_printf(&out, "%s %s %s [%s]\n", severity_name(sink->at[i]->severity), sink->at[i]->kind->id,
			   sink->at[i]->message, server ? server : "");
	}
	return buf_done(&out).at;
}

void verdict_check(const struct verdict *verdict)
{
	struct arena scratch = ARENA_INIT;
	struct source source;
	struct config config;
	source_init(&scratch, verdict->name, verdict->text, &source);
	config_read(&scratch, &source, &verdict->target, &config);
	const struct sink *sink = refusals(&scratch, &config);
	bool refused = sink_count(sink, SEVERITY_ERROR) > 0;
	struct str message = core(verdict->message);
	const char *which = arena_printf(&scratch, "%s, %s %u.%u", verdict->name,
					 verdict->target.binary == BINARY_MONGOS ? "mongos" : "mongod",
					 verdict->target.server.major, verdict->target.server.minor);
	cr_expect_eq(refused, !verdict->takes, "%s: the server %s %.*s; lint: %s", which,
		     verdict->takes ? "takes it" : "refuses it:", STR_ARG(verdict->message), said(&scratch, sink));
	if (!verdict->takes && refused && !says(sink, message))
		cr_expect(false, "%s: the server says %.*s; lint: %s", which, STR_ARG(message), said(&scratch, sink));
	if (verdict->takes && !verdict->any_resolved) {
		struct str resolved = resolved_text(&scratch, &config);
		cr_expect(str_eq(resolved, verdict->resolved), "%s: %.*s instead of %.*s", which, STR_ARG(resolved),
			  STR_ARG(verdict->resolved));
	}
	arena_free(&scratch);
}
