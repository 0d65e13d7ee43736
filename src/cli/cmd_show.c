#include <stdlib.h>
#include <string.h>

#include "base/os.h"
#include "cli/cli.h"
#include "report/options.h"
#include "rules/rule.h"
#include "input/parts.h"

struct show {
	struct cli *cli;
	struct target said;  /* by the command line */
	const struct project *project;
	bool json, many;
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

static bool read_config(struct show *show, const char *path, struct source *source, struct config *config)
{
	static const char *const flaw[] = {
		[CONFIG_UNREADABLE] = "no server can read it; mongoconf lint says where and why",
	};
	struct arena *arena = show->cli->arena;
	struct err err = ERR_INIT(arena);
	struct str text;
	bool standard_input = !strcmp(path, "-");
	bool ok = standard_input ? os_read_stdin(arena, &text, &err) : source_read(arena, path, source, &err);
	if (ok) {
		if (standard_input)
			source_init(arena, "<stdin>", text, source);
		struct target target;
		cli_target_of(show->cli, &show->said, show->project, path, NULL, &target);
		struct parts parts;
		parts_read(arena, arena, source, NULL, &parts);
		config_read(arena, source, &target, config);
		if (parts.count != 1 || parts.at[0].source != source)
			ok = err_set(&err, ERR_INPUT, source->name, 0, "%s", parts.refused ? parts.refused : parts.at[0].read_as);
		ok = ok && (!flaw[config->format] || err_set(&err, ERR_INPUT, source->name, 0, "%s", flaw[config->format]));
	}
	if (!ok)
		cli_fail(show->cli, &err);
	return ok;
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

static void show_one(struct show *show, const char *path)
{
	struct cli *cli = show->cli;
	struct source source;
	struct config config;
	struct resolved resolved;
	if (!read_config(show, path, &source, &config))
		return;
	resolve(cli->arena, &config, &resolved);
	struct buf out = BUF_INIT(cli->arena);
	if (show->json) {
		options_json(&out, &resolved, &source, cli->flags.origin, show->many);
	} else {
		if (show->many) {
			buf_text(&out, show->begun ? "---\n# " : "# ");
			term_escape(&out, str_of(source.name));
			buf_char(&out, '\n');
		}
		options_yaml(&out, &resolved, &source, cli->flags.origin);
	}
	show->begun = true;
	cli_print(cli, buf_done(&out));
	say_findings(show, &config);
}

void cmd_show(struct cli *cli, int count, char *const *arguments)
{
	struct show show = { .cli = cli };
	struct paths paths;
	if (!take_format(&show) || !cli_target(cli, &show.said))
		return;
	if (!count) {
		cli_usage(cli, "say which files: mongoconf show PATH...");
		return;
	}
	if (!cli_project(cli, count, arguments, &show.project))
		return;
	cli_paths(cli, count, arguments, &paths);
	if (!paths.count && cli->status == 0)
		cli_usage(cli, "no config found; name a file, or a folder that has files such as mongod.conf");
	cli_settled(cli, paths.at, paths.count);
	show.many = paths.count > 1;
	for (uint32_t i = 0; i < paths.count; i++)
		show_one(&show, paths.at[i]);
	cli_effort(cli, show.project);
}
