#include "config/edit.h"

#include "config/ini_dialect.h"
#include "yaml/place.h"

bool config_draft_open(struct arena *arena, const struct source *source, const struct target *target, struct draft *draft,
		       struct err *err)
{
	struct config config;
	struct target *about = arena_alloc(arena, sizeof *about);
	if (target)
		*about = *target;
	config_read(arena, source, target, &config);
	/* Any text is INI to a server; one without a single option in it isn't to us. */
	if (config.format == CONFIG_INI && (config.count || !config.fault_count))
		return draft_open_as(arena, source, &ini_dialect, about, draft, err);
	return draft_open(arena, source, draft, err);
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
