#include "reference/list.h"

#include <string.h>

#include "reference/describe.h"
#include "reference/server.h"
#include "report/report.h"

enum { LIST_VERSION = 1 };

/* ---- rules ---- */

static void rules_text(struct buf *out, const struct target *asked __attribute__((unused)))
{
	int widest = 0;
	for (unsigned i = 0; i < rule_count; i++)
		if ((int)strlen(rule_table[i]->kind.id) > widest)
			widest = (int)strlen(rule_table[i]->kind.id);
	for (unsigned i = 0; i < rule_count; i++)
		buf_printf(out, "%-*s %-9s %-8s %s%s\n", widest, rule_table[i]->kind.id, rule_table[i]->kind.group,
			   severity_name(rule_table[i]->severity), rule_table[i]->title,
			   rule_table[i]->off ? " (off by default)" : "");
}

static void rules_json(struct arena *arena, struct json_t *rows, const struct target *asked __attribute__((unused)))
{
	for (unsigned i = 0; i < rule_count; i++)
		json_add(rows, describe_rule_json(arena, rule_table[i]));
}

/* ---- options ---- */

static void options_text(struct buf *out, const struct target *asked)
{
	for (unsigned i = 0; i < option_count; i++) {
		const struct option *option = &option_table[i];
		if (asked ? server_takes(option, asked) : !option->hidden)
			buf_printf(out, "%-60s %-19s %s\n", option->path, option_type_name(option->type),
				   server_binaries_text(option->binaries));
	}
}

static void options_json(struct arena *arena, struct json_t *rows, const struct target *asked)
{
	for (unsigned i = 0; i < option_count; i++)
		if (!asked || server_takes(&option_table[i], asked))
			json_add(rows, describe_option_json(arena, &option_table[i], asked));
}

/* ---- parameters ---- */

/* Of several forms the last. */
static bool is_last_form(const struct parameter *parameter)
{
	return parameter + 1 == parameter_table + parameter_count || strcmp(parameter[1].name, parameter->name);
}

static void parameters_text(struct buf *out, const struct target *asked)
{
	for (unsigned i = 0; i < parameter_count; i++) {
		const struct parameter *parameter = &parameter_table[i];
		bool shown = asked ? describe_parameter_taken(parameter, asked)
				   : !parameter->test_only && parameter->when <= PARAMETER_STARTUP_ONLY;
		if (is_last_form(parameter) && shown)
			buf_printf(out, "%-60s %-19s %s\n", parameter->name, parameter_type_name(parameter->type),
				   server_binaries_text(parameter->binaries));
	}
}

static void parameters_json(struct arena *arena, struct json_t *rows, const struct target *asked)
{
	for (unsigned i = 0; i < parameter_count; i++)
		if (is_last_form(&parameter_table[i]) && (!asked || describe_parameter_taken(&parameter_table[i], asked)))
			json_add(rows, describe_parameter_json(arena, &parameter_table[i], asked));
}

/* ---- transforms, procedures and formats ---- */

static void transforms_text(struct buf *out, const struct target *asked __attribute__((unused)))
{
	for (unsigned i = 0; i < transform_count; i++)
		buf_printf(out, "%-21s %-24s %s\n", transform_table[i]->name,
			   transform_flags_text(out->arena, transform_table[i], false), transform_table[i]->title);
}

static void transforms_json(struct arena *arena, struct json_t *rows,
			    const struct target *asked __attribute__((unused)))
{
	for (unsigned i = 0; i < transform_count; i++)
		json_add(rows, describe_transform_json(arena, transform_table[i]));
}

static void procedures_text(struct buf *out, const struct target *asked __attribute__((unused)))
{
	for (unsigned i = 0; i < procedure_count; i++)
		buf_printf(out, "%-16s %-5s %s\n", procedure_table[i]->name, version_text(out->arena, procedure_table[i]->since),
			   procedure_table[i]->title);
}

static void procedures_json(struct arena *arena, struct json_t *rows, const struct target *asked __attribute__((unused)))
{
	for (unsigned i = 0; i < procedure_count; i++)
		json_add(rows, describe_procedure_json(arena, procedure_table[i]));
}

static void formats_text(struct buf *out, const struct target *asked __attribute__((unused)))
{
	for (unsigned i = 0; i < report_format_count; i++)
		buf_printf(out, "%-8s %s\n", report_formats[i].name, report_formats[i].about);
}

static void formats_json(struct arena *arena __attribute__((unused)), struct json_t *rows,
			 const struct target *asked __attribute__((unused)))
{
	for (unsigned i = 0; i < report_format_count; i++) {
		struct json_t *one = json_map();
		json_put_text(one, "name", str_of(report_formats[i].name));
		json_put_text(one, "about", str_of(report_formats[i].about));
		json_add(rows, one);
	}
}

/* ---- all lists ---- */

const struct list list_table[] = {
	{ "rules", false, rules_text, rules_json, list_rules_manual },
	{ "options", true, options_text, options_json, NULL },
	{ "parameters", true, parameters_text, parameters_json, NULL },
	{ "transforms", false, transforms_text, transforms_json, list_transforms_manual },
	{ "procedures", false, procedures_text, procedures_json, NULL },
	{ "formats", false, formats_text, formats_json, NULL },
};
const unsigned list_count = sizeof list_table / sizeof *list_table;

const struct list *list_find(const char *name)
{
	for (unsigned i = 0; i < list_count; i++)
		if (!strcmp(list_table[i].name, name))
			return &list_table[i];
	return NULL;
}

struct json_t *list_json_head(void)
{
	struct json_t *object = json_map();
	json_put_whole(object, "version", LIST_VERSION);
	json_put_text(object, "tool", STR("mongoconf " PACKAGE_VERSION));
	return object;
}

void list_json(struct buf *out, const struct list *list, const struct target *asked)
{
	struct json_t *object = list_json_head();
	list->json(out->arena, json_put_list(object, list->name), asked);
	json_write(out, object);
}
