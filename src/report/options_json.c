#include "report/options.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/bug.h"
#include "base/utf8.h"
#include "report/report.h"

static void must(int result)
{
	if (result < 0)
		bug("no memory for JSON");
}

static json_t *json_text(struct arena *arena, struct str text)
{
	struct str valid = utf8_repair(arena, text);
	return json_stringn(valid.len ? valid.at : "", valid.len);
}

static void put(struct arena *arena, json_t *object, struct str name, json_t *value)
{
	must(json_object_set_new(object, str_cstr(arena, utf8_repair(arena, name)), value));
}

static json_t *json_list(struct arena *arena, const struct setting *setting)
{
	json_t *list = json_array();
	for (uint32_t i = 0; i < setting->item_count; i++)
		must(json_array_append_new(list, json_text(arena, setting->items[i])));
	return list;
}

/* JSON has no word for what is not finite. */
static json_t *json_number(double number)
{
	if (isnan(number) || isinf(number))
		return json_string(isnan(number) ? "nan" : number < 0 ? "-inf" : "inf");
	if (fabs(number) < 1e15 && floor(number) >= number)
		return json_integer((json_int_t)number);
	return json_real(number);
}

static bool is_bool(enum parser_type type)
{
	return type == PARSER_BOOL || type == PARSER_SWITCH;
}

static json_t *json_value(struct arena *arena, const struct resolved_option *one)
{
	const struct setting *setting = one->setting;
	if (one->templated)
		return json_text(arena, one->text);
	if (setting->kind == SETTING_MAP)
		return json_object();
	if (setting->kind == SETTING_LIST)
		return json_list(arena, setting);
	if (setting->entry)
		return json_text(arena, one->text);
	if (one->rewritten)
		return is_bool(one->type) ? json_boolean(str_is(one->text, "true")) : json_text(arena, one->text);
	if (is_bool(one->type))
		return json_boolean(setting->typed.flag);
	if (one->type == PARSER_DOUBLE)
		return json_number(setting->typed.real);
	if (one->type >= PARSER_INT && one->type <= PARSER_UNSIGNED_LONG_LONG)
		return json_integer(setting->typed.integer);
	return one->text.len ? json_text(arena, one->text) : json_true();
}

/* A value alone, or an object that says more of it. */
static json_t *json_told(struct arena *arena, const struct source *source, const struct resolved_option *one, bool origin)
{
	const struct source *file = source_file(source);
	json_t *value = json_value(arena, one), *object;
	if (!origin && !one->templated && !one->condition.len)
		return value;
	struct place at = source_place(file, one->setting->key.at);
	object = json_object();
	put(arena, object, one->templated ? STR("template") : STR("value"), value);
	if (one->condition.len)
		put(arena, object, STR("if"), json_text(arena, one->condition));
	if (origin) {
		put(arena, object, STR("line"), json_integer(at.line));
		put(arena, object, STR("column"), json_integer(at.column));
	}
	return object;
}

/* What a template says several times, under one condition each, is a list. */
static void put_told(struct arena *arena, json_t *object, struct str name, json_t *told)
{
	json_t *before = json_object_get(object, str_cstr(arena, utf8_repair(arena, name)));
	if (!before) {
		put(arena, object, name, told);
		return;
	}
	json_t *list = json_object_get(before, "any");
	if (!list) {
		json_t *any = json_object();
		list = json_array();
		must(json_array_append(list, before));
		put(arena, any, STR("any"), list);
		put(arena, object, name, any);
	}
	must(json_array_append_new(list, told));
}

/* The object below `object` of this name, made if it is not there. */
static json_t *json_section(struct arena *arena, json_t *object, struct str name)
{
	const char *key = str_cstr(arena, utf8_repair(arena, name));
	if (!json_is_object(json_object_get(object, key)))
		must(json_object_set_new(object, key, json_object()));
	return json_object_get(object, key);
}

static void put_option(struct arena *arena, json_t *object, const struct resolved_option *one,
		       const struct source *source, bool origin)
{
	struct str rest = str_of(one->path);
	for (uint32_t dot; (dot = str_find_char(rest, '.', 0)) != STR_NONE; rest = str_sub(rest, dot + 1, rest.len))
		object = json_section(arena, object, str_sub(rest, 0, dot));
	struct str name = rest;
	if (one->setting->kind == SETTING_MAP) {
		json_section(arena, object, name);
		return;
	}
	if (one->setting->entry) {
		object = json_section(arena, object, name);
		name = resolved_entry(one);
	}
	put_told(arena, object, name, json_told(arena, source, one, origin));
}

/* 0.1 is written as 0.1 wherever 15 digits say all that there is. */
static size_t precision_of(const struct resolved *resolved)
{
	for (uint32_t i = 0; i < resolved->count; i++) {
		const struct setting *setting = resolved->at[i].setting;
		char digits[40];
		if (resolved->at[i].type != PARSER_DOUBLE || setting->entry || resolved->at[i].templated)
			continue;
		snprintf(digits, sizeof digits, "%.15g", setting->typed.real);
		double back = strtod(digits, NULL);
		if (back < setting->typed.real || back > setting->typed.real)
			return 17;
	}
	return 15;
}

static int write_bytes(const char *bytes, size_t len, void *out)
{
	for (size_t i = 0; i < len; i++) {
		if (bytes[i] == 0x7f)
			buf_text(out, "\\u007f");
		else
			buf_char(out, bytes[i]);
	}
	return 0;
}

void options_json(struct buf *out, const struct resolved *resolved, const struct source *source, bool origin,
		  bool named)
{
	json_t *object = json_object();
	for (uint32_t i = 0; i < resolved->count; i++)
		put_option(out->arena, object, &resolved->at[i], source, origin);
	if (named) {
		json_t *file = json_object();
		put(out->arena, file, STR("file"), json_text(out->arena, str_of(source->name)));
		if (source->label)
			put(out->arena, file, STR("part"), json_text(out->arena, str_of(source->label)));
		put(out->arena, file, STR("options"), object);
		object = file;
	}
	size_t flags = JSON_INDENT(2) | JSON_ENSURE_ASCII | JSON_REAL_PRECISION(precision_of(resolved));
	must(json_dump_callback(object, write_bytes, out, flags));
	json_decref(object);
	buf_char(out, '\n');
}
