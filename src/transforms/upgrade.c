#include "transforms/upgrade.h"

#include <string.h>

#include "config/edit.h"
#include "schema/canon.h"
#include "schema/parameter.h"
#include "transforms/section.h"
#include "transforms/transform.h"

/* One file on its way. The config is read anew after every step. */
struct upgrade {
	const struct application *application;
	struct draft *draft;
	struct target to;
	struct config config;
	struct version names;  /* the oldest release that knows all new names */
};

/* ---- what becomes of an option ---- */

static bool is_gone(const struct option *option, const struct target *to)
{
	return version_known(option->removed) && version_at_least(to->server, option->removed) &&
	       !(option->kept_by & to->edition);
}

static bool is_old_name(const struct option *option, const struct target *to)
{
	bool deprecated = version_known(option->deprecated) && version_at_least(to->server, option->deprecated);
	return *option->replaced_by && (deprecated || is_gone(option, to));
}

/* Its name in the release that is wanted, its own row where that stays; NULL where it goes for good. */
static const struct option *successor(const struct option *option, const struct target *to)
{
	while (option && is_old_name(option, to))
		option = option_find(str_of(option->replaced_by));
	return option && !is_gone(option, to) ? option : NULL;
}

static const struct upgrade_value *find_value(const struct upgrade *upgrade, const struct setting *setting)
{
	for (unsigned i = 0; i < upgrade_value_count; i++) {
		const struct upgrade_value *row = &upgrade_values[i];
		if (str_is(setting->path, row->path) && version_at_least(upgrade->to.server, row->from) &&
		    (!row->value || (setting->kind == SETTING_SCALAR && str_is(setting->text, row->value))) &&
		    (!row->when || row->when(&upgrade->config)))
			return row;
	}
	return NULL;
}

enum fate { STAYS, IS_RENAMED, IS_REMOVED, CHANGES_VALUE, IS_TOO_NEW };

struct change {
	enum fate fate;
	const char *name;                   /* IS_RENAMED: the whole new path */
	const struct upgrade_value *value;  /* CHANGES_VALUE; its `put` may say to remove it */
	struct version since;               /* IS_RENAMED, IS_TOO_NEW: who knows the name; IS_REMOVED: who does not */
	const char *note;                   /* IS_REMOVED: what is there instead, or NULL */
};

static const char *reason(const struct setting *setting)
{
	for (unsigned i = 0; i < upgrade_reason_count; i++) {
		const struct upgrade_reason *row = &upgrade_reasons[i];
		uint32_t len = (uint32_t)strlen(row->top);
		bool below = str_starts(setting->path, row->top) &&
			     (setting->path.len == len || setting->path.at[len] == '.');
		if (below && (!row->value || str_is(setting->text, row->value)))
			return row->text;
	}
	return NULL;
}

static struct change rename_parameter(const struct upgrade *upgrade, const char *name, struct version since)
{
	return (struct change){ .fate = IS_RENAMED, .since = since,
				.name = arena_printf(upgrade->draft->arena, "setParameter.%s", name) };
}

/* Names below setParameter: those that have another name now, and those that are surely gone. */
static struct change parameter_change(const struct upgrade *upgrade, const struct setting *setting)
{
	const struct target *to = &upgrade->config.target;
	struct str name = setting_entry_name(setting);
	const struct parameter *row = parameter_find(name, to->server);
	for (unsigned i = 0; i < upgrade_parameter_count; i++)
		if (str_is(name, upgrade_parameters[i].name) && version_at_least(to->server, upgrade_parameters[i].from))
			return rename_parameter(upgrade, upgrade_parameters[i].put, upgrade_parameters[i].from);
	if (!row || !(row->binaries & to->binary))
		return (struct change){ .fate = STAYS };
	if (version_known(row->removed) && version_at_least(to->server, row->removed))
		return (struct change){ .fate = IS_REMOVED, .since = row->removed, .note = *row->note ? row->note : NULL };
	if (!*row->alias_of || !version_at_least(to->server, row->since))
		return (struct change){ .fate = STAYS };
	return rename_parameter(upgrade, row->alias_of, row->since);
}

/* What no server takes, or only the other binary, is left for the operator. */
static struct change change_of(const struct upgrade *upgrade, const struct setting *setting)
{
	const struct target *to = &upgrade->config.target;
	const struct option *option = setting->option;
	struct change change = { .fate = STAYS };
	if (setting->entry)
		return parameter_change(upgrade, setting);
	if (!option || option->refused || !str_is(setting->path, option->path) || !(option->binaries & to->binary))
		return change;
	if (option_state(option, to) == OPTION_FUTURE)
		return (struct change){ .fate = IS_TOO_NEW, .since = option->since };
	change.value = find_value(upgrade, setting);
	if (change.value) {
		change.fate = CHANGES_VALUE;
		return change;
	}
	const struct option *present = successor(option, to);
	if (!present)
		return (struct change){ .fate = IS_REMOVED, .since = option->removed, .note = reason(setting) };
	if (present == option)
		return change;
	return (struct change){ .fate = IS_RENAMED, .since = present->since, .name = present->path };
}

/* ---- before anything is changed ---- */

static bool refuse_too_new(const struct upgrade *upgrade, const struct setting *setting, struct version since)
{
	struct arena *arena = upgrade->draft->arena;
	const char *to = version_text(arena, upgrade->to.server);
	bool early = version_known(since) && !version_at_least(upgrade->to.server, since);
	const char *came = early ? arena_printf(arena, "came with %s", version_text(arena, since))
			 : version_known(since) ? "is not in every patch of it" : "came after 5.0";
	return transform_refuse(upgrade->application, str_cstr(arena, setting->path),
				"%.*s is not known to %s (it %s), and a config is only brought forward; say a later release "
				"with --to, or remove it first", STR_ARG(setting->path), to, came);
}

/* The path that a setting has when all is done. */
static struct str path_to_be(const struct upgrade *upgrade, const struct setting *setting)
{
	struct change change = change_of(upgrade, setting);
	return change.fate == IS_RENAMED ? str_of(change.name) : setting->path;
}

static bool refuse_clash(const struct upgrade *upgrade, const struct setting *setting, const struct setting *other)
{
	struct arena *arena = upgrade->draft->arena;
	return transform_refuse(upgrade->application, str_cstr(arena, setting->path),
				"%.*s and %.*s (line %u) are one option in %s, and it is set under both names; remove one "
				"of them first", STR_ARG(setting->path), STR_ARG(other->path),
				source_place(&upgrade->draft->now, other->key.at).line,
				version_text(arena, upgrade->to.server));
}

static bool check_clash(const struct upgrade *upgrade, const struct setting *setting)
{
	struct str path = path_to_be(upgrade, setting);
	for (uint32_t i = 0; i < upgrade->config.count; i++) {
		const struct setting *other = &upgrade->config.settings[i];
		if (!str_eq(other->path, setting->path) && str_eq(path_to_be(upgrade, other), path))
			return refuse_clash(upgrade, setting, other);
	}
	return true;
}

static bool check_setting(const struct upgrade *upgrade, const struct setting *setting)
{
	struct change change = change_of(upgrade, setting);
	if (change.fate == STAYS)
		return true;
	if (change.fate == IS_TOO_NEW)
		return refuse_too_new(upgrade, setting, change.since);
	return guard_path(&upgrade->draft->yaml, setting->path, upgrade->application->err) &&
	       (change.fate != IS_RENAMED || check_clash(upgrade, setting));
}

/* ---- the changes ---- */

/* net.ssl can become net.tls as a whole when all of it goes there, and nothing else is there yet. */
static bool moves_whole(const struct upgrade *upgrade, struct str from, struct str to)
{
	if (!from.len || !to.len || !str_eq(section_of(from), section_of(to)) ||
	    tree_find(&upgrade->draft->yaml.tree, to, NULL))
		return false;
	for (uint32_t i = 0; i < upgrade->config.count; i++) {
		const struct setting *setting = &upgrade->config.settings[i];
		if (section_holds(from, setting->path) && !str_eq(section_of(path_to_be(upgrade, setting)), to))
			return false;
	}
	return true;
}

/* The words of net.ssl.mode changed with its name. */
static struct str value_to_be(const struct upgrade *upgrade, const struct setting *setting)
{
	struct canon canon;
	if (setting->kind != SETTING_SCALAR || setting->entry)
		return setting->text;
	canon_apply(upgrade->draft->arena, setting->option, &upgrade->config.target, setting->text, &canon);
	return canon.value;
}

static struct section_entry entry_to_be(const void *context, const struct setting *setting)
{
	const struct upgrade *upgrade = context;
	return (struct section_entry){ section_last(path_to_be(upgrade, setting)), value_to_be(upgrade, setting) };
}

static bool move(const struct upgrade *upgrade, const struct setting *setting, struct str to)
{
	struct err *err = upgrade->application->err;
	if (setting->kind != SETTING_SCALAR)
		return transform_refuse(upgrade->application, str_cstr(upgrade->draft->arena, setting->path),
					"%.*s is called %.*s now, and only a single value can be moved there; do it by hand",
					STR_ARG(setting->path), STR_ARG(to));
	return draft_set(upgrade->draft, to, value_to_be(upgrade, setting), err) &&
	       draft_unset(upgrade->draft, setting->path, err);
}

static bool rename_setting(struct upgrade *upgrade, const struct setting *setting, const struct change *change)
{
	struct err *err = upgrade->application->err;
	struct str name = str_of(change->name), from = section_of(setting->path), to = section_of(name);
	struct section_entry entry = entry_to_be(upgrade, setting);
	if (version_at_least(change->since, upgrade->names))
		upgrade->names = change->since;
	if (str_eq(from, to))
		return section_rename_option(upgrade->draft, setting, &entry, err);
	if (!moves_whole(upgrade, from, to))
		return move(upgrade, setting, name);
	return section_rename(upgrade->draft, &upgrade->config, from, to, entry_to_be, upgrade, err);
}

static bool do_change(struct upgrade *upgrade, const struct setting *setting, const struct change *change)
{
	const struct application *application = upgrade->application;
	const char *since = version_text(upgrade->draft->arena, change->since);
	if (change->fate == IS_RENAMED)
		return rename_setting(upgrade, setting, change);
	if (change->fate == IS_REMOVED)
		transform_remark(application, "%.*s is removed: it is gone since %s%s%s", STR_ARG(setting->path), since,
				 change->note ? "; " : "", change->note ? change->note : "");
	else
		transform_remark(application, "%.*s %s", STR_ARG(setting->path), change->value->remark);
	if (change->fate == CHANGES_VALUE && change->value->put)
		return draft_set(upgrade->draft, setting->path, str_of(change->value->put), application->err);
	return draft_unset(upgrade->draft, setting->path, application->err);
}

static bool read_again(struct upgrade *upgrade)
{
	config_read(upgrade->draft->arena, &upgrade->draft->now, &upgrade->to, &upgrade->config);
	/* A name that the new release has not is no option to it there, and shall be one to us. */
	if (upgrade->config.format == CONFIG_INI) {
		struct target target = upgrade->config.target, any = target;
		any.server = (struct version){ 0 };
		config_read(upgrade->draft->arena, &upgrade->draft->now, &any, &upgrade->config);
		upgrade->config.target = target;
	}
	if (upgrade->config.format != CONFIG_TEMPLATE)
		return true;
	return transform_refuse(upgrade->application, "", "this is a template, and what it will say is only known when it is "
				"rendered; upgrade the rendered file, or the template by hand");
}

/* The next change, if there is one. Each leaves less to do, and what leaves the text as it was would do so for ever. */
static bool step(struct upgrade *upgrade, bool *more)
{
	*more = false;
	for (uint32_t i = 0; i < upgrade->config.count; i++) {
		const struct setting *setting = &upgrade->config.settings[i];
		struct change change = change_of(upgrade, setting);
		if (change.fate == STAYS)
			continue;
		struct str before = upgrade->draft->now.text;
		if (!do_change(upgrade, setting, &change))
			return false;
		if (str_eq(before, upgrade->draft->now.text))
			return transform_refuse(upgrade->application, str_cstr(upgrade->draft->arena, setting->path),
						"%.*s can't be changed where it stands; do it by hand", STR_ARG(setting->path));
		*more = true;
		return read_again(upgrade);
	}
	return true;
}

static bool change_all(struct upgrade *upgrade)
{
	if (!read_again(upgrade))
		return false;
	for (uint32_t i = 0; i < upgrade->config.count; i++)
		if (!check_setting(upgrade, &upgrade->config.settings[i]))
			return false;
	for (bool more = true; more;)
		if (!step(upgrade, &more))
			return false;
	return true;
}

static bool apply(const struct application *application)
{
	static const struct version oldest = VERSION(3, 4), any = { 0 };
	struct upgrade upgrade = { .application = application, .draft = application->draft,
				   .to = application->parameters->to };
	struct version server = config_draft_release(upgrade.draft, any);
	if (!change_all(&upgrade))
		return false;
	config_draft_release(upgrade.draft, server);
	if (version_known(upgrade.names) && version_compare(upgrade.names, oldest) > 0)
		transform_remark(application, "the new names are known from %s on: an older server does not start with this file",
				 version_text(application->draft->arena, upgrade.names));
	return true;
}

const struct transform transform_upgrade = {
	.name = "upgrade",
	.topic = TOPIC_RELEASES,
	.takes = (const struct transform_flag[]){
		{ "to", "X.Y", true, offsetof(struct parameters, release) },
		{ "edition", "NAME", false, offsetof(struct parameters, edition) },
		{ "binary", "NAME", false, offsetof(struct parameters, binary) },
		{ 0 },
	},
	.title = "bring a config to what a server of another release takes",
	.about = "Options that release X.Y has another name for get it, in place where that can be (net.ssl is net.tls from 4.2 "
		 "on); options that are gone by then are removed, and values that it refuses are replaced where only one can be "
		 "right. Each of these is said, with what a person has to see to, as the files of mmapv1, which must be copied over before "
		 "the upgrade. A config is never taken back to an older release. Does nothing where the config is right already.",
	.refuses = "An option is newer than X.Y; one is set under its old and its new name; or the result would still be refused by "
		   "such a server, for a reason that is not the release's.",
	.example = {
		.text = "net:\n"
			"  ssl:\n"
			"    mode: requireSSL\n"
			"    PEMKeyFile: /etc/mongodb/server.pem\n"
			"    CAFile: /etc/mongodb/ca.pem\n"
			"storage:\n"
			"  dbPath: /var/lib/mongodb\n"
			"  journal:\n"
			"    enabled: true\n",
		.parameters = { .release = "7.0", .to.server = VERSION(7, 0) },
	},
	.refused = {
		.text = "storage:\n"
			"  oplogMinRetentionHours: 24\n",
		.parameters = { .release = "4.2", .to.server = VERSION(4, 2) },
	},
	.apply = apply,
};
