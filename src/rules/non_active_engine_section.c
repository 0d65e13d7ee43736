#include "rules/ask.h"

static const char *const engines[] = { "wiredTiger", "inMemory", "mmapv1", "rocksdb" };

static bool is_of_engine(const struct setting *setting, const char *engine)
{
	struct str rest = setting->path, part;
	return str_split(&rest, '.', &part) && str_is(part, "storage") && str_split(&rest, '.', &part) &&
	       str_is(part, engine) && rest.at;
}

static const struct setting *setting_of(const struct config *config, const char *engine)
{
	for (uint32_t i = 0; i < config->count; i++)
		if (is_of_engine(&config->settings[i], engine))
			return &config->settings[i];
	return NULL;
}

static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	unsigned active = 0;
	while (active < sizeof engines / sizeof *engines && ask_word(config, "storage.engine", engines[active]) != ANSWER_YES)
		active++;
	if (active == sizeof engines / sizeof *engines)
		return;
	for (unsigned i = 0; i < sizeof engines / sizeof *engines; i++) {
		const struct setting *setting = i == active ? NULL : setting_of(config, engines[i]);
		if (!setting)
			continue;
		struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, config->source, setting->key,
					     "%.*s is for another engine than %s", STR_ARG(setting->path), engines[active]);
		diag->option = str_cstr(lint->arena, setting->path);
		diag->server = "reads it, and it has no effect";
		diag->help = arena_printf(lint->arena, "remove the options of %s", engines[i]);
		diag_note(lint->sink, diag, config->source, config_find(config, "storage.engine")->key,
			  "the engine is chosen here");
	}
}

const struct rule rule_non_active_engine_section = {
	.kind = { "non-active-engine-section", "hygiene" },
	.severity = SEVERITY_WARNING,
	.scope = SCOPE_FILE,
	.title = "options of a storage engine that is not the one in use",
	.why = "Each engine reads its own section only. A cache size under wiredTiger does nothing for inMemory, which then "
	       "takes half of the memory, as if nothing had been said.",
	.server = "reads it, and it has no effect",
	.bad = (const struct example[]){ { "mongod.conf",
		"storage:\n  engine: inMemory\n  wiredTiger:\n    engineConfig:\n      cacheSizeGB: 4\n" }, { 0 } },
	.good = (const struct example[]){ { "mongod.conf",
		"storage:\n  engine: wiredTiger\n  wiredTiger:\n    engineConfig:\n      cacheSizeGB: 4\n" }, { 0 } },
	.check_config = check,
};
