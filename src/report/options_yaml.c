#include "report/options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/term.h"
#include "yaml/scalar.h"

struct writer {
	struct buf *out;
	const struct source *source;
	bool origin;
	struct str open;              /* the path of the section that is being written */
};

static void indent(struct writer *writer, uint32_t depth)
{
	for (uint32_t i = 0; i < depth; i++)
		buf_text(writer->out, "  ");
}

static uint32_t depth_of(struct str path)
{
	uint32_t depth = 0;
	for (uint32_t i = 0; i < path.len; i++)
		depth += path.at[i] == '.';
	return depth;
}

/* Headers for the sections of `path` that are not open yet. Paths come in their order, so what is
 * open is always a beginning of what comes. Returns the depth of what goes into it. */
static uint32_t open_sections(struct writer *writer, struct str path)
{
	uint32_t depth = 0;
	for (uint32_t at = 0, dot; (dot = str_find_char(path, '.', at)) != STR_NONE; at = dot + 1, depth++) {
		struct str section = str_sub(path, 0, dot + 1);
		if (writer->open.len >= section.len && str_eq(str_sub(writer->open, 0, section.len), section))
			continue;
		indent(writer, depth);
		buf_str(writer->out, str_sub(path, at, dot));
		buf_text(writer->out, ":\n");
	}
	writer->open = path;
	return depth_of(path);
}

static void put_text(struct writer *writer, struct str text, bool flow)
{
	buf_str(writer->out, scalar_spell(writer->out->arena, text, STYLE_PLAIN, flow));
}

static void put_real(struct writer *writer, double number)
{
	char digits[40];
	snprintf(digits, sizeof digits, "%.15g", number);
	double back = strtod(digits, NULL);
	if (back < number || back > number)
		snprintf(digits, sizeof digits, "%.17g", number);
	buf_text(writer->out, digits);
}

static void put_list(struct writer *writer, const struct setting *setting)
{
	buf_char(writer->out, '[');
	for (uint32_t i = 0; i < setting->item_count; i++) {
		buf_text(writer->out, i ? ", " : "");
		put_text(writer, setting->items[i], true);
	}
	buf_char(writer->out, ']');
}

static void put_value(struct writer *writer, const struct resolved_option *one)
{
	const struct setting *setting = one->setting;
	struct str text = one->text;
	enum parser_type type = one->rewritten || setting->entry ? PARSER_STRING : one->type;
	if (one->templated)
		put_text(writer, text, false);
	else if (setting->kind == SETTING_LIST)
		put_list(writer, setting);
	else if (type == PARSER_BOOL || type == PARSER_SWITCH)
		buf_text(writer->out, setting->typed.flag ? "true" : "false");
	else if (type >= PARSER_INT && type <= PARSER_UNSIGNED_LONG_LONG)
		buf_printf(writer->out, "%lld", (long long)setting->typed.integer);
	else if (type == PARSER_DOUBLE)
		put_real(writer, setting->typed.real);
	else if (!text.len && !setting->entry)
		buf_text(writer->out, "true");
	else
		put_text(writer, text, false);
}

/* Where the value comes from, and what the template has to do with it. */
static void end_line(struct writer *writer, const struct resolved_option *one)
{
	const struct source *file = source_file(writer->source);
	const char *before = "  # ";
	if (writer->origin) {
		buf_printf(writer->out, "%sline %u", before, source_place(file, one->setting->key.at).line);
		before = ", ";
	}
	if (one->templated) {
		buf_printf(writer->out, "%sthe template's words", before);
		before = ", ";
	}
	if (one->condition.len) {
		buf_printf(writer->out, "%sonly where line %u has it so: ", before, source_place(file, one->opened).line);
		term_escape(writer->out, one->condition);
	}
	buf_char(writer->out, '\n');
}

static struct str last_name(struct str path)
{
	uint32_t at = path.len;
	while (at && path.at[at - 1] != '.')
		at--;
	return str_sub(path, at, path.len);
}

static bool has_entries(const struct resolved *resolved, uint32_t map)
{
	while (map + 1 < resolved->count && resolved->at[map + 1].setting->kind == SETTING_MAP &&
	       !strcmp(resolved->at[map].path, resolved->at[map + 1].path))
		map++;
	return map + 1 < resolved->count && resolved->at[map + 1].setting->entry;
}

/* Only a template says a name twice, and YAML may not: what comes again is a comment. */
static bool is_again(const struct resolved *resolved, uint32_t i)
{
	const struct resolved_option *one = &resolved->at[i], *before = one - 1;
	return i && !strcmp(one->path, before->path) && str_eq(resolved_entry(one), resolved_entry(before)) &&
	       one->setting->entry == before->setting->entry;
}

static void put_option(struct writer *writer, const struct resolved *resolved, uint32_t i)
{
	const struct resolved_option *one = &resolved->at[i];
	struct str path = str_of(one->path);
	bool map = one->setting->kind == SETTING_MAP;
	if (map && is_again(resolved, i))
		return;
	uint32_t depth = open_sections(writer, path);
	indent(writer, depth + one->setting->entry);
	if (is_again(resolved, i))
		buf_text(writer->out, "# ");
	put_text(writer, one->setting->entry ? resolved_entry(one) : last_name(path), false);
	buf_char(writer->out, ':');
	if (map) {
		buf_text(writer->out, has_entries(resolved, i) ? "\n" : " {}\n");
		return;
	}
	buf_char(writer->out, ' ');
	put_value(writer, one);
	end_line(writer, one);
}

void options_yaml(struct buf *out, const struct resolved *resolved, const struct source *source, bool origin)
{
	struct writer writer = { .out = out, .source = source, .origin = origin, .open = STR("") };
	if (!resolved->count)
		buf_text(out, "{}\n");
	for (uint32_t i = 0; i < resolved->count; i++)
		put_option(&writer, resolved, i);
}
