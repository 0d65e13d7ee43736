#include <string.h>

#include "cli/found.h"
#include "cli/opened.h"
#include "config/templated.h"
#include "text/mask.h"

void cli_warn_unknown(struct cli *cli, struct str path)
{
	struct suggestion near[1];
	if (option_find_holder(path) || option_is_section(path))
		return;
	if (option_suggest(path, near, 1))
		cli_say(cli, "warning: mongod has no option %.*s; did you mean %s?", STR_ARG(path), near[0].option->path);
	else
		cli_say(cli, "warning: mongod has no option %.*s; see mongoconf list options", STR_ARG(path));
}

/* What is asked, and how the answers are printed. */
struct asking {
	struct cli *cli;
	const struct project *project;
	struct str option;
	bool many;     /* configs: each has its line, with its name */
};

/* One option of one file: as it is, because it goes into scripts. */
static void put_value(struct buf *out, const struct config *config, const struct setting *setting)
{
	if (setting_value_templated(config, setting) || !setting->item_count)
		buf_str(out, setting_written(config, setting));
	for (uint32_t i = 0; !setting_value_templated(config, setting) && i < setting->item_count; i++)
		buf_printf(out, "%s%.*s", i ? "," : "", STR_ARG(setting->items[i]));
}

/* "PATH: " where there are several configs, "OPTION: " where it is a section. */
static void print_setting(const struct asking *asking, const struct config *config, const struct setting *setting, bool section)
{
	struct cli *cli = asking->cli;
	struct buf out = BUF_INIT(cli->arena), value = BUF_INIT(cli->arena);
	put_value(&value, config, setting);
	if (asking->many) {
		term_escape(&out, str_of(opened_title(cli->arena, config->source)));
		buf_text(&out, ": ");
	}
	if (section) {
		term_escape(&out, setting->path);
		buf_text(&out, ": ");
	}
	if (asking->many || section || cli->out_is_terminal)
		term_escape(&out, buf_done(&value));
	else
		buf_str(&out, buf_done(&value));
	buf_char(&out, '\n');
	cli_print(cli, buf_done(&out));
}

/* It is there only where a condition of the template holds. */
static void say_branch(struct cli *cli, const struct config *config, const struct setting *setting)
{
	const struct source *file = source_file(config->source);
	const struct mask_span *branch = setting->sometimes ? mask_branch(config->source->mask, setting->key.at) : NULL;
	if (branch)
		cli_say(cli, "%s:%u: only where line %u has it so: %.*s", file->name, source_place(file, setting->key.at).line,
			source_place(file, branch->opened).line, STR_ARG(setting_condition(config, setting)));
}

static bool is_below(struct str path, struct str section)
{
	return path.len > section.len && path.at[section.len] == '.' &&
	       str_eq(str_sub(path, 0, section.len), section);
}

static bool answer(const struct asking *asking, const struct config *config, const struct setting *setting, bool section)
{
	struct cli *cli = asking->cli;
	bool templated = setting_is_templated(config, setting), nameless = setting_name_templated(config, setting);
	bool known = (templated || setting->kind != SETTING_OPAQUE) && !nameless;
	if (nameless)
		cli_say(cli, "%s:%u: the name of this option is only known when the template is rendered", config->source->name,
			source_place(config->source, setting->key.at).line);
	else if (known)
		print_setting(asking, config, setting, section);
	else
		cli_say(cli, "%s:%u: what comes here is only known when the server starts (__exec or __rest)",
			config->source->name, source_place(config->source, setting->key.at).line);
	if (!nameless)
		say_branch(cli, config, setting);
	return known;
}

/* Where a template puts lines of its own, in a section that may have the option. */
static void say_gaps(struct cli *cli, const struct config *config)
{
	const struct source *source = config->source;
	for (uint32_t i = 0; source->mask && i < source->mask->count; i++)
		if (source->mask->spans[i].kind == MASK_GAP)
			cli_say(cli, "%s:%u: what comes here is only known when the template is rendered", source->name,
				source_place(source, source->mask->spans[i].at.at).line);
}

static void get_from(const struct asking *asking, const struct config *config)
{
	struct cli *cli = asking->cli;
	struct str option = asking->option;
	bool found = false, elsewhere = false;
	for (uint32_t i = 0; i < config->count; i++) {
		const struct setting *setting = &config->settings[i];
		bool exact = str_eq(setting->path, option) || str_eq(setting->name, option);
		bool below = is_below(setting->path, option);
		bool above = setting->kind == SETTING_OPAQUE && !setting_is_templated(config, setting) &&
			     (!setting->path.len || is_below(option, setting->path));
		if (!exact && !below && !above)
			continue;
		found = true;
		elsewhere |= !answer(asking, config, setting, below && !exact);
	}
	if (!found) {
		cli_say(cli, "%s: %.*s is not set", opened_title(cli->arena, config->source), STR_ARG(option));
		say_gaps(cli, config);
	}
	if (!found || elsewhere)
		cli_raise(cli, 1);
}

static void get_from_path(const struct asking *asking, const char *path, struct opened *opened)
{
	struct cli *cli = asking->cli;
	for (uint32_t i = 0; i < opened->parts.count; i++) {
		struct err err = ERR_INIT(cli->arena);
		struct config config;
		struct target target = { 0 };
		if (asking->project)
			project_target(cli->arena, asking->project, path, &target);
		config_read(cli->arena, opened->parts.at[i].source, &target, &config);
		if (config.format == CONFIG_YAML || config.format == CONFIG_INI) {
			get_from(asking, &config);
			continue;
		}
		err_set(&err, ERR_INPUT, opened_title(cli->arena, config.source), 0, "%s", config.format == CONFIG_TEMPLATE
			? "can't be read before it is rendered" : "can't be parsed; mongoconf lint says where and why");
		cli_fail(cli, &err);
	}
}

void cmd_get(struct cli *cli, int count, char *const *arguments)
{
	struct asking asking = { .cli = cli };
	struct found found;
	if (count < 2) {
		cli_usage(cli, "say what, and of which files: mongoconf get OPTION PATH...");
		return;
	}
	asking.option = str_of(arguments[0]);
	if (!cli_project(cli, count - 1, arguments + 1, &asking.project))
		return;
	found_files(cli, count - 1, arguments + 1, &found);
	if (!found.paths.count && cli->status == 0)
		cli_usage(cli, "no config found; name a file, or a folder that has files such as mongod.conf");
	found_settled(cli, &found);
	if (found.paths.count)
		cli_warn_unknown(cli, str_of(arguments[0]));
	struct opened *all = arena_array(cli->arena, found.paths.count, sizeof *all);
	bool *read = arena_array(cli->arena, found.paths.count, sizeof *read);
	uint32_t configs = 0;
	for (uint32_t i = 0; i < found.paths.count; i++) {
		read[i] = opened_read(cli, asking.project, found.paths.at[i], &all[i]);
		configs += read[i] ? all[i].parts.count : 1;
	}
	asking.many = configs > 1;
	for (uint32_t i = 0; i < found.paths.count; i++)
		if (read[i])
			get_from_path(&asking, all[i].source.name, &all[i]);
}
