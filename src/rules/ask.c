#include "rules/ask.h"

#include "yaml/place.h"

bool ask_whole(const struct config *config)
{
	return (config->format == CONFIG_YAML || config->format == CONFIG_INI) && !config->marks;
}

bool ask_set(const struct config *config, const char *path)
{
	return config_find(config, path) || config_is_opaque(config, path);
}

enum answer ask_true(const struct config *config, const char *path)
{
	const struct setting *setting = config_find(config, path);
	if (config_is_opaque(config, path) || (setting && setting->refusal))
		return ANSWER_UNKNOWN;
	return setting && setting->typed.flag ? ANSWER_YES : ANSWER_NO;
}

enum answer ask_word(const struct config *config, const char *path, const char *word)
{
	const struct setting *setting = config_find(config, path);
	if (config_is_opaque(config, path) || (setting && setting->refusal))
		return ANSWER_UNKNOWN;
	return setting && str_is(setting->text, word) ? ANSWER_YES : ANSWER_NO;
}

struct span ask_place(const struct setting *setting)
{
	return setting->value.len ? setting->value : setting->key;
}

bool ask_release(const struct config *config, struct releases releases, enum severity *severity)
{
	static const struct version oldest_in_use = VERSION(4, 2);
	struct version server = config->target.server;
	if (version_known(server)) {
		*severity = SEVERITY_ERROR;
		return version_at_least(server, releases.from) &&
		       !(version_known(releases.to) && version_at_least(server, releases.to));
	}
	bool all = !version_known(releases.to) && version_at_least(oldest_in_use, releases.from);
	*severity = all ? SEVERITY_ERROR : SEVERITY_WARNING;
	return true;
}

const char *ask_release_text(struct arena *arena, const struct config *config, struct releases releases)
{
	if (version_known(config->target.server))
		return "";
	const char *from = version_text(arena, releases.from), *to = version_text(arena, releases.to);
	if (*from && *to)
		return arena_printf(arena, "from %s to before %s", from, to);
	return *from ? arena_printf(arena, "from %s on", from) : *to ? arena_printf(arena, "before %s", to) : "";
}

/* Edits of `place` as a fix; they change one file, and none when the first of them failed. */
static void offer(const struct lint *lint, struct diag *diag, const struct config *config, enum safety safety,
		  const char *title, const struct edits *edits)
{
	for (uint32_t i = 0; i < edits->count; i++) {
		const struct edit *edit = &edits->at[i];
		if (i == 0)
			diag_fix(lint->sink, diag, safety, title, edit->cut, edit->put);
		else
			diag_fix_more(lint->sink, diag, config->source, edit->cut, edit->put);
	}
}

void ask_fix_set(const struct lint *lint, struct diag *diag, const struct config *config, enum safety safety,
		 const char *path, const char *value)
{
	struct edits edits = EDITS_INIT(lint->arena);
	struct err err = ERR_INIT(lint->arena);
	if (config->format == CONFIG_YAML && yaml_editable(&config->yaml, &err) &&
	    place_set(lint->arena, &config->yaml, str_of(path), str_of(value), &edits, &err))
		offer(lint, diag, config, safety, arena_printf(lint->arena, "write %s: %s", path, value), &edits);
}

void ask_fix_unset(const struct lint *lint, struct diag *diag, const struct config *config, enum safety safety,
		   const char *path)
{
	struct edits edits = EDITS_INIT(lint->arena);
	struct err err = ERR_INIT(lint->arena);
	if (config->format == CONFIG_YAML && yaml_editable(&config->yaml, &err) &&
	    place_unset(lint->arena, &config->yaml, str_of(path), &edits, &err))
		offer(lint, diag, config, safety, arena_printf(lint->arena, "remove %s", path), &edits);
}
