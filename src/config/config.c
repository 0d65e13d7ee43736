#include "config/config.h"

#include <string.h>

#include "config/format.h"
#include "config/ini.h"
#include "config/masked.h"
#include "config/settings.h"
#include "config/value.h"

/* ---- finding by name ---- */

static uint32_t slot_of(const struct config *config, struct str name)
{
	return (uint32_t)str_hash(name) & (config->slots - 1);
}

/* The first setting of a name stays the one that is found. */
static void index_name(struct config *config, uint32_t *index, uint32_t setting, struct str name)
{
	uint32_t slot = slot_of(config, name);
	unsigned bit = config_name_bit(name);
	config->names[bit / 64] |= (uint64_t)1 << bit % 64;
	for (; index[slot]; slot = (slot + 1) & (config->slots - 1)) {
		const struct setting *other = config_setting(config, index[slot] - 1);
		if (!str_eq(other->name, name) && !str_eq(other->path, name))
			continue;
		config->repeats |= index[slot] != setting + 1;
		return;
	}
	index[slot] = setting + 1;
}

void config_index(struct arena *arena, struct config *config)
{
	memset(config->names, 0, sizeof config->names);
	config->repeats = false;
	if (!config->count)
		return;
	/* Nearly all settings have but one name. */
	for (config->slots = 16; config->slots <= config->count * 2;)
		config->slots *= 2;
	uint32_t *index = arena_array(arena, config->slots, sizeof *index);
	config->index = index;
	config->opaque = false;
	for (uint32_t i = 0; i < config->count; i++) {
		const struct setting *setting = config_setting(config, i);
		index_name(config, index, i, setting->name);
		if (setting->name.at != setting->path.at)
			index_name(config, index, i, setting->path);
		config->opaque |= setting->kind == SETTING_OPAQUE;
	}
}

/* The last patches of 3.4, 3.6 and 4.0 came with the newer parser (their third_party folders). */
static enum yamlcpp_release release_of(struct version server)
{
	static const struct {
		struct version from, newer;
	} lines[] = {
		{ VERSION(3, 4), VERSION(3, 4, 22) }, { VERSION(3, 6), VERSION(3, 6, 14) }, { VERSION(4, 0), VERSION(4, 0, 12) },
	};
	for (unsigned i = 0; i < sizeof lines / sizeof *lines; i++)
		if (server.patch && server.major == lines[i].from.major && server.minor == lines[i].from.minor &&
		    !version_at_least(server, lines[i].newer))
			return YAMLCPP_0_5;
	return YAMLCPP_0_6;
}

/* What every reading begins with. */
static void open_config(struct arena *arena, struct arena *scratch, const struct source *source, const struct target *target,
			struct config *config)
{
	*config = (struct config){ .arena = arena, .scratch = scratch, .source = source };
	if (target)
		config->target = *target;
	config->yaml = arena_alloc(scratch, sizeof *config->yaml);
	config->causes = arena_alloc(scratch, sizeof *config->causes);
	config->elsewhere = arena_alloc(arena, sizeof *config->elsewhere);
}

/* What the document makes of the config. */
static void read_config(struct config *config)
{
	struct arena *scratch = config->scratch;
	const struct source *source = config->source;
	config->tree = &config->document.tree;
	config->release = release_of(config->target.server);
	/* Of what is read as a template, masked_read() knows better. */
	config->marks = !source->mask && format_has_marks(config);
	config->format = format_of(config);
	if (config->format == CONFIG_YAML && config->tree->root)
		settings_read(config);
	config_index(scratch, config);
	if (!config->target.binary)
		config->target.binary = format_binary(config);
	/* The server's packages for Windows call theirs mongod.cfg. */
	if (!config->target.platform && !str_ends(str_of(source_title(source)), ".cfg"))
		config->target.platform = PLATFORM_LINUX;
	for (uint32_t i = 0; i < config->count; i++)
		value_read(scratch, &config->target, &config->settings[i]);
	if (config->format == CONFIG_INI) {
		ini_read(scratch, config);
		config_index(scratch, config);
	}
	masked_read(config);
}

void config_read_lean(struct arena *arena, struct arena *scratch, const struct source *source,
		      const struct target *target, struct config *config)
{
	open_config(arena, scratch, source, target, config);
	config->check = text_check(source->text);
	yamlcpp_read(scratch, source, &config->document);
	read_config(config);
}

void config_read(struct arena *arena, const struct source *source, const struct target *target,
		 struct config *config)
{
	config_read_lean(arena, arena, source, target, config);
}

void config_read_yaml(struct arena *arena, const struct yaml *yaml, const struct target *target, struct config *config)
{
	open_config(arena, arena, yaml->source, target, config);
	config->check = yaml->check;
	config->document = (struct yamlcpp){ .tree = yaml->tree, .rest = NO_OFFSET, .directive = NO_OFFSET };
	read_config(config);
}

/* ---- questions ---- */

const struct yaml *config_yaml(const struct config *config)
{
	if (!config->yaml->source)
		yaml_read(config->scratch, config->source, config->yaml);
	return config->yaml;
}

bool config_placeable(struct arena *arena, const struct config *config, struct yaml *yaml)
{
	const struct text_check *check = &config->check;
	const struct yamlcpp *document = &config->document;
	*yaml = (struct yaml){ .source = config->source, .reading = READING_BOTH, .tree = document->tree, .check = *check };
	if (config->format != CONFIG_YAML || check->nul != STR_NONE || check->invalid != STR_NONE ||
	    check->lone_cr != STR_NONE || document->rest != NO_OFFSET || document->directive != NO_OFFSET ||
	    document->unclosed || (config->marks && !config->source->mask))
		return false;
	if (!config->tree) {
		struct yamlcpp again;
		source_fetch(config->source);
		yamlcpp_read(arena, config->source, &again);
		yaml->tree = again.tree;
	}
	return true;
}

const struct setting *config_look_up(const struct config *config, struct str wanted)
{
	if (!config->slots)
		return NULL;
	for (uint32_t slot = slot_of(config, wanted); config->index[slot]; slot = (slot + 1) & (config->slots - 1)) {
		const struct setting *setting = config_setting(config, config->index[slot] - 1);
		if (str_eq(setting->name, wanted) || str_eq(setting->path, wanted))
			return setting;
	}
	return NULL;
}

struct str config_text(const struct config *config, const char *path)
{
	const struct setting *setting = config_find(config, path);
	return setting && setting->kind != SETTING_OPAQUE ? setting->text : STR("");
}

bool config_is(const struct config *config, const char *path, const char *text)
{
	const struct setting *setting = config_find(config, path);
	return setting && setting->kind != SETTING_OPAQUE && str_is(setting->text, text);
}

struct str setting_entry_name(const struct setting *setting)
{
	uint32_t map = (uint32_t)strlen(setting->option->path) + 1;
	return str_sub(setting->path, map, setting->path.len);
}

/* Is `path` this name, or below it? */
static bool is_below(struct str path, struct str name)
{
	return !name.len || (path.len >= name.len && str_eq(str_sub(path, 0, name.len), name) &&
			     (path.len == name.len || path.at[name.len] == '.'));
}

bool config_says_elsewhere(const struct config *config, const char *path)
{
	for (uint32_t i = 0; config->opaque && i < config->count; i++) {
		const struct setting *setting = config_setting(config, i);
		if (setting->kind == SETTING_OPAQUE && is_below(str_of(path), setting->name))
			return true;
	}
	for (uint32_t i = 0; i < config->elsewhere->count; i++)
		if (is_below(str_of(path), str_of(config->elsewhere->paths[i])))
			return true;
	for (uint32_t i = 0; i < config->elsewhere->open_count; i++)
		if (is_below(str_of(path), str_of(config->elsewhere->open[i])) && !config_find(config, path))
			return true;
	return false;
}

/* Adds one that is not among them: few options, of however many command lines. */
static void add_path(const struct config *config, const char ***paths, uint32_t *count, const char *path)
{
	for (uint32_t i = 0; i < *count; i++)
		if (!strcmp((*paths)[i], path))
			return;
	*paths = arena_grow(config->arena, *paths, *count, *count + 1, sizeof **paths);
	(*paths)[(*count)++] = path;
}

void config_decided_elsewhere(const struct config *config, const char *const *paths, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		add_path(config, &config->elsewhere->paths, &config->elsewhere->count, paths[i]);
}

void config_may_have_more(const struct config *config, const char *path)
{
	add_path(config, &config->elsewhere->open, &config->elsewhere->open_count, path);
}

void config_started(const struct config *config, const struct start *start)
{
	struct elsewhere *elsewhere = config->elsewhere;
	for (uint32_t i = 0; i < elsewhere->start_count; i++)
		if (elsewhere->starts[i].source == start->source && elsewhere->starts[i].at.at == start->at.at)
			return;
	/* A power of two is full: room doubles there. */
	if ((elsewhere->start_count & (elsewhere->start_count - 1)) == 0)
		elsewhere->starts = arena_grow(config->arena, elsewhere->starts, elsewhere->start_count,
					       elsewhere->start_count ? 2U * elsewhere->start_count : 1, sizeof *start);
	elsewhere->starts[elsewhere->start_count++] = *start;
}

bool config_is_open(const struct config *config)
{
	for (uint32_t i = 0; i < config->elsewhere->open_count; i++)
		if (!*config->elsewhere->open[i])
			return true;
	return false;
}

bool setting_same_name(const struct setting *a, const struct setting *b)
{
	return str_eq(a->name, b->name);
}

struct span config_start(const struct config *config)
{
	if (config->count)
		return config_setting(config, 0)->key;
	source_fetch(config->source);
	uint32_t at = str_starts(config->source->text, "\xef\xbb\xbf") ? 3 : 0;
	return (struct span){ at, 0 };
}
