#include "cli/choice.h"

#include <string.h>

static bool is_known(struct str name)
{
	for (unsigned i = 0; i < rule_count; i++)
		if (rule_is_named(rule_table[i], name))
			return true;
	return false;
}

/* ---- the command line ---- */

static bool unknown_name(struct cli *cli, const char *flag, struct str name)
{
	const char *near = rule_nearest(name);
	if (!name.len)
		cli_usage(cli, "--%s: a name is empty; see mongoconf list rules", flag);
	else if (near)
		cli_usage(cli, "--%s: there is no rule or group %.*s; did you mean %s?", flag, STR_ARG(name), near);
	else
		cli_usage(cli, "--%s: there is no rule or group %.*s; see mongoconf list rules", flag, STR_ARG(name));
	return false;
}

bool choice_names(struct cli *cli, const char *list, bool *named, const char *flag)
{
	struct str rest = str_of(list), name;
	while (list && str_split(&rest, ',', &name)) {
		if (!is_known(name))
			return unknown_name(cli, flag, name);
		for (unsigned i = 0; i < rule_count; i++)
			named[i] |= rule_is_named(rule_table[i], name);
	}
	return true;
}

bool choice_flags(struct cli *cli, struct choice *choice)
{
	const struct flags *flags = &cli->flags;
	choice->selecting = flags->select != NULL;
	choice->selected = arena_array(cli->arena, rule_count, sizeof *choice->selected);
	choice->ignored = arena_array(cli->arena, rule_count, sizeof *choice->ignored);
	return choice_names(cli, flags->select, choice->selected, "select") &&
	       choice_names(cli, flags->ignore, choice->ignored, "ignore");
}

static unsigned index_of(const struct rule *rule)
{
	unsigned i = 0;
	while (rule_table[i] != rule)
		i++;
	return i;
}

bool choice_selects(const struct choice *choice, const struct diag *diag)
{
	return !choice->selecting || choice->selected[index_of(rule_find(str_of(diag->kind->id)))];
}

bool choice_fail_on(struct cli *cli, const struct project *project, int *severity)
{
	const char *name = cli->flags.fail_on;
	if (!name)
		name = project && project->fail_on ? project->fail_on : "error";
	for (*severity = SEVERITY_INFO; *severity <= SEVERITY_ERROR; ++*severity)
		if (!strcmp(name, severity_name((enum severity)*severity)))
			return true;
	if (!strcmp(name, "never"))
		return true;
	cli_usage(cli, "--fail-on is error, warning, info or never, not %s", name);
	return false;
}

/* ---- the project file ---- */

static bool check_names(struct cli *cli, const struct project *project, const struct project_severity *all,
			uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		if (is_known(all[i].name))
			continue;
		struct err err = ERR_INIT(cli->arena);
		struct place at = source_place(project->source, all[i].at.at);
		const char *near = rule_nearest(all[i].name);
		err_set_at(&err, ERR_INPUT, project->source->name, at.line, at.column,
			   near ? "there is no rule or group %.*s; did you mean %s?"
				: "there is no rule or group %.*s; see mongoconf list rules%s",
			   STR_ARG(all[i].name), near ? near : "");
		cli_fail(cli, &err);
		return false;
	}
	return true;
}

bool choice_check(struct cli *cli, const struct project *project)
{
	bool known = check_names(cli, project, project->severities, project->severity_count);
	for (uint32_t i = 0; known && i < project->override_count; i++)
		known = check_names(cli, project, project->overrides[i].severities, project->overrides[i].severity_count);
	return known;
}

/* For project_rule(): 2 for its id, 1 for a group or set that it is in. */
static int names_rule(const void *rule, struct str name)
{
	return str_is(name, ((const struct rule *)rule)->kind.id) ? 2 : rule_is_named(rule, name);
}

static bool is_switched_on(const struct rule *rule, const struct project_severity *all, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		if (all[i].severity >= 0 && names_rule(rule, all[i].name))
			return true;
	return false;
}

bool *choice_rules(const struct choice *choice, struct arena *arena, const struct project *project)
{
	bool *run = arena_array(arena, rule_count, sizeof *run);
	bool only = choice->selecting && !choice->beside;
	for (unsigned i = 0; i < rule_count; i++) {
		const struct rule *rule = rule_table[i];
		int severity;
		run[i] = !only && !rule->off;
		if (project && !only && project_rule(project, (struct str){ 0 }, names_rule, rule, &severity))
			run[i] = severity >= 0;
		for (uint32_t k = 0; project && !only && k < project->override_count; k++)
			run[i] |= is_switched_on(rule, project->overrides[k].severities, project->overrides[k].severity_count);
		run[i] |= choice->selecting && choice->selected[i];
		run[i] &= !choice->ignored[i];
	}
	return run;
}

bool choice_is_on(const struct choice *choice, struct arena *arena, const struct project *project, const struct rule *rule,
		  const char *name)
{
	int severity;
	if (choice->selecting || !project)
		return choice->selecting || !rule->off;
	struct str path = project_relative(arena, project, name);
	return project_rule(project, path, names_rule, rule, &severity) ? severity >= 0 : !rule->off;
}

void choice_apply(const struct choice *choice, struct arena *arena, const struct project *project, struct sink *sink,
		  uint32_t from)
{
	uint32_t kept = from;
	if (!project || !project_has_rules(project))
		return;
	for (uint32_t i = from; i < sink->count; i++) {
		struct diag *diag = sink->at[i];
		const struct rule *rule = rule_find(str_of(diag->kind->id));
		struct str path = project_relative(arena, project, diag->source->name);
		int severity;
		bool said = project_rule(project, path, names_rule, rule, &severity);
		bool on = (choice->selecting && (!choice->beside || choice_selects(choice, diag))) || (said ? severity >= 0 : !rule->off);
		if (said && severity >= 0)
			diag->severity = (enum severity)severity;
		if (on)
			sink->at[kept++] = diag;
	}
	sink->count = kept;
}
