#include "config/value.h"

#include "base/number.h"

static const char *refuse(struct arena *arena, struct str name, const char *format)
{
	return arena_printf(arena, format, str_cstr(arena, name));
}

static void read_bool(struct arena *arena, const struct target *target __attribute__((unused)), struct setting *setting, struct str name)
{
	bool is_switch = setting->type == PARSER_SWITCH;
	setting->typed.flag = str_is(setting->text, "true");
	if (setting->typed.flag || str_is(setting->text, "false"))
		return;
	setting->refusal = arena_printf(arena, "Expected boolean%s but found string: %.*s for option: %.*s",
					is_switch ? " switch" : "", STR_ARG(setting->text), STR_ARG(name));
}

/* "as int: ", and up to 4.0 "as int in config file: ". */
static void refuse_number(struct arena *arena, const struct target *target, struct setting *setting,
			  struct str name, const char *type, const char *why)
{
	static const struct version shorter = VERSION(4, 2);
	bool old = version_known(target->server) && !version_at_least(target->server, shorter);
	bool real = setting->option->type == OPTION_DOUBLE;
	setting->refusal = arena_printf(arena, "Error parsing option \"%.*s\" as %s%s: %s", STR_ARG(name),
					type, old ? " in config file" : real ? " in" : "", why);
}

static void read_int(struct arena *arena, const struct target *target, struct setting *setting, struct str name)
{
	int32_t number = 0;
	const char *why;
	if (!number_int(arena, setting->text, number_era(target->server), &number, &why))
		refuse_number(arena, target, setting, name, "int", why);
	setting->typed.integer = number;
	setting->typed.real = number;
}

static void read_unsigned(struct arena *arena, const struct target *target, struct setting *setting, struct str name)
{
	uint32_t number = 0;
	const char *why;
	if (!number_unsigned(arena, setting->text, number_era(target->server), &number, &why))
		refuse_number(arena, target, setting, name, "unsigned int", why);
	setting->typed.integer = number;
	setting->typed.real = number;
}

static void read_unsigned_long_long(struct arena *arena, const struct target *target, struct setting *setting, struct str name)
{
	uint64_t number = 0;
	const char *why;
	if (!number_unsigned_long_long(arena, setting->text, number_era(target->server), &number, &why))
		refuse_number(arena, target, setting, name, "unsigned long long", why);
	setting->typed.integer = (int64_t)number;
	setting->typed.real = (double)number;
}

static void read_long(struct arena *arena, const struct target *target, struct setting *setting, struct str name)
{
	int64_t number = 0;
	const char *why;
	if (!number_long(arena, setting->text, number_era(target->server), &number, &why))
		refuse_number(arena, target, setting, name, "long", why);
	setting->typed.integer = number;
	setting->typed.real = (double)number;
}

static void read_double(struct arena *arena, const struct target *target, struct setting *setting, struct str name)
{
	const char *why;
	if (!number_double(arena, setting->text, number_era(target->server), &setting->typed.real, &why))
		refuse_number(arena, target, setting, name, "double", why);
}

static void (*const readers[])(struct arena *, const struct target *, struct setting *, struct str) = {
	[PARSER_BOOL] = read_bool,
	[PARSER_SWITCH] = read_bool,
	[PARSER_INT] = read_int,
	[PARSER_UNSIGNED] = read_unsigned,
	[PARSER_LONG] = read_long,
	[PARSER_UNSIGNED_LONG_LONG] = read_unsigned_long_long,
	[PARSER_DOUBLE] = read_double,
	[PARSER_STRING_MAP] = NULL,
};

void value_read_as(struct arena *arena, const struct target *target, struct setting *setting, struct str name)
{
	const struct option *option = setting->option;
	if (option && !setting->entry)
		setting->type = option_parser_type(option, target);
	if (!option || setting->refusal || setting->entry || setting->kind == SETTING_OPAQUE)
		return;
	if (option->type == OPTION_LIST) {
		if (setting->nested)
			setting->refusal = refuse(arena, name, "Option: %s has nested lists, which is not allowed");
		else if (setting->kind != SETTING_LIST)
			setting->refusal = refuse(arena, name, "Option: %s is of type StringVector, but value in YAML "
						  "config is not a list type");
	} else if (option->type == OPTION_MAP) {
		if (setting->kind != SETTING_MAP)
			setting->refusal = refuse(arena, name, "Option: %s is of type StringMap, but value in YAML "
						  "config is not a map type");
	} else if (setting->kind == SETTING_LIST) {
		setting->refusal = refuse(arena, name, "Scalar option '%s' must be a single value");
	} else if (readers[setting->type]) {
		readers[setting->type](arena, target, setting, name);
	}
}

void value_read(struct arena *arena, const struct target *target, struct setting *setting)
{
	value_read_as(arena, target, setting, setting->path);
}
