#include <string.h>

#include "base/os.h"
#include "cli/cli.h"
#include "config/config.h"
#include "input/parts.h"

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

/* One option of one file: as it is, because it goes into scripts. Of several, each has its line. */
static void put_value(struct buf *out, const struct setting *setting)
{
	buf_str(out, setting->text);
	for (uint32_t i = 0; i < setting->item_count; i++)
		buf_printf(out, "%s%.*s", i ? "," : "", STR_ARG(setting->items[i]));
}

/* "PATH: " where there are several files, "OPTION: " where it is a section. */
static void print_setting(struct cli *cli, const struct config *config, const struct setting *setting, bool many,
			  bool section)
{
	struct buf out = BUF_INIT(cli->arena), value = BUF_INIT(cli->arena);
	put_value(&value, setting);
	if (many) {
		term_escape(&out, str_of(config->source->name));
		buf_text(&out, ": ");
	}
	if (section) {
		term_escape(&out, setting->path);
		buf_text(&out, ": ");
	}
	if (many || section || cli->out_is_terminal)
		term_escape(&out, buf_done(&value));
	else
		buf_str(&out, buf_done(&value));
	buf_char(&out, '\n');
	cli_print(cli, buf_done(&out));
}

static bool read_yaml(struct cli *cli, const char *path, struct source *source, struct config *config)
{
	static const char *const flaw[] = {
		[CONFIG_INI] = "is in the old `key = value` format, and options are got from YAML only",
		[CONFIG_UNREADABLE] = "can't be parsed; mongoconf lint says where and why",
	};
	struct arena *arena = cli->arena;
	struct err err = ERR_INIT(arena);
	struct str text;
	bool standard_input = !strcmp(path, "-");
	bool ok = standard_input ? os_read_stdin(arena, &text, &err) : source_read(arena, path, source, &err);
	if (ok) {
		if (standard_input)
			source_init(arena, "<stdin>", text, source);
		struct parts parts;
		parts_read(arena, arena, source, NULL, &parts);
		config_read(arena, source, NULL, config);
		ok = parts.count == 1 && parts.at[0].source == source
		     ? config->format == CONFIG_YAML || err_set(&err, ERR_INPUT, source->name, 0, "%s", flaw[config->format])
		     : err_set(&err, ERR_INPUT, source->name, 0, "%s", parts.refused ? parts.refused : parts.at[0].read_as);
	}
	if (!ok)
		cli_fail(cli, &err);
	return ok;
}

static bool is_below(struct str path, struct str section)
{
	return path.len > section.len && path.at[section.len] == '.' &&
	       str_eq(str_sub(path, 0, section.len), section);
}

static void get_from(struct cli *cli, const char *path, struct str option, bool many)
{
	struct source source;
	struct config config;
	if (!read_yaml(cli, path, &source, &config))
		return;
	bool found = false, elsewhere = false;
	for (uint32_t i = 0; i < config.count; i++) {
		const struct setting *setting = &config.settings[i];
		bool exact = str_eq(setting->path, option) || str_eq(setting->name, option);
		bool below = is_below(setting->path, option);
		bool above = setting->kind == SETTING_OPAQUE && (!setting->path.len || is_below(option, setting->path));
		if (!exact && !below && !above)
			continue;
		found = true;
		elsewhere |= setting->kind == SETTING_OPAQUE;
		if (setting->kind == SETTING_OPAQUE)
			cli_say(cli, "%s:%u: what comes here is only known when the server starts (__exec or __rest)",
				source.name, source_place(&source, setting->key.at).line);
		else
			print_setting(cli, &config, setting, many, below && !exact);
	}
	if (!found)
		cli_say(cli, "%s: %.*s is not set", source.name, STR_ARG(option));
	if (!found || elsewhere)
		cli_raise(cli, 1);
}

void cmd_get(struct cli *cli, int count, char *const *arguments)
{
	struct paths paths;
	if (count < 2) {
		cli_usage(cli, "say what, and of which files: mongoconf get OPTION PATH...");
		return;
	}
	cli_paths(cli, count - 1, arguments + 1, &paths);
	if (!paths.count && cli->status == 0)
		cli_usage(cli, "no config found; name a file, or a folder that has files such as mongod.conf");
	cli_settled(cli, paths.at, paths.count);
	if (paths.count)
		cli_warn_unknown(cli, str_of(arguments[0]));
	for (uint32_t i = 0; i < paths.count; i++)
		get_from(cli, paths.at[i], str_of(arguments[0]), paths.count > 1);
}
