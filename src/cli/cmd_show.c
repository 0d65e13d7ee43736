#include <stdlib.h>
#include <string.h>

#include "cli/found.h"
#include "cli/opened.h"
#include "config/templated.h"
#include "report/options.h"
#include "rules/rule.h"
#include "text/mask.h"

struct show {
	struct cli *cli;
	struct target said;  /* by the command line */
	const struct project *project;
	bool json, many;  /* MANY: each config has its name */
	bool begun;  /* a file was printed */
};

static bool take_format(struct show *show)
{
	const char *format = show->cli->flags.format;
	show->json = format && !strcmp(format, "json");
	if (!format || show->json || !strcmp(format, "yaml"))
		return true;
	cli_usage(show->cli, "--format is yaml or json, not %s", format);
	return false;
}

static bool is_refusal(const struct diag_kind *kind)
{
	return !strcmp(kind->group, "syntax") || !strcmp(kind->group, "startup");
}

/* What the server says of the file before it starts, and what it starts without. */
static void say_findings(struct show *show, const struct config *config)
{
	struct cli *cli = show->cli;
	struct sink sink = SINK_INIT(cli->arena);
	struct fleet fleet = { 0 };
	struct lint lint = { .arena = cli->arena, .sink = &sink, .fleet = &fleet, .server = config->target.server };
	bool *selected = arena_array(cli->arena, rule_count, sizeof *selected);
	for (unsigned i = 0; i < rule_count; i++) {
		const struct rule *rule = rule_table[i];
		selected[i] = is_refusal(&rule->kind) || rule->unread;
	}
	rules_run(&lint, selected, &config, 1);
	sink_sort(&sink);
	sink_trim(&sink);
	for (uint32_t i = 0; i < sink.count; i++) {
		const struct diag *diag = sink.at[i];
		struct place at = source_place(diag->source, diag->at.at);
		if (diag->severity != SEVERITY_ERROR)
			continue;
		cli_say(cli, "%s:%u:%u: %s [%s]", diag->source->name, at.line, at.column, diag->message, diag->kind->id);
		if (is_refusal(diag->kind))
			cli_raise(cli, 1);
	}
}

/* Lines that are not in the file yet, and names that are none yet. */
static void say_unknown(struct show *show, const struct config *config)
{
	const struct source *source = config->source;
	for (uint32_t i = 0; source->mask && i < source->mask->count; i++)
		if (source->mask->spans[i].kind == MASK_GAP)
			cli_say(show->cli, "%s:%u: what comes here is only known when the template is rendered", source->name,
				source_place(source, source->mask->spans[i].at.at).line);
	for (uint32_t i = 0; source->mask && i < config->count; i++)
		if (setting_name_templated(config, &config->settings[i]))
			cli_say(show->cli, "%s:%u: the name of this option is only known when the template is rendered", source->name,
				source_place(source, config->settings[i].key.at).line);
}

static void print_config(struct show *show, const struct config *config)
{
	struct cli *cli = show->cli;
	const struct source *source = config->source;
	struct resolved resolved;
	struct buf out = BUF_INIT(cli->arena);
	resolve(cli->arena, config, &resolved);
	if (show->json) {
		options_json(&out, &resolved, source, cli->flags.origin, show->many);
	} else {
		if (show->many) {
			buf_text(&out, show->begun ? "---\n# " : "# ");
			term_escape(&out, str_of(opened_title(cli->arena, source)));
			buf_char(&out, '\n');
		}
		options_yaml(&out, &resolved, source, cli->flags.origin);
	}
	show->begun = true;
	cli_print(cli, buf_done(&out));
}

static void show_part(struct show *show, const struct part *part)
{
	struct cli *cli = show->cli;
	struct err err = ERR_INIT(cli->arena);
	struct target target;
	struct config config;
	cli_target_of(cli, &show->said, show->project, part->source->name, NULL, &target);
	config_read(cli->arena, part->source, &target, &config);
	if (config.format == CONFIG_UNREADABLE || config.format == CONFIG_TEMPLATE) {
		err_set(&err, ERR_INPUT, opened_title(cli->arena, part->source), 0, "%s", config.format == CONFIG_TEMPLATE
			? "can't be read before it is rendered" : "no server can read it; mongoconf lint says where and why");
		cli_fail(cli, &err);
		return;
	}
	if (part->managed)
		config_decided_elsewhere(&config, (const char *[]){ "" }, 1);
	print_config(show, &config);
	say_unknown(show, &config);
	say_findings(show, &config);
}

void cmd_show(struct cli *cli, int count, char *const *arguments)
{
	struct show show = { .cli = cli };
	struct found found;
	if (!take_format(&show) || !cli_target(cli, &show.said))
		return;
	if (!count) {
		cli_usage(cli, "say which files: mongoconf show PATH...");
		return;
	}
	if (!cli_project(cli, count, arguments, &show.project))
		return;
	found_files(cli, count, arguments, &found);
	if (!found.paths.count && cli->status == 0)
		cli_usage(cli, "no config found; name a file, or a folder that has files such as mongod.conf");
	found_settled(cli, &found);
	for (uint32_t i = 0; i < found.paths.count; i++) {
		struct opened opened;
		if (!opened_read(cli, show.project, found.paths.at[i], &opened))
			continue;
		show.many = found.paths.count > 1 || opened.parts.count > 1;
		for (uint32_t k = 0; k < opened.parts.count; k++)
			show_part(&show, &opened.parts.at[k]);
	}
	cli_effort(cli, show.project);
}
