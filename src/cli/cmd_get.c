#include <string.h>

#include "base/os.h"
#include "cli/cli.h"
#include "config/config.h"
#include "fleet/walk.h"

/* "PATH: " where there are several files, "OPTION: " where it is a section. Values are printed as
 * they are: they go into scripts. */
static void print_setting(struct cli *cli, const struct config *config, const struct setting *setting, bool many,
			  bool section)
{
	const struct tree *tree = &config->yaml.tree;
	struct buf out = BUF_INIT(cli->arena);
	if (many)
		buf_printf(&out, "%s: ", config->source->name);
	if (section)
		buf_printf(&out, "%.*s: ", STR_ARG(setting->path));
	uint32_t list = tree->node[setting->node].kind == NODE_ALIAS ? tree->node[setting->node].target : setting->node;
	if (setting->list) {
		for (uint32_t at = tree->node[list].first; at; at = tree->node[at].next)
			buf_printf(&out, "%s%.*s", at == tree->node[list].first ? "" : ",", STR_ARG(tree->node[at].text));
	} else if (!setting->null) {
		buf_str(&out, setting->text);
	}
	buf_char(&out, '\n');
	cli_print(cli, buf_done(&out));
}

static void get_from(struct cli *cli, const char *path, struct str option, bool many)
{
	struct arena *arena = cli->arena;
	struct err err = ERR_INIT(arena);
	struct source source;
	struct str text;
	bool standard_input = !strcmp(path, "-");
	if (standard_input ? !os_read_stdin(arena, &text, &err) : !source_read(arena, path, &source, &err)) {
		cli_fail(cli, &err);
		return;
	}
	if (standard_input)
		source_init(arena, "<stdin>", text, &source);
	struct config config;
	config_read(arena, &source, 0, &config);
	if (config.format != CONFIG_YAML) {
		err_set(&err, ERR_INPUT, path, 0, "is not a YAML config; mongoconf lint says what is wrong with it");
		cli_fail(cli, &err);
		return;
	}
	bool found = false;
	for (uint32_t i = 0; i < config.count; i++) {
		const struct setting *setting = &config.settings[i];
		bool exact = str_eq(setting->path, option) || str_eq(setting_name(setting), option);
		bool below = setting->path.len > option.len && setting->path.at[option.len] == '.' &&
			     str_eq(str_sub(setting->path, 0, option.len), option);
		if (!exact && !below)
			continue;
		found = true;
		if (setting->opaque)
			cli_say(cli, "%s: %.*s comes from __exec or __rest when the server starts", path, STR_ARG(setting->path));
		else
			print_setting(cli, &config, setting, many, below && !exact);
	}
	if (!found) {
		cli_say_more(cli, "%s: %.*s is not set", path, STR_ARG(option));
		cli_raise(cli, 1);
	}
}

void cmd_get(struct cli *cli, int count, char *const *arguments)
{
	struct paths paths = PATHS_INIT(cli->arena);
	if (count < 2) {
		cli_usage(cli, "say what, and of which files: mongoconf get OPTION PATH...");
		return;
	}
	for (int i = 1; i < count; i++) {
		struct err err = ERR_INIT(cli->arena);
		if (!strcmp(arguments[i], "-"))
			paths_add(&paths, "-");
		else if (!walk_path(&paths, arguments[i], &err))
			cli_fail(cli, &err);
	}
	for (uint32_t i = 0; i < paths.count; i++)
		get_from(cli, paths.at[i], str_of(arguments[0]), paths.count > 1);
}
