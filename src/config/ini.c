#include "config/ini.h"

#include <string.h>

#include "config/ini_spell.h"
#include "config/value.h"
#include "input/ini.h"
#include "schema/ini.h"
#include "text/mask.h"
#include "yaml/builder.h"

/* One line `name = value`. */
struct entry {
	struct str name;         /* with the section's name before it */
	struct span at, value;
	struct ini_name known;
	struct ini_kept kept;
	bool read;               /* the name is known, and it is the first of its kind */
	bool hidden, sometimes;  /* a template decides what the value is; whether the line is there */
};

struct reader {
	struct arena *arena;
	struct config *config;
	struct entry *entry;
	uint32_t count;
	struct entry **first;    /* of each known name, which are not many */
	uint32_t firsts, fault_room;
};

/* No server has so many parameters: beyond this some name is refused anyway, and repeated ones need not
 * be looked for. */
enum { PARAMETERS_MAX = 4000 };

static void fault(struct reader *reader, struct span at, const char *message)
{
	struct config *config = reader->config;
	if (config->fault_count == reader->fault_room) {
		reader->fault_room = reader->fault_room ? reader->fault_room * 2 : 8;
		config->faults = arena_grow(reader->arena, config->faults, config->fault_count, reader->fault_room,
					    sizeof *config->faults);
	}
	config->faults[config->fault_count++] = (struct config_fault){ at, message };
}

/* ---- lines ---- */

/* Does a template put its own text there? */
static bool is_hidden(const struct source *source, struct span at)
{
	return mask_find(source->mask, MASK_VALUE, at) || mask_find(source->mask, MASK_GAP, at);
}

static void read_line(struct reader *reader, const struct ini_line *line)
{
	const struct source *source = reader->config->source;
	bool nameless = line->kind == INI_LINE_ENTRY ? is_hidden(source, line->name)
		      : line->kind == INI_LINE_OTHER && is_hidden(source, line->content);
	if (source->mask && nameless) {
		config_decided_elsewhere(reader->config, (const char *[]){ "" }, 1);
	} else if (line->kind == INI_LINE_ENTRY) {
		struct entry *entry = &reader->entry[reader->count++];
		entry->hidden = source->mask && is_hidden(source, line->value);
		entry->sometimes = source->mask && mask_branch(source->mask, line->name.at);
		entry->at = line->name;
		entry->value = line->value;
		entry->name = ini_line_name(reader->arena, source, line);
	} else if (line->kind == INI_LINE_OTHER) {
		fault(reader, line->content,
		      arena_printf(reader->arena, "Error parsing INI config file: the options configuration file contains an "
				   "invalid line '%.*s'", STR_ARG(source_str(source, line->content))));
	}
}

/* ---- names ---- */

/* May it stand there several times? */
static bool gathers(const struct entry *entry)
{
	return entry->known.type == PARSER_STRING_VECTOR || entry->known.type == PARSER_STRING_MAP;
}

static const struct entry *earlier(const struct reader *reader, const struct entry *entry, bool same_name)
{
	for (uint32_t i = 0; i < reader->firsts; i++) {
		const struct entry *other = reader->first[i];
		/* Two arms of one condition are never there together. */
		if (!mask_together(reader->config->source->mask, other->at.at, entry->at.at))
			continue;
		if (same_name ? str_eq(other->name, entry->name) : !strcmp(other->known.key, entry->known.key))
			return other;
	}
	return NULL;
}

static void read_name(struct reader *reader, struct entry *entry)
{
	struct arena *arena = reader->arena;
	if (!ini_find(entry->name, &reader->config->target, &entry->known)) {
		fault(reader, entry->at, arena_printf(arena, "Error parsing INI config file: unrecognised option '%.*s'",
						      STR_ARG(entry->name)));
		return;
	}
	const struct entry *other = earlier(reader, entry, true);
	if (other && !gathers(entry)) {
		fault(reader, entry->at, arena_printf(arena, "Error parsing INI config file:  Multiple occurrences of option "
						      "\"%.*s\"", STR_ARG(entry->name)));
		return;
	}
	entry->read = true;
	if (other)
		return;
	other = earlier(reader, entry, false);
	if (other) {
		const struct entry *old = entry->known.now ? entry : other;
		fault(reader, entry->at, arena_printf(arena, "Error parsing command line:  Multiple occurrences of option "
						      "\"%.*s\"", STR_ARG(old->name)));
		entry->read = false;
		return;
	}
	reader->first[reader->firsts++] = entry;
}

/* ---- settings ---- */

static struct setting *find_setting(const struct config *config, struct str path)
{
	for (uint32_t i = 0; i < config->count; i++)
		if (!config->settings[i].entry && str_eq(config->settings[i].path, path))
			return &config->settings[i];
	return NULL;
}

/* The names of the table come in the order in which the server stores them: the later one stays. */
static unsigned rank(struct str name)
{
	for (unsigned i = 0; i < ini_count; i++)
		if (str_is(name, ini_table[i].name))
			return i + 1;
	return 0;
}

static bool keeps_old(const struct reader *reader, const struct setting *old, const struct entry *entry, struct str value)
{
	/* Of verbose, vv and so on the highest counts. */
	if (str_is(old->path, "systemLog.verbosity"))
		return old->text.len > value.len || (old->text.len == value.len && str_compare(old->text, value) >= 0);
	/* bindIpAll is rewritten when all values are stored. */
	if (str_is(old->path, "net.bindIp"))
		return str_is(source_str(reader->config->source, old->key), "bind_ip_all");
	return rank(source_str(reader->config->source, old->key)) > rank(entry->name);
}

static struct setting *add_setting(struct reader *reader, struct setting setting)
{
	struct config *config = reader->config;
	if (config->count == config->room) {
		config->room = config->room ? config->room * 2 : 32;
		config->settings = arena_grow(config->scratch, config->settings, config->count, config->room, sizeof setting);
	}
	config->settings[config->count] = setting;
	return &config->settings[config->count++];
}

static struct setting *new_setting(struct reader *reader, const struct entry *entry, struct str path)
{
	struct setting new = { .option = option_find(path), .path = path, .name = path, .key = entry->at, .value = entry->value };
	if (new.option && *new.option->replaced_by)
		new.name = str_of(new.option->replaced_by);
	struct setting *setting = find_setting(reader->config, path);
	if (!setting)
		return add_setting(reader, new);
	*setting = new;
	return setting;
}

static void put_scalar(struct reader *reader, const struct entry *entry, const char *path, struct str value)
{
	/* To the server another option, which it stores in the same place (mongod_options.cpp). */
	bool replset = !strcmp(path, "replication.replSet");
	struct str name = str_of(replset ? "replication.replSetName" : path);
	const struct setting *old = find_setting(reader->config, name);
	if (old && (old->kind == SETTING_OPAQUE || keeps_old(reader, old, entry, value)))
		return;
	struct setting *setting = new_setting(reader, entry, name);
	setting->text = value;
	setting->kept_as = replset ? path : NULL;
	if (!setting->option) {
		setting->type = entry->known.type;
		setting->typed.flag = str_is(value, "true");
		setting->kept_as = path;
	}
	value_read_as(reader->arena, &reader->config->target, setting, entry->name);
}

static void put_item(struct reader *reader, const struct entry *entry, const char *path, struct str value)
{
	struct setting *setting = find_setting(reader->config, str_of(path));
	if (!setting)
		setting = new_setting(reader, entry, str_of(path));
	if (setting->kind == SETTING_OPAQUE)
		return;
	setting->kind = SETTING_LIST;
	setting->type = entry->known.type;
	setting->kept_as = setting->option ? NULL : path;
	/* Doubled when full: 0, 1, 2, 4, 8, ... */
	struct str *items = (struct str *)setting->items;
	if (!(setting->item_count & (setting->item_count - 1)))
		items = arena_grow(reader->arena, items, setting->item_count, setting->item_count ? setting->item_count * 2 : 1,
				   sizeof value);
	items[setting->item_count++] = value;
	setting->items = items;
}

/* setParameter = name=value */
static void put_assignment(struct reader *reader, const struct entry *entry, const char *path, struct str text)
{
	struct arena *arena = reader->arena;
	struct config *config = reader->config;
	uint32_t equals = str_find_char(text, '=', 0);
	if (equals == STR_NONE) {
		fault(reader, entry->value, arena_printf(arena, "Illegal option assignment: \"%.*s\"", STR_ARG(text)));
		return;
	}
	if (!find_setting(config, str_of(path)))
		new_setting(reader, entry, str_of(path))->kind = SETTING_MAP;
	struct setting assigned = {
		.option = option_find(str_of(path)), .entry = true, .key = entry->value, .value = entry->value,
		.path = str_format(arena, "%s.%.*s", path, STR_ARG(str_sub(text, 0, equals))),
		.text = str_sub(text, equals + 1, text.len),
	};
	assigned.name = assigned.path;
	assigned.key.len = equals;
	assigned.value = (struct span){ entry->value.at + equals + 1, entry->value.len - equals - 1 };
	for (uint32_t i = 0; i < config->count && config->count < PARAMETERS_MAX; i++) {
		const struct setting *other = &config->settings[i];
		if (!other->entry || !str_eq(other->path, assigned.path))
			continue;
		if (other->kind != SETTING_OPAQUE && !str_eq(other->text, assigned.text))
			fault(reader, assigned.key, arena_printf(arena, "Key Value Option: %s has a duplicate key from the same "
								 "source: %.*s", path, STR_ARG(str_sub(text, 0, equals))));
		return;
	}
	add_setting(reader, assigned);
}

/* help and its like come before the first check, shutdown after the last (server source,
 * mongod_options.cpp, handlePreValidationMongodOptions(), 4.2). */
static void apply(struct reader *reader, struct entry *entry)
{
	struct str text = source_str(reader->config->source, entry->value);
	if (entry->hidden || entry->sometimes)
		return;
	ini_apply(reader->arena, &entry->known, &reader->config->target, text, &entry->kept);
	if (entry->kept.quits && !str_is(entry->name, "shutdown"))
		reader->config->ends_early = true;
}

/* ---- what a template decides ---- */

static void put_opaque(struct reader *reader, const struct entry *entry, struct str path, bool in_map)
{
	struct config *config = reader->config;
	struct setting setting = {
		.kind = SETTING_OPAQUE, .sometimes = entry->sometimes, .key = entry->at, .value = entry->value, .entry = in_map,
		.option = in_map ? option_find_holder(path) : option_find(path), .path = path, .name = path,
	};
	if (!setting.option)
		return;
	if (!in_map && *setting.option->replaced_by)
		setting.name = str_of(setting.option->replaced_by);
	if (in_map) {
		uint32_t equals = str_find_char(source_str(config->source, entry->value), '=', 0);
		setting.key = (struct span){ entry->value.at, equals };
		setting.value = (struct span){ entry->value.at + equals + 1, entry->value.len - equals - 1 };
	}
	setting.text = source_str(entry->hidden && config->source->whole ? config->source->whole : config->source, setting.value);
	/* `noauth = true` says the same words in every rendering that has it. */
	struct ini_said said;
	if (!entry->hidden && !in_map && ini_says(reader->arena, entry->name, &config->target, setting.text, &said) &&
	    str_eq(said.path, path))
		setting.text = said.value;
	add_setting(reader, setting);
}

/* Of setParameter = name={{ value }} the name is known. */
static void put_opaque_entry(struct reader *reader, const struct entry *entry)
{
	const struct source *source = reader->config->source;
	struct str text = source_str(source, entry->value);
	uint32_t equals = str_find_char(text, '=', 0);
	if (equals == STR_NONE || is_hidden(source, (struct span){ entry->value.at, equals })) {
		put_opaque(reader, entry, str_of(entry->known.option), false);
		return;
	}
	if (!find_setting(reader->config, str_of(entry->known.option)))
		new_setting(reader, entry, str_of(entry->known.option))->kind = SETTING_MAP;
	put_opaque(reader, entry, str_join(reader->arena, str_of(entry->known.option), '.', str_sub(text, 0, equals)), true);
}

static void keep_opaque(struct reader *reader, const struct entry *entry)
{
	const char *path = entry->known.own ? entry->known.own : entry->known.option;
	if (!path)
		return;
	if (entry->known.type == PARSER_STRING_MAP)
		put_opaque_entry(reader, entry);
	else
		put_opaque(reader, entry, str_of(path), false);
	if (entry->known.way == INI_LOGPATH)
		put_opaque(reader, entry, STR("systemLog.destination"), false);
}

/* ---- each entry ---- */

static void keep(struct reader *reader, struct entry *entry)
{
	if (entry->hidden || entry->sometimes) {
		keep_opaque(reader, entry);
		return;
	}
	struct ini_kept *kept = &entry->kept;
	struct str text = source_str(reader->config->source, entry->value);
	bool is_check = kept->refusal && !str_starts(str_of(kept->refusal), "Error parsing ");
	if (kept->refusal && !(is_check && reader->config->ends_early))
		fault(reader, entry->at, kept->refusal);
	if (kept->quits)
		fault(reader, entry->at, "");
	if (kept->refusal || !kept->path)
		return;
	const struct option *own = entry->known.own ? option_find(str_of(entry->known.own)) : NULL;
	bool flag = entry->known.type == PARSER_BOOL || entry->known.type == PARSER_SWITCH;
	if (entry->known.type == PARSER_STRING_MAP)
		put_assignment(reader, entry, kept->path, text);
	else if (entry->known.type == PARSER_STRING_VECTOR)
		put_item(reader, entry, kept->path, kept->value);
	else if (own && *own->replaced_by)
		put_scalar(reader, entry, own->path, flag ? kept->value : text);  /* an old name stays what it is, as in YAML */
	else
		put_scalar(reader, entry, kept->path, kept->value);
	if (kept->also_path)
		put_scalar(reader, entry, kept->also_path, str_of(kept->also_value));
}

/* ---- what may not stand together ---- */

static const struct entry *with_key(const struct reader *reader, const char *key)
{
	for (uint32_t i = 0; i < reader->count; i++)
		if (reader->entry[i].read && !reader->entry[i].sometimes && !strcmp(reader->entry[i].known.key, key))
			return &reader->entry[i];
	return NULL;
}

static void check_conflicts(struct reader *reader)
{
	static const struct version newest = VERSION(999, 0);
	const struct target *target = &reader->config->target;
	struct version server = version_known(target->server) ? target->server : newest;
	for (unsigned i = 0; i < ini_conflict_count; i++) {
		const struct ini_conflict *conflict = &ini_conflicts[i];
		if (!(conflict->binaries & target->binary) || !version_at_least(server, conflict->from) ||
		    (version_known(conflict->to) && version_at_least(server, conflict->to)))
			continue;
		const struct entry *one = with_key(reader, conflict->key), *other = with_key(reader, conflict->other);
		if (one && other)
			fault(reader, one->at.at > other->at.at ? one->at : other->at,
			      ini_conflict_text(reader->arena, conflict));
	}
}

void ini_read(struct arena *arena, struct config *config)
{
	const struct source *source = config->source;
	struct reader reader = { .arena = arena, .config = config };
	if (source->lines > TREE_NODES_MAX) {
		config->format = CONFIG_UNREADABLE;
		config->document.error = (struct syntax_error){
			.at = source->line[TREE_NODES_MAX], .text = "has more than 100,000 lines; no config has", .limit = true,
		};
		return;
	}
	reader.entry = arena_array(config->scratch, source->lines + 1, sizeof *reader.entry);
	reader.first = arena_array(config->scratch, source->lines + 1, sizeof *reader.first);
	struct ini_lines lines = ini_lines(config->scratch, source);
	for (uint32_t i = 0; i < lines.count; i++)
		read_line(&reader, &lines.at[i]);
	for (uint32_t i = 0; i < reader.count; i++)
		read_name(&reader, &reader.entry[i]);
	for (uint32_t i = 0; i < reader.count; i++)
		if (reader.entry[i].read)
			apply(&reader, &reader.entry[i]);
	for (uint32_t i = 0; i < reader.count; i++)
		if (reader.entry[i].read)
			keep(&reader, &reader.entry[i]);
	if (!config->ends_early)
		check_conflicts(&reader);
}
