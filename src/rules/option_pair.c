#include "rules/option_pair.h"

#include <string.h>

#include "rules/refusal.h"

static bool is_known(const struct config *config, const struct setting *setting, unsigned editions)
{
	struct target target = config->target;
	if (!setting->option)
		return false;
	/* Nobody said which edition: what the row is about is then looked at with its own eyes. */
	if (!target.edition)
		target.edition = editions;
	enum option_state state = option_state(setting->option, &target);
	return state == OPTION_LIVE || state == OPTION_DEPRECATED || state == OPTION_UNSURE;
}

bool option_pair_possible(const struct config *config, const char *name)
{
	return strchr(name, '.') ? config_find(config, name) != NULL : config->format == CONFIG_INI;
}

const struct setting *option_pair_find(const struct config *config, const struct option_pair *pair,
				       const char *name)
{
	bool ini_name = !strchr(name, '.');
	if (!option_pair_possible(config, name))
		return NULL;
	/* Is the rest of the pair the same option to us, under its other name? */
	const struct option *a = option_find(str_of(pair->option)), *b = option_find(str_of(pair->other));
	bool parameter = !strncmp(name, "setParameter.", 13);
	bool exact = a && b && ((*a->replaced_by && !strcmp(a->replaced_by, b->path)) ||
				(*b->replaced_by && !strcmp(b->replaced_by, a->path)));
	for (uint32_t i = 0; i < config->count; i++) {
		const struct setting *setting = config_setting(config, i);
		struct str written = ini_name ? source_str(config->source, setting->key) : setting->path;
		/* What is there only sometimes may not be there together with the other one. */
		if ((ini_name && config->format != CONFIG_INI) || (setting->entry && !parameter) || setting->sometimes)
			continue;
		if ((str_is(written, name) || (!ini_name && !exact && str_is(setting->name, name))) &&
		    is_known(config, setting, pair->editions))
			return setting;
	}
	return NULL;
}

bool option_pair_holds(const struct config *config, const struct option_pair *pair, enum severity *severity)
{
	const struct target *target = &config->target;
	enum reach reach = refusal_reach(target, pair->from, pair->to);
	if (reach == REACH_NONE || (pair->binaries && !(pair->binaries & target->binary)) ||
	    (pair->editions && target->edition && !(pair->editions & target->edition)))
		return false;
	bool sure = reach == REACH_ALL && (!pair->editions || target->edition);
	*severity = sure ? SEVERITY_ERROR : SEVERITY_WARNING;
	return true;
}

const char *option_pair_server(const struct lint *lint, const struct config *config,
			       const struct option_pair *pair, const char *text)
{
	bool some = refusal_reach(&config->target, pair->from, pair->to) == REACH_SOME;
	bool percona = pair->editions == EDITION_PERCONA && !config->target.edition;
	const char *releases = some ? refusal_releases(lint->arena, pair->from, pair->to) : "";
	if (!some && !percona)
		return arena_printf(lint->arena, "stops with: %s", text);
	return arena_printf(lint->arena, "stops with: %s (%s%s%s)", text, percona ? "Percona" : "",
			    percona && some ? ", " : "", releases);
}
