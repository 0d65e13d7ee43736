#include "config/flags.h"

#include <string.h>

#include "config/value.h"
#include "schema/ini.h"

struct overlay {
	struct arena *arena;
	struct config *out;
	const struct source *source;
	uint32_t own;            /* settings before this one are the file's */
	bool unseen;             /* there is a file that we don't have */
	bool shared;             /* nothing was changed: the settings are still the file's own */
};

/* ---- settings ---- */

/* Most files are not changed by the command line that names them. */
static void unshare(struct overlay *overlay)
{
	struct config *out = overlay->out;
	if (!overlay->shared)
		return;
	out->room = out->count + 8;
	struct setting *settings = arena_array(overlay->arena, out->room, sizeof *settings);
	for (uint32_t i = 0; i < out->count; i++)
		settings[i] = *config_setting(out, i);
	out->settings = settings;
	out->kept = NULL;
	out->index = NULL;
	out->slots = 0;
	overlay->shared = false;
}

static struct setting *add_setting(struct overlay *overlay, struct setting setting)
{
	struct config *out = overlay->out;
	unshare(overlay);
	if (out->count == out->room) {
		out->room = out->room ? out->room * 2 : 16;
		out->settings = arena_grow(overlay->arena, out->settings, out->count, out->room, sizeof setting);
	}
	setting.from = overlay->source;
	out->settings[out->count] = setting;
	return &out->settings[out->count++];
}

/* The command line's word wins; a name twice on it is refused by the server, and the last is taken here. */
static void drop(struct overlay *overlay, struct str name)
{
	struct config *out = overlay->out;
	uint32_t kept = 0, own = overlay->own;
	while (kept < out->count && !str_eq(config_setting(out, kept)->name, name))
		kept++;
	if (kept == out->count)
		return;
	unshare(overlay);
	for (uint32_t i = kept; i < out->count; i++) {
		if (str_eq(out->settings[i].name, name))
			own -= i < overlay->own;
		else
			out->settings[kept++] = out->settings[i];
	}
	out->count = kept;
	overlay->own = own;
}

static struct setting setting_of(const struct flag_option *flag, struct str path)
{
	struct setting setting = { .path = path, .name = path, .key = flag->whole, .value = flag->at };
	setting.option = option_find_holder(path);
	setting.entry = setting.option && !str_is(path, setting.option->path);
	if (setting.option && !setting.entry && *setting.option->replaced_by)
		setting.name = str_of(setting.option->replaced_by);
	return setting;
}

static void put_opaque(struct overlay *overlay, const struct flag_option *flag, const char *path)
{
	struct setting setting = setting_of(flag, str_of(path));
	setting.kind = SETTING_OPAQUE;
	drop(overlay, setting.name);
	add_setting(overlay, setting);
}

/* Up to 4.0 bindIpAll wins wherever it stands; then it becomes a bindIp when it is read, and the command line's
 * of the two wins (server source, server_options_server_helpers.cpp, canonicalizeNetBindIpAll(), 4.2). */
static void drop_other_addresses(struct overlay *overlay, struct str path)
{
	static const struct version rewritten = VERSION(4, 2);
	struct version server = overlay->out->target.server;
	if (str_is(path, "net.bindIpAll"))
		drop(overlay, STR("net.bindIp"));
	else if (str_is(path, "net.bindIp") && (!version_known(server) || version_at_least(server, rewritten)))
		drop(overlay, STR("net.bindIpAll"));
}

static void put_scalar(struct overlay *overlay, const struct flag_option *flag, const char *path, struct str value)
{
	bool replset = !strcmp(path, "replication.replSet");
	struct setting setting = setting_of(flag, replset ? STR("replication.replSetName") : str_of(path));
	setting.text = value;
	setting.kept_as = replset || !setting.option ? path : NULL;
	/* Seeds may follow a slash, and are no part of the name. */
	uint32_t slash = replset ? str_find_char(value, '/', 0) : STR_NONE;
	if (slash != STR_NONE) {
		setting.text = str_sub(value, 0, slash);
		if (setting.value.len == value.len)
			setting.value.len = slash;
	}
	value_read_as(overlay->arena, &overlay->out->target, &setting, flag->name);
	drop(overlay, setting.name);
	drop_other_addresses(overlay, setting.name);
	add_setting(overlay, setting);
}

/* A list is gathered from several flags. */
static void put_item(struct overlay *overlay, const struct flag_option *flag, const char *path, struct str value)
{
	struct config *out = overlay->out;
	struct setting setting = setting_of(flag, str_of(path));
	const struct setting *old = NULL;
	for (uint32_t i = overlay->own; i < out->count; i++)
		if (str_eq(config_setting(out, i)->name, setting.name))
			old = config_setting(out, i);
	setting.kind = SETTING_LIST;
	setting.kept_as = setting.option ? NULL : path;
	setting.item_count = old ? old->item_count + 1 : 1;
	struct str *items = arena_grow(overlay->arena, old ? old->items : NULL, setting.item_count - 1, setting.item_count,
				       sizeof value);
	items[setting.item_count - 1] = value;
	setting.items = items;
	value_read_as(overlay->arena, &out->target, &setting, flag->name);
	drop(overlay, setting.name);
	add_setting(overlay, setting);
}

/* --setParameter name=value: gathered, from the file too. */
static void put_assignment(struct overlay *overlay, const struct flag_option *flag, const char *path)
{
	struct arena *arena = overlay->arena;
	uint32_t equals = str_find_char(flag->value, '=', 0);
	struct str name = str_sub(flag->value, 0, equals);
	if (equals == STR_NONE || words_unknown(name)) {
		if (flag->unknown)
			put_opaque(overlay, flag, path);
		return;
	}
	struct setting entry = setting_of(flag, str_format(arena, "%s.%.*s", path, STR_ARG(name)));
	entry.text = str_sub(flag->value, equals + 1, flag->value.len);
	if (flag->at.len == flag->value.len)
		entry.value = (struct span){ flag->at.at + equals + 1, flag->at.len - equals - 1 };
	if (words_unknown(entry.text)) {
		entry.kind = SETTING_OPAQUE;
		entry.text = STR("");
	}
	bool map = false;
	for (uint32_t i = 0; i < overlay->out->count; i++)
		map |= str_is(config_setting(overlay->out, i)->name, path);
	drop(overlay, entry.name);
	if (!map) {
		struct setting setting = setting_of(flag, str_of(path));
		setting.kind = SETTING_MAP;
		value_read_as(arena, &overlay->out->target, &setting, flag->name);
		add_setting(overlay, setting);
	}
	add_setting(overlay, entry);
}

/* ---- flags ---- */

/* Which option a flag sets: a row of the INI names, or what only the command line may say. */
static bool find_name(const struct overlay *overlay, struct str name, struct ini_name *known)
{
	if (ini_find(name, &overlay->out->target, known))
		return true;
	/* Another edition's, another platform's, or one that an INI file may not say. */
	const char *value;
	const struct option *option = option_find_cli(name, &value);
	if (!option)
		return false;
	*known = (struct ini_name){
		.name = *option->cli ? option->cli : option->path, .key = option->path, .option = option->path,
		.type = option_parser_type(option, &overlay->out->target), .way = value ? INI_SWITCH : INI_PLAIN,
		.yes = value, .no = value,
	};
	if (value)
		known->type = PARSER_SWITCH;
	return true;
}

static const char *path_of(const struct ini_name *known)
{
	return known->way == INI_KEEP || !known->option ? known->key : known->option;
}

static void put_flag(struct overlay *overlay, const struct flag_option *flag, const struct ini_name *known)
{
	struct ini_kept kept;
	if (known->type == PARSER_STRING_MAP) {
		put_assignment(overlay, flag, path_of(known));
		return;
	}
	if (flag->unknown) {
		bool replset = !strcmp(path_of(known), "replication.replSet");
		put_opaque(overlay, flag, replset ? "replication.replSetName" : path_of(known));
		return;
	}
	/* What the server makes of it, an address `*`, is no address to whoever looks at one. */
	if (!strcmp(known->key, "net.bindIpAll")) {
		put_scalar(overlay, flag, known->key, flag->value.len ? flag->value : STR("true"));
		return;
	}
	ini_apply(overlay->arena, known, &overlay->out->target, flag->value, &kept);
	if (!kept.path)
		return;
	if (known->type == PARSER_STRING_VECTOR)
		put_item(overlay, flag, kept.path, kept.value);
	else
		put_scalar(overlay, flag, kept.path, kept.value);
	if (kept.also_path)
		put_scalar(overlay, flag, kept.also_path, str_of(kept.also_value));
}

/* Does the file, or another flag, say something about this option, or about the addresses with it? A keyfile says
 * enough about authorization. */
static bool is_said(const struct overlay *overlay, struct str path)
{
	static const struct {
		const char *path, *said_by;
	} others[] = {
		{ "net.bindIpAll", "net.bindIp" },
		{ "net.bindIp", "net.bindIpAll" },
		{ "security.authorization", "security.keyFile" },
	};
	const struct config *out = overlay->out;
	for (uint32_t i = 0; i < out->count; i++) {
		struct str name = config_setting(out, i)->name;
		if (!name.len || str_eq(name, path))
			return true;
		for (unsigned o = 0; o < sizeof others / sizeof *others; o++)
			if (str_is(path, others[o].path) && str_is(name, others[o].said_by))
				return true;
	}
	return false;
}

static void lay_flag(struct overlay *overlay, const struct flag_option *flag)
{
	struct ini_name known;
	if (str_is(flag->name, "v")) {
		put_scalar(overlay, flag, "systemLog.verbosity", STR("1"));
		return;
	}
	if (!find_name(overlay, flag->name, &known) || (flag->fallback && is_said(overlay, str_of(path_of(&known)))))
		return;
	/* A file that is not here may say it. */
	if (flag->fallback && overlay->unseen)
		put_opaque(overlay, flag, path_of(&known));
	else
		put_flag(overlay, flag, &known);
}

/* What nothing is known of: rules that ask are told to be silent. */
static void put_root_opaque(struct overlay *overlay, const struct command_line *line)
{
	struct setting setting = { .path = STR(""), .name = STR(""), .kind = SETTING_OPAQUE, .key = line->config_at };
	setting.value = setting.key;
	add_setting(overlay, setting);
}

/* ---- the result ---- */

static void begin_empty(struct arena *arena, const struct source *source, struct config *out)
{
	*out = (struct config){ .source = source, .format = CONFIG_YAML, .release = YAMLCPP_0_6 };
	out->document.tree = (struct tree){ .source = source, .count = 1, .room = 1, .rest = NO_OFFSET };
	out->document.tree.node = arena_array(arena, 1, sizeof(struct node));
	out->document.rest = out->document.directive = NO_OFFSET;
	out->check = (struct text_check){ STR_NONE, STR_NONE, STR_NONE };
	out->tree = &out->document.tree;
}

static void set_target(struct config *out, const struct command_line *line, const struct target *target)
{
	if (target && version_known(target->server))
		out->target.server = target->server;
	if (target && target->edition)
		out->target.edition = target->edition;
	if (target && target->platform)
		out->target.platform = target->platform;
	out->target.binary = line->binary ? line->binary : out->target.binary ? out->target.binary : BINARY_MONGOD;
}

void flags_lay_over(struct arena *arena, const struct config *file, const struct command_line *line,
		    const struct source *source, const struct target *target, struct config *out)
{
	if (file)
		*out = *file;
	else
		begin_empty(arena, source, out);
	out->arena = out->scratch = arena;
	out->causes = arena_alloc(arena, sizeof(struct cause_book *));
	out->elsewhere = arena_alloc(arena, sizeof *out->elsewhere);
	if (!file) {
		out->yaml = arena_alloc(arena, sizeof *out->yaml);
		out->target.platform = PLATFORM_LINUX;
	}
	set_target(out, line, target);
	struct overlay overlay = { .arena = arena, .out = out, .source = source, .own = out->count };
	overlay.shared = file != NULL;
	overlay.unseen = !file && line->config.len;
	for (unsigned fallback = 0; fallback < 2; fallback++)
		for (uint32_t i = 0; i < line->count; i++)
			if (line->options[i].fallback == fallback)
				lay_flag(&overlay, &line->options[i]);
	if (line->unknown)
		put_root_opaque(&overlay, line);
	if (!overlay.shared)
		config_index(arena, out);
}

void flags_decide(struct arena *arena, const struct config *file, const struct command_line *line)
{
	struct source here = { .name = "", .text = STR("") };
	struct arena scratch = ARENA_INIT;
	struct config both;
	flags_lay_over(&scratch, file, line, &here, NULL, &both);
	const char **paths = arena_array(&scratch, both.count, sizeof *paths);
	uint32_t count = 0;
	for (uint32_t i = 0; i < both.count; i++)
		if (config_setting(&both, i)->from == &here)
			paths[count++] = str_cstr(arena, config_setting(&both, i)->name);
	config_decided_elsewhere(file, paths, count);
	arena_free(&scratch);
}
