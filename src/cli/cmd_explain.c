#include <string.h>

#include "cli/cli.h"
#include "report/report.h"
#include "rules/rule.h"
#include "transforms/transform.h"

/* ---- explain ---- */

static void put_examples(struct buf *out, const char *title, const struct example *examples)
{
	buf_printf(out, "\n%s\n", title);
	for (; examples->file; examples++) {
		struct str rest = str_of(examples->text), line;
		buf_printf(out, "\n    # %s\n", examples->file);
		while (str_split(&rest, '\n', &line)) {
			if (!rest.at && !line.len)
				break;
			buf_text(out, "    ");
			term_escape(out, line);
			buf_char(out, '\n');
		}
	}
}

static void explain_rule(struct cli *cli, const struct rule *rule)
{
	struct buf out = BUF_INIT(cli->arena);
	buf_printf(&out, "%s (%s, group %s): %s\n\n%s\n\nmongod: %s\n", rule->kind.id, severity_name(rule->severity),
		   rule->kind.group, rule->title, rule->why, rule->server);
	put_examples(&out, "Bad:", rule->bad);
	put_examples(&out, "Good:", rule->good);
	cli_print(cli, buf_done(&out));
}

static void explain_transform(struct cli *cli, const struct transform *transform)
{
	struct buf out = BUF_INIT(cli->arena);
	buf_printf(&out, "%s%s%s: %s\n\n%s\n\nRefuses: %s\n", transform->name, *transform->parameters ? " " : "",
		   transform->parameters, transform->title, transform->about, transform->refuses);
	cli_print(cli, buf_done(&out));
}

static const char *binaries_text(unsigned binaries)
{
	return binaries == BINARY_MONGOD ? "mongod" : binaries == BINARY_MONGOS ? "mongos" : "mongod and mongos";
}

static void explain_option(struct cli *cli, const struct option *option)
{
	struct arena *arena = cli->arena;
	struct buf out = BUF_INIT(arena);
	buf_printf(&out, "%s: %s, read by %s\n", option->path, option_type_name(option->type),
		   binaries_text(option->binaries));
	if (option->default_text)
		buf_printf(&out, "default: %s\n", option->default_text);
	if (option->choices)
		buf_printf(&out, "values: %s\n", option->choices);
	if (option->has_min)
		buf_printf(&out, "at least: %.15g\n", option->min);
	if (option->has_max)
		buf_printf(&out, "at most: %.15g\n", option->max);
	if (option->cli)
		buf_printf(&out, "on the command line: --%s\n", option->cli);
	if (version_known(option->since))
		buf_printf(&out, "since: %s%s\n", version_text(arena, option->since),
			   version_compare(option->since, (struct version)VERSION(3, 4)) ? "" : " or earlier");
	if (version_known(option->deprecated))
		buf_printf(&out, "deprecated since: %s\n", version_text(arena, option->deprecated));
	if (version_known(option->removed))
		buf_printf(&out, "refused since: %s\n", version_text(arena, option->removed));
	if (option->replaced_by)
		buf_printf(&out, "now: %s\n", option->replaced_by);
	if (option->note)
		buf_printf(&out, "note: %s\n", option->note);
	cli_print(cli, buf_done(&out));
}

static void explain_nothing(struct cli *cli, const char *name)
{
	struct suggestion near[1];
	for (unsigned i = 0; i < rule_count; i++) {
		if (str_distance(str_of(name), str_of(rule_table[i]->kind.id), 3) <= 3) {
			cli_usage(cli, "there is no rule, option or transform %s; did you mean %s?", name,
				  rule_table[i]->kind.id);
			return;
		}
	}
	if (option_suggest(str_of(name), near, 1))
		cli_usage(cli, "there is no rule, option or transform %s; did you mean %s?", name, near[0].option->path);
	else
		cli_usage(cli, "there is no rule, option or transform %s; see mongoconf list rules", name);
}

void cmd_explain(struct cli *cli, int count, char *const *arguments)
{
	if (count != 1) {
		cli_usage(cli, "say which one: mongoconf explain NAME");
		return;
	}
	struct str name = str_of(arguments[0]);
	if (rule_find(name))
		explain_rule(cli, rule_find(name));
	else if (transform_find(name))
		explain_transform(cli, transform_find(name));
	else if (option_find(name))
		explain_option(cli, option_find(name));
	else
		explain_nothing(cli, arguments[0]);
}

/* ---- list ---- */

static void list_rules(struct buf *out)
{
	for (unsigned i = 0; i < rule_count; i++)
		buf_printf(out, "%-28s %-9s %-8s %s\n", rule_table[i]->kind.id, rule_table[i]->kind.group,
			   severity_name(rule_table[i]->severity), rule_table[i]->title);
}

static void list_options(struct buf *out)
{
	for (unsigned i = 0; i < option_count; i++)
		if (!option_table[i].hidden)
			buf_printf(out, "%-60s %-8s %s\n", option_table[i].path, option_type_name(option_table[i].type),
				   binaries_text(option_table[i].binaries));
}

static void list_transforms(struct buf *out)
{
	for (unsigned i = 0; i < transform_count; i++)
		buf_printf(out, "%-18s %-32s %s\n", transform_table[i]->name, transform_table[i]->parameters,
			   transform_table[i]->title);
}

static void list_formats(struct buf *out)
{
	for (unsigned i = 0; i < report_format_count; i++)
		buf_printf(out, "%-8s %s\n", report_formats[i].name, report_formats[i].about);
}

void cmd_list(struct cli *cli, int count, char *const *arguments)
{
	static const struct {
		const char *name;
		void (*write)(struct buf *out);
	} lists[] = {
		{ "rules", list_rules }, { "options", list_options },
		{ "transforms", list_transforms }, { "formats", list_formats },
	};
	struct buf out = BUF_INIT(cli->arena);
	for (unsigned i = 0; count == 1 && i < sizeof lists / sizeof *lists; i++) {
		if (!strcmp(arguments[0], lists[i].name)) {
			lists[i].write(&out);
			cli_print(cli, buf_done(&out));
			return;
		}
	}
	cli_usage(cli, "say which: mongoconf list rules|options|transforms|formats");
}
