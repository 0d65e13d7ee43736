#include <stdlib.h>
#include <string.h>

#include "base/regex.h"
#include "base/utf8.h"
#include "cli/rewrite.h"
#include "config/config.h"
#include "transforms/transform.h"

struct assignments {
	char *const *words;  /* OPTION=VALUE, or OPTION */
	int count;
};

/* ---- set ---- */

/* Names like options: letters, digits and _ with single dots between. */
static bool is_option_name(struct str name)
{
	return regex_matches("^[A-Za-z_$][\\w-]*(?:\\.[\\w$-]+)*$", name);
}

static bool is_assignment(const char *word)
{
	struct str text = str_of(word);
	uint32_t equals = str_find_char(text, '=', 0);
	return equals != STR_NONE && is_option_name(str_sub(text, 0, equals));
}

static bool is_number(struct str value, bool whole)
{
	return regex_matches(whole ? "^[-+]?\\d{1,18}$"
					  : "^[-+]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][-+]?\\d+)?$", value);
}

/* What a server would not take, or take for something else: it stops at `port: abc`, and reads
 * `authorization: Enabled` as nothing at all. */
static void warn_value(struct cli *cli, struct str path, struct str value)
{
	const struct option *option = option_find(path);
	if (!option)
		return;
	bool whole = option->type == OPTION_INT || option->type == OPTION_LONG;
	bool number = whole || option->type == OPTION_DOUBLE;
	if (option->type == OPTION_BOOL && !str_is(value, "true") && !str_is(value, "false"))
		cli_say(cli, "warning: %s is true or false to mongod, not \"%.*s\"", option->path, STR_ARG(value));
	else if (option->type == OPTION_ENUM && !option_has_choice(option, value))
		cli_say(cli, "warning: %s is one of %s, in exactly this spelling, not \"%.*s\"",
			option->path, option->choices, STR_ARG(value));
	else if (number && !is_number(value, whole))
		cli_say(cli, "warning: %s is %s number to mongod, not \"%.*s\"", option->path, whole ? "a whole" : "a",
			STR_ARG(value));
	else if (number && option->has_min && strtod(str_cstr(cli->arena, value), NULL) < option->min)
		cli_say(cli, "warning: %s is at least %.15g", option->path, option->min);
	else if (number && option->has_max && strtod(str_cstr(cli->arena, value), NULL) > option->max)
		cli_say(cli, "warning: %s is at most %.15g", option->path, option->max);
}

/* net.ssl.CAFile is net.tls.CAFile under its old name; a file that has both stops the server. */
static bool check_other_name(struct draft *draft, struct str path, struct err *err)
{
	const struct option *option = option_find(path);
	struct str name = option && *option->replaced_by ? str_of(option->replaced_by) : path;
	struct config config;
	config_read(draft->arena, &draft->now, NULL, &config);
	for (uint32_t i = 0; i < config.count; i++) {
		const struct setting *setting = &config.settings[i];
		if (str_eq(setting->name, name) && !str_eq(setting->path, path))
			return source_refuse(&draft->now, setting->key.at, err,
					     "%.*s and %.*s are two names of one thing, and mongod refuses a file with "
					     "both; set this one, or remove it first", STR_ARG(setting->path),
					     STR_ARG(path));
	}
	return true;
}

static bool change_set(void *context, const struct target *target, struct draft *draft, struct buf *remarks, struct err *err)
{
	const struct assignments *all = context;
	(void)target;
	(void)remarks;
	for (int i = 0; i < all->count; i++) {
		struct str word = str_of(all->words[i]);
		uint32_t equals = str_find_char(word, '=', 0);
		struct str path = str_sub(word, 0, equals);
		if (!check_other_name(draft, path, err) ||
		    !draft_set(draft, path, str_sub(word, equals + 1, word.len), err))
			return false;
	}
	return true;
}

void cmd_set(struct cli *cli, int count, char *const *arguments)
{
	struct assignments all = { .words = arguments };
	while (all.count < count && is_assignment(arguments[all.count]))
		all.count++;
	if (!all.count || all.count == count) {
		cli_usage(cli, all.count ? "say which files: mongoconf set OPTION=VALUE... PATH..."
					 : "say what to set: mongoconf set OPTION=VALUE... PATH...");
		return;
	}
	for (int i = 0; i < all.count; i++) {
		struct str word = str_of(arguments[i]);
		if (utf8_invalid(word) != STR_NONE) {
			cli_usage(cli, "%s is not UTF-8", arguments[i]);
			return;
		}
		struct str path = str_sub(word, 0, str_find_char(word, '=', 0));
		if (option_is_section(path)) {
			cli_usage(cli, "%.*s is a section, and mongod stops when one has a value; name an option below it: "
				  "%.*s.OPTION=VALUE", STR_ARG(path), STR_ARG(path));
			return;
		}
		cli_warn_unknown(cli, path);
		warn_value(cli, path, str_sub(word, path.len + 1, word.len));
	}
	rewrite_run(cli, count - all.count, arguments + all.count, change_set, &all);
}

/* ---- unset ---- */

/* The first option below a section that is not itself a section: its path, or an empty one. */
static struct str first_below(struct arena *arena, const struct tree *tree, uint32_t section)
{
	uint32_t at = section;
	while (at && tree->node[at].kind == NODE_MAPPING && tree->node[at].first)
		at = tree->node[at].first;
	return at == section ? STR("") : tree_path(arena, tree, at);
}

/* The same for options that are written with dots, beside a section or without one. */
static bool unset_dotted(struct draft *draft, struct str section, struct err *err)
{
	for (;;) {
		struct config config;
		struct str path = STR("");
		config_read(draft->arena, &draft->now, NULL, &config);
		for (uint32_t i = 0; i < config.count && !path.len; i++) {
			struct str name = config.settings[i].path;
			if (name.len > section.len && name.at[section.len] == '.' &&
			    str_eq(str_sub(name, 0, section.len), section) &&
			    tree_find(&draft->yaml.tree, name, NULL))
				path = name;
		}
		if (!path.len)
			return true;
		if (!draft_unset(draft, path, err))
			return false;
	}
}

/* Everything that is set below a section, one by one; the last one takes the header with it. */
static bool unset_section(struct draft *draft, struct str section, struct err *err)
{
	uint32_t at;
	while ((at = tree_find(&draft->yaml.tree, section, NULL)) != 0) {
		struct str path = first_below(draft->arena, &draft->yaml.tree, at);
		uint32_t before = draft->now.text.len;
		/* {} is left, which mongod accepts; or the section is no section here, and goes whole. */
		if (!path.len && draft->yaml.tree.node[at].kind == NODE_MAPPING)
			break;
		if (!path.len)
			return draft_unset(draft, section, err);
		if (!draft_unset(draft, path, err))
			return false;
		if (draft->now.text.len == before)
			return source_refuse(&draft->now, draft->yaml.tree.node[at].key.at, err,
					     "%.*s can't be removed from here", STR_ARG(path));
	}
	return unset_dotted(draft, section, err) && guard_path(&draft->yaml, section, err);
}

static bool change_unset(void *context, const struct target *target, struct draft *draft, struct buf *remarks, struct err *err)
{
	const struct assignments *all = context;
	(void)target;
	(void)remarks;
	for (int i = 0; i < all->count; i++) {
		struct str path = str_of(all->words[i]);
		uint32_t at = tree_find(&draft->yaml.tree, path, NULL);
		const struct option *option = option_find(path);
		bool holds = option_is_section(path) || (option && option->type == OPTION_MAP);
		bool section = at ? draft->yaml.tree.node[at].kind == NODE_MAPPING : holds;
		if (section ? !unset_section(draft, path, err) : !draft_unset(draft, path, err))
			return false;
	}
	return true;
}

static bool is_unsettable(const char *word)
{
	struct str name = str_of(word);
	return option_find_holder(name) || option_is_section(name);
}

void cmd_unset(struct cli *cli, int count, char *const *arguments)
{
	struct assignments all = { .words = arguments };
	/* The first word is an option even when no server knows it: it may be there to be removed. */
	while (all.count < count && (is_unsettable(arguments[all.count]) ||
				     (all.count == 0 && is_option_name(str_of(arguments[0])))))
		all.count++;
	if (!all.count || all.count == count) {
		cli_usage(cli, all.count ? "say which files: mongoconf unset OPTION... PATH..."
					 : "say what to remove: mongoconf unset OPTION... PATH...");
		return;
	}
	for (int i = 0; i < all.count; i++)
		cli_warn_unknown(cli, str_of(arguments[i]));
	rewrite_run(cli, count - all.count, arguments + all.count, change_unset, &all);
}
