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
	buf_printf(&out, "%s (%s, group %s): %s\n\n", rule->kind.id, severity_name(rule->severity),
		   rule->kind.group, rule->title);
	help_wrap(&out, rule->why, 0, 0);
	if (rule->off)
		help_wrap(&out, arena_printf(cli->arena, "Off by default: lint runs it where --select names it, its group %s, or "
					     "all.", rule->kind.group), 0, 0);
	buf_char(&out, '\n');
	help_wrap(&out, arena_printf(cli->arena, "mongod: %s", rule->server), 0, 0);
	put_examples(&out, "Bad:", rule->bad);
	put_examples(&out, "Good:", rule->good);
	cli_print(cli, buf_done(&out));
}

static void explain_transform(struct cli *cli, const struct transform *transform)
{
	struct buf out = BUF_INIT(cli->arena);
	buf_printf(&out, "%s%s%s: %s\n\n", transform->name, *transform->parameters ? " " : "",
		   transform->parameters, transform->title);
	help_wrap(&out, transform->about, 0, 0);
	buf_char(&out, '\n');
	help_wrap(&out, arena_printf(cli->arena, "Refused: %s", transform->refuses), 0, 0);
	cli_print(cli, buf_done(&out));
}

static const char *binaries_text(unsigned binaries)
{
	return binaries == BINARY_MONGOD ? "mongod" : binaries == BINARY_MONGOS ? "mongos" : "mongod and mongos";
}

static const char *editions_text(unsigned editions)
{
	static const char *const name[] = {
		[EDITION_COMMUNITY] = "MongoDB Community", [EDITION_ENTERPRISE] = "MongoDB Enterprise",
		[EDITION_ENTERPRISE | EDITION_COMMUNITY] = "MongoDB's own editions",
		[EDITION_PERCONA] = "Percona Server for MongoDB",
		[EDITION_PERCONA | EDITION_COMMUNITY] = "MongoDB Community and Percona Server for MongoDB",
		[EDITION_PERCONA | EDITION_ENTERPRISE] = "MongoDB Enterprise and Percona Server for MongoDB",
	};
	return editions < sizeof name / sizeof *name ? name[editions] : "all editions";
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
	if (option->editions)
		buf_printf(&out, "only in: %s\n", editions_text(option->editions));
	if (option->refused)
		buf_text(&out, "whoever sets it gets no server\n");
	if (option->note)
		help_wrap(&out, arena_printf(arena, "note: %s", option->note), 0, 0);
	cli_print(cli, buf_done(&out));
}

static void explain_section(struct cli *cli, struct str section)
{
	struct buf out = BUF_INIT(cli->arena);
	buf_printf(&out, "%.*s: a section, with these options below it:\n\n", STR_ARG(section));
	for (unsigned i = 0; i < option_count; i++) {
		struct str path = str_of(option_table[i].path);
		if (!option_table[i].hidden && path.len > section.len && path.at[section.len] == '.' &&
		    str_eq(str_sub(path, 0, section.len), section))
			buf_printf(&out, "  %s\n", option_table[i].path);
	}
	cli_print(cli, buf_done(&out));
}

static const char *similar_name(const char *name)
{
	const char *best = NULL;
	unsigned least = 4;
	for (unsigned i = 0; i < rule_count + transform_count; i++) {
		const char *other = i < rule_count ? rule_table[i]->kind.id : transform_table[i - rule_count]->name;
		unsigned edits = str_distance(str_of(name), str_of(other), 3);
		if (edits < least) {
			least = edits;
			best = other;
		}
	}
	return best;
}

static void explain_nothing(struct cli *cli, const char *name)
{
	struct suggestion near[1];
	const char *best = similar_name(name);
	if (!best && option_suggest(str_of(name), near, 1))
		best = near[0].option->path;
	if (best)
		cli_usage(cli, "there is no rule, option or transform %s; did you mean %s?", name, best);
	else
		cli_usage(cli, "there is no rule, option or transform %s; see mongoconf list rules, list options and list "
			  "transforms", name);
}

void cmd_explain(struct cli *cli, int count, char *const *arguments)
{
	if (count != 1 || !*arguments[0]) {
		cli_usage(cli, "say which one: mongoconf explain NAME");
		return;
	}
	struct str name = str_of(arguments[0]);
	if (rule_find(name))
		explain_rule(cli, rule_find(name));
	else if (transform_find(name))
		explain_transform(cli, transform_find(name));
	else if (option_find_holder(name))
		explain_option(cli, option_find_holder(name));
	else if (option_is_section(name))
		explain_section(cli, name);
	else
		explain_nothing(cli, arguments[0]);
}

/* ---- list ---- */

static void list_rules(struct buf *out)
{
	for (unsigned i = 0; i < rule_count; i++)
		buf_printf(out, "%-29s %-9s %-8s %s%s\n", rule_table[i]->kind.id, rule_table[i]->kind.group,
			   severity_name(rule_table[i]->severity), rule_table[i]->title,
			   rule_table[i]->off ? " (off by default)" : "");
}

static void list_options(struct buf *out)
{
	for (unsigned i = 0; i < option_count; i++)
		if (!option_table[i].hidden)
			buf_printf(out, "%-60s %-19s %s\n", option_table[i].path, option_type_name(option_table[i].type),
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
