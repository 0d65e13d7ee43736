#include "config/edit.h"

#include "config/ini_dialect.h"
#include "input/ini.h"
#include "schema/ini.h"
#include "yaml/place.h"

/* Any text is INI to a server; one without a single name of a server's in it isn't to us. */
static bool is_ini(struct arena *arena, const struct config *config)
{
	if (config->format != CONFIG_INI)
		return false;
	bool names = config->count || !config->fault_count;
	struct ini_lines lines = ini_lines(arena, config->source);
	for (uint32_t i = 0; !names && i < lines.count; i++) {
		struct str name = source_str(config->source, lines.at[i].name);
		uint32_t bom = str_starts(name, "\xef\xbb\xbf") ? 3 : 0;
		names = lines.at[i].kind == INI_LINE_ENTRY && ini_is_name(str_sub(name, bom, name.len));
	}
	return names;
}

static const struct target *keep_target(struct arena *arena, const struct target *target)
{
	struct target *kept = arena_alloc(arena, sizeof *kept);
	if (target)
		*kept = *target;
	return kept;
}

bool config_draft(const struct config *config, const struct target *target, struct draft *draft, struct err *err)
{
	struct arena *arena = config->scratch;
	if (is_ini(arena, config))
		return draft_open_as(arena, config->source, &ini_dialect, keep_target(arena, target), draft, err);
	return draft_open_read(arena, config->source, config_yaml(config), draft, err);
}

bool config_draft_open(struct arena *arena, const struct source *source, const struct target *target, struct draft *draft,
		       struct err *err)
{
	struct config config;
	config_read(arena, source, target, &config);
	return config_draft(&config, target, draft, err);
}

struct version config_draft_release(struct draft *draft, struct version server)
{
	if (draft->dialect != &ini_dialect)
		return server;
	struct target *about = arena_alloc(draft->arena, sizeof *about);
	*about = *(const struct target *)draft->about;
	struct version before = about->server;
	about->server = server;
	draft->about = about;
	ini_dialect.read(draft->arena, &draft->now, about, &draft->yaml);
	return before;
}

bool config_set_edits(struct arena *arena, const struct config *config, const char *path, const char *value, struct edits *edits)
{
	struct err err = ERR_INIT(arena);
	struct yaml yaml;
	if (config->format == CONFIG_INI && !config->marks) {
		ini_dialect.read(arena, config->source, &config->target, &yaml);
		return yaml.reading == READING_BOTH &&
		       ini_dialect.set(arena, &yaml, &config->target, str_of(path), str_of(value), edits, &err);
	}
	return config_placeable(config, &yaml) && place_set(arena, &yaml, str_of(path), str_of(value), edits, &err);
}

bool config_unset_edits(struct arena *arena, const struct config *config, const char *path, struct edits *edits)
{
	struct err err = ERR_INIT(arena);
	struct yaml yaml;
	if (config->format == CONFIG_INI && !config->marks) {
		ini_dialect.read(arena, config->source, &config->target, &yaml);
		return yaml.reading == READING_BOTH && ini_dialect.unset(arena, &yaml, &config->target, str_of(path), edits, &err);
	}
	return config_placeable(config, &yaml) && place_unset(arena, &yaml, str_of(path), edits, &err);
}
