#include "config/edit.h"

#include "config/ini_dialect.h"
#include "input/ini.h"
#include "schema/ini.h"
#include "yaml/place.h"
#include "yaml/plain.h"

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
	return draft_open_read(arena, config->source, config_yaml(config), READ_BY_BOTH, draft, err);
}

/* ---- plain ones ---- */

bool config_draft_plain(const struct config *config, enum draft_readers readers, struct draft *draft)
{
	struct err err = ERR_INIT(config->scratch);
	struct yaml yaml;
	if (config->source->whole || config->format != CONFIG_YAML || config->marks || !config->tree ||
	    config->tree->node[config->tree->root].kind != NODE_MAPPING)
		return false;
	return plain_text(config->source) && config_placeable(config->scratch, config, &yaml) &&
	       draft_open_read(config->scratch, config->source, &yaml, readers, draft, &err);
}

/* Those that an edit has a byte of, or stands beside, as they are now. */
static bool edited_lines_are_plain(const struct draft *draft)
{
	const struct source *now = &draft->now;
	uint32_t gained = 0, lost = 0;
	for (uint32_t i = 0; i < draft->edits.count; i++) {
		const struct edit *edit = &draft->edits.at[i];
		uint32_t start = edit->cut.at + gained - lost, end = start + edit->put.len;
		for (uint32_t line = source_line_index(now, start); line <= source_line_index(now, end); line++)
			if (!plain_line(source_line(now, line)))
				return false;
		gained += edit->put.len;
		lost += edit->cut.len;
	}
	return true;
}

bool config_read_plain(const struct draft *draft, const struct target *target, struct config *config)
{
	const struct yaml *yaml = &draft->yaml;
	if (yaml->reading != READING_BOTH || yaml->tree.documents > 1 || !edited_lines_are_plain(draft))
		return false;
	config_read_yaml(draft->arena, yaml, target, config);
	return true;
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
	if (config->source->decoded)
		return false;  /* its places are none of the file, where an edit would go */
	if (config->format == CONFIG_INI && !config->marks) {
		ini_dialect.read(arena, config->source, &config->target, &yaml);
		return yaml.reading == READING_BOTH &&
		       ini_dialect.set(arena, &yaml, &config->target, str_of(path), str_of(value), edits, &err);
	}
	/* The edits have nothing of it. */
	struct arena scratch = ARENA_INIT;
	bool set = config_placeable(&scratch, config, &yaml) && place_set(arena, &yaml, str_of(path), str_of(value), edits, &err);
	arena_free(&scratch);
	return set;
}

bool config_unset_edits(struct arena *arena, const struct config *config, const char *path, struct edits *edits)
{
	struct err err = ERR_INIT(arena);
	struct yaml yaml;
	if (config->source->decoded)
		return false;  /* its places are none of the file, where an edit would go */
	if (config->format == CONFIG_INI && !config->marks) {
		ini_dialect.read(arena, config->source, &config->target, &yaml);
		return yaml.reading == READING_BOTH && ini_dialect.unset(arena, &yaml, &config->target, str_of(path), edits, &err);
	}
	struct arena scratch = ARENA_INIT;
	bool unset = config_placeable(&scratch, config, &yaml) && place_unset(arena, &yaml, str_of(path), edits, &err);
	arena_free(&scratch);
	return unset;
}
