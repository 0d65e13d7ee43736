#include "rules/ask.h"

#include "config/edit.h"

bool ask_whole(const struct config *config)
{
	bool read = config->format == CONFIG_YAML || (config->format == CONFIG_INI && (config->count || !config->fault_count));
	return read && !config->marks && !config_is_open(config);
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

const char *ask_boolean_meant(struct str text)
{
	static const char *const yes[] = { "true", "yes", "on", "1", "y" }, *const no[] = { "false", "no", "off", "0", "n" };
	for (unsigned i = 0; i < sizeof yes / sizeof *yes; i++) {
		if (str_eq_nocase(text, str_of(yes[i])))
			return "true";
		if (str_eq_nocase(text, str_of(no[i])))
			return "false";
	}
	return NULL;
}

struct span ask_place(const struct setting *setting)
{
	return setting->value.len ? setting->value : setting->key;
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
	if (config_set_edits(lint->arena, config, path, value, &edits))
		offer(lint, diag, config, safety, arena_printf(lint->arena, "write %s: %s", path, value), &edits);
}

void ask_fix_unset(const struct lint *lint, struct diag *diag, const struct config *config, enum safety safety,
		   const char *path)
{
	struct edits edits = EDITS_INIT(lint->arena);
	if (config_unset_edits(lint->arena, config, path, &edits))
		offer(lint, diag, config, safety, arena_printf(lint->arena, "remove %s", path), &edits);
}
